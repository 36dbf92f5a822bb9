//! The processor: vector kernels over one member after another.
//!
//! A member's part of a step is small enough to stay in the caches, so the loop over
//! members is outside and, where members do not depend on each other, the loop over
//! steps inside. Every sum has a fixed order: results do not depend on how many members
//! or steps one call asks for.

pub mod conv;
pub mod gemm;
pub mod math;
pub mod simd;
pub mod sort;

mod code;
mod domain;
mod eval;
mod fused;
mod images;
mod index;
mod kernel;
mod lanes;
mod machine;
mod memory;
mod pack;
mod product;
mod tile;

use crate::plan::Plan;
use crate::run::{Device, Later, Machine};

/// The processor as a device.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu;

impl Device for Cpu {
    fn name(&self) -> String {
        "cpu".into()
    }

    fn compile(&self, plan: Plan) -> Later<'_, Box<dyn Machine>> {
        Box::pin(async move {
            let machine: Box<dyn Machine> = Box::new(machine::CpuMachine::new(plan)?);
            Ok(machine)
        })
    }
}
