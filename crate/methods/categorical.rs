//! Distributions over classes, as rows of logarithms of probabilities in 64 bits.
//!
//! Logarithms keep what probabilities lose: a row that is sure of a class still ranks
//! against one that is surer, and a class that is as good as ruled out still has a score.

use ndarray::{Array, Array2, ArrayView, ArrayView1, ArrayView2, ArrayView3, ArrayViewMut1};
use ndarray::{Axis, Dimension, Zip};

/// The place of the largest value; the first of equals, and 0 for none.
pub fn argmax<T: PartialOrd>(values: impl IntoIterator<Item = T>) -> usize {
    let mut best: Option<(usize, T)> = None;
    for (i, value) in values.into_iter().enumerate() {
        if best.as_ref().is_none_or(|(_, largest)| value > *largest) {
            best = Some((i, value));
        }
    }
    best.map_or(0, |(i, _)| i)
}

/// A probability as the nearest of 0 to 255; what is not a number as 0.
pub fn byte(share: f64) -> u8 {
    (share * 255.0 + 0.5) as u8
}

/// `z_k − log Σ_j exp z_j` along the last axis, `[…, K]` → `[…, K]`; at least one class.
///
/// The largest entry is `−log(1 + rest)`, precise where it rounds to probability 1.
pub fn log_softmax<D: Dimension>(logits: ArrayView<'_, f64, D>) -> Array<f64, D> {
    let mut out = logits.to_owned();
    for row in out.rows_mut() {
        normalise(row);
    }
    out
}

/// [`log_softmax`] of a row, in its place.
pub fn normalise(mut row: ArrayViewMut1<'_, f64>) {
    let top = argmax(row.iter());
    let max = row[top];
    let others = row.iter().enumerate().filter(|(k, _)| *k != top);
    let log_sum = others.map(|(_, z)| (z - max).exp()).sum::<f64>().ln_1p();
    row.mapv_inplace(|z| (z - max) - log_sum);
}

/// `log mean_m exp l_m`, finite where the mean itself would underflow; at least one number.
pub fn log_mean_exp<'a>(logs: impl IntoIterator<Item = &'a f64> + Clone) -> f64 {
    let all = logs.clone().into_iter();
    let top = all.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    if top == f64::NEG_INFINITY {
        return top;
    }
    let (mut shifted, mut count) = (0.0, 0.0);
    for l in logs {
        shifted += (l - top).exp_m1();
        count += 1.0;
    }
    top + (shifted / count).ln_1p()
}

/// The logarithm of the members' mean probability: `log_p [M, N, K]` → `[N, K]`; `M` ≥ 1.
pub fn log_average(log_p: ArrayView3<'_, f64>) -> Array2<f64> {
    log_p.map_axis(Axis(0), |logs| log_mean_exp(&logs))
}

/// `−Σ_k p_k log p_k` in nats, with `0 log 0 = 0`, of a row of logarithms.
pub fn entropy(log_p: ArrayView1<'_, f64>) -> f64 {
    let term = |&l: &f64| {
        let p = l.exp();
        if p > 0.0 { p * l } else { 0.0 }
    };
    -log_p.iter().map(term).sum::<f64>()
}

/// What rows of logarithms score against labels, as means over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// `−mean_n log p_n[y_n]`, in nats.
    pub nll: f64,
    /// `mean_n Σ_k (p_nk − 1[k = y_n])²`, from 0 to 2.
    pub brier: f64,
    /// The share of rows whose largest entry (the first of equals) is the label's.
    pub accuracy: f64,
}

/// [`Scores`] of `log_p [N, K]` against `labels [N]` below `K`; 0 for no rows.
pub fn scores(log_p: ArrayView2<'_, f64>, labels: &[usize]) -> Scores {
    let mut sums = Scores::default();
    for (row, &label) in log_p.rows().into_iter().zip(labels) {
        sums.nll -= row[label];
        sums.brier += squared_distance(row, label);
        sums.accuracy += f64::from(u8::from(argmax(row) == label));
    }
    let rows = labels.len().max(1) as f64;
    Scores {
        nll: sums.nll / rows,
        brier: sums.brier / rows,
        accuracy: sums.accuracy / rows,
    }
}

fn squared_distance(log_p: ArrayView1<'_, f64>, label: usize) -> f64 {
    let target = |k: usize| f64::from(u8::from(k == label));
    let terms = log_p.iter().enumerate();
    terms.map(|(k, l)| (l.exp() - target(k)).powi(2)).sum()
}

/// `mean_m Σ_n,k (p_mnk − p̄_nk)² / N` of `p [M, N, K]`: how far members lie from their mean.
pub fn spread(p: ArrayView3<'_, f64>) -> f64 {
    let Some(mean) = p.mean_axis(Axis(0)) else {
        return 0.0;
    };
    let mut sum = 0.0;
    for member in p.outer_iter() {
        Zip::from(member)
            .and(&mean)
            .for_each(|p, mean| sum += (p - mean).powi(2));
    }
    sum / (p.len_of(Axis(0)) * p.len_of(Axis(1)).max(1)) as f64
}
