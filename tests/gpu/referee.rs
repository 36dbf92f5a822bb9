//! A slow evaluation of a program in f64, node by node.

use std::collections::HashMap;

use soupcon::ir::{DType, Node, Op, Program, ReduceKind};

/// Values by input name.
pub type Inputs = HashMap<String, Vec<f64>>;

/// The value of every node; integers are whole numbers.
pub fn evaluate(
    program: &Program,
    inputs: &Inputs,
    uniform: impl Fn([u32; 4]) -> f64,
) -> Vec<Vec<f64>> {
    let mut values: Vec<Vec<f64>> = Vec::new();
    for node in &program.nodes {
        let args: Vec<(&[usize], &[f64])> = node
            .args
            .iter()
            .map(|&a| (program.nodes[a].dims.as_slice(), values[a].as_slice()))
            .collect();
        let integer = node
            .args
            .first()
            .is_some_and(|&a| program.nodes[a].dtype == DType::U32);
        let value = match &node.op {
            Op::Input { name, dims, .. } => inputs
                .get(name)
                .cloned()
                .unwrap_or_else(|| vec![0.0; dims.iter().product()]),
            Op::Uniform { stream, dims } => {
                let data: usize = dims[1..].iter().product();
                let seeds = args[0].1;
                let step = args[1].1[0] as u32;
                (0..dims.iter().product())
                    .map(|i| {
                        let seed = seeds[(i / data).min(seeds.len() - 1)] as u32;
                        uniform([seed, *stream, step, (i % data) as u32])
                    })
                    .collect()
            }
            _ => primitive(node, &args, integer),
        };
        values.push(value);
    }
    values
}

fn strides(dims: &[usize]) -> Vec<usize> {
    let mut out = vec![1; dims.len()];
    for k in (1..dims.len()).rev() {
        out[k - 1] = out[k] * dims[k];
    }
    out
}

fn position(mut i: usize, dims: &[usize]) -> Vec<usize> {
    let mut out = vec![0; dims.len()];
    for k in (0..dims.len()).rev() {
        out[k] = i % dims[k];
        i /= dims[k];
    }
    out
}

fn index(at: &[usize], dims: &[usize]) -> usize {
    let own = |(&p, &d): (&usize, &usize)| if d == 1 { 0 } else { p };
    let at: Vec<usize> = at.iter().zip(dims).map(own).collect();
    at.iter().zip(strides(dims)).map(|(p, s)| p * s).sum()
}

