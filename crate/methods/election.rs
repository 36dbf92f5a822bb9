//! Elections among base models: one round by plurality, or two with a run-off.
//!
//! Every base model ranks the classes of a sample by its own logits; logits of different
//! models are never compared. Of equals the lowest class wins everywhere.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis};

use super::categorical::argmax;

/// `votes[n, c] = #{m : argmax_k z_mnk = c}`: `logits [M, N, K]` → `[N, K]`.
///
/// Source: Levine and Feizi 2021, arXiv:2006.14768.
pub fn first_round_votes(logits: ArrayView3<'_, f64>) -> Array2<u32> {
    let (_, rows, classes) = logits.dim();
    let mut votes = Array2::zeros((rows, classes));
    for member in logits.outer_iter() {
        for (row, mut votes) in member.outer_iter().zip(votes.outer_iter_mut()) {
            if let Some(count) = votes.get_mut(argmax(row)) {
                *count += 1;
            }
        }
    }
    votes
}

/// `wins[n, a, b] = #{m : z_mna > z_mnb}`, strictly: `logits [M, N, K]` → `[N, K, K]`.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300.
pub fn pairwise_preferences(logits: ArrayView3<'_, f64>) -> Array3<u32> {
    let (_, rows, classes) = logits.dim();
    let mut wins = Array3::zeros((rows, classes, classes));
    for (ballots, mut wins) in logits.axis_iter(Axis(1)).zip(wins.outer_iter_mut()) {
        for ((a, b), count) in wins.indexed_iter_mut() {
            *count = preferring(ballots, a, b);
        }
    }
    wins
}

/// `argmax_c votes[n, c]`, the lowest class of equals: `[N, K]` → `[N]`.
pub fn plurality_predict(votes: ArrayView2<'_, u32>) -> Vec<usize> {
    votes.outer_iter().map(argmax).collect()
}

/// What a run-off decides, a row at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOff {
    /// The winners `[N]`.
    pub prediction: Vec<usize>,
    /// The two classes with most first votes `[N, 2]`, the one with more of them first.
    pub finalists: Vec<[usize; 2]>,
    /// How many models prefer each finalist `[N, 2]`; together `M`.
    pub second_round_votes: Vec<[u32; 2]>,
}

/// The run-off: the two classes with most votes `v` meet, and each model votes for the one it
/// prefers. With `w₁ = #{m : z_m,c₁ > z_m,c₂}` the first wins if `2 w₁ > M`, the second if
/// `2 w₁ < M`, else the lower class.
///
/// `logits [M, N, K]`, `K` ≥ 2. A model with equal logits counts for the second finalist.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300.
pub fn run_off_predict(logits: ArrayView3<'_, f64>) -> RunOff {
    let votes = first_round_votes(logits);
    let mut out = RunOff::default();
    for (ballots, votes) in logits.axis_iter(Axis(1)).zip(votes.outer_iter()) {
        let decided = Final::of(ballots, votes);
        out.prediction.push(decided.winner());
        out.finalists.push(decided.finalists);
        out.second_round_votes.push(decided.votes);
    }
    out
}

/// How many of `ballots [M, K]` prefer class `a` to class `b`, strictly.
pub(super) fn preferring(ballots: ArrayView2<'_, f64>, a: usize, b: usize) -> u32 {
    let ballots = ballots.outer_iter();
    ballots.map(|z| u32::from(z[a] > z[b])).sum()
}

/// The second round of one sample.
pub(super) struct Final {
    pub finalists: [usize; 2],
    pub votes: [u32; 2],
}

impl Final {
    /// Of `ballots [M, K]` whose first votes are `votes [K]`; `K` ≥ 2.
    pub fn of(ballots: ArrayView2<'_, f64>, votes: ArrayView1<'_, u32>) -> Self {
        let first = argmax(votes);
        let others = votes.iter().enumerate();
        let second = argmax(others.map(|(c, &v)| (c != first).then_some(v)));
        let won = preferring(ballots, first, second);
        Final {
            finalists: [first, second],
            votes: [won, ballots.nrows() as u32 - won],
        }
    }

    pub fn winner(&self) -> usize {
        let [first, second] = self.finalists;
        match self.votes[0].cmp(&self.votes[1]) {
            std::cmp::Ordering::Greater => first,
            std::cmp::Ordering::Less => second,
            std::cmp::Ordering::Equal => first.min(second),
        }
    }

    /// The finalist that is not the winner.
    pub fn loser(&self) -> usize {
        let [first, second] = self.finalists;
        if self.winner() == first {
            second
        } else {
            first
        }
    }
}

/// The ballots after an attack that wants `rival` instead of `winner`: `budget` models, those
/// that vote for the winner first, then those that prefer it to the rival, then the others,
/// now rank the rival first, the strongest other class second and the winner last.
///
/// `ballots [M, K]` of one sample, `K` ≥ 2, `rival` ≠ `winner` → `[M, K]`. A run-off whose
/// certificate is at least `budget` keeps its winner.
///
/// Source: Rezaei et al. 2023, arXiv:2302.02300.
pub fn poisoned_ballots(
    ballots: ArrayView2<'_, f64>,
    winner: usize,
    rival: usize,
    budget: usize,
) -> Array2<f64> {
    let votes = first_round_votes(ballots.insert_axis(Axis(1)));
    let open = |c: usize| c != winner && c != rival;
    let others = votes.iter().enumerate();
    let ally = argmax(others.map(|(c, &v)| open(c).then_some(v)));
    let use_of = |m: usize| match ballots.row(m) {
        z if argmax(z) == winner => 0,
        z if z[winner] > z[rival] => 1,
        _ => 2,
    };
    let mut order: Vec<usize> = (0..ballots.nrows()).collect();
    order.sort_by_key(|&m| use_of(m));
    let mut out = ballots.to_owned();
    for m in order.into_iter().take(budget) {
        let place = |c: usize| match c {
            c if c == rival => 2.0,
            c if c == winner => -1.0,
            c if c == ally => 1.0,
            _ => 0.0,
        };
        for (c, z) in out.row_mut(m).indexed_iter_mut() {
            *z = place(c);
        }
    }
    out
}
