//! The referee: a slow interpreter of graphs in 64-bit floats, written from what
//! [`soupcon::ir::Op`] documents, one element at a time. It shares no code with the
//! lowering or with an executor.

mod contract;
mod elementwise;
mod index;
mod movement;
mod reduce;
mod threefry;

use std::collections::BTreeMap;

use soupcon::ir::{DType, Node, Op, Program};

use super::rng::Rng;
use super::tolerance;
use super::value::{Data, Value};

pub use threefry::{threefry, uniform};

/// Values by name.
pub type Values = BTreeMap<String, Value>;

/// How numbers are kept.
#[derive(Clone, Debug)]
pub enum Arithmetic {
    /// As they come.
    Exact,
    /// Constants are the nearest 32-bit floats, as executors have them.
    Single,
    /// As `Single`; what each operation gives is moved by the error it may make, up or
    /// down by chance, wherever it is not a 32-bit float already.
    Nudged(Rng),
}

/// The values of all nodes. `given` holds the inputs, the carries and, where they are
/// used, `seed` and `step`.
pub fn evaluate(program: &Program, given: &Values, arithmetic: &mut Arithmetic) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::with_capacity(program.nodes.len());
    for node in &program.nodes {
        let args: Vec<&Value> = node.args.iter().map(|&a| &values[a]).collect();
        let mut value = apply(node, &args, given, arithmetic);
        assert_eq!(value.dims, node.dims, "{node}: dimensions");
        assert_eq!(value.dtype(), node.dtype, "{node}: element type");
        if let Arithmetic::Nudged(rng) = arithmetic {
            nudge(&node.op, &args, &mut value, rng);
        }
        values.push(value);
    }
    values
}

/// The value of one operation.
pub fn apply(node: &Node, args: &[&Value], given: &Values, arithmetic: &Arithmetic) -> Value {
    match &node.op {
        Op::Input { name, .. } => {
            let value = given
                .get(name)
                .unwrap_or_else(|| panic!("no value is given for `{name}`"));
            value.clone()
        }
        Op::Const(bits, DType::F32) => {
            let exact = f64::from_bits(*bits);
            let single = f64::from(exact as f32);
            let kept = if matches!(arithmetic, Arithmetic::Exact) {
                exact
            } else {
                single
            };
            Value::f(&[1], vec![kept])
        }
        Op::Const(value, DType::U32) => Value::u(&[1], vec![*value as u32]),
        Op::Iota { axis, dims } => {
            let positions = super::value::positions(dims);
            Value::u(dims, positions.map(|at| at[*axis] as u32).collect())
        }
        Op::Uniform { stream, dims } => threefry::draw(*stream, dims, args[0], args[1]),
        Op::Exp | Op::Log | Op::Sqrt | Op::Sin | Op::Tanh | Op::Floor | Op::IsFinite => {
            elementwise::unary(&node.op, args[0])
        }
        Op::Cast(to) => elementwise::cast(args[0], *to),
        Op::Detach => args[0].clone(),
        Op::Add | Op::Mul | Op::Div | Op::Max | Op::Lt | Op::Eq => {
            elementwise::binary(&node.op, args[0], args[1])
        }
        Op::Select => elementwise::select(args[0], args[1], args[2]),
        Op::Reshape(_) | Op::Permute(_) | Op::Expand(_) | Op::Slice { .. } | Op::Pad { .. } => {
            movement::moved(&node.op, args[0])
        }
        Op::Reduce { kind, axes } => reduce::reduce(*kind, axes, args[0]),
        Op::MatMul => contract::matmul(args[0], args[1]),
        Op::Conv2d { stride, dilation } => contract::conv2d(args[0], args[1], *stride, *dilation),
        Op::Gather { axis } => index::gather(*axis, args[0], args[1]),
        Op::ScatterAdd { axis, len } => index::scatter_add(*axis, *len, args[0], args[1]),
        Op::ArgSort { axis } => index::argsort(*axis, args[0]),
    }
}

fn nudge(op: &Op, args: &[&Value], value: &mut Value, rng: &mut Rng) {
    let Data::F(_) = value.data else { return };
    let errors = tolerance::errors(op, args, value);
    let exact = tolerance::exact(op, args, value);
    for ((x, error), exact) in value.floats_mut().iter_mut().zip(errors).zip(exact) {
        if x.is_finite() && !exact {
            *x += rng.sign() * error;
        }
    }
}

/// A program that is run step after step.
pub struct Referee<'p> {
    program: &'p Program,
    arithmetic: Arithmetic,
    /// Inputs and carries by name.
    pub given: Values,
    /// The number of steps done.
    pub step: u32,
    /// Fetched values: name, step, value.
    pub fetched: Vec<(String, u32, Value)>,
    /// The outputs of the last step.
    pub outputs: Values,
}

impl<'p> Referee<'p> {
    pub fn new(program: &'p Program, given: Values, arithmetic: Arithmetic) -> Self {
        let (fetched, outputs) = (Vec::new(), Values::new());
        Referee {
            program,
            arithmetic,
            given,
            step: 0,
            fetched,
            outputs,
        }
    }

    pub fn run(&mut self, steps: u32) {
        for _ in 0..steps {
            self.given
                .insert("step".into(), Value::u(&[1], vec![self.step]));
            let values = evaluate(self.program, &self.given, &mut self.arithmetic);
            for &(carry, next) in &self.program.carries {
                let name = self.program.input_name(carry).unwrap();
                self.given.insert(name.into(), values[next].clone());
            }
            for fetch in &self.program.fetches {
                if self.step.is_multiple_of(fetch.every) {
                    let value = values[fetch.node].clone();
                    self.fetched.push((fetch.name.clone(), self.step, value));
                }
            }
            for (name, id) in &self.program.outputs {
                self.outputs.insert(name.clone(), values[*id].clone());
            }
            self.step += 1;
        }
    }
}

/// The outputs of one step.
pub fn outputs(program: &Program, given: &Values, arithmetic: Arithmetic) -> Values {
    let mut referee = Referee::new(program, given.clone(), arithmetic);
    referee.step = given.get("step").map_or(0, |s| s.ints()[0]);
    referee.run(1);
    referee.outputs
}
