//! The nearest perturbation that is allowed: inside a ball, and inside the box of inputs.
//!
//! Everywhere: `x [M|1, N, D]` is the clean input, in the box `[lo, hi]` (a [`Domain`]); a
//! perturbation `δ [M, N, D]` is allowed if `lo ≤ x + δ ≤ hi` and its norm is at most the radius
//! `ε ≥ 0`, a number for all or one for each member. Radius 0 leaves nothing of `δ`. What a projection chooses (sides,
//! thresholds) is not differentiated by attacks.
//!
//! Source of all but where said: RAMP, arXiv:2402.06827, and Croce and Hein 2021,
//! arXiv:2103.01208, for the ball of `ℓ₁` in the box.

use crate::ir::Tensor;

/// The lowest and the highest value an input may have.
pub type Domain = [f64; 2];
/// Of images: from 0 to 1.
pub const PIXELS: Domain = [0.0, 1.0];
/// Of what may lie anywhere.
pub const ANYWHERE: Domain = [f32::MIN as f64, f32::MAX as f64];

/// `x'` clipped to `[x − ε, x + ε]`, then to `[lo, hi]`.
///
/// `point`, `x [M|1, N, D]` → `[M, N, D]`; the result is a point, not a perturbation.
#[track_caller]
pub fn project_linf<'g>(
    point: Tensor<'g>,
    x: Tensor<'g>,
    eps: Tensor<'g>,
    [lo, hi]: Domain,
) -> Tensor<'g> {
    let g = point.graph();
    let near = point.max(x - eps).min(x + eps);
    near.max(g.constant(lo)).min(g.constant(hi))
}

/// `δ` clipped to the box, then scaled to norm `ε` if it is longer: inside both, since the box
/// holds 0. (It is the nearest point of both only where one of the two steps changes nothing.)
#[track_caller]
pub fn project_l2<'g>(
    delta: Tensor<'g>,
    x: Tensor<'g>,
    eps: Tensor<'g>,
    [lo, hi]: Domain,
) -> Tensor<'g> {
    let inside = delta.max(-x + lo).min(-x + hi);
    let norm = inside.norm(&[inside.rank() - 1]);
    eps.lt(norm).select(inside * (eps / norm), inside)
}

/// Halvings of the bracket of `μ`: its width ends at one unit in the last place of `max |δ|`.
const HALVINGS: usize = 24;

/// The nearest point of the `ℓ₁` ball and the box together, `δ(μ) = clip(sign(δ) [|δ| − μ]₊,
/// lo − x, hi − x)` with the smallest `μ ≥ 0` for which `‖δ(μ)‖₁ ≤ ε`.
///
/// `‖δ(μ)‖₁` falls in `μ`, so the bracket `[0, max |δ|]` is halved a fixed number of times
/// and its upper end taken: never outside the ball but by rounding. Takes a reduction over `D` for
/// each halving.
#[track_caller]
pub fn project_l1_box<'g>(
    delta: Tensor<'g>,
    x: Tensor<'g>,
    eps: Tensor<'g>,
    [lo, hi]: Domain,
) -> Tensor<'g> {
    let g = delta.graph();
    let zero = g.constant(0.0);
    let last = delta.rank() - 1;
    let up = zero.lt(delta);
    let (size, room) = (delta.abs(), up.select(-x + hi, x - lo));
    let shrunk = |mu: Tensor<'g>| (size - mu).max(zero).min(room);
    let too_long = |mu: Tensor<'g>| eps.lt(shrunk(mu).sum(&[last]));
    let top = size.maximum(&[last]);
    // The lower end of the bracket, whose width is a known part of `top`.
    let low = (1..=HALVINGS).fold(zero, |low, k| {
        let half = top * 0.5f64.powi(k as i32);
        low + too_long(low + half) * half
    });
    // Twice its width, so that no rounding of `low` leaves more than the ball holds.
    let high = low + top * 0.5f64.powi(HALVINGS as i32 - 1);
    let mu = too_long(zero).select(high, zero);
    let kept = shrunk(mu);
    up.select(kept, -kept)
}

/// The direction in which the loss climbs most for a step of `ℓ₁` norm 1 on few coordinates:
/// among those that can still move (not held by the box at `x`), the `⌈ρ D⌉` largest `|g|`, of
/// equal ones the lower index first; each gets `sign(g) / n`, where `n` is how many those are.
///
/// `gradient [M, N, D]`, `x [M|1, N, D]` the present point, `share ρ` in `(0, 1]` → `[M, N, D]`.
/// Where nothing can move it is 0.
#[track_caller]
pub fn l1_ascent_direction<'g>(
    gradient: Tensor<'g>,
    x: Tensor<'g>,
    share: f64,
    [lo, hi]: Domain,
) -> Tensor<'g> {
    let g = gradient.graph();
    let (zero, one) = (g.constant(0.0), g.constant(1.0));
    let last = gradient.rank() - 1;
    let size = gradient.dim(last);
    let count = ((share * size as f64).ceil() as usize).clamp(1, size.max(1));
    let (up, down) = (zero.lt(gradient), gradient.lt(zero));
    let free = up * x.lt(g.constant(hi)) + down * g.constant(lo).lt(x);
    // What cannot move, or has no reason to, comes behind all that can.
    let order = free.select(gradient.abs(), -one).top_k(count);
    let ones = one.expand(&order.dims());
    let chosen = ones.scatter_add(last, order, size) * free;
    let n = chosen.sum(&[last]).max(one);
    (up - down) * chosen / n
}
