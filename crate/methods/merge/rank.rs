//! The k-th largest magnitude of a long vector, in constant memory and as many passes as a
//! magnitude has digits.

use std::marker::PhantomData;

use super::Weight;

/// Values of a digit of 16 bits.
const VALUES: usize = 1 << 16;

/// `max(1, ⌊density · count + 1e-9⌋)`, at most `count`: how many entries trimming keeps.
///
/// `density` above 0, at most 1.
pub fn kept(density: f64, count: u64) -> u64 {
    let k = libm::floor(density * count as f64 + 1e-9) as u64;
    k.max(1).min(count)
}

/// Which entries are among the largest: those above the threshold, and the first `ties` at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    key: u64,
    ties: u64,
}

impl Threshold {
    /// Whether the next entry stays, by its [`key`](Weight::key). Entries are asked for in
    /// order, each once.
    #[inline]
    pub fn keeps(&mut self, key: u64) -> bool {
        if key != self.key {
            return key > self.key;
        }
        let stays = self.ties > 0;
        self.ties -= u64::from(stays);
        stays
    }
}

/// Counts of keys by one digit a pass, from the highest to the lowest, among those that share
/// the threshold's digits so far.
#[derive(Clone, Debug)]
pub struct Ranking<T> {
    wanted: u64,
    /// The threshold's digits so far.
    prefix: u64,
    /// The digits that follow the one that is counted.
    rest: usize,
    counts: Vec<u64>,
    weight: PhantomData<T>,
}

impl<T> Ranking<T> {
    /// Ends a pass.
    pub fn narrow(&mut self) {
        self.prefix = self.prefix << 16 | self.descend() as u64;
        self.rest = self.rest.saturating_sub(1);
        self.counts.fill(0);
    }

    /// What all passes have found.
    pub fn threshold(self) -> Threshold {
        Threshold {
            key: self.prefix,
            ties: self.wanted,
        }
    }

    /// The largest value that `wanted` entries reach; takes those above it off `wanted`.
    fn descend(&mut self) -> usize {
        for (value, &count) in self.counts.iter().enumerate().rev() {
            if count >= self.wanted {
                return value;
            }
            self.wanted -= count;
        }
        0
    }
}

impl<T: Weight> Ranking<T> {
    /// A search for the `k`-th largest, `k` at least 1.
    pub fn new(k: u64) -> Self {
        Ranking {
            wanted: k,
            prefix: 0,
            rest: T::DIGITS - 1,
            counts: vec![0; VALUES],
            weight: PhantomData,
        }
    }

    /// Counts entries in a pass.
    pub fn count(&mut self, entries: impl Iterator<Item = f64>) {
        for x in entries {
            let digits = T::key(x) >> (16 * self.rest);
            if digits >> 16 == self.prefix {
                self.counts[digits as usize % VALUES] += 1;
            }
        }
    }
}

/// `delta` with all but its `k` largest magnitudes set to 0, `k` the [`kept`] number of entries.
///
/// `delta [P]`, `density` above 0, at most 1 → `[P]`. Of equal magnitudes the first stay.
/// Source: Yadav et al. 2023, arXiv:2306.01708.
pub fn trim_by_magnitude<T: Weight>(delta: &[T], density: f64) -> Vec<T> {
    let mut ranking = Ranking::<T>::new(kept(density, delta.len() as u64));
    for _ in 0..T::DIGITS {
        ranking.count(delta.iter().map(|&x| x.into()));
        ranking.narrow();
    }
    let mut threshold = ranking.threshold();
    let mut trim = |&x: &T| match threshold.keeps(T::key(x.into())) {
        true => x,
        false => T::default(),
    };
    delta.iter().map(&mut trim).collect()
}
