//! What test programs print: how many tests ran, and how many cases each executor ran.

use std::collections::BTreeMap;

use crate::steps::Tally;

/// Cases run, per executor: `cpu`, `gpu (adapter)`, ...
#[derive(Default)]
pub struct Cases(BTreeMap<String, u64>);

impl Cases {
    /// Reads `executor NAME: N cases`, anywhere in a line.
    pub fn read(&mut self, line: &str) {
        if let Some((name, count)) = executor(line) {
            *self.0.entry(name.to_owned()).or_default() += count;
        }
    }

    /// The first of `required` of which no case ran.
    pub fn missing<'a>(&self, required: &[&'a str]) -> Option<&'a str> {
        let ran = |kind: &str| {
            let of_kind = |name: &str| name == kind || name.starts_with(&format!("{kind} "));
            self.0
                .iter()
                .any(|(name, &count)| of_kind(name) && count > 0)
        };
        required.iter().copied().find(|kind| !ran(kind))
    }

    /// One line per executor.
    pub fn print(&self) {
        for (name, count) in &self.0 {
            println!("executor {name}: {count} cases");
        }
    }
}

fn executor(line: &str) -> Option<(&str, u64)> {
    let (_, rest) = line.split_once("executor ")?;
    let (name, rest) = rest.rsplit_once(": ")?;
    let count = rest.trim_end().strip_suffix(" cases")?;
    Some((name, count.parse().ok()?))
}

/// Adds what a line of the Rust test programs says: `test result: ok. 3 passed; 1 failed; ...`.
pub fn rust_result(line: &str, tally: &mut Tally) {
    let Some((_, rest)) = line.split_once("test result: ") else {
        return;
    };
    tally.passed += number_before(rest, " passed");
    tally.failed += number_before(rest, " failed");
}

/// Reads the report that vitest writes as JSON.
pub fn vitest_report(json: &str) -> anyhow::Result<Tally> {
    let report: serde_json::Value = serde_json::from_str(json)?;
    let number = |name: &str| report[name].as_u64().unwrap_or_default();
    Ok(Tally {
        passed: number("numPassedTests"),
        failed: number("numFailedTests"),
    })
}

fn number_before(text: &str, word: &str) -> u64 {
    let head = text.split(word).next().unwrap_or_default();
    let digits = head.rsplit(' ').next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_add_up_per_executor() {
        let mut cases = Cases::default();
        cases.read("executor cpu: 10 cases");
        cases.read("test ops ... executor cpu: 5 cases");
        cases.read("executor gpu (llvmpipe (LLVM 15: 256 bits)): 7 cases");
        cases.read("executor gpu: none");
        assert_eq!(cases.0["cpu"], 15);
        assert_eq!(cases.0["gpu (llvmpipe (LLVM 15: 256 bits))"], 7);
        assert_eq!(cases.missing(&["cpu", "gpu"]), None);
    }

    #[test]
    fn an_executor_without_cases_is_missing() {
        let mut cases = Cases::default();
        cases.read("executor cpu: 10 cases");
        cases.read("executor gpu (none): 0 cases");
        assert_eq!(cases.missing(&["cpu", "gpu"]), Some("gpu"));
    }

    #[test]
    fn rust_results_add_up() {
        let mut tally = Tally::default();
        let line =
            "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; finished in 0.1s";
        rust_result(line, &mut tally);
        rust_result("test result: ok. 1 passed; 0 failed; 0 ignored", &mut tally);
        rust_result("running 4 tests", &mut tally);
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 3
            }
        );
    }

    #[test]
    fn a_report_of_vitest_is_read() {
        let json = r#"{"numTotalTests": 5, "numPassedTests": 4, "numFailedTests": 1}"#;
        let tally = vitest_report(json).unwrap();
        assert_eq!(
            tally,
            Tally {
                passed: 4,
                failed: 1
            }
        );
    }
}
