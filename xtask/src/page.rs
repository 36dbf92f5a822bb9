//! The page: node packages, types, lints, unit tests and the bundle.

use std::fs;
use std::path::Path;

use crate::{exec, wasm};

/// Installs the locked packages where they differ from the installed ones. No package runs a script of its own.
pub fn install(root: &Path) -> anyhow::Result<()> {
    let stamp = root.join("node_modules/.soupcon");
    let lock = wasm::digest(&fs::read(root.join("package-lock.json"))?);
    if fs::read_to_string(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    let args = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel",
        "error",
    ];
    exec::run(&mut exec::node_script(root, "npm", &args))?;
    Ok(fs::write(stamp, lock)?)
}

/// Runs one of the scripts of `package.json`.
pub fn script(root: &Path, name: &str) -> anyhow::Result<()> {
    exec::run(&mut exec::node_script(
        root,
        "npm",
        &["run", "--silent", name],
    ))
}
