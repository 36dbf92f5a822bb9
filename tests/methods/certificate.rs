//! Certificates against attacks, and ties.

use ndarray::{Array2, Array3, ArrayView2, Axis};
use soupcon::methods::certificate::{
    INFINITE, certified_accuracy_curve, partition_hash, plurality_certificate, run_off_certificate,
    two_rival_cost,
};
use soupcon::methods::election::{
    first_round_votes, pairwise_preferences, plurality_predict, poisoned_ballots, run_off_predict,
};

use super::draw::{cases, from, labels, logits, tied_logits};

/// The definition, by recursion over single models.
fn cost_by_recursion(g1: i64, g2: i64) -> u32 {
    if g1 <= 0 && g2 <= 0 {
        return 0;
    }
    let first = cost_by_recursion((g1 - 2).max(0), (g2 - 1).max(0));
    let second = cost_by_recursion((g1 - 1).max(0), (g2 - 2).max(0));
    1 + first.min(second)
}

#[test]
fn two_rivals_cost_what_the_recursion_says() {
    for g1 in -3..=15 {
        for g2 in -3..=15 {
            let expected = cost_by_recursion(g1.max(0), g2.max(0));
            assert_eq!(two_rival_cost(g1, g2), expected, "leads {g1} and {g2}");
        }
    }
    assert_eq!(two_rival_cost(i64::from(INFINITE), 0), INFINITE / 2);
}

/// All orders of `classes`, as logits.
fn rankings(classes: usize) -> Vec<Vec<f64>> {
    let mut out = vec![vec![]];
    for place in 0..classes {
        let longer = |partial: &Vec<f64>| -> Vec<Vec<f64>> {
            let insert = |at: usize| {
                let mut next = partial.clone();
                next.insert(at, place as f64);
                next
            };
            (0..=partial.len()).map(insert).collect()
        };
        out = out.iter().flat_map(longer).collect();
    }
    out
}

/// Whether some replacement of `budget` of the models changes what `winner_of` says.
pub fn some_attack_wins(
    ballots: &mut Array2<f64>,
    open: &[usize],
    budget: usize,
    wins: &dyn Fn(ArrayView2<f64>) -> bool,
) -> bool {
    if budget == 0 || open.is_empty() {
        return wins(ballots.view());
    }
    for (i, &m) in open.iter().enumerate() {
        let honest = ballots.row(m).to_owned();
        for ranking in rankings(ballots.ncols()) {
            ballots.row_mut(m).assign(&ndarray::Array1::from(ranking));
            if some_attack_wins(ballots, &open[i + 1..], budget - 1, wins) {
                ballots.row_mut(m).assign(&honest);
                return true;
            }
        }
        ballots.row_mut(m).assign(&honest);
    }
    false
}

pub fn run_off(ballots: ArrayView2<f64>) -> usize {
    run_off_predict(ballots.insert_axis(Axis(1))).prediction[0]
}

fn plurality(ballots: ArrayView2<f64>) -> usize {
    plurality_predict(first_round_votes(ballots.insert_axis(Axis(1))).view())[0]
}

/// Whether an attack on one model more than `certificate` changes the winner; one on
/// `certificate` models must not.
fn is_exact(
    ballots: ArrayView2<f64>,
    election: fn(ArrayView2<f64>) -> usize,
    certificate: u32,
) -> bool {
    let winner = election(ballots);
    let models: Vec<usize> = (0..ballots.nrows()).collect();
    let changed = |b: ArrayView2<f64>| election(b) != winner;
    let attack = |budget: u32| {
        let budget = (budget as usize).min(models.len());
        some_attack_wins(&mut ballots.to_owned(), &models, budget, &changed)
    };
    assert!(!attack(certificate), "{certificate} is too large");
    attack(certificate + 1)
}

fn tiny(stream: &mut soupcon::run::seed::Stream) -> [usize; 3] {
    let classes = from(stream, 2, 4);
    let models = from(stream, 2, [7, 6, 4][classes - 2]);
    [models, 1, classes]
}

