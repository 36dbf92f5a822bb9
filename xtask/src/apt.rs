//! Debian packages, for machines where nobody else can install them.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::Context;

use crate::exec;

/// Whether packages can be installed here without asking anybody: `apt-get` exists and the user is root.
pub fn can_install() -> bool {
    exec::find(&["apt-get"]).is_some() && is_root()
}

static UPDATED: OnceLock<()> = OnceLock::new();

/// Installs packages, after one update of their lists.
pub fn install(packages: &[&str]) -> anyhow::Result<()> {
    println!("    apt-get install {}", packages.join(" "));
    if UPDATED.set(()).is_ok() {
        apt_get(&["update"])?;
    }
    let mut args = vec!["install", "--yes", "--no-install-recommends"];
    args.extend_from_slice(packages);
    apt_get(&args)
}

fn apt_get(args: &[&str]) -> anyhow::Result<()> {
    let quiet = [
        "-qq",
        "-o",
        "Dpkg::Use-Pty=0",
        "-o",
        "DPkg::Lock::Timeout=300",
    ];
    let mut command = exec::command(Path::new("/"), "apt-get", &quiet);
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    exec::run(command.stdout(std::process::Stdio::null())).context("a Debian package is missing")
}

fn is_root() -> bool {
    let user = exec::output(&mut exec::command(Path::new("/"), "id", &["-u"]));
    user.is_ok_and(|id| id == "0")
}
