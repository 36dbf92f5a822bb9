//! Temporaries share memory: each has a stretch of the arena while it lives.

use super::{BufferId, Plan, Role};
use crate::ir::sort_by_key;

/// Where each temporary lies, in words.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    /// The first word of each buffer; `None` for buffers that are not temporaries.
    pub offsets: Vec<Option<usize>>,
    /// The arena's size.
    pub words: usize,
}

impl Arena {
    /// Lays the temporaries of `plan` out: `words` says how much each needs, `align` where
    /// one may begin. `lasting` temporaries keep their stretch all along.
    pub fn new(
        plan: &Plan,
        align: usize,
        words: impl Fn(BufferId) -> usize,
        lasting: impl Fn(BufferId) -> bool,
    ) -> Self {
        let mut lives = lives(plan);
        let all = plan.launches.len();
        for (b, life) in lives.iter_mut().enumerate() {
            if life.is_some() && lasting(b) {
                *life = Some((0, all));
            }
        }
        let mut order: Vec<BufferId> = (0..plan.buffers.len())
            .filter(|&b| lives[b].is_some())
            .collect();
        sort_by_key(&mut order, |&b| u32::MAX - words(b) as u32);
        let mut arena = Arena {
            offsets: vec![None; plan.buffers.len()],
            words: 0,
        };
        let mut placed: Vec<(usize, usize, BufferId)> = Vec::new();
        for b in order {
            let size = words(b).next_multiple_of(align);
            let mut at = 0;
            for &(from, to, other) in &placed {
                if meet(lives[b], lives[other]) && at < to && from < at + size {
                    at = to;
                }
            }
            let place = (at, at + size, b);
            placed.insert(placed.partition_point(|p| *p < place), place);
            arena.offsets[b] = Some(at);
            arena.words = arena.words.max(at + size);
        }
        arena
    }
}

type Life = Option<(usize, usize)>;

/// The first and last launch that touch each temporary.
fn lives(plan: &Plan) -> Vec<Life> {
    let mut out: Vec<Life> = vec![None; plan.buffers.len()];
    for (i, launch) in plan.launches.iter().enumerate() {
        for view in launch.work.writes().into_iter().chain(launch.work.reads()) {
            if plan.buffers[view.buffer].role == Role::Temp {
                let life = out[view.buffer].get_or_insert((i, i));
                life.1 = i;
            }
        }
    }
    out
}

fn meet(a: Life, b: Life) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1)
}
