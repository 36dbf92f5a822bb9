//! Rankings against brute force, whatever the order of the input.

use soupcon::methods::selective::{
    auroc, coverage_at_risk, fpr_at_tpr, risk_at_coverage, risk_coverage_curve,
};
use soupcon::run::seed::Stream;

use super::draw::{assert_close, cases, from};

/// Confidences, half of the time from a few values only (with both zeros), and costs.
fn ranking(stream: &mut Stream) -> (Vec<f64>, Vec<f64>) {
    let (n, tied) = (from(stream, 1, 40), stream.below(2) == 1);
    let score = |stream: &mut Stream| match tied {
        true => [-0.0, 0.0, -1.0, 0.5, 2.0][stream.below(5) as usize],
        false => stream.normal(),
    };
    let scores = (0..n).map(|_| score(stream)).collect();
    let cost = (0..n).map(|_| f64::from(stream.below(3)) / 2.0);
    (scores, cost.collect())
}

#[test]
fn the_area_counts_pairs() {
    cases("auroc", 200, |stream| {
        let (scores, cost) = ranking(stream);
        let positive: Vec<bool> = cost.iter().map(|&c| c > 0.4).collect();
        let kind = |p: bool| {
            let rows = scores.iter().zip(&positive);
            rows.filter(move |(_, q)| **q == p).map(|(s, _)| *s)
        };
        let pairs = kind(true).flat_map(|p| kind(false).map(move |n| (p, n)));
        let value = |(p, n): (f64, f64)| match p {
            p if p > n => 1.0,
            p if p == n => 0.5,
            _ => 0.0,
        };
        let count = pairs.clone().count();
        let sum: f64 = pairs.map(value).sum();
        let expected = (count > 0).then(|| sum / count as f64);
        assert_eq!(auroc(&scores, &positive), expected);
        let flipped: Vec<f64> = scores.iter().map(|s| -s).collect();
        if let (Some(up), Some(down)) = (expected, auroc(&flipped, &positive)) {
            assert_close(up + down, 1.0);
        }
        for tpr in [0.05, 0.5, 0.8, 0.95, 1.0] {
            let share = |p: bool, t: f64| {
                kind(p).filter(|&s| s >= t).count() as f64 / kind(p).count() as f64
            };
            let reach = scores.iter().copied().filter(|&t| share(true, t) >= tpr);
            let threshold = reach.fold(f64::NEG_INFINITY, f64::max);
            let expected = (count > 0).then(|| share(false, threshold));
            assert_eq!(fpr_at_tpr(&scores, &positive, tpr), expected);
        }
    });
}

#[test]
fn the_curve_does_not_depend_on_the_order_of_the_input() {
    cases("shuffled", 200, |stream| {
        let (confidence, cost) = ranking(stream);
        let curve = risk_coverage_curve(&confidence, &cost);
        let mut order: Vec<usize> = (0..cost.len()).collect();
        stream.shuffle(&mut order);
        let pick = |from: &[f64]| -> Vec<f64> { order.iter().map(|&i| from[i]).collect() };
        let shuffled = risk_coverage_curve(&pick(&confidence), &pick(&cost));
        assert_eq!(curve, shuffled);
        assert!(curve.excess_aurc >= 0.0 && curve.aurc >= curve.excess_aurc);
    });
}

#[test]
fn a_tied_curve_is_the_mean_over_all_orders_of_its_ties() {
    cases("mean over orders", 100, |stream| {
        let (confidence, cost) = ranking(stream);
        let curve = risk_coverage_curve(&confidence, &cost);
        let n = cost.len();
        for k in 1..=n {
            // Who is in for sure, and who shares the threshold.
            let threshold = curve.threshold[k - 1];
            let sum = |keep: &dyn Fn(f64) -> bool| {
                let kept = confidence.iter().zip(&cost).filter(|(s, _)| keep(**s));
                kept.fold((0.0, 0.0), |(n, sum), (_, c)| (n + 1.0, sum + c))
            };
            let (above, spent) = sum(&|s| s > threshold);
            let (level, total) = sum(&|s| s == threshold);
            let expected = (spent + total * (k as f64 - above) / level) / k as f64;
            assert_close(curve.risk[k - 1], expected);
            assert_eq!(curve.block_end[k - 1], k as f64 == above + level);
        }
        assert_close(curve.aurc, curve.risk.iter().sum::<f64>() / n as f64);
    });
}

#[test]
fn operating_points_are_the_best_that_thresholds_reach() {
    cases("operating points", 200, |stream| {
        let (confidence, cost) = ranking(stream);
        let n = cost.len();
        let accept = |t: f64| {
            let kept: Vec<usize> = (0..n).filter(|&i| confidence[i] >= t).collect();
            let sum: f64 = kept.iter().map(|&i| cost[i]).sum();
            (kept.len() as f64 / n as f64, sum / kept.len() as f64)
        };
        let risk = stream.between(0.0, 1.0);
        let points = confidence.iter().map(|&t| accept(t));
        let within = points.filter(|(_, r)| *r <= risk);
        let best = within.map(|(c, _)| c).fold(0.0, f64::max);
        match coverage_at_risk(&confidence, &cost, risk) {
            None => assert_eq!(best, 0.0),
            Some(point) => {
                let (coverage, reached) = accept(point.threshold);
                assert_eq!((point.coverage, best), (coverage, coverage));
                assert_close(point.risk, reached);
                assert!(point.risk <= risk);
            }
        }
        let k = from(stream, 1, n);
        let point = risk_at_coverage(&confidence, &cost, k as f64 / n as f64).unwrap();
        let curve = risk_coverage_curve(&confidence, &cost);
        assert_eq!(point.coverage, k as f64 / n as f64);
        assert_eq!(point.risk, curve.risk[k - 1]);
    });
    assert_eq!(risk_at_coverage(&[], &[], 0.5), None);
    assert_eq!(coverage_at_risk(&[], &[], 0.5), None);
}
