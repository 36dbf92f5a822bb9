//! Merges of whole vectors: a survey and its recipe on one chunk.

use super::{Chunk, Consensus, Method, Recipe, Rescale, Sparsify, Survey, Weight};

/// The recipe for a chunk that is the whole tensor.
fn recipe<T: Weight>(method: Method, coefficients: &[f64], chunk: &Chunk<T>) -> Option<Recipe> {
    let mut survey = Survey::new(method, coefficients, chunk.len() as u64);
    for _ in 0..survey.passes() {
        survey.observe(chunk);
        survey.next_pass();
    }
    survey.recipe()
}

fn merge<T: Weight>(method: Method, coefficients: &[f64], chunk: &Chunk<T>) -> Option<Vec<T>> {
    let mut out = vec![T::default(); chunk.len()];
    recipe(method, coefficients, chunk)?.apply(chunk, &mut out);
    Some(out)
}

/// `Σ w_m θ_m`, divided by `Σ w_m` if `normalize`.
///
/// `weights [M, P]`, `coefficients [M]` → `[P]`. `None` where a sum of weights below 1e-8 in size
/// is to be divided by. Source: Wortsman et al. 2022, arXiv:2203.05482.
pub fn linear_merge<T: Weight>(
    weights: &[&[T]],
    coefficients: &[f64],
    normalize: bool,
) -> Option<Vec<T>> {
    let chunk = Chunk {
        models: weights,
        ..Chunk::default()
    };
    merge(Method::Linear { normalize }, coefficients, &chunk)
}

/// `[sin((1−t)ω) w0 + sin(tω) w1] / sin ω`, `ω` the angle between `w0` and `w1`; the straight line
/// between them where `|cos ω| > dot_threshold`.
///
/// `w0 [P]`, `w1 [P]`, `t` from 0 to 1; usually `dot_threshold` =
/// [`PARALLEL`](super::PARALLEL) and `eps` = [`MIN_NORM`](super::MIN_NORM) → `[P]`.
/// A norm up to `eps` counts as 1.
/// Source: Shoemake 1985, *Animating rotation with quaternion curves*.
pub fn slerp_merge<T: Weight>(w0: &[T], w1: &[T], t: f64, dot_threshold: f64, eps: f64) -> Vec<T> {
    let chunk = Chunk {
        models: &[w0, w1],
        ..Chunk::default()
    };
    let method = Method::Slerp {
        t,
        dot_threshold,
        eps,
    };
    merge(method, &[1.0 - t, t], &chunk).unwrap_or_default()
}

/// `base + scale · Σ w_m (θ_m − base)`, the sum divided by `Σ w_m` if `normalize`.
///
/// `base [P]`, `finetuned [M, P]`, `coefficients [M]` → `[P]`. `None` where a sum of weights below
/// 1e-8 in size is to be divided by. Source: Ilharco et al. 2023, arXiv:2212.04089.
pub fn task_arithmetic_merge<T: Weight>(
    base: &[T],
    finetuned: &[&[T]],
    coefficients: &[f64],
    scale: f64,
    normalize: bool,
) -> Option<Vec<T>> {
    let chunk = Chunk {
        base,
        models: finetuned,
        ..Chunk::default()
    };
    let method = Method::Deltas {
        sparsify: Sparsify::Keep,
        consensus: Consensus::Sum,
        scale,
        normalize,
    };
    merge(method, coefficients, &chunk)
}

/// Trim, elect a sign, merge what agrees: each difference keeps its [`kept`](super::kept) largest
/// entries; `γ = sign Σ w_m δ_m`, + at 0; `base + scale · Σ w_m δ_m / Σ w_m` over the members with
/// `sign(w_m δ_m) = γ`, not divided unless `normalize`.
///
/// `base [P]`, `finetuned [M, P]`, `coefficients [M]`, `density` above 0, at most 1 → merged `[P]`
/// and `γ [P]`, +1 or −1. Source: Yadav et al. 2023, arXiv:2306.01708.
pub fn ties_merge<T: Weight>(
    base: &[T],
    finetuned: &[&[T]],
    coefficients: &[f64],
    density: f64,
    scale: f64,
    normalize: bool,
) -> (Vec<T>, Vec<f32>) {
    let chunk = Chunk {
        base,
        models: finetuned,
        ..Chunk::default()
    };
    let method = Method::Deltas {
        sparsify: Sparsify::Trim { density },
        consensus: Consensus::Elect,
        scale,
        normalize,
    };
    let (mut merged, mut signs) = (vec![T::default(); base.len()], vec![1.0; base.len()]);
    if let Some(mut recipe) = recipe(method, coefficients, &chunk) {
        recipe.apply_with_signs(&chunk, &mut merged, &mut signs);
    }
    (merged, signs)
}

