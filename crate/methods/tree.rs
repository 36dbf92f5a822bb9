//! Regression trees by greedy splits of the squared error (CART), whose leaves have numbers.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::categorical::argmax;

/// Gains up to this, or up to this share of the parent's error, are rounding and no gain.
const LEAST_GAIN: f64 = 1e-12;

/// The split of a set of samples that lowers the squared error most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BestSplit {
    /// By how much the two sides' squared errors are below the parent's; 0 for no split.
    pub gain: f64,
    /// The feature that is asked; `None` if no split gains.
    pub feature: Option<usize>,
    /// `x ≤ threshold` goes left; 0 for no split.
    pub threshold: f64,
    /// `Σ_i w_i ‖y_i − ȳ‖²` before the split.
    pub parent_sse: f64,
}

/// `argmax S_L²/w_L + S_R²/w_R − S²/w` over features and thresholds midway between
/// neighbouring distinct values, with `S = Σ w y` and both sides' weight at least
/// `min_leaf_weight`. Of equal gains the lowest feature wins, then the lowest threshold.
///
/// `features [n, d]`, `targets [n, C]` (gains add over columns), `weights [n]` ≥ 0 with a
/// positive sum. Rows of weight 0 are as if absent. A gain counts above 1e-12, and above
/// 1e-12 of the parent's error.
///
/// Source: Breiman et al. 1984, *Classification and Regression Trees*.
pub fn best_split(
    features: ArrayView2<'_, f64>,
    targets: ArrayView2<'_, f64>,
    weights: &[f64],
    min_leaf_weight: f64,
) -> BestSplit {
    let samples = Samples {
        features,
        targets,
        weights,
        min_leaf_weight,
    };
    let mut search = Search::new(samples, &samples.present());
    for feature in 0..features.ncols() {
        search.try_feature(feature);
    }
    search.best
}

/// What a tree is grown on.
#[derive(Clone, Copy)]
struct Samples<'a> {
    features: ArrayView2<'a, f64>,
    targets: ArrayView2<'a, f64>,
    weights: &'a [f64],
    min_leaf_weight: f64,
}

impl Samples<'_> {
    fn present(&self) -> Vec<usize> {
        let rows = 0..self.weights.len();
        rows.filter(|&i| self.weights[i] > 0.0).collect()
    }

    /// The weighted mean target of rows with a positive weight `[C]`.
    fn mean(&self, rows: &[usize]) -> Vec<f64> {
        let weight: f64 = rows.iter().map(|&i| self.weights[i]).sum();
        let sum = |column: ArrayView1<'_, f64>| -> f64 {
            rows.iter().map(|&i| self.weights[i] * column[i]).sum()
        };
        let columns = self.targets.axis_iter(Axis(1));
        columns.map(|column| sum(column) / weight).collect()
    }
}

/// A search for the best split of some rows, feature by feature in any order.
struct Search<'a> {
    samples: Samples<'a>,
    /// The rows, in the order of the feature tried last.
    order: Vec<usize>,
    /// Their mean target `[C]`, taken off so that no large sums cancel.
    mean: Vec<f64>,
    weight: f64,
    best: BestSplit,
}

impl<'a> Search<'a> {
    fn new(samples: Samples<'a>, rows: &[usize]) -> Self {
        let mut search = Search {
            samples,
            order: rows.to_vec(),
            mean: samples.mean(rows),
            weight: rows.iter().map(|&i| samples.weights[i]).sum(),
            best: BestSplit::default(),
        };
        let error = |&i: &usize| {
            let squares = (0..search.mean.len()).map(|c| search.residual(i, c).powi(2));
            samples.weights[i] * squares.sum::<f64>()
        };
        search.best.parent_sse = rows.iter().map(error).sum();
        search
    }

    fn residual(&self, row: usize, c: usize) -> f64 {
        self.samples.targets[[row, c]] - self.mean[c]
    }

