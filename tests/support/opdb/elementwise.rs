//! Operations on elements.

use soupcon::ir::{DType, Tensor};

use super::{Case, Draw, Kind, Row};
use crate::support::value::Value;

type Unary = for<'g> fn(Tensor<'g>) -> Tensor<'g>;
type Binary = for<'g> fn(Tensor<'g>, Tensor<'g>) -> Tensor<'g>;

pub fn rows() -> Vec<Row> {
    vec![
        Row::new("exp", |d| unary(d, 80.0, |x| x.exp())).smooth(),
        Row::new("log", |d| positive(d, |x| x.log())).smooth(),
        Row::new("sqrt", |d| positive(d, |x| x.sqrt())).smooth(),
        Row::new("sin", |d| unary(d, 1e5, |x| x.sin())).smooth(),
        Row::new("tanh", |d| unary(d, 1e6, |x| x.tanh())).smooth(),
        Row::new("floor", |d| unary(d, 1e8, |x| x.floor())),
        Row::new("is_finite", |d| unary(d, 1e30, |x| x.is_finite())).moves(),
        Row::new("cast", cast).moves(),
        Row::new("detach", |d| unary(d, 1e30, |x| x.detach())).moves(),
        Row::new("add", |d| binary(d, |a, b| a + b)).smooth(),
        Row::new("mul", |d| binary(d, |a, b| a * b)).smooth(),
        Row::new("div", divide).smooth(),
        Row::new("max", larger).smooth(),
        Row::new("lt", |d| binary(d, |a, b| a.lt(b))),
        Row::new("eq", |d| binary(d, |a, b| a.eq(b))),
        Row::new("select", select).smooth().moves(),
    ]
}

fn unary(d: &mut Draw, span: f64, f: Unary) -> Case {
    let dims = d.dims(0, 3);
    Case::new(vec![d.floats(&dims, span)], move |_, a| f(a[0]))
}

/// Of positive numbers, unless extremes are wanted.
fn positive(d: &mut Draw, f: Unary) -> Case {
    let dims = d.dims(0, 3);
    let mut x = d.floats(&dims, 1e30);
    if d.kind != Kind::Extreme {
        let least = if d.plain() { 1e-30 } else { 0.3 };
        x = x.map(|x| f64::from(x.abs().max(least) as f32));
    }
    Case::new(vec![x], move |_, a| f(a[0]))
}

fn cast(d: &mut Draw) -> Case {
    let dims = d.dims(0, 3);
    match d.dtype() {
        DType::F32 => Case::new(vec![d.floats(&dims, 1e10)], |_, a| a[0].cast(DType::U32)),
        DType::U32 => Case::new(vec![d.ints(&dims)], |_, a| a[0].cast(DType::F32)),
    }
}

/// Two arguments whose dimensions broadcast; integers in one case of three.
fn pair(d: &mut Draw) -> (Value, Value) {
    let dims = d.dims(0, 3);
    let (left, right) = (d.narrower(&dims), d.narrower(&dims));
    let dtype = d.dtype();
    (d.elements(&left, dtype), d.elements(&right, dtype))
}

fn binary(d: &mut Draw, f: Binary) -> Case {
    let (a, b) = pair(d);
    Case::new(vec![a, b], move |_, a| f(a[0], a[1]))
}

/// Integers are divided by 0 too; floats only where extremes are wanted.
fn divide(d: &mut Draw) -> Case {
    let (a, mut b) = pair(d);
    if d.plain() && b.dtype() == DType::F32 {
        b = b.map(|x| if x == 0.0 { 0.5 } else { x });
    }
    Case::new(vec![a, b], |_, a| a[0] / a[1])
}

fn larger(d: &mut Draw) -> Case {
    let (mut a, mut b) = pair(d);
    if d.smooth() {
        (a, b) = (d.apart(&a.dims, 0.0), d.apart(&b.dims, 0.1));
    }
    Case::new(vec![a, b], |_, a| a[0].max(a[1]))
}

fn select(d: &mut Draw) -> Case {
    let dims = d.dims(0, 3);
    let shapes = [0; 3].map(|_| d.narrower(&dims));
    let dtype = d.dtype();
    let (a, b) = (d.elements(&shapes[1], dtype), d.elements(&shapes[2], dtype));
    if d.smooth() {
        let c = d.index(&shapes[0], 2);
        return Case::new(vec![c, a, b], |_, a| {
            a[0].cast(DType::F32).select(a[1], a[2])
        });
    }
    let c = d.floats(&shapes[0], 3.0);
    let c = c.map(|x| if x.abs() < 1.2 { 0.0 } else { x });
    Case::new(vec![c, a, b], |_, a| a[0].select(a[1], a[2]))
}
