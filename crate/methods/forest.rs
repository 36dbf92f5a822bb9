//! Forests as smoothers: a prediction is a weighted sum of training targets.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::tree::Tree;

/// The leaves of queries in each tree: `features [q, d]` → `[B, q]`.
pub fn leaves(trees: &[Tree], features: ArrayView2<'_, f64>) -> Array2<usize> {
    let mut out = Array2::zeros((trees.len(), features.nrows()));
    for (mut row, tree) in out.outer_iter_mut().zip(trees) {
        row.assign(&ndarray::Array1::from(tree.leaves(features)));
    }
    out
}

/// The training samples of each leaf of one tree.
pub(super) struct LeafIndex<'a> {
    leaves: ArrayView1<'a, usize>,
    order: Vec<usize>,
}

impl<'a> LeafIndex<'a> {
    pub fn new(leaves: ArrayView1<'a, usize>) -> Self {
        let mut order: Vec<usize> = (0..leaves.len()).collect();
        order.sort_by_key(|&i| leaves[i]);
        LeafIndex { leaves, order }
    }

    /// The samples in `leaf`, in rising order; none for a leaf that does not occur.
    pub fn samples(&self, leaf: usize) -> &[usize] {
        let from = self.order.partition_point(|&i| self.leaves[i] < leaf);
        let to = self.order.partition_point(|&i| self.leaves[i] <= leaf);
        &self.order[from..to]
    }
}

/// What each training target counts in a forest's prediction: `s(x) = mean_b s⁽ᵇ⁾(x)`,
/// `s⁽ᵇ⁾_i(x) = c_bi 1[ℓ_b(x_i) = ℓ_b(x)] / Σ_j c_bj 1[ℓ_b(x_j) = ℓ_b(x)]`.
///
/// `train_leaves [B, n]`, `query_leaves [B, q]`, `counts [B, n]` ≥ 0 (bootstrap counts, or 1), `B` ≥ 1
/// → `[q, n]`; rows sum to 1. `None` if a query is in a leaf without weight.
///
/// Source: Curth et al. 2024, arXiv:2402.01502.
pub fn forest_smoother_weights(
    train_leaves: ArrayView2<'_, usize>,
    query_leaves: ArrayView2<'_, usize>,
    counts: ArrayView2<'_, f64>,
) -> Option<Array2<f64>> {
    let (trees, train) = train_leaves.dim();
    let mut weights = Array2::zeros((query_leaves.ncols(), train));
    for b in 0..trees {
        let index = LeafIndex::new(train_leaves.row(b));
        let counts = counts.row(b);
        for (mut row, &leaf) in weights.outer_iter_mut().zip(query_leaves.row(b)) {
            let samples = index.samples(leaf);
            let total: f64 = samples.iter().map(|&i| counts[i]).sum();
            if total <= 0.0 {
                return None;
            }
            for &i in samples {
                row[i] += counts[i] / (total * trees as f64);
            }
        }
    }
    Some(weights)
}

/// `f̂(x_a) = Σ_i s_i(x_a) y_i`: `weights [q, n]`, `targets [n, C]` → `[q, C]`.
pub fn smoother_predict(weights: ArrayView2<'_, f64>, targets: ArrayView2<'_, f64>) -> Array2<f64> {
    weights.dot(&targets)
}

/// The effective number of parameters of a smoother at some inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveParameters {
    /// `(n/q) Σ_a ‖s(x_a)‖²`; from 1 (the global mean) to `n` (one target each) for weights
    /// that are at least 0 and sum to 1. 0 for no query.
    pub effective_parameters: f64,
    /// `n ‖s(x_a)‖²` of each query `[q]`.
    pub per_query: Vec<f64>,
}

/// [`EffectiveParameters`] of `weights [q, n]`.
///
/// Source: Curth et al. 2023, arXiv:2310.18988; 2024, arXiv:2402.01502.
pub fn effective_parameters(weights: ArrayView2<'_, f64>) -> EffectiveParameters {
    let samples = weights.ncols() as f64;
    let rows = weights.outer_iter();
    let per_query: Vec<f64> = rows.map(|row| samples * row.dot(&row)).collect();
    EffectiveParameters {
        effective_parameters: per_query.iter().sum::<f64>() / per_query.len().max(1) as f64,
        per_query,
    }
}

/// The expected error of a smoother whose weights do not move with the noise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SmootherError {
    /// `mean_a (s(x_a)ᵀ f_train − f(x_a))²`.
    pub signal_error: f64,
    /// `σ² mean_a ‖s(x_a)‖²`, the noise that is passed through.
    pub noise_variance: f64,
    /// Their sum. A forest's own error exceeds it, as its splits follow the noise.
    pub total: f64,
}

/// [`SmootherError`] of `weights [q, n]`, the signal at training inputs `[n]` and at queries
/// `[q]`, and the noise's standard deviation ≥ 0; `q` ≥ 1.
///
/// Source: Curth et al. 2024, arXiv:2402.01502.
pub fn smoother_error_decomposition(
    weights: ArrayView2<'_, f64>,
    signal_train: &[f64],
    signal_query: &[f64],
    noise_sd: f64,
) -> SmootherError {
    let train = ArrayView1::from(signal_train);
    let queries = signal_query.len() as f64;
    let mut out = SmootherError::default();
    for (row, signal) in weights.outer_iter().zip(signal_query) {
        out.signal_error += (row.dot(&train) - signal).powi(2) / queries;
        out.noise_variance += noise_sd * noise_sd * row.dot(&row) / queries;
    }
    out.total = out.signal_error + out.noise_variance;
    out
}

/// A forest's error against its trees'; means over the queries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ForestError {
    /// `mean_b (f̂_b − f)²`, equal to `forest_error + model_variability`.
    pub tree_error: f64,
    /// `(f̄ − f)²`.
    pub forest_error: f64,
    /// `mean_b (f̂_b − f̄)²`, the luck of a single tree's draws.
    pub model_variability: f64,
    /// The error of the best tree.
    pub best_tree_error: f64,
}

/// [`ForestError`] of `tree_predictions [B, q]` against the signal at the queries `[q]`; `B`, `q` ≥ 1.
///
/// Source: Curth et al. 2024, arXiv:2402.01502.
pub fn forest_error_decomposition(
    tree_predictions: ArrayView2<'_, f64>,
    signal_query: &[f64],
) -> ForestError {
    let split = super::decomposition::bias_variance_squared(tree_predictions, signal_query);
    let signal = ArrayView1::from(signal_query);
    let error = |tree: ArrayView1<'_, f64>| {
        let gaps = &tree - &signal;
        gaps.dot(&gaps) / gaps.len() as f64
    };
    let errors = tree_predictions.axis_iter(Axis(0)).map(error);
    ForestError {
        tree_error: split.error,
        forest_error: split.bias,
        model_variability: split.variance,
        best_tree_error: errors.fold(f64::INFINITY, f64::min),
    }
}
