//! A device in the page's hands.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::data::InputError;
use crate::gpu::{Gpu, clock};
use crate::lab::{self, Explorer, RunSpec, Student, Trainer};
use crate::run::Device;

use super::error::{Fault, parsed};
use super::{Data, ExplorerHandle, TrainerHandle, device};

/// A device.
#[wasm_bindgen]
pub struct Engine {
    device: Rc<dyn Device>,
}

impl Engine {
    /// The device itself.
    pub(super) fn device(&self) -> &dyn Device {
        &*self.device
    }
}

#[wasm_bindgen]
impl Engine {
    /// Opens `cpu` or `gpu`; rejects if there is no such device.
    pub async fn open(backend: String) -> Result<Self, JsValue> {
        let device = device::named(&backend, Box::pin(Gpu::open())).await;
        let device = device.map_err(Fault::lab)?;
        Ok(Engine { device })
    }

    /// `cpu`, or `gpu` with the adapter's name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.device.name()
    }

    /// The weights that all members of a run begin at; none where each has its own. The same
    /// whichever device computes them, up to rounding: compute them once for a run.
    pub async fn start(&self, spec: JsValue, data: &Data) -> Result<Vec<f32>, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let start = lab::start(&*self.device, &spec, &data.sets).await;
        start.map_err(Fault::lab)
    }

    /// Prepares `count` members of a run, from member `first` on, at what [`Self::start`] gave.
    pub async fn trainer(
        &self,
        spec: JsValue,
        data: &Data,
        first: usize,
        count: usize,
        start: Vec<f32>,
    ) -> Result<TrainerHandle, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        spec.check().map_err(Fault::input)?;
        let end = first.saturating_add(count);
        if count == 0 || end > spec.members {
            let limit = format!("within the run's {}", spec.members);
            return Err(Fault::input(InputError::range("members", limit, end)));
        }
        let trainer = Trainer::new(&*self.device, &spec, &data.sets, first..end, &start).await;
        Ok(TrainerHandle::from(trainer.map_err(Fault::lab)?))
    }

    /// Prepares a student of a run: `student` in plain data, the teacher's logits on the
    /// training rows, row after row, and what [`Self::start`] gave. Its weights are those of the
    /// network that answers, without an auxiliary head.
    pub async fn student(
        &self,
        spec: JsValue,
        student: JsValue,
        data: &Data,
        teacher: Vec<f32>,
        start: Vec<f32>,
    ) -> Result<TrainerHandle, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let student: Student = parsed(student)?;
        let device = &*self.device;
        let trainer = Trainer::student(device, &spec, &student, &data.sets, &teacher, &start).await;
        Ok(TrainerHandle::from(trainer.map_err(Fault::lab)?))
    }

    /// Prepares to look at the members of a run.
    pub fn explorer(&self, spec: JsValue, data: &Data) -> Result<ExplorerHandle, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let device = Rc::clone(&self.device);
        let explorer = Explorer::new(device, &spec, &data.sets);
        Ok(ExplorerHandle::from(explorer.map_err(Fault::lab)?))
    }

    /// Steps a second of a run, all its members on this device, timed for about
    /// `budget_ms` after it has compiled.
    pub async fn rate(&self, spec: JsValue, data: &Data, budget_ms: f64) -> Result<f64, JsValue> {
        let spec: RunSpec = parsed(spec)?;
        let rate = lab::rate(&*self.device, &spec, &data.sets, budget_ms, clock::now).await;
        rate.map_err(Fault::lab)
    }
}
