//! Questions about members, asked from the page.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lab::{Dish, Explorer, Map, Question, Set};

use super::error::{Fault, parsed, plain};

/// Members' weights and what can be asked about them.
#[wasm_bindgen(js_name = Explorer)]
pub struct ExplorerHandle(Explorer);

impl From<Explorer> for ExplorerHandle {
    fn from(explorer: Explorer) -> Self {
        ExplorerHandle(explorer)
    }
}

/// The plane as the page draws on it.
#[derive(Serialize)]
struct Drawn<'a> {
    anchors: &'a [[f32; 2]],
    rows: Vec<Vec<f32>>,
    points: Vec<[f32; 2]>,
    classes: Vec<u32>,
}

#[wasm_bindgen(js_class = Explorer)]
impl ExplorerHandle {
    /// Takes a snapshot of the weights of all members, one after another.
    #[wasm_bindgen(js_name = setTheta)]
    pub fn set_theta(&mut self, theta: &[f32]) -> Result<(), JsValue> {
        self.0.set_theta(theta).map_err(Fault::lab)
    }

    /// Chooses the members that count together: 1 for each chosen one.
    pub fn choose(&mut self, chosen: &[u8]) -> Result<(), JsValue> {
        let chosen: Vec<bool> = chosen.iter().map(|&c| c != 0).collect();
        self.0.choose(&chosen).map_err(Fault::lab)
    }

    /// Takes the weights that all members started from; none if empty.
    #[wasm_bindgen(js_name = setStart)]
    pub fn set_start(&mut self, theta: &[f32]) -> Result<(), JsValue> {
        self.0.set_start(theta).map_err(Fault::lab)
    }

    /// Takes a student's weights and the widths of its hidden layers, none for those of the
    /// members; no student if the weights are empty.
    #[wasm_bindgen(js_name = setStudent)]
    pub fn set_student(&mut self, theta: &[f32], hidden: Vec<usize>) -> Result<(), JsValue> {
        self.0.set_student(theta, &hidden).map_err(Fault::lab)
    }

    /// Answers a [`Question`].
    pub async fn ask(&mut self, question: JsValue) -> Result<JsValue, JsValue> {
        let question: Question = parsed(question)?;
        plain(&self.0.ask(&question).await.map_err(Fault::lab)?)
    }

    /// Maps of dishes, `side × side` points each: for each the classes, then their
    /// probabilities as bytes.
    pub async fn maps(&mut self, of: JsValue, side: usize) -> Result<Vec<u8>, JsValue> {
        let of: Vec<Dish> = parsed(of)?;
        let maps = self.0.maps(&of, side).await.map_err(Fault::lab)?;
        Ok(bytes(&maps))
    }

    /// The weights of a dish.
    pub async fn weights(&mut self, of: JsValue) -> Result<Vec<f32>, JsValue> {
        let of: Dish = parsed(of)?;
        self.0.weights(&of).await.map_err(Fault::lab)
    }

    /// The logits of a dish on the rows of `test`, `validation` or `train`, row after row.
    pub async fn logits(&mut self, of: JsValue, set: JsValue) -> Result<Vec<f32>, JsValue> {
        let (of, set): (Dish, Set) = (parsed(of)?, parsed(set)?);
        self.0.logits(&of, set).await.map_err(Fault::lab)
    }

    /// `{anchors, rows, points, classes}`: where the rows lie that the plane was laid
    /// through, those rows, and where the first `n` test rows of a set of one or two features
    /// lie; places are (s, t) from the upper left.
    pub fn plane(&self, n: usize) -> Result<JsValue, JsValue> {
        let plane = self.0.plane().map_err(Fault::input)?;
        let test = self.0.test();
        let flat = test.features() <= 2;
        let n = if flat { n.min(test.len()) } else { 0 };
        let rows = test.values().chunks(test.features()).take(n);
        plain(&Drawn {
            anchors: &plane.anchors,
            rows: plane.anchors.iter().map(|&place| plane.at(place)).collect(),
            points: rows.map(|row| plane.place(row)).collect(),
            classes: test.y()[..n].to_vec(),
        })
    }
}

fn bytes(maps: &[Map]) -> Vec<u8> {
    let parts = maps.iter().flat_map(|map| [&map.class[..], &map.share]);
    parts.flatten().copied().collect()
}
