//! The files that the page brings along: digits and clothes, one byte a pixel.
//!
//! All numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `SPDS` |
//! | 1 | version, 1 |
//! | 1 | element type, 1: bytes |
//! | 1 | `rank` of a row, 1 to 3 |
//! | 1 | `scale`, 1 to 255: a feature is its byte over `scale` |
//! | 2 | `classes`, 2 to 256 |
//! | 2 | 0 |
//! | 4 | `count` of rows, 1 to 200 000 |
//! | 2 · `rank` | dimensions of a row, each at least 1, together at most 65 536 numbers |
//! | `count` · numbers | the features, at most `scale`, row after row |
//! | `count` | the labels, below `classes` |
//!
//! and then the file ends. Files travel as gzip, which the browser undoes.

use super::{Dataset, InputError, MAX_ROWS};

const MAGIC: [u8; 4] = *b"SPDS";
const MAX_FEATURES: usize = 1 << 16;

/// What a file says of itself.
struct Header {
    scale: u8,
    classes: usize,
    count: usize,
    shape: Vec<usize>,
    bytes: usize,
}

/// The data set in a bundled file, after gzip is undone; features lie in `[0, 1]`.
///
/// Trusts nothing: sizes are compared with the file's length before any memory is
/// asked for, and whatever is wrong is named.
pub fn parse(name: &str, file: &[u8]) -> Result<Dataset, InputError> {
    let header = Header::parse(file)?;
    let features: usize = header.shape.iter().product();
    let body = &file[header.bytes..];
    let expected = header.count as u64 * (features as u64 + 1);
    if body.len() as u64 != expected {
        let limit = format!("{expected} bytes after the header");
        return Err(InputError::file("length", limit, body.len()));
    }
    let (pixels, labels) = body.split_at(header.count * features);
    if let Some(&found) = pixels.iter().find(|&&p| p > header.scale) {
        let limit = format!("at most the scale, {}", header.scale);
        return Err(InputError::file("features", limit, found));
    }
    let scale = f32::from(header.scale);
    let x = pixels.iter().map(|&p| f32::from(p) / scale).collect();
    let y = labels.iter().map(|&label| u32::from(label)).collect();
    Dataset::new(name, x, &header.shape, y, header.classes)
}

/// The rows of all of a set's files, in order; at least one.
pub fn joined<F: AsRef<[u8]>>(name: &str, files: &[F]) -> Result<Dataset, InputError> {
    let parts = files.iter().map(|file| parse(name, file.as_ref()));
    let all = parts.reduce(|all, part| all?.concat(&part?));
    all.unwrap_or_else(|| Err(InputError::range("files", "at least one file", 0)))
}

impl Header {
    fn parse(file: &[u8]) -> Result<Self, InputError> {
        let mut rest = file;
        let fixed: [u8; 16] = take(&mut rest)?;
        if fixed[..4] != MAGIC {
            return Err(InputError::file("first bytes", "SPDS", "something else"));
        }
        bounded("version", fixed[4].into(), 1, 1)?;
        bounded("element type", fixed[5].into(), 1, 1)?;
        let rank = bounded("rank", fixed[6].into(), 1, 3)?;
        let scale = fixed[7];
        bounded("scale", scale.into(), 1, 255)?;
        let word = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let classes = bounded("classes", word(8).into(), 2, 256)?;
        bounded("reserved word", word(10).into(), 0, 0)?;
        let count = u32::from_le_bytes([fixed[12], fixed[13], fixed[14], fixed[15]]) as usize;
        let count = bounded("count", count, 1, MAX_ROWS)?;
        let mut shape = Vec::with_capacity(rank);
        for _ in 0..rank {
            let dim = u16::from_le_bytes(take(&mut rest)?).into();
            shape.push(bounded("dimension", dim, 1, MAX_FEATURES)?);
        }
        // Three 16-bit numbers: the product fits in 64 bits, which `usize` may not have.
        let numbers: u64 = shape.iter().map(|&d| d as u64).product();
        let numbers = usize::try_from(numbers).unwrap_or(usize::MAX);
        bounded("row", numbers, 1, MAX_FEATURES)?;
        let bytes = file.len() - rest.len();
        Ok(Header {
            scale,
            classes,
            count,
            shape,
            bytes,
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], InputError> {
    let Some((bytes, after)) = rest.split_first_chunk::<N>() else {
        let limit = format!("{N} bytes or more at this place");
        return Err(InputError::file("header", limit, rest.len()));
    };
    *rest = after;
    Ok(*bytes)
}

fn bounded(
    field: &'static str,
    found: usize,
    low: usize,
    high: usize,
) -> Result<usize, InputError> {
    if (low..=high).contains(&found) {
        return Ok(found);
    }
    let limit = if low == high {
        low.to_string()
    } else {
        format!("from {low} to {high}")
    };
    Err(InputError::file(field, limit, found))
}
