//! What JavaScript can call: the Kitchen's engine (the feature `page`), the exhibits
//! (`exhibits`), or the methods by name (`functions`). One module holds one of the three.
//!
//! Everything that comes in is plain data and is checked; everything that can fail
//! rejects with `{code, message, where}`. Arrays of numbers cross as typed arrays.
//! A page makes one engine in a worker and serialises its calls: no object is
//! entered again while an earlier call of it is under way.

#[cfg(feature = "page")]
mod bench;
#[cfg(feature = "functions")]
mod checkpoint;
#[cfg(feature = "page")]
mod data;
mod device;
#[cfg(feature = "page")]
mod engine;
mod error;
#[cfg(feature = "exhibits")]
mod exhibits;
#[cfg(feature = "page")]
mod explorer;
#[cfg(feature = "functions")]
mod functions;
#[cfg(feature = "page")]
mod lists;
#[cfg(feature = "page")]
mod trainer;

#[cfg(feature = "page")]
pub use bench::BenchHandle;
#[cfg(feature = "page")]
pub use data::Data;
#[cfg(feature = "page")]
pub use engine::Engine;
#[cfg(feature = "page")]
pub use explorer::ExplorerHandle;
#[cfg(feature = "page")]
pub use trainer::TrainerHandle;

#[cfg(feature = "exhibits")]
pub use exhibits::ExhibitHandle;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
