//! The site: everything in `dist/`.

use std::path::Path;

use anyhow::bail;

use crate::steps::step;
use crate::{data, exec, page, target, wasm};

/// Sets up what is missing and builds core and page.
pub fn build(root: &Path) -> anyhow::Result<()> {
    let toolchain = step("wasm target", target::make_sure)?;
    step("node packages", || packages(root))?;
    step("data sets", || data::prepare(root))?;
    step("core", || wasm::build(root, toolchain))?;
    step("page", || page::script(root, "build"))
}

/// Node's packages, once Node is known to be new enough.
pub fn packages(root: &Path) -> anyhow::Result<()> {
    let version = exec::output(&mut exec::command(root, "node", &["--version"]))?;
    if major(&version) < 20 {
        bail!("Node 20 or newer is needed; this is {version}");
    }
    page::install(root)
}

fn major(version: &str) -> u32 {
    let digits = version.trim_start_matches('v').split('.').next();
    digits
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.19.1"), 20);
        assert_eq!(major("unknown"), 0);
    }
}
