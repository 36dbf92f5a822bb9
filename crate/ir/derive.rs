//! Derived operations: everything that is not a primitive.

use std::f64::consts::{FRAC_PI_2, SQRT_2};

use super::{DType, Graph, Tensor};

/// The smallest positive normal number: what divisors and logarithms are kept above.
const TINY: f64 = f32::MIN_POSITIVE as f64;

impl<'g> Tensor<'g> {
    /// `x > 0 ? x : 0`; the gradient at 0 is 0.
    #[track_caller]
    pub fn relu(self) -> Self {
        let zero = self.graph.constant(0.0);
        zero.lt(self).select(self, zero)
    }

    /// The logistic function `1 / (1 + e⁻ˣ) = ½ (1 + tanh ½x)`.
    #[track_caller]
    pub fn sigmoid(self) -> Self {
        (self * 0.5).tanh() * 0.5 + 0.5
    }

    /// `x · Φ(x)` by its tanh form (Hendrycks and Gimpel 2016).
    #[track_caller]
    pub fn gelu(self) -> Self {
        let inner =
            (self + self * self * self * 0.044_715) * (2.0 / SQRT_2 / std::f64::consts::PI.sqrt());
        self * (inner.tanh() + 1.0) * 0.5
    }

    /// The cosine, in radians.
    #[track_caller]
    pub fn cos(self) -> Self {
        (self + FRAC_PI_2).sin()
    }

    /// `1 / x`.
    #[track_caller]
    pub fn recip(self) -> Self {
        self.graph.constant(1.0) / self
    }

    /// `x²`.
    #[track_caller]
    pub fn square(self) -> Self {
        self * self
    }

    /// `log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|)`; the gradient is `σ(x)`.
    #[track_caller]
    pub fn softplus(self) -> Self {
        let zero = self.graph.constant(0.0);
        self.max(zero) + ((-self.abs()).exp() + 1.0).log()
    }

    /// `log(1 + x)` for `x > −1`, without loss for small `x`, of which it is
    /// `2 artanh s = 2 (s + s³/3 + …)` with `s = x / (2 + x)`. Nothing in it is an identity
    /// of exact numbers that a shader's compiler could shorten.
    #[track_caller]
    pub fn log1p(self) -> Self {
        let zero = self.graph.constant(0.0);
        let near = self.abs().lt(self.graph.constant(0.25));
        let small = near.select(self, zero);
        let s = small / (small + 2.0);
        let square = s * s;
        let last = self.graph.constant(1.0 / 9.0);
        let terms = [7.0, 5.0, 3.0, 1.0].iter();
        let series = terms.fold(last, |rest, n| rest * square + 1.0 / n);
        near.select(s * 2.0 * series, (self + 1.0).log())
    }

    /// `eˣ − 1`, without loss for small `x`: `2t / (1 − t)` with `t = tanh ½x`.
    #[track_caller]
    pub fn expm1(self) -> Self {
        let zero = self.graph.constant(0.0);
        let near = self.abs().lt(self.graph.constant(0.5));
        let tanh = (near.select(self, zero) * 0.5).tanh();
        near.select(tanh * 2.0 / (-tanh + 1.0), self.exp() - 1.0)
    }

    /// `|x|`, by `max(x, −x)`; the gradient at 0 is 0.
    #[track_caller]
    pub fn abs(self) -> Self {
        self.max(-self)
    }

    /// `max(x, least)`.
    #[track_caller]
    pub fn at_least(self, least: f64) -> Self {
        self.max(self.graph.constant(least))
    }

    /// `(1 − t) self + t other`: exactly the ends at 0 and 1, where both are finite.
    #[track_caller]
    pub fn lerp(self, other: Self, t: Self) -> Self {
        self * (-t + 1.0) + other * t
    }

    /// `self mod n` for integers and `n ≥ 1`: they wrap, so `x + ⌊x / n⌋ · (2³² − n)`.
    #[track_caller]
    pub fn modulo(self, n: u32) -> Self {
        let whole = |n| self.graph.constant_u32(n);
        self + self / whole(n) * whole(n.wrapping_neg())
    }

    /// The smaller of two, elementwise.
    #[track_caller]
    pub fn min(self, rhs: Self) -> Self {
        -(-self).max(-rhs)
    }

    /// The logarithm of `max(x, tiny)`: finite for every finite `x`.
    #[track_caller]
    pub fn log_safe(self) -> Self {
        self.at_least(TINY).log()
    }

    /// The square root of the sum of squares along `axes`, which stay with length 1;
    /// the gradient at 0 is 0.
    #[track_caller]
    pub fn norm(self, axes: &[usize]) -> Self {
        let (zero, one) = (self.graph.constant(0.0), self.graph.constant(1.0));
        let square = self.square().sum(axes);
        let none = square.eq(zero);
        none.select(zero, none.select(one, square).sqrt())
    }

    /// The mean along `axes`, which stay with length 1.
    #[track_caller]
    pub fn mean(self, axes: &[usize]) -> Self {
        let dims = self.dims();
        let n: usize = axes.iter().filter_map(|&a| dims.get(a)).product();
        (self * (1.0 / n as f64)).sum(axes)
    }

    /// The sum of all of a member's elements, `[M]`.
    #[track_caller]
    pub fn sum_all(self) -> Self {
        let data: Vec<_> = (1..self.rank()).collect();
        self.sum(&data).reshape(&[])
    }

