//! A plan on the device: its memory, what waits to be done, and what came back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::plan::{BufferId, Plan, Role};
use crate::run::{BUFFER_BUDGET, Counts, DEVICE_BUDGET, Later, Record, RunError, Shared, afford};

use super::chunk::{Chunks, Mirror, words};
use super::context::Context;
use super::kernel;
use super::layout::{Layout, Spot};
use super::memory::{Memory, Site};
use super::source::{Bound, Kernel};
use super::stages::Stages;
use super::ticket::Ticket;

/// What was asked for and waits for its turn, so that everything happens in order.
enum Command {
    Run(u32),
    Write(BufferId, Vec<u32>),
    Bind(BufferId, Site),
    Step(u32),
}

/// The GPU's [`crate::run::Machine`].
pub struct Machine {
    context: Rc<Context>,
    plan: Plan,
    layout: Layout,
    arena: Rc<Memory>,
    own: RefCell<Vec<Option<Site>>>,
    /// Buffers made for inputs when they were first needed.
    late: Cell<u64>,
    mirrors: Vec<Mirror>,
    stages: Stages,
    chunks: Chunks,
    waiting: VecDeque<Command>,
    records: Vec<Record>,
    counts: Counts,
    reader: Option<Rc<Memory>>,
    /// The step after everything handed over, and after everything asked for.
    steps: [u32; 2],
}

/// Words that may pass between launches of all members before the launches are cut into blocks.
const ROOM: usize = 1 << 24;

/// A plan with its place on the device and its kernels' texts, nothing allocated yet.
pub struct Draft {
    plan: Plan,
    layout: Layout,
    kernels: Vec<Kernel>,
}

impl Draft {
    /// Cuts into blocks what would need much room, lays out, checks the budget and writes the
    /// kernels. Blocks differ in where they begin, which is no part of a kernel's text.
    pub fn new(context: &Context, plan: Plan) -> Result<Self, RunError> {
        let room = ROOM / plan.members.max(1);
        let plan = plan.in_blocks(room).unrolled();
        let layout = Layout::new(&plan);
        let kernels = kernel::kernels(&plan, &layout);
        let own = |b: BufferId| plan.buffers[b].words();
        let words = layout.words
            + layout.own().map(own).sum::<usize>()
            + Chunks::words(&layout)
            + Stages::base_words(&kernels);
        let largest = layout.own().map(own).fold(layout.words, usize::max);
        afford(largest as u64 * 4, BUFFER_BUDGET)?;
        afford(words as u64 * 4 + context.held.get(), DEVICE_BUDGET)?;
        Ok(Draft {
            plan,
            layout,
            kernels,
        })
    }

    /// The texts of the kernels.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.kernels.iter().map(|k| k.text.as_str())
    }
}

const STORAGE: wgpu::BufferUsages = wgpu::BufferUsages::STORAGE
    .union(wgpu::BufferUsages::COPY_SRC)
    .union(wgpu::BufferUsages::COPY_DST);

impl Machine {
    /// Allocates and compiles; the caller watches for errors of the device.
    pub fn new(context: Rc<Context>, draft: Draft) -> Result<Self, RunError> {
        let Draft {
            plan,
            layout,
            kernels,
        } = draft;
        let mut counts = Counts::default();
        let arena = Memory::new(&context, layout.words, STORAGE, &mut counts)?;
        let chunks = Chunks::new(&context, &layout, &mut counts)?;
        let stages = Stages::compile(&context, kernels, &mut counts)?;
        let own = RefCell::new(vec![None; plan.buffers.len()]);
        let machine = Machine {
            context,
            plan,
            layout,
            arena,
            own,
            late: Cell::default(),
            mirrors: Vec::new(),
            stages,
            chunks,
            waiting: VecDeque::new(),
            records: Vec::new(),
            counts,
            reader: None,
            steps: [0; 2],
        };
        for b in 0..machine.plan.buffers.len() {
            if matches!(
                machine.plan.buffers[b].role,
                Role::Carry(_) | Role::Output(_)
            ) {
                machine.site(b)?;
            }
        }
        Ok(machine)
    }

