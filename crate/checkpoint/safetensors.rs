//! The safetensors format: a length, a header in JSON, and the tensors' bytes.
//!
//! Bounds on what is read: a header of at most 1 MiB that lies inside the file, at most 4 096
//! tensors of at most 6 dimensions, names of 1 to 256 printable bytes, no name twice, and tensors
//! that cover the rest of the file without a gap or an overlap.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;

use safetensors::tensor::{Dtype, TensorInfo};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::{CheckpointError, DType, Source, Tensor};

const MAX_HEADER: u64 = 1 << 20;
const MAX_TENSORS: usize = 4096;
const MAX_RANK: usize = 6;
const MAX_NAME: usize = 256;
const METADATA: &str = "__metadata__";

type Metadata = BTreeMap<String, String>;

/// The header of a file of `size` bytes: its metadata and its tensors, by their places.
pub fn read(
    file: &str,
    source: &dyn Source,
    size: u64,
) -> Result<(Metadata, Vec<Tensor>), CheckpointError> {
    let wrong =
        |field, limit: String, found: String| Err(CheckpointError::file(file, field, limit, found));
    let failed = |e| CheckpointError::read(file, e);
    if size < 8 {
        return wrong("the file", "at least 8 bytes".into(), size.to_string());
    }
    let mut length = [0; 8];
    source.read_at(0, &mut length).map_err(failed)?;
    let length = u64::from_le_bytes(length);
    let most = MAX_HEADER.min(size - 8);
    if length > most {
        let limit = format!("at most {most} bytes (1 MiB, and no more than the file has)");
        return wrong("the header", limit, length.to_string());
    }
    let mut header = vec![0; length as usize];
    source.read_at(8, &mut header).map_err(failed)?;
    let entries: Entries = match serde_json::from_slice(&header) {
        Ok(entries) => entries,
        Err(e) => {
            return wrong(
                "the header",
                "a JSON object of tensors".into(),
                e.to_string(),
            );
        }
    };
    let mut tensors = entries.tensors;
    tensors.sort_by_key(|(_, info)| info.data_offsets);
    let data = size - 8 - length;
    let mut place = 0;
    let mut out = Vec::with_capacity(tensors.len());
    for (name, info) in tensors {
        let dtype = match info.dtype {
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            other => {
                let found = format!("{other:?} (tensor `{name}`)");
                return wrong("the type of a tensor", "F32, F16 or BF16".into(), found);
            }
        };
        let printable = name.bytes().all(|b| (b' '..=b'~').contains(&b));
        if name.is_empty() || name.len() > MAX_NAME || !printable {
            let limit = format!("from 1 to {MAX_NAME} printable ASCII bytes");
            return wrong("the name of a tensor", limit, format!("`{name}`"));
        }
        if info.shape.len() > MAX_RANK {
            let limit = format!("at most {MAX_RANK} dimensions");
            let found = format!("{} (tensor `{name}`)", info.shape.len());
            return wrong("the shape of a tensor", limit, found);
        }
        let (start, end) = (info.data_offsets.0 as u64, info.data_offsets.1 as u64);
        if start != place || end < start || end > data {
            let limit = format!("from {place} to at most {data}, touching the one before");
            let found = format!("{start} to {end} (tensor `{name}`)");
            return wrong("the place of a tensor", limit, found);
        }
        let dims = info.shape.iter().map(|&d| d as u64);
        let bytes = product(dims).and_then(|n| n.checked_mul(dtype.size() as u64));
        if bytes != Some(end - start) {
            let limit = format!("as many elements as its {} bytes", end - start);
            let found = format!("{:?} (tensor `{name}`)", info.shape);
            return wrong("the shape of a tensor", limit, found);
        }
        out.push(Tensor {
            name,
            dtype,
            shape: info.shape,
            start: 8 + length + start,
        });
        place = end;
    }
    if place != data {
        let limit = format!("{} bytes, as its tensors say", 8 + length + place);
        return wrong("the file", limit, size.to_string());
    }
    Ok((entries.metadata, out))
}

/// The product of all; `None` where a part of it, zeros left out, exceeds 64 bits.
pub fn product(mut dims: impl Iterator<Item = u64>) -> Option<u64> {
    let mut zero = false;
    let whole = dims.try_fold(1_u64, |n, d| {
        zero |= d == 0;
        n.checked_mul(d.max(1))
    })?;
    Some(if zero { 0 } else { whole })
}

/// Writes the length and the header of a file with these tensors, padded to 8 bytes; their bytes
/// must follow in this order. [`Tensor::start`] is not read.
pub fn write(
    metadata: &BTreeMap<String, String>,
    tensors: &[Tensor],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut place = 0;
    let info = |tensor: &Tensor| {
        let start = place;
        place += tensor.bytes() as usize;
        let info = TensorInfo {
            dtype: match tensor.dtype.written() {
                DType::F16 => Dtype::F16,
                DType::BF16 => Dtype::BF16,
                _ => Dtype::F32,
            },
            shape: tensor.shape.clone(),
            data_offsets: (start, place),
        };
        (tensor.name.clone(), info)
    };
    let tensors = tensors.iter().map(info).collect();
    let metadata = metadata.clone();
    let mut header = serde_json::to_vec(&Entries { metadata, tensors })?;
    header.resize(header.len().next_multiple_of(8), b' ');
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)
}

/// The header's JSON, with nothing named twice.
struct Entries {
    metadata: Metadata,
    tensors: Vec<(String, TensorInfo)>,
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.metadata.is_empty() {
            map.serialize_entry(METADATA, &self.metadata)?;
        }
        for (name, info) in &self.tensors {
            map.serialize_entry(name, info)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut seen = BTreeSet::new();
        let (mut metadata, mut tensors) = (Metadata::new(), Vec::new());
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format!("`{name}` twice")));
            }
            if name == METADATA {
                metadata = map.next_value::<Pairs>()?.0;
                continue;
            }
            if tensors.len() == MAX_TENSORS {
                let message = format!("more than {MAX_TENSORS} tensors");
                return Err(A::Error::custom(message));
            }
            tensors.push((name, map.next_value()?));
        }
        Ok(Entries { metadata, tensors })
    }
}

/// An object of texts, with nothing named twice.
struct Pairs(Metadata);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Metadata::new();
        while let Some((name, value)) = map.next_entry::<String, String>()? {
            if pairs.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("`{name}` twice")));
            }
        }
        Ok(Pairs(pairs))
    }
}
