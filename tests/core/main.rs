//! Graphs and what runs them: gradients, plans, bits that must be the same, and hostile input.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

mod bad_inputs;
mod blocks;
mod determinism;
mod formulas;
mod gradients;
mod graphs;
#[path = "../support/mod.rs"]
mod support;
