//! What the page's files import: each other, and packages that are shipped.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::{files, root};

/// What a file of the page imports: the text between the quotes.
fn imports(source: &str) -> Vec<String> {
    let after = |line: &str, mark: &str| {
        let rest = line.split_once(mark)?.1;
        Some(rest.split_once('"')?.0.to_string())
    };
    let of_line = |line: &str| {
        let bare = line
            .strip_prefix("import \"")
            .and_then(|l| l.split_once('"'));
        after(line, " from \"")
            .or_else(|| after(line, "import(\""))
            .or_else(|| bare.map(|b| b.0.to_string()))
    };
    source.lines().filter_map(of_line).collect()
}

/// Where a relative import leads, without looking.
fn target(file: &Path, import: &str) -> PathBuf {
    let mut out = file.parent().unwrap().to_path_buf();
    for part in Path::new(import).components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// What is wrong with an import, if anything.
fn fault(file: &Path, import: &str, shipped: &[String]) -> Option<String> {
    let web = root().join("web");
    let name = file.strip_prefix(&web).unwrap().display().to_string();
    // Tests, what builds the page, and the race against other libraries are not shipped.
    let kept_home = name.ends_with(".test.ts")
        || name.ends_with(".config.ts")
        || name.ends_with("/vite.ts")
        || name.starts_with("bench/peers/");
    let inside = || target(file, import).starts_with(&web);
    let package = |p: &String| import == p || import.starts_with(&format!("{p}/"));
    let fine = match import {
        _ if kept_home => true,
        // The package reads its modules from the disk where it runs in Node.
        builtin if builtin.starts_with("node:") => {
            ["npm/module.ts", "npm/exhibits.ts"].contains(&name.as_str())
        }
        relative if relative.starts_with('.') => inside(),
        _ => shipped.iter().any(package),
    };
    (!fine).then(|| format!("{name} imports {import}"))
}

/// The packages that the page ships.
fn shipped() -> Vec<String> {
    let text = fs::read_to_string(root().join("package.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["dependencies"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

#[test]
fn the_page_imports_itself_and_what_is_shipped() {
    let (shipped, mut found, mut seen) = (shipped(), Vec::new(), 0);
    for file in files(&root().join("web"), &["ts"]) {
        for import in imports(&fs::read_to_string(&file).unwrap()) {
            found.extend(fault(&file, &import, &shipped));
            seen += 1;
        }
    }
    assert!(seen > 20, "the page was not found");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_import_of_the_page_is_seen_however_it_is_written() {
    let source = "import { a } from \"lit\";\nimport \"./b.ts\";\nconst c = await import(\"./c.ts\");\n\
                  export { d } from \"../d.ts\";\nimport type { E } from \"e/f\";\n";
    assert_eq!(
        imports(source),
        ["lit", "./b.ts", "./c.ts", "../d.ts", "e/f"]
    );
    let shipped = ["lit".to_string()];
    let file = root().join("web/figures/map.ts");
    for (import, good) in [
        ("lit", true),
        ("lit/directives/live.js", true),
        ("literature", false),
        ("../wire.ts", true),
        ("../../package.json", false),
        ("node:fs", false),
        ("@tensorflow/tfjs", false),
    ] {
        assert_eq!(fault(&file, import, &shipped).is_none(), good, "{import}");
    }
}

#[test]
fn the_core_is_loaded_in_one_place() {
    let loads = |file: &PathBuf| {
        let source = fs::read_to_string(file).unwrap();
        let mut lines = source.lines();
        lines.any(|l| l.contains("import(\"./core/") && !l.contains("typeof import("))
    };
    let found: Vec<PathBuf> = files(&root().join("web"), &["ts"])
        .into_iter()
        .filter(loads)
        .collect();
    assert_eq!(found, [root().join("web/core.ts")]);
}
