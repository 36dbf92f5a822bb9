//! What a dish says of rows: probabilities and decisions.

use ndarray::{Array2, Array3, ArrayView2, ArrayView3, Axis};

use crate::methods::calibration::expected_calibration_error;
use crate::methods::categorical::{argmax, log_average, log_softmax, scores};
use crate::methods::election::run_off_predict;
use crate::methods::voting::majority_vote;

use super::{Measure, Rule};

/// The least probability that an election gives a class. Its shares of votes are often 0, which
/// would make the negative log-likelihood infinite.
pub const FLOOR: f64 = 1e-6;
/// Bins of the calibration error that is reported for every dish.
const BINS: usize = 15;
/// The 97.5 % quantile of the normal law.
const NORMAL: f64 = 1.959_963_984_540_054;

/// Of `N` rows and `K` classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Logarithms of probabilities `[N, K]`.
    pub log_p: Array2<f64>,
    /// The class that is decided for `[N]`.
    pub decision: Vec<usize>,
}

impl Forecast {
    /// Of one model's logits `[N, K]`.
    pub fn of(logits: ArrayView2<'_, f64>) -> Self {
        let decision = logits.rows().into_iter().map(argmax).collect();
        let log_p = log_softmax(logits);
        Forecast { log_p, decision }
    }

    /// Of several models' logits `[M, N, K]`, `M` ≥ 1.
    pub fn of_all(logits: ArrayView3<'_, f64>, rule: Rule) -> Self {
        let floored = |share: f64| share.max(FLOOR).ln();
        match rule {
            Rule::Logits => {
                let mean = logits.sum_axis(Axis(0)) / logits.dim().0 as f64;
                Forecast::of(mean.view())
            }
            Rule::Probabilities => {
                let log_p = log_average(log_softmax(logits).view());
                let decision = log_p.rows().into_iter().map(argmax).collect();
                Forecast { log_p, decision }
            }
            Rule::Vote => {
                let vote = majority_vote(logits);
                Forecast {
                    log_p: vote.vote_share.mapv(floored),
                    decision: vote.labels,
                }
            }
            Rule::RunOff => {
                let (members, rows, classes) = logits.dim();
                let found = run_off_predict(logits);
                let mut log_p = Array2::from_elem((rows, classes), FLOOR.ln());
                let ends = found.finalists.iter().zip(&found.second_round_votes);
                for (mut row, (finalists, votes)) in log_p.rows_mut().into_iter().zip(ends) {
                    for (&class, &votes) in finalists.iter().zip(votes) {
                        row[class] = floored(f64::from(votes) / members as f64);
                    }
                }
                Forecast {
                    log_p,
                    decision: found.prediction,
                }
            }
        }
    }

    /// The probability of the class that is decided for, a row at a time.
    pub fn confidence(&self) -> Vec<f64> {
        let rows = self.log_p.rows().into_iter().zip(&self.decision);
        rows.map(|(row, &class)| row[class].exp()).collect()
    }

    /// Whether the decision is the label, a row at a time.
    pub fn correct(&self, labels: &[u32]) -> Vec<bool> {
        let rows = self.decision.iter().zip(labels);
        rows.map(|(&class, &y)| class == y as usize).collect()
    }

    /// How well it fits `labels [N]`, `N` ≥ 1.
    pub fn measure(&self, labels: &[u32], [passes, parameters]: [usize; 2]) -> Measure {
        let correct = self.correct(labels);
        let labels: Vec<usize> = labels.iter().map(|&y| y as usize).collect();
        let scores = scores(self.log_p.view(), &labels);
        let hits = correct.iter().filter(|&&c| c).count();
        let [low, high] = wilson(hits, correct.len());
        Measure {
            accuracy: hits as f64 / correct.len() as f64,
            low,
            high,
            nll: scores.nll,
            brier: scores.brier,
            ece: expected_calibration_error(&self.confidence(), &correct, BINS).ece,
            passes,
            parameters,
        }
    }
}

/// The 95 % interval of a share of which `hits` of `n` trials were seen:
/// `(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`.
///
/// Source: Wilson 1927, *Probable inference, the law of succession, and statistical inference*.
pub fn wilson(hits: usize, n: usize) -> [f64; 2] {
    let (n, square) = (n.max(1) as f64, NORMAL * NORMAL);
    let p = hits as f64 / n;
    let middle = p + square / (2.0 * n);
    let half = NORMAL * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    [-half, half].map(|side| ((middle + side) / (1.0 + square / n)).clamp(0.0, 1.0))
}

/// Logits `[N, K]` of one model in 64 bits.
pub fn one(logits: &[f32], classes: usize) -> Array2<f64> {
    let rows = logits.len() / classes.max(1);
    Array2::from_shape_fn((rows, classes), |(n, k)| f64::from(logits[n * classes + k]))
}

/// Logits `[M, N, K]` of the models `of`, among those of `logits [·, rows, K]`, on the rows
/// from `first` on.
pub fn several(
    logits: &[f32],
    of: &[usize],
    [rows, classes]: [usize; 2],
    part: std::ops::Range<usize>,
) -> Array3<f64> {
    Array3::from_shape_fn((of.len(), part.len(), classes), |(m, n, k)| {
        f64::from(logits[(of[m] * rows + part.start + n) * classes + k])
    })
}
