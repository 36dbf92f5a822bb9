//! Data sets in the core's memory.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::data::{Dataset, InputError, bundled};
use crate::lab::{DataSpec, RunSpec, Sets};

use super::error::{Fault, parsed};

/// The rows of a run. A `set` is `start`, `train`, `validation` or `test`; one that the run does
/// not have is empty.
#[wasm_bindgen]
pub struct Data {
    pub(super) sets: Sets,
}

#[wasm_bindgen]
impl Data {
    /// The generated set that a run asks for.
    pub fn generate(spec: JsValue) -> Result<Self, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let sets = Sets::generate(&spec).map_err(Fault::input)?;
        Ok(Data { sets })
    }

    /// A bundled set from its files, `Uint8Array`s after gzip is undone, in order.
    pub fn bundled(
        spec: JsValue,
        train: Vec<JsValue>,
        test: Vec<JsValue>,
    ) -> Result<Self, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let name = name(&spec);
        let (train, test) = (joined(name, train)?, joined(name, test)?);
        let sets = Sets::bundled(&spec, train, &test).map_err(Fault::input)?;
        Ok(Data { sets })
    }

    /// Rows that were drawn or uploaded: features row after row, each row of dimensions `shape`,
    /// and a label below `classes` for each.
    pub fn given(
        spec: JsValue,
        x: Vec<f32>,
        y: Vec<u32>,
        shape: Vec<usize>,
        classes: usize,
    ) -> Result<Self, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let all = Dataset::new(name(&spec), x, &shape, y, classes).map_err(Fault::input)?;
        let sets = Sets::given(&spec, all).map_err(Fault::input)?;
        Ok(Data { sets })
    }

    /// Rows of a set.
    pub fn rows(&self, set: &str) -> Result<usize, JsValue> {
        Ok(self.set(set)?.map_or(0, Dataset::len))
    }

    /// Features of a row.
    #[wasm_bindgen(getter)]
    pub fn features(&self) -> usize {
        self.sets.train.features()
    }

    /// Dimensions of a row.
    #[wasm_bindgen(getter)]
    pub fn shape(&self) -> Vec<usize> {
        self.sets.train.shape().to_vec()
    }

    /// Classes.
    #[wasm_bindgen(getter)]
    pub fn classes(&self) -> usize {
        self.sets.train.classes()
    }

    /// The first `n` rows of a set, row after row.
    pub fn x(&self, set: &str, n: usize) -> Result<Vec<f32>, JsValue> {
        let first = |data: &Dataset| {
            let words = n.min(data.len()) * data.features();
            data.values()[..words].to_vec()
        };
        Ok(self.set(set)?.map(first).unwrap_or_default())
    }

    /// Their labels: of training rows those that are learnt from, right or wrong.
    pub fn y(&self, set: &str, n: usize) -> Result<Vec<u32>, JsValue> {
        let first = |data: &Dataset| data.y()[..n.min(data.len())].to_vec();
        Ok(self.set(set)?.map(first).unwrap_or_default())
    }
}

impl Data {
    fn set(&self, name: &str) -> Result<Option<&Dataset>, JsValue> {
        let sets = &self.sets;
        Ok(match name {
            "start" => sets.start.as_ref(),
            "train" => Some(&sets.train),
            "validation" => sets.validation.as_ref(),
            "test" => Some(&sets.test),
            other => {
                let known = ["start", "train", "validation", "test"];
                return Err(Fault::input(InputError::choice("set", &known, other)));
            }
        })
    }
}

fn name(spec: &RunSpec) -> &str {
    match &spec.data {
        DataSpec::Toy { name, .. }
        | DataSpec::Signals { name }
        | DataSpec::Bundled { name }
        | DataSpec::Given { name, .. } => name,
    }
}

fn joined(name: &str, files: Vec<JsValue>) -> Result<Dataset, JsValue> {
    let bytes = |file: JsValue| {
        let bytes = file.dyn_into::<Uint8Array>();
        let refused = |_| Fault::input(InputError::range("files", "Uint8Arrays", "something else"));
        bytes.map(|bytes| bytes.to_vec()).map_err(refused)
    };
    let files: Vec<Vec<u8>> = files.into_iter().map(bytes).collect::<Result<_, _>>()?;
    bundled::joined(name, &files).map_err(Fault::input)
}
