//! The workloads that every benchmark runs, from spirals to a language model.
//!
//! They are programs like any other; their weights, batches and rows are given from
//! outside, so that the same numbers can be put through other libraries.
//!
//! | | workload | unit |
//! |---|---|---|
//! | W1 | train 16 networks 2-32-32-2 | a step of all members |
//! | W2 | train 8 networks 784-128-10 | a step of all members |
//! | W3 | train 8 convolutional networks on 28 × 28 | a step of all members |
//! | W4 | the decisions of 16 networks on 256 × 256 points | a grid |
//! | W5 | loss and accuracy between two networks, 65 points | a point |
//! | W6 | Hinton's loss and its gradient | a forward and backward pass |
//! | W7a | train a transformer | a step |
//! | W7b | decode greedily with a cache | a token |

mod bench;
mod boundary;
mod curve;
mod decode;
mod distillation;
mod given;
mod spec;
mod train;

pub use bench::{Bench, BenchError, Check};
pub use given::{Given, Values};
pub use spec::Spec;
pub use train::Train;
