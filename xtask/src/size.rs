//! What a visitor fetches of the core, held against its budget.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use crate::wasm;

/// The most that the module of the Kitchen's first view may have, in bytes after `gzip -9`.
const MODULE: usize = 250_000;
/// The most that the rest of it may have: what it has now and a little more, so that it does not
/// grow unnoticed.
const REST: usize = 198_000;
/// The most that the JavaScript of a core may have: its worker and its binding.
const SCRIPT: usize = 13_500;

/// The most that the engine of exhibits may have without what only one of them needs. The goal is 160 000.
const EXHIBITS: usize = 362_000;
/// The most that one exhibit may need for itself.
const EXHIBIT: usize = 114_000;
/// The most that the Menu may have before it is used: page, styles and script, without an engine.
const MENU: usize = 60_000;

/// Fails where a build of the core in `dist/` is larger than it may be. A visitor fetches one build.
pub fn check(root: &Path) -> anyhow::Result<()> {
    let files = packed(&root.join("dist/assets"))?;
    let module = largest(&files, "soupcon_bg-", ".wasm")?;
    let script = largest(&files, "core.worker-", ".js")? + largest(&files, "soupcon-", ".js")?;
    let rest = largest(&files, "rest-", ".wasm")?;
    println!("    module {module} of {MODULE} bytes, its JavaScript {script} of {SCRIPT} bytes");
    println!("    the rest of the module {rest} of {REST} bytes");
    let exhibits = largest(&files, "exhibits_bg-", ".wasm")?;
    let own = files.iter().filter(|(name, _)| is_part(name));
    let own = own.map(|(_, size)| *size).max();
    let own = own.context("dist/assets has no part of an exhibit")?;
    let page = wasm::gzip_size(&fs::read(root.join("dist/index.html"))?)?;
    let menu = page
        + largest(&files, "style-", ".css")?
        + largest(&files, "index-", ".css")?
        + largest(&files, "index-", ".js")?;
    println!("    what one exhibit needs for itself {own} of {EXHIBIT} bytes");
    println!("    exhibits {exhibits} of {EXHIBITS} bytes, the Menu {menu} of {MENU} bytes");
    within("the core's module", module, MODULE)?;
    within("the rest of the core's module", rest, REST)?;
    within("the core's JavaScript", script, SCRIPT)?;
    within("the module of exhibits", exhibits, EXHIBITS)?;
    within("what one exhibit needs for itself", own, EXHIBIT)?;
    within("the Menu", menu, MENU)
}

/// Names and sizes after `gzip -9`.
fn packed(folder: &Path) -> anyhow::Result<Vec<(String, usize)>> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let file = file?;
        if file.file_type()?.is_file() {
            let name = file.file_name().to_string_lossy().into_owned();
            files.push((name, wasm::gzip_size(&fs::read(file.path())?)?));
        }
    }
    Ok(files)
}

fn largest(files: &[(String, usize)], start: &str, end: &str) -> anyhow::Result<usize> {
    let named = |name: &str| name.starts_with(start) && name.ends_with(end);
    let sizes = files.iter().filter(|(name, _)| named(name));
    let largest = sizes.map(|(_, size)| *size).max();
    largest.with_context(|| format!("dist/assets has no file {start}*{end}"))
}

/// Whether a file is a module that one exhibit alone needs.
fn is_part(name: &str) -> bool {
    let is_module = Path::new(name).extension().is_some_and(|e| e == "wasm");
    is_module && !name.contains("_bg-") && !name.starts_with("rest-")
}

fn within(what: &str, size: usize, limit: usize) -> anyhow::Result<()> {
    if size > limit {
        bail!("{what} has {size} bytes after gzip -9; it may have {limit}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_build_counts() {
        let file = |name: &str, size| (name.to_owned(), size);
        let files = [
            file("soupcon-a.js", 3),
            file("soupcon-b.js", 4),
            file("index.js", 9),
        ];
        assert_eq!(largest(&files, "soupcon-", ".js").unwrap(), 4);
        let error = largest(&files, "soupcon_bg-", ".wasm")
            .unwrap_err()
            .to_string();
        assert!(error.contains("soupcon_bg-*.wasm"), "{error}");
    }

    #[test]
    fn one_byte_too_many_fails() {
        assert!(within("module", 10, 10).is_ok());
        let error = within("module", 11, 10).unwrap_err().to_string();
        assert!(
            error.contains("11 bytes") && error.contains("may have 10"),
            "{error}"
        );
    }
}
