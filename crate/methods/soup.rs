//! Averages of weights.
//!
//! Source of all but where said: Wortsman et al. 2022, arXiv:2203.05482.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use crate::ir::Tensor;

/// `θ̄ = Σ_m α_m θ_m / Σ_m α_m`: the average of weights.
///
/// `theta [M, …]`, `alpha [M] ≥ 0` (0 leaves a member out) → `[1, …]`. All-zero `alpha` gives
/// 0, not NaN. Differentiable in both.
#[track_caller]
pub fn soup<'g>(theta: Tensor<'g>, alpha: Tensor<'g>) -> Tensor<'g> {
    let share = alpha / alpha.sum_members().at_least(f64::from(f32::MIN_POSITIVE));
    super::ensemble::weighted(theta, share)
}

/// The mean of all members' weights, `[M, …]` → `[1, …]`.
#[track_caller]
pub fn uniform_soup(theta: Tensor<'_>) -> Tensor<'_> {
    theta.mean_members()
}

/// The learned soup `Σ_m softmax(a)_m θ_m`, with mixing logits of its own for each piece of
/// the parameters.
///
/// `theta [M, P]`, `logits [M, T]`; `pieces` are `T` ranges that cover `0..P` in order (one for a
/// global soup) → `[1, P]`. Equal logits give the uniform soup.
#[track_caller]
pub fn learned_soup<'g>(
    theta: Tensor<'g>,
    logits: Tensor<'g>,
    pieces: &[Range<usize>],
) -> Tensor<'g> {
    let e = (logits - logits.detach().max_members()).exp();
    let share = e / e.sum_members();
    let parts: Vec<Tensor<'g>> = pieces
        .iter()
        .enumerate()
        .map(|(t, piece)| {
            let own = theta.narrow(1, piece.start, piece.len());
            (own * share.narrow(1, t, 1)).sum_members()
        })
        .collect();
    Tensor::concat(theta.graph(), &parts, 1)
}

/// What [`greedy_soup`] did.
#[derive(Clone, Debug, PartialEq)]
pub struct Greedy {
    /// The members by falling accuracy, of equal ones the lower index first.
    pub order: Vec<usize>,
    /// The members kept, in the order they were added.
    pub ingredients: Vec<usize>,
    /// For each member in `order`, the accuracy of the soup with it.
    pub candidate_accuracy: Vec<f64>,
    /// The accuracy of what was kept.
    pub best_accuracy: f64,
}

/// The greedy soup: members by falling validation accuracy, each kept if the mean of all kept
/// with it is not worse (strictly better unless `accept_ties`).
///
/// `accuracy` of each member alone; `soup` gives the accuracy of the equal average of some.
/// The first error of `soup` ends it.
pub async fn greedy_soup<E>(
    accuracy: &[f64],
    accept_ties: bool,
    mut soup: impl AsyncFnMut(&[usize]) -> Result<f64, E>,
) -> Result<Greedy, E> {
    let mut order: Vec<usize> = (0..accuracy.len()).collect();
    order.sort_by(|&a, &b| accuracy[b].total_cmp(&accuracy[a]));
    let mut kept = Greedy {
        ingredients: Vec::new(),
        candidate_accuracy: Vec::new(),
        best_accuracy: f64::NEG_INFINITY,
        order: order.clone(),
    };
    for m in order {
        kept.ingredients.push(m);
        let found = match kept.ingredients.as_slice() {
            &[first] => accuracy[first],
            several => soup(several).await?,
        };
        kept.candidate_accuracy.push(found);
        if found > kept.best_accuracy || (accept_ties && found == kept.best_accuracy) {
            kept.best_accuracy = found;
        } else {
            kept.ingredients.pop();
        }
    }
    Ok(kept)
}

/// The cosine of the angle between `w1 − base` and `w2 − base`, and the angle in degrees;
/// `None` where one of them is 0.
pub fn task_vector_cosine(base: &[f64], w1: &[f64], w2: &[f64]) -> Option<(f64, f64)> {
    let delta = |w: &[f64]| Array1::from_iter(w.iter().zip(base).map(|(w, b)| w - b));
    let (a, b) = (delta(w1), delta(w2));
    let norms = a.dot(&a).sqrt() * b.dot(&b).sqrt();
    let cosine = (a.dot(&b) / norms).clamp(-1.0, 1.0);
    (norms > 0.0).then(|| (cosine, cosine.acos().to_degrees()))
}

