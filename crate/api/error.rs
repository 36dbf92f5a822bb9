//! Errors as the page gets them, and plain data both ways.

use serde::Serialize;
#[cfg(any(feature = "page", feature = "exhibits"))]
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

#[cfg(any(feature = "page", feature = "exhibits"))]
use crate::data::InputError;
#[cfg(any(feature = "page", feature = "exhibits"))]
use crate::lab::LabError;
#[cfg(feature = "page")]
use crate::run::RunError;

/// What a rejected call holds.
#[cfg(any(feature = "page", feature = "exhibits"))]
#[derive(Serialize)]
pub struct Fault<'a> {
    code: &'a str,
    message: String,
    #[serde(rename = "where")]
    place: Option<&'a str>,
}

#[cfg(any(feature = "page", feature = "exhibits"))]
impl Fault<'_> {
    /// Of the lab.
    #[allow(clippy::needless_pass_by_value, reason = "for map_err")]
    pub fn lab(error: LabError) -> JsValue {
        let fault = Fault {
            code: error.code(),
            message: error.to_string(),
            place: error.field(),
        };
        plain(&fault).unwrap_or_else(|fault| fault)
    }

    /// Of what was given.
    pub fn input(error: InputError) -> JsValue {
        Self::lab(error.into())
    }

    /// Of the device.
    #[cfg(feature = "page")]
    pub fn run(error: RunError) -> JsValue {
        Self::lab(error.into())
    }
}

/// Plain data for the page.
pub fn plain(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&plain).map_err(JsValue::from)
}

/// Plain data from the page; what its type does not allow is refused.
#[cfg(any(feature = "page", feature = "exhibits"))]
pub fn parsed<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        let fault = Fault {
            code: "input",
            message: error.to_string(),
            place: Some("spec"),
        };
        plain(&fault).unwrap_or_else(|fault| fault)
    })
}
