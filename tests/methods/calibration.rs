//! Reliability and temperature.

use ndarray::{Array2, s};
use soupcon::methods::calibration::{expected_calibration_error, fit_temperature};
use soupcon::methods::categorical::{log_softmax, scores};
use soupcon::run::seed::Stream;

use super::draw::{assert_close, cases, from, labels, logits};

#[test]
fn bins_hold_everybody_once_on_their_edges() {
    cases("bins", 200, |stream| {
        let (n, bins) = (from(stream, 1, 60), from(stream, 1, 40));
        // Half of the confidences lie on an edge.
        let confidence: Vec<f64> = (0..n)
            .map(|i| match i % 2 {
                0 => f64::from(stream.below(bins as u32 + 1)) / bins as f64,
                _ => stream.between(0.0, 1.0),
            })
            .collect();
        let correct: Vec<bool> = (0..n).map(|_| stream.below(2) == 1).collect();
        let out = expected_calibration_error(&confidence, &correct, bins);
        assert_eq!(out.bin_count.iter().sum::<usize>(), n);
        let mut ece = 0.0;
        for b in 0..bins {
            let (low, high) = (b as f64 / bins as f64, (b + 1) as f64 / bins as f64);
            let inside = |c: f64| c > low && c <= high || b == 0 && c == 0.0;
            let members: Vec<usize> = (0..n).filter(|&i| inside(confidence[i])).collect();
            assert_eq!(out.bin_count[b], members.len(), "bin {b} of {bins}");
            if !members.is_empty() {
                let right = members.iter().filter(|&&i| correct[i]).count() as f64;
                let sum: f64 = members.iter().map(|&i| confidence[i]).sum();
                ece += (right - sum).abs() / n as f64;
            }
        }
        assert_close(out.ece, ece);
        assert!(out.mce >= out.ece - 1e-12);
    });
}

fn nll(z: &Array2<f64>, y: &[usize], t: f64) -> f64 {
    scores(log_softmax((z / t).view()).view(), y).nll
}

/// Logits `[N, K]` and labels that often are their argmax.
fn learned(stream: &mut Stream) -> (Array2<f64>, Vec<usize>) {
    let (n, k) = (from(stream, 1, 40), from(stream, 2, 6));
    let scale = stream.between(0.2, 8.0);
    let mut z = logits(stream, [1, n, k], scale);
    let y = labels(stream, n, k);
    for (row, &label) in y.iter().enumerate() {
        z[[0, row, label]] += scale * stream.normal().abs();
    }
    (z.slice(s![0, .., ..]).to_owned(), y)
}

#[test]
fn the_fitted_temperature_is_the_best_of_a_fine_grid() {
    cases("temperature", 150, |stream| {
        let (z, y) = learned(stream);
        let fit = fit_temperature(z.view(), &y, 0.05, 20.0).unwrap();
        assert_close(fit.nll_before, nll(&z, &y, 1.0));
        assert_close(fit.nll_after, nll(&z, &y, fit.temperature));
        assert!((0.05..=20.0).contains(&fit.temperature));
        let grid = (0..=2000).map(|i| 0.05 * 400.0_f64.powf(f64::from(i) / 2000.0));
        for t in grid {
            let other = nll(&z, &y, t.clamp(0.05, 20.0));
            assert!(fit.nll_after <= other + 1e-12, "{t} gives {other}, {fit:?}");
        }
    });
}

#[test]
fn scaling_the_logits_scales_the_temperature() {
    cases("scaled temperature", 100, |stream| {
        let (z, y) = learned(stream);
        let fit = fit_temperature(z.view(), &y, 0.05, 20.0).unwrap();
        let double = fit_temperature((&z * 2.0).view(), &y, 0.1, 40.0).unwrap();
        assert_close(double.temperature, 2.0 * fit.temperature);
    });
}

#[test]
fn a_temperature_that_changes_nothing_is_none() {
    let flat = ndarray::array![[1.0, 1.0], [3.0, 3.0]];
    assert_eq!(fit_temperature(flat.view(), &[0, 1], 0.05, 20.0), None);
    // Always right, by little and by far: as sharp as may be. Always wrong: as flat.
    for gap in [1e-3, 1.0, 500.0] {
        let sure = ndarray::array![[gap, 0.0, 0.0], [0.0, gap, 0.0]];
        let right = fit_temperature(sure.view(), &[0, 1], 0.05, 20.0).unwrap();
        assert_eq!(right.temperature, 0.05);
        let wrong = fit_temperature(sure.view(), &[1, 2], 0.05, 20.0).unwrap();
        assert_eq!(wrong.temperature, 20.0);
    }
}