/// Orthonormal axes of the plane through three models.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The direction from the first to the second, of length 1.
    pub u: Array1<f64>,
    /// The direction towards the third that is left, of length 1.
    pub v: Array1<f64>,
    /// Where the three lie: `[3, 2]`.
    pub coordinates: Array2<f64>,
    /// Where their mean lies.
    pub centroid: [f64; 2],
}

/// The plane `w0 + x u + y v` through three models; `None` if they lie on one line.
pub fn plane(w0: ArrayView1<f64>, w1: ArrayView1<f64>, w2: ArrayView1<f64>) -> Option<Plane> {
    let (a, b) = (&w1 - &w0, &w2 - &w0);
    let along = a.dot(&a).sqrt();
    let u = &a / along;
    let x = b.dot(&u);
    let rest = &b - &(&u * x);
    let across = rest.dot(&rest).sqrt();
    let straight = along <= 1e-12 || across <= 1e-9 * b.dot(&b).sqrt().max(f64::MIN_POSITIVE);
    let coordinates = ndarray::array![[0.0, 0.0], [along, 0.0], [x, across]];
    let centroid = [(along + x) / 3.0, across / 3.0];
    (!straight).then(|| Plane {
        u,
        v: rest / across,
        coordinates,
        centroid,
    })
}

/// How much better a soup of two is than their ensemble, measured and estimated. In nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Loss of the soup less loss of the logit ensemble, at `α`.
    pub measured: f64,
    /// `d²L/dα²` of the soup's loss, by central differences.
    pub second_derivative: f64,
    /// `β² E_x Var_{Y ∼ softmax(β f(x; θ_α))} [Δ_Y(x)]` with `Δ = f(x; θ_1) − f(x; θ_0)`.
    pub variance_term: f64,
    /// `α (1 − α) / 2 (variance_term − second_derivative)`; negative: the soup is better.
    pub approximate: f64,
}

/// What [`gap`] needs to know of the line between two models.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Logits at both ends and at `α`, each `[N, K]`.
    pub logits: [ArrayView2<'a, f64>; 3],
    /// The labels of the rows.
    pub labels: &'a [usize],
    /// The place between the ends.
    pub alpha: f64,
    /// The inverse temperature, above 0.
    pub beta: f64,
    /// The soup's loss at `α − h`, `α`, `α + h`.
    pub losses: [f64; 3],
    /// The step of the difference, above 0; 0.05 to 0.1 is above single precision's noise.
    pub step: f64,
}

/// The [`Gap`] between soup and ensemble at a place of the line between two models (§4).
pub fn gap(line: &Line) -> Gap {
    let [f0, f1, mixed] = line.logits;
    let (alpha, beta) = (line.alpha, line.beta);
    let delta = &f1 - &f0;
    let ensemble = &f0 * (1.0 - alpha) + &f1 * alpha;
    let spread = mixed.rows().into_iter().zip(delta.rows()).map(|(z, d)| {
        let log_sum = log_sum_exp(z, beta);
        let p = || z.iter().map(|z| (beta * z - log_sum).exp()).zip(&d);
        let mean: f64 = p().map(|(p, d)| p * d).sum();
        p().map(|(p, d)| p * (d - mean).powi(2)).sum::<f64>()
    });
    let variance_term = beta * beta * spread.sum::<f64>() / line.labels.len() as f64;
    let [minus, mid, plus] = line.losses;
    let second_derivative = (minus - 2.0 * mid + plus) / (line.step * line.step);
    Gap {
        measured: cross_entropy_at(mixed, line.labels, beta)
            - cross_entropy_at(ensemble.view(), line.labels, beta),
        second_derivative,
        variance_term,
        approximate: alpha * (1.0 - alpha) / 2.0 * (variance_term - second_derivative),
    }
}

/// `−mean_n log softmax(β z_n)[y_n]`, in nats: logits `[N, K]`, `N` ≥ 1, at an inverse temperature `β`.
pub fn cross_entropy_at(logits: ArrayView2<'_, f64>, labels: &[usize], beta: f64) -> f64 {
    let rows = logits.rows().into_iter().zip(labels);
    let each = rows.map(|(z, &y)| log_sum_exp(z, beta) - beta * z[y]);
    each.sum::<f64>() / labels.len() as f64
}

/// `log Σ_k exp(β z_k)`.
fn log_sum_exp(z: ArrayView1<'_, f64>, beta: f64) -> f64 {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = z.iter().map(|z| (beta * (z - top)).exp()).sum();
    beta * top + sum.ln()
}
