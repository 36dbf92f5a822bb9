//! Operations on elements, each written as its documentation says.

use soupcon::ir::{DType, Op};

use crate::support::value::{Data, Value};

pub fn unary(op: &Op, x: &Value) -> Value {
    x.map(|x| match op {
        Op::Exp => x.exp(),
        Op::Log => x.ln(),
        Op::Sqrt => x.sqrt(),
        Op::Sin => x.sin(),
        Op::Tanh => x.tanh(),
        Op::Floor => x.floor(),
        Op::IsFinite => truth((x as f32).is_finite()),
        other => panic!("{} is not unary", other.name()),
    })
}

pub fn cast(x: &Value, to: DType) -> Value {
    match (&x.data, to) {
        // `as` truncates, saturates and turns NaN into 0, which is what is documented.
        (Data::F(v), DType::U32) => Value::u(&x.dims, v.iter().map(|&x| x as u32).collect()),
        (Data::U(v), DType::F32) => Value::f(&x.dims, v.iter().map(|&x| f64::from(x)).collect()),
        _ => x.clone(),
    }
}

pub fn binary(op: &Op, a: &Value, b: &Value) -> Value {
    match (&a.data, &b.data) {
        (Data::F(x), Data::F(y)) => {
            let pairs = x.iter().zip(y);
            Value::f(&a.dims, pairs.map(|(&a, &b)| float(op, a, b)).collect())
        }
        (Data::U(x), Data::U(y)) if matches!(op, Op::Lt | Op::Eq) => {
            let pairs = x.iter().zip(y);
            let ask = |(a, b)| truth(if matches!(op, Op::Lt) { a < b } else { a == b });
            Value::f(&a.dims, pairs.map(ask).collect())
        }
        (Data::U(x), Data::U(y)) => {
            let pairs = x.iter().zip(y);
            Value::u(&a.dims, pairs.map(|(&a, &b)| integer(op, a, b)).collect())
        }
        _ => panic!("{} of two element types", op.name()),
    }
}

fn float(op: &Op, a: f64, b: f64) -> f64 {
    match op {
        Op::Add => a + b,
        Op::Mul => a * b,
        Op::Div => a / b,
        Op::Max if a < b => b,
        Op::Max => a,
        Op::Lt => truth(a < b),
        Op::Eq => truth(a == b),
        other => panic!("{} is not binary", other.name()),
    }
}

fn integer(op: &Op, a: u32, b: u32) -> u32 {
    match op {
        Op::Add => a.wrapping_add(b),
        Op::Mul => a.wrapping_mul(b),
        Op::Div => a.checked_div(b).unwrap_or(a),
        Op::Max => a.max(b),
        other => panic!("{} of integers", other.name()),
    }
}

pub fn select(c: &Value, a: &Value, b: &Value) -> Value {
    let chosen = c.floats().iter().map(|&c| c != 0.0);
    match (&a.data, &b.data) {
        (Data::F(x), Data::F(y)) => {
            let picks = chosen.zip(x.iter().zip(y));
            Value::f(
                &a.dims,
                picks.map(|(c, (&x, &y))| if c { x } else { y }).collect(),
            )
        }
        (Data::U(x), Data::U(y)) => {
            let picks = chosen.zip(x.iter().zip(y));
            Value::u(
                &a.dims,
                picks.map(|(c, (&x, &y))| if c { x } else { y }).collect(),
            )
        }
        _ => panic!("select of two element types"),
    }
}

fn truth(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}
