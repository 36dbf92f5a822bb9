//! The operations of the graph: four leaves and twenty-seven primitives.
//!
//! Everything else is derived from these in [`super::derive`], so that there is
//! one shape rule, one gradient rule and one kernel for each.

/// The type of an element. Masks are `F32` holding 0 or 1; labels, indices and
/// keys are `U32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DType {
    /// IEEE 754 single precision.
    F32,
    /// Unsigned 32-bit integer; addition and multiplication wrap.
    U32,
}

/// What a reduction combines its elements with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReduceKind {
    /// The sum; of nothing, 0.
    Sum,
    /// The largest element; of nothing, −∞.
    Max,
}

/// A node's operation. Its arguments stand beside it in [`super::Node`].
///
/// Arguments of elementwise operations have equal dimensions: broadcasting is
/// written out as [`Op::Expand`] when the graph is built.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    // ── leaves ──
    /// A value given from outside, by name.
    Input {
        /// The name it is bound by.
        name: String,
        /// Its dimensions, the member axis first.
        dims: Vec<usize>,
        /// The type of its elements.
        dtype: DType,
    },
    /// One number, dimensions `[1]`: the bits of an `f64` (`F32`) or an integer (`U32`).
    Const(u64, DType),
    /// Positions along `axis`, as `U32`.
    Iota {
        /// The axis that is counted along.
        axis: usize,
        /// The dimensions of the result.
        dims: Vec<usize>,
    },
    /// Uniform numbers in `[0, 1)` with 24 bits, from Threefry-2×32 keyed by
    /// (member seed, `stream`) and counted by (step, element). Arguments: seeds
    /// `[M]` and step `[1]`, both `U32`.
    Uniform {
        /// The hash of the stream's name.
        stream: u32,
        /// The dimensions of the result.
        dims: Vec<usize>,
    },
    // ── unary ──
    /// `eˣ`.
    Exp,
    /// The natural logarithm; −∞ at 0, NaN below.
    Log,
    /// The square root.
    Sqrt,
    /// The sine of an angle in radians; beyond 10⁵ only known to lie in `[-1, 1]`.
    Sin,
    /// The hyperbolic tangent.
    Tanh,
    /// The largest integer not above.
    Floor,
    /// 1 where the stored word is a finite number, else 0.
    IsFinite,
    /// Conversion: `F32` to `U32` truncates and saturates (NaN gives 0).
    Cast(DType),
    /// The identity, with no gradient.
    Detach,
    // ── binary ──
    /// `a + b`.
    Add,
    /// `a · b`.
    Mul,
    /// `a / b`; integers truncate, and division by 0 gives `a`.
    Div,
    /// `a < b ? b : a`.
    Max,
    /// 1 where `a < b`, else 0, as `F32`.
    Lt,
    /// 1 where `a = b`, else 0, as `F32`.
    Eq,
    // ── ternary ──
    /// `c ≠ 0 ? a : b`, for arguments `c` (`F32`), `a`, `b`.
    Select,
    // ── movement ──
    /// The same elements in row-major order under other dimensions.
    Reshape(Vec<usize>),
    /// Axis `k` of the result is axis `p[k]` of the argument; axis 0 stays.
    Permute(Vec<usize>),
    /// Repeats axes of length 1 up to the given dimensions.
    Expand(Vec<usize>),
    /// `len` elements along `axis`: `start`, `start + step`, …
    Slice {
        /// The axis that is cut.
        axis: usize,
        /// The first position taken.
        start: usize,
        /// How many are taken.
        len: usize,
        /// The distance between them; negative walks backwards.
        step: isize,
    },
    /// Zeros along `axis`: `lo` before, `hi` after, `interior` between neighbours.
    Pad {
        /// The axis that grows.
        axis: usize,
        /// Zeros before.
        lo: usize,
        /// Zeros after.
        hi: usize,
        /// Zeros between two neighbours.
        interior: usize,
    },
    // ── reduce ──
    /// Combines along `axes`, which stay with length 1.
    Reduce {
        /// Sum or maximum.
        kind: ReduceKind,
        /// The axes, ascending.
        axes: Vec<usize>,
    },
    // ── contract ──
    /// `out[.., i, j] = Σ_k a[.., i, k] · b[.., k, j]`.
    MatMul,
    /// Valid cross-correlation: x `[M, B, Ci, H, W]`, w `[M, Co, Ci, kh, kw]` →
    /// `[M, B, Co, Ho, Wo]`. Padding is [`Op::Pad`].
    Conv2d {
        /// The distance between two windows.
        stride: usize,
        /// The distance between two taps of a window.
        dilation: usize,
    },
    // ── index ──
    /// `out[.., j, ..] = x[.., index[.., j, ..], ..]` along `axis`; out of range
    /// reads 0, so `u32::MAX` spells "no row". The index has length 1 or the
    /// result's length on every other axis.
    Gather {
        /// The axis that is looked up.
        axis: usize,
    },
    /// `out[.., index[.., j, ..], ..] += x[.., j, ..]` along `axis`, `j` ascending;
    /// out of range is left out.
    ScatterAdd {
        /// The axis that is written to.
        axis: usize,
        /// Its length in the result.
        len: usize,
    },
    /// The stable ascending order along `axis`, as positions; NaN last.
    ArgSort {
        /// The axis that is sorted.
        axis: usize,
    },
}

impl Op {
    /// The operation's name in messages and prints.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Input { .. } => "input",
            Op::Const(..) => "const",
            Op::Iota { .. } => "iota",
            Op::Uniform { .. } => "uniform",
            Op::Exp => "exp",
            Op::Log => "log",
            Op::Sqrt => "sqrt",
            Op::Sin => "sin",
            Op::Tanh => "tanh",
            Op::Floor => "floor",
            Op::IsFinite => "is_finite",
            Op::Cast(_) => "cast",
            Op::Detach => "detach",
            Op::Add => "add",
            Op::Mul => "mul",
            Op::Div => "div",
            Op::Max => "max",
            Op::Lt => "lt",
            Op::Eq => "eq",
            Op::Select => "select",
            Op::Reshape(_) => "reshape",
            Op::Permute(_) => "permute",
            Op::Expand(_) => "expand",
            Op::Slice { .. } => "slice",
            Op::Pad { .. } => "pad",
            Op::Reduce { .. } => "reduce",
            Op::MatMul => "matmul",
            Op::Conv2d { .. } => "conv2d",
            Op::Gather { .. } => "gather",
            Op::ScatterAdd { .. } => "scatter_add",
            Op::ArgSort { .. } => "argsort",
        }
    }

    /// Whether each element of the result depends on the same element of the arguments alone.
    pub fn is_elementwise(&self) -> bool {
        matches!(
            self,
            Op::Exp
                | Op::Log
                | Op::Sqrt
                | Op::Sin
                | Op::Tanh
                | Op::Floor
                | Op::IsFinite
                | Op::Cast(_)
                | Op::Detach
                | Op::Add
                | Op::Mul
                | Op::Div
                | Op::Max
                | Op::Lt
                | Op::Eq
                | Op::Select
        )
    }
}
