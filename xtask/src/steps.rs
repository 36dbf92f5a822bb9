//! Steps: what is being done, how long it took, what came of it.

use std::time::{Duration, Instant};

/// What the checks and tests have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that passed.
    pub passed: u64,
    /// Tests and checks that failed.
    pub failed: u64,
}

/// Says what is done next, does it, and says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    println!("==> {title}");
    let start = Instant::now();
    let result = work();
    let took = seconds(start.elapsed());
    match &result {
        Ok(_) => println!("    done in {took}: {title}\n"),
        Err(error) => println!("    FAILED after {took}: {title}: {error:#}\n"),
    }
    result
}

impl Tally {
    /// A step that counts as one test; gives its result where it passed.
    pub fn check<T>(&mut self, title: &str, work: impl FnOnce() -> anyhow::Result<T>) -> Option<T> {
        let result = step(title, work).ok();
        self.add(Tally::default(), result.is_some());
        self.passed += u64::from(result.is_some());
        result
    }

    /// A step that counts its own tests.
    pub fn tests(&mut self, title: &str, work: impl FnOnce(&mut Tally) -> anyhow::Result<()>) {
        let mut inner = Tally::default();
        let result = step(title, || work(&mut inner));
        self.add(inner, result.is_ok());
    }

    /// Adds what a step has counted; one that fails without a failed test counts as one.
    fn add(&mut self, inner: Tally, is_well: bool) {
        self.passed += inner.passed;
        self.failed += inner.failed.max(u64::from(!is_well));
    }
}

/// A duration as `12.3 s` or `2 min 05 s`.
pub fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole < 60 {
        return format!("{:.1} s", took.as_secs_f64());
    }
    format!("{} min {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_failure_without_a_failed_test_counts_as_one() {
        let mut tally = Tally::default();
        tally.add(Tally::default(), false);
        let (passed, failed) = (2, 3);
        tally.add(Tally { passed, failed }, false);
        tally.add(Tally { passed, failed: 0 }, true);
        let (passed, failed) = (4, 4);
        assert_eq!(tally, Tally { passed, failed });
    }
}
