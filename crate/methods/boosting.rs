//! Boosted trees, and boosting as a smoother.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3, Axis};

use super::forest::LeafIndex;
use super::tree::{Growth, Tree};

/// Trees fitted one after the other to what is left of the targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Boosted {
    /// The mean target `[C]`, before the first tree.
    pub mean: Array1<f64>,
    /// What each tree's prediction counts.
    pub learning_rate: f64,
    /// The trees of residuals.
    pub trees: Vec<Tree>,
}

impl Boosted {
    /// `f ← ȳ`, then each round `f ← f + η tree(y − f)`.
    ///
    /// `features [n, d]`, `targets [n, C]`, `n` ≥ 1; `learning_rate` in `(0, 1]`. Growth and `draw`
    /// as in [`Tree::grow`].
    ///
    /// Source: Friedman 2001, *Greedy function approximation*.
    pub fn fit(
        features: ArrayView2<'_, f64>,
        targets: ArrayView2<'_, f64>,
        rounds: usize,
        learning_rate: f64,
        growth: &Growth,
        mut draw: impl FnMut(usize) -> usize,
    ) -> Self {
        let mean = targets.sum_axis(Axis(0)) / targets.nrows() as f64;
        let weights = vec![1.0; targets.nrows()];
        let mut residual = &targets - &mean;
        let mut trees = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let tree = Tree::grow(features, residual.view(), &weights, growth, &mut draw);
            residual.scaled_add(-learning_rate, &tree.predict(features));
            trees.push(tree);
        }
        Boosted {
            mean,
            learning_rate,
            trees,
        }
    }

    /// `ȳ + η Σ_r tree_r(x)`: `features [q, d]` → `[q, C]`.
    pub fn predict(&self, features: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut out = Array2::zeros((features.nrows(), self.mean.len())) + &self.mean;
        for tree in &self.trees {
            out.scaled_add(self.learning_rate, &tree.predict(features));
        }
        out
    }
}

/// What each training target counts in a boosted prediction. Rows sum to 1 if those of every
/// round do; weights can be negative.
#[derive(Clone, Debug, PartialEq)]
pub struct BoostingWeights {
    /// At the training inputs `[n, n]`.
    pub train: Array2<f64>,
    /// At the queries `[q, n]`.
    pub query: Array2<f64>,
}

impl BoostingWeights {
    /// The weights before the first round: every prediction is the mean target.
    fn mean(train: usize, queries: usize) -> Self {
        let share = 1.0 / train as f64;
        BoostingWeights {
            train: Array2::from_elem((train, train), share),
            query: Array2::from_elem((queries, train), share),
        }
    }

    /// What maps targets to residuals, `R = I − S`.
    fn residual(&self) -> Array2<f64> {
        Array2::eye(self.train.nrows()) - &self.train
    }

    /// Adds `η A R` and `η Q R`, both of the residuals from before the round.
    fn add(&mut self, learning_rate: f64, train: &Array2<f64>, query: &Array2<f64>) {
        self.train.scaled_add(learning_rate, train);
        self.query.scaled_add(learning_rate, query);
    }
}

/// The smoother that boosting is: `S = T = 1/n`, then each round `R = I − S`, `T ← T + η Q_r R`,
/// `S ← S + η A_r R`, with the leaf weights `A_r` at training inputs and `Q_r` at queries.
///
/// `round_train [R, n, n]`, `round_query [R, q, n]`, `learning_rate` in `(0, 1]`; `n` ≥ 1.
///
/// Source: Curth et al. 2023, arXiv:2310.18988; 2024, arXiv:2402.01502.
pub fn boosting_smoother_weights(
    round_train: ArrayView3<'_, f64>,
    round_query: ArrayView3<'_, f64>,
    learning_rate: f64,
) -> BoostingWeights {
    let mut weights = BoostingWeights::mean(round_train.dim().2, round_query.dim().1);
    for (train, query) in round_train.outer_iter().zip(round_query.outer_iter()) {
        let residual = weights.residual();
        weights.add(learning_rate, &train.dot(&residual), &query.dot(&residual));
    }
    weights
}

/// [`boosting_smoother_weights`] of rounds given by the leaves of their trees, in time
/// `R n (n + q)`: a row of `A_r R` is the mean of the rows of `R` in its leaf.
///
/// `train_leaves [R, n]`, `query_leaves [R, q]`, `learning_rate` in `(0, 1]`; `n` ≥ 1. `None` if a
/// query is in a leaf without training samples.
pub fn boosting_leaf_weights(
    train_leaves: ArrayView2<'_, usize>,
    query_leaves: ArrayView2<'_, usize>,
    learning_rate: f64,
) -> Option<BoostingWeights> {
    let mut weights = BoostingWeights::mean(train_leaves.ncols(), query_leaves.ncols());
    for (train, query) in train_leaves.outer_iter().zip(query_leaves.outer_iter()) {
        let index = LeafIndex::new(train);
        let residual = weights.residual();
        let at_train = leaf_means(&index, train, residual.view())?;
        let at_query = leaf_means(&index, query, residual.view())?;
        weights.add(learning_rate, &at_train, &at_query);
    }
    Some(weights)
}

/// For each leaf asked, the mean of the rows of `values [n, n]` whose samples it holds.
fn leaf_means(
    index: &LeafIndex<'_>,
    asked: ArrayView1<'_, usize>,
    values: ArrayView2<'_, f64>,
) -> Option<Array2<f64>> {
    let queries = LeafIndex::new(asked);
    let mut out = Array2::zeros((asked.len(), values.ncols()));
    let mut leaves = asked.to_vec();
    leaves.sort_unstable();
    leaves.dedup();
    for leaf in leaves {
        let mean = values
            .select(Axis(0), index.samples(leaf))
            .mean_axis(Axis(0))?;
        for &i in queries.samples(leaf) {
            out.row_mut(i).assign(&mean);
        }
    }
    Some(out)
}
