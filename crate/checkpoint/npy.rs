//! The npy format: one array behind a header that is a Python dictionary.
//!
//! Bounds on what is read: versions 1 to 3, a header of at most 64 KiB that lies inside the file,
//! at most 4 dimensions in C order, `<f4`, `<f8`, `<i4` or `|u1`, and exactly the bytes that the
//! shape says. The header is scanned once from left to right: nothing nests.

use std::io::Write;

use super::safetensors::product;
use super::{CheckpointError, DType, Source, Tensor};

/// The first bytes.
pub const MAGIC: [u8; 6] = *b"\x93NUMPY";
const MAX_HEADER: u64 = 64 << 10;
const MAX_RANK: usize = 4;

/// The array in a file of `size` bytes, called by the file's name up to its last dot.
pub fn read(file: &str, source: &dyn Source, size: u64) -> Result<Tensor, CheckpointError> {
    let wrong =
        |field, limit: String, found: String| Err(CheckpointError::file(file, field, limit, found));
    let failed = |e| CheckpointError::read(file, e);
    if size < 12 {
        return wrong("the file", "at least 12 bytes".into(), size.to_string());
    }
    let mut fixed = [0; 12];
    source.read_at(0, &mut fixed).map_err(failed)?;
    let (start, length) = match (fixed[6], fixed[7]) {
        (1, 0) => (10, u64::from(u16::from_le_bytes([fixed[8], fixed[9]]))),
        (2 | 3, 0) => {
            let length = [fixed[8], fixed[9], fixed[10], fixed[11]];
            (12, u64::from(u32::from_le_bytes(length)))
        }
        (major, minor) => {
            let found = format!("{major}.{minor}");
            return wrong("the version", "1.0, 2.0 or 3.0".into(), found);
        }
    };
    let most = MAX_HEADER.min(size - start);
    if length > most {
        let limit = format!("at most {most} bytes (64 KiB, and no more than the file has)");
        return wrong("the header", limit, length.to_string());
    }
    let mut header = vec![0; length as usize];
    source.read_at(start, &mut header).map_err(failed)?;
    let (dtype, shape) = match dictionary(&header) {
        Ok(found) => found,
        Err((limit, found)) => return wrong("the header", limit, found),
    };
    let bytes = product(shape.iter().map(|&d| d as u64));
    let bytes = bytes.and_then(|n| n.checked_mul(dtype.size() as u64));
    let data = size - start - length;
    if bytes != Some(data) {
        let limit = format!("as many elements as the {data} bytes after the header");
        return wrong("the shape", limit, format!("{shape:?} of {dtype:?}"));
    }
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    Ok(Tensor {
        name: stem.to_owned(),
        dtype,
        shape,
        start: start + length,
    })
}

/// Writes the header of an array of 32-bit floats, padded to 64 bytes; its bytes must follow.
pub fn write(shape: &[usize], out: &mut dyn Write) -> std::io::Result<()> {
    let dims: String = shape.iter().map(|d| format!("{d}, ")).collect();
    let dims = match shape {
        [_] => dims.trim_end(),
        _ => dims.trim_end_matches(", "),
    };
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({dims}), }}");
    // 10 bytes stand before the text and a line feed behind it.
    let length = (10 + text.len() + 1).next_multiple_of(64) - 10;
    out.write_all(&MAGIC)?;
    out.write_all(&[1, 0])?;
    out.write_all(&(length as u16).to_le_bytes())?;
    writeln!(out, "{text:<width$}", width = length - 1)
}

/// What must stand somewhere, and what stands there.
type Wrong = (String, String);

/// The type and the shape that a header's dictionary tells.
fn dictionary(header: &[u8]) -> Result<(DType, Vec<usize>), Wrong> {
    let mut scan = Scan { rest: header };
    let (mut dtype, mut shape, mut order) = (None, None, None);
    scan.take(b'{')?;
    while !scan.takes(b'}') {
        let key = scan.text()?;
        scan.take(b':')?;
        let fresh = match key {
            b"descr" => dtype.replace(scan.dtype()?).is_none(),
            b"fortran_order" => order.replace(scan.c_order()?).is_none(),
            b"shape" => shape.replace(scan.shape()?).is_none(),
            _ => return Err(scan.wrong("one of the keys descr, fortran_order, shape")),
        };
        if !fresh {
            return Err(scan.wrong("a dictionary with each key once"));
        }
        if !scan.takes(b',') {
            scan.take(b'}')?;
            break;
        }
    }
    scan.skip();
    match (dtype, shape, order) {
        (Some(dtype), Some(shape), Some(())) if scan.rest.is_empty() => Ok((dtype, shape)),
        (Some(_), Some(_), Some(())) => Err(scan.wrong("at its end after the dictionary")),
        _ => Err(scan.wrong("a dictionary with descr, fortran_order and shape")),
    }
}

/// A walk over a header.
struct Scan<'a> {
    rest: &'a [u8],
}

impl<'a> Scan<'a> {
    fn wrong(&self, limit: &str) -> Wrong {
        let next = &self.rest[..self.rest.len().min(24)];
        (limit.into(), format!("`{}`", String::from_utf8_lossy(next)))
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// Whether the next sign is this one; if so it is passed.
    fn takes(&mut self, sign: u8) -> bool {
        self.skip();
        let found = self.rest.first() == Some(&sign);
        self.rest = &self.rest[usize::from(found)..];
        found
    }

    fn take(&mut self, sign: u8) -> Result<(), Wrong> {
        match self.takes(sign) {
            true => Ok(()),
            false => Err(self.wrong(&format!("a dictionary with `{}` here", sign as char))),
        }
    }

    /// A text in quotes, without escapes.
    fn text(&mut self) -> Result<&'a [u8], Wrong> {
        self.skip();
        if let [quote @ (b'\'' | b'"'), rest @ ..] = self.rest
            && let Some(end) = rest.iter().position(|b| b == quote)
        {
            self.rest = &rest[end + 1..];
            return Ok(&rest[..end]);
        }
        Err(self.wrong("a text in quotes here"))
    }

    fn dtype(&mut self) -> Result<DType, Wrong> {
        let before = Scan { rest: self.rest };
        match self.text()? {
            b"<f4" => Ok(DType::F32),
            b"<f8" => Ok(DType::F64),
            b"<i4" => Ok(DType::I32),
            b"|u1" => Ok(DType::U8),
            _ => Err(before.wrong("of type <f4, <f8, <i4 or |u1")),
        }
    }

    fn c_order(&mut self) -> Result<(), Wrong> {
        self.skip();
        let Some(rest) = self.rest.strip_prefix(b"False") else {
            return Err(self.wrong("in C order: fortran_order False"));
        };
        self.rest = rest;
        Ok(())
    }

    fn shape(&mut self) -> Result<Vec<usize>, Wrong> {
        self.take(b'(')?;
        let mut shape = Vec::with_capacity(MAX_RANK);
        while !self.takes(b')') {
            if shape.len() == MAX_RANK {
                return Err(self.wrong(&format!("of at most {MAX_RANK} dimensions")));
            }
            shape.push(self.number()?);
            if !self.takes(b',') {
                self.take(b')')?;
                break;
            }
        }
        Ok(shape)
    }

    fn number(&mut self) -> Result<usize, Wrong> {
        self.skip();
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let (number, rest) = self.rest.split_at(digits);
        let number = std::str::from_utf8(number)
            .ok()
            .and_then(|n| n.parse().ok());
        let Some(number) = number else {
            return Err(self.wrong("of whole dimensions below 2^64"));
        };
        self.rest = rest;
        Ok(number)
    }
}
