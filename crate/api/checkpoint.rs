//! Checkpoints in the page's hands: merged, written, read, and what a model's tensors are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error;
use crate::checkpoint::{self, Held, Options, Part};
use crate::nn::{Cnn, Entry, Init, Layout, Mlp, Model};

/// Parameters that a model in a file may have.
const MAX_PARAMETERS: f64 = 16_777_216.0;
/// Widths of its layers, and the largest.
const MAX_LAYERS: usize = 16;
const MAX_WIDTH: usize = 4096;

/// Merges checkpoints of bytes: `options` as in [`Options`], the files of the base (or none), of
/// the models and of their Fisher information, and their names. Gives `{file, recipe}`, or
/// `{error: {code, message}}`.
#[wasm_bindgen]
pub fn merge(
    options: JsValue,
    base: Option<Vec<u8>>,
    models: Vec<js_sys::Uint8Array>,
    fishers: Vec<js_sys::Uint8Array>,
    names: Vec<String>,
) -> Result<JsValue, JsValue> {
    let merged = given::<Options>(options).and_then(|options| {
        let bytes = |files: Vec<js_sys::Uint8Array>| -> Vec<Vec<u8>> {
            files.iter().map(js_sys::Uint8Array::to_vec).collect()
        };
        let (models, fishers) = (bytes(models), bytes(fishers));
        let spec = options.merge().map_err(|e| e.to_string())?;
        let file =
            checkpoint::merge_bytes(&spec, base.as_deref(), &slices(&models), &slices(&fishers))
                .map_err(|e| e.to_string())?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (first, rest) = names.split_at(usize::from(base.is_some()).min(names.len()));
        let recipe = checkpoint::recipe(&spec, first.first().copied(), rest);
        Ok((file, recipe))
    });
    answer(merged.map(|(file, recipe)| {
        let file = js_sys::Uint8Array::from(file.as_slice());
        vec![("file", file.into()), ("recipe", recipe.into())]
    }))
}

/// Writes a safetensors file in single precision: `parts` as `[{name, shape}]`, whose numbers stand
/// in `values` one after another. Gives `{file}`, or `{error: {code, message}}`.
#[wasm_bindgen(js_name = writeCheckpoint)]
pub fn write(metadata: JsValue, parts: JsValue, values: &[f32]) -> Result<JsValue, JsValue> {
    let file = given::<BTreeMap<String, String>>(metadata)
        .and_then(|metadata| Ok((metadata, given::<Vec<Part>>(parts)?)))
        .and_then(|(metadata, parts)| {
            checkpoint::written(&metadata, &parts, values).map_err(|e| e.to_string())
        });
    answer(file.map(|file| vec![("file", js_sys::Uint8Array::from(file.as_slice()).into())]))
}

/// Reads a file of weights: `{metadata, tensors: [{name, shape}], values}`, or `{error: {code,
/// message}}`. What is dropped on the page has at most 64 MiB (safetensors) or 32 MiB (npy).
#[wasm_bindgen(js_name = readCheckpoint)]
pub fn read(name: &str, bytes: &[u8]) -> Result<JsValue, JsValue> {
    let held = match Held::read(name, bytes) {
        Ok(held) => held,
        Err(e) => return answer(Err(e.to_string())),
    };
    let tensors: Vec<_> = held
        .tensors
        .iter()
        .map(|t| json!({ "name": t.name, "shape": t.shape }))
        .collect();
    answer(Ok(vec![
        ("metadata", error::plain(&held.metadata)?),
        ("tensors", error::plain(&tensors)?),
        (
            "values",
            js_sys::Float32Array::from(held.values.as_slice()).into(),
        ),
    ]))
}

/// The recipe of a merge that was computed elsewhere, in the YAML of common merge programs:
/// `options` as in [`Options`], the base's name or none, the models' names. Gives `{recipe}`, or
/// `{error: {code, message}}`.
#[wasm_bindgen]
pub fn recipe(
    options: JsValue,
    base: Option<String>,
    models: Vec<String>,
) -> Result<JsValue, JsValue> {
    let recipe = given::<Options>(options).and_then(|options| {
        let spec = options.merge().map_err(|e| e.to_string())?;
        let fishers = match options.method.as_str() {
            "fisher" => models.len(),
            _ => 0,
        };
        spec.check(models.len(), fishers, base.is_some())
            .map_err(|e| e.to_string())?;
        let models: Vec<&str> = models.iter().map(String::as_str).collect();
        Ok(checkpoint::recipe(&spec, base.as_deref(), &models))
    });
    answer(recipe.map(|recipe| vec![("recipe", recipe.into())]))
}

