//! Why two wrong models can be right together: votes of invariant and of spurious features.
//!
//! Each of `F` features votes for a class. An invariant one always votes for the label; a spurious
//! one votes for a class drawn uniformly from all `K` with probability `p`, else for the
//! label. A model with coefficients `c` scores class `k` by `Σ_f c_f 1[f votes k]`.
//!
//! Source of all: Spurious Feature Diversification, arXiv:2309.17230.

use ndarray::{Array2, Array3, ArrayView2, ArrayView3, Zip};

use super::categorical::argmax;

/// Which model of two the coefficients are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
    /// The first alone.
    SingleA,
    /// The second alone.
    SingleB,
    /// The sum of what both say.
    Output,
    /// Both layers of a model of two stages averaged: `(a + b)²`, the factor ¼ left out.
    Weight,
}

/// `a`, `b`, `a + b` or `(a + b)²` for the features that each model sees.
///
/// Two masks of `F` → `F` coefficients from 0 to 4. A feature that both use counts double in the
/// ensemble of outputs and four times in that of weights.
pub fn feature_coefficients(a: &[bool], b: &[bool], mode: Combination) -> Vec<f64> {
    let each = a.iter().zip(b).map(|(&a, &b)| {
        let [a, b] = [a, b].map(|used| f64::from(u8::from(used)));
        match mode {
            Combination::SingleA => a,
            Combination::SingleB => b,
            Combination::Output => a + b,
            Combination::Weight => (a + b) * (a + b),
        }
    });
    each.collect()
}

/// By how much the label leads over one other class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarginStatistics {
    /// The lead's mean.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// `mean / √variance`; infinite where nothing varies.
    pub signal_to_noise: f64,
}

/// `μ = Σ_v c_v + (1 − p) Σ_s c_s` and `σ² = Σ_s c_s² (q_t + q_o − (q_t − q_o)²)`, with `q_o = p / K`
/// and `q_t = 1 − p + q_o`.
///
/// `F` coefficients and flags; `p` in `[0, 1]`, at least 2 classes.
pub fn margin_statistics(
    coefficients: &[f64],
    is_spurious: &[bool],
    shift_probability: f64,
    num_classes: usize,
) -> MarginStatistics {
    let other = shift_probability / num_classes as f64;
    let label = 1.0 - shift_probability + other;
    let lead = label - other;
    let noise = label + other - lead * lead;
    let (mut mean, mut variance) = (0.0, 0.0);
    for (&c, &spurious) in coefficients.iter().zip(is_spurious) {
        mean += if spurious { c * lead } else { c };
        variance += if spurious { c * c * noise } else { 0.0 };
    }
    let signal_to_noise = if variance > 0.0 {
        mean / variance.sqrt()
    } else {
        f64::INFINITY
    };
    MarginStatistics {
        mean,
        variance,
        signal_to_noise,
    }
}

/// `s_nk = Σ_f c_f 1[v_nf = k]`.
///
/// `F` coefficients, votes `[N, F]` below `K` → `[N, K]`.
pub fn scores_from_pointers(
    coefficients: &[f64],
    pointers: ArrayView2<'_, usize>,
    num_classes: usize,
) -> Array2<f64> {
    let mut scores = Array2::zeros((pointers.nrows(), num_classes));
    for ((n, f), &class) in pointers.indexed_iter() {
        scores[[n, class]] += coefficients[f];
    }
    scores
}

/// The mean over rows of `1[y is among the t largest] / t`: the accuracy of a guess among those
/// that tie.
///
/// Scores `[N, K]`, `N ≥ 1`; scores within `tolerance ≥ 0` of the largest tie with it.
pub fn expected_accuracy_with_ties(
    scores: ArrayView2<'_, f64>,
    labels: &[usize],
    tolerance: f64,
) -> f64 {
    let rows = scores.rows().into_iter().zip(labels);
    let each = rows.map(|(row, &label)| {
        let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)) - tolerance;
        let tied = row.iter().filter(|&&s| s >= largest).count();
        f64::from(u8::from(row[label] >= largest)) / tied as f64
    });
    each.sum::<f64>() / labels.len() as f64
}

