//! What a step sets and dispatches: pipelines and their bindings, made once.

use std::rc::Rc;

use crate::run::{Counts, RunError};

use super::context::{Context, Pipeline};
use super::memory::{Memory, Site};
use super::source::{Bound, Kernel};

/// Uniform buffers are bound at multiples of so many words.
const ALIGN: usize = 64;

struct Stage {
    pipeline: Rc<Pipeline>,
    groups: [u32; 2],
    bound: Vec<(Bound, bool)>,
    /// The first word and the number of words of its bases.
    bases: [usize; 2],
    binding: Option<wgpu::BindGroup>,
}

/// All dispatches of a step, in order.
pub struct Stages {
    list: Vec<Stage>,
    bases: Rc<Memory>,
    ready: bool,
}

impl Stages {
    /// Words of the table that says where views begin.
    pub fn base_words(kernels: &[Kernel]) -> usize {
        let each = |k: &Kernel| k.bases.len().max(1).next_multiple_of(ALIGN);
        kernels.iter().map(each).sum::<usize>().max(ALIGN)
    }

    /// Compiles what this device has not compiled yet.
    pub fn compile(
        context: &Context,
        kernels: Vec<Kernel>,
        counts: &mut Counts,
    ) -> Result<Self, RunError> {
        let words = Self::base_words(&kernels);
        let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let bases = Memory::new(context, words, usage, counts)?;
        let mut table = vec![0u32; words];
        let (mut first, mut stages) = (0, Vec::new());
        for kernel in kernels {
            table[first..first + kernel.bases.len()].copy_from_slice(&kernel.bases);
            let length = kernel.bases.len().max(1).next_multiple_of(4);
            stages.push(Stage {
                pipeline: context.pipeline(&kernel, counts),
                groups: kernel.groups,
                bound: kernel.bound,
                bases: [first, length],
                binding: None,
            });
            first += length.next_multiple_of(ALIGN);
        }
        context
            .queue
            .write_buffer(&bases.buffer, 0, bytemuck::cast_slice(&table));
        counts.writes += 1;
        Ok(Stages {
            list: stages,
            bases,
            ready: false,
        })
    }

    /// Dispatches of a step.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> u64 {
        self.bases.bytes()
    }

    /// Says that a buffer lies elsewhere now.
    pub fn stale(&mut self) {
        self.ready = false;
    }

    /// Binds each stage to memory, unless that is done. `site` says where a buffer lies.
    pub fn bind(
        &mut self,
        context: &Context,
        site: impl Fn(Bound) -> Option<Site>,
        counts: &mut Counts,
    ) -> Result<(), RunError> {
        if self.ready {
            return Ok(());
        }
        for stage in &mut self.list {
            let sites: Vec<Site> = stage.bound.iter().filter_map(|b| site(b.0)).collect();
            refuse_aliases(&stage.bound, &sites)?;
            let bases = Site {
                memory: self.bases.clone(),
                first: stage.bases[0],
                words: stage.bases[1],
            };
            let mut entries = vec![wgpu::BindGroupEntry {
                binding: 0,
                resource: bases.binding(),
            }];
            for (i, site) in sites.iter().enumerate() {
                entries.push(wgpu::BindGroupEntry {
                    binding: i as u32 + 1,
                    resource: site.binding(),
                });
            }
            stage.binding = Some(
                context
                    .device
                    .create_bind_group(&wgpu::BindGroupDescriptor {
                        label: None,
                        layout: &stage.pipeline.binds,
                        entries: &entries,
                    }),
            );
            counts.bind_groups += 1;
        }
        self.ready = true;
        Ok(())
    }

    /// Encodes one step; group 0 is set.
    pub fn step(&self, pass: &mut wgpu::ComputePass) {
        for stage in &self.list {
            pass.set_pipeline(&stage.pipeline.compute);
            pass.set_bind_group(1, stage.binding.as_ref(), &[]);
            pass.dispatch_workgroups(stage.groups[0], stage.groups[1], 1);
        }
    }
}

/// Two names of one buffer may meet in a launch only if it writes neither.
fn refuse_aliases(bound: &[(Bound, bool)], sites: &[Site]) -> Result<(), RunError> {
    for (i, a) in sites.iter().enumerate() {
        for (j, b) in sites.iter().enumerate().skip(i + 1) {
            let same = a.memory.buffer == b.memory.buffer;
            if same && (bound[i].1 || bound[j].1) {
                return Err(RunError::Kernel(
                    "two names stand for one buffer, and one of them is written".into(),
                ));
            }
        }
    }
    Ok(())
}
