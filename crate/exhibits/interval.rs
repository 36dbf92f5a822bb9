//! Intervals of means over seeds: the one place where they are computed.

use serde::Serialize;

/// The share of the intervals.
const LEVEL: f64 = 0.95;

/// A mean with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many values there were.
    pub n: usize,
}

impl Interval {
    /// `x̄ ± t₀.₉₇₅(n − 1) s / √n`, with the standard deviation `s` of `n − 1` degrees of freedom.
    ///
    /// A single value has an interval of no width: it says nothing about seeds, which `n` tells.
    /// `None` of no value, or of one that is not finite.
    ///
    /// Source: Student 1908, *The probable error of a mean*.
    pub fn student(values: &[f64]) -> Option<Self> {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        let half = match n {
            0 | 1 => 0.0,
            _ => student_quantile(n - 1) * (squares / (n - 1) as f64 / n as f64).sqrt(),
        };
        (n > 0 && mean.is_finite() && half.is_finite()).then_some(Interval {
            mean,
            low: mean - half,
            high: mean + half,
            n,
        })
    }
}

/// The `t` with `P(|T| ≤ t) = 0.95` for Student's law of `freedom` ≥ 1 degrees of freedom.
fn student_quantile(freedom: usize) -> f64 {
    let (mut low, mut high) = (0.0, std::f64::consts::FRAC_PI_2);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if within(middle, freedom) < LEVEL {
            low = middle;
        } else {
            high = middle;
        }
    }
    low.tan() * (freedom as f64).sqrt()
}

/// `P(|T| ≤ √ν tan θ)` for `ν` degrees of freedom: a finite sum.
///
/// Source: Abramowitz and Stegun 1964, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4.
fn within(theta: f64, freedom: usize) -> f64 {
    let (sine, cosine) = (libm::sin(theta), libm::cos(theta));
    let odd = freedom % 2;
    // Terms cos^k of the parity of ν, from 0 or 1 to ν − 2, each a ratio of the one before.
    let (mut term, mut sum) = (if odd == 1 { cosine } else { 1.0 }, 0.0);
    for k in (odd..freedom.saturating_sub(1)).step_by(2) {
        sum += term;
        term *= (k + 1) as f64 / (k + 2) as f64 * cosine * cosine;
    }
    match odd {
        1 => (theta + sine * sum) * std::f64::consts::FRAC_2_PI,
        _ => sine * sum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed tables of Student's law, two sides, 5 %.
    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (freedom, expected) in [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (7, 2.365),
            (19, 2.093),
            (30, 2.042),
            (120, 1.980),
        ] {
            let found = student_quantile(freedom);
            assert!((found - expected).abs() < 6e-4, "{freedom}: {found}");
        }
    }

    #[test]
    fn an_interval_of_a_mean_is_that_of_the_textbook() {
        let found = Interval::student(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        // s = √2.5, s / √5 = 0.70711, t = 2.7764.
        assert!((found.mean - 3.0).abs() < 1e-12);
        assert!((found.high - 3.0 - 2.776_445 * 0.5_f64.sqrt()).abs() < 1e-5);
        assert!((found.low + found.high - 6.0).abs() < 1e-12);
        assert_eq!(Interval::student(&[]), None);
        assert_eq!(Interval::student(&[1.0, f64::NAN]), None);
        assert_eq!(Interval::student(&[2.0]).unwrap().high, 2.0);
    }
}
