//! The site: everything in `dist/`.

use std::path::Path;

use anyhow::bail;

use crate::steps::step;
use crate::target::Toolchain;
use crate::{data, exec, page, target, wasm};

/// Sets up what is missing and builds core and page.
pub fn build(root: &Path) -> anyhow::Result<()> {
    let toolchain = step("wasm target", target::make_sure)?;
    step("node packages", || packages(root))?;
    step("data sets", || data::prepare(root))?;
    core_of(root, toolchain, None)?;
    step("page", || page::script(root, "build"))
}

/// Writes exhibits as one file that opens from a disk.
pub fn single_file(root: &Path, exhibits: &[String]) -> anyhow::Result<()> {
    let mut node = exec::command(root, "node", &["web/embed/single.mjs"]);
    step("single file", || exec::run(node.args(exhibits)))
}

/// Builds the core alone, or one of its modules.
pub fn core(root: &Path, module: Option<&str>) -> anyhow::Result<()> {
    let toolchain = step("wasm target", target::make_sure)?;
    step("node packages", || packages(root))?;
    core_of(root, toolchain, module)
}

fn core_of(root: &Path, toolchain: Toolchain, module: Option<&str>) -> anyhow::Result<()> {
    step("core", || {
        print!("{}", wasm::build(root, toolchain, module)?);
        Ok(())
    })
}

/// Node's packages, once Node is known to be new enough.
pub fn packages(root: &Path) -> anyhow::Result<()> {
    let version = exec::output(&mut exec::command(root, "node", &["--version"]))?;
    if number(&version) < NODE {
        let (major, minor) = NODE;
        bail!("Node {major}.{minor} or newer is needed; this is {version}");
    }
    page::install(root)
}

/// The oldest Node that the page's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Major and minor of `v20.19.1`.
fn number(version: &str) -> (u32, u32) {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse);
    let mut next = || parts.next().and_then(Result::ok).unwrap_or_default();
    (next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(number("v20.19.1"), (20, 19));
        assert_eq!(number("unknown"), (0, 0));
    }

    #[test]
    fn package_json_and_cargo_agree_on_the_version() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let package = std::fs::read_to_string(root.join("package.json")).unwrap();
        let package: serde_json::Value = serde_json::from_str(&package).unwrap();
        let version = package["version"].as_str().unwrap();
        let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains(&format!("\nversion = \"{version}\"\n")),
            "{version}"
        );
    }
}
