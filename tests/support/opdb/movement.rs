//! Movements of elements, and reductions along axes.

use super::{Case, Draw, Row};
use crate::support::value::Data;

pub fn rows() -> Vec<Row> {
    vec![
        Row::new("reshape", reshape).smooth().moves(),
        Row::new("permute", permute).smooth().moves(),
        Row::new("expand", expand).smooth().moves(),
        Row::new("slice", slice).smooth().moves(),
        Row::new("pad", pad).smooth().moves(),
        Row::new("reduce sum", sum).smooth(),
        Row::new("reduce max", maximum).smooth(),
    ]
}

/// Dimensions of the same product, split and joined at random.
fn reshape(d: &mut Draw) -> Case {
    let from = d.dims(0, 4);
    let mut rest: usize = from[1..].iter().product();
    let mut to = Vec::new();
    for prime in [2, 3, 5, 2, 7] {
        if rest.is_multiple_of(prime) && rest > 0 && d.form.one_in(2) {
            to.push(prime);
            rest /= prime;
        }
    }
    to.insert(d.form.from(0, to.len()), rest);
    if d.form.one_in(3) {
        to.insert(d.form.from(0, to.len()), 1);
    }
    let dtype = d.dtype();
    Case::new(vec![d.elements(&from, dtype)], move |_, a| {
        a[0].reshape(&to)
    })
}

fn permute(d: &mut Draw) -> Case {
    let dims = d.dims(1, 4);
    let mut p: Vec<usize> = (0..dims.len()).collect();
    for i in (2..p.len()).rev() {
        p.swap(i, d.form.from(1, i));
    }
    let dtype = d.dtype();
    Case::new(vec![d.elements(&dims, dtype)], move |_, a| a[0].permute(&p))
}

fn expand(d: &mut Draw) -> Case {
    let to = d.dims(0, 4);
    let from = d.narrower(&to);
    let dtype = d.dtype();
    Case::new(vec![d.elements(&from, dtype)], move |_, a| a[0].expand(&to))
}

fn slice(d: &mut Draw) -> Case {
    let mut dims = d.dims(1, 4);
    let axis = d.form.from(1, dims.len() - 1);
    dims[axis] = d.form.from(1, 9);
    let start = d.form.below(dims[axis]);
    let step: isize = d.form.pick(&[-3, -2, -1, 1, 2, 3]);
    let room = if step > 0 {
        dims[axis] - 1 - start
    } else {
        start
    };
    let len = d.form.from(1, room / step.unsigned_abs() + 1);
    let dtype = d.dtype();
    Case::new(vec![d.elements(&dims, dtype)], move |_, a| {
        a[0].slice(axis, start, len, step)
    })
}

fn pad(d: &mut Draw) -> Case {
    let dims = d.dims(1, 4);
    let axis = d.form.from(1, dims.len() - 1);
    let [lo, hi, interior] = [0; 3].map(|_| d.form.below(4));
    let dtype = d.dtype();
    Case::new(vec![d.elements(&dims, dtype)], move |_, a| {
        a[0].pad(axis, lo, hi, interior)
    })
}

/// Some axes, members among them now and then.
fn axes(d: &mut Draw, rank: usize) -> Vec<usize> {
    let mut axes: Vec<usize> = (1..rank).filter(|_| d.form.one_in(2)).collect();
    if d.form.one_in(5) || rank == 1 {
        axes.insert(0, 0);
    }
    axes
}

fn sum(d: &mut Draw) -> Case {
    let dims = d.dims(0, 4);
    let axes = axes(d, dims.len());
    Case::new(vec![d.floats(&dims, 1e6)], move |_, a| a[0].sum(&axes))
}

/// Without NaN, of which there is no largest.
fn maximum(d: &mut Draw) -> Case {
    let dims = d.dims(0, 4);
    let axes = axes(d, dims.len());
    let mut x = if d.smooth() {
        d.apart(&dims, 0.0)
    } else {
        d.floats(&dims, 1e6)
    };
    if let Data::F(v) = &mut x.data {
        v.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = 1.0);
    }
    Case::new(vec![x], move |_, a| a[0].maximum(&axes))
}
