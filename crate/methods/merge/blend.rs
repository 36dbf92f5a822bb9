//! Sums of whole models: linear, SLERP, Model Stock.

use super::gram::Gram;
use super::{Chunk, MIN_SUM, Weight};

/// `base θ_0 + Σ_m members[m] θ_m`.
#[derive(Clone, Debug, PartialEq)]
pub struct Blend {
    pub base: f64,
    pub members: Vec<f64>,
}

impl Blend {
    /// `Σ w_m θ_m`, over `Σ w_m` if `normalize`; `None` where that is 0.
    pub fn linear(coefficients: &[f64], normalize: bool) -> Option<Self> {
        let divisor = divisor(coefficients, normalize)?;
        let members = coefficients.iter().map(|w| w / divisor).collect();
        Some(Blend { base: 0.0, members })
    }

    /// The point at `t` of the great circle through two models with these products.
    pub fn slerp(gram: &Gram, t: f64, dot_threshold: f64, eps: f64) -> Self {
        let length = |i| {
            let norm = gram.norm(i);
            if norm > eps { norm } else { 1.0 }
        };
        let cosine = gram.dot(0, 1) / (length(0) * length(1));
        let members = if cosine.abs() > dot_threshold || cosine.abs() >= 1.0 {
            vec![1.0 - t, t]
        } else {
            let omega = libm::acos(cosine);
            let part = |share: f64| libm::sin(share * omega) / libm::sin(omega);
            vec![part(1.0 - t), part(t)]
        };
        Blend { base: 0.0, members }
    }

    /// `t θ̄ + (1 − t) θ_0` of differences with this mean cosine, and `t`.
    pub fn stock(cosine: f64, members: usize) -> (Self, f64) {
        let m = members as f64;
        let denominator = 1.0 + (m - 1.0) * cosine;
        let t = if denominator.abs() < 1e-6 {
            0.0
        } else {
            m * cosine / denominator
        };
        let (base, members) = (1.0 - t, vec![t / m; members]);
        (Blend { base, members }, t)
    }

    /// Adds the chunk from element `at` on to `sum`.
    pub fn add<T: Weight>(&self, chunk: &Chunk<T>, at: usize, sum: &mut [f64]) {
        if self.base != 0.0 {
            add(sum, self.base, &chunk.base[at..]);
        }
        for (&w, model) in self.members.iter().zip(chunk.models) {
            add(sum, w, &model[at..]);
        }
    }
}

fn add<T: Weight>(sum: &mut [f64], w: f64, x: &[T]) {
    for (sum, &x) in sum.iter_mut().zip(x) {
        *sum += w * x.into();
    }
}

/// What a sum is divided by: 1, or the sum of weights, which must not be 0.
pub fn divisor(coefficients: &[f64], normalize: bool) -> Option<f64> {
    let sum = coefficients.iter().sum::<f64>();
    match normalize {
        false => Some(1.0),
        true => (sum.abs() >= MIN_SUM).then_some(sum),
    }
}
