//! The floors of the house: imports go downwards only, and files stay small.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

#[path = "floors/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Each floor and the floors it may read. What is not listed reads nothing of the crate.
const FLOORS: [(&str, &[&str]); 16] = [
    ("ir", &[]),
    ("plan", &["ir"]),
    ("run", &["ir", "plan"]),
    ("cpu", &["ir", "plan", "run"]),
    ("gpu", &["ir", "plan", "run"]),
    ("nn", &["ir", "run"]),
    ("methods", &["ir"]),
    ("data", &["ir", "run"]),
    ("functions", &["ir", "plan", "run", "nn", "methods"]),
    ("checkpoint", &["methods", "run"]),
    ("workloads", &["ir", "plan", "run", "nn", "methods", "data"]),
    ("lab", &["ir", "plan", "run", "nn", "methods", "data"]),
    (
        "exhibits",
        &["ir", "plan", "run", "nn", "methods", "data", "lab"],
    ),
    ("api", ALL),
    ("cli", ALL),
    // The crate's own front page and the command line stand above all.
    ("", ALL),
];
const ALL: &[&str] = &[
    "ir",
    "plan",
    "run",
    "nn",
    "methods",
    "functions",
    "data",
    "workloads",
    "lab",
    "exhibits",
    "checkpoint",
    "api",
    "cli",
    "cpu",
    "gpu",
];

