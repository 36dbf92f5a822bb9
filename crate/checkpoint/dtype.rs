//! The numbers in checkpoints and how they become 32-bit floats.

use half::{bf16, f16};

/// The type of a tensor's elements, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DType {
    /// 32-bit floats.
    F32,
    /// 16-bit floats with 5 bits of exponent.
    F16,
    /// 16-bit floats with 8 bits of exponent.
    BF16,
    /// 64-bit floats, only read; rounded to 32 bits.
    F64,
    /// 32-bit signed integers, only read; rounded to 32-bit floats.
    I32,
    /// Bytes, only read.
    U8,
}

impl DType {
    /// Bytes of an element.
    pub fn size(self) -> usize {
        match self {
            DType::F64 => 8,
            DType::F32 | DType::I32 => 4,
            DType::F16 | DType::BF16 => 2,
            DType::U8 => 1,
        }
    }

    /// Appends the elements in `bytes` to `out`.
    pub fn decode(self, bytes: &[u8], out: &mut Vec<f32>) {
        match self {
            DType::F32 => out.extend(words(bytes).map(f32::from_le_bytes)),
            DType::F64 => out.extend(words(bytes).map(|b| f64::from_le_bytes(b) as f32)),
            DType::F16 => out.extend(words(bytes).map(|b| f16::from_le_bytes(b).to_f32())),
            DType::BF16 => out.extend(words(bytes).map(|b| bf16::from_le_bytes(b).to_f32())),
            DType::I32 => out.extend(words(bytes).map(|b| i32::from_le_bytes(b) as f32)),
            DType::U8 => out.extend(bytes.iter().map(|&b| f32::from(b))),
        }
    }

    /// Appends `numbers` to `out`, rounded to nearest. The first one that is not finite after
    /// rounding ends it with its index. Only-read types are written as [`DType::F32`].
    pub fn encode(self, numbers: &[f32], out: &mut Vec<u8>) -> Result<(), usize> {
        for (i, &x) in numbers.iter().enumerate() {
            let finite = match self {
                DType::F16 => {
                    let x = f16::from_f32(x);
                    out.extend(x.to_le_bytes());
                    x.is_finite()
                }
                DType::BF16 => {
                    let x = bf16::from_f32(x);
                    out.extend(x.to_le_bytes());
                    x.is_finite()
                }
                _ => {
                    out.extend(x.to_le_bytes());
                    x.is_finite()
                }
            };
            if !finite {
                return Err(i);
            }
        }
        Ok(())
    }

    /// The type that elements read as this one are written in.
    pub fn written(self) -> Self {
        match self {
            DType::F16 | DType::BF16 => self,
            _ => DType::F32,
        }
    }
}

fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.as_chunks().0.iter().copied()
}
