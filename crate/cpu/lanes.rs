//! Elementwise loops over slices, written so that compilers use vector instructions.

use crate::ir::ReduceKind;
use crate::plan::{Binary, Unary};

use super::{math, simd};

/// An operand: one value for all, or one for each element.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// The same everywhere.
    One(f32),
    /// One for each.
    Many(&'a [f32]),
}

impl<'a> Source<'a> {
    /// Its value, or its first.
    pub fn first(self) -> f32 {
        match self {
            Source::One(x) => x,
            Source::Many(x) => x[0],
        }
    }

    /// Its values, where there is one for each element.
    pub fn slice(self) -> &'a [f32] {
        match self {
            Source::One(_) => &[],
            Source::Many(x) => x,
        }
    }
}

/// What one loop computes, rounded operation by operation.
#[derive(Clone, Copy, Debug)]
pub enum Fused {
    /// `r x + s y`.
    Sum,
    /// `r x + s (y z)`.
    SumOfProduct,
    /// `x − r y / (√(z / s) + t)`, as Adam steps.
    Descent,
}

/// `out = f(x, y, z; r, s, t)`.
#[inline(never)]
pub fn fused(f: Fused, x: &[f32], y: &[f32], z: &[f32], [r, s, t]: [f32; 3], out: &mut [f32]) {
    let n = out.len();
    let (x, y, z) = (&x[..n], &y[..n], &z[..n]);
    match f {
        Fused::Sum => (0..n).for_each(|i| out[i] = r * x[i] + s * y[i]),
        Fused::SumOfProduct => (0..n).for_each(|i| out[i] = r * x[i] + s * (y[i] * z[i])),
        Fused::Descent => {
            (0..n).for_each(|i| out[i] = x[i] - r * y[i] / ((z[i] / s).sqrt() + t));
        }
    }
}

/// `out = f(x)`.
pub fn unary(f: Unary, x: Source, out: &mut [f32]) {
    match x {
        Source::Many(x) => each(f, x, out),
        Source::One(x) => {
            let mut one = [x];
            each(f, &[x], &mut one);
            out.fill(one[0]);
        }
    }
}

fn each(f: Unary, x: &[f32], out: &mut [f32]) {
    match f {
        Unary::Exp => math::exp_slice(x, out),
        Unary::Log => math::log_slice(x, out),
        Unary::Sin => math::sin_slice(x, out),
        Unary::Tanh => math::tanh_slice(x, out),
        Unary::Sqrt => simd::map(x, out, f32::sqrt),
        Unary::Floor => simd::map(x, out, f32::floor),
        Unary::ToU32 => simd::map(x, out, |v| f32::from_bits(v as u32)),
        Unary::ToF32 => simd::map(x, out, |v| v.to_bits() as f32),
    }
}

/// `out` = 1 where finite, else 0.
pub fn finite(x: &[f32], out: &mut [f32]) {
    for (o, x) in out.iter_mut().zip(x) {
        let inside = x.to_bits() & 0x7f80_0000 != 0x7f80_0000;
        *o = f32::from(u8::from(inside));
    }
}

/// `out = f(a, b)`.
pub fn binary(f: Binary, a: Source, b: Source, out: &mut [f32]) {
    let bit = |yes: bool| f32::from(u8::from(yes));
    match f {
        Binary::Add => either_way(a, b, out, |a, b| a + b),
        Binary::Sub => zip(a, b, out, |a, b| a - b),
        Binary::Mul => either_way(a, b, out, |a, b| a * b),
        Binary::Div => zip(a, b, out, |a, b| a / b),
        Binary::Max => zip(a, b, out, |a, b| if a < b { b } else { a }),
        Binary::Lt => zip(a, b, out, move |a, b| bit(a < b)),
        Binary::Eq => either_way(a, b, out, move |a, b| bit(a == b)),
        Binary::AddU => either_way(a, b, out, words(u32::wrapping_add)),
        Binary::MulU => either_way(a, b, out, words(u32::wrapping_mul)),
        Binary::DivU => zip(a, b, out, words(|a, b| a.checked_div(b).unwrap_or(a))),
        Binary::MaxU => either_way(a, b, out, words(u32::max)),
        Binary::LtU => zip(a, b, out, move |a, b| bit(a.to_bits() < b.to_bits())),
        Binary::EqU => either_way(a, b, out, move |a, b| bit(a.to_bits() == b.to_bits())),
    }
}

#[inline(always)]
fn words(f: impl Fn(u32, u32) -> u32) -> impl Fn(f32, f32) -> f32 {
    move |a, b| f32::from_bits(f(a.to_bits(), b.to_bits()))
}

/// Where one operand is the same everywhere and the other not, it is the second.
#[inline(always)]
fn either_way(a: Source, b: Source, out: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    match (a, b) {
        (Source::One(_), Source::Many(_)) => with_second(b, a, out, &f),
        _ => with_second(a, b, out, &f),
    }
}

#[inline(always)]
fn zip(a: Source, b: Source, out: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    match (a, b) {
        (Source::One(a), Source::Many(b)) => {
            for (o, &b) in out.iter_mut().zip(b) {
                *o = f(a, b);
            }
        }
        _ => with_second(a, b, out, &f),
    }
}

