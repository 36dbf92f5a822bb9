//! Training on two adversarial examples of each row, one of a source and one of a target norm.
//!
//! Everywhere: logits `[M, N, K]`, labels `U32 [M|1, N, 1]`.
//! Source: Robustness against Multiple Perturbations (RAMP), arXiv:2402.06827.

use crate::ir::Tensor;

use super::distillation::divergence;
use super::loss::cross_entropy;

/// What [`logit_pairing_loss`] gives.
#[derive(Clone, Copy, Debug)]
pub struct Pairing<'g> {
    /// The loss, `[M]`.
    pub loss: Tensor<'g>,
    /// How many rows it is the mean of, `[M]`.
    pub selected: Tensor<'g>,
}

/// `1 / n_c Σ_{n ∈ γ} KL(p_s ‖ p_t)` over the rows `γ` that are right under the source attack,
/// `n_c` of them; 0 if there are none.
///
/// The selection has no gradient. Both sides are learnt: `(p_t − p_s) / n_c` and
/// `p_s (log p_s − log p_t − KL) / n_c`; with `stop_gradient_source` the target's alone.
#[track_caller]
pub fn logit_pairing_loss<'g>(
    source: Tensor<'g>,
    target: Tensor<'g>,
    labels: Tensor<'g>,
    stop_gradient_source: bool,
) -> Pairing<'g> {
    let right = source.argmax().eq(labels);
    let source = if stop_gradient_source {
        source.detach()
    } else {
        source
    };
    let each = divergence(source.log_softmax(), target.log_softmax());
    let selected = right.sum_all();
    Pairing {
        loss: (right * each).sum_all() / selected.at_least(1.0),
        selected,
    }
}

/// `max(CE(z_t, y), CE(z_s, y))`, one number a row, `[M, N, 1]`; the gradient goes to the larger
/// one, on a tie to the target.
#[track_caller]
pub fn worst_case_loss<'g>(
    source: Tensor<'g>,
    target: Tensor<'g>,
    labels: Tensor<'g>,
) -> Tensor<'g> {
    let [s, t] = [source, target].map(|z| cross_entropy(z, labels));
    t.lt(s).select(s, t)
}

/// What [`ramp_loss`] adds up, each `[M]`.
#[derive(Clone, Copy, Debug)]
pub struct Ramp<'g> {
    /// The worst case plus the weighted pairing.
    pub loss: Tensor<'g>,
    /// The mean of [`worst_case_loss`].
    pub worst_case: Tensor<'g>,
    /// [`logit_pairing_loss`].
    pub pairing: Tensor<'g>,
}

/// `L = mean_n max(CE(z_t, y), CE(z_s, y)) + λ L_pair`, [`Ramp`].
///
/// `weight λ ≥ 0`, a number for all or one for each member; the paper takes 1.5 for fine-tuning
/// and 5 from scratch.
#[track_caller]
pub fn ramp_loss<'g>(
    source: Tensor<'g>,
    target: Tensor<'g>,
    labels: Tensor<'g>,
    weight: Tensor<'g>,
    stop_gradient_source: bool,
) -> Ramp<'g> {
    let worst_case = worst_case_loss(source, target, labels).mean_all();
    let pairing = logit_pairing_loss(source, target, labels, stop_gradient_source).loss;
    Ramp {
        loss: worst_case + pairing * weight,
        worst_case,
        pairing,
    }
}
