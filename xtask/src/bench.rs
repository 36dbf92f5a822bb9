//! Native benchmarks.

use std::path::Path;

use crate::{exec, steps};

/// Runs criterion with the given arguments.
pub fn native(root: &Path, args: &[String]) -> anyhow::Result<()> {
    steps::step("native benchmarks", || {
        let mut cargo = exec::cargo(root, &["bench", "--locked", "--package", "soupcon"]);
        cargo.args(["--benches", "--"]).args(args);
        exec::run(&mut cargo)
    })
}
