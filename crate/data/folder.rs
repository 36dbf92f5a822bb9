//! Bundled sets read from the folder that `cargo xtask data` fills. Not part of the page.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use thiserror::Error;

use super::{Dataset, InputError, bundled};

/// What keeps a set from being read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// No such file, or one that cannot be read.
    #[error("cannot read {path}: {error}; run `cargo xtask data` first")]
    Missing {
        /// The file.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// A file that is not what it should be.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// The training and test rows of a bundled set: the files `NAME-train-0.bin.gz`,
/// `NAME-train-1.bin.gz` … and the same for `test`.
pub fn read(folder: &Path, name: &str) -> Result<[Dataset; 2], FolderError> {
    Ok([part(folder, name, "train")?, part(folder, name, "test")?])
}

fn part(folder: &Path, name: &str, split: &str) -> Result<Dataset, FolderError> {
    let path = |k: usize| folder.join(format!("{name}-{split}-{k}.bin.gz"));
    let mut all = file(&path(0), name)?;
    for k in 1.. {
        if !path(k).exists() {
            break;
        }
        all = all.concat(&file(&path(k), name)?)?;
    }
    Ok(all)
}

fn file(path: &Path, name: &str) -> Result<Dataset, FolderError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| GzDecoder::new(file).read_to_end(&mut bytes));
    read.map_err(|error| FolderError::Missing {
        path: path.display().to_string(),
        error,
    })?;
    Ok(bundled::parse(name, &bytes)?)
}
