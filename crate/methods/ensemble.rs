//! Averages of what members say.

use crate::ir::Tensor;

/// `Σ_m c_m f_m`: `[M, …]` and `c [M]` → `[1, …]`.
#[track_caller]
pub fn weighted<'g>(values: Tensor<'g>, coefficients: Tensor<'g>) -> Tensor<'g> {
    let shape = vec![1; values.rank() - 1];
    (values * coefficients.reshape(&shape)).sum_members()
}

/// The mean of the members' logits, `[M, …, K]` → `[1, …, K]`.
#[track_caller]
pub fn average_logits(logits: Tensor<'_>) -> Tensor<'_> {
    logits.mean_members()
}

/// The mean of the members' probabilities, `[M, …, K]` → `[1, …, K]`.
#[track_caller]
pub fn average_probabilities(logits: Tensor<'_>) -> Tensor<'_> {
    logits.softmax().mean_members()
}

/// The logarithm of the members' geometric mean probability, normalised again:
/// `log softmax(mean_m log softmax(z_m))`, `[M, …, K]` → `[1, …, K]`.
#[track_caller]
pub fn average_log_probabilities(logits: Tensor<'_>) -> Tensor<'_> {
    logits.log_softmax().mean_members().log_softmax()
}

/// The logarithm of the members' mean probability, `[M, …, K]` → `[1, …, K]`, finite where
/// the mean itself would underflow: `log mean_m exp(log softmax(z_m))`.
#[track_caller]
pub fn log_average_probabilities(logits: Tensor<'_>) -> Tensor<'_> {
    let members = logits.dim(0).max(1) as f64;
    let each = logits.log_softmax();
    let top = each.detach().max_members();
    (each - top).exp().sum_members().log() + top - members.ln()
}
