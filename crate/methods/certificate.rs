//! How many poisoned samples an election of base models survives, provably.
//!
//! The training set is split by a hash of each sample; a poisoned sample touches one part, so
//! one base model. A certificate is the largest number of replaced models after which the
//! winner is still the winner, whatever the replaced models say.

use ndarray::{ArrayView1, ArrayView2, ArrayView3, Axis};

use super::categorical::argmax;
use super::election::{Final, first_round_votes, preferring};

/// Stands for a number of models that no attack can reach.
pub const INFINITE: u32 = 1_000_000_000;

/// `v_a − v_b + 1[b > a]`: how far `a` is ahead of `b`, a lower class winning ties.
/// `a` beats `b` exactly if it is above 0.
pub(super) fn lead(votes: ArrayView1<'_, u32>, a: usize, b: usize) -> i64 {
    i64::from(votes[a]) - i64::from(votes[b]) + i64::from(b > a)
}

/// `2 #{m : z_ma > z_mb} − M + 1[b > a]`: the lead of `a` in a final against `b`, with models
/// that have equal logits counted against `a`. `ballots [M, K]`.
pub(super) fn final_lead(ballots: ArrayView2<'_, f64>, a: usize, b: usize) -> i64 {
    2 * i64::from(preferring(ballots, a, b)) - ballots.nrows() as i64 + i64::from(b > a)
}

/// Models to replace until a lead is gone if each takes 2: `⌈lead / 2⌉`, at least 0.
fn halves(lead: i64) -> u32 {
    (lead.max(0) as u64).div_ceil(2) as u32
}

/// The certificate of a winner that is lost after `cost` models: one less, and at least 0,
/// for nothing has changed where nothing is poisoned.
pub(super) fn below(cost: u32) -> u32 {
    match cost {
        INFINITE => INFINITE,
        cost => cost.saturating_sub(1),
    }
}

/// The certificate of a plurality vote: `min_{b ≠ c} ⌈lead(c, b) / 2⌉ − 1`, as one replaced
/// model takes at most 2 of a lead.
///
/// `votes [N, K]`, `K` ≥ 2 → `[N]`. Exact: one model more can overturn the vote.
///
/// Source: Levine and Feizi 2021, arXiv:2006.14768.
pub fn plurality_certificate(votes: ArrayView2<'_, u32>) -> Vec<u32> {
    let certificate = |votes: ArrayView1<'_, u32>| {
        let winner = argmax(votes);
        let rivals = (0..votes.len()).filter(|&b| b != winner);
        let cost = rivals.map(|b| halves(lead(votes, winner, b))).min();
        below(cost.unwrap_or(INFINITE))
    };
    votes.outer_iter().map(certificate).collect()
}

/// The fewest models whose replacement makes two leads vanish, if each takes 2 of one and 1
/// of the other: `max(⌈g₁/2⌉, ⌈g₂/2⌉, ⌈(g₁ + g₂)/3⌉)` of leads that are at least 0.
///
/// Equal to the recursion `cost(g₁, g₂) = 1 + min(cost([g₁−2]₊, [g₂−1]₊), cost([g₁−1]₊,
/// [g₂−2]₊))`, `cost(0, 0) = 0`: `a` models of the first kind and `n − a` of the second do it
/// exactly if `g₁ − n ≤ a ≤ 2n − g₂` and `0 ≤ a ≤ n`. A negative lead counts as 0.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300.
pub fn two_rival_cost(g1: i64, g2: i64) -> u32 {
    let (g1, g2) = (g1.max(0), g2.max(0));
    let thirds = (g1.unsigned_abs() + g2.unsigned_abs()).div_ceil(3) as u32;
    thirds.max(halves(g1)).max(halves(g2))
}

/// A certified run-off, a row at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertifiedRunOff {
    /// The winners `[N]`.
    pub prediction: Vec<usize>,
    /// Models that may be replaced without changing the winner `[N]`.
    pub certificate: Vec<u32>,
    /// Models that keep the winner out of the final `[N]`; [`INFINITE`] with two classes.
    pub round1: Vec<u32>,
    /// Models that make it lose a final `[N]`.
    pub round2: Vec<u32>,
}

