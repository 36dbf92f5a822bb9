//! A small training step that uses what training uses: batches picked on the device,
//! dropout, momentum, and per-member rates.

use soupcon::ir::{DType, Graph, Program, Tensor, grad};

use super::referee::{Values, uniform};
use super::value::Value;

/// What is learnt: 24 points in the plane, 3 classes.
const ROWS: usize = 24;
const BATCH: usize = 8;
const HIDDEN: usize = 16;
const CLASSES: usize = 3;

/// The step's program; `watch` fetches more than the loss.
pub fn program(members: usize, watch: bool) -> Program {
    let g = Graph::new(members);
    let shapes: [(&str, &[usize]); 4] = [
        ("w1", &[2, HIDDEN]),
        ("b1", &[HIDDEN]),
        ("w2", &[HIDDEN, CLASSES]),
        ("b2", &[CLASSES]),
    ];
    let theta = shapes.map(|(name, shape)| g.carry(name, shape));
    let momenta = shapes.map(|(name, shape)| g.carry(&format!("{name} moment"), shape));
    let rows = (g.uniform("rows", &[BATCH, 1]) * ROWS as f64).cast(DType::U32);
    let x = g.shared("x", &[ROWS, 2]).gather(1, rows);
    let y = g.input("y", &[1, ROWS, 1], DType::U32).gather(1, rows);
    let kept = g
        .hyper("dropout")
        .reshape(&[1, 1])
        .lt(g.uniform("dropout", &[BATCH, HIDDEN]));
    let hidden = (x.matmul(theta[0]) + theta[1]).gelu() * kept;
    let logits = hidden.matmul(theta[2]) + theta[3];
    let loss = -logits.log_softmax().pick(y).mean_all();
    let gradients = grad(loss, &theta);
    for ((p, v), dp) in theta.into_iter().zip(momenta).zip(&gradients) {
        let next = v * 0.9 + *dp;
        v.set(next);
        p.set(p - next * per_member(g.hyper("lr"), p.rank()));
    }
    g.fetch("loss", loss, 1);
    if watch {
        g.fetch("norm", gradients[0].square().sum_all().sqrt(), 2);
        g.fetch("hidden", hidden, 3);
        g.output("logits", logits);
    }
    g.finish().unwrap()
}

fn per_member(rate: Tensor<'_>, rank: usize) -> Tensor<'_> {
    rate.reshape(&vec![1; rank - 1])
}

/// Where members `first .. first + members` begin.
pub fn given(members: usize, first: u32) -> Values {
    let mut values = Values::new();
    let single = |x: f64| f64::from(x as f32);
    let each = |name: &str, shape: &[usize], scale: f64| {
        let dims = [&[members], shape].concat();
        let len: usize = shape.iter().product();
        let stream = soupcon::ir::stream_key(name);
        let number = |i: usize| {
            let member = first + (i / len) as u32;
            single((uniform(member, stream, 0, (i % len) as u32) - 0.5) * scale)
        };
        Value::f(&dims, (0..members * len).map(number).collect())
    };
    for (name, shape, scale) in [
        ("w1", &[2, HIDDEN][..], 3.0),
        ("b1", &[HIDDEN], 1.0),
        ("w2", &[HIDDEN, CLASSES], 1.0),
        ("b2", &[CLASSES], 1.0),
    ] {
        values.insert(name.into(), each(name, shape, scale));
        let moment = format!("{name} moment");
        values.insert(moment.clone(), each(&moment, shape, 0.0));
    }
    let rate = |i: usize| single(0.05 + 0.001 * f64::from(first + i as u32));
    values.insert(
        "lr".into(),
        Value::f(&[members], (0..members).map(rate).collect()),
    );
    values.insert("dropout".into(), Value::f(&[members], vec![0.25; members]));
    let seeds = (first..).take(members).map(|m| m * 77 + 5).collect();
    values.insert("seed".into(), Value::u(&[members], seeds));
    let point = |at: &[usize]| single((at[1] as f64 * 1.7 + at[2] as f64).sin());
    values.insert("x".into(), Value::from_fn(&[1, ROWS, 2], point));
    let class = (0..ROWS as u32).map(|i| i % CLASSES as u32).collect();
    values.insert("y".into(), Value::u(&[1, ROWS, 1], class));
    values
}

/// The names of everything that is carried.
pub fn carried() -> Vec<String> {
    let names = ["w1", "b1", "w2", "b2"].map(str::to_string);
    let moments = names.clone().map(|n| format!("{n} moment"));
    [names, moments].concat()
}