/// Drop and rescale: of each difference the entries in `keep` stay, multiplied as `rescale` says;
/// then they are summed (`consensus` [`Sum`](Consensus::Sum)) or put to a vote of signs
/// ([`Elect`](Consensus::Elect)), as in [`task_arithmetic_merge`] and [`ties_merge`].
///
/// `base [P]`, `finetuned [M, P]`, `coefficients [M]`, `keep [M, P]`, `density` above 0, at most 1:
/// the share that was meant to be kept → `[P]`. `None` where a sum of weights below 1e-8 in size is
/// to be divided by. Source: Yu et al. 2024, arXiv:2311.03099.
#[allow(
    clippy::too_many_arguments,
    reason = "the arguments are those of the method"
)]
pub fn dare_merge<T: Weight>(
    base: &[T],
    finetuned: &[&[T]],
    coefficients: &[f64],
    keep: &[&[bool]],
    density: f64,
    consensus: Consensus,
    rescale: Rescale,
    scale: f64,
    normalize: bool,
) -> Option<Vec<T>> {
    let chunk = Chunk {
        base,
        models: finetuned,
        keep,
        ..Chunk::default()
    };
    let method = Method::Deltas {
        sparsify: Sparsify::Drop { density, rescale },
        consensus,
        scale,
        normalize,
    };
    merge(method, coefficients, &chunk)
}

/// What [`model_stock_merge`] gives: the weights, and `t` and the mean cosine of each tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock<T> {
    /// `[P]`.
    pub merged: Vec<T>,
    /// One a tensor.
    pub t: Vec<f64>,
    /// One a tensor, from −1 to 1.
    pub mean_cosine: Vec<f64>,
}

/// For each tensor `t θ̄ + (1 − t) base`, `t = M c / (1 + (M − 1) c)`, `c` the mean cosine of two
/// differences from the base; `t = 0` where `|1 + (M − 1) c| < 1e-6`.
///
/// `base [P]`, `finetuned [M, P]`, `layout`: where each tensor starts and ends; what no tensor
/// covers stays the base's. `None` for fewer than two members.
/// Source: Jang, Yun and Han 2024, arXiv:2403.19522.
pub fn model_stock_merge<T: Weight>(
    base: &[T],
    finetuned: &[&[T]],
    layout: &[[usize; 2]],
) -> Option<Stock<T>> {
    let mut out = Stock {
        merged: base.to_vec(),
        t: Vec::with_capacity(layout.len()),
        mean_cosine: Vec::with_capacity(layout.len()),
    };
    for &[start, end] in layout {
        let models: Vec<&[T]> = finetuned.iter().map(|m| &m[start..end]).collect();
        let chunk = Chunk {
            base: &base[start..end],
            models: &models,
            ..Chunk::default()
        };
        let weights = vec![1.0; models.len()];
        let mut recipe = recipe(Method::ModelStock, &weights, &chunk)?;
        recipe.apply(&chunk, &mut out.merged[start..end]);
        out.t.push(recipe.t()?);
        out.mean_cosine.push(recipe.mean_cosine()?);
    }
    Some(out)
}

/// `Σ w_m F_m θ_m / Σ w_m F_m` for each weight, each `F_m` at least `floor`.
///
/// `weights [M, P]`, `fishers [M, P]` at least 0, `coefficients [M]` at least 0, `floor` above 0,
/// usually [`MIN_FISHER`](super::MIN_FISHER) → `[P]`. `None` where the coefficients' sum is below 1e-8.
/// Source: Matena and Raffel 2022, arXiv:2111.09832.
pub fn fisher_merge<T: Weight>(
    weights: &[&[T]],
    fishers: &[&[T]],
    coefficients: &[f64],
    floor: f64,
) -> Option<Vec<T>> {
    let chunk = Chunk {
        models: weights,
        fishers,
        ..Chunk::default()
    };
    merge(Method::Fisher { floor }, coefficients, &chunk)
}
