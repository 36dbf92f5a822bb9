//! Graphs and what runs them: gradients, plans, bits that must be the same, and hostile input.

mod bad_inputs;
mod blocks;
mod determinism;
mod gradients;
mod graphs;
#[path = "../support/mod.rs"]
mod support;
