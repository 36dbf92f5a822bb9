//! What several attacks do together.
//!
//! Everywhere: arrays `[A, N]`, one row for each of `A ≥ 1` attacks, `N ≥ 1` samples.
//! Source: ensembles of attacks as in Probability Margin Attack, arXiv:2411.15210, and RAMP,
//! arXiv:2402.06827.

use ndarray::{ArrayView1, ArrayView2, Axis};

use super::categorical::argmax;

/// The share of samples of which it is true.
fn share(of: &[bool]) -> f64 {
    of.iter().filter(|&&yes| yes).count() as f64 / of.len() as f64
}

fn shares(flags: ArrayView2<'_, bool>) -> Vec<f64> {
    let rows = flags.axis_iter(Axis(0));
    rows.map(|row: ArrayView1<'_, bool>| share(&row.to_vec()))
        .collect()
}

/// How many samples attacks break.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionSuccess {
    /// The share each attack breaks, `A`.
    pub rate: Vec<f64>,
    /// The share broken by an attack or one before it, `A`.
    pub cumulative: Vec<f64>,
    /// The share broken by any.
    pub union: f64,
}

/// A sample is broken if any attack breaks it: [`UnionSuccess`].
pub fn union_success(success: ArrayView2<'_, bool>) -> UnionSuccess {
    let mut broken = vec![false; success.ncols()];
    let mut cumulative = Vec::with_capacity(success.nrows());
    for attack in success.axis_iter(Axis(0)) {
        for (b, &now) in broken.iter_mut().zip(attack) {
            *b |= now;
        }
        cumulative.push(share(&broken));
    }
    UnionSuccess {
        rate: shares(success),
        cumulative,
        union: share(&broken),
    }
}

/// How many samples stand.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionAccuracy {
    /// The share that is right under each attack, `A`.
    pub per_attack: Vec<f64>,
    /// The share that is right under all: never more than the smallest of them.
    pub union: f64,
    /// Their mean.
    pub average: f64,
}

/// A sample counts if it is right under every attack: [`UnionAccuracy`].
pub fn union_accuracy(correct: ArrayView2<'_, bool>) -> UnionAccuracy {
    let samples = correct.axis_iter(Axis(1));
    let all: Vec<bool> = samples.map(|s| s.iter().all(|&right| right)).collect();
    let per_attack = shares(correct);
    UnionAccuracy {
        average: per_attack.iter().sum::<f64>() / per_attack.len() as f64,
        per_attack,
        union: share(&all),
    }
}

/// The worst attack of each sample.
#[derive(Clone, Debug, PartialEq)]
pub struct WorstCase {
    /// Its number, of equal losses the lowest, `N`.
    pub choice: Vec<usize>,
    /// The mean of its loss.
    pub mean_worst_loss: f64,
}

/// `argmax_a L_an` and `mean_n max_a L_an`: [`WorstCase`].
pub fn worst_case_selection(losses: ArrayView2<'_, f64>) -> WorstCase {
    let choice: Vec<usize> = losses.axis_iter(Axis(1)).map(argmax).collect();
    let each = choice.iter().enumerate().map(|(n, &a)| losses[[a, n]]);
    WorstCase {
        mean_worst_loss: each.sum::<f64>() / choice.len() as f64,
        choice,
    }
}
