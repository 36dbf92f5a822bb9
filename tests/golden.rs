//! Golden vectors of every method, made by independent programs in 64 bits: values, gradients
//! and refusals. Functions of tensors run on every executor, all others once.
//!
//! The folder is the environment's `SOUPCON_GOLDEN`, else `tests/golden`. A function that a
//! file names and nobody knows is a failure.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value};
use soupcon::functions;
use support::backends::{Backend, backends};
use support::threads;

/// How many cases of a function ran, and passed, on each executor.
#[derive(Default)]
struct Tally {
    ran: [usize; 2],
    passed: [usize; 2],
}

fn main() -> ExitCode {
    let folder = std::env::var_os("SOUPCON_GOLDEN").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden"),
        PathBuf::from,
    );
    let files = files(&folder);
    let cases: Vec<(&str, &str, &Value)> = files.iter().flat_map(|(f, c)| cases(f, c)).collect();
    let results = threads::each(&cases, backends, |executors, (_, name, case)| {
        let plain = functions::find(name).is_ok_and(|f| !f.on_device());
        let used = if plain { 1 } else { executors.len() };
        let results = executors[..used].iter().map(|e| check(name, case, e));
        results.collect::<Vec<_>>()
    });
    let labels: Vec<String> = backends().into_iter().map(|b| b.label).collect();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for ((file, name, case), results) in cases.iter().zip(results) {
        let tally = tallies.entry(name).or_default();
        for (i, (result, label)) in results.into_iter().zip(&labels).enumerate() {
            tally.ran[i] += 1;
            match result {
                Ok(()) => tally.passed[i] += 1,
                Err(why) => wrong.push(format!("{file}: {name}: {label}: {}: {why}", case["name"])),
            }
        }
    }
    wrong.iter().take(60).for_each(|w| println!("{w}"));
    for (i, label) in labels.iter().enumerate() {
        let ran: usize = tallies.values().map(|t| t.ran[i]).sum();
        println!("executor {label}: {ran} cases");
    }
    println!("{}", closing(&tallies, wrong.len()));
    if wrong.is_empty() && !tallies.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One line: for each function the cases passed of those run, on the processor and, where it
/// runs there, on the graphics device.
fn closing(tallies: &BTreeMap<&str, Tally>, wrong: usize) -> String {
    let each = tallies.iter().map(|(name, t)| {
        let gpu = format!(", gpu {}/{}", t.passed[1], t.ran[1]);
        let gpu = if t.ran[1] > 0 { gpu } else { String::new() };
        format!("{name} {}/{}{gpu}", t.passed[0], t.ran[0])
    });
    let each: Vec<_> = each.collect();
    format!(
        "golden: {} functions, {wrong} wrong: {}",
        tallies.len(),
        each.join("; ")
    )
}

/// A file's cases, each with the file's name and its function's.
fn cases<'a>(
    file: &'a str,
    content: &'a Value,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    let table = content["functions"].as_object().unwrap();
    table.iter().flat_map(move |(name, cases)| {
        let cases = cases.as_array().unwrap().iter();
        cases.map(move |case| (file, name.as_str(), case))
    })
}

fn files(folder: &PathBuf) -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        (name, serde_json::from_str(&text).unwrap())
    };
    paths.into_iter().map(read).collect()
}

/// Runs a case; says what is not as expected.
fn check(name: &str, case: &Value, executor: &Backend) -> Result<(), String> {
    let got = pollster::block_on(functions::call(&*executor.device, name, &case["inputs"]));
    match (got, case.get("error")) {
        (Err(fault), Some(code)) if fault.code.word() == code => Ok(()),
        (Err(fault), Some(code)) => Err(format!(
            "refused as {}, not {code}: {fault}",
            fault.code.word()
        )),
        (Err(fault), None) => Err(format!("refused as {}: {fault}", fault.code.word())),
        (Ok(_), Some(code)) => Err(format!("was not refused as {code}")),
        (Ok(got), None) => {
            let number = |key: &str| case[key].as_f64().unwrap();
            let tolerance = Tolerance {
                relative: number("rtol"),
                absolute: number("atol"),
            };
            let function = functions::find(name).map_err(|e| e.to_string())?;
            declared(function, got.as_object().unwrap())?;
            let expected = case["expected"].as_object().unwrap();
            expected.iter().try_for_each(|(key, want)| {
                let found = got.get(key).ok_or(format!("gives no `{key}`"))?;
                tolerance.compare(key, found, want)
            })
        }
    }
}

/// A function gives what it declares, no more and no less.
fn declared(function: &functions::Function, got: &Map<String, Value>) -> Result<(), String> {
    let mut declared: Vec<&str> = function.outputs.iter().map(|o| o.name).collect();
    let mut given: Vec<&str> = got.keys().map(String::as_str).collect();
    declared.sort_unstable();
    given.sort_unstable();
    if declared != given {
        return Err(format!("declares {declared:?} and gives {given:?}"));
    }
    let depth = |mut v: &Value| {
        let mut axes = 0;
        while let Value::Array(items) = v {
            axes += 1;
            v = items.first().unwrap_or(&Value::Null);
        }
        axes
    };
    for output in function.outputs.iter().filter(|o| !o.shape.contains("...")) {
        let (axes, found) = (
            output.shape.split_whitespace().count(),
            depth(&got[output.name]),
        );
        if axes != found && !got[output.name].is_null() {
            return Err(format!(
                "`{}` is declared with {axes} axes and has {found}",
                output.name
            ));
        }
    }
    Ok(())
}

struct Tolerance {
    relative: f64,
    absolute: f64,
}

impl Tolerance {
    fn compare(&self, path: &str, got: &Value, want: &Value) -> Result<(), String> {
        match (got, want) {
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .enumerate()
                .try_for_each(|(i, (a, b))| self.compare(&format!("{path}[{i}]"), a, b)),
            _ if want.is_i64() || want.is_boolean() => {
                let same = got == want || got.as_f64().is_some_and(|v| Some(v) == want.as_f64());
                same.then_some(())
                    .ok_or(format!("{path} is {got}, not {want}"))
            }
            _ => self.numbers(path, got, want),
        }
    }

    fn numbers(&self, path: &str, got: &Value, want: &Value) -> Result<(), String> {
        if got == want {
            return Ok(());
        }
        let (Some(a), Some(b)) = (number(got), number(want)) else {
            return Err(format!("{path} is {got}, not {want}"));
        };
        let bound = self.absolute + self.relative * b.abs();
        if a == b || (a - b).abs() <= bound || (a.is_nan() && b.is_nan()) {
            Ok(())
        } else {
            Err(format!("{path} is {a}, not {b}: further than {bound:.1e}"))
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    }
}
