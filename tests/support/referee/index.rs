//! Looking up, adding up and ordering along an axis.

use std::cmp::Ordering;

use crate::support::value::{Value, offset, positions};

pub fn gather(axis: usize, x: &Value, index: &Value) -> Value {
    let mut dims = x.dims.clone();
    dims[axis] = index.dims[axis];
    x.moved(&dims, |at| {
        let row = index.index_at(at) as usize;
        let mut source = at.to_vec();
        source[axis] = row;
        (row < x.dims[axis]).then_some(source)
    })
}

pub fn scatter_add(axis: usize, len: usize, x: &Value, index: &Value) -> Value {
    let mut dims = x.dims.clone();
    dims[axis] = len;
    let mut out = vec![0.0; dims.iter().product()];
    for (mut at, &x) in positions(&x.dims).zip(x.floats()) {
        let row = index.index_at(&at) as usize;
        if row < len {
            at[axis] = row;
            out[offset(&dims, &at)] += x;
        }
    }
    Value::f(&dims, out)
}

pub fn argsort(axis: usize, x: &Value) -> Value {
    let mut out = vec![0; x.len()];
    for first in positions(&x.dims).filter(|at| at[axis] == 0) {
        let place = |i: usize| {
            let mut at = first.clone();
            at[axis] = i;
            at
        };
        let mut order: Vec<usize> = (0..x.dims[axis]).collect();
        order.sort_by(|&i, &j| ascending(x.at(&place(i)), x.at(&place(j))));
        for (rank, &i) in order.iter().enumerate() {
            out[offset(&x.dims, &place(rank))] = i as u32;
        }
    }
    Value::u(&x.dims, out)
}

/// Ascending, NaN last; what is equal stays as it stood.
fn ascending(a: f64, b: f64) -> Ordering {
    let nan = a.is_nan().cmp(&b.is_nan());
    a.partial_cmp(&b).unwrap_or(nan)
}
