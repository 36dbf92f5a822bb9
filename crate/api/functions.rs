//! The methods by name.

use std::rc::Rc;

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error;
use crate::cpu::Cpu;
use crate::functions::{self, Code, Fault, Function};
use crate::gpu::Gpu;
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
    match backend {
        "cpu" => Ok(Rc::new(Cpu)),
        "gpu" => Ok(Rc::new(Gpu::open().await?)),
        _ => {
            let message = "`backend` must be one of cpu, gpu";
            Err(Fault::range("backend", message))
        }
    }
}
