//! A merge as somebody asks for it: words and numbers, most of them left out.

use serde::Deserialize;

use super::{CheckpointError, DType, Merge};
use crate::methods::merge::{Consensus, MIN_FISHER, MIN_NORM, Method, PARALLEL, Rescale, Sparsify};

/// The methods by name.
pub const METHODS: [&str; 8] = [
    "linear",
    "slerp",
    "task_arithmetic",
    "ties",
    "dare_linear",
    "dare_ties",
    "model_stock",
    "fisher",
];

/// What may be asked for. What is left out is as [`Options::default`] says.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// One of [`METHODS`].
    pub method: String,
    /// One weight for each model; none means 1 for each.
    pub weights: Vec<f64>,
    /// The share of each difference that TIES and DARE keep, above 0 and at most 1.
    pub density: f64,
    /// The step along the merged difference.
    pub scale: f64,
    /// Whether to divide by the sum of weights; by default so for linear, TIES and DARE with TIES.
    pub normalize: Option<bool>,
    /// SLERP: from 0, the first model, to 1, the second.
    pub t: f64,
    /// The seed of DARE's masks.
    pub seed: u32,
    /// By what DARE multiplies what it keeps: `inverse_density`, `l1` or `none`.
    pub rescale: String,
    /// The least Fisher information of a weight, above 0.
    pub floor: f64,
    /// Take all tensors as one vector instead of each for itself.
    pub whole: bool,
    /// The type that is written, `f32`, `f16` or `bf16`; by default each tensor's own.
    pub dtype: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            method: "linear".into(),
            weights: Vec::new(),
            density: 0.2,
            scale: 1.0,
            normalize: None,
            t: 0.5,
            seed: 0,
            rescale: "inverse_density".into(),
            floor: MIN_FISHER,
            whole: false,
            dtype: None,
        }
    }
}

impl Options {
    /// The merge that is asked for, or the first word that stands for nothing.
    pub fn merge(&self) -> Result<Merge, CheckpointError> {
        Ok(Merge {
            method: self.method()?,
            coefficients: self.weights.clone(),
            seed: self.seed,
            whole: self.whole,
            dtype: self.dtype.as_deref().map(dtype).transpose()?,
        })
    }

    fn method(&self) -> Result<Method, CheckpointError> {
        let deltas = |sparsify, consensus| Method::Deltas {
            sparsify,
            consensus,
            scale: self.scale,
            normalize: self.normalize.unwrap_or(consensus == Consensus::Elect),
        };
        let density = self.density;
        let rescale = self.rescale()?;
        let drop = Sparsify::Drop { density, rescale };
        Ok(match self.method.as_str() {
            "linear" => Method::Linear {
                normalize: self.normalize.unwrap_or(true),
            },
            "slerp" => Method::Slerp {
                t: self.t,
                dot_threshold: PARALLEL,
                eps: MIN_NORM,
            },
            "task_arithmetic" => deltas(Sparsify::Keep, Consensus::Sum),
            "ties" => deltas(Sparsify::Trim { density }, Consensus::Elect),
            "dare_linear" => deltas(drop, Consensus::Sum),
            "dare_ties" => deltas(drop, Consensus::Elect),
            "model_stock" => Method::ModelStock,
            "fisher" => Method::Fisher { floor: self.floor },
            other => return Err(choice("method", &METHODS, other)),
        })
    }

    fn rescale(&self) -> Result<Rescale, CheckpointError> {
        match self.rescale.as_str() {
            "inverse_density" => Ok(Rescale::InverseDensity),
            "l1" => Ok(Rescale::L1),
            "none" => Ok(Rescale::Nothing),
            other => Err(choice("rescale", &["inverse_density", "l1", "none"], other)),
        }
    }
}

fn dtype(word: &str) -> Result<DType, CheckpointError> {
    match word {
        "f32" => Ok(DType::F32),
        "f16" => Ok(DType::F16),
        "bf16" => Ok(DType::BF16),
        other => Err(choice("dtype", &["f32", "f16", "bf16"], other)),
    }
}

fn choice(field: &'static str, known: &[&str], found: &str) -> CheckpointError {
    let found: String = found.chars().filter(|c| !c.is_control()).take(32).collect();
    CheckpointError::parameter(field, format!("one of {}", known.join(", ")), found)
}
