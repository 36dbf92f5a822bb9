//! One shape rule per operation.

use super::{DType, Op};

/// The largest number of elements of one tensor.
pub const MAX_ELEMENTS: usize = 1 << 28;

/// What is wrong with an operation's arguments; the graph adds the caller's line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    Shape(Vec<usize>, Vec<usize>),
    DType(String),
    Limit(&'static str, usize, usize),
}

type Dims = Vec<usize>;
type Ruling = Result<(Dims, DType), Misfit>;

/// The dimensions and element type of an operation's result.
pub(super) fn infer(op: &Op, args: &[(&[usize], DType)]) -> Ruling {
    let (dims, dtype) = rule(op, args)?;
    match count(&dims) {
        Some(n) if n <= MAX_ELEMENTS => Ok((dims, dtype)),
        other => Err(Misfit::Limit(
            "number of elements",
            other.unwrap_or(usize::MAX),
            MAX_ELEMENTS,
        )),
    }
}

/// The number of elements, if it can be counted.
fn count(dims: &[usize]) -> Option<usize> {
    dims.iter().try_fold(1usize, |n, &d| n.checked_mul(d))
}

/// Axis 0 (members) aligns on the left, data axes on the right; length 1 repeats.
pub(super) fn broadcast(a: &[usize], b: &[usize]) -> Option<Dims> {
    let rank = a.len().max(b.len());
    let (a, b) = (with_rank(a, rank), with_rank(b, rank));
    a.iter()
        .zip(&b)
        .map(|(&x, &y)| match (x, y) {
            _ if x == y => Some(x),
            (1, y) => Some(y),
            (x, 1) => Some(x),
            _ => None,
        })
        .collect()
}

/// The same dimensions with data axes of length 1 put in behind the member axis.
pub(super) fn with_rank(dims: &[usize], rank: usize) -> Dims {
    let mut out = vec![1; rank.max(dims.len())];
    out[0] = dims[0];
    let data = dims.len() - 1;
    let first = out.len() - data;
    out[first..].copy_from_slice(&dims[1..]);
    out
}