/// A model and the widths of its layers.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Architecture {
    Mlp(Mlp),
    Cnn(Cnn),
}

#[derive(Serialize)]
struct Layer<'a> {
    name: &'a str,
    shape: &'a [usize],
}

/// The tensors of a model in the order of its flat parameters, `{layers: [{name, shape}]}`. Axes of
/// length 1 before a bias are left out. The model is `{kind: "mlp", sizes, activation}` or
/// `{kind: "cnn", size, inputs, channels, classes}`: at most 16 widths up to 4096 and
/// 16 777 216 parameters together; else `{error: {code, message}}`.
#[wasm_bindgen]
pub fn layout(architecture: JsValue) -> Result<JsValue, JsValue> {
    let layout = given::<Architecture>(architecture).and_then(|it| it.layout());
    let layout = match layout {
        Ok(layout) => layout,
        Err(message) => return answer(Err(message)),
    };
    let layers: Vec<Layer> = layout.entries().iter().map(layer).collect();
    answer(Ok(vec![("layers", error::plain(&layers)?)]))
}

fn layer(entry: &Entry) -> Layer<'_> {
    // Biases begin at zero and have as many axes as what they are added to.
    let own = match entry.init {
        Init::Zeros => entry.shape.iter().position(|&d| d == entry.len()),
        _ => None,
    };
    Layer {
        name: &entry.name,
        shape: own.map_or(&entry.shape, |axis| &entry.shape[axis..=axis]),
    }
}

impl Architecture {
    fn layout(&self) -> Result<Layout, String> {
        let (least, widths) = match self {
            Architecture::Mlp(mlp) => (2, mlp.sizes.clone()),
            Architecture::Cnn(cnn) => {
                let halvings = cnn.channels.len().min(31);
                if cnn.size >> halvings == 0 {
                    let size = cnn.size;
                    return Err(format!(
                        "`size` must not be 0 after {halvings} halvings, not {size}"
                    ));
                }
                let ends = [cnn.size, cnn.inputs, cnn.classes];
                (4, [&ends, &cnn.channels[..]].concat())
            }
        };
        if !(least..=MAX_LAYERS).contains(&widths.len()) {
            let found = widths.len();
            return Err(format!(
                "a model must have {least} to {MAX_LAYERS} widths, not {found}"
            ));
        }
        if let Some(width) = widths.iter().find(|w| !(1..=MAX_WIDTH).contains(*w)) {
            return Err(format!("a width must be 1 to {MAX_WIDTH}, not {width}"));
        }
        match self {
            Architecture::Mlp(mlp) => counted(mlp),
            Architecture::Cnn(cnn) => counted(cnn),
        }
    }
}

/// The layout of a model that is small enough to have one.
fn counted(model: &impl Model) -> Result<Layout, String> {
    let parameters = model.parameters();
    if parameters > MAX_PARAMETERS {
        return Err(format!(
            "a model must have at most {MAX_PARAMETERS} parameters, not {parameters}"
        ));
    }
    Ok(model.layout())
}

fn given<T: serde::de::DeserializeOwned>(value: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(value).map_err(|e| e.to_string())
}

/// An object of these values, or the error.
fn answer(values: Result<Vec<(&str, JsValue)>, String>) -> Result<JsValue, JsValue> {
    let out = js_sys::Object::new();
    let values = match values {
        Ok(values) => values,
        Err(message) => {
            let error = error::plain(&json!({ "code": "input", "message": message }))?;
            vec![("error", error)]
        }
    };
    for (name, value) in values {
        js_sys::Reflect::set(&out, &name.into(), &value)?;
    }
    Ok(out.into())
}

fn slices(files: &[Vec<u8>]) -> Vec<&[u8]> {
    files.iter().map(Vec::as_slice).collect()
}
