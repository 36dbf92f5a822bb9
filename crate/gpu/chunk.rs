//! Chunks of steps: one command buffer and one pass each, two of them on the way at
//! most, their fetched values read back late.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::plan::BufferId;
use crate::run::{Counts, Record, RunError};

use super::clock;
use super::context::Context;
use super::layout::Layout;
use super::memory::{Memory, Site};
use super::pace::Pace;
use super::stages::Stages;
use super::ticket::Ticket;

/// Chunks on the way.
const IN_FLIGHT: usize = 2;

/// A chunk on its way.
struct Flight {
    first: u32,
    steps: u32,
    staging: Rc<Memory>,
    submitted: f64,
    ticket: Ticket,
}

/// What a chunk needs besides its stages.
pub struct Chunks {
    table: Rc<Memory>,
    rows: Vec<u32>,
    row_words: usize,
    group: wgpu::BindGroup,
    idle: Vec<Rc<Memory>>,
    flights: VecDeque<Flight>,
    pace: Pace,
}

/// What is copied into the arena before a chunk, or out of it afterwards.
pub struct Mirror {
    /// The buffer of the plan.
    pub buffer: BufferId,
    /// Another machine's buffer.
    pub site: Site,
    /// Its place in the arena.
    pub home: Site,
    /// Whether it is written back.
    pub carried: bool,
}

impl Chunks {
    /// Words that [`Chunks::new`] allocates.
    pub fn words(layout: &Layout) -> usize {
        layout.max_steps * layout.row_words() + (IN_FLIGHT + 1) * layout.ring_words.max(4)
    }

    /// The table of steps and the staging buffers.
    pub fn new(context: &Context, layout: &Layout, counts: &mut Counts) -> Result<Self, RunError> {
        use wgpu::BufferUsages as Usage;
        let row_words = layout.row_words();
        let words = layout.max_steps * row_words;
        let table = Memory::new(context, words, Usage::UNIFORM | Usage::COPY_DST, counts)?;
        let mut idle = Vec::new();
        for _ in 0..=IN_FLIGHT {
            let usage = Usage::MAP_READ | Usage::COPY_DST;
            idle.push(Memory::new(context, layout.ring_words, usage, counts)?);
        }
        let row = Site {
            memory: table.clone(),
            first: 0,
            words: row_words,
        };
        let group = context
            .device
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: None,
                layout: &context.row_binds,
                entries: &[wgpu::BindGroupEntry {
                    binding: 0,
                    resource: row.binding(),
                }],
            });
        counts.bind_groups += 1;
        Ok(Chunks {
            table,
            rows: vec![0; words],
            row_words,
            group,
            idle,
            flights: VecDeque::new(),
            pace: Pace::new(layout.max_steps as u32, context.latency_ms.get()),
        })
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let flights = self.flights.iter().map(|f| f.staging.bytes());
        let idle = self.idle.iter().map(|m| m.bytes());
        self.table.bytes() + flights.chain(idle).sum::<u64>()
    }

    /// Steps of the next chunk.
    pub fn steps(&self) -> u32 {
        self.pace.steps()
    }

    /// Whether another chunk may be handed over.
    pub fn free(&self) -> bool {
        self.flights.len() < IN_FLIGHT && !self.idle.is_empty()
    }

    /// The oldest chunk on the way.
    pub fn oldest(&self) -> Option<Ticket> {
        self.flights.front().map(|f| f.ticket.clone())
    }

    /// Hands `steps` steps from number `first` on over.
    #[allow(clippy::too_many_arguments, reason = "the parts of one submission")]
    pub fn submit(
        &mut self,
        context: &Context,
        layout: &Layout,
        stages: &Stages,
        arena: &Memory,
        mirrors: &[Mirror],
        [first, steps]: [u32; 2],
        counts: &mut Counts,
    ) {
        let Some(staging) = self.idle.pop() else {
            return;
        };
        let kept = self.fill_rows(layout, first, steps);
        let rows = &self.rows[..steps as usize * self.row_words];
        context
            .queue
            .write_buffer(&self.table.buffer, 0, bytemuck::cast_slice(rows));
        let mut encoder = context
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for mirror in mirrors {
            copy(&mut encoder, &mirror.site, &mirror.home);
        }
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for step in 0..steps {
                let row = step * self.row_words as u32 * 4;
                pass.set_bind_group(0, &self.group, &[row]);
                stages.step(&mut pass);
            }
        }
        for mirror in mirrors.iter().filter(|m| m.carried) {
            copy(&mut encoder, &mirror.home, &mirror.site);
        }
        let ring = layout.ring as u64 * 4;
        let mut mapped = 0;
        for (fetch, kept) in layout.fetches.iter().zip(kept) {
            let (at, bytes) = (
                fetch.at as u64 * 4,
                u64::from(kept) * fetch.words as u64 * 4,
            );
            if bytes > 0 {
                let from = ring + at;
                encoder.copy_buffer_to_buffer(&arena.buffer, from, &staging.buffer, at, bytes);
                mapped = at + bytes;
            }
        }
        if mapped == 0 {
            // A buffer that no command touches may be mapped at once: the answer to a
            // chunk that keeps nothing is a word of no meaning.
            mapped = 4;
            encoder.copy_buffer_to_buffer(&arena.buffer, ring, &staging.buffer, 0, mapped);
        }
        let submitted = clock::now();
        let submission = context.queue.submit([encoder.finish()]);
        let ticket = Ticket::map(&staging.buffer, mapped, submission);
        counts.writes += 1;
        counts.passes += 1;
        counts.submits += 1;
        counts.maps += 1;
        counts.dispatches += u64::from(steps) * stages.len() as u64;
        self.flights.push_back(Flight {
            first,
            steps,
            staging,
            submitted,
            ticket,
        });
    }

    /// Writes the rows of a chunk; returns how many slots each fetch fills.
    fn fill_rows(&mut self, layout: &Layout, first: u32, steps: u32) -> Vec<u32> {
        let mut kept = vec![0u32; layout.fetches.len()];
        for (step, row) in self
            .rows
            .chunks_mut(self.row_words)
            .take(steps as usize)
            .enumerate()
        {
            let number = first.wrapping_add(step as u32);
            row[0] = number;
            for ((fetch, kept), slot) in layout.fetches.iter().zip(&mut kept).zip(&mut row[1..]) {
                *slot = *kept * fetch.words as u32;
                *kept += u32::from(number.is_multiple_of(fetch.every));
            }
        }
        kept
    }

    /// Takes the fetched values of chunks that are done.
    pub fn harvest(
        &mut self,
        context: &Context,
        layout: &Layout,
        records: &mut Vec<Record>,
    ) -> Result<(), RunError> {
        while let Some(flight) = self.flights.front() {
            let Some(done) = flight.ticket.answer(context)? else {
                return Ok(());
            };
            self.pace.done(flight.steps, flight.submitted, done);
            read_out(layout, flight, records)?;
            if let Some(flight) = self.flights.pop_front() {
                flight.staging.buffer.unmap();
                self.idle.push(flight.staging);
            }
        }
        Ok(())
    }
}

