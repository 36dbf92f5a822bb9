//! What the page can call.
//!
//! Everything that comes in is plain data and is checked; everything that can fail
//! rejects with `{code, message, where}`. Arrays of numbers cross as typed arrays.
//! A page makes one [`Engine`] in a worker and serialises its calls: no object is
//! entered again while an earlier call of it is under way.

mod bench;
mod data;
mod engine;
mod error;
mod explorer;
mod trainer;

pub use bench::BenchHandle;
pub use data::Data;
pub use engine::Engine;
pub use explorer::ExplorerHandle;
pub use trainer::TrainerHandle;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::data::{Corruption, Shift, Toy};
use crate::lab::RunSpec;
use error::Fault;

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The names of generated sets, of shifts of points and of corruptions of images.
#[wasm_bindgen]
pub fn names() -> Result<JsValue, JsValue> {
    let toys = Toy::NAMES.to_vec();
    let shifts = Shift::ALL.map(Shift::name).to_vec();
    let corruptions = Corruption::ALL.map(Corruption::name).to_vec();
    let all: std::collections::BTreeMap<_, _> = [
        ("toys", toys),
        ("shifts", shifts),
        ("corruptions", corruptions),
    ]
    .into();
    error::plain(&all)
}

/// Rejects a run that cannot be, and names the field.
#[wasm_bindgen]
pub fn check(spec: JsValue) -> Result<(), JsValue> {
    let spec: RunSpec = error::parsed(spec)?;
    spec.check().map_err(Fault::input)
}
