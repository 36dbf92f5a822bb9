//! Which functions of the core the first view of the Kitchen runs: a trial in Node.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use walrus::ir::Value;
use walrus::{ConstExpr, FunctionKind, ValType};

use crate::{exec, parts};

/// Asks a module what the first view does.
pub const SCRIPT: &str = "web/first.mjs";

/// Where the functions that ran stand in the module.
pub fn ran(root: &Path, glue: &Path, module: &Path) -> anyhow::Result<BTreeSet<usize>> {
    let marked = module.with_extension("marked.wasm");
    fs::write(&marked, marked_by(&fs::read(module)?)?)?;
    let mut node = exec::command(root, "node", &[SCRIPT]);
    let told = exec::output(node.arg(glue).arg(&marked));
    fs::remove_file(&marked)?;
    serde_json::from_str(&told?).context("what ran in the first view")
}

/// The module with a global `r0`, `r1`, … for each of its functions, 1 once that has been called.
fn marked_by(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut module = parts::parse(bytes)?;
    for (at, id) in parts::functions(&module).into_iter().enumerate() {
        let zero = ConstExpr::Value(Value::I32(0));
        if let FunctionKind::Local(body) = &mut module.funcs.get_mut(id).kind {
            let mark = module.globals.add_local(ValType::I32, true, false, zero);
            module.exports.add(&format!("r{at}"), mark);
            let mut body = body.builder_mut().func_body();
            body.const_at(0, Value::I32(1)).global_set_at(1, mark);
        }
    }
    Ok(parts::finished(module))
}
