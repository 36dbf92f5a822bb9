//! Trees against brute force.

use ndarray::{Array2, ArrayView2, Axis};
use soupcon::methods::tree::{BestSplit, Growth, Tree, best_split};
use soupcon::run::seed::Stream;

use super::draw::{assert_close, bootstrap, cases, coarse_features, features, from, normals};

/// Random features (coarse ones half of the time), one or two targets, and weights.
fn samples(stream: &mut Stream, most: usize) -> (Array2<f64>, Array2<f64>, Vec<f64>) {
    let (n, d, c) = (
        from(stream, 2, most),
        from(stream, 1, 4),
        from(stream, 1, 2),
    );
    let x = match stream.below(2) {
        0 => features(stream, n, d),
        _ => coarse_features(stream, n, d),
    };
    let y = Array2::from_shape_vec((n, c), normals(stream, n * c)).unwrap();
    let weights = match stream.below(2) {
        0 => vec![1.0; n],
        _ => bootstrap(stream, n),
    };
    (x, y, weights)
}

/// `Σ w ‖y − ȳ‖²` and the weight of rows.
fn error(rows: &[usize], y: ArrayView2<f64>, weights: &[f64]) -> (f64, f64) {
    let weight: f64 = rows.iter().map(|&i| weights[i]).sum();
    let mut sum = 0.0;
    for column in y.axis_iter(Axis(1)) {
        let mean = rows.iter().map(|&i| weights[i] * column[i]).sum::<f64>() / weight.max(1e-9);
        let squares = rows
            .iter()
            .map(|&i| weights[i] * (column[i] - mean).powi(2));
        sum += squares.sum::<f64>();
    }
    (sum, weight)
}

#[test]
fn the_best_split_is_the_best_of_all() {
    cases("splits", 200, |stream| {
        let (x, y, weights) = samples(stream, 25);
        let least = [0.5, 1.0, 3.0][stream.below(3) as usize];
        let found = best_split(x.view(), y.view(), &weights, least);
        let rows: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
        let (parent, _) = error(&rows, y.view(), &weights);
        assert_close(found.parent_sse, parent);
        let mut best = BestSplit {
            parent_sse: found.parent_sse,
            ..BestSplit::default()
        };
        for feature in 0..x.ncols() {
            let mut values: Vec<f64> = rows.iter().map(|&i| x[[i, feature]]).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            for pair in values.windows(2) {
                let threshold = f64::midpoint(pair[0], pair[1]);
                let left = |&i: &usize| x[[i, feature]] <= threshold;
                let (left, right): (Vec<_>, Vec<_>) = rows.iter().copied().partition(left);
                let (left, left_weight) = error(&left, y.view(), &weights);
                let (right, right_weight) = error(&right, y.view(), &weights);
                let gain = parent - left - right;
                if left_weight.min(right_weight) >= least && gain > best.gain + 1e-10 {
                    best = BestSplit {
                        gain,
                        feature: Some(feature),
                        threshold,
                        ..best
                    };
                }
            }
        }
        assert_close(found.gain, best.gain);
        assert_eq!(
            (found.feature, found.threshold),
            (best.feature, best.threshold)
        );
    });
}

#[test]
fn a_split_does_not_depend_on_scale_or_offset() {
    cases("offsets", 100, |stream| {
        let (x, y, weights) = samples(stream, 20);
        let plain = best_split(x.view(), y.view(), &weights, 1.0);
        let far = y.mapv(|y| 4.0 * y + 1e6);
        let moved = best_split(x.view(), far.view(), &weights, 1.0);
        assert_eq!(
            (plain.feature, plain.threshold),
            (moved.feature, moved.threshold)
        );
        assert!((moved.gain - 16.0 * plain.gain).abs() < 1e-6 * (1.0 + moved.gain));
        let constant = Array2::from_elem(y.raw_dim(), 0.1 + 1e6);
        assert_eq!(
            best_split(x.view(), constant.view(), &weights, 1.0).feature,
            None
        );
    });
    // Neighbouring numbers have none between them: the lower one goes left all the same.
    let (low, high) = (1.0_f64, 1.0_f64.next_up());
    let split = best_split(
        ndarray::array![[low], [high]].view(),
        ndarray::array![[0.0], [1.0]].view(),
        &[1.0, 1.0],
        1.0,
    );
    assert_eq!((split.feature, split.threshold), (Some(0), low));
}

