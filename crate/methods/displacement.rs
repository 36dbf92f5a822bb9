//! Joining what two copies of a network have learnt since they parted.

use std::ops::Range;

/// What [`gradient_projection`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Projected {
    /// The new weights, `P`.
    pub merged: Vec<f64>,
    /// The cosine between both displacements in each piece.
    pub cosine: Vec<f64>,
}

/// Norms are kept above this.
const LEAST_NORM: f64 = 1e-8;

/// `θ + β max(c, 0) g_n + (1 − β) g_a` in each piece, with the displacements `g_n = θ_nat − θ` and
/// `g_a = θ_adv − θ` and their cosine `c`: natural training counts as far as it agrees.
///
/// `P` weights each; `pieces` are ranges within `0..P` that do not overlap (one for each tensor of the
/// parameters), and what none of them covers is taken from the adversarial copy; `beta` in
/// `[0, 1]`. It is `c g_n`, not the orthogonal projection of one on the other. A displacement of
/// norm 0 has cosine 0.
/// Source: RAMP, arXiv:2402.06827, algorithm 2.
pub fn gradient_projection(
    old: &[f64],
    natural: &[f64],
    adversarial: &[f64],
    pieces: &[Range<usize>],
    beta: f64,
) -> Projected {
    let moved = |to: &[f64], i: usize| to[i] - old[i];
    let mut merged = adversarial.to_vec();
    let mut cosine = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let (mut dot, mut nn, mut aa) = (0.0, 0.0, 0.0);
        for i in piece.clone() {
            let (n, a) = (moved(natural, i), moved(adversarial, i));
            dot += n * a;
            nn += n * n;
            aa += a * a;
        }
        let c = dot / (nn.sqrt().max(LEAST_NORM) * aa.sqrt().max(LEAST_NORM));
        for i in piece.clone() {
            let step = beta * c.max(0.0) * moved(natural, i) + (1.0 - beta) * moved(adversarial, i);
            merged[i] = old[i] + step;
        }
        cosine.push(c);
    }
    Projected { merged, cosine }
}