#[inline(always)]
fn with_second(a: Source, b: Source, out: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    match (a, b) {
        (Source::Many(a), Source::Many(b)) => {
            for ((o, &a), &b) in out.iter_mut().zip(a).zip(b) {
                *o = f(a, b);
            }
        }
        (Source::Many(a), Source::One(b)) => {
            for (o, &a) in out.iter_mut().zip(a) {
                *o = f(a, b);
            }
        }
        (Source::One(a), b) => {
            if let Some(o) = out.first_mut() {
                *o = f(a, b.first());
            }
        }
    }
}

/// `out = c ≠ 0 ? a : b`.
pub fn select(c: Source, a: Source, b: Source, out: &mut [f32]) {
    let c = match c {
        Source::One(c) => {
            let chosen = if c == 0.0 { b } else { a };
            return copy(chosen, out);
        }
        Source::Many(c) => c,
    };
    match (a, b) {
        (Source::Many(a), Source::Many(b)) => {
            for (((o, &c), &a), &b) in out.iter_mut().zip(c).zip(a).zip(b) {
                *o = if c == 0.0 { b } else { a };
            }
        }
        (Source::Many(a), Source::One(b)) => {
            for ((o, &c), &a) in out.iter_mut().zip(c).zip(a) {
                *o = if c == 0.0 { b } else { a };
            }
        }
        (Source::One(a), Source::Many(b)) => {
            for ((o, &c), &b) in out.iter_mut().zip(c).zip(b) {
                *o = if c == 0.0 { b } else { a };
            }
        }
        (Source::One(a), Source::One(b)) => {
            for (o, &c) in out.iter_mut().zip(c) {
                *o = if c == 0.0 { b } else { a };
            }
        }
    }
}

/// `out = x`.
pub fn copy(x: Source, out: &mut [f32]) {
    match x {
        Source::One(x) => out.fill(x),
        Source::Many(x) => out.copy_from_slice(x),
    }
}

/// The value a reduction starts from.
pub fn start(kind: ReduceKind) -> f32 {
    match kind {
        ReduceKind::Sum => 0.0,
        ReduceKind::Max => f32::NEG_INFINITY,
    }
}

/// Two values combined.
#[inline(always)]
pub fn join(kind: ReduceKind, a: f32, b: f32) -> f32 {
    match kind {
        ReduceKind::Sum => a + b,
        ReduceKind::Max if a < b => b,
        ReduceKind::Max => a,
    }
}

/// All values combined, always in the same order: eight runs side by side, then their results.
pub fn reduce(kind: ReduceKind, x: &[f32]) -> f32 {
    match kind {
        ReduceKind::Sum => folded(x, 0.0, |a, b| a + b),
        ReduceKind::Max => folded(x, f32::NEG_INFINITY, |a, b| if a < b { b } else { a }),
    }
}

#[inline(always)]
fn folded(x: &[f32], start: f32, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [start; 8];
    let (chunks, rest) = x.as_chunks::<8>();
    for chunk in chunks {
        for (lane, &v) in lanes.iter_mut().zip(chunk) {
            *lane = f(*lane, v);
        }
    }
    let tail = rest.iter().fold(start, |a, &b| f(a, b));
    let [a, b, c, d, e, g, h, i] = lanes;
    let (left, right) = (f(f(a, e), f(c, h)), f(f(b, g), f(d, i)));
    f(f(left, right), tail)
}

/// `out ⊕= x`.
pub fn accumulate(kind: ReduceKind, x: Source, out: &mut [f32]) {
    match (kind, x) {
        (ReduceKind::Sum, Source::Many(x)) => {
            for (o, &x) in out.iter_mut().zip(x) {
                *o += x;
            }
        }
        (kind, Source::Many(x)) => {
            for (o, &x) in out.iter_mut().zip(x) {
                *o = join(kind, *o, x);
            }
        }
        (kind, Source::One(x)) => out.iter_mut().for_each(|o| *o = join(kind, *o, x)),
    }
}

/// `n` words at `stride` copied to a dense slice.
#[inline(always)]
pub fn gather(from: &[f32], base: isize, stride: isize, out: &mut [f32]) {
    let at = base as usize;
    match stride {
        1 => out.copy_from_slice(&from[at..at + out.len()]),
        0 => out.fill(from[at]),
        stride if stride > 0 => {
            let steps = from[at..].iter().step_by(stride as usize);
            out.iter_mut().zip(steps).for_each(|(o, &v)| *o = v);
        }
        stride => {
            let mut at = base;
            for o in out {
                *o = from[at as usize];
                at += stride;
            }
        }
    }
}

/// Fills a slice with repetitions of its first `n` words, in copies that double: many short
/// ones would be as many calls.
pub fn repeat(out: &mut [f32], n: usize) {
    let mut done = n;
    while done < out.len() {
        let more = done.min(out.len() - done);
        out.copy_within(..more, done);
        done += more;
    }
}

/// A dense slice, or one value `n` times, copied to words at `stride`.
#[inline(always)]
pub fn scatter(x: Source, n: usize, to: &mut [f32], base: isize, stride: isize) {
    let at = base as usize;
    match (stride, x) {
        (1, x) => copy(x, &mut to[at..at + n]),
        (0, Source::Many(x)) => to[at] = x[n - 1],
        (0, Source::One(x)) => to[at] = x,
        (stride, x) => {
            let mut at = base;
            for i in 0..n {
                to[at as usize] = match x {
                    Source::One(x) => x,
                    Source::Many(x) => x[i],
                };
                at += stride;
            }
        }
    }
}
