//! Merging checkpoints piece by piece: the memory needed depends neither on their size nor on how
//! many there are.

use std::collections::BTreeMap;
use std::io::Write;

use super::{Checkpoint, CheckpointError, DType, Format, Merge, Tensor, npy, safetensors};
use crate::methods::merge::{Chunk, Method, Recipe, Sparsify, Survey};
use crate::run::seed;

/// Elements of a chunk at most, and of all files' chunks together. Both are powers of two.
const CHUNK: usize = 1 << 20;
const CHUNKS: usize = 1 << 22;

/// The files of a merge.
pub struct Inputs<'a, 's> {
    /// The weights before fine-tuning.
    pub base: Option<&'a Checkpoint<'s>>,
    /// The members.
    pub models: &'a [Checkpoint<'s>],
    /// The members' Fisher information.
    pub fishers: &'a [Checkpoint<'s>],
}

/// Merges checkpoints of bytes, as dropped on the page: its limits on their size hold.
pub fn merge_bytes(
    spec: &Merge,
    base: Option<&[u8]>,
    models: &[&[u8]],
    fishers: &[&[u8]],
) -> Result<Vec<u8>, CheckpointError> {
    let base = base.map(|bytes| Checkpoint::open("base", bytes, true));
    let base = base.transpose()?;
    let (models, fishers) = (opened("model", models)?, opened("fisher", fishers)?);
    let inputs = Inputs {
        base: base.as_ref(),
        models: &models,
        fishers: &fishers,
    };
    let mut out = Vec::new();
    merge(spec, &inputs, &mut out)?;
    Ok(out)
}

fn opened<'s>(what: &str, files: &[&'s [u8]]) -> Result<Vec<Checkpoint<'s>>, CheckpointError> {
    let open = |(i, &bytes)| Checkpoint::open(&format!("{what} {}", i + 1), bytes, true);
    files.iter().enumerate().map(open).collect()
}

/// Writes the merged checkpoint to `out` from its first byte to its last: the base's tensors, or
/// the first model's, in their order, with its metadata and what was done.
///
/// All files must have the same tensors. Memory: about 32 MiB, and half a megabyte a member where
/// differences are trimmed. A DARE mask is `uniform(key(seed, "dare/<member>/<tensor>"), element) <
/// density`, members counted from 0: it depends on nothing else.
pub fn merge(spec: &Merge, inputs: &Inputs, out: &mut dyn Write) -> Result<(), CheckpointError> {
    let members = inputs.models.len();
    spec.check(members, inputs.fishers.len(), inputs.base.is_some())?;
    let files: Vec<&Checkpoint> = (inputs.base.into_iter())
        .chain(inputs.models)
        .chain(inputs.fishers)
        .collect();
    let places = matched(&files)?;
    let first = files[0];
    let written = |tensor: &Tensor| Tensor {
        dtype: spec.dtype.unwrap_or(tensor.dtype).written(),
        ..tensor.clone()
    };
    let tensors: Vec<Tensor> = first.tensors.iter().map(written).collect();
    let failed = |e: std::io::Error| CheckpointError::write("the merge", e);
    match first.format {
        Format::Safetensors => {
            let metadata = metadata(spec, first, members);
            safetensors::write(&metadata, &tensors, out).map_err(failed)?;
        }
        Format::Npy if tensors[0].dtype != DType::F32 => {
            let found = format!("{:?}", tensors[0].dtype);
            return Err(CheckpointError::parameter("dtype", "f32 for npy", found));
        }
        Format::Npy => npy::write(&tensors[0].shape, out).map_err(failed)?,
    }
    let mut pass = Pass::new(spec, inputs, &files);
    let total = first.tensors.iter().map(Tensor::elements).sum();
    let mut recipe = match spec.whole {
        true => Some(pass.survey(total, &places)?),
        false => None,
    };
    for (place, tensor) in places.iter().zip(&tensors) {
        let mut own = match recipe {
            Some(_) => None,
            None => Some(pass.survey(tensor.elements(), std::slice::from_ref(place))?),
        };
        if let Some(recipe) = own.as_mut().or(recipe.as_mut()) {
            pass.write(recipe, place, tensor, out)?;
        }
    }
    Ok(())
}

/// The metadata of the result.
fn metadata(spec: &Merge, first: &Checkpoint, members: usize) -> BTreeMap<String, String> {
    let mut out = first.metadata.clone();
    let weights: Vec<String> = spec.weights(members).iter().map(f64::to_string).collect();
    out.insert("merge_method".into(), spec.name().into());
    out.insert("merge_weights".into(), weights.join(","));
    for (name, value) in spec.parameters() {
        out.insert(format!("merge_{name}"), value);
    }
    out
}

/// For each tensor of the first file, that tensor in every file.
fn matched<'f>(files: &[&'f Checkpoint]) -> Result<Vec<Vec<&'f Tensor>>, CheckpointError> {
    let first = files[0];
    let mut out: Vec<Vec<&Tensor>> = first.tensors.iter().map(|t| vec![t]).collect();
    for other in &files[1..] {
        let named = other.tensors.iter().map(|t| (t.name.as_str(), t));
        let mut named: BTreeMap<&str, &Tensor> = named.collect();
        if let (Format::Npy, Format::Npy) = (first.format, other.format) {
            // Arrays are called by their files and matched whatever they are called.
            named = BTreeMap::from([(first.tensors[0].name.as_str(), &other.tensors[0])]);
        }
        let mut faults = Vec::new();
        for places in &mut out {
            let wanted = places[0];
            match named.remove(wanted.name.as_str()) {
                None => faults.push(format!("the second lacks `{}`", wanted.name)),
                Some(t) if t.shape != wanted.shape => faults.push(format!(
                    "`{}` is {:?} in the first and {:?} in the second",
                    wanted.name, wanted.shape, t.shape
                )),
                Some(t) => places.push(t),
            }
        }
        let besides = |name: &&str| format!("the second has `{name}` besides");
        faults.extend(named.keys().map(besides));
        if !faults.is_empty() {
            let more = faults.len().saturating_sub(5);
            faults.truncate(5);
            let mut difference = faults.join(", ");
            if more > 0 {
                difference.push_str(", and ");
                difference.push_str(&more.to_string());
                difference.push_str(" more");
            }
            return Err(CheckpointError::Different {
                first: first.name.clone(),
                second: other.name.clone(),
                difference,
            });
        }
    }
    Ok(out)
}

