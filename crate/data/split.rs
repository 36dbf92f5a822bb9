//! Which rows to train on, and which to test on.

use super::error::within;
use super::{Dataset, InputError};
use crate::ir::sort_by_key;
use crate::run::seed::Stream;

/// Two sets of row numbers that together are all rows, each in random order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The rows to train on.
    pub train: Vec<usize>,
    /// The rows to test on.
    pub test: Vec<usize>,
}

impl Split {
    /// Each class in proportion: from class `c` with `N_c` rows, `test_share · N_c` rows
    /// rounded down or up (largest remainders first) are to test on: `round(test_share · N)` of
    /// all, at least 1 on each side.
    ///
    /// `test_share` from 0.01 to 0.99; at least 2 rows.
    pub fn stratified(data: &Dataset, test_share: f64, seed: u32) -> Result<Self, InputError> {
        Ok(Self::of_classes(data, test_rows(data, test_share)?, seed))
    }

    /// As [`Split::stratified`] with so many rows, below `N`, to test on.
    pub(super) fn of_classes(data: &Dataset, total: usize, seed: u32) -> Self {
        let quotas = quotas(&data.class_counts(), total, data.len());
        let mut stream = Stream::new(seed, "stratified split");
        let mut taken = vec![0; data.classes()];
        let in_test = |&row: &usize| {
            let class = data.y()[row] as usize;
            taken[class] += 1;
            taken[class] <= quotas[class]
        };
        let order = shuffled(data.len(), &mut stream);
        let (mut test, mut train): (Vec<_>, Vec<_>) = order.into_iter().partition(in_test);
        // The first of each class went to one side: shuffle again, so that a prefix is fair.
        stream.shuffle(&mut test);
        stream.shuffle(&mut train);
        Split { train, test }
    }

    /// The rows themselves: the train and the test part.
    pub fn apply(&self, data: &Dataset) -> Result<[Dataset; 2], InputError> {
        Ok([data.pick(&self.train)?, data.pick(&self.test)?])
    }
}

/// How often each row is drawn in `n` draws from `n` with replacement, as weights:
/// a member's bootstrap sample (Efron 1979). They sum to `n`.
pub fn bootstrap_weights(n: usize, member_seed: u32) -> Vec<f32> {
    let mut stream = Stream::new(member_seed, "bootstrap");
    let mut weights = vec![0.0; n];
    for _ in 0..n {
        weights[stream.below(n as u32) as usize] += 1.0;
    }
    weights
}

/// The rows that a member learns from where others see more: `round(share · n)`, at least one,
/// without or with replacement, and again from the first one until there are `n`. Whoever
/// draws places of the table evenly sees each of the rows as often as the others, within one.
///
/// `share` in `(0, 1]`. Rows that a member sees at one share are among those at every larger one.
pub fn member_rows(n: usize, share: f64, replace: bool, member_seed: u32) -> Vec<u32> {
    let own = ((share * n as f64).round() as usize).clamp(1, n.max(1));
    let rows: Vec<u32> = if replace {
        let mut stream = Stream::new(member_seed, "bootstrap");
        (0..own).map(|_| stream.below(n as u32)).collect()
    } else {
        Stream::new(member_seed, "fraction").permutation(n as u32)
    };
    rows.into_iter().take(own).cycle().take(n).collect()
}

fn shuffled(n: usize, stream: &mut Stream) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    stream.shuffle(&mut rows);
    rows
}

fn test_rows(data: &Dataset, test_share: f64) -> Result<usize, InputError> {
    within("test share", test_share, 0.01, 0.99)?;
    within("rows", data.len(), 2, super::MAX_ROWS)?;
    let rows = (test_share * data.len() as f64).round() as usize;
    Ok(rows.clamp(1, data.len() - 1))
}

/// `total` shared out in proportion to `counts`, which sum to `all` (largest remainders).
fn quotas(counts: &[usize], total: usize, all: usize) -> Vec<usize> {
    let (all, share) = (all as u64, total as u64);
    let part = |count: usize| count as u64 * share;
    let mut quotas: Vec<usize> = counts.iter().map(|&c| (part(c) / all) as usize).collect();
    let left = total - quotas.iter().sum::<usize>();
    let mut classes: Vec<usize> = (0..counts.len()).collect();
    sort_by_key(&mut classes, |&c| u32::MAX - (part(counts[c]) % all) as u32);
    for &class in classes.iter().take(left) {
        quotas[class] += 1;
    }
    quotas
}
