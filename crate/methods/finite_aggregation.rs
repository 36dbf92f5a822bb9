//! Run-off certificates where each part of the training set feeds several base models.

use ndarray::{ArrayView1, ArrayView2, ArrayView3, Axis};

use super::categorical::argmax;
use super::certificate::{INFINITE, below, final_lead, lead};
use super::election::{Final, first_round_votes};

/// The fewest of `powers` whose sum reaches `lead`, the largest taken first; 0 for a lead that
/// is not above 0, `None` if all together do not reach it.
///
/// Source: Wang et al. 2022, arXiv:2202.02628.
pub fn greedy_cover(lead: i64, powers: &[i64]) -> Option<usize> {
    let mut powers = powers.to_vec();
    powers.sort_unstable_by(|a, b| b.cmp(a));
    let mut left = lead;
    let mut taken = 0;
    for power in powers {
        if left <= 0 {
            break;
        }
        left -= power;
        taken += 1;
    }
    (left <= 0).then_some(taken)
}

/// Winners `[N]` of a vote and lower bounds of the parts that an attacker must poison, less
/// one `[N]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AggregatedRunOff {
    /// The winners.
    pub prediction: Vec<usize>,
    /// Parts that may be poisoned without changing the winner;
    /// [`INFINITE`] if all parts together cannot.
    pub certificate: Vec<u32>,
}

/// The run-off and its certificate in parts, where part `b` feeds the models `S_b`: both
/// rounds as in [`super::certificate::run_off_certificate`], each cost replaced by a
/// [`greedy_cover`] of a lead by what each part can take of it:
///
/// - `lead(a, b′)`: `Σ_{m ∈ S_b} (1 + 1[m votes a] − 1[m votes b′])`;
/// - `lead(c, i) + lead(c, j)`: `Σ_{m ∈ S_b} (1 + 2·1[c] − 1[i] − 1[j])`; a pair costs the largest
///   of the cover of this sum and the two single ones;
/// - a final of `c` against `k`: `2 Σ_{m ∈ S_b} 1[z_mc > z_mk]`.
///
/// `logits [M, N, K]`, `K` ≥ 2; `members_of_partition [B, d]`, models below `M`. The covers are
/// lower bounds, so the certificate holds but need not be exact.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300; Wang et al. 2022, arXiv:2202.02628.
pub fn finite_aggregation_run_off(
    logits: ArrayView3<'_, f64>,
    members_of_partition: ArrayView2<'_, usize>,
) -> AggregatedRunOff {
    certified(logits, members_of_partition, |sample| {
        let decided = Final::of(sample.ballots, sample.votes);
        let winner = decided.winner();
        let round1 = sample.missing_the_final(winner);
        let round2 = sample.losing_the_final(winner, decided.loser());
        (winner, round1.min(round2))
    })
}

/// The plurality vote and its certificate in parts: the lead over each rival is covered as
/// above, and the certificate is the least cover less one.
///
/// `logits [M, N, K]`, `K` ≥ 2; `members_of_partition [B, d]`, models below `M`.
///
/// Source: Wang et al. 2022, arXiv:2202.02628.
pub fn finite_aggregation_plurality(
    logits: ArrayView3<'_, f64>,
    members_of_partition: ArrayView2<'_, usize>,
) -> AggregatedRunOff {
    certified(logits, members_of_partition, |sample| {
        let winner = argmax(sample.votes);
        let rivals = (0..sample.votes.len()).filter(|&b| b != winner);
        let cost = rivals.map(|b| sample.overtaking(winner, b)).min();
        (winner, cost.unwrap_or(INFINITE))
    })
}

/// Each sample's winner, and one less than the cost of another one.
fn certified(
    logits: ArrayView3<'_, f64>,
    parts: ArrayView2<'_, usize>,
    decide: impl Fn(&Sample<'_>) -> (usize, u32),
) -> AggregatedRunOff {
    let votes = first_round_votes(logits);
    let mut out = AggregatedRunOff::default();
    for (ballots, votes) in logits.axis_iter(Axis(1)).zip(votes.outer_iter()) {
        let (winner, cost) = decide(&Sample {
            ballots,
            votes,
            choices: ballots.outer_iter().map(argmax).collect(),
            parts,
        });
        out.prediction.push(winner);
        out.certificate.push(below(cost));
    }
    out
}

/// One sample's election among the models that parts feed.
struct Sample<'a> {
    ballots: ArrayView2<'a, f64>,
    votes: ArrayView1<'a, u32>,
    choices: Vec<usize>,
    parts: ArrayView2<'a, usize>,
}

impl Sample<'_> {
    /// The cover of `lead` by parts, of whose models each has the power `power(m)`.
    fn cover(&self, lead: i64, power: impl Fn(usize) -> i64) -> u32 {
        let part = |members: ArrayView1<'_, usize>| members.iter().map(|&m| power(m)).sum();
        let powers: Vec<i64> = self.parts.outer_iter().map(part).collect();
        greedy_cover(lead, &powers).map_or(INFINITE, |count| count as u32)
    }

    fn votes_for(&self, m: usize, class: usize) -> i64 {
        i64::from(self.choices[m] == class)
    }

    /// Parts that take the lead of `a` over `b`.
    fn overtaking(&self, a: usize, b: usize) -> u32 {
        let power = |m| 1 + self.votes_for(m, a) - self.votes_for(m, b);
        self.cover(lead(self.votes, a, b), power)
    }

    fn missing_the_final(&self, c: usize) -> u32 {
        let classes = self.votes.len();
        let single: Vec<u32> = (0..classes).map(|i| self.overtaking(c, i)).collect();
        let lead = |i| lead(self.votes, c, i);
        let pair = |i, j| {
            let power =
                |m| 1 + 2 * self.votes_for(m, c) - self.votes_for(m, i) - self.votes_for(m, j);
            let both = self.cover(lead(i) + lead(j), power);
            both.max(single[i]).max(single[j])
        };
        let rivals = |from| (from..classes).filter(move |&i| i != c);
        let pairs = rivals(0).flat_map(|i| rivals(i + 1).map(move |j| (i, j)));
        pairs.map(|(i, j)| pair(i, j)).min().unwrap_or(INFINITE)
    }

    fn losing_the_final(&self, c: usize, other: usize) -> u32 {
        let cost = |k: usize| {
            let enter = if k == other {
                0
            } else {
                self.overtaking(other, k)
            };
            let prefers = |m: usize| i64::from(self.ballots[[m, c]] > self.ballots[[m, k]]);
            enter.max(self.cover(final_lead(self.ballots, c, k), |m| 2 * prefers(m)))
        };
        let rivals = (0..self.votes.len()).filter(|&k| k != c);
        rivals.map(cost).min().unwrap_or(INFINITE)
    }
}