#[test]
fn every_sample_sits_in_its_leaf() {
    cases("leaves", 200, |stream| {
        let (x, y, weights) = samples(stream, 60);
        let growth = Growth {
            mtry: from(stream, 1, x.ncols()),
            max_leaves: from(stream, 1, 40),
            max_depth: from(stream, 0, 12),
            min_leaf_weight: [1.0, 2.0, 5.0][stream.below(3) as usize],
        };
        let draw = |n: usize| stream.below(n as u32) as usize;
        let tree = Tree::grow(x.view(), y.view(), &weights, &growth, draw);
        let (leaves, predicted) = (tree.leaves(x.view()), tree.predict(x.view()));
        assert!(tree.leaf_count() <= growth.max_leaves);
        assert!(growth.max_depth > 5 || tree.leaf_count() <= 1 << growth.max_depth);
        for leaf in 0..tree.leaf_count() {
            let rows: Vec<usize> = (0..leaves.len()).filter(|&i| leaves[i] == leaf).collect();
            let weight: f64 = rows.iter().map(|&i| weights[i]).sum();
            assert!(weight >= growth.min_leaf_weight || tree.leaf_count() == 1);
            for (c, column) in y.axis_iter(Axis(1)).enumerate() {
                let sum: f64 = rows.iter().map(|&i| weights[i] * column[i]).sum();
                assert_close(predicted[[rows[0], c]], sum / weight);
            }
        }
    });
}

#[test]
fn a_full_tree_remembers_every_target() {
    cases("full trees", 100, |stream| {
        let (n, d) = (from(stream, 1, 80), from(stream, 1, 4));
        let x = features(stream, n, d);
        let y = Array2::from_shape_vec((n, 1), normals(stream, n)).unwrap();
        let growth = Growth::full(from(stream, 1, d));
        let draw = |n: usize| stream.below(n as u32) as usize;
        let tree = Tree::grow(x.view(), y.view(), &vec![1.0; n], &growth, draw);
        assert_eq!(tree.leaf_count(), n);
        let predicted = tree.predict(x.view());
        for (a, b) in predicted.iter().zip(&y) {
            assert_close(*a, *b);
        }
    });
}

#[test]
fn leaves_are_numbered_from_left_to_right() {
    let x = Array2::from_shape_fn((16, 1), |(i, _)| i as f64);
    let y = x.mapv(|v| (v * 1.7).sin());
    let growth = Growth::full(1);
    let tree = Tree::grow(x.view(), y.view(), &[1.0; 16], &growth, |_| 0);
    assert_eq!(tree.leaves(x.view()), (0..16).collect::<Vec<_>>());
}

#[test]
fn the_split_that_gains_most_comes_first() {
    cases("leaves by gain", 100, |stream| {
        let (x, y, weights) = samples(stream, 40);
        let sizes = |leaves: usize| {
            let growth = Growth {
                max_leaves: leaves,
                ..Growth::full(x.ncols())
            };
            let tree = Tree::grow(x.view(), y.view(), &weights, &growth, |_| 0);
            let gaps = tree.predict(x.view()) - &y;
            let squares = gaps.outer_iter().zip(&weights).map(|(g, w)| w * g.dot(&g));
            squares.sum::<f64>()
        };
        let errors: Vec<f64> = (1..=5).map(sizes).collect();
        assert!(errors.is_sorted_by(|a, b| b <= &(a + 1e-9)), "{errors:?}");
        let first = best_split(x.view(), y.view(), &weights, 1.0);
        assert_close(errors[0] - errors[1], first.gain);
    });
}
