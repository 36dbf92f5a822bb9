//! Data sets in the core's memory.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::data::{Dataset, InputError, bundled};
use crate::lab::RunSpec;

use super::error::{Fault, parsed};

/// The training and test rows of a run.
#[wasm_bindgen]
pub struct Data {
    pub(super) train: Dataset,
    pub(super) test: Dataset,
}

#[wasm_bindgen]
impl Data {
    /// The generated set that a run asks for.
    pub fn generate(spec: JsValue) -> Result<Self, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        spec.check().map_err(Fault::input)?;
        let [train, test] = spec.generate().map_err(Fault::input)?;
        Ok(Data { train, test })
    }

    /// A bundled set from its files, `Uint8Array`s after gzip is undone, in order.
    pub fn bundled(name: &str, train: Vec<JsValue>, test: Vec<JsValue>) -> Result<Self, JsValue> {
        Ok(Data {
            train: joined(name, train)?,
            test: joined(name, test)?,
        })
    }

    /// Training rows.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.train.len()
    }

    /// Features of a row.
    #[wasm_bindgen(getter)]
    pub fn features(&self) -> usize {
        self.train.features()
    }

    /// Classes.
    #[wasm_bindgen(getter)]
    pub fn classes(&self) -> usize {
        self.train.classes()
    }

    /// The first `n` training rows, row after row.
    pub fn x(&self, n: usize) -> Vec<f32> {
        let words = n.min(self.train.len()) * self.train.features();
        self.train.values()[..words].to_vec()
    }

    /// Their labels.
    pub fn y(&self, n: usize) -> Vec<u32> {
        self.train.y()[..n.min(self.train.len())].to_vec()
    }
}

fn joined(name: &str, files: Vec<JsValue>) -> Result<Dataset, JsValue> {
    let mut all: Option<Dataset> = None;
    for file in files {
        let bytes = file.dyn_into::<Uint8Array>().map_err(|_| {
            Fault::input(InputError::range("files", "Uint8Arrays", "something else"))
        })?;
        let part = bundled::parse(name, &bytes.to_vec()).map_err(Fault::input)?;
        all = Some(match all {
            None => part,
            Some(before) => before.concat(&part).map_err(Fault::input)?,
        });
    }
    all.ok_or_else(|| Fault::input(InputError::range("files", "at least one file", 0)))
}
