//! Where each buffer of a plan lies on the device.
//!
//! Temporaries, fetches and scratch share one arena. What has a name (inputs,
//! carries, outputs) has memory of its own, so that machines can share it, unless
//! a launch would then touch more than the eight storage buffers that every device
//! grants: the smallest of them move into the arena.

use crate::ir::sort_by_key;
use crate::plan::{Arena, BufferId, Instr, Launch, Plan, Role, Store, Tape, Work};

use super::kernel;
use super::schedule;

/// Where an own buffer may begin within another: 256 bytes.
const ALIGN: usize = 64;
/// Named buffers of one launch: with the arena, the eight that every device grants.
pub const MAX_OWN: usize = 7;
/// The most steps of one chunk.
const MAX_STEPS: usize = 256;
/// Words of the ring of fetched values: a read-back of 1 MiB.
const RING_WORDS: usize = 1 << 18;

/// Where a buffer lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In memory of its own.
    Own,
    /// In the arena, at this word.
    Home(usize),
    /// In the ring, at this word; `number` counts the fetches.
    Ring {
        /// The first word of its first slot.
        at: usize,
        /// Its place among the fetches.
        number: usize,
    },
    /// In the table of steps.
    Step,
}

/// A fetch: a slot of the ring for each step that is kept.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The buffer.
    pub buffer: BufferId,
    /// Its name.
    pub name: String,
    /// Kept at the steps divisible by this.
    pub every: u32,
    /// Words of one slot.
    pub words: usize,
    /// The first word of the first slot, from the start of the ring.
    pub at: usize,
}

impl Fetch {
    /// Words of its ring for chunks of `steps`, padded to where a mapped range may begin.
    fn ring(&self, steps: usize) -> usize {
        (self.words * slots(steps, self.every)).next_multiple_of(2)
    }
}

/// Where everything lies.
#[derive(Clone, Debug)]
pub struct Layout {
    /// For each buffer of the plan.
    pub spots: Vec<Spot>,
    /// Words of the arena, the ring and the scratch included.
    pub words: usize,
    /// The first word of the ring.
    pub ring: usize,
    /// Words of the ring, at least one.
    pub ring_words: usize,
    /// The first word of the scratch of single launches.
    pub scratch: usize,
    /// The fetches, in the plan's order.
    pub fetches: Vec<Fetch>,
    /// The most steps of one chunk.
    pub max_steps: usize,
    /// For each launch, the level of its first pass.
    pub levels: Vec<usize>,
}

impl Layout {
    /// Lays a plan out.
    pub fn new(plan: &Plan) -> Self {
        let levels = schedule::levels(plan);
        let needs = plan.launches.iter().map(|l| kernel::scratch(&l.work));
        let scratch = needs.max().unwrap_or(0);
        let homed = homed(plan);
        let mut plan_of_temps = by_level(plan, &levels);
        for &b in &homed {
            plan_of_temps.buffers[b].role = Role::Temp;
        }
        let words = |b: BufferId| plan.buffers[b].words();
        let arena = Arena::new(&plan_of_temps, ALIGN, words, |b| homed.contains(&b));
        // What no launch touches any more needs no room.
        let home = |b: BufferId| arena.offsets[b].unwrap_or(0);
        let (fetches, max_steps) = fetches(plan);
        let mut number = 0;
        let mut spots: Vec<Spot> = Vec::new();
        for (b, buffer) in plan.buffers.iter().enumerate() {
            spots.push(match &buffer.role {
                Role::Step => Spot::Step,
                Role::Temp => Spot::Home(home(b)),
                Role::Fetch(..) => {
                    number += 1;
                    Spot::Ring {
                        at: 0,
                        number: number - 1,
                    }
                }
                _ if homed.contains(&b) => Spot::Home(home(b)),
                _ => Spot::Own,
            });
        }
        let ring = arena.words;
        for fetch in &fetches {
            if let Spot::Ring { at, .. } = &mut spots[fetch.buffer] {
                *at = ring + fetch.at;
            }
        }
        let ring_words = fetches.iter().map(|f| f.ring(max_steps)).sum::<usize>();
        let ring_words = ring_words.max(1);
        let at = (ring + ring_words).next_multiple_of(ALIGN);
        Layout {
            spots,
            words: at + scratch,
            ring,
            ring_words,
            scratch: at,
            fetches,
            max_steps,
            levels,
        }
    }

