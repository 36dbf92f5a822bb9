//! Errors over several training sets, split into what their average gets wrong and how they
//! scatter around it.
//!
//! The repetitions are whole trainings on other data or seeds, not members of one ensemble.

use ndarray::{ArrayView2, ArrayView3, Axis};

use super::categorical::{argmax, log_softmax, spread};

/// `error = bias + variance`, exactly; means over the rows. The bias contains the noise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BiasVariance {
    /// The mean error of one repetition.
    pub error: f64,
    /// The error of the average.
    pub bias: f64,
    /// How far the repetitions lie from their average.
    pub variance: f64,
}

/// Squared error: `E (f − t)² = (f̄ − t)² + E (f − f̄)²`.
///
/// `predictions [R, N]`, `targets [N]`; `R`, `N` ≥ 1.
///
/// Source: Geman et al. 1992, *Neural networks and the bias/variance dilemma*.
pub fn bias_variance_squared(predictions: ArrayView2<'_, f64>, targets: &[f64]) -> BiasVariance {
    let mut out = BiasVariance::default();
    for (column, target) in predictions.axis_iter(Axis(1)).zip(targets) {
        let mean = column.sum() / column.len() as f64;
        let around = |c: f64| column.iter().map(|f| (f - c).powi(2)).sum::<f64>();
        out.error += around(*target) / predictions.len() as f64;
        out.variance += around(mean) / predictions.len() as f64;
        out.bias += (mean - target).powi(2) / targets.len() as f64;
    }
    out
}

/// Brier score: `E ‖p − e_y‖² = ‖p̄ − e_y‖² + E ‖p − p̄‖²` with the mean `p̄`.
///
/// `probabilities [R, N, K]`, `labels [N]` below `K`; `R`, `N` ≥ 1.
///
/// Source: Brier 1950; Geman et al. 1992, *Neural networks and the bias/variance dilemma*.
pub fn bias_variance_brier(probabilities: ArrayView3<'_, f64>, labels: &[usize]) -> BiasVariance {
    let brier = |p: ArrayView2<'_, f64>| {
        let mut sum = 0.0;
        for ((n, k), p) in p.indexed_iter() {
            sum += (p - f64::from(u8::from(labels[n] == k))).powi(2);
        }
        sum / labels.len() as f64
    };
    let repetitions = probabilities.len_of(Axis(0)) as f64;
    let mean = probabilities.sum_axis(Axis(0)) / repetitions;
    BiasVariance {
        error: probabilities.outer_iter().map(brier).sum::<f64>() / repetitions,
        bias: brier(mean.view()),
        variance: spread(probabilities),
    }
}

/// Log loss: `E [−log p(y)] = −log q(y) + E KL(q ‖ p)` with the geometric mean
/// `q ∝ exp(E log p)`, in nats.
///
/// `log_probabilities [R, N, K]`, finite; `labels [N]` below `K`; `R`, `N` ≥ 1.
///
/// Source: Heskes 1998, *Bias/variance decompositions for likelihood-based estimators*.
pub fn bias_variance_log(log_probabilities: ArrayView3<'_, f64>, labels: &[usize]) -> BiasVariance {
    let mean = log_probabilities.sum_axis(Axis(0)) / log_probabilities.len_of(Axis(0)) as f64;
    let average = log_softmax(mean.view());
    let rows = labels.len() as f64;
    let mut out = BiasVariance::default();
    for ((mean, average), &label) in mean.outer_iter().zip(average.outer_iter()).zip(labels) {
        let pairs = average.iter().zip(mean);
        let divergence: f64 = pairs.map(|(q, log_p)| q.exp() * (q - log_p)).sum();
        out.error -= mean[label] / rows;
        out.bias -= average[label] / rows;
        out.variance += divergence / rows;
    }
    out
}

/// [`bias_variance_log`] of the softmax of `logits [R, N, K]`.
///
/// Source: Heskes 1998, *Bias/variance decompositions for likelihood-based estimators*.
pub fn bias_variance_cross_entropy(logits: ArrayView3<'_, f64>, labels: &[usize]) -> BiasVariance {
    bias_variance_log(log_softmax(logits).view(), labels)
}

/// `error = bias + net_variance`, exactly; means over the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZeroOneDecomposition {
    /// The most frequent class of each row `[N]`, the lowest of equals.
    pub main: Vec<usize>,
    /// The share of wrong predictions.
    pub error: f64,
    /// The share of rows whose main prediction is wrong.
    pub bias: f64,
    /// The share of predictions that differ from the main one.
    pub variance: f64,
    /// `variance_unbiased − variance_biased`.
    pub net_variance: f64,
    /// The variance of rows whose main prediction is right, where it makes errors.
    pub variance_unbiased: f64,
    /// The share of right predictions in rows whose main prediction is wrong, where variance
    /// mends errors.
    pub variance_biased: f64,
}

/// Zero-one loss, by the main prediction.
///
/// `predictions [R, N]` and `labels [N]` below `classes`; `R`, `N` ≥ 1.
///
/// Source: Domingos 2000, *A unified bias-variance decomposition*.
pub fn zero_one_decomposition(
    predictions: ArrayView2<'_, usize>,
    labels: &[usize],
    classes: usize,
) -> ZeroOneDecomposition {
    let mut out = ZeroOneDecomposition::default();
    let one = 1.0 / predictions.len() as f64;
    for (column, &label) in predictions.axis_iter(Axis(1)).zip(labels) {
        let mut votes = vec![0_usize; classes];
        for &class in column {
            votes[class] += 1;
        }
        let main = argmax(&votes);
        let (right, astray) = (votes[label], column.len() - votes[main]);
        out.main.push(main);
        out.error += one * (column.len() - right) as f64;
        out.variance += one * astray as f64;
        if main == label {
            out.variance_unbiased += one * astray as f64;
        } else {
            out.bias += one * column.len() as f64;
            out.variance_biased += one * right as f64;
        }
    }
    out.net_variance = out.variance_unbiased - out.variance_biased;
    out
}
