//! Losses on labels, and what is counted.

use crate::ir::{DType, Tensor};

/// `−log softmax(logits)[label]`, one number a row.
///
/// `logits [M, …, C]`, `labels U32 [M|1, …, 1]` → `[M, …, 1]`. A label outside `0..C` counts
/// as `logits`' log-normaliser alone: give `u32::MAX` no weight.
#[track_caller]
pub fn cross_entropy<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    -logits.log_softmax().pick(labels)
}

/// The share of rows whose largest logit is the label's, `[M]`.
///
/// `logits [M, …, C]`, `labels U32 [M|1, …, 1]`.
#[track_caller]
pub fn accuracy<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    debug_assert_eq!(labels.dtype(), DType::U32);
    logits.argmax().eq(labels).mean_all()
}

/// `−Σ_k q_k log softmax(z)_k` for any target `q`, one number a row.
///
/// `logits [M, …, K]`, `target [M|1, …, K]`, whose rows sum to 1 → `[M, …, 1]`.
#[track_caller]
pub fn soft_cross_entropy<'g>(logits: Tensor<'g>, target: Tensor<'g>) -> Tensor<'g> {
    let last = logits.rank() - 1;
    -(target * logits.log_softmax()).sum(&[last])
}

/// The target `(1 − ε) e_y + ε / K`, uniform over all `K` classes, the label's included.
///
/// `labels U32 [M|1, …, 1]`, `smoothing` in `[0, 1]`, broadcast → `[M|1, …, K]`.
#[track_caller]
pub fn smoothed<'g>(labels: Tensor<'g>, classes: usize, smoothing: Tensor<'g>) -> Tensor<'g> {
    labels.one_hot(classes) * (-smoothing + 1.0) + smoothing * (1.0 / classes as f64)
}

/// Cross-entropy with the target `(1 − ε) e_y + ε / K`, one number a row.
///
/// `logits [M, …, K]`, `labels U32 [M|1, …, 1]`, `smoothing` in `[0, 1]` → `[M, …, 1]`.
/// Source: Szegedy et al. 2016, arXiv:1512.00567, §7.
#[track_caller]
pub fn label_smoothing_cross_entropy<'g>(
    logits: Tensor<'g>,
    labels: Tensor<'g>,
    smoothing: Tensor<'g>,
) -> Tensor<'g> {
    let classes = logits.dim(logits.rank() - 1);
    soft_cross_entropy(logits, smoothed(labels, classes, smoothing))
}

/// `−(1 − p)^γ log p` for `p = softmax(z)_y`, one number a row.
///
/// `logits [M, …, K]`, `labels U32 [M|1, …, 1]`, `gamma ≥ 0` → `[M, …, 1]`. With the label's
/// log-odds `m` this is `(1 + eᵐ)^−γ log(1 + e⁻ᵐ)`, which is exact for `p` near 0 and near 1;
/// where `1 − p` is 0 the loss and its gradient are 0. With `γ = 0` this is cross-entropy.
/// Source: Lin et al. 2017, arXiv:1708.02002.
#[track_caller]
pub fn focal_loss<'g>(logits: Tensor<'g>, labels: Tensor<'g>, gamma: Tensor<'g>) -> Tensor<'g> {
    let last = logits.rank() - 1;
    let hit = labels.one_hot(logits.dim(last));
    let z = logits - logits.detach().maximum(&[last]);
    let others = hit.select(z.graph().constant(-1e30), z).log_sum_exp();
    let odds = z.pick(labels) - others;
    (-odds.softplus() * gamma).exp() * (-odds).softplus()
}

/// The Brier score `Σ_k (p_k − 1[k = y])²`, one number from 0 to 2 a row.
///
/// `logits [M, …, K]`, `labels U32 [M|1, …, 1]` → `[M, …, 1]`.
/// Source: Brier 1950.
#[track_caller]
pub fn brier_score<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let last = logits.rank() - 1;
    let miss = logits.softmax() - labels.one_hot(logits.dim(last));
    miss.square().sum(&[last])
}
