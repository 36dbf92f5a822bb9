//! Checkpoints: weights in files, read, written and merged piece by piece.
//!
//! A [`Checkpoint`] is a [`Source`] whose header was read and believed in nothing: every size is
//! compared with the file's length before any memory is asked for. [`merge`] goes through
//! checkpoints chunk by chunk, so that their size does not matter.

mod dtype;
mod error;
mod file;
mod memory;
mod merge;
mod npy;
mod options;
mod recipe;
mod safetensors;
mod source;
mod spec;

pub use dtype::DType;
pub use error::CheckpointError;
pub use file::{Checkpoint, Format, Tensor};
pub use memory::{Held, Part, written};
pub use merge::{Inputs, merge, merge_bytes};
pub use options::{METHODS, Options};
pub use recipe::recipe;
pub use safetensors::write as write_safetensors;
pub use source::Source;
pub use spec::Merge;
