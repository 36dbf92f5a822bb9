//! The k-th largest magnitude of a long vector, in two passes and constant memory.

/// Values of the upper 16 of a magnitude's 31 bits.
const HIGH: usize = 1 << 16;
/// Values of the lower 15.
const LOW: usize = 1 << 15;

/// `max(1, ⌊density · count + 1e-9⌋)`, at most `count`: how many entries trimming keeps.
///
/// `density` above 0, at most 1.
pub fn kept(density: f64, count: u64) -> u64 {
    let k = libm::floor(density * count as f64 + 1e-9) as u64;
    k.max(1).min(count)
}

/// A magnitude as a whole number that orders as it does: the bits of `|x|` in 32 bits.
#[inline]
fn magnitude(x: f64) -> u32 {
    (x as f32).abs().to_bits()
}

/// Which entries are among the largest: those above the threshold, and the first `ties` at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    bits: u32,
    ties: u64,
}

impl Threshold {
    /// Whether the next entry stays. Entries are asked for in order, each once.
    #[inline]
    pub fn keeps(&mut self, x: f64) -> bool {
        let bits = magnitude(x);
        if bits != self.bits {
            return bits > self.bits;
        }
        let stays = self.ties > 0;
        self.ties -= u64::from(stays);
        stays
    }
}

/// Counts of magnitudes: by their upper bits in the first pass; by the lower ones, among those
/// that share the threshold's upper bits, in the second.
#[derive(Clone, Debug)]
pub struct Ranking {
    wanted: u64,
    high: u32,
    counts: Vec<u64>,
}

impl Ranking {
    /// A search for the `k`-th largest, `k` at least 1.
    pub fn new(k: u64) -> Self {
        Ranking {
            wanted: k,
            high: 0,
            counts: vec![0; HIGH],
        }
    }

    /// Counts in the first pass.
    pub fn count_high(&mut self, entries: impl Iterator<Item = f64>) {
        for x in entries {
            self.counts[(magnitude(x) >> 15) as usize] += 1;
        }
    }

    /// Ends the first pass.
    pub fn narrow(&mut self) {
        self.high = self.descend() as u32;
        self.counts.clear();
        self.counts.resize(LOW, 0);
    }

    /// Counts in the second pass.
    pub fn count_low(&mut self, entries: impl Iterator<Item = f64>) {
        for x in entries {
            let bits = magnitude(x);
            if bits >> 15 == self.high {
                self.counts[bits as usize % LOW] += 1;
            }
        }
    }

    /// Ends the second pass.
    pub fn threshold(mut self) -> Threshold {
        let low = self.descend() as u32;
        Threshold {
            bits: self.high << 15 | low,
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

/// `delta` with all but its `k` largest magnitudes set to 0, `k` the [`kept`] number of entries.
///
/// `delta [P]`, `density` above 0, at most 1 → `[P]`. Of equal magnitudes the first stay.
/// Source: Yadav et al. 2023, arXiv:2306.01708.
pub fn trim_by_magnitude(delta: &[f32], density: f64) -> Vec<f32> {
    let entries = || delta.iter().map(|&x| f64::from(x));
    let mut ranking = Ranking::new(kept(density, delta.len() as u64));
    ranking.count_high(entries());
    ranking.narrow();
    ranking.count_low(entries());
    let mut threshold = ranking.threshold();
    let trim = |&x: &f32| if threshold.keeps(x.into()) { x } else { 0.0 };
    delta.iter().map(trim).collect()
}
