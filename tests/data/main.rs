//! Data: generated, bundled, split and spoilt.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "a test may stop, and compares what must be equal bit by bit"
)]

mod bundled;
mod corrupt;
mod dataset;
mod mnist1d;
mod split;
mod toys;
