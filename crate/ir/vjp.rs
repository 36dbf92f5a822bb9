//! One gradient rule per operation, each written in primitives; so gradients
//! have gradients.

use super::{DType, NodeId, Op, ReduceKind, Tensor};

/// The gradients of `Σ loss` (over members and elements) with respect to `wrt`.
///
/// Members stay apart unless the graph mixes them. What the loss does not depend
/// on has gradient 0.
#[track_caller]
pub fn grad<'g>(loss: Tensor<'g>, wrt: &[Tensor<'g>]) -> Vec<Tensor<'g>> {
    let graph = loss.graph();
    if !wrt.iter().all(|w| graph.owns(*w, "grad")) {
        return vec![loss; wrt.len()];
    }
    let end = loss.id() + 1;
    let live = depends_on(loss, wrt);
    let mut cotangents: Vec<Option<Tensor<'g>>> = vec![None; end];
    cotangents[loss.id()] = Some(graph.constant(1.0).expand(&loss.dims()));
    for id in (0..end).rev().filter(|&id| live[id]) {
        let Some(ct) = cotangents[id] else { continue };
        let y = loss.at(id);
        for (arg, share) in y.node().args.into_iter().zip(rule(y, ct)) {
            let (Some(share), true) = (share, live[arg]) else {
                continue;
            };
            let sum = cotangents[arg].map_or(share, |sum| sum + share);
            cotangents[arg] = Some(sum);
        }
    }
    let zero = |w: &Tensor<'g>| graph.constant(0.0).expand(&w.dims());
    wrt.iter()
        .map(|w| {
            cotangents
                .get(w.id())
                .copied()
                .flatten()
                .unwrap_or_else(|| zero(w))
        })
        .collect()
}

/// Which nodes up to `loss` depend on one of `wrt`.
fn depends_on(loss: Tensor, wrt: &[Tensor]) -> Vec<bool> {
    let nodes = loss.graph().nodes();
    let mut live = vec![false; loss.id() + 1];
    for id in 0..live.len() {
        live[id] = wrt.iter().any(|w| w.id() == id) || nodes[id].args.iter().any(|&a| live[a]);
    }
    live
}

/// The cotangent of each argument of `y`; `None` where there is no gradient.
#[allow(
    clippy::too_many_lines,
    reason = "the one table of rules, a line or two each"
)]
fn rule<'g>(y: Tensor<'g>, ct: Tensor<'g>) -> Vec<Option<Tensor<'g>>> {
    let node = y.node();
    let arg = |i: usize| y.at(node.args[i]);
    match &node.op {
        Op::Exp => vec![Some(ct * y)],
        Op::Log => vec![Some(ct / arg(0))],
        Op::Sqrt => vec![Some(ct / (y * 2.0))],
        Op::Sin => vec![Some(ct * arg(0).cos())],
        Op::Tanh => vec![Some(ct * (-(y * y) + 1.0))],
        Op::Add => vec![Some(ct), Some(ct)],
        Op::Mul => vec![Some(ct * arg(1)), Some(ct * arg(0))],
        Op::Div => vec![Some(ct / arg(1)), Some(-(ct * y) / arg(1))],
        Op::Max => {
            let first = arg(1).lt(arg(0)) + arg(0).eq(arg(1)) * 0.5;
            vec![Some(ct * first), Some(ct * (-first + 1.0))]
        }
        Op::Select => {
            let zero = ct.graph().constant(0.0);
            vec![
                None,
                Some(arg(0).select(ct, zero)),
                Some(arg(0).select(zero, ct)),
            ]
        }
        Op::Reshape(_) => vec![Some(ct.reshape_all(&arg(0).dims()))],
        Op::Permute(p) => {
            let mut back = vec![0; p.len()];
            p.iter().enumerate().for_each(|(i, &k)| back[k] = i);
            vec![Some(ct.permute(&back))]
        }
        Op::Expand(_) => {
            let from = arg(0).dims();
            let repeated: Vec<_> = (0..from.len())
                .filter(|&k| from[k] != node.dims[k])
                .collect();
            vec![Some(ct.reduce(ReduceKind::Sum, &repeated))]
        }
        Op::Slice {
            axis,
            start,
            len,
            step,
        } => {
            vec![Some(slice_rule(
                ct,
                arg(0).dims()[*axis],
                *axis,
                *start,
                *len,
                *step,
            ))]
        }
        Op::Pad {
            axis, lo, interior, ..
        } => {
            vec![Some(ct.slice(
                *axis,
                *lo,
                arg(0).dims()[*axis],
                *interior as isize + 1,
            ))]
        }
        Op::Reduce {
            kind: ReduceKind::Sum,
            ..
        } => vec![Some(ct.expand(&arg(0).dims()))],
        Op::Reduce {
            kind: ReduceKind::Max,
            axes,
        } => {
            let hit = arg(0).eq(y).detach();
            vec![Some(hit * (ct / hit.reduce(ReduceKind::Sum, axes)))]
        }
        Op::MatMul => vec![Some(ct.matmul(arg(1).t())), Some(arg(0).t().matmul(ct))],
        Op::Conv2d { stride, dilation } => {
            let (dx, dw) = conv2d_rule(arg(0), arg(1), ct, *stride, *dilation);
            vec![Some(dx), Some(dw)]
        }
        Op::Gather { axis } if node.dtype == DType::F32 => {
            vec![
                Some(ct.scatter_add(*axis, arg(1), arg(0).dims()[*axis])),
                None,
            ]
        }
        Op::ScatterAdd { axis, .. } => vec![Some(ct.gather(*axis, arg(1))), None],
        _ => vec![None; node.args.len()],
    }
}

