//! What a student learns from a teacher's logits.
//!
//! Everywhere: student `s` and teacher `t` are `[M, N, K]` (the teacher may be `[1, N, K]`),
//! the teacher is a constant, and a temperature is a number or one for each member.

use crate::ir::Tensor;

/// `log softmax(z / T)` along the last axis.
///
/// `logits [M, …, K]`, `temperature > 0`, broadcast → `[M, …, K]`.
#[track_caller]
pub fn log_softmax<'g>(logits: Tensor<'g>, temperature: Tensor<'g>) -> Tensor<'g> {
    (logits / temperature).log_softmax()
}

/// `Σ_k p_k (log p_k − log q_k)` of logarithms of probabilities that sum to 1, one number a
/// row, as the sum of all [`excess`].
///
/// `log_p`, `log_q [M, …, K]` → `[M, …, 1]`. Nothing is detached.
#[track_caller]
pub fn divergence<'g>(log_p: Tensor<'g>, log_q: Tensor<'g>) -> Tensor<'g> {
    excess(log_p, log_q).sum(&[log_p.rank() - 1])
}

/// `p (log p − log q) + q − p`, elementwise, from logarithms: at least 0, and what an outcome
/// adds to a divergence, since `q − p` sums to 0.
///
/// With `x = log q − log p` it is `(p + q) tanh ½x − p x`: where `p` is near `q`, what is lost
/// is a share of `p x`, not of `p`, which `T²` would enlarge.
#[track_caller]
pub fn excess<'g>(log_p: Tensor<'g>, log_q: Tensor<'g>) -> Tensor<'g> {
    let (p, x) = (log_p.exp(), log_q - log_p);
    (p + log_q.exp()) * (x * 0.5).tanh() - p * x
}

/// Distillation: `T² KL(softmax(t / T) ‖ softmax(s / T))`, one number a row.
///
/// `T²` keeps the gradient's size nearly independent of `T`.
/// Source: Hinton et al. 2015, arXiv:1503.02531.
#[track_caller]
pub fn kd_loss<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    temperature: Tensor<'g>,
) -> Tensor<'g> {
    let [s, t] = [student, teacher.detach()].map(|z| log_softmax(z, temperature));
    divergence(t, s) * temperature.square()
}

/// The Z-score of a row over a base temperature: `(z − z̄) / ((σ + ε) τ)`, where `σ` divides
/// by `K − ddof`.
///
/// `logits [M, …, K]`, `temperature > 0`, `ddof` 0 (the paper) or 1 (its code) below `K`,
/// `eps ≥ 0` → `[M, …, K]`. A constant row gives 0 with gradient 0.
/// Source: Sun et al. 2024, arXiv:2403.01427, eq. 6.
#[track_caller]
pub fn standardize<'g>(
    logits: Tensor<'g>,
    temperature: Tensor<'g>,
    ddof: usize,
    eps: Tensor<'g>,
) -> Tensor<'g> {
    let last = logits.rank() - 1;
    let free = logits.dim(last).saturating_sub(ddof).max(1);
    // What is equal to the largest is exactly 0 here, and so is all of a constant row.
    let z = logits - logits.detach().maximum(&[last]);
    let centred = z - z.mean(&[last]);
    let deviation = centred.norm(&[last]) * (1.0 / (free as f64).sqrt());
    let zero = logits.graph().constant(0.0);
    let flat = deviation.eq(zero);
    let width = flat.select(logits.graph().constant(1.0), deviation + eps);
    flat.select(zero, centred / (width * temperature))
}

/// [`kd_loss`] at temperature `τ` of logits standardised row by row: only what the teacher
/// says of classes relative to each other counts, not its logits' scale.
///
/// Source: Sun et al. 2024, arXiv:2403.01427.
#[track_caller]
pub fn standardized_kd_loss<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    temperature: Tensor<'g>,
    ddof: usize,
    eps: Tensor<'g>,
) -> Tensor<'g> {
    let one = student.graph().constant(1.0);
    let [s, t] = [student, teacher].map(|z| standardize(z, one, ddof, eps));
    kd_loss(s, t, temperature)
}

/// The two parts of [`kd_loss`]: `KL` of (label, not label), and `KL` among the other classes.
#[derive(Clone, Copy, Debug)]
pub struct Decoupled<'g> {
    /// `T² KL(b_t ‖ b_s)` with `b = (p_y, 1 − p_y)`, `[M, N, 1]`.
    pub target: Tensor<'g>,
    /// `T² KL(p̂_t ‖ p̂_s)`, `p̂` the softmax over the other classes, `[M, N, 1]`.
    pub others: Tensor<'g>,
}

