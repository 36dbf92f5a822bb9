//! What is to be done with checkpoints.

use std::collections::BTreeMap;

use super::{CheckpointError, DType};
use crate::methods::merge::{Consensus, Method, Rescale, Sparsify};

/// A merge: the method and what it needs besides files.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// How members become one model.
    pub method: Method,
    /// The members' weights; empty means 1 for each.
    pub coefficients: Vec<f64>,
    /// The seed of DARE's masks.
    pub seed: u32,
    /// Survey all tensors as one vector instead of each for itself.
    pub whole: bool,
    /// The type that is written; `None` keeps each tensor's own.
    pub dtype: Option<DType>,
}

impl Merge {
    /// The weights of so many members.
    pub fn weights(&self, members: usize) -> Vec<f64> {
        match self.coefficients.is_empty() {
            true => vec![1.0; members],
            false => self.coefficients.clone(),
        }
    }

    /// The method's name.
    pub fn name(&self) -> &'static str {
        match self.method {
            Method::Linear { .. } => "linear",
            Method::Slerp { .. } => "slerp",
            Method::Deltas {
                sparsify,
                consensus,
                ..
            } => match (sparsify, consensus) {
                (Sparsify::Keep, _) => "task_arithmetic",
                (Sparsify::Trim { .. }, _) => "ties",
                (Sparsify::Drop { .. }, Consensus::Sum) => "dare_linear",
                (Sparsify::Drop { .. }, Consensus::Elect) => "dare_ties",
            },
            Method::ModelStock => "model_stock",
            Method::Fisher { .. } => "fisher",
        }
    }

    /// The parameters that have an effect, by name.
    pub fn parameters(&self) -> BTreeMap<&'static str, String> {
        let mut out = BTreeMap::new();
        let mut put = |name, value: String| out.insert(name, value);
        match self.method {
            Method::Linear { normalize } => {
                put("normalize", normalize.to_string());
            }
            Method::Slerp { t, .. } => {
                put("t", t.to_string());
            }
            Method::Deltas {
                sparsify,
                scale,
                normalize,
                ..
            } => {
                put("lambda", scale.to_string());
                put("normalize", normalize.to_string());
                match sparsify {
                    Sparsify::Keep => {}
                    Sparsify::Trim { density } => {
                        put("density", density.to_string());
                    }
                    Sparsify::Drop { density, rescale } => {
                        put("density", density.to_string());
                        put("random_seed", self.seed.to_string());
                        let rescale = match rescale {
                            Rescale::InverseDensity => "inverse_density",
                            Rescale::L1 => "l1",
                            Rescale::Nothing => "none",
                        };
                        put("rescale", rescale.into());
                    }
                }
            }
            Method::ModelStock => {}
            Method::Fisher { floor } => {
                put("floor", floor.to_string());
            }
        }
        if self.whole {
            put("whole", "true".into());
        }
        out
    }

    /// Refuses parameters outside their range: for so many members, so many files of Fisher
    /// information, and a base or none.
    pub fn check(&self, members: usize, fishers: usize, base: bool) -> Result<(), CheckpointError> {
        let least = match self.method {
            Method::Slerp { .. } | Method::ModelStock => 2,
            _ => 1,
        };
        let most = match self.method {
            Method::Slerp { .. } => 2,
            _ => 1024,
        };
        let wrong = |field, limit: &str, found: String| {
            Err(CheckpointError::parameter(field, limit, found))
        };
        if !(least..=most).contains(&members) {
            let limit = format!("from {least} to {most} files for {}", self.name());
            return wrong("models", &limit, members.to_string());
        }
        let weights = self.weights(members);
        if weights.len() != members {
            let limit = format!("{members}, one for each model");
            return wrong("weights", &limit, weights.len().to_string());
        }
        if let Some(w) = weights.iter().find(|w| w.is_nan() || w.abs() > 1e6) {
            return wrong("weights", "from -1000000 to 1000000", w.to_string());
        }
        if base != self.method.needs_base() {
            let limit = format!(
                "{} for {}",
                if base { "left out" } else { "given" },
                self.name()
            );
            let found = if base { "given" } else { "left out" };
            return wrong("base", &limit, found.into());
        }
        let needed = match self.method {
            Method::Fisher { .. } => members,
            _ => 0,
        };
        if fishers != needed {
            let limit = format!("{needed} files for {}", self.name());
            return wrong("fisher", &limit, fishers.to_string());
        }
        self.check_method(&weights)
    }

    fn check_method(&self, weights: &[f64]) -> Result<(), CheckpointError> {
        let wrong =
            |field, limit: &str, found: f64| Err(CheckpointError::parameter(field, limit, found));
        match self.method {
            Method::Slerp { t, .. } if !(0.0..=1.0).contains(&t) => {
                return wrong("t", "from 0 to 1", t);
            }
            Method::Deltas {
                sparsify, scale, ..
            } => {
                if scale.is_nan() || scale.abs() > 1e6 {
                    return wrong("scale", "from -1000000 to 1000000", scale);
                }
                if let Sparsify::Trim { density } | Sparsify::Drop { density, .. } = sparsify
                    && !(density > 0.0 && density <= 1.0)
                {
                    return wrong("density", "above 0 and at most 1", density);
                }
            }
            Method::Fisher { floor } => {
                if !(floor > 0.0 && floor.is_finite()) {
                    return wrong("floor", "above 0", floor);
                }
                if let Some(&w) = weights.iter().find(|&&w| w < 0.0) {
                    return wrong("weights", "at least 0 for fisher", w);
                }
            }
            _ => {}
        }
        Ok(())
    }
}
