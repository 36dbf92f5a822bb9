//! Eigenvalues of small symmetric matrices.

use ndarray::{Array2, ArrayView2};

/// Sweeps over all pairs after which it stops in any case; 6 to 10 are what it takes.
const SWEEPS: usize = 60;

/// `A = V diag(λ) Vᵀ`: the eigenvalues of a symmetric matrix, largest first, and its orthonormal
/// eigenvectors, one a column in the same order.
///
/// `[n, n]`, finite; only the upper triangle is read. By Jacobi rotations, which are exact to
/// rounding and take about `10 n³` operations: for `n` up to some hundreds.
/// Source: Golub and Van Loan 2013, Matrix Computations, §8.5.
pub fn symmetric(matrix: ArrayView2<'_, f64>) -> (Vec<f64>, Array2<f64>) {
    let n = matrix.nrows();
    let mut a = Array2::from_shape_fn((n, n), |(i, j)| matrix[[i.min(j), i.max(j)]]);
    let mut v: Array2<f64> = Array2::eye(n);
    let size = a.iter().map(|x| x * x).sum::<f64>();
    // The share that rounding leaves off the diagonal, however often it is rotated.
    let rounding = 1e-31 * n as f64;
    for _ in 0..SWEEPS {
        let off = a.indexed_iter().filter(|((i, j), _)| i != j);
        if off.map(|(_, x)| x * x).sum::<f64>() <= size * rounding {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[[j, j]].total_cmp(&a[[i, i]]));
    let values = order.iter().map(|&i| a[[i, i]]).collect();
    (values, v.select(ndarray::Axis(1), &order))
}

/// The rotation of axes `p < q` that makes `a_pq` 0.
fn rotate(a: &mut Array2<f64>, v: &mut Array2<f64>, p: usize, q: usize) {
    let apq = a[[p, q]];
    if apq == 0.0 {
        return;
    }
    let half = (a[[q, q]] - a[[p, p]]) / (2.0 * apq);
    // The smaller root of t² + 2 half t − 1; 0 where `half` is too large to be squared.
    let t = half.signum() / (half.abs() + half.hypot(1.0));
    let cos = 1.0 / t.hypot(1.0);
    let sin = t * cos;
    let turn = |x: f64, y: f64| (cos * x - sin * y, sin * x + cos * y);
    for k in 0..a.nrows() {
        (a[[k, p]], a[[k, q]]) = turn(a[[k, p]], a[[k, q]]);
    }
    for k in 0..a.nrows() {
        (a[[p, k]], a[[q, k]]) = turn(a[[p, k]], a[[q, k]]);
        (v[[k, p]], v[[k, q]]) = turn(v[[k, p]], v[[k, q]]);
    }
}
