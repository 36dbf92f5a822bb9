//! What a survey found out, to be applied to chunk after chunk.

use super::blend::Blend;
use super::deltas::Deltas;
use super::{Chunk, Weight, fisher};

/// Elements that are merged at once, so that sums stay in the first cache.
pub const BLOCK: usize = 512;

/// How each element of a tensor is merged.
///
/// A recipe is applied to the chunks of its tensor in order, each once: it counts the entries
/// that trimming keeps at the threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub(super) kind: Kind,
    pub(super) scratch: Vec<f64>,
    pub(super) stock: Option<Interpolation>,
}

/// Model Stock's way from the base to the mean: `t`, and the mean cosine it follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interpolation {
    pub t: f64,
    pub mean_cosine: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Blend(Blend),
    Deltas(Deltas),
    Fisher { coefficients: Vec<f64>, floor: f64 },
}

impl Recipe {
    /// Merges a chunk: `out` has as many elements as each of its slices.
    pub fn apply<T: Weight>(&mut self, chunk: &Chunk<T>, out: &mut [T]) {
        self.apply_with_signs(chunk, out, &mut []);
    }

    /// Merges a chunk of a TIES merge and writes the elected signs, +1 or −1, to `signs`, as long
    /// as `out`. Other methods leave `signs` alone.
    pub fn apply_with_signs<T: Weight>(
        &mut self,
        chunk: &Chunk<T>,
        out: &mut [T],
        signs: &mut [f32],
    ) {
        let mut sums = [0.0; BLOCK];
        let mut signs = signs.chunks_mut(BLOCK);
        for (number, out) in out.chunks_mut(BLOCK).enumerate() {
            let at = number * BLOCK;
            let sums = &mut sums[..out.len()];
            sums.fill(0.0);
            match &mut self.kind {
                Kind::Blend(blend) => blend.add(chunk, at, sums),
                Kind::Deltas(deltas) => {
                    let signs = signs.next().unwrap_or_default();
                    deltas.add(chunk, at, sums, signs, &mut self.scratch);
                }
                Kind::Fisher {
                    coefficients,
                    floor,
                } => fisher::add(chunk, at, coefficients, *floor, sums),
            }
            for (out, &sum) in out.iter_mut().zip(&*sums) {
                *out = T::nearest(sum);
            }
        }
    }

    /// Model Stock's ratio of interpolation; `None` for other methods.
    pub fn t(&self) -> Option<f64> {
        self.stock.map(|c| c.t)
    }

    /// Model Stock's mean cosine of two differences; `None` for other methods.
    pub fn mean_cosine(&self) -> Option<f64> {
        self.stock.map(|c| c.mean_cosine)
    }
}