/// Crates that only some floors may touch.
const GUARDED: [(&str, &[&str]); 3] = [
    ("wgpu", &["gpu"]),
    ("web_sys", &["api", "gpu", ""]),
    ("wasm_bindgen", &["api", "gpu", ""]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Folders of what is built or fetched.
const MADE: [&str; 3] = ["node_modules", "web/core", "web/public"];

/// All files below `folder` of one of the kinds, without what is built or fetched.
fn files(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut out = Vec::new();
    for path in entries.map(|e| e.unwrap().path()) {
        let kind = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let made = MADE.iter().any(|m| path == root().join(m));
        if path.is_dir() && !made {
            out.extend(files(&path, kinds));
        } else if kinds.contains(&kind.as_str()) {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The module a file of `crate/` is: `crate/ir/op.rs` is `["ir", "op"]`.
fn module(file: &Path) -> Vec<String> {
    let inside = file
        .strip_prefix(root().join("crate"))
        .unwrap()
        .with_extension("");
    let parts = inside.iter().map(|p| p.to_string_lossy().into_owned());
    parts
        .filter(|p| !["mod", "lib", "main"].contains(&p.as_str()))
        .collect()
}

/// What a stream of tokens names: paths from the crate's root, and first segments.
#[derive(Default)]
struct Named {
    floors: BTreeSet<String>,
    crates: BTreeSet<String>,
}

/// Collects what is named in `tokens`, which stand in module `at`.
fn collect(tokens: TokenStream, at: &[String], named: &mut Named) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut i = 0;
    while i < tokens.len() {
        let after_path = i > 0 && is_colon(&tokens[i - 1]);
        match &tokens[i] {
            TokenTree::Group(group) => {
                let mut inner = at.to_vec();
                if let [.., TokenTree::Ident(key), TokenTree::Ident(name)] = &tokens[..i]
                    && key == "mod"
                    && group.delimiter() == Delimiter::Brace
                {
                    inner.push(name.to_string());
                }
                collect(group.stream(), &inner, named);
            }
            TokenTree::Ident(word) if !after_path && path_follows(&tokens[i + 1..]) => {
                let mut base = match word.to_string().as_str() {
                    "crate" => Vec::new(),
                    "self" => at.to_vec(),
                    "super" => parent(at),
                    other => {
                        named.crates.insert(other.into());
                        i += 1;
                        continue;
                    }
                };
                i += 3;
                while matches!(&tokens[i], TokenTree::Ident(w) if w == "super") {
                    base = parent(&base);
                    i += 3;
                }
                target(&base, &tokens[i.min(tokens.len() - 1)], named);
                if matches!(&tokens[i], TokenTree::Group(_)) {
                    continue;
                }
            }
            _ => {}
        }
        i += 1;
    }
}

/// The floor of what stands behind `base::`.
fn target(base: &[String], token: &TokenTree, named: &mut Named) {
    match (base.first(), token) {
        (Some(floor), _) => {
            named.floors.insert(floor.clone());
        }
        (None, TokenTree::Ident(word)) => {
            named.floors.insert(word.to_string());
        }
        (None, TokenTree::Group(group)) => {
            let mut first = true;
            for token in group.stream() {
                if let (true, TokenTree::Ident(word)) = (first, &token) {
                    named.floors.insert(word.to_string());
                }
                first = matches!(&token, TokenTree::Punct(p) if p.as_char() == ',');
            }
        }
        _ => {}
    }
}

fn parent(at: &[String]) -> Vec<String> {
    at[..at.len().saturating_sub(1)].to_vec()
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == ':' && p.spacing() == Spacing::Alone)
}

fn path_follows(rest: &[TokenTree]) -> bool {
    let colon = |t: &TokenTree| matches!(t, TokenTree::Punct(p) if p.as_char() == ':');
    let joint = |t: &TokenTree| matches!(t, TokenTree::Punct(p) if p.spacing() == Spacing::Joint);
    matches!(rest, [a, b, _, ..] if colon(a) && joint(a) && colon(b))
}

fn named_in(source: &str, at: &[String]) -> Named {
    let mut named = Named::default();
    collect(source.parse().unwrap(), at, &mut named);
    named
}

/// What is wrong with the imports of a module, in sentences.
fn faults(at: &[String], source: &str) -> Vec<String> {
    let floor = at.first().map_or("", String::as_str);
    let named = named_in(source, at);
    let Some((_, below)) = FLOORS.iter().find(|f| f.0 == floor) else {
        return vec![format!("`{floor}` is on no floor: add it to FLOORS")];
    };
    let known = |f: &&String| FLOORS.iter().any(|k| k.0 == f.as_str() && !k.0.is_empty());
    let upwards = named.floors.iter().filter(known);
    let upwards = upwards.filter(|f| f.as_str() != floor && !below.contains(&f.as_str()));
    let mut out: Vec<String> = upwards
        .map(|f| format!("{} reads {f}", at.join("::")))
        .collect();
    for (guarded, allowed) in GUARDED {
        if named.crates.contains(guarded) && !allowed.contains(&floor) {
            out.push(format!("{} uses {guarded}", at.join("::")));
        }
    }
    out
}

#[test]
fn imports_go_downwards_only() {
    let sources = files(&root().join("crate"), &["rs"]);
    assert!(sources.len() > 20, "the crate was not found");
    let read = |file: &PathBuf| faults(&module(file), &fs::read_to_string(file).unwrap());
    let found: Vec<String> = sources.iter().flat_map(read).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_import_upwards_is_seen_however_it_is_written() {
    let at = |parts: &[&str]| -> Vec<String> { parts.iter().map(ToString::to_string).collect() };
    for (module, source) in [
        (&["ir", "op"][..], "use crate::plan::Plan;"),
        (&["ir", "op"], "use crate::{ir::Op, plan::Plan};"),
        (&["ir", "op"], "fn f() { let x = crate::gpu::Gpu::open(); }"),
        (&["ir", "op"], "use super::super::run;"),
        (&["ir"], "use super::run;"),
        (
            &["ir", "op"],
            "mod tests { use super::super::super::cpu::Cpu; }",
        ),
        (&["ir", "op"], "m! { [crate::nn::Mlp] }"),
        (&["cpu", "vm"], "use crate::gpu::Gpu;"),
        (&["data"], "pub use crate::nn;"),
        (&["cpu"], "use wgpu::Device;"),
        (&["attic"], ""),
    ] {
        assert_eq!(faults(&at(module), source).len(), 1, "{module:?}: {source}");
    }
    for (module, source) in [
        (
            &["ir", "op"][..],
            "use super::super::ir; use super::shape; use self::plan::Plan;",
        ),
        (
            &["ir", "op"],
            "/// See [`crate::plan::Plan`].\nmod tests { use super::*; }",
        ),
        (
            &["gpu", "device"],
            "use crate::{ir::Op, plan, run::{self, Device}}; use wgpu::Queue;",
        ),
        (&[], "pub mod cpu; use crate::api;"),
    ] {
        let found = faults(&at(module), source);
        assert!(found.is_empty(), "{module:?}: {source}: {found:?}");
    }
}

#[test]
fn files_stay_small() {
    let mut sizes = Vec::new();
    for (folders, kinds, most) in [
        (
            &["crate", "xtask", "tests", "web", "benches"][..],
            &["rs", "ts", "css"][..],
            500,
        ),
        (&["shaders"], &["wgsl"], 250),
    ] {
        for file in folders.iter().flat_map(|f| files(&root().join(f), kinds)) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(
                lines <= most,
                "{} has {lines} lines; the limit is {most}",
                file.display()
            );
            sizes.push(lines);
        }
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(
        median <= 150,
        "half of the {} files have more than {median} lines",
        sizes.len()
    );
    println!("{} files, median {median} lines", sizes.len());
}

#[test]
fn what_every_kernel_calls_has_no_hidden_branch() {
    for file in files(&root().join("shaders/lib"), &["wgsl"]) {
        let text = fs::read_to_string(&file).unwrap();
        for (i, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let branches = code.contains("&&") || code.contains("||");
            assert!(!branches, "{}:{}: {line}", file.display(), i + 1);
        }
    }
}