    /// An input, a carry or an output by name.
    fn named(&self, name: &str) -> Result<BufferId, RunError> {
        let of = |role: &Role| match role {
            Role::Input(n) | Role::Carry(n) | Role::Output(n) => n == name,
            _ => false,
        };
        let found = self.plan.buffers.iter().position(|b| of(&b.role));
        found.ok_or_else(|| RunError::UnknownName(name.into()))
    }

    /// Where a buffer lies; an input gets its memory when it is first needed, since it
    /// may be another machine's.
    fn site(&self, b: BufferId) -> Result<Site, RunError> {
        let words = self.plan.buffers[b].words();
        if let Spot::Home(first) | Spot::Ring { at: first, .. } = self.layout.spots[b] {
            let mirror = self.mirrors.iter().find(|m| m.buffer == b);
            return Ok(mirror.map_or_else(
                || Site {
                    memory: self.arena.clone(),
                    first,
                    words,
                },
                |m| m.site.clone(),
            ));
        }
        if let Some(site) = &self.own.borrow()[b] {
            return Ok(site.clone());
        }
        let memory = Memory::new(&self.context, words, STORAGE, &mut Counts::default())?;
        self.late.set(self.late.get() + 1);
        let site = Site {
            memory,
            first: 0,
            words,
        };
        self.own.borrow_mut()[b] = Some(site.clone());
        Ok(site)
    }

    fn do_write(&mut self, b: BufferId, words: &[u32]) -> Result<(), RunError> {
        let site = self.site(b)?;
        let bytes = bytemuck::cast_slice(words);
        self.context
            .queue
            .write_buffer(&site.memory.buffer, site.offset(), bytes);
        self.counts.writes += 1;
        Ok(())
    }

    fn do_bind(&mut self, b: BufferId, site: Site) {
        if let Spot::Home(first) = self.layout.spots[b] {
            self.mirrors.retain(|m| m.buffer != b);
            let home = Site {
                memory: self.arena.clone(),
                first,
                words: site.words,
            };
            let carried = matches!(self.plan.buffers[b].role, Role::Carry(_));
            let mirror = Mirror {
                buffer: b,
                site,
                home,
                carried,
            };
            self.mirrors.push(mirror);
        } else {
            self.own.borrow_mut()[b] = Some(site);
            self.stages.stale();
        }
    }

