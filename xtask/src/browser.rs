//! The browser that runs the tests: a Chromium of this machine.

use std::path::PathBuf;

use anyhow::bail;

use crate::{apt, exec};

/// Names a browser that has one more.
pub const VARIABLE: &str = "SOUPCON_CHROMIUM";
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome.exe",
];
const MACOS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The path of a Chromium, installed first where that is possible.
pub fn path() -> anyhow::Result<PathBuf> {
    if let Some(path) = named()? {
        return Ok(path);
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    if apt::can_install() {
        apt::install(&["chromium"])?;
    }
    match installed() {
        Some(path) => Ok(path),
        None => bail!(
            "browser tests need Chromium: install it (`apt-get install chromium`), \
             or name its program in {VARIABLE}"
        ),
    }
}

fn named() -> anyhow::Result<Option<PathBuf>> {
    let Some(path) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        return Ok(None);
    };
    if path.is_file() {
        return Ok(Some(path));
    }
    bail!("{VARIABLE} names {}, which is no file", path.display())
}

fn installed() -> Option<PathBuf> {
    let application = MACOS.iter().map(PathBuf::from).find(|path| path.is_file());
    exec::find(&NAMES).or(application)
}
