//! The sizes of a workload.

use serde::Deserialize;

use crate::data::InputError;
use crate::ir::MAX_MEMBERS;
use crate::nn::Activation;

/// The sizes of a workload; each reads those it has use for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[allow(non_snake_case, reason = "the names that outside programs give")]
pub struct Spec {
    /// Members.
    pub M: usize,
    /// Widths of a fully connected network.
    pub sizes: Vec<usize>,
    /// Rows of a batch.
    pub B: usize,
    /// Batches that take turns.
    pub nb: usize,
    /// The learning rate.
    pub lr: f32,
    /// The hidden layers' activation.
    pub act: Option<Activation>,
    /// Points along a side of the grid, or points given.
    pub G: usize,
    /// Rows.
    pub N: usize,
    /// Points of a curve.
    pub P: usize,
    /// Classes.
    pub C: usize,
    /// The hard labels' share.
    pub alpha: f32,
    /// The temperature (W6), or the context (W7).
    pub T: f32,
    /// Tokens there are.
    pub V: usize,
    /// Width of a token's vector.
    pub d: usize,
    /// Heads.
    pub H: usize,
    /// Blocks.
    pub L: usize,
    /// Width of the relu layer.
    pub F: usize,
}

/// Refuses counts of which there is none, or too many.
pub fn counts(all: &[(&'static str, usize)]) -> Result<(), InputError> {
    for &(field, count) in all {
        let most = match field {
            "M" => MAX_MEMBERS,
            "L" => 256,
            _ => 1 << 24,
        };
        if !(1..=most).contains(&count) {
            return Err(InputError::range(field, format!("from 1 to {most}"), count));
        }
    }
    Ok(())
}