/// Decoupled distillation: row by row `kd = target + (1 − p_y^t) others`, and the two are
/// weighted freely instead, `α target + β others` (`α = 1`, `β = 8` are common).
///
/// `labels U32 [M|1, N, 1]`; at least 2 classes.
/// Source: Zhao et al. 2022, arXiv:2203.08679.
#[track_caller]
pub fn decoupled<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    labels: Tensor<'g>,
    temperature: Tensor<'g>,
) -> Decoupled<'g> {
    let hit = labels.one_hot(student.dim(student.rank() - 1));
    let parts = |z: Tensor<'g>| {
        let all = log_softmax(z, temperature);
        let others = hit.select(z.graph().constant(FAR), all);
        let rest = others.log_sum_exp();
        (all.pick(labels), rest, others - rest)
    };
    let (label_s, rest_s, others_s) = parts(student);
    let (label_t, rest_t, others_t) = parts(teacher.detach());
    let target = excess(label_t, label_s) + excess(rest_t, rest_s);
    let zero = student.graph().constant(0.0);
    let others = hit.select(zero, excess(others_t, others_s));
    let others = others.sum(&[student.rank() - 1]);
    let square = temperature.square();
    Decoupled {
        target: target * square,
        others: others * square,
    }
}

/// A logarithm so low that its exponential is 0, and whose differences are finite.
const FAR: f64 = -1e30;

/// Mean squared difference of logits, one number a row.
///
/// With `center` each row's mean difference is taken off first: a shift of all logits, which
/// changes no probability, then costs nothing.
#[track_caller]
pub fn mse_logits_loss<'g>(student: Tensor<'g>, teacher: Tensor<'g>, center: bool) -> Tensor<'g> {
    let last = student.rank() - 1;
    let d = student - teacher.detach();
    let d = if center { d - d.mean(&[last]) } else { d };
    d.square().mean(&[last])
}

/// The two losses of [`dist`].
#[derive(Clone, Copy, Debug)]
pub struct Dist<'g> {
    /// `T² (1 − mean_n ρ(u_n, v_n))` over rows, `[M]`.
    pub inter: Tensor<'g>,
    /// `T² (1 − mean_k ρ(u_·k, v_·k))` over classes, `[M]`.
    pub intra: Tensor<'g>,
}

/// One minus the Pearson correlations of softened probabilities, along rows and along
/// classes; the loss is `β inter + γ intra`.
///
/// The correlation's denominator is `‖u_c‖ ‖v_c‖ + ε`; what is constant correlates with
/// nothing and has no gradient, so one row alone gives `intra = T²`.
/// Source: Huang et al. 2022, arXiv:2205.10536.
#[track_caller]
pub fn dist<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    temperature: Tensor<'g>,
    eps: Tensor<'g>,
) -> Dist<'g> {
    let last = student.rank() - 1;
    let [u, v] = [student, teacher.detach()].map(|z| log_relative(z / temperature));
    let apart = |axis: usize| {
        let each = correlation_distance(u, v, axis, eps);
        each.mean_all() * temperature.square()
    };
    Dist {
        inter: apart(last),
        intra: apart(last - 1),
    }
}

/// `log K softmax(z)` along the last axis of length `K`: exact where all are nearly equal.
#[track_caller]
fn log_relative(logits: Tensor<'_>) -> Tensor<'_> {
    let last = logits.rank() - 1;
    let z = logits - logits.detach().maximum(&[last]);
    z - z.expm1().mean(&[last]).log1p()
}

/// One minus Pearson's correlation of softened probabilities along an axis, which stays with
/// length 1, of [`log_relative`] logits: half the squared distance of unit vectors.
#[track_caller]
fn correlation_distance<'g>(
    u: Tensor<'g>,
    v: Tensor<'g>,
    axis: usize,
    eps: Tensor<'g>,
) -> Tensor<'g> {
    let g = u.graph();
    let (zero, one) = (g.constant(0.0), g.constant(1.0));
    let classes = u.dim(u.rank() - 1) as f64;
    let [(a, norm_a), (b, norm_b)] = [u, v].map(|x| {
        let top = x.detach().maximum(&[axis]);
        let p = (x - top).expm1() * (top.exp() / classes);
        let centred = p - p.mean(&[axis]);
        let norm = centred.norm(&[axis]);
        (centred / norm.eq(zero).select(one, norm), norm)
    });
    let norms = norm_a * norm_b;
    let flat = norms.eq(zero);
    let far = norms * (a - b).square().sum(&[axis]) * 0.5;
    flat.select(one, (far + eps) / flat.select(one, norms + eps))
}