    /// The weighted residuals of all rows `[C]`: 0 up to rounding.
    fn total(&self) -> Vec<f64> {
        let sum = |c| {
            let terms = self.order.iter();
            terms
                .map(|&i| self.samples.weights[i] * self.residual(i, c))
                .sum()
        };
        (0..self.mean.len()).map(sum).collect()
    }

    /// Improves the best split by those of one feature. To break ties by the lowest feature,
    /// try features in rising order.
    fn try_feature(&mut self, feature: usize) {
        let column = self.samples.features.column(feature);
        self.order
            .sort_unstable_by(|&a, &b| column[a].total_cmp(&column[b]).then(a.cmp(&b)));
        let least = LEAST_GAIN * self.best.parent_sse.max(1.0);
        let total = self.total();
        let mut left = vec![0.0; total.len()];
        let mut left_weight = 0.0;
        for pair in self.order.windows(2) {
            let [row, next] = [pair[0], pair[1]];
            let weight = self.samples.weights[row];
            left_weight += weight;
            for (c, sum) in left.iter_mut().enumerate() {
                *sum += weight * self.residual(row, c);
            }
            let right_weight = self.weight - left_weight;
            let smaller = left_weight.min(right_weight);
            if column[row] >= column[next] || smaller < self.samples.min_leaf_weight {
                continue;
            }
            let sides = left.iter().zip(&total).map(|(l, s)| {
                let r = s - l;
                l * l / left_weight + r * r / right_weight - s * s / self.weight
            });
            let gain: f64 = sides.sum();
            if gain > self.best.gain + least {
                self.best = BestSplit {
                    gain,
                    feature: Some(feature),
                    threshold: between(column[row], column[next]),
                    ..self.best
                };
            }
        }
    }
}

/// Midway between `low < high`, and below `high` even where they are neighbours.
fn between(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    if middle < high { middle } else { low }
}

/// How far a tree grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Features drawn for each split, from 1 to `d`.
    pub mtry: usize,
    /// At most so many leaves, ≥ 1; the splits that gain most come first.
    pub max_leaves: usize,
    /// At most so many questions above a leaf.
    pub max_depth: usize,
    /// The least weight of a leaf.
    pub min_leaf_weight: f64,
}

impl Growth {
    /// Until leaves hold a single sample or equal targets.
    pub fn full(mtry: usize) -> Self {
        Growth {
            mtry,
            max_leaves: usize::MAX,
            max_depth: usize::MAX,
            min_leaf_weight: 1.0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Leaf(usize),
    Split {
        feature: usize,
        threshold: f64,
        /// Left and right.
        children: [usize; 2],
    },
}

/// A grown tree; its leaves are numbered from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    /// Mean targets `[L, C]`.
    values: Array2<f64>,
}

/// A leaf that may still be split.
struct Bud {
    node: usize,
    depth: usize,
    rows: Vec<usize>,
    split: BestSplit,
}

impl Tree {
    /// Grows a tree, the split that gains most first, until [`Growth`] or gains end.
    ///
    /// `features [n, d]`, `targets [n, C]` (one-hot rows for classes), `weights [n]` ≥ 0 with a
    /// positive sum: bootstrap counts, or 1. For each node `mtry` features are drawn without
    /// replacement, and more one by one while none of them splits; `draw(k)` gives a whole
    /// number below `k`.
    ///
    /// Source: Breiman et al. 1984, *Classification and Regression Trees*; Breiman 2001,
    /// *Random forests*.
    pub fn grow(
        features: ArrayView2<'_, f64>,
        targets: ArrayView2<'_, f64>,
        weights: &[f64],
        growth: &Growth,
        mut draw: impl FnMut(usize) -> usize,
    ) -> Tree {
        let samples = Samples {
            features,
            targets,
            weights,
            min_leaf_weight: growth.min_leaf_weight,
        };
        let mut bud = |node, depth, rows: Vec<usize>| {
            let open = depth < growth.max_depth && rows.len() > 1;
            let split = match open {
                true => drawn_split(samples, &rows, growth.mtry, &mut draw),
                false => BestSplit::default(),
            };
            Bud {
                node,
                depth,
                rows,
                split,
            }
        };
        let mut nodes = vec![Node::Leaf(0)];
        let mut buds = vec![bud(0, 0, samples.present())];
        while buds.len() < growth.max_leaves {
            let at = argmax(buds.iter().map(|b| b.split.gain));
            let BestSplit {
                feature, threshold, ..
            } = buds[at].split;
            let Some(feature) = feature else { break };
            let Bud {
                node, depth, rows, ..
            } = buds.swap_remove(at);
            let goes_left = |&i: &usize| features[[i, feature]] <= threshold;
            let (left, right): (Vec<_>, Vec<_>) = rows.into_iter().partition(goes_left);
            let children = [nodes.len(), nodes.len() + 1];
            nodes[node] = Node::Split {
                feature,
                threshold,
                children,
            };
            nodes.extend([Node::Leaf(0); 2]);
            buds.push(bud(children[0], depth + 1, left));
            buds.push(bud(children[1], depth + 1, right));
        }
        let mut tree = Tree {
            nodes,
            values: Array2::zeros((buds.len(), targets.ncols())),
        };
        tree.number_leaves();
        for Bud { node, rows, .. } in buds {
            if let Node::Leaf(leaf) = tree.nodes[node] {
                let mean = ndarray::Array1::from(samples.mean(&rows));
                tree.values.row_mut(leaf).assign(&mean);
            }
        }
        tree
    }

