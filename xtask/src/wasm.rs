//! The core for browsers: its builds, each bound, optimised, taken apart and measured.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use anyhow::{Context, anyhow, bail};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::parts::{self, Mark, Parts};
use crate::rest::{self, Halves};
use crate::target::{TARGET, Toolchain};
use crate::{exec, glue, trial};

/// One build of the core.
#[derive(Clone, Copy)]
pub struct Build {
    /// Its folder under `web/core`.
    pub name: &'static str,
    /// What its files are called.
    file: &'static str,
    /// What it exports: a feature of the package.
    exports: &'static str,
    /// What the processor must have.
    target: &'static str,
}

impl Build {
    /// What the optimiser is asked for.
    fn optimizer(&self) -> Vec<&'static str> {
        let apart = (self.exports == "page").then_some(APART);
        OPTIMIZER.into_iter().chain(apart).collect()
    }
}

/// Every build: two of the Kitchen's engine, of which it picks the last that the browser can run,
/// one of the exhibits, and one of the methods by name.
pub const BUILDS: [Build; 4] = [
    Build {
        name: "simd",
        file: "soupcon",
        exports: "page",
        target: "+simd128",
    },
    Build {
        name: "relaxed",
        file: "soupcon",
        exports: "page",
        target: "+simd128,+relaxed-simd",
    },
    Build {
        name: "exhibits",
        file: "exhibits",
        exports: "exhibits",
        target: "+simd128",
    },
    Build {
        name: "functions",
        file: "functions",
        exports: "functions",
        target: "+simd128",
    },
];

const OPTIMIZER: [&str; 13] = [
    "-O3",
    "--flexible-inline-max-function-size=8",
    "--enable-simd",
    "--enable-relaxed-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
    "--debuginfo",
    "--strip-producers",
];

/// A large function with one caller stays a function where it may be that it is not needed.
const APART: &str = "--one-caller-inline-max-function-size=64";

/// Names say of what a function is a part: see [`part`].
const NAMED: &str = "-Csymbol-mangling-version=v0";

/// How large a function may be to be copied into its callers: hardly larger than the call. The
/// loops over numbers ask for it themselves, and nothing else runs often enough to repay the
/// bytes; no more do several rounds of a loop side by side, which a browser's compiler does not need.
const SMALL: [&str; 4] = [
    "-Cllvm-args=-inline-threshold=10",
    "-Cllvm-args=-inlinehint-threshold=50",
    "-Cllvm-args=-unroll-runtime=false",
    "-Cllvm-args=-force-vector-interleave=1",
];

/// How many builds are compiled side by side: the last step of each keeps one processor busy.
const SIDE_BY_SIDE: usize = 2;

/// Builds the core all ways into `web/core/<name>`, or only the build of a name; says what came of
/// it, a line each.
pub fn build(root: &Path, toolchain: Toolchain, only: Option<&str>) -> anyhow::Result<String> {
    let target = &target_folder(root)?.join("wasm");
    let wanted = |build: &Build| only.is_none_or(|name| build.name == name);
    let builds: Vec<Build> = BUILDS.into_iter().filter(wanted).collect();
    if builds.is_empty() {
        bail!(
            "the core has these modules: {}",
            BUILDS.map(|build| build.name).join(", ")
        );
    }
    thread::scope(|scope| {
        let mut finishing = Vec::new();
        for some in builds.chunks(SIDE_BY_SIDE) {
            // Nothing is compiled meanwhile: what is copied is whole.
            some.iter().try_for_each(|build| begin(target, *build))?;
            let compiling: Vec<_> = some
                .iter()
                .map(|build| scope.spawn(move || compile(root, target, toolchain, *build)))
                .collect();
            for (build, work) in some.iter().zip(compiling) {
                let raw = joined(work)?;
                finishing.push(scope.spawn(move || finish(root, &raw, *build)));
            }
        }
        finishing.into_iter().map(joined).collect()
    })
}

fn joined<T>(work: thread::ScopedJoinHandle<anyhow::Result<T>>) -> anyhow::Result<T> {
    work.join()
        .map_err(|_| anyhow!("a build of the core panicked"))?
}

