//! Dot products of all pairs of vectors, chunk after chunk.

use super::Weight;

/// Elements that are added side by side.
pub const LANES: usize = 8;

/// A sum that does not depend on how its terms are cut into multiples of [`LANES`].
pub type Sum = [f64; LANES];

/// Adds `term(i)` for all `i` below `len` to the lanes of `sum` in turn.
#[inline]
pub fn add(sum: &mut Sum, len: usize, term: impl Fn(usize) -> f64) {
    let whole = len - len % LANES;
    for i in (0..whole).step_by(LANES) {
        for (lane, sum) in sum.iter_mut().enumerate() {
            *sum += term(i + lane);
        }
    }
    for i in whole..len {
        sum[i % LANES] += term(i);
    }
}

/// `G[i, j] = Σ_p v_i[p] v_j[p]`, the lower triangle, row by row.
#[derive(Clone, Debug)]
pub struct Gram {
    vectors: usize,
    sums: Vec<Sum>,
}

impl Gram {
    /// The products of so many empty vectors.
    pub fn new(vectors: usize) -> Self {
        let sums = vec![[0.0; LANES]; vectors * (vectors + 1) / 2];
        Gram { vectors, sums }
    }

    /// Adds a chunk of all vectors, minus `base` where that is not empty.
    pub fn observe<T: Weight>(&mut self, base: &[T], vectors: &[&[T]]) {
        let mut sums = self.sums.iter_mut();
        for (i, a) in vectors.iter().enumerate() {
            for (b, sum) in vectors[..=i].iter().zip(&mut sums) {
                if base.is_empty() {
                    let b = &b[..a.len()];
                    add(sum, a.len(), |p| a[p].into() * b[p].into());
                } else {
                    let (b, base) = (&b[..a.len()], &base[..a.len()]);
                    add(sum, a.len(), |p| {
                        let base = base[p].into();
                        (a[p].into() - base) * (b[p].into() - base)
                    });
                }
            }
        }
    }

    /// The product of vectors `i` and `j`.
    pub fn dot(&self, i: usize, j: usize) -> f64 {
        let (i, j) = (i.max(j), i.min(j));
        self.sums[i * (i + 1) / 2 + j].iter().sum()
    }

    /// The Euclidean norm of vector `i`.
    pub fn norm(&self, i: usize) -> f64 {
        libm::sqrt(self.dot(i, i))
    }

    /// The mean over all pairs of `cos(v_i, v_j)`, norms' products at least 1e-6, each cosine
    /// in `[−1, 1]`. 0 for fewer than two vectors.
    pub fn mean_cosine(&self) -> f64 {
        let pairs = (1..self.vectors).flat_map(|i| (0..i).map(move |j| (i, j)));
        let cosine = |(i, j)| {
            let norms = self.norm(i) * self.norm(j);
            (self.dot(i, j) / norms.max(1e-6)).clamp(-1.0, 1.0)
        };
        let count = self.vectors * self.vectors.saturating_sub(1) / 2;
        pairs.map(cosine).sum::<f64>() / (count as f64).max(1.0)
    }
}
