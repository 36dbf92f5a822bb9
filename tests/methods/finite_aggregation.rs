//! Parts that feed several models.

use ndarray::{Array2, Axis};
use soupcon::methods::certificate::{INFINITE, run_off_certificate};
use soupcon::methods::finite_aggregation::{finite_aggregation_run_off, greedy_cover};

use super::certificate::{run_off, some_attack_wins};
use super::draw::{cases, from, logits};

#[test]
fn the_greedy_cover_is_the_smallest() {
    cases("covers", 200, |stream| {
        let powers: Vec<i64> = (0..from(stream, 1, 9))
            .map(|_| i64::from(stream.below(6)))
            .collect();
        let lead = i64::from(stream.below(30)) - 3;
        let sum = |subset: usize| -> i64 {
            let chosen = powers.iter().enumerate();
            chosen
                .filter(|(i, _)| subset & (1 << i) != 0)
                .map(|(_, p)| p)
                .sum()
        };
        let subsets = (0..1_usize << powers.len()).filter(|&s| lead <= 0 || sum(s) >= lead);
        let smallest = subsets.map(|s| s.count_ones() as usize).min();
        assert_eq!(greedy_cover(lead, &powers), smallest);
    });
}

/// Part `b` feeds the models `b` and `b + shift`.
fn pairs(models: usize, shift: usize) -> Array2<usize> {
    Array2::from_shape_fn((models, 2), |(b, i)| (b + i * shift) % models)
}

#[test]
fn poisoned_parts_within_the_certificate_change_nothing() {
    let certified = std::cell::Cell::new(0);
    cases("poisoned parts", 120, |stream| {
        let classes = from(stream, 2, 3);
        let models = from(stream, 4, [8, 6][classes - 2]);
        let mut z = logits(stream, [models, 1, classes], 0.5);
        z.slice_mut(ndarray::s![.., .., 1])
            .mapv_inplace(|v| v + 1.0);
        let parts = pairs(models, 2);
        let out = finite_aggregation_run_off(z.view(), parts.view());
        let ballots = z.index_axis(Axis(1), 0);
        assert_eq!(out.prediction[0], run_off(ballots));
        // Every set of as many parts as the certificate says, all their models replaced.
        let budget = out.certificate[0];
        assert!(budget < models as u32);
        certified.set(certified.get() + u32::from(budget > 0));
        for subset in (0..1_usize << models).filter(|s| s.count_ones() == budget) {
            let touched = |m: &usize| {
                let rows = parts.outer_iter().enumerate();
                rows.into_iter()
                    .any(|(b, s)| subset & (1 << b) != 0 && s.iter().any(|&i| i == *m))
            };
            let open: Vec<usize> = (0..models).filter(touched).collect();
            let changed = |b: ndarray::ArrayView2<f64>| run_off(b) != out.prediction[0];
            let all = open.len();
            assert!(!some_attack_wins(
                &mut ballots.to_owned(),
                &open,
                all,
                &changed
            ));
        }
    });
    assert!(
        certified.get() > 20,
        "only {} certificates above 0",
        certified.get()
    );
}

#[test]
fn with_one_model_a_part_covers_bound_the_exact_certificate() {
    cases("one model a part", 200, |stream| {
        let shape = [from(stream, 2, 25), 3, from(stream, 2, 6)];
        let z = logits(stream, shape, 1.0);
        let parts = Array2::from_shape_fn((shape[0], 1), |(b, _)| b);
        let covered = finite_aggregation_run_off(z.view(), parts.view());
        let exact = run_off_certificate(z.view());
        assert_eq!(covered.prediction, exact.prediction);
        for (covered, exact) in covered.certificate.iter().zip(&exact.certificate) {
            assert!(covered <= exact, "{covered} is above the exact {exact}");
        }
    });
}

#[test]
fn parts_that_feed_nobody_that_counts_cannot_win() {
    let z = ndarray::array![[[1.0, 0.0]], [[1.0, 0.0]], [[1.0, 0.0]]];
    let one = finite_aggregation_run_off(z.view(), ndarray::array![[0]].view());
    assert_eq!(one.certificate, [INFINITE]);
}
