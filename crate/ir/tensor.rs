//! The primitive operations as methods, with broadcasting written out.

use std::ops;

use super::{DType, Graph, Node, NodeId, Op, ReduceKind, Tensor, shape};

impl<'g> Tensor<'g> {
    /// The graph it belongs to.
    pub fn graph(self) -> &'g Graph {
        self.graph
    }

    /// Its node's place in the graph.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// A copy of its node.
    pub fn node(self) -> Node {
        self.graph.nodes()[self.id].clone()
    }

    /// Its dimensions, the member axis first.
    pub fn dims(self) -> Vec<usize> {
        self.graph.nodes()[self.id].dims.clone()
    }

    /// The length of an axis; 1 where there is none, as in a poisoned graph.
    pub fn dim(self, axis: usize) -> usize {
        self.dims().get(axis).copied().unwrap_or(1)
    }

    /// Its number of axes, the member axis included.
    pub fn rank(self) -> usize {
        self.graph.nodes()[self.id].dims.len()
    }

    /// The type of its elements.
    pub fn dtype(self) -> DType {
        self.graph.nodes()[self.id].dtype
    }

    pub(crate) fn at(self, id: NodeId) -> Self {
        Tensor {
            graph: self.graph,
            id,
        }
    }

    #[track_caller]
    fn unary(self, op: Op) -> Self {
        self.graph.push(op, &[self])
    }

    #[track_caller]
    fn binary(self, op: Op, rhs: Self) -> Self {
        let (left, right) = (self.dims(), rhs.dims());
        let Some(dims) = shape::broadcast(&left, &right) else {
            return self.graph.misfit(op.name(), &left, &right);
        };
        let (a, b) = (self.expand(&dims), rhs.expand(&dims));
        self.graph.push(op, &[a, b])
    }

    /// `eˣ`.
    #[track_caller]
    pub fn exp(self) -> Self {
        self.unary(Op::Exp)
    }

    /// The natural logarithm, −∞ at 0 and NaN below: see [`Tensor::log_safe`].
    #[track_caller]
    pub fn log(self) -> Self {
        self.unary(Op::Log)
    }

    /// The square root.
    #[track_caller]
    pub fn sqrt(self) -> Self {
        self.unary(Op::Sqrt)
    }

    /// The sine, in radians.
    #[track_caller]
    pub fn sin(self) -> Self {
        self.unary(Op::Sin)
    }

    /// The hyperbolic tangent.
    #[track_caller]
    pub fn tanh(self) -> Self {
        self.unary(Op::Tanh)
    }

    /// The largest integer not above; no gradient.
    #[track_caller]
    pub fn floor(self) -> Self {
        self.unary(Op::Floor)
    }

    /// 1 where finite, else 0; no gradient.
    #[track_caller]
    pub fn is_finite(self) -> Self {
        self.unary(Op::IsFinite)
    }

    /// The same values with no gradient.
    #[track_caller]
    pub fn detach(self) -> Self {
        self.unary(Op::Detach)
    }

    /// Conversion to another element type; no gradient between types.
    #[track_caller]
    pub fn cast(self, to: DType) -> Self {
        if self.dtype() == to {
            self
        } else {
            self.unary(Op::Cast(to))
        }
    }

    /// The larger of two, elementwise; a tie shares the gradient.
    #[track_caller]
    pub fn max(self, rhs: Self) -> Self {
        self.binary(Op::Max, rhs)
    }

    /// 1 where `self < rhs`, else 0.
    #[track_caller]
    pub fn lt(self, rhs: Self) -> Self {
        self.binary(Op::Lt, rhs)
    }

    /// 1 where both are equal, else 0.
    #[track_caller]
    pub fn eq(self, rhs: Self) -> Self {
        self.binary(Op::Eq, rhs)
    }

    /// `self ≠ 0 ? a : b`. What is not chosen does not count, NaN included.
    #[track_caller]
    pub fn select(self, a: Self, b: Self) -> Self {
        let (c, x, y) = (self.dims(), a.dims(), b.dims());
        let dims = shape::broadcast(&x, &y).and_then(|d| shape::broadcast(&c, &d));
        let Some(dims) = dims else {
            return self.graph.misfit("select", &x, &y);
        };
        let args = [self, a, b].map(|t| t.expand(&dims));
        self.graph.push(Op::Select, &args)
    }

    /// Repeats axes of length 1 up to `dims` (the member axis first).
    #[track_caller]
    pub fn expand(self, dims: &[usize]) -> Self {
        let own = self.dims();
        if own == dims {
            return self;
        }
        let aligned = if own.len() < dims.len() {
            self.reshape_all(&shape::with_rank(&own, dims.len()))
        } else {
            self
        };
        if aligned.dims() == dims {
            aligned
        } else {
            aligned.unary(Op::Expand(dims.into()))
        }
    }

    /// The same elements under other data dimensions; members stay apart.
    #[track_caller]
    pub fn reshape(self, shape: &[usize]) -> Self {
        let members = self.dims()[0];
        self.reshape_all(&[&[members], shape].concat())
    }

    /// The same elements under other dimensions, the member axis included.
    #[track_caller]
    pub(crate) fn reshape_all(self, dims: &[usize]) -> Self {
        if self.dims() == dims {
            self
        } else {
            self.unary(Op::Reshape(dims.into()))
        }
    }

    /// Axis `k` of the result is axis `p[k]`; `p[0]` must be 0.
    #[track_caller]
    pub fn permute(self, p: &[usize]) -> Self {
        if p.iter().enumerate().all(|(i, &k)| i == k) && p.len() == self.rank() {
            return self;
        }
        self.unary(Op::Permute(p.into()))
    }

    /// The last two axes exchanged.
    #[track_caller]
    pub fn t(self) -> Self {
        let rank = self.rank();
        if rank < 3 {
            return self.graph.misfit("t", &self.dims(), &[]);
        }
        let mut p: Vec<_> = (0..rank).collect();
        p.swap(rank - 1, rank - 2);
        self.permute(&p)
    }

    /// `len` elements along `axis` from `start` on, `step` apart.
    #[track_caller]
    pub fn slice(self, axis: usize, start: usize, len: usize, step: isize) -> Self {
        if start == 0 && step == 1 && self.dims().get(axis) == Some(&len) {
            return self;
        }
        self.unary(Op::Slice {
            axis,
            start,
            len,
            step,
        })
    }

    /// The elements `start .. start + len` along `axis`.
    #[track_caller]
    pub fn narrow(self, axis: usize, start: usize, len: usize) -> Self {
        self.slice(axis, start, len, 1)
    }

    /// The same elements backwards along `axis`.
    #[track_caller]
    pub fn flip(self, axis: usize) -> Self {
        match self.dims().get(axis) {
            Some(&1) => self,
            Some(&n) if n > 1 => self.slice(axis, n - 1, n, -1),
            _ => self.graph.misfit("flip", &self.dims(), &[axis]),
        }
    }

    /// Zeros along `axis`: before, after, and between neighbours.
    #[track_caller]
    pub fn pad(self, axis: usize, lo: usize, hi: usize, interior: usize) -> Self {
        if (lo, hi, interior) == (0, 0, 0) {
            self
        } else {
            self.unary(Op::Pad {
                axis,
                lo,
                hi,
                interior,
            })
        }
    }

    /// Combines along `axes`, which stay with length 1.
    #[track_caller]
    pub(crate) fn reduce(self, kind: ReduceKind, axes: &[usize]) -> Self {
        let dims = self.dims();
        let axes: Vec<usize> = axes
            .iter()
            .copied()
            .filter(|&a| dims.get(a) != Some(&1))
            .collect();
        if axes.is_empty() {
            self
        } else {
            self.unary(Op::Reduce { kind, axes })
        }
    }

    /// The sum along `axes`, which stay with length 1.
    #[track_caller]
    pub fn sum(self, axes: &[usize]) -> Self {
        self.reduce(ReduceKind::Sum, axes)
    }

    /// The maximum along `axes`, which stay with length 1; ties share the gradient.
    #[track_caller]
    pub fn maximum(self, axes: &[usize]) -> Self {
        self.reduce(ReduceKind::Max, axes)
    }

    /// The product of matrices in the last two axes; the axes before them broadcast.
    #[track_caller]
    pub fn matmul(self, rhs: Self) -> Self {
        let (a, b) = (self.dims(), rhs.dims());
        if a.len() < 3 || b.len() < 3 {
            return self.graph.misfit("matmul", &a, &b);
        }
        let (la, lb) = (a.len() - 2, b.len() - 2);
        let Some(batch) = shape::broadcast(&a[..la], &b[..lb]) else {
            return self.graph.misfit("matmul", &a, &b);
        };
        let x = self.expand(&[&batch[..], &a[la..]].concat());
        let y = rhs.expand(&[&batch[..], &b[lb..]].concat());
        self.graph.push(Op::MatMul, &[x, y])
    }

    /// Valid cross-correlation: x `[M, B, Ci, H, W]`, w `[M, Co, Ci, kh, kw]` →
    /// `[M, B, Co, Ho, Wo]`.
    #[track_caller]
    pub fn conv2d(self, w: Self, stride: usize, dilation: usize) -> Self {
        let (mut x_dims, mut w_dims) = (self.dims(), w.dims());
        let members = x_dims[0].max(w_dims[0]);
        (x_dims[0], w_dims[0]) = (members, members);
        let (x, w) = (self.expand(&x_dims), w.expand(&w_dims));
        self.graph.push(Op::Conv2d { stride, dilation }, &[x, w])
    }

    /// `out[.., j, ..] = self[.., index[.., j, ..], ..]` along `axis`; out of range reads 0.
    #[track_caller]
    pub fn gather(self, axis: usize, index: Self) -> Self {
        let (mut x, i) = (self.dims(), index.dims());
        if x.len() != i.len() {
            return self.graph.misfit("gather", &x, &i);
        }
        for (k, (x, &i)) in x.iter_mut().zip(&i).enumerate() {
            if k != axis && *x == 1 {
                *x = i;
            }
        }
        self.graph
            .push(Op::Gather { axis }, &[self.expand(&x), index])
    }

    /// Adds each element to where `index` points along `axis`, which gets length `len`.
    #[track_caller]
    pub fn scatter_add(self, axis: usize, index: Self, len: usize) -> Self {
        self.graph
            .push(Op::ScatterAdd { axis, len }, &[self, index])
    }

    /// The stable ascending order along `axis`, as positions (`U32`); NaN last.
    #[track_caller]
    pub fn argsort(self, axis: usize) -> Self {
        self.unary(Op::ArgSort { axis })
    }
}

