//! Running plans: what every executor can do.
//!
//! A [`Device`] turns a [`Plan`] into a [`Machine`] once; the machine then replays
//! it: many steps a call, carries updated in place, nothing created on the way.

mod error;
pub mod seed;

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

pub use error::{BUFFER_BUDGET, DEVICE_BUDGET, RunError, afford};

use crate::ir::DType;
use crate::plan::Plan;

/// A future of one thread.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, RunError>> + 'a>>;

/// Something that can run plans.
pub trait Device {
    /// `cpu`, or `gpu` with the adapter's name.
    fn name(&self) -> String;

    /// Prepares a plan: checks its memory against the budget before the first
    /// allocation, allocates, and compiles what must be compiled.
    fn compile(&self, plan: Plan) -> Later<'_, Box<dyn Machine>>;
}

/// A plan with its memory. Values cross as 32-bit words: the bits of an `f32`, or a `u32`.
pub trait Machine {
    /// The plan.
    fn plan(&self) -> &Plan;

    /// Gives an input or a carry its value, all members one after another.
    fn write(&mut self, name: &str, words: &[u32]) -> Result<(), RunError>;

    /// A handle on an input, a carry or an output, for other machines of the device.
    fn share(&self, name: &str) -> Result<Shared, RunError>;

    /// Lets an input or a carry be another machine's buffer, of the same dimensions.
    fn bind(&mut self, name: &str, shared: &Shared) -> Result<(), RunError>;

    /// The number of steps done: what the input `step` says next.
    fn step(&self) -> u32;

    /// Says how many steps count as done.
    fn set_step(&mut self, step: u32);

    /// Starts `steps` more steps and returns without waiting for a device.
    fn run(&mut self, steps: u32) -> Result<(), RunError>;

    /// Waits until everything started has been done.
    fn settle(&mut self) -> Later<'_, ()>;

    /// The fetched values that have arrived since the last call, in order of steps.
    fn fetched(&mut self) -> Vec<Record>;

    /// Reads an input, a carry or an output, after everything started has been done.
    fn read(&mut self, name: &str) -> Later<'_, Vec<u32>>;

    /// What the machine has cost so far.
    fn counts(&self) -> Counts;
}

/// A fetched value.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The fetch's name.
    pub name: String,
    /// The step it was computed in, counted from 0.
    pub step: u32,
    /// The words of all members, one after another.
    pub words: Vec<u32>,
}

/// A buffer that machines of one device share.
#[derive(Clone)]
pub struct Shared {
    /// The dimensions, the member axis first.
    pub dims: Vec<usize>,
    /// The type of its elements.
    pub dtype: DType,
    /// The executor's own handle.
    pub handle: Rc<dyn Any>,
}

/// What a machine has asked of its device, and how much memory it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Kernels started.
    pub dispatches: u64,
    /// Compute passes.
    pub passes: u64,
    /// Command buffers handed over.
    pub submits: u64,
    /// Buffers mapped for reading.
    pub maps: u64,
    /// Buffers created.
    pub buffers: u64,
    /// Bind groups created.
    pub bind_groups: u64,
    /// Shader modules created.
    pub shader_modules: u64,
    /// Pipelines created.
    pub pipelines: u64,
    /// Writes into device buffers.
    pub writes: u64,
    /// Bytes held.
    pub bytes: u64,
}
