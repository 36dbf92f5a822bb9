//! A checkpoint whose header was read.

use std::collections::BTreeMap;

use super::{CheckpointError, DType, Source, npy, safetensors};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Named tensors with metadata.
    Safetensors,
    /// One array.
    Npy,
}

impl Format {
    /// The most bytes that a visitor may drop on the page: 64 or 32 MiB.
    pub fn upload_limit(self) -> u64 {
        match self {
            Format::Safetensors => 64 << 20,
            Format::Npy => 32 << 20,
        }
    }
}

/// Where a tensor lies in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// Its name; an array's is that of its file.
    pub name: String,
    /// The type of its elements.
    pub dtype: DType,
    /// Its dimensions, slowest first; none for a single number.
    pub shape: Vec<usize>,
    /// The place of its first byte in the file.
    pub start: u64,
}

impl Tensor {
    /// The number of its elements.
    pub fn elements(&self) -> u64 {
        self.shape.iter().map(|&d| d as u64).product()
    }

    /// The number of its bytes.
    pub fn bytes(&self) -> u64 {
        self.elements() * self.dtype.size() as u64
    }
}

/// A file of weights. Its tensors lie one after another, without gaps, to its end.
pub struct Checkpoint<'a> {
    /// What errors call it.
    pub name: String,
    /// The kind of file.
    pub format: Format,
    /// What the file says of itself.
    pub metadata: BTreeMap<String, String>,
    /// The tensors in the order of their places.
    pub tensors: Vec<Tensor>,
    source: Box<dyn Source + 'a>,
}

impl<'a> Checkpoint<'a> {
    /// Reads the header. `upload`: whether the limits of what is dropped on the page hold.
    ///
    /// An array is recognised by its first bytes; everything else is read as safetensors.
    /// Memory: a small multiple of the header, which has at most 1 MiB.
    pub fn open(
        name: &str,
        source: impl Source + 'a,
        upload: bool,
    ) -> Result<Self, CheckpointError> {
        let failed = |e| CheckpointError::read(name, e);
        let size = source.size().map_err(failed)?;
        let mut start = [0; 6];
        if size >= 6 {
            source.read_at(0, &mut start).map_err(failed)?;
        }
        let format = match start == npy::MAGIC {
            true => Format::Npy,
            false => Format::Safetensors,
        };
        let limit = format.upload_limit();
        if upload && size > limit {
            let limit = format!("at most {limit} bytes");
            return Err(CheckpointError::file(name, "the file", limit, size));
        }
        let (metadata, tensors) = match format {
            Format::Npy => (BTreeMap::new(), vec![npy::read(name, &source, size)?]),
            Format::Safetensors => safetensors::read(name, &source, size)?,
        };
        Ok(Checkpoint {
            name: name.to_owned(),
            format,
            metadata,
            tensors,
            source: Box::new(source),
        })
    }

    /// Replaces `out` by `count` elements of a tensor of this file from `first` on, all finite.
    /// `bytes` is memory to work in.
    pub fn read(
        &self,
        tensor: &Tensor,
        first: u64,
        count: usize,
        bytes: &mut Vec<u8>,
        out: &mut Vec<f32>,
    ) -> Result<(), CheckpointError> {
        let size = tensor.dtype.size();
        bytes.resize(count * size, 0);
        let at = tensor.start + first * size as u64;
        let read = self.source.read_at(at, bytes);
        read.map_err(|e| CheckpointError::read(&self.name, e))?;
        out.clear();
        tensor.dtype.decode(bytes, out);
        self.refuse(tensor, first, out, "finite numbers", |x| !x.is_finite())
    }

    /// An error that names the first of `numbers` that is `bad`.
    pub(super) fn refuse(
        &self,
        tensor: &Tensor,
        first: u64,
        numbers: &[f32],
        limit: &'static str,
        bad: impl Fn(f32) -> bool,
    ) -> Result<(), CheckpointError> {
        // No early end: so the compiler can use vector registers.
        if !numbers.iter().fold(false, |any, &x| any | bad(x)) {
            return Ok(());
        }
        let index = numbers.iter().position(|&x| bad(x)).unwrap_or(0);
        Err(CheckpointError::Weight {
            file: self.name.clone(),
            limit,
            tensor: tensor.name.clone(),
            index: first + index as u64,
            found: numbers.get(index).map_or(String::new(), f32::to_string),
        })
    }
}
