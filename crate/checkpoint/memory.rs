//! A checkpoint held in memory: its names and shapes, and all its numbers end to end.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Checkpoint, CheckpointError, DType, Tensor, safetensors};

/// A tensor to be written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name, 1 to 256 printable ASCII bytes.
    pub name: String,
    /// Its dimensions, slowest first, at most 6.
    pub shape: Vec<usize>,
}

/// A file that was read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// What the file says of itself.
    pub metadata: BTreeMap<String, String>,
    /// Its tensors in the order of their places.
    pub tensors: Vec<Tensor>,
    /// Their numbers, one tensor after another.
    pub values: Vec<f32>,
}

impl Held {
    /// Reads a file of at most the page's limit, all numbers finite.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, CheckpointError> {
        let file = Checkpoint::open(name, bytes, true)?;
        let (mut room, mut part, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for tensor in &file.tensors {
            let count = tensor.elements() as usize;
            file.read(tensor, 0, count, &mut room, &mut part)?;
            values.extend_from_slice(&part);
        }
        Ok(Held {
            metadata: file.metadata,
            tensors: file.tensors,
            values,
        })
    }
}

/// A safetensors file in single precision: `values` cut into `parts`, one after another.
///
/// Refuses what [`Held::read`] would refuse: names that are not printable or come twice, shapes that
/// do not use up all values, values that are not finite. The limits are those of the format's reader.
pub fn written(
    metadata: &BTreeMap<String, String>,
    parts: &[Part],
    values: &[f32],
) -> Result<Vec<u8>, CheckpointError> {
    let mut seen = BTreeSet::new();
    if let Some(part) = parts.iter().find(|part| !seen.insert(&part.name)) {
        let limit = "different for each tensor";
        return Err(CheckpointError::parameter("name", limit, &part.name));
    }
    let tensor = |part: &Part| Tensor {
        name: part.name.clone(),
        dtype: DType::F32,
        shape: part.shape.clone(),
        start: 0,
    };
    let sizes = parts.iter().map(|part| {
        let dims = part.shape.iter().map(|&d| d as u64);
        safetensors::product(dims).filter(|&n| n <= values.len() as u64)
    });
    let total: Option<u64> = sizes.sum();
    if total != Some(values.len() as u64) {
        let limit = format!("as many as the shapes say ({})", total.unwrap_or(u64::MAX));
        return Err(CheckpointError::parameter("values", limit, values.len()));
    }
    let tensors: Vec<Tensor> = parts.iter().map(tensor).collect();
    let mut out = Vec::new();
    let failed = |e| CheckpointError::write("the model", e);
    safetensors::write(metadata, &tensors, &mut out).map_err(failed)?;
    out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    Held::read("the model", &out).map(|_| out)
}
