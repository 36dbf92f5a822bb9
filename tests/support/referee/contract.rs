//! Contractions: products summed over an axis, or over a window.

use crate::support::value::Value;

pub fn matmul(a: &Value, b: &Value) -> Value {
    let rank = a.dims.len();
    let inner = a.dims[rank - 1];
    let mut dims = a.dims.clone();
    dims[rank - 1] = b.dims[rank - 1];
    Value::from_fn(&dims, |at| {
        let (mut left, mut right) = (at.to_vec(), at.to_vec());
        let term = |k| {
            left[rank - 1] = k;
            right[rank - 2] = k;
            a.at(&left) * b.at(&right)
        };
        (0..inner).map(term).sum()
    })
}

pub fn conv2d(x: &Value, w: &Value, stride: usize, dilation: usize) -> Value {
    let (xd, wd) = (&x.dims, &w.dims);
    let windows = |k: usize| (xd[k] - (wd[k] - 1) * dilation - 1) / stride + 1;
    let dims = [xd[0], xd[1], wd[1], windows(3), windows(4)];
    Value::from_fn(&dims, |at| {
        let [m, b, o, i, j] = [at[0], at[1], at[2], at[3], at[4]];
        let mut sum = 0.0;
        for c in 0..xd[2] {
            for p in 0..wd[3] {
                for q in 0..wd[4] {
                    let (row, column) = (i * stride + p * dilation, j * stride + q * dilation);
                    sum += x.at(&[m, b, c, row, column]) * w.at(&[m, o, c, p, q]);
                }
            }
        }
        sum
    })
}
