//! A toolchain that builds for `wasm32-unknown-unknown`.
//!
//! The active toolchain, with the target added by rustup. Where rustup cannot download it, on Debian as root:
//! Debian's own toolchain, whose standard library is built once from Debian's source package.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail};

use crate::{apt, exec};

/// The target of the browser builds.
pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN: &str = "wasm-debian";
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "lld-22",
];
const RUSTUP_LIMIT: Duration = Duration::from_secs(30);

/// A toolchain that has the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that runs this program.
    Active,
    /// Debian's, linked into rustup.
    Debian,
}

impl Toolchain {
    /// Cargo of this toolchain.
    pub fn cargo(self, root: &Path, args: &[&str]) -> Command {
        let mut cargo = exec::cargo(root, &[]);
        if self == Toolchain::Debian {
            as_debian(&mut cargo);
        }
        cargo.args(args);
        cargo
    }

    fn rustc(self) -> Command {
        let mut rustc = exec::command(Path::new("."), "rustc", &[]);
        if self == Toolchain::Debian {
            as_debian(&mut rustc);
        }
        rustc
    }

    fn has_target(self) -> bool {
        let mut rustc = self.rustc();
        rustc.args(["--print", "target-libdir", "--target", TARGET]);
        rustc.stderr(std::process::Stdio::null());
        let Ok(output) = rustc.output() else {
            return false;
        };
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success() && has_core(Path::new(&folder))
    }
}

/// Finds such a toolchain, or makes one.
pub fn make_sure() -> anyhow::Result<Toolchain> {
    if Toolchain::Active.has_target() {
        return Ok(Toolchain::Active);
    }
    if is_linked() && Toolchain::Debian.has_target() && is_current()? {
        return Ok(Toolchain::Debian);
    }
    println!("    rustup target add {TARGET}");
    let mut rustup = exec::command(Path::new("."), "rustup", &["target", "add", TARGET]);
    rustup.env_remove("RUST_BACKTRACE");
    if exec::run_within(&mut rustup, RUSTUP_LIMIT)? && Toolchain::Active.has_target() {
        return Ok(Toolchain::Active);
    }
    if !apt::can_install() {
        bail!("`rustup target add {TARGET}` failed: this machine cannot download the target");
    }
    build_debian()?;
    Ok(Toolchain::Debian)
}

fn build_debian() -> anyhow::Result<()> {
    println!(
        "    rustup cannot download it: building the standard library from Debian's source package"
    );
    apt::install(&PACKAGES)?;
    let work = env::temp_dir().join(format!("std-for-wasm-{}", std::process::id()));
    let result = build_std(&work).and_then(|()| install_std(&work));
    fs::remove_dir_all(&work)?;
    result.context("Debian's standard library for wasm")?;
    exec::run(&mut exec::command(
        Path::new("/"),
        "rustup",
        &["toolchain", "link", DEBIAN, "/usr"],
    ))?;
    if Toolchain::Debian.has_target() {
        return Ok(());
    }
    bail!("Debian's toolchain has no {TARGET} after its standard library was built")
}

fn build_std(work: &Path) -> anyhow::Result<()> {
    const MANIFEST: &str = "[package]\nname = \"std-for-wasm\"\nedition = \"2021\"\n\n[workspace]\n\n\
        [profile.release]\npanic = \"abort\"\n";
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("Cargo.toml"), MANIFEST)?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    // The programs themselves, by their paths: rustup does not know them yet.
    let mut cargo = exec::command(work, "/usr/bin/cargo", &["build", "--quiet", "--release"]);
    cargo.args(["--target", TARGET, "-Zbuild-std=std,panic_abort"]);
    cargo
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1");
    cargo
        .env("RUSTFLAGS", "")
        .env("CARGO_TARGET_DIR", work.join("target"));
    exec::run(without_loader_path(&mut cargo))
}

/// Copies the libraries to where Debian's compiler looks for them, and the linker too.
fn install_std(work: &Path) -> anyhow::Result<()> {
    let folder = debian_libdir();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for file in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        let is_library =
            name.starts_with("lib") && file.path().extension() == Some(OsStr::new("rlib"));
        if is_library && !name.starts_with("libstd_for_wasm") {
            fs::copy(file.path(), folder.join(name))?;
        }
    }
    let programs = Path::new("/usr/lib/rustlib/x86_64-unknown-linux-gnu/bin");
    fs::create_dir_all(programs)?;
    let linker = programs.join("rust-lld");
    if !linker.exists() {
        link("/usr/bin/lld-22", &linker)?;
    }
    fs::write(folder.join("compiler"), debian_version()?)?;
    Ok(())
}

/// Whether the libraries come from the compiler that is installed now.
fn is_current() -> anyhow::Result<bool> {
    let built_by = fs::read_to_string(debian_libdir().join("compiler")).unwrap_or_default();
    Ok(built_by == debian_version()?)
}

fn is_linked() -> bool {
    let list = exec::output(&mut exec::command(
        Path::new("."),
        "rustup",
        &["toolchain", "list"],
    ));
    list.is_ok_and(|list| list.lines().any(|line| line.starts_with(DEBIAN)))
}

fn debian_version() -> anyhow::Result<String> {
    exec::output(
        exec::command(Path::new("/"), "/usr/bin/rustc", &["--version"])
            .env_remove("LD_LIBRARY_PATH"),
    )
}

fn debian_libdir() -> PathBuf {
    Path::new("/usr/lib/rustlib").join(TARGET).join("lib")
}

fn has_core(folder: &Path) -> bool {
    let Ok(files) = fs::read_dir(folder) else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

fn as_debian(command: &mut Command) {
    without_loader_path(command.arg(format!("+{DEBIAN}")));
}

/// The active toolchain's libraries must not reach Debian's compiler.
fn without_loader_path(command: &mut Command) -> &mut Command {
    command.env_remove("LD_LIBRARY_PATH")
}

#[cfg(unix)]
fn link(from: &str, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(from: &str, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_cargo_is_called_without_a_name() {
        let cargo = Toolchain::Active.cargo(Path::new("."), &["build"]);
        assert_eq!(cargo.get_args().collect::<Vec<_>>(), ["build"]);
    }

    #[test]
    fn debians_cargo_is_called_by_name() {
        let cargo = Toolchain::Debian.cargo(Path::new("."), &["build"]);
        assert_eq!(
            cargo.get_args().collect::<Vec<_>>(),
            ["+wasm-debian", "build"]
        );
        let unset = cargo
            .get_envs()
            .any(|(name, value)| name == "LD_LIBRARY_PATH" && value.is_none());
        assert!(unset);
    }
}