fn primitive(node: &Node, args: &[(&[usize], &[f64])], integer: bool) -> Vec<f64> {
    let dims = &node.dims;
    let all: usize = dims.iter().product();
    let x = args.first().map_or(&[] as &[f64], |a| a.1);
    let by_position = |f: &dyn Fn(Vec<usize>) -> f64| -> Vec<f64> {
        (0..all).map(|i| f(position(i, dims))).collect()
    };
    let unary = |f: fn(f64) -> f64| x.iter().map(|&v| f(v)).collect();
    let wrap = |v: f64| (v as u64 & 0xffff_ffff) as f64;
    let binary = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
        x.iter().zip(args[1].1).map(|(&a, &b)| f(a, b)).collect()
    };
    match &node.op {
        Op::Const(bits, DType::F32) => vec![f64::from_bits(*bits)],
        Op::Const(value, DType::U32) => vec![*value as f64],
        Op::Iota { axis, .. } => by_position(&|p| p[*axis] as f64),
        Op::Exp => unary(f64::exp),
        Op::Log => unary(f64::ln),
        Op::Sqrt => unary(f64::sqrt),
        Op::Sin => unary(f64::sin),
        Op::Tanh => unary(f64::tanh),
        Op::Floor => unary(f64::floor),
        Op::IsFinite => unary(|v| f64::from(u8::from(v.is_finite()))),
        Op::Cast(DType::U32) => unary(|v| f64::from(v as u32)),
        Op::Cast(DType::F32) => unary(|v| f64::from(v as f32)),
        Op::Detach | Op::Reshape(_) => x.to_vec(),
        Op::Add if integer => binary(&|a, b| wrap(a + b)),
        Op::Mul if integer => binary(&|a, b| f64::from((a as u32).wrapping_mul(b as u32))),
        Op::Div if integer => binary(&|a, b| if b == 0.0 { a } else { (a / b).floor() }),
        Op::Add => binary(&|a, b| a + b),
        Op::Mul => binary(&|a, b| a * b),
        Op::Div => binary(&|a, b| a / b),
        Op::Max => binary(&|a, b| if a < b { b } else { a }),
        Op::Lt => binary(&|a, b| f64::from(u8::from(a < b))),
        Op::Eq => binary(&|a, b| f64::from(u8::from(a == b))),
        Op::Select => (0..all)
            .map(|i| {
                if x[i] == 0.0 {
                    args[2].1[i]
                } else {
                    args[1].1[i]
                }
            })
            .collect(),
        Op::Permute(p) => by_position(&|at| {
            let mut from = vec![0; at.len()];
            p.iter().enumerate().for_each(|(i, &k)| from[k] = at[i]);
            x[index(&from, args[0].0)]
        }),
        Op::Expand(_) => by_position(&|at| x[index(&at, args[0].0)]),
        Op::Slice {
            axis, start, step, ..
        } => by_position(&|mut at| {
            at[*axis] = (*start as isize + at[*axis] as isize * step) as usize;
            x[at.iter()
                .zip(strides(args[0].0))
                .map(|(p, s)| p * s)
                .sum::<usize>()]
        }),
        Op::Pad {
            axis, lo, interior, ..
        } => by_position(&|mut at| {
            let from = at[*axis].wrapping_sub(*lo);
            at[*axis] = from / (interior + 1);
            if from > usize::MAX / 2
                || !from.is_multiple_of(interior + 1)
                || at[*axis] >= args[0].0[*axis]
            {
                return 0.0;
            }
            x[at.iter()
                .zip(strides(args[0].0))
                .map(|(p, s)| p * s)
                .sum::<usize>()]
        }),
        Op::Reduce { kind, .. } => {
            let mut out = vec![
                if *kind == ReduceKind::Sum {
                    0.0
                } else {
                    f64::NEG_INFINITY
                };
                all
            ];
            for (i, &v) in x.iter().enumerate() {
                let o = &mut out[index(&position(i, args[0].0), dims)];
                *o = if *kind == ReduceKind::Sum {
                    *o + v
                } else if *o < v {
                    v
                } else {
                    *o
                };
            }
            out
        }
        Op::MatMul => {
            let k = args[0].0[dims.len() - 1];
            by_position(&|at| {
                let (mut a, mut b) = (at.clone(), at);
                let last = dims.len() - 1;
                (0..k)
                    .map(|k| {
                        (a[last], b[last - 1]) = (k, k);
                        x[index(&a, args[0].0)] * args[1].1[index(&b, args[1].0)]
                    })
                    .sum()
            })
        }
        Op::Conv2d { stride, dilation } => {
            let w = args[1].0;
            by_position(&|at| {
                let mut sum = 0.0;
                for tap in 0..w[2] * w[3] * w[4] {
                    let t = position(tap, &w[2..]);
                    let from = [
                        at[0],
                        at[1],
                        t[0],
                        at[3] * stride + t[1] * dilation,
                        at[4] * stride + t[2] * dilation,
                    ];
                    sum += x[index(&from, args[0].0)]
                        * args[1].1[index(&[at[0], at[2], t[0], t[1], t[2]], w)];
                }
                sum
            })
        }
        Op::Gather { axis } => by_position(&|mut at| {
            let row = args[1].1[index(&at, args[1].0)] as usize;
            at[*axis] = row;
            if row < args[0].0[*axis] {
                x[index(&at, args[0].0)]
            } else {
                0.0
            }
        }),
        Op::ScatterAdd { axis, len } => {
            let mut out = vec![0.0; all];
            for (i, &v) in x.iter().enumerate() {
                let mut at = position(i, args[0].0);
                at[*axis] = args[1].1[index(&at, args[1].0)] as usize;
                if at[*axis] < *len {
                    out[index(&at, dims)] += v;
                }
            }
            out
        }
        Op::ArgSort { axis } => {
            let n = dims[*axis];
            let before = |a: f64, b: f64| a < b || (b.is_nan() && !a.is_nan());
            let mut out = vec![0.0; all];
            for (i, &v) in x.iter().enumerate() {
                let mut at = position(i, dims);
                let own = at[*axis];
                let rank = (0..n).filter(|&j| {
                    at[*axis] = j;
                    let other = x[index(&at, dims)];
                    before(other, v) || (!before(v, other) && j < own)
                });
                let rank = rank.count();
                at[*axis] = rank;
                out[index(&at, dims)] = own as f64;
            }
            out
        }
        other => unreachable!("{other:?} is a leaf"),
    }
}