    /// Hands over what there is room for.
    fn pump(&mut self) -> Result<(), RunError> {
        self.context.check()?;
        self.context.poll();
        self.chunks
            .harvest(&self.context, &self.layout, &mut self.records)?;
        while let Some(command) = self.waiting.pop_front() {
            match command {
                Command::Write(b, words) => self.do_write(b, &words)?,
                Command::Bind(b, site) => self.do_bind(b, site),
                Command::Step(step) => self.steps[0] = step,
                Command::Run(0) => {}
                Command::Run(left) if self.chunks.free() => {
                    let steps = left.min(self.chunks.steps());
                    self.submit(steps)?;
                    self.waiting.push_front(Command::Run(left - steps));
                }
                Command::Run(left) => {
                    self.waiting.push_front(Command::Run(left));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn submit(&mut self, steps: u32) -> Result<(), RunError> {
        let own: Vec<BufferId> = self.layout.own().collect();
        for b in own {
            self.site(b)?;
        }
        let arena = Site {
            memory: self.arena.clone(),
            first: 0,
            words: self.layout.words,
        };
        let site = |bound| match bound {
            Bound::Arena => Some(arena.clone()),
            Bound::Own(b) => self.own.borrow()[b].clone(),
        };
        self.stages.bind(&self.context, site, &mut self.counts)?;
        self.chunks.submit(
            &self.context,
            &self.layout,
            &self.stages,
            &self.arena,
            &self.mirrors,
            [self.steps[0], steps],
            &mut self.counts,
        );
        self.steps[0] = self.steps[0].wrapping_add(steps);
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), RunError> {
        loop {
            self.pump()?;
            match self.chunks.oldest() {
                Some(ticket) => ticket.done(&self.context).await?,
                None if self.waiting.is_empty() => return Ok(()),
                None => {}
            }
        }
    }

    /// A buffer to read through, kept for the next time.
    fn reader(&mut self, words: usize) -> Result<Rc<Memory>, RunError> {
        let fits = |m: &&Rc<Memory>| m.bytes() >= words as u64 * 4;
        if let Some(reader) = self.reader.as_ref().filter(fits) {
            return Ok(reader.clone());
        }
        self.reader = None;
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let reader = Memory::new(&self.context, words, usage, &mut self.counts)?;
        self.reader = Some(reader.clone());
        Ok(reader)
    }

    async fn take(&mut self, name: &str) -> Result<Vec<u32>, RunError> {
        let b = self.named(name)?;
        self.finish().await?;
        let site = self.site(b)?;
        let reader = self.reader(site.words)?;
        let mut encoder = self
            .context
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(
            &site.memory.buffer,
            site.offset(),
            &reader.buffer,
            0,
            site.bytes(),
        );
        let submission = self.context.queue.submit([encoder.finish()]);
        let ticket = Ticket::map(&reader.buffer, site.bytes(), submission);
        self.counts.submits += 1;
        self.counts.maps += 1;
        let done = ticket.done(&self.context).await;
        if done.is_err() {
            self.reader = None;
        }
        done?;
        let view = reader.buffer.get_mapped_range(..site.bytes());
        let out = view
            .map(|view| words(&view))
            .map_err(|e| RunError::Kernel(e.to_string()));
        reader.buffer.unmap();
        out
    }
}

impl crate::run::Machine for Machine {
    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn write(&mut self, name: &str, words: &[u32]) -> Result<(), RunError> {
        self.context.check()?;
        let b = self.named(name)?;
        let expected = self.plan.buffers[b].words();
        if words.len() != expected {
            return Err(RunError::Size {
                name: name.into(),
                expected,
                found: words.len(),
            });
        }
        if self.waiting.is_empty() {
            return self.do_write(b, words);
        }
        self.waiting.push_back(Command::Write(b, words.to_vec()));
        Ok(())
    }

    fn share(&self, name: &str) -> Result<Shared, RunError> {
        let b = self.named(name)?;
        let buffer = &self.plan.buffers[b];
        let site = self.site(b)?;
        Ok(Shared {
            dims: buffer.dims.clone(),
            dtype: buffer.dtype,
            handle: Rc::new(site),
        })
    }

    fn bind(&mut self, name: &str, shared: &Shared) -> Result<(), RunError> {
        self.context.check()?;
        let b = self.named(name)?;
        let buffer = &self.plan.buffers[b];
        let site = shared.handle.downcast_ref::<Site>();
        let fits = buffer.dims == shared.dims && buffer.dtype == shared.dtype;
        let (Some(site), true) = (site, fits) else {
            return Err(RunError::Size {
                name: name.into(),
                expected: buffer.words(),
                found: shared.dims.iter().product(),
            });
        };
        let site = site.clone();
        if self.waiting.is_empty() {
            self.do_bind(b, site);
        } else {
            self.waiting.push_back(Command::Bind(b, site));
        }
        Ok(())
    }

    fn step(&self) -> u32 {
        self.steps[1]
    }

    fn set_step(&mut self, step: u32) {
        self.steps[1] = step;
        if self.waiting.is_empty() {
            self.steps[0] = step;
        } else {
            self.waiting.push_back(Command::Step(step));
        }
    }

    fn run(&mut self, steps: u32) -> Result<(), RunError> {
        self.context.check()?;
        self.steps[1] = self.steps[1].wrapping_add(steps);
        match self.waiting.back_mut() {
            Some(Command::Run(more)) => *more = more.saturating_add(steps),
            _ => self.waiting.push_back(Command::Run(steps)),
        }
        self.pump()
    }

    fn settle(&mut self) -> Later<'_, ()> {
        Box::pin(self.finish())
    }

    fn fetched(&mut self) -> Vec<Record> {
        // What went wrong is reported by the next call that can say so.
        let _ = self.pump();
        std::mem::take(&mut self.records)
    }

    fn read(&mut self, name: &str) -> Later<'_, Vec<u32>> {
        let name = name.to_string();
        Box::pin(async move { self.take(&name).await })
    }

    fn counts(&self) -> Counts {
        let own = self.own.borrow();
        let own = own.iter().flatten().map(|s| s.memory.bytes());
        let reader = self.reader.iter().map(|m| m.bytes());
        let bytes = self.arena.bytes()
            + self.stages.bytes()
            + self.chunks.bytes()
            + own.chain(reader).sum::<u64>();
        Counts {
            bytes,
            buffers: self.counts.buffers + self.late.get(),
            ..self.counts
        }
    }
}
