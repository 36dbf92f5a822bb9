//! Questions about members, asked from the page.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lab::{Explorer, Map};

use super::error::{Fault, plain};

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

    /// `{members, ensemble, soup}` with `{accuracy, loss}` each, on test rows as they are,
    /// or under a shift of severity 1 to 5.
    pub async fn standing(
        &mut self,
        shift: Option<String>,
        severity: usize,
    ) -> Result<JsValue, JsValue> {
        let shift = shift.as_deref().map(|name| (name, severity));
        let standing = self.0.standing(shift).await.map_err(Fault::lab)?;
        plain(&standing)
    }

    /// `{accuracy, loss}` at `(1 − t) a + t b` for members `a` and `b` and each `t`.
    pub async fn line(&mut self, a: usize, b: usize, t: Vec<f32>) -> Result<JsValue, JsValue> {
        let scores = self.0.line(a, b, &t).await.map_err(Fault::lab)?;
        plain(&scores)
    }

    /// Maps of each member, the ensemble and the soup, `side × side` points each: for each
    /// map the classes, then their probabilities as bytes.
    pub async fn maps(&mut self, side: usize) -> Result<Vec<u8>, JsValue> {
        let maps = self.0.maps(side).await.map_err(Fault::lab)?;
        Ok(bytes(&maps))
    }

    /// The map of `(1 − t) a + t b`, as in [`Self::maps`].
    pub async fn between(
        &mut self,
        a: usize,
        b: usize,
        t: f32,
        side: usize,
    ) -> Result<Vec<u8>, JsValue> {
        let map = self.0.between(a, b, t, side).await.map_err(Fault::lab)?;
        Ok(bytes(&[map]))
    }

    /// `{anchors, rows, points, classes}`: where the rows lie that the plane was laid
    /// through, those rows, and where the first `n` test rows of a two-dimensional set lie;
    /// places are (s, t) from the upper left.
    pub fn plane(&self, n: usize) -> Result<JsValue, JsValue> {
        let (plane, test) = (self.0.plane(), self.0.test());
        let flat = test.features() == 2;
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
