//! A device by its name.

use std::rc::Rc;

use crate::cpu::Cpu;
use crate::data::InputError;
use crate::gpu::Gpu;
use crate::lab::LabError;
use crate::run::{Device, Later};

/// The device called `cpu`, or `gpu` as it is opened.
pub async fn named(backend: &str, gpu: Later<'_, Gpu>) -> Result<Rc<dyn Device>, LabError> {
    match backend {
        "cpu" => Ok(Rc::new(Cpu)),
        "gpu" => Ok(Rc::new(gpu.await?)),
        other => Err(InputError::choice("backend", &["cpu", "gpu"], other).into()),
    }
}