macro_rules! arithmetic {
    ($($tr:ident $f:ident $op:expr;)*) => { $(
        impl<'g> ops::$tr for Tensor<'g> {
            type Output = Self;
            #[track_caller]
            fn $f(self, rhs: Self) -> Self {
                self.binary($op, rhs)
            }
        }
        impl<'g> ops::$tr<f64> for Tensor<'g> {
            type Output = Self;
            #[track_caller]
            fn $f(self, rhs: f64) -> Self {
                ops::$tr::$f(self, self.graph.constant(rhs))
            }
        }
    )* };
}
arithmetic! { Add add Op::Add; Div div Op::Div; }

impl ops::Mul for Tensor<'_> {
    type Output = Self;
    #[track_caller]
    fn mul(self, rhs: Self) -> Self {
        self.binary(Op::Mul, rhs)
    }
}
impl ops::Mul<f64> for Tensor<'_> {
    type Output = Self;
    #[track_caller]
    fn mul(self, rhs: f64) -> Self {
        if rhs.to_bits() == 1f64.to_bits() {
            self
        } else {
            self.binary(Op::Mul, self.graph.constant(rhs))
        }
    }
}
impl ops::Neg for Tensor<'_> {
    type Output = Self;
    #[track_caller]
    fn neg(self) -> Self {
        self * -1.0
    }
}
impl ops::Sub for Tensor<'_> {
    type Output = Self;
    #[track_caller]
    fn sub(self, rhs: Self) -> Self {
        self + -rhs
    }
}
impl ops::Sub<f64> for Tensor<'_> {
    type Output = Self;
    #[track_caller]
    fn sub(self, rhs: f64) -> Self {
        self + -rhs
    }
}
