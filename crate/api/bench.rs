//! Workloads for benchmarks, called by the page and by outside programs.

use js_sys::{Float32Array, Int32Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::data::InputError;
use crate::workloads::{Bench, BenchError, Given, Spec, Values};

use super::Engine;
use super::error::{Fault, parsed, plain};

/// A workload with its machine and its data.
#[wasm_bindgen(js_name = Bench)]
pub struct BenchHandle(Bench);

#[wasm_bindgen(js_class = Bench)]
impl BenchHandle {
    /// Prepares the workload `name`; `arrays` are `Float32Array`s and `Int32Array`s, called
    /// `names`, row-major.
    pub async fn create(
        engine: &Engine,
        name: String,
        spec: JsValue,
        names: Vec<String>,
        arrays: Vec<JsValue>,
    ) -> Result<Self, JsValue> {
        let spec: Spec = parsed(spec)?;
        let mut given = Given::default();
        for (name, array) in names.into_iter().zip(arrays) {
            given.insert(name, values(&array)?);
        }
        let bench = Bench::new(engine.device(), &name, &spec, &given).await;
        Ok(BenchHandle(bench.map_err(fault)?))
    }

    /// Runs `units` more and gives what there is to check.
    pub async fn run(&mut self, units: u32) -> Result<JsValue, JsValue> {
        plain(&self.0.run(units).await.map_err(Fault::run)?)
    }

    /// The parameters, one member after another, of a workload that trains.
    pub async fn weights(&mut self) -> Result<Vec<f32>, JsValue> {
        self.0.weights().await.map_err(Fault::run)
    }

    /// What the device was asked for since the start, by name.
    pub fn counts(&self) -> Result<JsValue, JsValue> {
        plain(&self.0.counts())
    }

    /// The plan, as text.
    pub fn plan(&self) -> String {
        self.0.plan()
    }
}

fn values(array: &JsValue) -> Result<Values, JsValue> {
    if let Some(floats) = array.dyn_ref::<Float32Array>() {
        Ok(Values::Floats(floats.to_vec()))
    } else if let Some(integers) = array.dyn_ref::<Int32Array>() {
        Ok(Values::Integers(integers.to_vec()))
    } else {
        let limit = "Float32Arrays and Int32Arrays";
        Err(Fault::input(InputError::range(
            "data",
            limit,
            "something else",
        )))
    }
}

fn fault(error: BenchError) -> JsValue {
    Fault::lab(match error {
        BenchError::Input(error) => error.into(),
        BenchError::Graph(error) => error.into(),
        BenchError::Run(error) => error.into(),
    })
}
