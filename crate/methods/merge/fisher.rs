//! Averages weighted by how much each model's loss depends on a weight.

use super::recipe::BLOCK;
use super::{Chunk, Weight};

/// Writes `Σ w_m F_m θ_m / Σ w_m F_m` from element `at` on to `sum`, each `F_m` at least `floor`.
pub fn add<T: Weight>(
    chunk: &Chunk<T>,
    at: usize,
    coefficients: &[f64],
    floor: f64,
    sum: &mut [f64],
) {
    let mut mass = [0.0; BLOCK];
    let mass = &mut mass[..sum.len()];
    let models = chunk.models.iter().zip(chunk.fishers).zip(coefficients);
    for ((model, fisher), &w) in models {
        let pairs = model[at..].iter().zip(&fisher[at..]);
        for ((sum, mass), (&x, &fisher)) in sum.iter_mut().zip(&mut *mass).zip(pairs) {
            let weight = w * fisher.into().max(floor);
            *sum += weight * x.into();
            *mass += weight;
        }
    }
    for (sum, &mass) in sum.iter_mut().zip(&*mass) {
        *sum /= mass;
    }
}

/// The diagonal Fisher information of a linear softmax layer `p = softmax(x W + b)`:
/// `F[d, k] = mean_n x²[n, d] p[n, k] (1 − p[n, k])`, the label drawn from the model, or with
/// labels the empirical `mean_n x²[n, d] (p[n, k] − [y_n = k])²`; for the bias `x = 1`.
///
/// `x [N, D]`, `w [D, K]`, `b [K]`, all row after row, `labels [N]` below `K` → `F` of `w [D, K]`
/// and of `b [K]`, each at least 0. `N` at least 1.
/// Source: Matena and Raffel 2022, arXiv:2111.09832.
pub fn fisher_diagonal_linear<T: Weight>(
    x: &[T],
    w: &[T],
    b: &[T],
    labels: Option<&[u32]>,
) -> (Vec<f64>, Vec<f64>) {
    let classes = b.len();
    let features = w.len() / classes.max(1);
    let rows = x.len() / features.max(1);
    let (mut weight, mut bias) = (vec![0.0; w.len()], vec![0.0; classes]);
    for (n, row) in x.chunks_exact(features.max(1)).enumerate() {
        let mut logits: Vec<f64> = b.iter().map(|&b| b.into()).collect();
        for (&x, w) in row.iter().zip(w.chunks_exact(classes.max(1))) {
            for (logit, &w) in logits.iter_mut().zip(w) {
                *logit += x.into() * w.into();
            }
        }
        let squares = squares(&logits, labels.map(|y| y[n] as usize));
        for (k, square) in squares.iter().enumerate() {
            bias[k] += square / rows as f64;
            for (d, &x) in row.iter().enumerate() {
                weight[d * classes + k] += x.into() * x.into() * square / rows as f64;
            }
        }
    }
    (weight, bias)
}

/// The mean square of the gradient of the loss with respect to each logit.
fn squares(logits: &[f64], label: Option<usize>) -> Vec<f64> {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exps: Vec<f64> = logits.iter().map(|z| libm::exp(z - top)).collect();
    let total: f64 = exps.iter().sum();
    let square = |(k, e): (usize, &f64)| {
        let p = e / total;
        match label {
            None => p * (1.0 - p),
            Some(y) => {
                let error = p - f64::from(u8::from(y == k));
                error * error
            }
        }
    };
    exps.iter().enumerate().map(square).collect()
}