#[allow(clippy::too_many_lines, reason = "one arm per op")]
fn rule(op: &Op, args: &[(&[usize], DType)]) -> Ruling {
    let shape = |left: &[usize], right: &[usize]| Err(Misfit::Shape(left.to_vec(), right.to_vec()));
    let (x, dtype) = args.first().copied().unwrap_or((&[], DType::F32));
    let second = args.get(1).map_or(&[] as &[usize], |a| a.0);
    match op {
        Op::Input { dims, dtype, .. } => Ok((dims.clone(), *dtype)),
        Op::Const(_, dtype) => Ok((vec![1], *dtype)),
        Op::Iota { axis, dims } if *axis < dims.len() => Ok((dims.clone(), DType::U32)),
        Op::Iota { axis, dims } => shape(dims, &[*axis]),
        Op::Uniform { dims, .. } => {
            let seeds_fit = x.len() == 1 && (x[0] == 1 || x[0] == dims[0]);
            if !seeds_fit {
                return shape(x, dims);
            }
            if second != [1] {
                return shape(second, &[1]);
            }
            match args.iter().find(|a| a.1 != DType::U32) {
                Some(a) => Err(Misfit::DType(format!("{:?}", a.1))),
                None => Ok((dims.clone(), DType::F32)),
            }
        }
        Op::Exp | Op::Log | Op::Sqrt | Op::Sin | Op::Tanh | Op::Floor | Op::IsFinite => {
            float(args)?;
            Ok((x.to_vec(), DType::F32))
        }
        Op::Cast(to) => Ok((x.to_vec(), *to)),
        Op::Detach => Ok((x.to_vec(), dtype)),
        Op::Add | Op::Mul | Op::Div | Op::Max | Op::Lt | Op::Eq => {
            if args[0].1 != args[1].1 {
                return Err(Misfit::DType(format!(
                    "{:?} beside {:?}",
                    args[0].1, args[1].1
                )));
            }
            let out = if matches!(op, Op::Lt | Op::Eq) {
                DType::F32
            } else {
                dtype
            };
            if x == second {
                Ok((x.to_vec(), out))
            } else {
                shape(x, second)
            }
        }
        Op::Select => {
            if dtype != DType::F32 || args[1].1 != args[2].1 {
                return Err(Misfit::DType(format!(
                    "{dtype:?}, {:?}, {:?}",
                    args[1].1, args[2].1
                )));
            }
            if x == second && x == args[2].0 {
                Ok((x.to_vec(), args[1].1))
            } else {
                shape(x, second)
            }
        }
        Op::Reshape(to) => {
            if to.is_empty() || count(x) != count(to) {
                return shape(x, to);
            }
            Ok((to.clone(), dtype))
        }
        Op::Permute(p) => {
            let all = p.len() == x.len() && (0..x.len()).all(|k| p.contains(&k));
            if p.first() != Some(&0) || !all {
                return shape(x, p);
            }
            Ok((p.iter().map(|&k| x[k]).collect(), dtype))
        }
        Op::Expand(to) => {
            let fits = x.len() == to.len() && x.iter().zip(to).all(|(&a, &b)| a == b || a == 1);
            if fits {
                Ok((to.clone(), dtype))
            } else {
                shape(x, to)
            }
        }
        Op::Slice {
            axis,
            start,
            len,
            step,
        } => {
            let size = x.get(*axis).copied().unwrap_or(0);
            // Wide enough for any length times any step.
            let last = *start as i128 + (*len as i128 - 1) * *step as i128;
            let inside = *len > 0 && *start < size && (0..size as i128).contains(&last);
            if !inside || *step == 0 {
                return shape(x, &[*axis, *start, *len]);
            }
            Ok((with(x, *axis, *len), dtype))
        }
        Op::Pad {
            axis,
            lo,
            hi,
            interior,
        } => {
            let Some(&size) = x.get(*axis) else {
                return shape(x, &[*axis]);
            };
            let between = size.saturating_sub(1).saturating_mul(*interior);
            let len = size.saturating_add(*lo).saturating_add(*hi);
            Ok((with(x, *axis, len.saturating_add(between)), dtype))
        }
        Op::Reduce { axes, .. } => {
            float(args)?;
            let ascending = axes.windows(2).all(|w| w[0] < w[1]);
            if !ascending || axes.iter().any(|&a| a >= x.len()) {
                return shape(x, axes);
            }
            let mut out = x.to_vec();
            axes.iter().for_each(|&a| out[a] = 1);
            Ok((out, dtype))
        }
        Op::MatMul => {
            float(args)?;
            let rank = x.len();
            if rank < 3
                || second.len() != rank
                || x[..rank - 2] != second[..rank - 2]
                || x[rank - 1] != second[rank - 2]
            {
                return shape(x, second);
            }
            Ok((with(x, rank - 1, second[rank - 1]), DType::F32))
        }
        Op::Conv2d { stride, dilation } => {
            float(args)?;
            conv2d(x, second, *stride, *dilation)
                .map_or_else(|| shape(x, second), |dims| Ok((dims, DType::F32)))
        }
        Op::Gather { axis } => {
            let Some(dims) = indexed(x, second, *axis) else {
                return shape(x, second);
            };
            index_type(args)?;
            Ok((dims, dtype))
        }
        Op::ScatterAdd { axis, len } => {
            let fits = indexed(x, second, *axis).is_some_and(|d| d == x);
            if !fits {
                return shape(x, second);
            }
            float(&args[..1])?;
            index_type(args)?;
            Ok((with(x, *axis, *len), DType::F32))
        }
        Op::ArgSort { axis } => {
            float(args)?;
            if *axis < x.len() {
                Ok((x.to_vec(), DType::U32))
            } else {
                shape(x, &[*axis])
            }
        }
    }
}

fn conv2d(x: &[usize], w: &[usize], stride: usize, dilation: usize) -> Option<Dims> {
    if x.len() != 5 || w.len() != 5 || x[0] != w[0] || x[2] != w[2] || stride == 0 || dilation == 0
    {
        return None;
    }
    let windows = |size: usize, taps: usize| {
        let span = taps.checked_sub(1)?.checked_mul(dilation)?.checked_add(1)?;
        Some(size.checked_sub(span)? / stride + 1)
    };
    Some(vec![
        x[0],
        x[1],
        w[1],
        windows(x[3], w[3])?,
        windows(x[4], w[4])?,
    ])
}

/// The result of looking `index` up along `axis`: it has length 1 or the same on every other axis.
fn indexed(x: &[usize], index: &[usize], axis: usize) -> Option<Dims> {
    let fits = x.len() == index.len() && axis > 0 && axis < x.len();
    let off_axis = |k: usize| k == axis || index[k] == 1 || index[k] == x[k];
    (fits && (0..x.len()).all(off_axis)).then(|| with(x, axis, index[axis]))
}

fn with(dims: &[usize], axis: usize, len: usize) -> Dims {
    let mut out = dims.to_vec();
    out[axis] = len;
    out
}

fn float(args: &[(&[usize], DType)]) -> Result<(), Misfit> {
    match args.iter().find(|a| a.1 != DType::F32) {
        Some(a) => Err(Misfit::DType(format!("{:?}", a.1))),
        None => Ok(()),
    }
}

fn index_type(args: &[(&[usize], DType)]) -> Result<(), Misfit> {
    if args[1].1 == DType::U32 {
        Ok(())
    } else {
        Err(Misfit::DType("F32 as an index".into()))
    }
}
