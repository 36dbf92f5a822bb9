//! What the proofs share: the referee, the op table, tolerances, and a source of numbers.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its own part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

pub mod backends;
pub mod batch;
pub mod compare;
pub mod composites;
pub mod gradcheck;
pub mod grow;
pub mod lesson;
pub mod opdb;
pub mod referee;
pub mod rng;
pub mod threads;
pub mod tolerance;
pub mod value;