#[test]
fn no_attack_beats_a_certificate_and_one_model_more_nearly_always_does() {
    let exact = std::cell::Cell::new(0);
    cases("exhaustive attacks", 200, |stream| {
        let shape = tiny(stream);
        let z = logits(stream, shape, 1.0);
        let ballots = z.index_axis(Axis(1), 0);
        let bound = run_off_certificate(z.view()).certificate[0];
        exact.set(exact.get() + u32::from(is_exact(ballots, run_off, bound)));
        let votes = first_round_votes(z.view());
        let bound = plurality_certificate(votes.view())[0];
        assert!(is_exact(ballots, plurality, bound), "{bound} is too small");
    });
    println!("{} of 200 run-off certificates are exact", exact.get());
    assert!(exact.get() >= 190, "only {} are exact", exact.get());
}

#[test]
fn a_certificate_can_be_one_below_the_truth() {
    // Three vote for class 0, two for class 1, one for class 2. One of the second kind lets
    // class 2 into the final, but prefers it to class 0 anyway; others do not let it in.
    let [a, b, c] = [[3.0, 1.0, 0.0], [0.0, 3.0, 1.0], [1.0, 0.0, 3.0]];
    let ballots = ndarray::arr2(&[a, a, a, b, b, c]);
    let certified = run_off_certificate(ballots.view().insert_axis(Axis(1)));
    assert_eq!((certified.prediction[0], certified.certificate[0]), (0, 0));
    assert!(!is_exact(ballots.view(), run_off, 0));
    assert!(is_exact(ballots.view(), run_off, 1));
}

#[test]
fn certificates_hold_among_equal_logits() {
    cases("exhaustive attacks on ties", 200, |stream| {
        let shape = tiny(stream);
        let z = tied_logits(stream, shape);
        let ballots = z.index_axis(Axis(1), 0);
        is_exact(
            ballots,
            run_off,
            run_off_certificate(z.view()).certificate[0],
        );
        let votes = first_round_votes(z.view());
        let bound = plurality_certificate(votes.view())[0];
        assert!(is_exact(ballots, plurality, bound), "{bound} is too small");
    });
}

#[test]
fn the_simulated_attack_never_beats_the_certificate() {
    cases("simulated attacks", 200, |stream| {
        let shape = [from(stream, 5, 60), 3, from(stream, 2, 10)];
        let mut z = logits(stream, shape, 1.0);
        // Votes that lean to a class, so that certificates are not all 0.
        z.slice_mut(ndarray::s![.., .., 0])
            .mapv_inplace(|v| v + 0.8);
        let certified = run_off_certificate(z.view());
        let mut overturned = 0;
        for (n, ballots) in z.axis_iter(Axis(1)).enumerate() {
            let winner = certified.prediction[n];
            for rival in (0..shape[2]).filter(|&k| k != winner) {
                for budget in 0..=shape[0] {
                    let poisoned = poisoned_ballots(ballots, winner, rival, budget);
                    let changed = (0..shape[0]).filter(|&m| poisoned.row(m) != ballots.row(m));
                    assert!(changed.count() <= budget);
                    let holds = run_off(poisoned.view()) == winner;
                    assert!(holds || budget as u32 > certified.certificate[n]);
                    overturned += u32::from(!holds);
                }
            }
        }
        assert!(overturned > 0, "an attack on all models must succeed");
    });
}

#[test]
fn a_certificate_is_the_smaller_of_two_rounds() {
    cases("two rounds", 200, |stream| {
        let shape = [from(stream, 1, 30), 4, from(stream, 2, 6)];
        let z = logits(stream, shape, 1.0);
        let certified = run_off_certificate(z.view());
        assert_eq!(certified.prediction, run_off_predict(z.view()).prediction);
        for n in 0..4 {
            let smaller = certified.round1[n].min(certified.round2[n]);
            assert_eq!(certified.certificate[n], smaller - 1);
            assert_eq!(certified.round1[n] == INFINITE, shape[2] == 2);
        }
    });
}

#[test]
fn with_two_classes_a_run_off_is_a_plurality_vote() {
    cases("two classes", 200, |stream| {
        let shape = [from(stream, 1, 20), 5, 2];
        let z = logits(stream, shape, 1.0);
        let votes = first_round_votes(z.view());
        let certified = run_off_certificate(z.view());
        assert_eq!(certified.prediction, plurality_predict(votes.view()));
        assert_eq!(certified.certificate, plurality_certificate(votes.view()));
    });
}

