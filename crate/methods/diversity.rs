//! How members differ, and what their average gains by it.

use ndarray::{Array2, ArrayView1, ArrayView2, ArrayView3, Axis};

use super::categorical::{self, log_average, log_softmax, spread};
use super::voting::majority_vote;

/// How often members give different labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The share of rows on which two members differ `[M, M]`; 0 on the diagonal.
    pub matrix: Array2<f64>,
    /// Its mean over pairs of different members; 0 for one member.
    pub mean_pairwise: f64,
}

/// `matrix[i, j] = mean_n 1[ŷ_in ≠ ŷ_jn]` of `predictions [M, N]`.
///
/// Source: Skalak 1996; Fort et al. 2019, arXiv:1912.02757.
pub fn disagreement(predictions: ArrayView2<'_, usize>) -> Disagreement {
    let (members, rows) = predictions.dim();
    let matrix = Array2::from_shape_fn((members, members), |(i, j)| {
        let pairs = predictions.row(i).into_iter().zip(predictions.row(j));
        pairs.filter(|(a, b)| a != b).count() as f64 / rows.max(1) as f64
    });
    let pairs = (members * members.saturating_sub(1)).max(1) as f64;
    let mean_pairwise = matrix.sum() / pairs;
    Disagreement {
        matrix,
        mean_pairwise,
    }
}

/// Measures of how errors fall together; the first three are means over pairs of members.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ErrorDiversity {
    /// Yule's `Q = (ad − bc)/(ad + bc)`, from −1 to 1.
    pub q_statistic: f64,
    /// `ρ = (ad − bc)/√((a+b)(c+d)(a+c)(b+d))`, from −1 to 1.
    pub correlation: f64,
    /// `d/N`, the share of rows on which both are wrong.
    pub double_fault: f64,
    /// `mean_n l_n (M − l_n)/M²`, with `l_n` members right on row `n`.
    pub kohavi_wolpert_variance: f64,
    /// The members' agreement beyond chance,
    /// `κ = 1 − Σ_n l_n (M − l_n)/(N M (M − 1) p̄ (1 − p̄))`, with `p̄` their mean accuracy.
    pub kappa: f64,
}

/// [`ErrorDiversity`] of `correct [M, N]`, where of two members' rows both are right on `a`, only
/// the first on `b`, only the second on `c`, neither on `d`. A quotient 0/0 counts 0, and so
/// does every mean over no pair.
///
/// Source: Kuncheva and Whitaker 2003, *Measures of diversity in classifier ensembles*.
pub fn error_diversity(correct: ArrayView2<'_, bool>) -> ErrorDiversity {
    let (members, rows) = correct.dim();
    let (m, n) = (members as f64, rows as f64);
    let mut out = ErrorDiversity::default();
    let pairs = (members * members.saturating_sub(1) / 2) as f64;
    for i in 0..members {
        for j in i + 1..members {
            let [a, b, c, d] = table(correct.row(i), correct.row(j));
            let odds = a * d - b * c;
            let margins = (a + b) * (c + d) * (a + c) * (b + d);
            out.q_statistic += ratio(odds, a * d + b * c) / pairs;
            out.correlation += ratio(odds, margins.sqrt()) / pairs;
            out.double_fault += ratio(d, n) / pairs;
        }
    }
    let mixed = |column: ArrayView1<'_, bool>| {
        let right = column.iter().filter(|&&c| c).count();
        (right * (members - right)) as f64
    };
    let mixed: f64 = correct.axis_iter(Axis(1)).map(mixed).sum();
    let mean = ratio(correct.iter().filter(|&&c| c).count() as f64, m * n);
    let chance = n * m * (m - 1.0) * mean * (1.0 - mean);
    out.kohavi_wolpert_variance = ratio(mixed, n * m * m);
    out.kappa = match chance > 0.0 {
        true => 1.0 - mixed / chance,
        false => 0.0,
    };
    out
}

fn table(first: ArrayView1<'_, bool>, second: ArrayView1<'_, bool>) -> [f64; 4] {
    let mut counts = [0.0; 4];
    for (first, second) in first.iter().zip(second) {
        counts[2 * usize::from(!first) + usize::from(!second)] += 1.0;
    }
    counts
}

fn ratio(over: f64, under: f64) -> f64 {
    if under == 0.0 { 0.0 } else { over / under }
}

/// An ensemble against its members.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EnsembleScores {
    /// The members, each scored alone, as their mean.
    pub member: categorical::Scores,
    /// The mean of the probabilities.
    pub probability_average: categorical::Scores,
    /// The softmax of the mean of the logits.
    pub logit_average: categorical::Scores,
    /// The accuracy of [`majority_vote`].
    pub vote_accuracy: f64,
}

/// [`EnsembleScores`] of `logits [M, N, K]` against `labels [N]` below `K`; `M` ≥ 1.
///
/// Source: Lakshminarayanan et al. 2017, arXiv:1612.01474.
pub fn ensemble_scores(logits: ArrayView3<'_, f64>, labels: &[usize]) -> EnsembleScores {
    let log_p = log_softmax(logits);
    let mean_logits = logits.sum_axis(Axis(0)) / logits.dim().0 as f64;
    let votes = majority_vote(logits).labels;
    let right = votes.iter().zip(labels).filter(|(a, b)| a == b).count();
    EnsembleScores {
        member: member_scores(log_p.view(), labels),
        probability_average: categorical::scores(log_average(log_p.view()).view(), labels),
        logit_average: categorical::scores(log_softmax(mean_logits.view()).view(), labels),
        vote_accuracy: right as f64 / labels.len().max(1) as f64,
    }
}

fn member_scores(log_p: ArrayView3<'_, f64>, labels: &[usize]) -> categorical::Scores {
    let members = log_p.len_of(Axis(0)) as f64;
    let mut mean = categorical::Scores::default();
    for member in log_p.outer_iter() {
        let scores = categorical::scores(member, labels);
        mean.nll += scores.nll / members;
        mean.brier += scores.brier / members;
        mean.accuracy += scores.accuracy / members;
    }
    mean
}

/// What averaging probabilities gains over the mean member.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ambiguity {
    /// Mean Brier score of the members less that of the average.
    pub brier_gap: f64,
    /// `mean_mn ‖p_mn − p̄_n‖²`, which the Brier gap equals exactly.
    pub probability_spread: f64,
    /// Mean negative log-likelihood of the members less that of the average, at least 0.
    pub nll_gap: f64,
}

/// [`Ambiguity`] of `logits [M, N, K]` against `labels [N]` below `K`; `M` ≥ 1.
///
/// Source: Krogh and Vedelsby 1995, *Neural network ensembles, cross validation and active
/// learning*.
pub fn ambiguity_decomposition(logits: ArrayView3<'_, f64>, labels: &[usize]) -> Ambiguity {
    let log_p = log_softmax(logits);
    let member = member_scores(log_p.view(), labels);
    let average = categorical::scores(log_average(log_p.view()).view(), labels);
    Ambiguity {
        brier_gap: member.brier - average.brier,
        probability_spread: spread(log_p.mapv(f64::exp).view()),
        nll_gap: member.nll - average.nll,
    }
}
