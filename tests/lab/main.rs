//! Runs as a visitor asks for them, and everything that can be asked about their members.

mod questions;
mod runs;