    fn number_leaves(&mut self) {
        let mut open = vec![0];
        let mut leaves = 0;
        while let Some(node) = open.pop() {
            match &mut self.nodes[node] {
                Node::Leaf(leaf) => {
                    *leaf = leaves;
                    leaves += 1;
                }
                Node::Split {
                    children: [left, right],
                    ..
                } => open.extend([*right, *left]),
            }
        }
    }

    /// How many leaves there are.
    pub fn leaf_count(&self) -> usize {
        self.values.nrows()
    }

    /// The leaf each row falls into: `features [q, d]` → `[q]`, from 0.
    pub fn leaves(&self, features: ArrayView2<'_, f64>) -> Vec<usize> {
        let leaf = |row: ArrayView1<'_, f64>| {
            let mut node = 0;
            loop {
                match self.nodes[node] {
                    Node::Leaf(leaf) => return leaf,
                    Node::Split {
                        feature,
                        threshold,
                        children: [left, right],
                    } => {
                        node = if row[feature] <= threshold {
                            left
                        } else {
                            right
                        }
                    }
                }
            }
        };
        features.outer_iter().map(leaf).collect()
    }

    /// The mean target of the leaf each row falls into: `features [q, d]` → `[q, C]`.
    pub fn predict(&self, features: ArrayView2<'_, f64>) -> Array2<f64> {
        self.values.select(Axis(0), &self.leaves(features))
    }
}

/// The best split over `mtry` drawn features, and over more while none of them splits.
fn drawn_split(
    samples: Samples<'_>,
    rows: &[usize],
    mtry: usize,
    draw: &mut impl FnMut(usize) -> usize,
) -> BestSplit {
    let count = samples.features.ncols();
    let mut features: Vec<usize> = (0..count).collect();
    let mut search = Search::new(samples, rows);
    let mut from = 0;
    while from < count && search.best.feature.is_none() {
        let to = if from == 0 { mtry } else { from + 1 };
        let to = to.clamp(from + 1, count);
        // With all features there is nothing to draw.
        for i in (from..to).filter(|_| to - from < count) {
            features.swap(i, i + draw(count - i));
        }
        let drawn = &mut features[from..to];
        drawn.sort_unstable();
        for &feature in drawn.iter() {
            search.try_feature(feature);
        }
        from = to;
    }
    search.best
}
