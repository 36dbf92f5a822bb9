//! What is counted and fitted in 64 bits, against brute force.

use ndarray::{Array1, Array2, Array3};
use soupcon::methods::confusion::{confusion_matrix, macro_f1};
use soupcon::methods::displacement::gradient_projection;
use soupcon::methods::eigen;
use soupcon::methods::features::{
    Combination, correctness_transitions, expected_accuracy_with_ties, feature_coefficients,
    margin_statistics, scores_from_pointers,
};
use soupcon::methods::robustness::{union_accuracy, union_success, worst_case_selection};
use soupcon::methods::scaling::{classical_mds, cross_entropy_distance, spread};
use soupcon::methods::step_size::StepSchedule;
use soupcon::methods::voting::soft_voting;

use crate::support::rng::Rng;

/// Random cases of each identity.
const CASES: u64 = 120;

fn cases(first: u64, check: impl Fn(&mut Rng)) {
    println!("seeds {first} to {}", first + CASES - 1);
    (first..first + CASES).for_each(|seed| check(&mut Rng::new(seed)));
}

fn array(rng: &mut Rng, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |_| rng.float(-1.0, 1.0))
}

fn flags(rng: &mut Rng, rows: usize, columns: usize) -> Array2<bool> {
    Array2::from_shape_fn((rows, columns), |_| rng.one_in(2))
}

#[test]
fn eigenvectors_rebuild_their_matrix() {
    cases(0, |rng| {
        let n = rng.from(1, 12);
        let half = array(rng, n, n);
        let a = &half + &half.t();
        let (values, v) = eigen::symmetric(a.view());
        let back = v
            .dot(&Array2::from_diag(&Array1::from(values.clone())))
            .dot(&v.t());
        assert!((&back - &a).iter().all(|x| x.abs() < 1e-12));
        assert!(
            (v.t().dot(&v) - Array2::<f64>::eye(n))
                .iter()
                .all(|x| x.abs() < 1e-12)
        );
        assert!(values.is_sorted_by(|a, b| a >= b));
    });
}

#[test]
fn a_map_of_points_in_the_plane_keeps_their_distances() {
    cases(1000, |rng| {
        let n = rng.from(3, 14);
        let points = array(rng, n, 2);
        let apart = |of: &Array2<f64>, i: usize, j: usize| {
            let d = &of.row(i) - &of.row(j);
            d.dot(&d).sqrt()
        };
        let distances = Array2::from_shape_fn((n, n), |(i, j)| apart(&points, i, j));
        let map = classical_mds(distances.view(), 2);
        for ((i, j), d) in distances.indexed_iter() {
            assert!((apart(&map.coordinates, i, j) - d).abs() < 1e-7);
        }
        assert!(map.stress < 1e-7);
        for axis in map.coordinates.columns() {
            let far = axis
                .iter()
                .copied()
                .fold(0.0, |a: f64, x| if x.abs() > a.abs() { x } else { a });
            assert!(far >= 0.0, "an axis is flipped");
        }
        let whole: Vec<usize> = (0..n).collect();
        let all = spread(map.coordinates.view(), &whole);
        assert!((all.relative_spread.unwrap() - 1.0).abs() < 1e-12);
        assert!(all.centroid_offset.unwrap() < 1e-12);
        assert_eq!(spread(map.coordinates.view(), &[1]).relative_spread, None);
    });
}

#[test]
fn distances_of_predictions_are_symmetric_and_0_to_oneself() {
    cases(2000, |rng| {
        let (c, n, k) = (rng.from(2, 5), rng.from(1, 6), rng.from(2, 5));
        let mut p = Array3::from_shape_fn((c, n, k), |_| rng.float(0.01, 1.0));
        p.rows_mut()
            .into_iter()
            .for_each(|mut row| row /= row.sum());
        let d = cross_entropy_distance(p.view(), 1e-12, true);
        for ((i, j), &x) in d.indexed_iter() {
            let mut half_jeffreys = 0.0;
            for row in 0..n {
                for class in 0..k {
                    let (a, b) = (p[[i, row, class]], p[[j, row, class]]);
                    half_jeffreys += 0.5 * (a - b) * (a / b).ln() / n as f64;
                }
            }
            assert!((x - half_jeffreys).abs() < 1e-12);
        }
        let one = vec![1.0; c];
        let mean = p.mean_axis(ndarray::Axis(0)).unwrap();
        for votes in [
            soft_voting(p.view(), None),
            soft_voting(p.view(), Some(&one)),
        ] {
            assert!((votes - &mean).iter().all(|x| x.abs() < 1e-14));
        }
    });
}

