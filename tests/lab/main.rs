//! Runs as a visitor asks for them, and everything that can be asked about their members.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

mod questions;
mod runs;
