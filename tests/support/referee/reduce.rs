//! Reductions: everything that falls on the same element is combined.

use soupcon::ir::ReduceKind;

use crate::support::value::{Value, offset, positions};

pub fn reduce(kind: ReduceKind, axes: &[usize], x: &Value) -> Value {
    let mut dims = x.dims.clone();
    axes.iter().for_each(|&a| dims[a] = 1);
    let nothing = match kind {
        ReduceKind::Sum => 0.0,
        ReduceKind::Max => f64::NEG_INFINITY,
    };
    let mut out = vec![nothing; dims.iter().product()];
    for (mut at, &x) in positions(&x.dims).zip(x.floats()) {
        axes.iter().for_each(|&a| at[a] = 0);
        let sum = &mut out[offset(&dims, &at)];
        match kind {
            ReduceKind::Sum => *sum += x,
            ReduceKind::Max if *sum < x => *sum = x,
            ReduceKind::Max => {}
        }
    }
    Value::f(&dims, out)
}