    /// Words of a row of the table of steps: the step, then a slot for each fetch.
    pub fn row_words(&self) -> usize {
        (1 + self.fetches.len()).next_multiple_of(64)
    }

    /// Buffers with memory of their own.
    pub fn own(&self) -> impl Iterator<Item = BufferId> + '_ {
        (0..self.spots.len()).filter(|&b| self.spots[b] == Spot::Own)
    }
}

/// A plan with one launch for each level, which touches all that the level's launches
/// touch: what lives in one level at the same time may not share memory.
fn by_level(plan: &Plan, levels: &[usize]) -> Plan {
    let passes = |i: usize| kernel::passes(&plan.launches[i].work);
    let ends = (0..levels.len()).map(|i| levels[i] + passes(i));
    let mut tapes = vec![Tape::default(); ends.max().unwrap_or(0)];
    for (i, launch) in plan.launches.iter().enumerate() {
        for tape in &mut tapes[levels[i]..levels[i] + passes(i)] {
            for view in launch.work.reads() {
                tape.instrs.push(Instr::Load(view.clone()));
            }
            for view in launch.work.writes() {
                let view = view.clone();
                tape.stores.push(Store {
                    reg: 0,
                    view,
                    row: false,
                });
            }
        }
    }
    let launch = |tape| Launch {
        work: Work::Map {
            dims: Vec::new(),
            tape,
        },
        phase: 0,
        each: false,
        blocks: None,
    };
    Plan {
        members: plan.members,
        buffers: plan.buffers.clone(),
        launches: tapes.into_iter().map(launch).collect(),
    }
}

/// Steps of `steps` that are kept, at most, and one slot that takes the others.
fn slots(steps: usize, every: u32) -> usize {
    steps.div_ceil(every as usize) + 1
}

/// The fetches and the most steps whose kept values fit the ring.
fn fetches(plan: &Plan) -> (Vec<Fetch>, usize) {
    let mut out = Vec::new();
    for (buffer, b) in plan.buffers.iter().enumerate() {
        if let Role::Fetch(name, every) = &b.role {
            out.push(Fetch {
                buffer,
                name: name.clone(),
                every: (*every).max(1),
                words: b.words(),
                at: 0,
            });
        }
    }
    let total = |steps: usize| out.iter().map(|f: &Fetch| f.ring(steps)).sum::<usize>();
    let mut steps = MAX_STEPS;
    while steps > 1 && total(steps) > RING_WORDS {
        steps /= 2;
    }
    let mut at = 0;
    for fetch in &mut out {
        fetch.at = at;
        at += fetch.ring(steps);
    }
    (out, steps)
}

/// Named buffers that lie in the arena so that each launch keeps within the limits.
fn homed(plan: &Plan) -> Vec<BufferId> {
    let mut out = Vec::new();
    for launch in &plan.launches {
        let mut own: Vec<BufferId> = named(plan, launch)
            .into_iter()
            .filter(|b| !out.contains(b))
            .collect();
        sort_by_key(&mut own, |&b| u32::MAX - plan.buffers[b].words() as u32);
        out.extend(own.into_iter().skip(MAX_OWN));
    }
    out
}

/// Each once, in the order of their first appearance.
pub fn each_once(buffers: impl Iterator<Item = BufferId>) -> Vec<BufferId> {
    let mut out = Vec::new();
    for b in buffers {
        if !out.contains(&b) {
            out.push(b);
        }
    }
    out
}

fn named(plan: &Plan, launch: &Launch) -> Vec<BufferId> {
    let work = &launch.work;
    let views = work.reads().into_iter().chain(work.writes());
    let named = |b: &BufferId| {
        let role = &plan.buffers[*b].role;
        matches!(role, Role::Input(_) | Role::Carry(_) | Role::Output(_))
    };
    each_once(views.map(|v| v.buffer).filter(named))
}
