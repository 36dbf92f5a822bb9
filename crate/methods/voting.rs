//! What most members say.

use ndarray::{Array2, ArrayView3, Axis};

use super::categorical::{argmax, log_average, log_softmax};
use super::election::first_round_votes;

/// The members' votes, a row at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct MajorityVote {
    /// The class with most votes `[N]`.
    pub labels: Vec<usize>,
    /// The share of members that vote for each class `[N, K]`; rows sum to 1.
    pub vote_share: Array2<f64>,
}

/// The class with most votes `#{m : argmax_k z_mnk = c}`; of equals the one with the larger mean
/// probability, then the lowest.
///
/// `logits [M, N, K]`, `M` ≥ 1.
///
/// Source: Hansen and Salamon 1990, *Neural network ensembles*.
pub fn majority_vote(logits: ArrayView3<'_, f64>) -> MajorityVote {
    let votes = first_round_votes(logits);
    let mean = log_average(log_softmax(logits).view());
    let rows = votes.outer_iter().zip(mean.outer_iter());
    let labels = rows.map(|(votes, mean)| argmax(votes.iter().zip(mean)));
    MajorityVote {
        labels: labels.collect(),
        vote_share: votes.mapv(|v| f64::from(v) / logits.dim().0 as f64),
    }
}

/// Soft voting `p̄_nk = Σ_c w_c p_cnk / Σ_c w_c`; without weights all count alike.
///
/// `probabilities [C, N, K]`, `C` weights ≥ 0, not all 0 → `[N, K]`.
/// Source: checkpoint soups of heritage images, arXiv:2603.02181.
pub fn soft_voting(probabilities: ArrayView3<'_, f64>, weights: Option<&[f64]>) -> Array2<f64> {
    let (models, rows, classes) = probabilities.dim();
    let weight = |c: usize| weights.map_or(1.0, |w| w[c]);
    let total: f64 = (0..models).map(weight).sum();
    let mut mean = Array2::zeros((rows, classes));
    for (c, p) in probabilities.axis_iter(Axis(0)).enumerate() {
        mean.scaled_add(weight(c) / total, &p);
    }
    mean
}
