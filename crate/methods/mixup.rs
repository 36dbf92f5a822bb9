//! Learning from two rows mixed into one.

use crate::ir::Tensor;

use super::loss::{smoothed, soft_cross_entropy};

/// Cross-entropy with the target `(1 − s)(λ e_a + (1 − λ) e_b) + s / K`, one number a row.
///
/// `logits [M, N, K]` of the input `λ x_a + (1 − λ) x_b`, both labels `U32 [M|1, N, 1]`,
/// `mix λ [M|1, N, 1]` and `smoothing s` in `[0, 1]` → `[M, N, 1]`. Smoothing counts the labels'
/// classes too; the gradient is `softmax(z)` less the target.
/// Source: Zhang et al. 2018, arXiv:1710.09412, with label smoothing as in BANG,
/// arXiv:2309.17230.
#[track_caller]
pub fn smoothed_mixup_loss<'g>(
    logits: Tensor<'g>,
    labels_a: Tensor<'g>,
    labels_b: Tensor<'g>,
    mix: Tensor<'g>,
    smoothing: Tensor<'g>,
) -> Tensor<'g> {
    let classes = logits.dim(logits.rank() - 1);
    let [a, b] = [labels_a, labels_b].map(|y| smoothed(y, classes, smoothing));
    soft_cross_entropy(logits, b.lerp(a, mix))
}
