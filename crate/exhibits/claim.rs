//! What a paper claims, and what was found of it here.

use serde::Serialize;

use super::Interval;

/// Differences up to this are none.
const ROUNDING: f64 = 1e-9;

/// A claim as an inequality: a difference, measured once a seed, that should be above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Its number, such as `C1`.
    pub id: &'static str,
    /// What is claimed, in one sentence.
    pub says: &'static str,
    /// What the paper reports, and in what setting.
    pub paper: &'static str,
    /// What is measured here: the difference that should be above 0.
    pub difference: &'static str,
    /// Its unit: `points` of accuracy are shown as hundredths.
    pub unit: &'static str,
}

/// What was found of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The interval is above 0.
    #[serde(rename = "same direction")]
    Same,
    /// The interval holds 0.
    #[serde(rename = "not seen at this size")]
    Unseen,
    /// The interval is below 0.
    #[serde(rename = "opposite")]
    Opposite,
    /// Fewer than two seeds have a number.
    #[serde(rename = "not yet run")]
    NotYetRun,
}

impl Verdict {
    /// The verdict on a claim whose difference was measured once a seed: by whether the 95 %
    /// interval of the mean excludes 0, and on which side. What is within 1e-9 of 0 is rounding.
    pub fn of(interval: Option<Interval>) -> Self {
        match interval {
            Some(Interval { n: 2.., low, .. }) if low > ROUNDING => Verdict::Same,
            Some(Interval { n: 2.., high, .. }) if high < -ROUNDING => Verdict::Opposite,
            Some(Interval { n: 2.., .. }) => Verdict::Unseen,
            _ => Verdict::NotYetRun,
        }
    }

    /// The words that are shown.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Same => "same direction",
            Verdict::Unseen => "not seen at this size",
            Verdict::Opposite => "opposite",
            Verdict::NotYetRun => "not yet run",
        }
    }
}

/// A claim and what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The claim.
    pub claim: &'static Claim,
    /// The difference of each seed; none where this setting has none.
    pub differences: Vec<Option<f64>>,
    /// Their mean and its interval.
    pub interval: Option<Interval>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Finding {
    /// What the seeds' differences say.
    pub fn of(claim: &'static Claim, differences: Vec<Option<f64>>) -> Self {
        let known: Vec<f64> = differences.iter().flatten().copied().collect();
        let interval = Interval::student(&known);
        Finding {
            claim,
            verdict: Verdict::of(interval),
            interval,
            differences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_follows_the_interval_and_needs_two_seeds() {
        let of = |values: &[f64]| Verdict::of(Interval::student(values));
        assert_eq!(of(&[]), Verdict::NotYetRun);
        assert_eq!(of(&[1.0]), Verdict::NotYetRun);
        assert_eq!(of(&[1.0, 1.1, 0.9]), Verdict::Same);
        assert_eq!(of(&[-1.0, -1.1, -0.9]), Verdict::Opposite);
        assert_eq!(of(&[1.0, -1.0, 0.5]), Verdict::Unseen);
        assert_eq!(of(&[0.0, 0.0, 0.0]), Verdict::Unseen);
        assert_eq!(of(&[-1e-16, -1e-16]), Verdict::Unseen);
        assert_eq!(of(&[f64::NAN, 1.0]), Verdict::NotYetRun);
    }
}