/// What is made of a module as it was compiled: bound to JavaScript, optimised, in parts.
fn finish(root: &Path, raw: &Path, build: Build) -> anyhow::Result<String> {
    let folder = root.join("web/core").join(build.name);
    let module = folder.join(format!("{}_bg.wasm", build.file));
    let stamp = folder.join("source");
    let makers = [env::current_exe()?, root.join(trial::SCRIPT)];
    let [program, script] = makers.map(fs::read);
    let source = digest(&[fs::read(raw)?, program?, script?].concat());
    let mut parts = String::new();
    if !module.is_file() || fs::read_to_string(&stamp).ok().as_ref() != Some(&source) {
        glue::bind(raw, &folder, build.file)?;
        optimize(root, build, &module)?;
        parts = part(root, build, &folder, &module)?;
        fs::write(&stamp, &source)?;
    }
    Ok(parts + &report(build, &module)?)
}

/// Puts what is not always needed into modules of their own: `parts/<slug>.wasm` is what only one
/// exhibit needs, `parts/gpu.wasm` what only a graphics device does, `parts/rest.wasm` what the
/// first view of the Kitchen does without.
fn part(root: &Path, build: Build, folder: &Path, module: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(module)?;
    let (core, parts) = if build.exports == "page" {
        let glue = folder.join(format!("{}.js", build.file));
        let Halves { core, rest } = rest::split(&bytes, &trial::ran(root, &glue, module)?)?;
        (core, BTreeMap::from([("rest".to_owned(), rest)]))
    } else {
        let marks = if build.exports == "exhibits" {
            marks(root)?
        } else {
            Vec::new()
        };
        let Parts { core, parts } = parts::split(&bytes, &marks)?;
        (core, parts)
    };
    fs::write(module, core)?;
    let folder = folder.join("parts");
    fs::create_dir_all(&folder)?;
    let mut report = String::new();
    for (name, part) in parts {
        let size = gzip_size(&part)?;
        let of = build.name;
        writeln!(report, "    part {of}/{name}: {size} bytes with gzip -9")?;
        fs::write(folder.join(format!("{name}.wasm")), part)?;
    }
    Ok(report)
}

/// What not every visitor of an exhibit needs, and how the paths of its functions begin.
fn marks(root: &Path) -> anyhow::Result<Vec<Mark>> {
    let mark = |part: &str, path: &str| Mark {
        part: part.to_owned(),
        path: path.to_owned(),
    };
    let own = exhibits(root)?.into_iter().map(|slug| {
        let path = format!("soupcon::exhibits::{}::", slug.replace('-', "_"));
        mark(&slug, &path)
    });
    let device = ["soupcon::gpu::", "wgpu"].map(|path| mark("gpu", path));
    Ok(own.chain(device).collect())
}

/// The slugs of the exhibits: each has a card in a folder of its name.
fn exhibits(root: &Path) -> anyhow::Result<Vec<String>> {
    let folder = root.join("crate/exhibits");
    let mut slugs = Vec::new();
    for file in fs::read_dir(&folder).with_context(|| format!("{}", folder.display()))? {
        let path = file?.path();
        if let Some(name) = path.file_name().filter(|_| path.join("card.rs").is_file()) {
            slugs.push(name.to_string_lossy().replace('_', "-"));
        }
    }
    Ok(slugs)
}

fn compile(
    root: &Path,
    target: &Path,
    toolchain: Toolchain,
    build: Build,
) -> anyhow::Result<PathBuf> {
    let own = target.join(build.name);
    let args = ["rustc", "--locked", "--quiet", "--release"];
    let mut cargo = cargo(root, toolchain, build, &own, &args);
    // Only what is linked is optimised as a whole: a library beside it would keep that from all.
    exec::run(cargo.args(["--package", "soupcon", "--lib", "--crate-type", "cdylib"]))?;
    Ok(own.join(TARGET).join("release/soupcon.wasm"))
}

/// A build that was never made begins with what another has compiled: all that the core builds on,
/// where it asks the same of the processor, or else its macros.
fn begin(target: &Path, build: Build) -> anyhow::Result<()> {
    let own = target.join(build.name);
    let made = BUILDS.iter().filter(|b| target.join(b.name).is_dir());
    match made.max_by_key(|other| other.target == build.target) {
        Some(other) if !own.exists() => copy(&target.join(other.name), &own),
        _ => Ok(()),
    }
}

