//! Device memory, accounted for.

use std::cell::Cell;
use std::rc::Rc;

use crate::run::{BUFFER_BUDGET, Counts, DEVICE_BUDGET, RunError, afford};

use super::context::Context;

/// A buffer of the device. Dropping it gives its bytes back.
pub struct Memory {
    /// The buffer.
    pub buffer: wgpu::Buffer,
    bytes: u64,
    held: Rc<Cell<u64>>,
}

impl Memory {
    /// Zeros, `words` of them, if the budget allows.
    pub fn new(
        context: &Context,
        words: usize,
        usage: wgpu::BufferUsages,
        counts: &mut Counts,
    ) -> Result<Rc<Self>, RunError> {
        let bytes = words.max(4) as u64 * 4;
        let held = context.held.clone();
        afford(bytes, BUFFER_BUDGET)?;
        afford(held.get() + bytes, DEVICE_BUDGET)?;
        held.set(held.get() + bytes);
        counts.buffers += 1;
        let buffer = context.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: bytes,
            usage,
            mapped_at_creation: false,
        });
        Ok(Rc::new(Memory {
            buffer,
            bytes,
            held,
        }))
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.held.set(self.held.get() - self.bytes);
        self.buffer.destroy();
    }
}

/// A stretch of memory that holds one buffer of a plan.
#[derive(Clone)]
pub struct Site {
    /// The memory.
    pub memory: Rc<Memory>,
    /// The first word.
    pub first: usize,
    /// How many words.
    pub words: usize,
}

impl Site {
    /// The first byte.
    pub fn offset(&self) -> u64 {
        self.first as u64 * 4
    }

    /// How many bytes.
    pub fn bytes(&self) -> u64 {
        self.words as u64 * 4
    }

    /// All of it, to be bound.
    pub fn binding(&self) -> wgpu::BindingResource<'_> {
        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.memory.buffer,
            offset: self.offset(),
            size: wgpu::BufferSize::new(self.bytes()),
        })
    }
}
