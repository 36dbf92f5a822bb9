//! Cascades between a member and the ensemble.

use ndarray::{Array2, ArrayView2, ArrayView3, Axis, s};
use soupcon::methods::cascade::{Combination, Exits, Policy, Score, Stages, exit_window};
use soupcon::methods::categorical::{argmax, log_average, log_softmax};

use super::draw::{assert_close, cases, from, labels, logits};

const SCORES: [Score; 3] = [
    Score::MaxSoftmax,
    Score::MaxLogSoftmax,
    Score::NegativeEntropy,
];

/// Who leaves where, with mean probabilities.
fn exits(
    z: ArrayView3<'_, f64>,
    windows: ArrayView2<'_, f64>,
    cost: &[f64],
    score: Score,
    policy: Policy,
) -> Exits {
    Stages::of(Combination::Probabilities, z, 1.0, score).exits(windows, cost, policy)
}

/// What the members asked say together of each row.
fn log_probabilities(z: ArrayView3<'_, f64>, out: &Exits) -> Array2<f64> {
    let mut all = Array2::zeros((z.dim().1, z.dim().2));
    for (n, mut row) in all.outer_iter_mut().enumerate() {
        row.assign(&Combination::Probabilities.of(z.slice(s![..=out.stage[n], n, ..])));
    }
    all
}

#[test]
fn a_window_of_everything_is_the_ensemble_and_of_nothing_the_first_member() {
    cases("extreme windows", 150, |stream| {
        let shape = [from(stream, 1, 5), from(stream, 1, 20), from(stream, 2, 6)];
        let scale = stream.between(0.1, 40.0);
        let z = logits(stream, shape, scale);
        let cost: Vec<f64> = (0..shape[0]).map(|_| stream.between(0.5, 2.0)).collect();
        let log_p = log_softmax(z.view());
        let all = log_average(log_p.view());
        let first = log_p.index_axis(Axis(0), 0).to_owned();
        let stages = shape[0] - 1;
        for score in SCORES {
            let window = |low: f64, high: f64| {
                Array2::from_shape_fn((stages, 2), |(_, end)| if end == 0 { low } else { high })
            };
            let wide = match score {
                Score::MaxSoftmax => window(0.0, 1.0),
                _ => window(-800.0, 0.0),
            };
            let last = exits(z.view(), wide.view(), &cost, score, Policy::Window);
            assert_eq!(log_probabilities(z.view(), &last), all);
            assert_eq!(last.stage, vec![stages; shape[1]]);
            assert_close(last.mean_cost, cost.iter().sum());
            let away = window(2.0, 3.0);
            let alone = exits(z.view(), away.view(), &cost, score, Policy::Window);
            assert_eq!(log_probabilities(z.view(), &alone), first);
            assert_close(alone.mean_cost, cost[0]);
            assert_eq!(alone.stage_fraction[0], 1.0);
        }
    });
}

#[test]
fn everybody_leaves_at_the_first_score_outside_the_window() {
    cases("stages", 150, |stream| {
        let shape = [from(stream, 2, 5), from(stream, 1, 20), from(stream, 2, 6)];
        let z = logits(stream, shape, 1.5);
        let log_p = log_softmax(z.view());
        let cost: Vec<f64> = (1..=shape[0]).map(|c| c as f64).collect();
        for (score, policy) in SCORES
            .into_iter()
            .flat_map(|s| [(s, Policy::Window), (s, Policy::Single)])
        {
            let mut windows = Array2::zeros((shape[0] - 1, 2));
            for mut window in windows.outer_iter_mut() {
                let ends: [f64; 2] = match score {
                    Score::MaxSoftmax => [0.0, 1.0].map(|_| stream.between(0.3, 1.0)),
                    _ => [0.0, 1.0].map(|_| stream.between(-1.5, 0.0)),
                };
                window[0] = ends[0].min(ends[1]);
                window[1] = ends[0].max(ends[1]);
            }
            let out = exits(z.view(), windows.view(), &cost, score, policy);
            let said = log_probabilities(z.view(), &out);
            let mut spent = 0.0;
            for n in 0..shape[1] {
                for stage in 0..=out.stage[n] {
                    let mean = log_average(log_p.slice(s![..=stage, n..=n, ..]));
                    let reached = score.of(mean.row(0));
                    let sure = stage + 1 < shape[0] && reached > windows[[stage, 1]];
                    let lost = stage + 1 < shape[0] && reached < windows[[stage, 0]];
                    let leaves = sure || lost && policy == Policy::Window;
                    assert_eq!(stage == out.stage[n], leaves || stage + 1 == shape[0]);
                    spent += cost[stage];
                }
                assert_eq!(out.labels[n], argmax(said.row(n)));
                assert_eq!(out.score[n], score.of(said.row(n)));
            }
            assert_close(out.mean_cost, spent / shape[1] as f64);
            assert_close(out.stage_fraction.iter().sum(), 1.0);
        }
    });
}

#[test]
fn a_window_holds_its_share_of_the_validation_scores() {
    cases("windows", 200, |stream| {
        let n = from(stream, 1, 80);
        let scores: Vec<f64> = (0..n).map(|_| stream.between(0.0, 1.0)).collect();
        let tau = scores[labels(stream, 1, n)[0]];
        let width = stream.between(0.0, 1.5);
        let out = exit_window(&scores, tau, width);
        assert!(out.low <= tau && tau <= out.high || n == 1 || width < 2.0 / n as f64);
        let inside = scores.iter().filter(|&&s| s >= out.low && s <= out.high);
        let share = inside.count() as f64 / n as f64;
        let low = (out.tau_quantile - width / 2.0).max(0.0);
        let high = (out.tau_quantile + width / 2.0).min(1.0);
        assert!(
            (share - (high - low)).abs() <= 2.0 / n as f64,
            "{share} of {width}"
        );
    });
}

#[test]
fn logarithms_rank_what_probabilities_cannot() {
    let z = ndarray::array![[[50.0, 0.0], [60.0, 0.0]], [[55.0, 0.0], [65.0, 0.0]]];
    let none = ndarray::array![[0.0, 1.0]];
    let p = exits(
        z.view(),
        none.view(),
        &[1.0; 2],
        Score::MaxSoftmax,
        Policy::Window,
    );
    assert_eq!(p.score, [1.0, 1.0]);
    let none = ndarray::array![[-1.0, 0.0]];
    let log_p = exits(
        z.view(),
        none.view(),
        &[1.0; 2],
        Score::MaxLogSoftmax,
        Policy::Window,
    );
    assert!(log_p.score[0] < log_p.score[1] && log_p.score[1] < 0.0);
    let expected = -0.5 * ((-50.0_f64).exp() + (-55.0_f64).exp());
    assert!((log_p.score[0] / expected - 1.0).abs() < 1e-12);
}
