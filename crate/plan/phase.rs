//! The order of launches when members depend on each other.

use std::collections::HashMap;

use super::{BufferId, Launch, Plan, Role, View};
use crate::ir::sort_by_key;

/// Whether a launch reads other members' parts of a buffer.
pub fn crosses(plan: &Plan, launch: &Launch, view: &View) -> bool {
    let buffer = &plan.buffers[view.buffer];
    let own = launch.each && view.at.terms[0] == buffer.member_words() as isize;
    plan.members > 1 && buffer.dims[0] == plan.members && !own
}

/// Gives each launch its phase and sorts by it, launches for all before launches for each.
pub fn order(plan: &mut Plan) {
    let mut written: HashMap<BufferId, usize> = HashMap::new();
    for i in 0..plan.launches.len() {
        let launch = &plan.launches[i];
        let reads = launch.work.reads();
        let phase = reads.iter().map(|view| {
            let from = written.get(&view.buffer).copied().unwrap_or(0);
            let given = matches!(plan.buffers[view.buffer].role, Role::Input(_) | Role::Step);
            from + usize::from(!given && crosses(plan, launch, view))
        });
        // What writes a part of what was written before comes after it, for all members.
        let writes = launch.work.writes();
        let also_written = writes.iter().filter_map(|view| {
            let from = written.get(&view.buffer)?;
            Some(from + usize::from(crosses(plan, launch, view)))
        });
        let phase = phase.max().max(also_written.max()).unwrap_or(0);
        writes.into_iter().for_each(|v| {
            written.insert(v.buffer, phase);
        });
        plan.launches[i].phase = phase;
    }
    by_phase(plan);
}

/// Sorts launches by their phase, those for all before those for each.
pub fn by_phase(plan: &mut Plan) {
    sort_by_key(&mut plan.launches, |l| {
        2 * l.phase as u32 + u32::from(l.each)
    });
}

/// Marks the temporaries of which a member-by-member walk needs one member's part.
pub fn mark_scratch(plan: &mut Plan) {
    let mut phases: Vec<Option<usize>> = vec![None; plan.buffers.len()];
    let mut scratch: Vec<bool> = plan.buffers.iter().map(|b| b.role == Role::Temp).collect();
    for launch in &plan.launches {
        for view in launch.work.writes().into_iter().chain(launch.work.reads()) {
            let b = view.buffer;
            let phase = *phases[b].get_or_insert(launch.phase);
            scratch[b] &= phase == launch.phase && launch.each && !crosses(plan, launch, view);
        }
    }
    for (buffer, scratch) in plan.buffers.iter_mut().zip(scratch) {
        buffer.scratch = scratch;
    }
}
