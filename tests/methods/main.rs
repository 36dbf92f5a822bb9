//! Methods over arrays: identities on random cases, and brute force where it can be had.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "a test may stop, and compares what must be equal bit by bit"
)]

mod attack;
mod calibration;
mod cascade;
mod categorical;
mod certificate;
mod decomposition;
mod diversity;
mod draw;
mod finite_aggregation;
mod forest;
mod identities;
mod merges;
mod precision;
mod selective;
#[path = "../support/mod.rs"]
mod support;
mod tree;