/// Copies a folder of cargo's with its times, by which it knows what need not be made again.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        let about = entry.metadata()?;
        if about.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
            let time = fs::FileTimes::new().set_modified(about.modified()?);
            fs::File::options().write(true).open(&to)?.set_times(time)?;
        }
    }
    Ok(())
}

/// Lints all that browsers get, at once: with everything exported, and for a processor that has
/// all of it. In the profile and the folder of that build, whose macros serve both.
pub fn lint(root: &Path, toolchain: Toolchain) -> anyhow::Result<()> {
    let [_, build, ..] = BUILDS;
    let target = target_folder(root)?.join("wasm").join(build.name);
    let args = ["clippy", "--locked", "--quiet", "--release"];
    let mut cargo = cargo(root, toolchain, build, &target, &args);
    let exports = BUILDS.map(|build| build.exports).join(",");
    cargo.args(["--features", &exports, "--package", "soupcon", "--lib"]);
    exec::run(cargo.args(["--", "--deny", "warnings"]))
}

fn cargo(
    root: &Path,
    toolchain: Toolchain,
    build: Build,
    target: &Path,
    args: &[&str],
) -> std::process::Command {
    let mut cargo = toolchain.cargo(root, args);
    cargo.args(["--target", TARGET, "--no-default-features"]);
    cargo.args(["--features", build.exports]);
    cargo
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS");
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(root, build));
    cargo
}

/// Compiler flags, separated as cargo wants them. Paths of this machine stay out of the module.
fn flags(root: &Path, build: Build) -> OsString {
    let mut flags = OsString::from(format!("-Ctarget-feature={}", build.target));
    for flag in SMALL.into_iter().chain([NAMED]) {
        flags.push("\u{1f}");
        flags.push(flag);
    }
    let mut rename = |folder: &Path, name: &str| {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(folder);
        flags.push(format!("={name}"));
    };
    rename(root, "soupcon");
    let home = env::home_dir().map(|home| home.join(".cargo"));
    if let Some(home) = env::var_os("CARGO_HOME").map(PathBuf::from).or(home) {
        rename(&home, "cargo");
    }
    flags
}

fn optimize(root: &Path, build: Build, module: &Path) -> anyhow::Result<()> {
    let program = root.join("node_modules/binaryen/bin/wasm-opt");
    let mut node = exec::command(root, "node", &[]);
    node.arg(program)
        .args(build.optimizer())
        .arg(module)
        .arg("-o")
        .arg(module);
    exec::run(&mut node)
}

fn report(build: Build, module: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(module)?;
    if bytes.is_empty() {
        bail!("{} is empty", module.display());
    }
    let (size, packed, digest) = (bytes.len(), gzip_size(&bytes)?, digest(&bytes));
    let name = build.name;
    Ok(format!(
        "    core {name:10}{size} bytes, {packed} with gzip -9, sha256 {digest}\n"
    ))
}

/// The size of what `gzip -9` makes of `bytes`.
pub fn gzip_size(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// SHA-256, as hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let hex =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    Sha256::digest(bytes)
        .iter()
        .flat_map(hex)
        .map(char::from)
        .collect()
}

/// Cargo's target folder, wherever the user has put it.
fn target_folder(root: &Path) -> anyhow::Result<PathBuf> {
    let mut cargo = exec::cargo(root, &["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&exec::output(&mut cargo)?)?;
    let folder = metadata["target_directory"].as_str();
    Ok(PathBuf::from(
        folder.context("cargo metadata names no target folder")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_published_one() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(b"abc"), abc);
    }

    #[test]
    fn gzip_packs_what_repeats() {
        let size = gzip_size(&vec![7; 100_000]).unwrap();
        assert!(size < 300, "{size}");
    }

    #[test]
    fn flags_name_features_and_no_spaces() {
        let flags = flags(Path::new("/a b"), BUILDS[1]);
        let flags = flags.to_string_lossy();
        let parts: Vec<_> = flags.split('\u{1f}').collect();
        assert_eq!(parts[0], "-Ctarget-feature=+simd128,+relaxed-simd");
        assert_eq!(parts[1..5], SMALL);
        assert_eq!(parts[5], NAMED);
        assert_eq!(parts[6], "--remap-path-prefix=/a b=soupcon");
    }
}
