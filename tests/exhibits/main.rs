//! Exhibits: what all must keep, what each shows, and what it finds of its paper's claims.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

mod claims;
mod contract;
mod decisions;
mod distillation;
mod diversity;
#[path = "../support/exhibition.rs"]
mod exhibition;
mod losses;
mod soups;
