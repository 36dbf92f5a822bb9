//! Leaves: what is given, counted or drawn.

use soupcon::ir::DType;

use super::{Case, Draw, Row};
use crate::support::rng::Rng;

pub fn rows() -> Vec<Row> {
    vec![
        Row::new("input", input).moves(),
        Row::new("const", constant).moves(),
        Row::new("iota", iota),
        Row::new("uniform", uniform),
    ]
}

fn input(d: &mut Draw) -> Case {
    let dims = d.dims(0, 4);
    let dtype = d.dtype();
    Case::new(vec![d.elements(&dims, dtype)], |_, a| a[0])
}

fn constant(d: &mut Draw) -> Case {
    let dims = d.dims(0, 2);
    // The number is part of what a kernel is made for.
    d.rng = Rng::new(d.form.word());
    let (x, n) = (d.number(1e30), d.ints(&[1]).ints()[0]);
    match d.dtype() {
        DType::F32 => Case::new(vec![], move |g, _| g.constant(x).expand(&dims)),
        DType::U32 => Case::new(vec![], move |g, _| g.constant_u32(n).expand(&dims)),
    }
}

fn iota(d: &mut Draw) -> Case {
    let dims = d.dims(1, 4);
    let axis = d.form.from(1, dims.len() - 1);
    Case::new(vec![], move |g, _| g.iota(axis, &dims[1..]))
}

fn uniform(d: &mut Draw) -> Case {
    let dims = d.dims(0, 3);
    let stream = format!("stream {}", d.form.below(1000));
    Case::new(vec![], move |g, _| g.uniform(&stream, &dims[1..]))
}
