//! Paths of the machine that built the site must not reach its visitors.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, bail};

/// Fails where a file of `dist/` names the project's folder or cargo's.
pub fn check(root: &Path) -> anyhow::Result<()> {
    let home = env::home_dir().map(|home| home.join(".cargo"));
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let secrets: Vec<String> = [Some(root.to_path_buf()), cargo]
        .into_iter()
        .flatten()
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    search(&root.join("dist"), &secrets)
}

fn search(folder: &Path, secrets: &[String]) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            search(&entry.path(), secrets)?;
        } else if let Some(secret) = found(&fs::read(entry.path())?, secrets) {
            bail!("{} contains the path {secret}", entry.path().display());
        }
    }
    Ok(())
}

fn found<'a>(bytes: &[u8], secrets: &'a [String]) -> Option<&'a str> {
    let holds = |secret: &&String| {
        bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    };
    secrets.iter().find(holds).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_inside_a_binary_is_found() {
        let secrets = ["/home/someone".to_owned(), "/opt/cargo".to_owned()];
        let bytes = b"\0asm..src/lib.rs../opt/cargo/registry..";
        assert_eq!(found(bytes, &secrets), Some("/opt/cargo"));
        assert_eq!(found(b"\0asm..src/lib.rs", &secrets), None);
    }
}