    /// The mean of all of a member's elements, `[M]`.
    #[track_caller]
    pub fn mean_all(self) -> Self {
        let data: Vec<_> = (1..self.rank()).collect();
        self.mean(&data).reshape(&[])
    }

    /// The sum over members, `[1, …]`.
    #[track_caller]
    pub fn sum_members(self) -> Self {
        self.sum(&[0])
    }

    /// The mean over members, `[1, …]`: summed first, so that what cancels does so exactly.
    #[track_caller]
    pub fn mean_members(self) -> Self {
        self.sum_members() / self.dim(0).max(1) as f64
    }

    /// The maximum over members, `[1, …]`.
    #[track_caller]
    pub fn max_members(self) -> Self {
        self.maximum(&[0])
    }

    /// Member `i` alone, `[1, …]`.
    #[track_caller]
    pub fn member(self, i: usize) -> Self {
        self.narrow(0, i, 1)
    }

    /// Logarithms of `softmax` along the last axis; shifting the logits changes nothing.
    #[track_caller]
    pub fn log_softmax(self) -> Self {
        let last = self.rank() - 1;
        if last == 0 {
            return self.graph.misfit("log_softmax", &self.dims(), &[]);
        }
        let z = self - self.detach().maximum(&[last]);
        z - z.exp().sum(&[last]).log()
    }

    /// `log Σ exp` along the last axis, which stays with length 1.
    #[track_caller]
    pub fn log_sum_exp(self) -> Self {
        let last = self.rank() - 1;
        if last == 0 {
            return self.graph.misfit("log_sum_exp", &self.dims(), &[]);
        }
        let top = self.detach().maximum(&[last]);
        (self - top).exp().sum(&[last]).log() + top
    }

    /// Probabilities along the last axis.
    #[track_caller]
    pub fn softmax(self) -> Self {
        let last = self.rank() - 1;
        if last == 0 {
            return self.graph.misfit("softmax", &self.dims(), &[]);
        }
        let e = (self - self.detach().maximum(&[last])).exp();
        e / e.sum(&[last])
    }

    /// The position of the largest element along the last axis, the lowest of equal
    /// ones, as `U32` with that axis of length 1.
    #[track_caller]
    pub fn argmax(self) -> Self {
        let last = self.rank() - 1;
        if last == 0 {
            return self.graph.misfit("argmax", &self.dims(), &[]);
        }
        let n = self.dims()[last];
        let hit = self.eq(self.maximum(&[last]));
        let mut shape = vec![1; last];
        shape[last - 1] = n;
        // The highest of n − position is the lowest position.
        let backwards = -self.graph.iota(last, &shape).cast(DType::F32) + n as f64;
        let best = (hit * backwards).maximum(&[last]);
        (-best + n as f64).cast(DType::U32)
    }

    /// 1 at the position that each element of `self` (`U32`, last axis of length 1) names, 0
    /// elsewhere: `[…, n]`.
    #[track_caller]
    pub fn one_hot(self, n: usize) -> Self {
        let last = self.rank() - 1;
        if last == 0 {
            return self.graph.misfit("one_hot", &self.dims(), &[n]);
        }
        let mut shape = vec![1; last];
        shape[last - 1] = n;
        self.graph.iota(last, &shape).eq(self)
    }

    /// The element of the last axis that `index` (`U32`, length 1 there) points to.
    #[track_caller]
    pub fn pick(self, index: Self) -> Self {
        self.gather(self.rank() - 1, index)
    }

    /// Tensors end to end along `axis` (≥ 1).
    #[track_caller]
    pub fn concat(graph: &'g Graph, parts: &[Self], axis: usize) -> Self {
        let len = |t: &Self| t.dims().get(axis).copied().unwrap_or(0);
        let total: usize = parts.iter().map(len).sum();
        let mut before = 0;
        let padded = parts.iter().map(|t| {
            let lo = before;
            before += len(t);
            t.pad(axis, lo, total - before, 0)
        });
        padded
            .reduce(|a, b| a + b)
            .unwrap_or_else(|| graph.misfit("concat", &[], &[axis]))
    }

    /// Non-overlapping `size × size` maxima of `[M, B, C, H, W]`; rests are cut off.
    #[track_caller]
    pub fn max_pool(self, size: usize) -> Self {
        let d = self.dims();
        if d.len() != 5 || size == 0 || d[3] < size || d[4] < size {
            return self.graph.misfit("max_pool", &d, &[size, size]);
        }
        let (h, w) = (d[3] / size, d[4] / size);
        let whole = self.narrow(3, 0, h * size).narrow(4, 0, w * size);
        whole
            .reshape(&[d[1], d[2], h, size, w, size])
            .maximum(&[4, 6])
            .reshape(&[d[1], d[2], h, w])
    }

    /// Zeros around the last two axes.
    #[track_caller]
    pub fn pad_image(self, margin: usize) -> Self {
        let rank = self.rank();
        if rank < 3 {
            return self.graph.misfit("pad_image", &self.dims(), &[]);
        }
        self.pad(rank - 2, margin, margin, 0)
            .pad(rank - 1, margin, margin, 0)
    }

    /// The positions of the `k` largest along the last axis, largest first (`U32`).
    #[track_caller]
    pub fn top_k(self, k: usize) -> Self {
        let last = self.rank() - 1;
        (-self).argsort(last).narrow(last, 0, k)
    }
}