#[test]
fn f1_is_what_counting_gives() {
    cases(3000, |rng| {
        let (n, k) = (rng.from(1, 40), rng.from(1, 6));
        let mut draw = || (0..n).map(|_| rng.below(k)).collect::<Vec<_>>();
        let (predicted, labels) = (draw(), draw());
        let pairs = || predicted.iter().zip(&labels);
        let count = |ask: &dyn Fn(usize, usize) -> bool| {
            pairs().filter(|&(&p, &y)| ask(p, y)).count() as f64
        };
        let got = macro_f1(&predicted, &labels, k);
        let mut sum = 0.0;
        for class in 0..k {
            let hits = count(&|p, y| p == class && y == class);
            let claimed = count(&|p, _| p == class);
            let there = count(&|_, y| y == class);
            let (precision, recall) = (hits / claimed, hits / there);
            let f1 = if hits == 0.0 {
                0.0
            } else {
                2.0 / (1.0 / precision + 1.0 / recall)
            };
            assert!((got.per_class[class] - f1).abs() < 1e-12);
            sum += f1;
        }
        assert!((got.macro_f1 - sum / k as f64).abs() < 1e-12);
        assert!((got.accuracy - count(&|p, y| p == y) / n as f64).abs() < 1e-12);
        assert_eq!(confusion_matrix(&predicted, &labels, k).sum(), n);
    });
}

/// 40 draws of features and masks, each simulated with 20 000 samples, of all four models.
#[test]
fn the_lead_of_the_label_is_what_simulation_gives() {
    const SAMPLES: usize = 20_000;
    println!("seeds 4000 to 4039, 4 models each");
    for seed in 4000..4040 {
        let mut rng = Rng::new(seed);
        let (features, classes, p) = (rng.from(2, 12), rng.from(2, 8), rng.float(0.2, 1.0));
        let mut mask = || (0..features).map(|_| rng.one_in(2)).collect::<Vec<_>>();
        let (a, b, spurious) = (mask(), mask(), mask());
        let votes = Array2::from_shape_fn((SAMPLES, features), |(_, f)| {
            let strays = spurious[f] && rng.float(0.0, 1.0) < p;
            if strays { rng.below(classes) } else { 0 }
        });
        for mode in [
            Combination::SingleA,
            Combination::SingleB,
            Combination::Output,
            Combination::Weight,
        ] {
            let c = feature_coefficients(&a, &b, mode);
            let scores = scores_from_pointers(&c, votes.view(), classes);
            let leads = &scores.column(0) - &scores.column(1);
            let want = margin_statistics(&c, &spurious, p, classes);
            let error = 5.0 * (want.variance / SAMPLES as f64).sqrt();
            assert!((leads.mean().unwrap() - want.mean).abs() <= error + 1e-9);
            let off = (leads.var(0.0) - want.variance).abs();
            assert!(
                off <= 0.1 * want.variance + 1e-9,
                "{off} of {}",
                want.variance
            );
        }
    }
}

