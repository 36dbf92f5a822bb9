//! How sure one model is, and how much of an ensemble's doubt is disagreement. In nats.

use crate::ir::Tensor;

/// `−Σ_k p_k log p_k` of logarithms of probabilities, with `0 log 0 = 0`: `[M, …, K]` → `[M, …, 1]`.
#[track_caller]
pub fn entropy(log_p: Tensor<'_>) -> Tensor<'_> {
    -(log_p.exp() * log_p).sum(&[log_p.rank() - 1])
}

/// Scores of one model's logits, each `[M, …, 1]`.
#[derive(Clone, Copy, Debug)]
pub struct Scores<'g> {
    /// The largest probability.
    pub max_softmax: Tensor<'g>,
    /// The entropy of the probabilities.
    pub entropy: Tensor<'g>,
    /// The largest logit.
    pub max_logit: Tensor<'g>,
    /// `log Σ_k exp z_k`.
    pub energy: Tensor<'g>,
    /// The largest probability less the second.
    pub margin: Tensor<'g>,
}

/// [`Scores`] of `logits [M, …, K]`; with one class the margin is 1.
#[track_caller]
pub fn scores(logits: Tensor<'_>) -> Scores<'_> {
    let last = logits.rank() - 1;
    let log_p = logits.log_softmax();
    let max_logit = logits.maximum(&[last]);
    let max_softmax = log_p.maximum(&[last]).exp();
    let second = if logits.dim(last) > 1 {
        let p = log_p.exp();
        p.pick(p.top_k(2).narrow(last, 1, 1))
    } else {
        max_softmax * 0.0
    };
    Scores {
        max_softmax,
        entropy: entropy(log_p),
        max_logit,
        energy: logits.log_sum_exp(),
        margin: max_softmax - second,
    }
}

/// An ensemble's doubt, each `[1, …, 1]` but the mean.
#[derive(Clone, Copy, Debug)]
pub struct EnsembleScores<'g> {
    /// `p̄`, `[1, …, K]`.
    pub mean_probabilities: Tensor<'g>,
    /// The largest mean probability.
    pub max_softmax: Tensor<'g>,
    /// `H(p̄)`: all of the doubt.
    pub predictive_entropy: Tensor<'g>,
    /// `mean_m H(p_m)`: what each member doubts by itself.
    pub expected_entropy: Tensor<'g>,
    /// Their difference, at least 0: what the members disagree on.
    pub mutual_information: Tensor<'g>,
    /// The share of members that do not vote for the most voted class.
    pub variation_ratio: Tensor<'g>,
}

/// [`EnsembleScores`] of `logits [M, …, K]`.
#[track_caller]
pub fn ensemble_scores(logits: Tensor<'_>) -> EnsembleScores<'_> {
    let last = logits.rank() - 1;
    let log_p = logits.log_softmax();
    let mean = super::ensemble::log_average_probabilities(logits);
    let (predictive_entropy, expected_entropy) = (entropy(mean), entropy(log_p).mean_members());
    let votes = logits.argmax().one_hot(logits.dim(last)).mean_members();
    EnsembleScores {
        mean_probabilities: mean.exp(),
        max_softmax: mean.maximum(&[last]).exp(),
        predictive_entropy,
        expected_entropy,
        mutual_information: (predictive_entropy - expected_entropy).at_least(0.0),
        variation_ratio: -votes.maximum(&[last]) + 1.0,
    }
}
