//! What exhibits find over few and over many seeds, as a page of the documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use crate::bake::soupcon;

/// Where it is written.
const PAGE: &str = "docs/verdicts.md";
/// The seeds that are compared.
const SEEDS: [usize; 2] = [5, 20];

/// Runs all exhibits at their defaults and writes what they find.
pub fn write(root: &Path) -> anyhow::Result<()> {
    let listed = soupcon(root, &["exhibits", "--json"])?;
    let cards = listed.as_array().context("a list of exhibits")?;
    let mut page = String::from(
        "# What the exhibits find\n\n\
         Each claim is a difference that should be above 0: its mean over seeds and the 95 % interval of the mean \
         (Student), at the defaults, on the processor. `cargo xtask bake verdicts` writes this page.\n",
    );
    for entry in cards {
        let card = &entry["card"];
        let slug = card["slug"].as_str().context("a slug")?;
        let runs = SEEDS.map(|seeds| {
            soupcon(
                root,
                &["run", slug, "--seeds", &seeds.to_string(), "--json"],
            )
        });
        let [few, many] = runs;
        section(&mut page, card, &few?, &many?)?;
        println!("    {slug}: {} seeds", SEEDS[1]);
    }
    fs::write(root.join(PAGE), page)?;
    Ok(())
}

/// One exhibit.
fn section(page: &mut String, card: &Value, few: &Value, many: &Value) -> anyhow::Result<()> {
    let word = |name: &str| card[name].as_str().unwrap_or_default();
    let arxiv = card["paper"]["arxiv"].as_str().unwrap_or_default();
    write!(
        page,
        "\n## {}\n\n{} ([arXiv:{arxiv}](https://arxiv.org/abs/{arxiv}))\n\n![The page of the exhibit](exhibits/{}.jpg)\n\n\
         | claim | difference | {} seeds | {} seeds |\n|---|---|---|---|\n",
        word("title"),
        word("question"),
        word("slug"),
        SEEDS[0],
        SEEDS[1]
    )?;
    let found = |run: &Value| run["findings"].as_array().cloned().context("findings");
    for (a, b) in found(few)?.iter().zip(&found(many)?) {
        let claim = &a["claim"];
        let part = |name: &str| claim[name].as_str().unwrap_or_default().replace('|', "\\|");
        writeln!(
            page,
            "| **{}** {} | {} | {} | {} |",
            part("id"),
            part("says"),
            part("difference"),
            cell(a),
            cell(b)
        )?;
    }
    Ok(())
}

/// The mean with its interval, and the verdict.
fn cell(finding: &Value) -> String {
    let number = |name: &str| finding["interval"][name].as_f64();
    let verdict = finding["verdict"].as_str().unwrap_or_default();
    match (number("mean"), number("low"), number("high")) {
        (Some(mean), Some(low), Some(high)) => {
            let [mean, low, high] = [mean, low, high].map(short);
            format!("{mean} [{low}, {high}], {verdict}")
        }
        _ => verdict.to_owned(),
    }
}

/// A number to three digits, with its sign.
fn short(number: f64) -> String {
    match number.abs() {
        size if size == 0.0 || (1e-3..1e4).contains(&size) => {
            let digits = (2.0 - size.max(1e-3).log10().floor()).clamp(0.0, 5.0) as usize;
            format!("{number:+.digits$}")
        }
        _ => format!("{number:+.1e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        let all = [0.012_345, -1.5, 123.4, 0.0, 1e-7].map(short);
        assert_eq!(all, ["+0.0123", "-1.50", "+123", "+0.00000", "+1.0e-7"]);
    }
}