#[test]
fn transitions_are_shares_and_ties_are_shared() {
    cases(5000, |rng| {
        let (n, k) = (rng.from(1, 20), rng.from(2, 5));
        let [a, b, both] = [0, 1, 2].map(|_| array(rng, n, k));
        let labels: Vec<usize> = (0..n).map(|_| rng.below(k)).collect();
        let t = correctness_transitions(a.view(), b.view(), both.view(), &labels);
        let accuracy = |z: &Array2<f64>| expected_accuracy_with_ties(z.view(), &labels, 0.0);
        let first = t.tff + t.tft + t.ttf + t.ttt;
        let second = t.ftf + t.ftt + t.ttf + t.ttt;
        let merged = t.fft + t.ftt + t.tft + t.ttt;
        for (share, z) in [(first, &a), (second, &b), (merged, &both)] {
            assert!((share - accuracy(z)).abs() < 1e-12);
        }
        assert!((t.fff + t.ftf + t.tff + t.ttf + merged - 1.0).abs() < 1e-12);
        let flat = Array2::zeros((n, k));
        assert!((accuracy(&flat) - 1.0 / k as f64).abs() < 1e-12);
    });
}

#[test]
fn unions_are_taken_sample_by_sample() {
    cases(6000, |rng| {
        let (a, n) = (rng.from(1, 4), rng.from(1, 30));
        let broken = flags(rng, a, n);
        let stands = broken.mapv(|b| !b);
        let success = union_success(broken.view());
        let accuracy = union_accuracy(stands.view());
        assert!((success.union + accuracy.union - 1.0).abs() < 1e-12);
        assert_eq!(success.cumulative.last(), Some(&success.union));
        assert!(success.cumulative.is_sorted());
        let least = accuracy.per_attack.iter().copied().fold(1.0, f64::min);
        assert!(accuracy.union <= least + 1e-12);
        for (broken, right) in success.rate.iter().zip(&accuracy.per_attack) {
            assert!((broken + right - 1.0).abs() < 1e-12);
        }
        let losses = array(rng, a, n);
        let worst = worst_case_selection(losses.view());
        for (n, &choice) in worst.choice.iter().enumerate() {
            assert!(losses.column(n).iter().all(|&l| l <= losses[[choice, n]]));
        }
    });
}

#[test]
fn joined_displacements_lie_between_their_ends() {
    cases(7000, |rng| {
        let p = 9;
        let mut draw = || (0..p).map(|_| rng.float(-1.0, 1.0)).collect::<Vec<_>>();
        let (old, natural, adversarial) = (draw(), draw(), draw());
        let pieces = [0..4, 4..9];
        let join = |n: &[f64], a: &[f64], beta| gradient_projection(&old, n, a, &pieces, beta);
        let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(near(
            &join(&natural, &adversarial, 0.0).merged,
            &adversarial
        ));
        assert!(near(
            &join(&adversarial, &adversarial, 0.3).merged,
            &adversarial
        ));
        let away: Vec<f64> = old
            .iter()
            .zip(&adversarial)
            .map(|(o, a)| 2.0 * o - a)
            .collect();
        let opposed = join(&away, &adversarial, 1.0);
        assert!(near(&opposed.merged, &old) && near(&opposed.cosine, &[-1.0, -1.0]));
        let still = join(&old, &adversarial, 0.5);
        assert_eq!(still.cosine, [0.0, 0.0]);
        let got = join(&natural, &adversarial, 1.0);
        for (piece, &c) in pieces.iter().zip(&got.cosine) {
            assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&c));
            for i in piece.clone() {
                let want = old[i] + c.max(0.0) * (natural[i] - old[i]);
                assert!((got.merged[i] - want).abs() < 1e-12);
            }
        }
    });
}

#[test]
fn steps_never_grow_past_the_first_and_start_again_half_way() {
    cases(8000, |rng| {
        let (steps, initial) = (rng.from(2, 60), rng.float(0.0, 1.0));
        for schedule in [
            StepSchedule::Constant,
            StepSchedule::Cosine,
            StepSchedule::MarginDecomposition,
        ] {
            let sizes: Vec<f64> = (0..steps)
                .map(|s| schedule.size(s, steps, initial))
                .collect();
            assert!(sizes.iter().all(|a| (0.0..=initial + 1e-12).contains(a)));
        }
        let md = |s| StepSchedule::MarginDecomposition.size(s, steps, initial);
        assert!((md(1) - initial).abs() < 1e-12);
        if steps / 2 + 1 < steps {
            assert!((md(steps / 2 + 1) - initial).abs() < 1e-12);
        }
    });
}
