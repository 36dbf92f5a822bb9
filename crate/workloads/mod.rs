//! The workloads that every benchmark runs, from spirals to a language model.
//!
//! They are programs like any other, with inputs that can be given from outside, so that
//! the same weights and batches can be put through other libraries.

mod train;

pub use train::{Train, given_batches};