/// The share of rows by who is right: first model, second model, merged model, `t` for right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Transitions {
    /// All wrong.
    pub fff: f64,
    /// Both wrong, and right together.
    pub fft: f64,
    /// The second alone right.
    pub ftf: f64,
    /// The second and the merged one right.
    pub ftt: f64,
    /// The first alone right.
    pub tff: f64,
    /// The first and the merged one right.
    pub tft: f64,
    /// Both right, and wrong together.
    pub ttf: f64,
    /// All right.
    pub ttt: f64,
}

/// [`Transitions`] of logits `[N, K]`, `N ≥ 1`; of equal logits the lowest class counts.
pub fn correctness_transitions(
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    merged: ArrayView2<'_, f64>,
    labels: &[usize],
) -> Transitions {
    let mut shares = [0.0; 8];
    for (n, &label) in labels.iter().enumerate() {
        let right = [a, b, merged].map(|z| usize::from(argmax(z.row(n)) == label));
        shares[4 * right[0] + 2 * right[1] + right[2]] += 1.0 / labels.len() as f64;
    }
    let [fff, fft, ftf, ftt, tff, tft, ttf, ttt] = shares;
    Transitions {
        fff,
        fft,
        ftf,
        ftt,
        tff,
        tft,
        ttf,
        ttt,
    }
}

/// How much surer a model is than it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overconfidence {
    /// The mean of the largest probability.
    pub mean_confidence: f64,
    /// The share of rows that are right.
    pub accuracy: f64,
    /// Their difference.
    pub gap: f64,
    /// The mean of the largest probability over the rows that are wrong; 0 if none is.
    pub confidence_when_wrong: f64,
}

/// [`Overconfidence`] of logits `[N, K]`, `N ≥ 1`.
pub fn overconfidence(logits: ArrayView2<'_, f64>, labels: &[usize]) -> Overconfidence {
    let (mut sure, mut right, mut sure_and_wrong) = (0.0, 0.0, 0.0);
    for (n, &label) in labels.iter().enumerate() {
        let row = logits.row(n);
        let best = argmax(row);
        let confidence = 1.0 / row.fold(0.0, |sum, z| sum + (z - row[best]).exp());
        sure += confidence;
        if best == label {
            right += 1.0;
        } else {
            sure_and_wrong += confidence;
        }
    }
    let rows = labels.len() as f64;
    let wrong = rows - right;
    Overconfidence {
        mean_confidence: sure / rows,
        accuracy: right / rows,
        gap: (sure - right) / rows,
        confidence_when_wrong: if wrong > 0.0 {
            sure_and_wrong / wrong
        } else {
            0.0
        },
    }
}

/// How much louder the second model is: the mean over rows of `√(mean_k (z_k − z̄)²)`, second by
/// first.
///
/// Logits `[N, K]` each. `None` if all of the first's are constant.
pub fn confidence_ratio(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Option<f64> {
    let loudness = |z: ArrayView2<'_, f64>| -> f64 {
        let each = z.rows().into_iter().map(|row| row.std(0.0));
        each.sum::<f64>() / z.nrows() as f64
    };
    let first = loudness(a);
    (first > 0.0).then(|| loudness(b) / first)
}

/// `clip(palette[v_ns] + σ ξ_ns, 0, 1)`: patches in the colours their features point to.
///
/// `pointers [N, S]` below `C`, `palette [C, 3]`, `patch_noise σ ≥ 0`, `noise ξ [N, S, 3]` → `[N, S, 3]`.
pub fn colour_patches(
    pointers: ArrayView2<'_, usize>,
    palette: ArrayView2<'_, f64>,
    patch_noise: f64,
    noise: ArrayView3<'_, f64>,
) -> Array3<f64> {
    let mut patches = noise.to_owned();
    Zip::from(patches.rows_mut())
        .and(pointers)
        .for_each(|mut patch, &class| {
            Zip::from(&mut patch)
                .and(palette.row(class))
                .for_each(|x, &colour| *x = (colour + patch_noise * *x).clamp(0.0, 1.0));
        });
    patches
}
