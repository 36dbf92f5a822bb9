//! Data: made from a seed, bundled with the page, split, shifted and spoilt.
//!
//! Whatever comes in becomes a [`Dataset`] or an [`InputError`] that names the
//! field and the limit.

mod dataset;
mod error;
mod toys;

pub use dataset::{Dataset, MAX_CLASSES, MAX_NUMBERS, MAX_ROWS};
pub use error::InputError;
pub use toys::{MAX_POINTS, Toy};
