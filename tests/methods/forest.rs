//! Forests and boosted trees as weighted sums of their training targets.

use ndarray::{Array2, Axis};
use soupcon::methods::boosting::{Boosted, boosting_leaf_weights, boosting_smoother_weights};
use soupcon::methods::forest::{
    effective_parameters, forest_error_decomposition, forest_smoother_weights, leaves,
    smoother_error_decomposition, smoother_predict,
};
use soupcon::methods::tree::{Growth, Tree};
use soupcon::run::seed::Stream;

use super::draw::{assert_close, bootstrap, cases, features, from, normals};

struct Forest {
    trees: Vec<Tree>,
    counts: Array2<f64>,
    x: Array2<f64>,
    y: Array2<f64>,
    queries: Array2<f64>,
}

impl Forest {
    fn grow(stream: &mut Stream, bagged: bool) -> Self {
        let (n, d, size) = (from(stream, 2, 40), from(stream, 1, 4), from(stream, 1, 8));
        let x = features(stream, n, d);
        let queries = features(stream, 15, d);
        let y = Array2::from_shape_vec((n, 2), normals(stream, 2 * n)).unwrap();
        let mut counts = Array2::ones((size, n));
        let growth = Growth {
            max_leaves: from(stream, 1, n),
            ..Growth::full(from(stream, 1, d))
        };
        let mut trees = Vec::new();
        for mut row in counts.outer_iter_mut() {
            if bagged {
                row.assign(&ndarray::Array1::from(bootstrap(stream, n)));
            }
            let draw = |n: usize| stream.below(n as u32) as usize;
            let weights = row.to_vec();
            trees.push(Tree::grow(x.view(), y.view(), &weights, &growth, draw));
        }
        Forest {
            trees,
            counts,
            x,
            y,
            queries,
        }
    }

    fn weights(&self, queries: &Array2<f64>) -> Array2<f64> {
        let train = leaves(&self.trees, self.x.view());
        let asked = leaves(&self.trees, queries.view());
        forest_smoother_weights(train.view(), asked.view(), self.counts.view()).unwrap()
    }
}

#[test]
fn the_weights_reproduce_the_forest() {
    cases("forests", 150, |stream| {
        let bagged = stream.below(2) == 1;
        let forest = Forest::grow(stream, bagged);
        for queries in [&forest.queries, &forest.x] {
            let weights = forest.weights(queries);
            for row in weights.outer_iter() {
                assert_close(row.sum(), 1.0);
                assert!(row.iter().all(|&w| w >= 0.0));
            }
            let smoothed = smoother_predict(weights.view(), forest.y.view());
            let mut mean = Array2::zeros(smoothed.raw_dim());
            for tree in &forest.trees {
                mean.scaled_add(
                    1.0 / forest.trees.len() as f64,
                    &tree.predict(queries.view()),
                );
            }
            for (a, b) in smoothed.iter().zip(&mean) {
                assert_close(*a, *b);
            }
            let used = effective_parameters(weights.view());
            let n = forest.y.nrows() as f64;
            assert!(
                used.per_query
                    .iter()
                    .all(|&p| (1.0 - 1e-9..=n + 1e-9).contains(&p))
            );
        }
    });
}

#[test]
fn full_trees_without_bootstrap_use_a_parameter_a_sample() {
    cases("effective parameters", 100, |stream| {
        let (n, d) = (from(stream, 2, 40), from(stream, 2, 4));
        let (x, queries) = (features(stream, n, d), features(stream, 20, d));
        let y = Array2::from_shape_vec((n, 1), normals(stream, n)).unwrap();
        let mut draw = |n: usize| stream.below(n as u32) as usize;
        let grow = |_| {
            let growth = Growth::full(1);
            Tree::grow(x.view(), y.view(), &vec![1.0; n], &growth, &mut draw)
        };
        let trees: Vec<Tree> = (0..10).map(grow).collect();
        let used = |trees: &[Tree], at: &Array2<f64>| {
            let (train, asked) = (leaves(trees, x.view()), leaves(trees, at.view()));
            let counts = Array2::ones((trees.len(), n));
            let weights = forest_smoother_weights(train.view(), asked.view(), counts.view());
            effective_parameters(weights.unwrap().view()).effective_parameters
        };
        assert_close(used(&trees, &x), n as f64);
        assert_close(used(&trees[..1], &queries), n as f64);
        assert!(used(&trees, &queries) <= n as f64 + 1e-9);
    });
}

