//! Training, driven from the page.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lab::{Spread, Trainer};

use super::error::{Fault, parsed};

/// Members of a run in training.
#[wasm_bindgen(js_name = Trainer)]
pub struct TrainerHandle(Trainer);

impl From<Trainer> for TrainerHandle {
    fn from(trainer: Trainer) -> Self {
        TrainerHandle(trainer)
    }
}

#[wasm_bindgen(js_class = Trainer)]
impl TrainerHandle {
    /// Starts `steps` more steps; returns without waiting for a graphics device.
    pub fn run(&mut self, steps: u32) -> Result<(), JsValue> {
        self.0.run(steps).map_err(Fault::run)
    }

    /// Waits for what was started.
    pub async fn settle(&mut self) -> Result<(), JsValue> {
        self.0.settle().await.map_err(Fault::run)
    }

    /// Steps done or started.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u32 {
        self.0.step()
    }

    /// The losses that have arrived: for each step its number, then one for each member.
    pub fn losses(&mut self) -> Vec<f32> {
        let mut out = Vec::new();
        for record in self.0.losses() {
            out.push(record.step as f32);
            out.extend(record.words.iter().map(|&w| f32::from_bits(w)));
        }
        out
    }

    /// The members' parameters, one member after another.
    pub async fn theta(&mut self) -> Result<Vec<f32>, JsValue> {
        self.0.theta().await.map_err(Fault::run)
    }

    /// For each member 0, or 1 plus the step at which its loss was first not finite.
    pub async fn diverged(&mut self) -> Result<Vec<u32>, JsValue> {
        self.0.diverged().await.map_err(Fault::run)
    }

    /// Gives every member the learning rate that it draws from `lr`: a number, `{low, high}` or
    /// a list.
    #[wasm_bindgen(js_name = setLr)]
    pub fn set_lr(&mut self, lr: JsValue) -> Result<(), JsValue> {
        let lr: Spread = parsed(lr)?;
        self.0.set_lr(&lr).map_err(Fault::lab)
    }

    /// Back to step 0.
    pub fn reset(&mut self) -> Result<(), JsValue> {
        self.0.reset().map_err(Fault::lab)
    }

    /// Bytes that the device holds for it.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.counts().bytes as f64
    }
}
