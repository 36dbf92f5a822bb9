//! Losses at the level of logits, and gradients that contradict each other.
//!
//! Source of all: Yang et al. 2024, arXiv:2411.08937.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::distillation::excess;
use crate::ir::Tensor;

/// `T² Σ_k KL(Bern(σ(t/T)) ‖ Bern(σ(s/T)))`, one number a row.
///
/// `student [M, N, K]`, `teacher [M|1, N, K]` (a constant), `temperature > 0` → `[M, N, 1]`.
/// From logarithms throughout: finite for every finite logit.
#[track_caller]
pub fn binary_kl_loss<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    temperature: Tensor<'g>,
) -> Tensor<'g> {
    let [q, p] = [student, teacher.detach()].map(|z| log_sigmoids(z / temperature));
    let both = excess(p[0], q[0]) + excess(p[1], q[1]);
    both.sum(&[student.rank() - 1]) * temperature.square()
}

/// `log σ(z)` and `log σ(−z)`.
fn log_sigmoids(z: Tensor<'_>) -> [Tensor<'_>; 2] {
    let rest = ((-z.abs()).exp() + 1.0).log();
    let zero = z.graph().constant(0.0);
    [-(-z).max(zero) - rest, -z.max(zero) - rest]
}

/// `T² Σ_k KL(Bern(½) ‖ Bern(σ((s − t)/T)))`, one number a row: 0 only where `s = t`, and its
/// gradient never exceeds `T / 2`.
///
/// Shapes as in [`binary_kl_loss`].
#[track_caller]
pub fn binary_kl_norm_loss<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    temperature: Tensor<'g>,
) -> Tensor<'g> {
    let d = (student - teacher.detach()) / temperature;
    log_cosh(d * 0.5).sum(&[student.rank() - 1]) * temperature.square()
}

/// `log cosh y`. Up to `|y| = ½` it is `−½ log(1 − w)` with `w = tanh² y`, which is
/// `artanh s = s + s³/3 + …` of `s = w / (2 − w)`, at most 0.12.
fn log_cosh(y: Tensor<'_>) -> Tensor<'_> {
    let size = y.abs();
    let near = size.lt(y.graph().constant(0.5));
    let w = near.select(y, y.graph().constant(0.0)).tanh().square();
    let s = w / (-w + 2.0);
    let square = s.square();
    let close = s * (((square * (1.0 / 7.0) + 0.2) * square + 1.0 / 3.0) * square + 1.0);
    let far = size + ((size * -2.0).exp() + 1.0).log() - std::f64::consts::LN_2;
    near.select(close, far)
}

/// The gradients of a linear layer `h W + b` for `G = ∂L/∂(h W + b)`.
#[derive(Clone, Copy, Debug)]
pub struct HeadGradients<'g> {
    /// `hᵀ G`, `[M, D, K]`.
    pub weight: Tensor<'g>,
    /// `Σ_n G_n`, `[M, 1, K]`.
    pub bias: Tensor<'g>,
    /// `G Wᵀ`, `[M, N, D]`.
    pub features: Tensor<'g>,
}

/// [`HeadGradients`] of `features [M, N, D]`, `weight [M, D, K]`, `gradient [M, N, K]`.
#[track_caller]
pub fn linear_head_gradients<'g>(
    features: Tensor<'g>,
    weight: Tensor<'g>,
    gradient: Tensor<'g>,
) -> HeadGradients<'g> {
    HeadGradients {
        weight: features.t().matmul(gradient),
        bias: gradient.sum(&[1]),
        features: gradient.matmul(weight.t()),
    }
}

/// `⟨a, b⟩ / (‖a‖ ‖b‖)` over all of a member's elements, `[M]`; 0 where a norm is below 10⁻¹².
#[track_caller]
pub fn gradient_cosine<'g>(a: Tensor<'g>, b: Tensor<'g>) -> Tensor<'g> {
    let g = a.graph();
    // Over its largest element each has a norm of 1 or more, so no square underflows.
    let data = |x: Tensor<'g>| (1..x.rank()).collect::<Vec<_>>();
    let scaled = |x: Tensor<'g>| {
        let axes = data(x);
        let largest = x.abs().maximum(&axes).at_least(1e-30);
        let unit = x / largest;
        let norm = unit.square().sum(&axes).sqrt();
        (unit, norm, norm * largest)
    };
    let ((a, norm_a, size_a), (b, norm_b, size_b)) = (scaled(a), scaled(b));
    let least = g.constant(1e-12);
    let short = size_a.lt(least).max(size_b.lt(least)).reshape(&[]);
    let norms = (norm_a * norm_b).reshape(&[]);
    short.select(g.constant(0.0), (a * b).sum_all() / norms.at_least(1e-30))
}