fn copy(encoder: &mut wgpu::CommandEncoder, from: &Site, to: &Site) {
    let (a, b) = (&from.memory.buffer, &to.memory.buffer);
    encoder.copy_buffer_to_buffer(a, from.offset(), b, to.offset(), from.bytes());
}

/// Records of a chunk, step by step.
fn read_out(layout: &Layout, flight: &Flight, records: &mut Vec<Record>) -> Result<(), RunError> {
    let mut views = Vec::new();
    for fetch in &layout.fetches {
        let every = fetch.every;
        let kept = (flight.first..).take(flight.steps as usize);
        let kept = kept.filter(|s| s.is_multiple_of(every)).count();
        let bytes = (kept * fetch.words) as u64 * 4;
        views.push(if kept == 0 {
            None
        } else {
            let from = fetch.at as u64 * 4;
            let range = flight.staging.buffer.get_mapped_range(from..from + bytes);
            Some(range.map_err(|e| RunError::Kernel(e.to_string()))?)
        });
    }
    let mut taken = vec![0usize; views.len()];
    for step in (flight.first..).take(flight.steps as usize) {
        for ((fetch, view), taken) in layout.fetches.iter().zip(&views).zip(&mut taken) {
            let Some(view) = view.as_ref().filter(|_| step.is_multiple_of(fetch.every)) else {
                continue;
            };
            let from = *taken * fetch.words * 4;
            let bytes = &view[from..from + fetch.words * 4];
            records.push(Record {
                name: fetch.name.clone(),
                step,
                words: words(bytes),
            });
            *taken += 1;
        }
    }
    Ok(())
}

/// Bytes of the device as words.
pub fn words(bytes: &[u8]) -> Vec<u32> {
    let word = |c: &[u8]| u32::from_le_bytes([c[0], c[1], c[2], c[3]]);
    bytes.chunks_exact(4).map(word).collect()
}
