//! What is minimised, and what is counted.

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
