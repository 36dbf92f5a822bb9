//! Checkpoints: what is refused, what comes back as it went, and merges against formulas.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "a test may stop, and compares what must be equal bit by bit"
)]

mod bad_npy;
mod bad_safetensors;
mod command;
mod files;
mod memory;
mod merges;
#[path = "../support/rng.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod rng;
mod round_trips;

use soupcon::checkpoint::{Checkpoint, CheckpointError};

/// The sentence that refuses a file.
fn refusal(bytes: &[u8]) -> Option<String> {
    let error: CheckpointError = Checkpoint::open("it", bytes, true).err()?;
    let text = error.to_string();
    assert!(text.starts_with("`it`"), "names the file: {text}");
    assert!(
        !text.contains('\n') && text.len() < 500,
        "one sentence: {text}"
    );
    Some(text)
}

/// Every file is refused; `part` stands in what is said of it.
fn refused(files: &[(&str, Vec<u8>)]) {
    for (part, bytes) in files {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(160)]);
        let text = refusal(bytes).unwrap_or_else(|| panic!("accepted: {head}"));
        assert!(
            text.contains(part),
            "`{part}` is not in: {text}\nfor {head}"
        );
    }
}
