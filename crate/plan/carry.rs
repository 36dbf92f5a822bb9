//! What outlives a step: carries, fetches and outputs find their buffers.

use crate::ir::{NodeId, Op, Program, sort_by_key};

use super::lower::Lowering;
use super::phase::{by_phase, crosses};
use super::site::Place;
use super::{BufferId, Launch, Plan, Role, Store, Tape, Work, coords, tape::Instr};

/// The places of everything that outlives a step.
pub struct Ends {
    /// The carry's buffer, and where its next value lies.
    carries: Vec<(BufferId, Place)>,
    /// A new buffer's role, and where its value lies.
    others: Vec<(Role, Place)>,
}

impl Ends {
    /// Computes all that outlives a step.
    pub fn materialise(lowering: &mut Lowering) -> Self {
        let program = lowering.program;
        let early: Vec<_> = program
            .carries
            .iter()
            .map(|&(_, next)| borrowed(program, next))
            .collect();
        let mut next: Vec<Option<Place>> = vec![None; early.len()];
        for (i, &(_, node)) in program
            .carries
            .iter()
            .enumerate()
            .filter(|(i, _)| early[*i])
        {
            next[i] = Some(lowering.copy(node));
        }
        for (i, &(_, node)) in program
            .carries
            .iter()
            .enumerate()
            .filter(|(i, _)| !early[*i])
        {
            next[i] = Some(lowering.materialise(node));
        }
        let carries = program.carries.iter().zip(next);
        let carries =
            carries.filter_map(|(&(id, _), next)| Some((lowering.places.get(&id)?.buffer, next?)));
        let carries = carries.collect();
        let end = |lowering: &mut Lowering, role, node| {
            let place = if borrowed(program, node) {
                lowering.copy(node)
            } else {
                lowering.materialise(node)
            };
            (role, place)
        };
        let mut others = Vec::new();
        for fetch in &program.fetches {
            others.push(end(
                lowering,
                Role::Fetch(fetch.name.clone(), fetch.every),
                fetch.node,
            ));
        }
        for (name, node) in &program.outputs {
            others.push(end(lowering, Role::Output(name.clone()), *node));
        }
        Ends { carries, others }
    }

    /// The buffers that hold them.
    pub fn buffers(&self) -> Vec<BufferId> {
        let carries = self.carries.iter().map(|c| c.1.buffer);
        carries
            .chain(self.others.iter().map(|o| o.1.buffer))
            .collect()
    }

    /// Lets each value be computed where it stays, or copies it there at the end of the step.
    pub fn settle(mut self, plan: &mut Plan) {
        let mut late = Vec::new();
        for i in 0..self.carries.len() {
            let (buffer, place) = self.carries[i].clone();
            if whole(plan, &place) && updates_in_place(plan, buffer, place.buffer) {
                rename(plan, place.buffer, buffer);
                // What else comes out of there now finds it in the carry.
                let places = self.carries.iter_mut().map(|c| &mut c.1);
                let places = places.chain(self.others.iter_mut().map(|o| &mut o.1));
                let places =
                    places.chain(late.iter_mut().map(|l: &mut (Place, BufferId)| &mut l.0));
                let moved = places.filter(|p| p.buffer == place.buffer);
                moved.for_each(|p| p.buffer = buffer);
            } else {
                late.push((place, buffer));
            }
        }
        for (role, place) in self.others {
            let free = whole(plan, &place) && !late.iter().any(|(p, _)| p.buffer == place.buffer);
            if free {
                // The same words may have been computed under other dimensions.
                plan.buffers[place.buffer].dims = place.dims;
                plan.buffers[place.buffer].role = role;
            } else {
                let dtype = plan.buffers[place.buffer].dtype;
                plan.buffers.push(super::Buffer {
                    role,
                    dtype,
                    dims: place.dims.clone(),
                    scratch: false,
                });
                late.push((place, plan.buffers.len() - 1));
            }
        }
        let phase = plan.launches.iter().map(|l| l.phase).max().unwrap_or(0)
            + usize::from(!plan.members_apart());
        // Copies into fresh buffers come first: none of them is overwritten by another.
        sort_by_key(&mut late, |(_, to)| {
            u32::from(matches!(plan.buffers[*to].role, Role::Carry(_)))
        });
        for (from, to) in late {
            let launch = copy(plan, &from, to, phase);
            plan.launches.push(launch);
        }
        by_phase(plan);
    }
}

