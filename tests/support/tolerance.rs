//! How far an executor may be from the referee, for each operation, and why.

use soupcon::ir::{DType, Op, ReduceKind};

use super::referee::{self, Arithmetic, Values};
use super::value::{Data, Value};

/// A bound on an element's error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// The same bits: nothing is computed, or integers are. NaN counts as NaN.
    Bits,
    /// Units in the last place, on the CPU and on the GPU.
    Ulps(f64, f64),
    /// `4·√K·ε·Σ|terms|`: the error of a sum of `K` terms in any order, most likely.
    Terms,
}

/// The bound of an operation on `F32` results; integers are exact.
pub fn of(op: &Op, dtype: DType) -> Tolerance {
    match op {
        _ if dtype == DType::U32 => Tolerance::Bits,
        // One rounding.
        Op::Add | Op::Mul | Op::Max | Op::Floor => Tolerance::Ulps(1.0, 1.0),
        // One rounding; WGSL allows 2.5 ulp for a quotient and inherits a root from `1/inverseSqrt`.
        Op::Div | Op::Sqrt => Tolerance::Ulps(1.0, 4.0),
        // Our own polynomials: up to 4 ulp, and once more where a shader contracts or reorders.
        Op::Exp | Op::Log | Op::Sin | Op::Tanh => Tolerance::Ulps(4.0, 8.0),
        // The order of a sum is the executor's own.
        Op::Reduce {
            kind: ReduceKind::Sum,
            ..
        }
        | Op::MatMul
        | Op::Conv2d { .. }
        | Op::ScatterAdd { .. } => Tolerance::Terms,
        _ => Tolerance::Bits,
    }
}

/// Which elements every executor has exactly, whatever the order and the fusion.
pub fn exact(op: &Op, args: &[&Value], out: &Value) -> Vec<bool> {
    let Data::F(values) = &out.data else {
        return vec![true; out.len()];
    };
    match of(op, DType::F32) {
        Tolerance::Bits => vec![true; out.len()],
        // Polynomials may miss even what is a 32-bit float.
        Tolerance::Ulps(cpu, _) if cpu > 1.0 => vec![false; out.len()],
        Tolerance::Ulps(..) => values.iter().map(|&x| f64::from(x as f32) == x).collect(),
        // Partial sums are exact too where all terms are multiples of a grain.
        Tolerance::Terms => {
            let grain: f64 = args.iter().map(|a| grain(a)).product();
            let sums = sizes(op, args, out);
            sums.iter().map(|s| *s <= grain * 16_777_216.0).collect()
        }
    }
}

/// The largest power of two that all elements are multiples of.
fn grain(v: &Value) -> f64 {
    let Data::F(values) = &v.data else { return 1.0 };
    let finest = |least: f64, &x: &f64| {
        let mut unit = least;
        while unit > 1e-30 && (x / unit).fract() != 0.0 {
            unit /= 2.0;
        }
        unit
    };
    values.iter().fold(1.0, finest)
}

/// The bound as a number for each element of `out`, for the CPU.
pub fn errors(op: &Op, args: &[&Value], out: &Value) -> Vec<f64> {
    bounds(op, args, out, false)
}

/// The bound as a number for each element of `out`.
pub fn bounds(op: &Op, args: &[&Value], out: &Value, gpu: bool) -> Vec<f64> {
    let Data::F(values) = &out.data else {
        return vec![0.0; out.len()];
    };
    let flushed = if gpu {
        f64::from(f32::MIN_POSITIVE)
    } else {
        0.0
    };
    match of(op, DType::F32) {
        // Beyond 10⁵ a sine only lies in [−1, 1].
        Tolerance::Ulps(cpu, on_gpu) if *op == Op::Sin => {
            let n = if gpu { on_gpu } else { cpu };
            let far = args[0].floats().iter().map(|x| x.abs() > 1e5);
            let bound = |(&y, far): (&f64, bool)| if far { 1.0 + y.abs() } else { n * ulp(y) };
            values
                .iter()
                .zip(far)
                .map(bound)
                .map(|b| b + flushed)
                .collect()
        }
        Tolerance::Bits => vec![0.0; out.len()],
        Tolerance::Ulps(cpu, on_gpu) => {
            let n = if gpu { on_gpu } else { cpu };
            values.iter().map(|&x| n * ulp(x) + flushed).collect()
        }
        Tolerance::Terms => {
            let k = terms(op, args, out) as f64;
            let scale = 4.0 * k.sqrt() * f64::from(f32::EPSILON);
            let sums = sizes(op, args, out);
            // Each term may be rounded among the subnormal numbers, or flushed.
            let floor = k * (ulp(0.0) + flushed);
            sums.iter().map(|s| scale * s + floor).collect()
        }
    }
}

/// The number of terms of one element.
fn terms(op: &Op, args: &[&Value], out: &Value) -> usize {
    let dims = &args[0].dims;
    match op {
        Op::MatMul => dims[dims.len() - 1],
        Op::Conv2d { .. } => args[1].dims[2..].iter().product(),
        Op::ScatterAdd { axis, .. } => dims[*axis],
        _ => args[0].len() / out.len().max(1),
    }
}

/// `Σ|terms|`: the same sum of the absolute values.
fn sizes(op: &Op, args: &[&Value], out: &Value) -> Vec<f64> {
    let positive = |v: &&Value| match v.data {
        Data::F(_) => v.map(f64::abs),
        Data::U(_) => (*v).clone(),
    };
    let args: Vec<Value> = args.iter().map(positive).collect();
    let args: Vec<&Value> = args.iter().collect();
    let node = soupcon::ir::Node {
        op: op.clone(),
        args: Vec::new(),
        dtype: DType::F32,
        dims: out.dims.clone(),
        at: std::panic::Location::caller(),
    };
    let sums = referee::apply(&node, &args, &Values::new(), &Arithmetic::Single);
    sums.floats().to_vec()
}

/// The distance between 32-bit floats at `x`; subnormal ones are equally far apart.
pub fn ulp(x: f64) -> f64 {
    let size = x
        .abs()
        .clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX));
    let exponent = (size.to_bits() >> 52) as i32 - 1023;
    2f64.powi(exponent - 23)
}
