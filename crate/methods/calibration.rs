//! Whether confidence is the share of right answers, and how to make it so.

use ndarray::{ArrayView1, ArrayView2};

use super::categorical::{log_softmax, scores};

/// A reliability diagram and its gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// `Σ_b |B_b|/N |acc_b − conf_b|`, from 0 to 1.
    pub ece: f64,
    /// The largest gap of a bin that is not empty.
    pub mce: f64,
    /// Samples in each bin.
    pub bin_count: Vec<usize>,
    /// Mean confidence in each bin, 0 where it is empty.
    pub bin_confidence: Vec<f64>,
    /// The share that is right in each bin, 0 where it is empty.
    pub bin_accuracy: Vec<f64>,
}

/// The expected calibration error over `bins` bins of equal width, `(b/bins, (b+1)/bins]`;
/// confidence 0 is in the first.
///
/// `confidence [N]` in `[0, 1]`, `correct [N]`; `bins` ≥ 1. 0 for no samples.
///
/// Source: Guo et al. 2017, arXiv:1706.04599.
pub fn expected_calibration_error(
    confidence: &[f64],
    correct: &[bool],
    bins: usize,
) -> Calibration {
    let mut bin_count = vec![0; bins];
    let mut bin_confidence = vec![0.0; bins];
    let mut bin_accuracy = vec![0.0; bins];
    for (&confidence, &correct) in confidence.iter().zip(correct) {
        let b = bin(confidence, bins);
        bin_count[b] += 1;
        bin_confidence[b] += confidence;
        bin_accuracy[b] += f64::from(u8::from(correct));
    }
    let (mut ece, mut mce) = (0.0, 0.0_f64);
    for (b, &count) in bin_count.iter().enumerate().filter(|(_, c)| **c > 0) {
        bin_confidence[b] /= count as f64;
        bin_accuracy[b] /= count as f64;
        let gap = f64::abs(bin_accuracy[b] - bin_confidence[b]);
        ece += gap * count as f64 / confidence.len() as f64;
        mce = mce.max(gap);
    }
    Calibration {
        ece,
        mce,
        bin_count,
        bin_confidence,
        bin_accuracy,
    }
}

/// The bin of a confidence: the product may be rounded across an edge, the edges decide.
fn bin(confidence: f64, bins: usize) -> usize {
    let edge = |b: usize| b as f64 / bins as f64;
    let near = (confidence * bins as f64).ceil() as usize;
    let b = near.saturating_sub(1).min(bins - 1);
    if b > 0 && confidence <= edge(b) {
        b - 1
    } else if b + 1 < bins && confidence > edge(b + 1) {
        b + 1
    } else {
        b
    }
}

/// A temperature and what it does to the mean negative log-likelihood, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedTemperature {
    /// The best `T`.
    pub temperature: f64,
    /// At `T = 1`.
    pub nll_before: f64,
    /// At the best `T`.
    pub nll_after: f64,
}

/// The halvings of an interval of `1/T` after which its ends are neighbours.
const HALVINGS: usize = 64;

/// `argmin_T −mean_n log softmax(z_n / T)[y_n]` over `[low, high]`.
///
/// The loss is convex in `β = 1/T` with slope `mean_n Σ_k p_nk (z_nk − z_n,y)`, whose zero is
/// found by halving; it lies on an end where the slope keeps its sign.
///
/// `logits [N, K]`, `labels [N]` below `K`, `0 < low ≤ high`. `None` if the loss does not
/// depend on `T`: each row's logits are equal, or there is no row.
///
/// Source: Guo et al. 2017, arXiv:1706.04599.
pub fn fit_temperature(
    logits: ArrayView2<'_, f64>,
    labels: &[usize],
    low: f64,
    high: f64,
) -> Option<FittedTemperature> {
    let flat = |row: ArrayView1<'_, f64>| row.iter().all(|&z| z == row[0]);
    if logits.rows().into_iter().all(flat) {
        return None;
    }
    let (mut least, mut most) = (high.recip(), low.recip());
    let temperature = if slope(logits, labels, most) <= 0.0 {
        low
    } else if slope(logits, labels, least) >= 0.0 {
        high
    } else {
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(least, most);
            if slope(logits, labels, middle) > 0.0 {
                most = middle;
            } else {
                least = middle;
            }
        }
        f64::midpoint(least, most).recip()
    };
    let nll = |t: f64| scores(log_softmax(logits.mapv(|z| z / t).view()).view(), labels).nll;
    Some(FittedTemperature {
        temperature,
        nll_before: nll(1.0),
        nll_after: nll(temperature),
    })
}

/// `Σ_n Σ_k p_nk (z_nk − z_n,y)` at `β`. Differences from the label's logit keep the sign
/// where the probabilities have all but vanished.
fn slope(logits: ArrayView2<'_, f64>, labels: &[usize], beta: f64) -> f64 {
    let rows = logits.rows().into_iter().zip(labels);
    let of = |(row, &label): (ArrayView1<'_, f64>, &usize)| {
        let top = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let (mut total, mut pull) = (0.0, 0.0);
        for &z in row {
            let weight = (beta * (z - top)).exp();
            total += weight;
            pull += weight * (z - row[label]);
        }
        pull / total
    };
    rows.map(of).sum()
}
