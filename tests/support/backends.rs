//! The executors, and running a program on one of them.

use soupcon::cpu::Cpu;
use soupcon::gpu::Gpu;
use soupcon::plan::Plan;
use soupcon::run::{Device, Machine};

use super::referee::Values;
use super::value::Value;

/// An executor.
pub struct Backend {
    /// `cpu`, or `gpu (ADAPTER)`.
    pub label: String,
    /// Whether it is a graphics device.
    pub gpu: bool,
    /// The device.
    pub device: Box<dyn Device>,
}

/// The processor.
pub fn cpu() -> Backend {
    let (label, device) = ("cpu".into(), Box::new(Cpu));
    Backend {
        label,
        gpu: false,
        device,
    }
}

/// The graphics device; without one the test fails.
pub fn gpu() -> Backend {
    match pollster::block_on(Gpu::open()) {
        Ok(gpu) => Backend {
            label: format!("gpu ({})", gpu.adapter()),
            gpu: true,
            device: Box::new(gpu),
        },
        Err(why) => panic!(
            "the GPU executor cannot be tested on this machine: {why}; on Debian, `apt-get install mesa-vulkan-drivers` gives a software adapter"
        ),
    }
}

/// Every executor.
pub fn backends() -> Vec<Backend> {
    vec![cpu(), gpu()]
}

/// A machine with its inputs written.
pub fn prepare(device: &dyn Device, plan: Plan, given: &Values) -> Box<dyn Machine> {
    let mut machine = pollster::block_on(device.compile(plan)).unwrap();
    for (name, value) in given {
        match machine.plan().find(name) {
            Some(_) if name == "step" => machine.set_step(value.ints()[0]),
            Some(_) => machine.write(name, &value.words()).unwrap(),
            None => {}
        }
    }
    machine
}

/// What a machine holds under a name.
pub fn read(machine: &mut dyn Machine, name: &str) -> Value {
    let words = pollster::block_on(machine.read(name)).unwrap();
    let buffer = &machine.plan().buffers[machine.plan().find(name).unwrap()];
    Value::from_words(&buffer.dims, buffer.dtype, &words)
}
