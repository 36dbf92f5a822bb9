//! What a method has to know of a whole tensor before it can merge an element.

use super::blend::{Blend, divisor};
use super::deltas::{Deltas, Filter};
use super::gram::{self, Gram, LANES, Sum};
use super::rank::{Ranking, kept};
use super::recipe::{Interpolation, Kind};
use super::{Chunk, Consensus, Method, Recipe, Rescale, Sparsify, Weight};

/// A look at a whole tensor: call [`observe`](Survey::observe) with all its chunks in order, as
/// often as [`passes`](Survey::passes) says, each time followed by [`next_pass`](Survey::next_pass).
#[derive(Clone, Debug)]
pub struct Survey<T = f32> {
    method: Method,
    coefficients: Vec<f64>,
    seen: Seen<T>,
}

/// What is gathered.
#[derive(Clone, Debug)]
enum Seen<T> {
    Nothing,
    Products(Gram),
    /// One a member.
    Rankings(Vec<Ranking<T>>),
    /// `Σ |δ|` and `Σ |kept δ|` of each member.
    Norms(Vec<[Sum; 2]>),
}

impl<T: Weight> Survey<T> {
    /// Before the first chunk of a tensor of `elements` numbers; one coefficient for each member.
    pub fn new(method: Method, coefficients: &[f64], elements: u64) -> Self {
        let members = coefficients.len();
        let seen = match method {
            Method::Slerp { .. } | Method::ModelStock => Seen::Products(Gram::new(members)),
            Method::Deltas { sparsify, .. } => match sparsify {
                Sparsify::Trim { density } if density < 1.0 => {
                    let ranking = Ranking::new(kept(density, elements));
                    Seen::Rankings(vec![ranking; members])
                }
                Sparsify::Drop {
                    rescale: Rescale::L1,
                    ..
                } => Seen::Norms(vec![[[0.0; LANES]; 2]; members]),
                _ => Seen::Nothing,
            },
            Method::Linear { .. } | Method::Fisher { .. } => Seen::Nothing,
        };
        Survey {
            method,
            coefficients: coefficients.to_vec(),
            seen,
        }
    }

    /// How often the whole tensor must be seen: 0, 1, 2 or, of 64-bit numbers, 4 times.
    pub fn passes(&self) -> usize {
        match &self.seen {
            Seen::Nothing => 0,
            Seen::Products(_) | Seen::Norms(_) => 1,
            Seen::Rankings(_) => T::DIGITS,
        }
    }

    /// Takes the next chunk in.
    pub fn observe(&mut self, chunk: &Chunk<T>) {
        match &mut self.seen {
            Seen::Nothing => {}
            Seen::Products(gram) => {
                let base = match self.method.needs_base() {
                    true => chunk.base,
                    false => &[],
                };
                gram.observe(base, chunk.models);
            }
            Seen::Rankings(rankings) => {
                for (ranking, model) in rankings.iter_mut().zip(chunk.models) {
                    let pairs = model.iter().zip(chunk.base);
                    ranking.count(pairs.map(|(&x, &base)| x.into() - base.into()));
                }
            }
            Seen::Norms(norms) => {
                let members = norms.iter_mut().zip(chunk.models).zip(chunk.keep);
                for (([all, kept], model), keep) in members {
                    let len = model.len();
                    let (base, keep) = (&chunk.base[..len], &keep[..len]);
                    let size = |p: usize| (model[p].into() - base[p].into()).abs();
                    gram::add(all, len, size);
                    gram::add(kept, len, |p| if keep[p] { size(p) } else { 0.0 });
                }
            }
        }
    }

    /// Ends a pass.
    pub fn next_pass(&mut self) {
        if let Seen::Rankings(rankings) = &mut self.seen {
            rankings.iter_mut().for_each(Ranking::narrow);
        }
    }

    /// The recipe, after all passes. `None` where it does not exist: a sum of weights of 0 that is
    /// to be divided by, fewer than two members for Model Stock, other than two for SLERP.
    pub fn recipe(self) -> Option<Recipe> {
        let members = self.coefficients.len();
        let mut stock = None;
        let kind = match (self.method, self.seen) {
            (Method::Linear { normalize }, _) => {
                Kind::Blend(Blend::linear(&self.coefficients, normalize)?)
            }
            (
                Method::Slerp {
                    t,
                    dot_threshold,
                    eps,
                },
                Seen::Products(gram),
            ) if members == 2 => Kind::Blend(Blend::slerp(&gram, t, dot_threshold, eps)),
            (Method::ModelStock, Seen::Products(gram)) if members > 1 => {
                let mean_cosine = gram.mean_cosine();
                let (blend, t) = Blend::stock(mean_cosine, members);
                stock = Some(Interpolation { t, mean_cosine });
                Kind::Blend(blend)
            }
            (
                Method::Deltas {
                    sparsify,
                    consensus,
                    scale,
                    normalize,
                },
                seen,
            ) => {
                let sums = normalize && consensus == Consensus::Sum;
                Kind::Deltas(Deltas {
                    divisor: divisor(&self.coefficients, sums)?,
                    filters: filters(sparsify, seen, members),
                    coefficients: self.coefficients,
                    consensus,
                    scale,
                    normalize,
                })
            }
            (Method::Fisher { floor }, _) => {
                divisor(&self.coefficients, true)?;
                Kind::Fisher {
                    coefficients: self.coefficients,
                    floor,
                }
            }
            _ => return None,
        };
        Some(Recipe {
            kind,
            scratch: Vec::new(),
            stock,
        })
    }
}

fn filters<T>(sparsify: Sparsify, seen: Seen<T>, members: usize) -> Vec<Filter> {
    match (sparsify, seen) {
        (_, Seen::Rankings(rankings)) => {
            let largest = |r: Ranking<T>| Filter::Largest(r.threshold());
            rankings.into_iter().map(largest).collect()
        }
        (_, Seen::Norms(norms)) => norms
            .iter()
            .map(|[all, kept]| {
                let (all, kept) = (all.iter().sum::<f64>(), kept.iter().sum::<f64>());
                Filter::Masked(if kept > 0.0 { all / kept } else { 1.0 })
            })
            .collect(),
        (Sparsify::Drop { density, rescale }, _) => {
            let factor = match rescale {
                Rescale::InverseDensity => 1.0 / density,
                _ => 1.0,
            };
            vec![Filter::Masked(factor); members]
        }
        _ => vec![Filter::All; members],
    }
}
