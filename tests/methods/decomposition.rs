//! Errors are the sum of their parts.

use ndarray::{Array2, Axis};
use soupcon::methods::categorical::{log_softmax, scores};
use soupcon::methods::decomposition::{
    BiasVariance, bias_variance_brier, bias_variance_cross_entropy, bias_variance_log,
    bias_variance_squared, zero_one_decomposition,
};

use super::draw::{assert_close, cases, from, labels, logits, normals};

fn assert_sums(out: BiasVariance) {
    assert_close(out.error, out.bias + out.variance);
    assert!(out.variance >= -1e-12);
}

#[test]
fn squared_error_is_bias_and_variance() {
    cases("squared error", 150, |stream| {
        let (r, n) = (from(stream, 1, 8), from(stream, 1, 20));
        let f = Array2::from_shape_vec((r, n), normals(stream, r * n)).unwrap();
        let t = normals(stream, n);
        let out = bias_variance_squared(f.view(), &t);
        assert_sums(out);
        let gaps = &f - &ndarray::ArrayView1::from(&t);
        assert_close(out.error, gaps.mapv(|g| g * g).mean().unwrap());
        assert!(r > 1 || out.variance == 0.0);
    });
}

#[test]
fn brier_and_log_loss_are_bias_and_variance() {
    cases("probabilities", 150, |stream| {
        let shape = [from(stream, 1, 8), from(stream, 1, 20), from(stream, 2, 6)];
        let scale = stream.between(0.1, 30.0);
        let z = logits(stream, shape, scale);
        let y = labels(stream, shape[1], shape[2]);
        let log_p = log_softmax(z.view());
        let (brier, log) = (
            bias_variance_brier(log_p.mapv(f64::exp).view(), &y),
            bias_variance_log(log_p.view(), &y),
        );
        assert_sums(brier);
        assert_sums(log);
        assert_eq!(log, bias_variance_cross_entropy(z.view(), &y));
        let alone = log_p.axis_iter(Axis(0)).map(|p| scores(p, &y));
        let [mut nll, mut squares] = [0.0; 2];
        alone.for_each(|s| {
            nll += s.nll / shape[0] as f64;
            squares += s.brier / shape[0] as f64;
        });
        assert_close(log.error, nll);
        assert_close(brier.error, squares);
    });
}

#[test]
fn zero_one_error_is_bias_and_net_variance() {
    cases("zero-one", 150, |stream| {
        let (r, n, k) = (from(stream, 1, 9), from(stream, 1, 20), from(stream, 2, 6));
        let predictions = Array2::from_shape_vec((r, n), labels(stream, r * n, k)).unwrap();
        let y = labels(stream, n, k);
        let out = zero_one_decomposition(predictions.view(), &y, k);
        assert_close(out.error, out.bias + out.net_variance);
        let wrong = |(_, row): (usize, ndarray::ArrayView1<usize>)| {
            row.iter().zip(&y).filter(|(a, b)| a != b).count()
        };
        let wrong: usize = predictions.outer_iter().enumerate().map(wrong).sum();
        assert_close(out.error, wrong as f64 / (r * n) as f64);
        for (column, &main) in predictions.axis_iter(Axis(1)).zip(&out.main) {
            let count = |class| column.iter().filter(|&&c| c == class).count();
            assert!((0..k).all(|c| count(c) < count(main) + usize::from(c >= main)));
        }
        if k == 2 {
            // With two classes every prediction that leaves a wrong main one is right.
            assert_close(out.variance, out.variance_unbiased + out.variance_biased);
        }
    });
}
