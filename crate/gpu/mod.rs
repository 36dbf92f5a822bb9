//! The GPU executor: plans as compute shaders, natively and in the browser alike.
//!
//! Small launches of a plan that do not depend on each other share a kernel; reductions, sorts
//! and convolutions of several passes take several. Its text is generated once, with its shapes
//! written into it. A step walks the list of kernels; many steps share a pass, a command buffer and a read-back.

mod argsort;
mod chunk;
pub mod clock;
mod context;
mod conv2d;
mod kernel;
mod layout;
mod machine;
mod map;
mod matmul;
mod memory;
mod pace;
mod reduce;
mod scatter_add;
mod schedule;
mod source;
mod stages;
mod tape;
mod ticket;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::plan::Plan;
use crate::run::{self, Later, RunError};

use context::Context;
use machine::{Draft, Machine};

/// A graphics device that runs plans.
#[derive(Clone)]
pub struct Gpu {
    context: Rc<Context>,
}

thread_local! {
    /// What [`Gpu::shared`] gave last, for as long as anybody has it.
    static SHARED: RefCell<Weak<Context>> = const { RefCell::new(Weak::new()) };
}

impl Gpu {
    /// The device that others of this thread have open, or a new one where there is none or it
    /// was lost.
    pub async fn shared() -> Result<Self, RunError> {
        let known = || {
            let context = SHARED.with_borrow(Weak::upgrade)?;
            context.check().is_ok().then_some(Gpu { context })
        };
        if let Some(gpu) = known() {
            return Ok(gpu);
        }
        let opened = Self::open().await?;
        // Somebody else may have come first meanwhile.
        Ok(known().unwrap_or_else(|| {
            SHARED.set(Rc::downgrade(&opened.context));
            opened
        }))
    }

    /// Asks for an adapter and a device with the limits that every one of them grants.
    pub async fn open() -> Result<Self, RunError> {
        if !offered() {
            let why = "this environment has no WebGPU";
            return Err(RunError::NoDevice(why.into()));
        }
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
            backends: wgpu::Backends::PRIMARY,
            ..wgpu::InstanceDescriptor::new_without_display_handle()
        });
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                ..wgpu::RequestAdapterOptions::default()
            })
            .await
            .map_err(|e| RunError::NoDevice(format!("no graphics adapter was found ({e})")))?;
        let name = adapter.get_info().name;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("soupcon"),
                required_limits: wgpu::Limits::default(),
                ..wgpu::DeviceDescriptor::default()
            })
            .await
            .map_err(|e| RunError::NoDevice(format!("{name} gave no device ({e})")))?;
        let name = if name.is_empty() {
            described(&device)
        } else {
            name
        };
        let context = Context::new(device, queue, name);
        context.measure_latency().await?;
        Ok(Gpu {
            context: Rc::new(context),
        })
    }

    /// The adapter's name.
    pub fn adapter(&self) -> &str {
        &self.context.adapter
    }

    /// Bytes that its machines and their shared buffers hold.
    pub fn held_bytes(&self) -> u64 {
        self.context.held.get()
    }

    /// Gives the device back. Its machines report [`RunError::Lost`] from now on.
    pub fn destroy(&self) {
        self.context.device.destroy();
        self.context.lose("it was given back");
    }

    /// The shaders that a plan needs, one for each dispatch of a step.
    pub fn shaders(&self, plan: Plan) -> Result<Vec<String>, RunError> {
        let draft = Draft::new(&self.context, plan)?;
        Ok(draft.texts().map(String::from).collect())
    }

    async fn machine(&self, plan: Plan) -> Result<Machine, RunError> {
        self.context.check()?;
        let draft = Draft::new(&self.context, plan)?;
        let device = &self.context.device;
        let memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let machine = Machine::new(self.context.clone(), draft);
        let (validation, memory) = (validation.pop(), memory.pop());
        let (validation, memory) = (validation.await, memory.await);
        self.context.check()?;
        let machine = machine?;
        if memory.is_some() {
            return Err(RunError::Exhausted);
        }
        if let Some(error) = validation {
            self.context.forget();
            return Err(RunError::Kernel(error.to_string()));
        }
        Ok(machine)
    }
}

/// Whether there is anything to ask for an adapter: browsers and Node without WebGPU
/// have no `navigator.gpu`, which wgpu takes for granted.
#[cfg(target_arch = "wasm32")]
fn offered() -> bool {
    let of = |of: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(of, &name.into());
    of(&js_sys::global(), "navigator")
        .and_then(|navigator| of(&navigator, "gpu"))
        .is_ok_and(|gpu| gpu.is_object())
}

#[cfg(not(target_arch = "wasm32"))]
fn offered() -> bool {
    true
}

/// What a browser says of an adapter that it gives no name.
#[cfg(target_arch = "wasm32")]
fn described(device: &wgpu::Device) -> String {
    let of = |of: &wasm_bindgen::JsValue, name: &str| {
        js_sys::Reflect::get(of, &name.into()).unwrap_or(wasm_bindgen::JsValue::UNDEFINED)
    };
    let info = device
        .as_webgpu()
        .map(|device| of(device.as_ref(), "adapterInfo"));
    let info = info.unwrap_or(wasm_bindgen::JsValue::UNDEFINED);
    let words = ["vendor", "architecture"].map(|name| of(&info, name).as_string());
    let words: Vec<String> = words.into_iter().flatten().collect();
    let text = words.join(" ").trim().to_string();
    if text.is_empty() {
        "unnamed".into()
    } else {
        text
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn described(_: &wgpu::Device) -> String {
    "unnamed".into()
}

impl run::Device for Gpu {
    fn name(&self) -> String {
        format!("gpu ({})", self.context.adapter)
    }

    fn compile(&self, plan: Plan) -> Later<'_, Box<dyn run::Machine>> {
        Box::pin(async move {
            let machine = self.machine(plan).await?;
            Ok(Box::new(machine) as Box<dyn run::Machine>)
        })
    }
}
