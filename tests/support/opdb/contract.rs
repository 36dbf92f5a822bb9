//! Contractions.

use super::{Case, Draw, Row};
use crate::support::value::Value;

pub fn rows() -> Vec<Row> {
    vec![
        Row::new("matmul", matmul).smooth(),
        Row::new("conv2d", conv2d).smooth(),
    ]
}

/// Sizes around the tiles of a kernel, long sums, operands that are transposed,
/// shared between members, or repeated along a batch axis.
fn matmul(d: &mut Draw) -> Case {
    let large = d.form.one_in(5) && !d.smooth();
    let most = if large { 70 } else { 6 };
    let [mut i, mut k, j] = [0; 3].map(|_| d.form.from(1, most));
    if d.form.one_in(12) && !d.smooth() {
        (i, k) = (i.min(5), d.form.from(200, 500));
    }
    let batch: Vec<usize> = (0..d.form.below(3)).map(|_| d.form.from(1, 3)).collect();
    let (left_t, right_t) = (d.form.one_in(4), d.form.one_in(4));
    let mut shape = |rows: usize, columns: usize, transposed: bool| {
        let mut dims = vec![d.axis_of_members()];
        dims.extend(batch.iter().map(|&b| if d.form.one_in(4) { 1 } else { b }));
        dims.extend(if transposed {
            [columns, rows]
        } else {
            [rows, columns]
        });
        dims
    };
    let (left, right) = (shape(i, k, left_t), shape(k, j, right_t));
    let args = vec![factors(d, &left), factors(d, &right)];
    Case::new(args, move |_, a| {
        let x = if left_t { a[0].t() } else { a[0] };
        let y = if right_t { a[1].t() } else { a[1] };
        x.matmul(y)
    })
}

fn conv2d(d: &mut Draw) -> Case {
    let [stride, dilation] = [d.form.from(1, 3), d.form.from(1, 3)];
    let [batch, channels, filters] = [0; 3].map(|_| d.form.from(1, 3));
    let taps = [0; 2].map(|_| d.form.from(1, 3));
    let size = taps.map(|t| (t - 1) * dilation + 1 + d.form.below(6));
    let x = [d.axis_of_members(), batch, channels, size[0], size[1]];
    let w = [d.axis_of_members(), filters, channels, taps[0], taps[1]];
    let args = vec![factors(d, &x), factors(d, &w)];
    Case::new(args, move |_, a| a[0].conv2d(a[1], stride, dilation))
}

/// Numbers whose products do not overflow, so that no order of a sum gives ∞ − ∞.
fn factors(d: &mut Draw, dims: &[usize]) -> Value {
    let large = |x: f64| x.is_finite() && x.abs() > 1e15;
    d.floats(dims, 1e3).map(|x| if large(x) { 1e15 } else { x })
}
