//! What is trained once and shipped with the page.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::exec;

/// The run, as the page asks for it; a test of the page compares the two.
const SPEC: &str = "web/data/kitchen.json";
/// The weights of its start, then of member after member, 32 bits each.
const WEIGHTS: &str = "web/data/kitchen.f32";
/// What exhibits show before anything is computed: a file each.
const RECORDED: &str = "web/recorded";
/// The seeds of a recorded run.
const SEEDS: &str = "5";

/// Computes the run of the Kitchen, what exhibits show at first, or the page of their verdicts.
pub fn make(root: &Path, what: &str) -> anyhow::Result<()> {
    match what {
        "kitchen" => kitchen(root),
        "verdicts" => crate::verdicts::write(root),
        _ => exhibits(root, what),
    }
}

/// Trains the run that the Kitchen opens with, on the processor.
fn kitchen(root: &Path) -> anyhow::Result<()> {
    let run = ["run", "--quiet", "--locked", "--bin", "soupcon", "--"];
    let train = [
        "train",
        "--backend",
        "cpu",
        "--spec",
        SPEC,
        "--weights",
        WEIGHTS,
    ];
    let mut cargo = exec::cargo(root, &run);
    exec::run(cargo.args(train))
}

/// Runs an exhibit, or all of them, at its defaults and keeps what its page then shows.
fn exhibits(root: &Path, what: &str) -> anyhow::Result<()> {
    let listed = soupcon(root, &["exhibits", "--json"])?;
    let slugs: Vec<&str> = listed
        .as_array()
        .context("a list of exhibits")?
        .iter()
        .filter_map(|e| e["card"]["slug"].as_str())
        .filter(|slug| what == "exhibits" || *slug == what)
        .collect();
    if slugs.is_empty() {
        bail!(
            "`kitchen`, `exhibits`, `verdicts` or the name of an exhibit can be computed; {what} is none"
        );
    }
    let folder = root.join(RECORDED);
    fs::create_dir_all(&folder)?;
    for slug in slugs {
        let ran = soupcon(root, &["run", slug, "--seeds", SEEDS, "--json"])?;
        let text = format!("{}\n", kept(&ran)?);
        println!("    {slug}: {} bytes", text.len());
        fs::write(folder.join(format!("{slug}.json")), text)?;
    }
    Ok(())
}

/// What the command line answers.
pub fn soupcon(root: &Path, args: &[&str]) -> anyhow::Result<Value> {
    // The seconds a seed are shown: they must be those of the program that visitors' machines run.
    let run = [
        "run",
        "--quiet",
        "--release",
        "--locked",
        "--bin",
        "soupcon",
        "--",
    ];
    let text = exec::output(exec::cargo(root, &run).args(args))?;
    Ok(serde_json::from_str(&text)?)
}

/// What a page needs of a run: settings, seconds a seed, what is shown, and what was found.
fn kept(ran: &Value) -> anyhow::Result<Value> {
    let seconds: Vec<f64> = ran["prepareSeconds"]
        .as_array()
        .context("seconds")?
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    let shown = &ran["snapshot"];
    let found = ran["findings"].as_array().context("findings")?;
    let finding = |f: &Value| {
        json!({
            "id": f["claim"]["id"],
            "differences": f["differences"],
            "interval": f["interval"],
            "verdict": f["verdict"],
        })
    };
    let mut kept = json!({
        "values": ran["values"],
        "seeds": seconds.len(),
        "seconds": seconds.iter().sum::<f64>() / seconds.len().max(1) as f64,
        "sentence": shown["sentence"],
        "figures": shown["figures"],
        "table": shown["table"],
        "findings": found.iter().map(finding).collect::<Vec<_>>(),
    });
    round(&mut kept);
    Ok(kept)
}

/// Numbers to as many digits as can be seen.
fn round(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().map(|n| format!("{n:.4e}"));
            let short = short.and_then(|n| n.parse::<f64>().ok());
            *value = match short {
                Some(n) if n.fract() == 0.0 && n.abs() < 1e9 => json!(n as i64),
                Some(n) => json!(n),
                None => Value::Null,
            };
        }
        Value::Array(all) => all.iter_mut().for_each(round),
        Value::Object(all) => all.values_mut().for_each(round),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_to_five_digits() {
        let mut value =
            json!({"a": [0.123_456_789, 12.0, 7, -0.000_012_345_678], "b": "0.123456789"});
        round(&mut value);
        let kept = json!({"a": [0.12346, 12, 7, -0.000_012_346], "b": "0.123456789"});
        assert_eq!(value, kept);
    }
}