/// The certificate of a run-off, `min(R₁, R₂) − 1` (at least 0), with the winner `c` and the
/// other finalist `s`:
///
/// - `R₁ = min_{i < j} cost(lead(c, i), lead(c, j))`, two rivals that push `c` out
///   ([`two_rival_cost`]);
/// - `R₂ = min_{k ≠ c} max(x₁, x₂)`, where `x₁ = ⌈lead(s, k)/2⌉` brings `k` into the final (0 for
///   `s`) and `x₂ = ⌈(2 #{m : z_mc > z_mk} − M + 1[k > c])/2⌉` makes `c` lose it.
///
/// `logits [M, N, K]`, `K` ≥ 2. A lower bound that is nearly always exact: the models that let
/// `k` in need not be those that cost `c` the final, and then one more is needed than either
/// count says. A model with equal logits counts against the winner.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300.
pub fn run_off_certificate(logits: ArrayView3<'_, f64>) -> CertifiedRunOff {
    let votes = first_round_votes(logits);
    let mut out = CertifiedRunOff::default();
    for (ballots, votes) in logits.axis_iter(Axis(1)).zip(votes.outer_iter()) {
        let decided = Final::of(ballots, votes);
        let winner = decided.winner();
        let round1 = missing_the_final(votes, winner);
        let round2 = losing_the_final(ballots, votes, winner, decided.loser());
        out.prediction.push(winner);
        out.certificate.push(below(round1.min(round2)));
        out.round1.push(round1);
        out.round2.push(round2);
    }
    out
}

/// `R₁`. The cost grows with each lead, so the two smallest are the cheapest pair.
fn missing_the_final(votes: ArrayView1<'_, u32>, winner: usize) -> u32 {
    let rivals = (0..votes.len()).filter(|&i| i != winner);
    let mut leads: Vec<i64> = rivals.map(|i| lead(votes, winner, i)).collect();
    leads.sort_unstable();
    match leads[..] {
        [g1, g2, ..] => two_rival_cost(g1, g2),
        _ => INFINITE,
    }
}

/// `R₂`.
fn losing_the_final(
    ballots: ArrayView2<'_, f64>,
    votes: ArrayView1<'_, u32>,
    winner: usize,
    other: usize,
) -> u32 {
    let cost = |k: usize| {
        let enter = match k == other {
            true => 0,
            false => halves(lead(votes, other, k)),
        };
        enter.max(halves(final_lead(ballots, winner, k)))
    };
    let rivals = (0..votes.len()).filter(|&k| k != winner);
    rivals.map(cost).min().unwrap_or(INFINITE)
}

/// The share of samples that are right and stay right: `mean_n 1[prediction_n = y_n and
/// certificate_n ≥ B]` for each budget `B`.
///
/// `predictions`, `certificates` and `labels [N]`; `budgets [B]` → `[B]`, 0 for no samples.
///
/// Source: Levine and Feizi 2021, arXiv:2006.14768.
pub fn certified_accuracy_curve(
    predictions: &[usize],
    certificates: &[u32],
    labels: &[usize],
    budgets: &[u32],
) -> Vec<f64> {
    let rows = predictions.iter().zip(labels).zip(certificates);
    let right: Vec<u32> = rows
        .filter(|((prediction, label), _)| prediction == label)
        .map(|(_, &certificate)| certificate)
        .collect();
    let share = |&budget: &u32| {
        let kept = right.iter().filter(|&&c| c >= budget).count();
        kept as f64 / predictions.len().max(1) as f64
    };
    budgets.iter().map(share).collect()
}

/// The part of each sample: `(Σ_d values[n, d]) mod partitions`, which depends on the sample
/// alone, as the guarantee demands.
///
/// `values [N, D]` whole numbers (pixels), `partitions` ≥ 1 → `[N]` below `partitions`.
///
/// Source: Levine and Feizi 2021, arXiv:2006.14768.
pub fn partition_hash(values: ArrayView2<'_, i64>, partitions: u32) -> Vec<usize> {
    let modulus = i64::from(partitions.max(1));
    let part = |row: ArrayView1<'_, i64>| {
        let sum = row.fold(0, |sum, v| (sum + v.rem_euclid(modulus)) % modulus);
        sum as usize
    };
    values.outer_iter().map(part).collect()
}
