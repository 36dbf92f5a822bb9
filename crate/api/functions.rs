//! The methods by name.

use std::rc::Rc;

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{device, error};
use crate::functions::{self, Code, Fault, Function};
use crate::gpu::Gpu;
use crate::lab::LabError;
use crate::run::Device;

/// Runs a method on plain data: an object of inputs by name, answered by an object of outputs,
/// or by `{error: {code, message, field}}`. `backend` is `cpu` or `gpu`.
#[wasm_bindgen]
pub async fn call(name: String, inputs: JsValue, backend: String) -> Result<JsValue, JsValue> {
    let answer = match open(&backend).await {
        Ok(device) => match serde_wasm_bindgen::from_value::<Value>(inputs) {
            Ok(inputs) => functions::call(&*device, &name, &inputs).await,
            Err(why) => Err(Fault::new(Code::Type, "inputs", why.to_string())),
        },
        Err(fault) => Err(fault),
    };
    error::plain(&answer.unwrap_or_else(|fault| json!({ "error": fault })))
}

/// All methods as plain data: names, inputs, outputs, sources.
#[wasm_bindgen]
pub fn functions() -> Result<JsValue, JsValue> {
    let all: Vec<_> = functions::all().map(Function::describe).collect();
    error::plain(&all)
}

async fn open(backend: &str) -> Result<Rc<dyn Device>, Fault> {
    let device = device::named(backend, Box::pin(Gpu::open())).await;
    device.map_err(|error| match error {
        LabError::Input(error) => Fault::range(error.field(), error.to_string()),
        LabError::Graph(error) => error.into(),
        LabError::Run(error) => error.into(),
    })
}