#[test]
fn votes_and_preferences_count_every_model_once() {
    cases("counts", 100, |stream| {
        let shape = [from(stream, 1, 12), 3, from(stream, 2, 6)];
        let z = logits(stream, shape, 1.0);
        let wins = pairwise_preferences(z.view());
        let run_off = run_off_predict(z.view());
        for (n, votes) in first_round_votes(z.view()).outer_iter().enumerate() {
            assert_eq!(votes.sum() as usize, shape[0]);
            assert_eq!(
                run_off.second_round_votes[n].iter().sum::<u32>() as usize,
                shape[0]
            );
            let [first, second] = run_off.finalists[n];
            assert_eq!(run_off.second_round_votes[n][0], wins[[n, first, second]]);
            for (a, b) in (0..shape[2]).flat_map(|a| (0..a).map(move |b| (a, b))) {
                assert_eq!((wins[[n, a, b]] + wins[[n, b, a]]) as usize, shape[0]);
            }
        }
    });
}

#[test]
fn of_equals_the_lowest_class_wins() {
    let equal = Array3::<f64>::zeros((4, 2, 3));
    assert_eq!(
        first_round_votes(equal.view()),
        ndarray::array![[4, 0, 0], [4, 0, 0]]
    );
    assert_eq!(
        plurality_predict(ndarray::array![[0, 2, 2], [1, 1, 1]].view()),
        [1, 0]
    );
    // Models without a preference count for the second finalist.
    let run_off = run_off_predict(equal.view());
    assert_eq!(run_off.finalists, [[0, 1]; 2]);
    assert_eq!(run_off.prediction, [1, 1]);
    assert_eq!(run_off_certificate(equal.view()).certificate, [0, 0]);
    // Two votes each, and one preference each in the final: the lower class.
    let split = ndarray::array![[[0.0, 2.0, 1.0]], [[0.0, 1.0, 2.0]]];
    let run_off = run_off_predict(split.view());
    assert_eq!((run_off.finalists[0], run_off.prediction[0]), ([1, 2], 1));
    // A lead of one vote over a higher class is two for the certificate, over a lower one one.
    let votes = ndarray::array![[3, 2, 0], [2, 3, 0], [2, 2, 0], [5, 2, 0]];
    assert_eq!(plurality_certificate(votes.view()), [0, 0, 0, 1]);
}

#[test]
fn the_curve_falls_from_clean_accuracy() {
    cases("certified accuracy", 100, |stream| {
        let n = from(stream, 1, 40);
        let (predictions, truth) = (labels(stream, n, 3), labels(stream, n, 3));
        let certificates: Vec<u32> = (0..n).map(|_| stream.below(9)).collect();
        let budgets: Vec<u32> = (0..=10).collect();
        let curve = certified_accuracy_curve(&predictions, &certificates, &truth, &budgets);
        let right = predictions
            .iter()
            .zip(&truth)
            .filter(|(a, b)| a == b)
            .count();
        assert_eq!(curve[0], right as f64 / n as f64);
        assert!(curve.is_sorted_by(|a, b| a >= b));
        assert_eq!(curve[10], 0.0);
    });
}

#[test]
fn the_part_of_a_sample_depends_on_the_sample_alone() {
    cases("partition", 100, |stream| {
        let parts = 1 + stream.below(50);
        let draw = || i64::from(stream.below(512)) - 256;
        let values = Array2::from_shape_simple_fn((10, 7), draw);
        let all = partition_hash(values.view(), parts);
        for (row, part) in values.outer_iter().zip(&all) {
            assert!(*part < parts as usize);
            let alone = partition_hash(row.insert_axis(Axis(0)), parts);
            assert_eq!(alone, [*part]);
            assert_eq!((row.sum() - *part as i64) % i64::from(parts), 0);
        }
    });
    let large = ndarray::array![[i64::MAX, i64::MAX, i64::MIN]];
    assert_eq!(partition_hash(large.view(), 7), [6]);
}
