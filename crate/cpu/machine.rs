//! A plan on the processor.

use std::rc::Rc;

use crate::ir::sort_by_key;
use crate::plan::{Blocks, BufferId, Launch, Plan, Role, Work};
use crate::run::{Counts, Later, Machine, Record, RunError, Shared};

use super::eval::Registers;
use super::kernel::Kernel;
use super::memory::{Lasting, Memory};
use super::product::Room;

/// A launch's kernel and when it runs.
struct Stage {
    kernel: Kernel,
    phase: usize,
    each: bool,
    blocks: Option<Blocks>,
}

/// Words that pass between launches and stay in a near cache.
const CACHED: usize = 1 << 13;

/// A value that is kept: its buffer, how often, and what has come so far.
struct Tap {
    name: String,
    buffer: BufferId,
    every: u32,
    steps: Vec<u32>,
    words: Vec<u32>,
}

/// A plan with its memory on the processor.
pub struct CpuMachine {
    plan: Plan,
    stages: Vec<Stage>,
    memory: Memory,
    registers: Registers,
    room: Room,
    taps: Vec<Tap>,
    step: u32,
    step_buffers: Vec<BufferId>,
    members_first: bool,
    counts: Counts,
}

impl CpuMachine {
    /// Cuts the plan into blocks that the caches hold, checks the memory, then allocates it and prepares all launches.
    pub fn new(plan: Plan) -> Result<Self, RunError> {
        let plan = plan.in_blocks(CACHED);
        let memory = Memory::new(&plan, spare_words(&plan))?;
        let mut registers = Registers::default();
        let stages: Vec<Stage> = plan
            .launches
            .iter()
            .map(|launch| Stage {
                kernel: Kernel::new(&plan, launch),
                phase: launch.phase,
                each: launch.each,
                blocks: launch.blocks,
            })
            .collect();
        let codes = stages.iter().filter_map(|s| s.kernel.code());
        codes.for_each(|code| registers.reserve(code));
        let taps = plan.buffers.iter().enumerate().filter_map(|(buffer, b)| {
            let Role::Fetch(name, every) = &b.role else {
                return None;
            };
            Some(Tap {
                name: name.clone(),
                buffer,
                every: *every,
                steps: Vec::new(),
                words: Vec::new(),
            })
        });
        let taps = taps.collect();
        let is_step = |&b: &usize| plan.buffers[b].role == Role::Step;
        let step_buffers = (0..plan.buffers.len()).filter(is_step).collect();
        let counts = Counts {
            bytes: memory.bytes() + registers.bytes() as u64,
            buffers: plan.buffers.len() as u64,
            ..Counts::default()
        };
        Ok(CpuMachine {
            members_first: plan.members_apart() && shared_work_is_small(&plan),
            plan,
            stages,
            memory,
            registers,
            room: Room::default(),
            taps,
            step: 0,
            step_buffers,
            counts,
        })
    }

    fn buffer(&self, name: &str) -> Result<BufferId, RunError> {
        let found = self.plan.find(name);
        found.ok_or_else(|| RunError::UnknownName(name.into()))
    }

    fn given(&self, name: &str) -> Result<BufferId, RunError> {
        let buffer = self.buffer(name)?;
        match self.plan.buffers[buffer].role {
            Role::Input(_) | Role::Carry(_) => Ok(buffer),
            _ => Err(RunError::UnknownName(name.into())),
        }
    }

    fn handle(&self, name: &str, buffer: BufferId) -> Result<&Lasting, RunError> {
        let handle = self.memory.handle(buffer);
        handle.ok_or_else(|| RunError::UnknownName(name.into()))
    }

    /// Members outside, steps inside: a member's state stays in the caches.
    fn run_members_first(&mut self, steps: u32) {
        let kept = self.keep_room(steps);
        for member in 0..self.plan.members {
            for step in self.step..self.step + steps {
                self.count_step(step);
                self.stages(0, self.stages.len(), Some(member));
                self.keep(step, member, &kept);
            }
        }
    }

    /// Steps outside: a phase of all members before the next phase of any.
    fn run_steps_first(&mut self, steps: u32) {
        let kept = self.keep_room(steps);
        for step in self.step..self.step + steps {
            self.count_step(step);
            let mut first = 0;
            while first < self.stages.len() {
                let Stage { phase, each, .. } = self.stages[first];
                let same = |s: &Stage| (s.phase, s.each) == (phase, each);
                let run = self.stages[first..].iter().take_while(|s| same(s)).count();
                if each {
                    (0..self.plan.members).for_each(|m| self.stages(first, first + run, Some(m)));
                } else {
                    self.stages(first, first + run, None);
                }
                first += run;
            }
            (0..self.plan.members).for_each(|m| self.keep(step, m, &kept));
        }
    }

    fn stages(&mut self, from: usize, to: usize, member: Option<usize>) {
        let CpuMachine {
            stages,
            memory,
            registers,
            room,
            ..
        } = self;
        let together = |a: &Stage, b: &Stage| a.blocks.is_some() && a.blocks == b.blocks;
        for run in stages[from..to].chunk_by(together) {
            let count = run[0].blocks.map_or(1, |b| b.count);
            for block in 0..count {
                for stage in run {
                    let member = if stage.each { member.unwrap_or(0) } else { 0 };
                    stage.kernel.run([member, block], memory, registers, room);
                }
            }
        }
    }

