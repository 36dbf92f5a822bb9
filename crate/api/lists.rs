//! What there is to choose from, and what of it fits together.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{self, Fault};
use crate::data::{Corruption, Shift, Toy};
use crate::lab::RunSpec;

#[derive(serde::Serialize)]
struct Names {
    toys: Vec<&'static str>,
    shifts: Vec<&'static str>,
    corruptions: Vec<&'static str>,
}

/// The names of generated sets, of shifts of points and of corruptions of images.
#[wasm_bindgen]
pub fn names() -> Result<JsValue, JsValue> {
    error::plain(&Names {
        toys: Toy::NAMES.to_vec(),
        shifts: Shift::ALL.map(Shift::name).to_vec(),
        corruptions: Corruption::ALL.map(Corruption::name).to_vec(),
    })
}

/// Rejects a run that cannot be, and names the field.
#[wasm_bindgen]
pub fn check(spec: JsValue) -> Result<(), JsValue> {
    let spec: RunSpec = error::parsed(spec)?;
    spec.check().map_err(Fault::input)
}
