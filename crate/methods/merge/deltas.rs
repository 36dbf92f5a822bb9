//! Sums of sparse differences from the base: task arithmetic, TIES, DARE.

use super::rank::Threshold;
use super::{Chunk, Consensus, MIN_SUM, Weight};

/// What is left of a member's difference, the whole tensor seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of it.
    All,
    /// The largest.
    Largest(Threshold),
    /// What the mask keeps, times this.
    Masked(f64),
}

/// `θ_0 + scale · consensus_m(w_m · filter_m(δ_m))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Deltas {
    pub coefficients: Vec<f64>,
    pub filters: Vec<Filter>,
    pub consensus: Consensus,
    pub scale: f64,
    /// Of [`Consensus::Sum`]: what the sum is divided by.
    pub divisor: f64,
    /// Of [`Consensus::Elect`]: divide by the weights that agree.
    pub normalize: bool,
}

impl Deltas {
    /// The weighted filtered differences from element `at` on: `out [M, block]`.
    fn weigh<T: Weight>(&mut self, chunk: &Chunk<T>, at: usize, out: &mut [f64], block: usize) {
        let base = &chunk.base[at..at + block];
        let rows = out.chunks_exact_mut(block).zip(chunk.models).enumerate();
        for (m, (row, model)) in rows {
            let (w, model) = (self.coefficients[m], &model[at..at + block]);
            let pairs = row.iter_mut().zip(model.iter().zip(base));
            let deltas = pairs.map(|(out, (&x, &base))| (out, x.into() - base.into()));
            match &mut self.filters[m] {
                Filter::All => deltas.for_each(|(out, delta)| *out = w * delta),
                Filter::Largest(threshold) => deltas.for_each(|(out, delta)| {
                    *out = if threshold.keeps(T::key(delta)) {
                        w * delta
                    } else {
                        0.0
                    };
                }),
                Filter::Masked(factor) => {
                    let keep = &chunk.keep[m][at..at + block];
                    deltas.zip(keep).for_each(|((out, delta), &keep)| {
                        *out = if keep { w * *factor * delta } else { 0.0 };
                    });
                }
            }
        }
    }

    /// Writes the merged weights from element `at` on to `sum`, and the sum's sign before
    /// scaling, +1 or −1, to `signs` where that is not empty.
    pub fn add<T: Weight>(
        &mut self,
        chunk: &Chunk<T>,
        at: usize,
        sum: &mut [f64],
        signs: &mut [f32],
        scratch: &mut Vec<f64>,
    ) {
        let block = sum.len();
        scratch.clear();
        scratch.resize(block * self.coefficients.len(), 0.0);
        self.weigh(chunk, at, scratch, block);
        for row in scratch.chunks_exact(block) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        for (sign, &sum) in signs.iter_mut().zip(&*sum) {
            *sign = if sum >= 0.0 { 1.0 } else { -1.0 };
        }
        match self.consensus {
            Consensus::Sum => sum.iter_mut().for_each(|sum| *sum /= self.divisor),
            Consensus::Elect => self.elect(scratch, sum),
        }
        for (sum, &base) in sum.iter_mut().zip(&chunk.base[at..]) {
            *sum = base.into() + self.scale * *sum;
        }
    }

    /// Replaces the sums of all by those of the entries that have their sign.
    fn elect(&self, weighted: &[f64], sum: &mut [f64]) {
        let block = sum.len();
        let mut total = [0.0; super::recipe::BLOCK];
        let mut mass = [0.0; super::recipe::BLOCK];
        let (total, mass) = (&mut total[..block], &mut mass[..block]);
        for (row, &w) in weighted.chunks_exact(block).zip(&self.coefficients) {
            for i in 0..block {
                let x = row[i];
                let agrees = if sum[i] >= 0.0 { x > 0.0 } else { x < 0.0 };
                total[i] += if agrees { x } else { 0.0 };
                mass[i] += if agrees { w } else { 0.0 };
            }
        }
        for i in 0..block {
            let divides = self.normalize && mass[i].abs() >= MIN_SUM;
            sum[i] = total[i] / if divides { mass[i] } else { 1.0 };
        }
    }
}