#[test]
fn a_query_in_a_leaf_without_weight_has_no_prediction() {
    let (train, query) = (ndarray::array![[0, 0, 1]], ndarray::array![[1]]);
    let weights =
        |counts: Array2<f64>| forest_smoother_weights(train.view(), query.view(), counts.view());
    assert_eq!(weights(ndarray::array![[1.0, 1.0, 0.0]]), None);
    let one = weights(ndarray::array![[1.0, 1.0, 2.0]]).unwrap();
    assert_eq!(one, ndarray::array![[0.0, 0.0, 1.0]]);
    assert!(boosting_leaf_weights(train.view(), ndarray::array![[2]].view(), 0.5).is_none());
}

#[test]
fn fixed_weights_pass_noise_through_as_foretold() {
    cases("noise", 100, |stream| {
        let forest = Forest::grow(stream, true);
        let weights = forest.weights(&forest.queries);
        let (n, q) = (forest.y.nrows(), forest.queries.nrows());
        let (signal, truth) = (normals(stream, n), normals(stream, q));
        let out = smoother_error_decomposition(weights.view(), &signal, &truth, 0.5);
        assert_close(out.total, out.signal_error + out.noise_variance);
        // The expectation over noise of ±σ on one sample at a time adds up to σ² Σ s².
        let mut expected = 0.0;
        for (row, truth) in weights.outer_iter().zip(&truth) {
            let clean = row.dot(&ndarray::ArrayView1::from(&signal)) - truth;
            let noise = |i: usize, e: f64| (clean + row[i] * e).powi(2) - clean * clean;
            let added = (0..n).map(|i| 0.5 * (noise(i, 0.5) + noise(i, -0.5)));
            expected += (clean * clean + added.sum::<f64>()) / q as f64;
        }
        assert_close(out.total, expected);
    });
}

#[test]
fn a_tree_errs_by_the_forest_and_its_own_luck() {
    cases("forest error", 150, |stream| {
        let (b, q) = (from(stream, 1, 8), from(stream, 1, 20));
        let predictions = Array2::from_shape_vec((b, q), normals(stream, b * q)).unwrap();
        let out = forest_error_decomposition(predictions.view(), &normals(stream, q));
        assert_close(out.tree_error, out.forest_error + out.model_variability);
        assert!(out.best_tree_error <= out.tree_error + 1e-12);
    });
}

#[test]
fn the_boosting_weights_reproduce_the_boosted_trees() {
    cases("boosting", 120, |stream| {
        let (n, d) = (from(stream, 2, 30), from(stream, 1, 4));
        let (x, queries) = (features(stream, n, d), features(stream, 12, d));
        let y = normals(stream, n);
        let growth = Growth {
            max_depth: 2,
            ..Growth::full(from(stream, 1, d))
        };
        let (rounds, rate) = (from(stream, 0, 12), stream.between(0.05, 1.0));
        let draw = |n: usize| stream.below(n as u32) as usize;
        let target = ndarray::ArrayView1::from(&y).insert_axis(Axis(1));
        let boosted = Boosted::fit(x.view(), target, rounds, rate, &growth, draw);
        let train = leaves(&boosted.trees, x.view());
        let asked = leaves(&boosted.trees, queries.view());
        let weights = boosting_leaf_weights(train.view(), asked.view(), rate).unwrap();
        for (at, weights) in [(&x, &weights.train), (&queries, &weights.query)] {
            let predicted = boosted.predict(at.view());
            for (row, predicted) in weights.outer_iter().zip(predicted) {
                assert_close(row.sum(), 1.0);
                assert_close(row.dot(&ndarray::ArrayView1::from(&y)), predicted);
            }
        }
        // The same from the leaves' weights written out.
        let ones = Array2::ones((1, n));
        let round = |r: usize, asked: &Array2<usize>| {
            let one = |of: &Array2<usize>| of.row(r).insert_axis(Axis(0)).to_owned();
            forest_smoother_weights(one(&train).view(), one(asked).view(), ones.view()).unwrap()
        };
        let stack = |asked: &Array2<usize>| {
            let mut all = ndarray::Array3::zeros((rounds, asked.ncols(), n));
            for (r, mut slot) in all.outer_iter_mut().enumerate() {
                slot.assign(&round(r, asked));
            }
            all
        };
        let dense = boosting_smoother_weights(stack(&train).view(), stack(&asked).view(), rate);
        let pairs = dense.query.iter().zip(&weights.query);
        for (a, b) in pairs.chain(dense.train.iter().zip(&weights.train)) {
            assert_close(*a, *b);
        }
    });
}