/// `secondary`, without what opposes `primary`: where `⟨p, s⟩ < 0`, `s − (⟨s, p⟩ / ‖p‖²) p`.
///
/// Both `[M, P]` → `[M, P]`; only the secondary gradient is changed, and the step is the sum.
#[track_caller]
pub fn align_gradients<'g>(primary: Tensor<'g>, secondary: Tensor<'g>) -> Tensor<'g> {
    let zero = primary.graph().constant(0.0);
    let inner = (primary * secondary).sum(&[1]);
    let along = inner
        / primary
            .square()
            .sum(&[1])
            .at_least(f64::from(f32::MIN_POSITIVE));
    inner
        .lt(zero)
        .select(secondary - along * primary, secondary)
}

/// How far features and a linear head have collapsed to a symmetric frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Collapse {
    /// `Σ_c Σ_{i∈c} ‖h_i − μ_c‖² / Σ_c n_c ‖μ_c − μ‖²`.
    pub within_over_between: f64,
    /// Standard deviation over mean of the head's column norms, centred over classes.
    pub weight_norm_cv: f64,
    /// Mean over `i ≠ j` of `|cos(w_i, w_j) + 1/(K − 1)|`.
    pub frame_deviation: f64,
}

/// Neural collapse of `features [N, D]` with `labels [N]`, and of `weight [D, K]`, `K ≥ 2`.
///
/// `None` unless at least two classes are present whose means differ, and columns of the head
/// that differ. Source: Papyan et al. 2020, arXiv:2008.08186.
pub fn neural_collapse(
    features: ArrayView2<f64>,
    labels: &[usize],
    weight: ArrayView2<f64>,
) -> Option<Collapse> {
    let classes = labels.iter().max()? + 1;
    let centre = features.mean_axis(Axis(0))?;
    let (mut within, mut between, mut present) = (0.0, 0.0, 0);
    for class in 0..classes {
        let own: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == class).collect();
        let Some(mean) = features.select(Axis(0), &own).mean_axis(Axis(0)) else {
            continue;
        };
        present += 1;
        within += own
            .iter()
            .map(|&i| distance2(&features.row(i).to_owned(), &mean))
            .sum::<f64>();
        between += own.len() as f64 * distance2(&mean, &centre);
    }
    if present < 2 || between == 0.0 {
        return None;
    }
    let (weight_norm_cv, frame_deviation) = frame(weight)?;
    Some(Collapse {
        within_over_between: within / between,
        weight_norm_cv,
        frame_deviation,
    })
}

fn distance2(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

/// The spread of the columns' norms and their angles' deviation; `None` where all are equal.
fn frame(weight: ArrayView2<f64>) -> Option<(f64, f64)> {
    let k = weight.ncols();
    let mean = weight.sum_axis(Axis(1)) / k as f64;
    let centred: Array2<f64> = &weight - &mean.insert_axis(Axis(1));
    let norms: Vec<f64> = centred
        .columns()
        .into_iter()
        .map(|c| c.dot(&c).sqrt())
        .collect();
    let average = norms.iter().sum::<f64>() / k as f64;
    if average == 0.0 {
        return None;
    }
    let variance = norms.iter().map(|n| (n - average).powi(2)).sum::<f64>() / k as f64;
    let simplex = 1.0 / (k as f64 - 1.0);
    let pairs = (0..k).flat_map(|i| (0..k).filter(move |&j| j != i).map(move |j| (i, j)));
    let off = pairs.map(|(i, j)| {
        let lengths = (norms[i] * norms[j]).max(f64::MIN_POSITIVE);
        (centred.column(i).dot(&centred.column(j)) / lengths + simplex).abs()
    });
    let deviation = off.sum::<f64>() / (k * (k - 1)) as f64;
    Some((variance.sqrt() / average, deviation))
}
