//! Merging checkpoints: one model out of several that started from the same weights.
//!
//! A merge of one tensor has two parts. A [`Survey`] looks at the whole tensor, chunk after chunk,
//! as often as the method asks, and yields a [`Recipe`]; the recipe is then applied, element by
//! element, to chunk after chunk. A tensor that does not fit in memory and a short vector take
//! the same way: the functions on whole vectors are both parts on one chunk.
//!
//! `δ_m = θ_m − θ_0` is a member's difference from the base, its *task vector*. Sums are made in
//! 64 bits and rounded once, to the [`Weight`]'s own type.

mod blend;
mod deltas;
mod fisher;
mod gram;
mod rank;
mod recipe;
mod survey;
mod weight;
mod whole;

pub use fisher::fisher_diagonal_linear;
pub use rank::{kept, trim_by_magnitude};
pub use recipe::Recipe;
pub use survey::Survey;
pub use weight::Weight;
pub use whole::{
    Stock, dare_merge, fisher_merge, linear_merge, model_stock_merge, slerp_merge,
    task_arithmetic_merge, ties_merge,
};

/// Sums of weights smaller than this are taken as zero: nothing is divided by them.
pub const MIN_SUM: f64 = 1e-8;

/// The cosine above which SLERP usually takes two models as parallel.
pub const PARALLEL: f64 = 0.9995;

/// The norm up to which SLERP usually does not divide.
pub const MIN_NORM: f64 = 1e-8;

/// The usual least Fisher information of a weight.
pub const MIN_FISHER: f64 = 1e-8;

/// How members become one model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// `Σ w_m θ_m`, divided by `Σ w_m` if `normalize`.
    ///
    /// Source: Wortsman et al. 2022, arXiv:2203.05482.
    Linear {
        /// Divide by the sum of weights.
        normalize: bool,
    },
    /// Along the great circle from the first of two models to the second:
    /// `[sin((1−t)ω) θ_a + sin(tω) θ_b] / sin ω`, `ω` the angle between them; the straight line
    /// where the cosine's size exceeds `dot_threshold`. The coefficients have no effect.
    ///
    /// Source: Shoemake 1985, *Animating rotation with quaternion curves*.
    Slerp {
        /// From 0, the first, to 1, the second.
        t: f64,
        /// From which cosine on the two count as parallel; usually [`PARALLEL`].
        dot_threshold: f64,
        /// A norm up to this is not divided by; usually [`MIN_NORM`].
        eps: f64,
    },
    /// `θ_0 + scale · consensus_m(w_m · sparsify(δ_m))`: task arithmetic, TIES and DARE.
    Deltas {
        /// What is left of each difference.
        sparsify: Sparsify,
        /// How the differences become one.
        consensus: Consensus,
        /// The step along the merged difference; 1 is the whole of it.
        scale: f64,
        /// Divide by the sum of the weights that took part.
        normalize: bool,
    },
    /// `t θ̄ + (1 − t) θ_0` with `t = M c / (1 + (M − 1) c)`, `c` the mean cosine of two differences;
    /// `t = 0` where the denominator's size is below 1e-6. The coefficients have no effect.
    ///
    /// The mean over pairs is a convention for more than two members.
    /// Source: Jang, Yun and Han 2024, arXiv:2403.19522.
    ModelStock,
    /// `Σ w_m F_m θ_m / Σ w_m F_m`, each `F_m` at least `floor`.
    ///
    /// Source: Matena and Raffel 2022, arXiv:2111.09832.
    Fisher {
        /// The least Fisher information of a weight, above 0; usually [`MIN_FISHER`].
        floor: f64,
    },
}

impl Method {
    /// Whether the method starts from the weights all members were fine-tuned from.
    pub fn needs_base(&self) -> bool {
        matches!(self, Method::Deltas { .. } | Method::ModelStock)
    }
}

/// What is left of a difference before it is combined with the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sparsify {
    /// All of it: task arithmetic. Source: Ilharco et al. 2023, arXiv:2212.04089.
    Keep,
    /// The [`kept`] entries of largest magnitude: TIES. Magnitudes are compared as numbers of
    /// the [`Weight`]'s type; of equal ones the first stay. Source: Yadav et al. 2023, arXiv:2306.01708.
    Trim {
        /// Above 0, at most 1.
        density: f64,
    },
    /// The entries that a mask keeps, enlarged: DARE. Source: Yu et al. 2024, arXiv:2311.03099.
    Drop {
        /// The share of entries that masks keep: above 0, at most 1.
        density: f64,
        /// By what kept entries are multiplied.
        rescale: Rescale,
    },
}

/// By what the entries that DARE keeps are multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescale {
    /// `1 / density`: the expectation stays.
    InverseDensity,
    /// `Σ |δ| / Σ |kept δ|` of the tensor: its L1 norm stays. 1 where nothing is kept.
    L1,
    /// 1.
    Nothing,
}

/// How weighted differences become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consensus {
    /// `Σ w_m δ_m`; normalised by `Σ w_m`.
    Sum,
    /// TIES: the sign of `Σ w_m δ_m` is elected, + where it is 0, and only entries of that sign are
    /// added; normalised by the sum of *their* weights, or by 1 where that is 0.
    Elect,
}

/// The same stretch of one tensor in every file that a merge reads.
///
/// All slices have the same length. What the method does not read may be empty.
/// Results do not depend on how a tensor is cut, as long as all chunks but the last have a
/// multiple of 8 elements.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chunk<'a, T = f32> {
    /// The weights before fine-tuning.
    pub base: &'a [T],
    /// The members' weights, at least one.
    pub models: &'a [&'a [T]],
    /// The members' Fisher information, each at least 0.
    pub fishers: &'a [&'a [T]],
    /// What DARE keeps of the members' differences.
    pub keep: &'a [&'a [bool]],
}

impl<T> Chunk<'_, T> {
    /// The number of elements.
    pub fn len(&self) -> usize {
        self.models.first().map_or(0, |m| m.len())
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