fn slice_rule(
    ct: Tensor<'_>,
    size: usize,
    axis: usize,
    start: usize,
    len: usize,
    step: isize,
) -> Tensor<'_> {
    let backwards = step < 0;
    let last = (start as isize + (len as isize - 1) * step) as usize;
    let (ct, first) = if backwards {
        (ct.flip(axis), last)
    } else {
        (ct, start)
    };
    let gap = step.unsigned_abs();
    ct.pad(axis, first, size - first - (len - 1) * gap - 1, gap - 1)
}

/// Both gradients of a convolution are convolutions: of the spread-out cotangent with
/// the flipped kernel, and of the input with the cotangent.
fn conv2d_rule<'g>(
    x: Tensor<'g>,
    w: Tensor<'g>,
    ct: Tensor<'g>,
    stride: usize,
    dilation: usize,
) -> (Tensor<'g>, Tensor<'g>) {
    let (x_dims, w_dims) = (x.dims(), w.dims());
    let mut spread = ct;
    for k in [3, 4] {
        let span = (w_dims[k] - 1) * dilation;
        let rest = (x_dims[k] - span - 1) % stride;
        spread = spread.pad(k, span, span + rest, stride - 1);
    }
    let exchanged = [0, 2, 1, 3, 4];
    let dx = spread.conv2d(w.permute(&exchanged).flip(3).flip(4), 1, dilation);
    let dw = x
        .permute(&exchanged)
        .conv2d(ct.permute(&exchanged), dilation, stride)
        .permute(&exchanged);
    (dx, dw.narrow(3, 0, w_dims[3]).narrow(4, 0, w_dims[4]))
}

/// The nodes that `roots` are computed from, themselves included.
pub(crate) fn ancestors(
    nodes: &[super::Node],
    roots: impl IntoIterator<Item = NodeId>,
) -> Vec<bool> {
    let mut live = vec![false; nodes.len()];
    let mut open: Vec<NodeId> = roots.into_iter().collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut live[id], true) {
            open.extend(&nodes[id].args);
        }
    }
    live
}