/// Memory to go through tensors in, and who goes.
struct Pass<'a, 's> {
    spec: &'a Merge,
    weights: Vec<f64>,
    files: &'a [&'a Checkpoint<'s>],
    base: usize,
    members: usize,
    chunk: usize,
    bytes: Vec<u8>,
    numbers: Vec<Vec<f32>>,
    uniform: Vec<f32>,
    keep: Vec<Vec<bool>>,
    merged: Vec<f32>,
}

impl<'a, 's> Pass<'a, 's> {
    fn new(spec: &'a Merge, inputs: &Inputs, files: &'a [&'a Checkpoint<'s>]) -> Self {
        let members = inputs.models.len();
        let share = CHUNKS / (files.len() + 2).next_power_of_two();
        Pass {
            spec,
            weights: spec.weights(members),
            files,
            base: usize::from(inputs.base.is_some()),
            members,
            chunk: share.clamp(1 << 12, CHUNK),
            bytes: Vec::new(),
            numbers: vec![Vec::new(); files.len()],
            uniform: Vec::new(),
            keep: Vec::new(),
            merged: Vec::new(),
        }
    }

    /// The recipe of some tensors, taken as one of so many elements.
    fn survey(
        &mut self,
        elements: u64,
        tensors: &[Vec<&Tensor>],
    ) -> Result<Recipe, CheckpointError> {
        let mut survey = Survey::new(self.spec.method, &self.weights, elements);
        for _ in 0..survey.passes() {
            for tensor in tensors {
                self.walk(tensor, |chunk| {
                    survey.observe(chunk);
                    Ok(())
                })?;
            }
            survey.next_pass();
        }
        let nothing = || {
            let limit = "not of sum 0 where they are normalised";
            let sum = self.weights.iter().sum::<f64>();
            CheckpointError::parameter("weights", limit, sum)
        };
        survey.recipe().ok_or_else(nothing)
    }

    /// Merges a tensor.
    fn write(
        &mut self,
        recipe: &mut Recipe,
        tensor: &[&Tensor],
        to: &Tensor,
        out: &mut dyn Write,
    ) -> Result<(), CheckpointError> {
        let mut merged = std::mem::take(&mut self.merged);
        let mut bytes = Vec::new();
        let mut first = 0;
        self.walk(tensor, |chunk| {
            merged.resize(chunk.len(), 0.0);
            recipe.apply(chunk, &mut merged);
            bytes.clear();
            let encoded = to.dtype.encode(&merged, &mut bytes);
            encoded.map_err(|i| CheckpointError::Weight {
                file: "the merge".into(),
                limit: "finite numbers of the written type",
                tensor: to.name.clone(),
                index: first + i as u64,
                found: merged[i].to_string(),
            })?;
            first += chunk.len() as u64;
            let failed = |e| CheckpointError::write("the merge", e);
            out.write_all(&bytes).map_err(failed)
        })?;
        self.merged = merged;
        Ok(())
    }

    /// Calls `work` with all chunks of a tensor in order.
    fn walk(
        &mut self,
        tensor: &[&Tensor],
        mut work: impl FnMut(&Chunk) -> Result<(), CheckpointError>,
    ) -> Result<(), CheckpointError> {
        let elements = tensor[0].elements();
        let mut first = 0;
        while first < elements {
            let count = (self.chunk as u64).min(elements - first) as usize;
            for (i, (file, place)) in self.files.iter().zip(tensor).enumerate() {
                let numbers = &mut self.numbers[i];
                file.read(place, first, count, &mut self.bytes, numbers)?;
                if i >= self.base + self.members {
                    let limit = "at least 0 as Fisher information";
                    file.refuse(place, first, numbers, limit, |x| x < 0.0)?;
                }
            }
            self.draw(&tensor[0].name, first, count);
            let rows: Vec<&[f32]> = self.numbers.iter().map(Vec::as_slice).collect();
            let keep: Vec<&[bool]> = self.keep.iter().map(Vec::as_slice).collect();
            let (base, rest) = rows.split_at(self.base);
            let (models, fishers) = rest.split_at(self.members);
            let chunk = Chunk {
                base: base.first().copied().unwrap_or_default(),
                models,
                fishers,
                keep: &keep,
            };
            work(&chunk)?;
            first += count as u64;
        }
        Ok(())
    }

    /// Draws the masks of a chunk. A chunk never crosses a multiple of 2³² elements.
    fn draw(&mut self, tensor: &str, first: u64, count: usize) {
        let Method::Deltas {
            sparsify: Sparsify::Drop { density, .. },
            ..
        } = self.spec.method
        else {
            return;
        };
        self.keep.resize(self.members, Vec::new());
        self.uniform.resize(count, 0.0);
        for (m, keep) in self.keep.iter_mut().enumerate() {
            let key = seed::key(self.spec.seed, &format!("dare/{m}/{tensor}"));
            seed::fill_uniform(key, (first >> 32) as u32, first as u32, &mut self.uniform);
            keep.clear();
            keep.extend(self.uniform.iter().map(|&u| f64::from(u) < density));
        }
    }
}