/// Whether a node is an input, or a view of one.
fn borrowed(program: &Program, node: NodeId) -> bool {
    match &program.nodes[node].op {
        Op::Input { .. } => true,
        Op::Reshape(_) | Op::Detach => borrowed(program, program.nodes[node].args[0]),
        _ => false,
    }
}

/// Whether a place is a temporary, all of it.
fn whole(plan: &Plan, place: &Place) -> bool {
    let buffer = &plan.buffers[place.buffer];
    buffer.role == Role::Temp
        && place.offset == 0
        && buffer.dims[0] == place.dims[0]
        && buffer.words() == place.dims.iter().product::<usize>()
}

/// Whether the new value may overwrite the carry as it is computed: nothing reads the old
/// value later, and what reads it in the same launch reads the same element. Where rows are
/// combined all of a row has been read before any of it is stored.
fn updates_in_place(plan: &Plan, carry: BufferId, next: BufferId) -> bool {
    if plan.buffers[carry].dims[0] != plan.buffers[next].dims[0] {
        return false;
    }
    let writes = |l: &Launch| l.work.writes().iter().any(|v| v.buffer == next);
    let Some(first) = plan.launches.iter().position(writes) else {
        return false;
    };
    let once = plan.launches.iter().filter(|l| writes(l)).count() == 1;
    let elementwise = matches!(
        &plan.launches[first].work,
        Work::Map { .. } | Work::MatMul { .. }
    );
    let mut safe = true;
    for (i, launch) in plan.launches.iter().enumerate() {
        for view in launch
            .work
            .reads()
            .into_iter()
            .filter(|v| v.buffer == carry)
        {
            let across = crosses(plan, launch, view);
            let before = i < first && (!across || launch.phase < plan.launches[first].phase);
            let same = i == first && once && elementwise && same_element(launch, view, next);
            safe &= before || same;
        }
    }
    safe
}

fn same_element(launch: &Launch, view: &super::View, next: BufferId) -> bool {
    let (Work::Map { tape, .. }
    | Work::MatMul {
        tape: Some(tape), ..
    }) = &launch.work
    else {
        return false;
    };
    let loads = tape
        .instrs
        .iter()
        .any(|i| matches!(i, Instr::Load(v) | Instr::LoadFinite(v) if v == view));
    let operand = matches!(&launch.work, Work::MatMul { a, b, .. } if a == view || b == view);
    loads
        && !operand
        && tape
            .stores
            .iter()
            .all(|s| s.view.buffer != next || s.view.at == view.at)
}

fn rename(plan: &mut Plan, from: BufferId, to: BufferId) {
    for launch in &mut plan.launches {
        launch
            .work
            .views_mut()
            .into_iter()
            .filter(|v| v.buffer == from)
            .for_each(|v| v.buffer = to);
    }
}

fn copy(plan: &Plan, from: &Place, to: BufferId, phase: usize) -> Launch {
    let dims = from.dims.clone();
    let at = coords::identity(&dims);
    let mut tape = Tape::default();
    let reg = tape.push(Instr::Load(from.view(&at, dims.len())));
    let words = plan.buffers[to].member_words() as isize;
    let member_stride = if plan.buffers[to].dims[0] == 1 {
        0
    } else {
        words
    };
    let place = Place {
        buffer: to,
        offset: 0,
        dims: plan.buffers[to].dims.clone(),
        member_stride,
    };
    tape.stores.push(Store {
        reg,
        view: place.view(&at, dims.len()),
        row: false,
    });
    let each = dims[0] == plan.members;
    Launch {
        work: Work::Map { dims, tape },
        phase,
        each,
        blocks: None,
    }
}