    fn count_step(&mut self, step: u32) {
        for &b in &self.step_buffers {
            self.memory.words_mut(b)[0] = f32::from_bits(step);
        }
    }

    /// Makes room for what `steps` more steps keep; where each tap's room begins.
    fn keep_room(&mut self, steps: u32) -> Vec<usize> {
        let range = self.step..self.step + steps;
        let room = self.taps.iter_mut().map(|tap| {
            let begin = tap.words.len();
            tap.steps
                .extend(range.clone().filter(|s| s.is_multiple_of(tap.every)));
            let words = self.plan.buffers[tap.buffer].words();
            tap.words.resize(tap.steps.len() * words, 0);
            begin
        });
        room.collect()
    }

    /// Keeps a member's part of what this step yields.
    fn keep(&mut self, step: u32, member: usize, begin: &[usize]) {
        for (tap, &begin) in self.taps.iter_mut().zip(begin) {
            if !step.is_multiple_of(tap.every) {
                continue;
            }
            let buffer = &self.plan.buffers[tap.buffer];
            let (all, own) = (buffer.words(), buffer.member_words());
            if member >= buffer.dims[0] {
                continue;
            }
            let record = (step.div_ceil(tap.every) - self.step.div_ceil(tap.every)) as usize;
            let words = &self.memory.words(tap.buffer)[member * own..][..own];
            let room = &mut tap.words[begin + record * all + member * own..][..own];
            room.copy_from_slice(bytemuck::cast_slice(words));
        }
    }
}

/// The largest result of a product that only its own tape reads.
fn spare_words(plan: &Plan) -> usize {
    let size = |launch: &Launch| match &launch.work {
        Work::MatMul {
            dims, out: None, ..
        } => dims[launch.lead().max(1)..].iter().product(),
        _ => 0,
    };
    let sizes = plan.launches.iter().map(size);
    sizes.max().unwrap_or(0)
}

/// Whether what is done once for all may as well be done once for each member.
fn shared_work_is_small(plan: &Plan) -> bool {
    let cost = |each: bool| {
        let own = plan.launches.iter().filter(move |l| l.each == each);
        own.map(|l| l.work.dims()[1..].iter().product::<usize>())
            .sum::<usize>()
    };
    cost(false) * 16 <= cost(true) || plan.members == 1
}

impl Machine for CpuMachine {
    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn write(&mut self, name: &str, words: &[u32]) -> Result<(), RunError> {
        let buffer = self.given(name)?;
        let expected = self.plan.buffers[buffer].words();
        if words.len() != expected {
            return Err(RunError::Size {
                name: name.into(),
                expected,
                found: words.len(),
            });
        }
        self.counts.writes += 1;
        let mut cell = self.handle(name, buffer)?.borrow_mut();
        cell.words_mut()
            .copy_from_slice(bytemuck::cast_slice(words));
        Ok(())
    }

    fn share(&self, name: &str) -> Result<Shared, RunError> {
        let buffer = self.buffer(name)?;
        let handle = Rc::clone(self.handle(name, buffer)?);
        let b = &self.plan.buffers[buffer];
        Ok(Shared {
            dims: b.dims.clone(),
            dtype: b.dtype,
            handle,
        })
    }

    fn bind(&mut self, name: &str, shared: &Shared) -> Result<(), RunError> {
        let buffer = self.given(name)?;
        let b = &self.plan.buffers[buffer];
        let fits = b.dims == shared.dims && b.dtype == shared.dtype;
        let handle = Rc::clone(&shared.handle).downcast().ok();
        match handle.filter(|_| fits) {
            Some(handle) => {
                self.memory.bind(buffer, &handle);
                Ok(())
            }
            None => Err(RunError::Size {
                name: name.into(),
                expected: b.words(),
                found: shared.dims.iter().product(),
            }),
        }
    }

    fn step(&self) -> u32 {
        self.step
    }

    fn set_step(&mut self, step: u32) {
        self.step = step;
    }

    fn run(&mut self, steps: u32) -> Result<(), RunError> {
        self.memory.enter();
        if self.members_first {
            self.run_members_first(steps);
        } else {
            self.run_steps_first(steps);
        }
        self.memory.leave();
        self.step += steps;
        self.counts.dispatches += u64::from(steps) * self.stages.len() as u64;
        self.counts.submits += 1;
        Ok(())
    }

    fn settle(&mut self) -> Later<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn fetched(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        for tap in &mut self.taps {
            let words = self.plan.buffers[tap.buffer].words();
            for (i, &step) in tap.steps.iter().enumerate() {
                records.push(Record {
                    name: tap.name.clone(),
                    step,
                    words: tap.words[i * words..][..words].to_vec(),
                });
            }
            tap.steps.clear();
            tap.words.clear();
        }
        sort_by_key(&mut records, |r: &Record| r.step);
        records
    }

    fn read(&mut self, name: &str) -> Later<'_, Vec<u32>> {
        let words = self.buffer(name).and_then(|buffer| {
            let cell = self.handle(name, buffer)?.borrow();
            Ok(bytemuck::cast_slice(cell.words()).to_vec())
        });
        Box::pin(async move { words })
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
