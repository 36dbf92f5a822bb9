//! Data: made from a seed, bundled with the page, split, shifted and spoilt.
//!
//! Whatever comes in becomes a [`Dataset`] or an [`InputError`] that names the
//! field and the limit.

mod augment;
pub mod bundled;
mod corrupt;
mod dataset;
mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod folder;
mod image;
mod labels;
mod mnist1d;
mod shift;
mod split;
mod take;
mod toys;

pub use augment::Augmentation;
pub use corrupt::Corruption;
pub use dataset::{Dataset, MAX_CLASSES, MAX_NUMBERS, MAX_ROWS};
pub use error::InputError;
pub(crate) use error::{above_zero, finite, within};
pub use labels::LabelNoise;
pub use mnist1d::mnist1d;
pub use shift::Shift;
pub use split::{Split, bootstrap_weights, member_rows};
pub use take::Rest;
pub use toys::{MAX_POINTS, Toy};
