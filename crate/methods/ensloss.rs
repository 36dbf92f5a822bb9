//! Margin losses, and a new random one at every step.
//!
//! Scores and margins are `[M, N]`: one output a row. Source: Dai 2024, arXiv:2409.00908.

use crate::ir::{DType, Tensor};

/// A margin loss `φ(z)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Margin {
    /// `log(1 + e⁻ᶻ)`.
    Logistic,
    /// `max(1 − z, 0)`, with slope 0 at `z = 1`.
    Hinge,
    /// `e⁻ᶻ`.
    Exponential,
    /// `max(1 − z, 0)²`.
    SquaredHinge,
}

impl Margin {
    /// All of them, by name.
    pub const ALL: [(&'static str, Margin); 4] = [
        ("logistic", Margin::Logistic),
        ("hinge", Margin::Hinge),
        ("exponential", Margin::Exponential),
        ("squared_hinge", Margin::SquaredHinge),
    ];

    /// `φ(z)`, elementwise.
    #[track_caller]
    pub fn loss(self, margins: Tensor<'_>) -> Tensor<'_> {
        match self {
            Margin::Logistic => (-margins).softplus(),
            Margin::Hinge => (-margins + 1.0).relu(),
            Margin::Exponential => (-margins).exp(),
            Margin::SquaredHinge => (-margins + 1.0).relu().square(),
        }
    }
}

/// `z = (2y − 1) f`: positive where the sign of the score is right.
///
/// `scores [M, N]`, `targets [M|1, N]` of 0 and 1 → `[M, N]`.
#[track_caller]
pub fn margins<'g>(scores: Tensor<'g>, targets: Tensor<'g>) -> Tensor<'g> {
    (targets * 2.0 - 1.0) * scores
}

/// `B_λ(u) = eᵘ` at `λ = 0`, else `max(1 + λu, 0)^{1/λ}`, elementwise.
///
/// `λ` is a number or one for each member. For `λ < 0` and `1 + λu ≤ 0` the value is infinite;
/// here it is the largest number. Source: Box and Cox 1964.
#[track_caller]
pub fn inverse_box_cox<'g>(u: Tensor<'g>, lambda: Tensor<'g>) -> Tensor<'g> {
    let g = u.graph();
    let (zero, one) = (g.constant(0.0), g.constant(1.0));
    let none = lambda.eq(zero);
    let lambda = none.select(one, lambda);
    let base = lambda * u + 1.0;
    let inside = zero.lt(base);
    let power = (inside.select(lambda * u, zero).log1p() / lambda).exp();
    let outside = lambda
        .lt(zero)
        .select(g.constant(f64::from(f32::MAX)), zero);
    none.select(u.exp(), inside.select(power, outside))
}

/// The derivatives of a random convex loss, calibrated for classification, at the margins of
/// one batch.
///
/// `v = max(−B_λ(u), −1)` is sorted; the smallest margin gets the smallest `v` (of equal
/// margins the earlier row); beyond margin 1 it is divided by the margin; `floor ≥ 0` is
/// taken off, so that all are negative. `margins [M, N]`, `normals [M, N]` → `[M, N]`, with
/// no gradient.
#[track_caller]
pub fn ensloss_derivatives<'g>(
    margins: Tensor<'g>,
    normals: Tensor<'g>,
    lambda: Tensor<'g>,
    floor: Tensor<'g>,
) -> Tensor<'g> {
    let one = margins.graph().constant(1.0);
    let z = margins.detach();
    let drawn = (-inverse_box_cox(normals, lambda)).max(-one);
    let sorted = drawn.gather(1, drawn.argsort(1));
    let rank = z.argsort(1).cast(DType::F32).argsort(1);
    let slopes = sorted.gather(1, rank);
    let tail = one.lt(z);
    let divisor = tail.select(z, one);
    (slopes / divisor - floor).detach()
}

/// `g z` with `g` a constant: what has `g` as its derivative, one number a row. Its value is
/// not a loss and is not to be plotted.
///
/// `scores [M, N]`, `targets [M|1, N]` of 0 and 1 → `[M, N]`.
#[track_caller]
pub fn ensloss_surrogate<'g>(
    scores: Tensor<'g>,
    targets: Tensor<'g>,
    normals: Tensor<'g>,
    lambda: Tensor<'g>,
    floor: Tensor<'g>,
) -> Tensor<'g> {
    let z = margins(scores, targets);
    ensloss_derivatives(z, normals, lambda, floor) * z
}

/// Whether derivatives at margins are those of a calibrated convex loss: all negative, and
/// never falling by more than `tol` from one margin to the next larger one.
pub fn is_calibrated_derivative(margins: &[f64], derivatives: &[f64], tol: f64) -> (bool, bool) {
    let mut order: Vec<usize> = (0..margins.len()).collect();
    order.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]));
    let negative = derivatives.iter().all(|&g| g < 0.0);
    let rising = order
        .windows(2)
        .all(|w| derivatives[w[1]] >= derivatives[w[0]] - tol);
    (negative, rising)
}
