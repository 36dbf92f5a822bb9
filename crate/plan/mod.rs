//! The plan: a program as a list of launches over buffers, the same for both executors.
//!
//! Lowering decides what must lie in a buffer (operands of contractions, what comes out)
//! and fuses everything elementwise into the launches that need it: chains into one
//! [`Work::Map`], with reductions along its rows where a softmax wants them; what comes
//! before a sum into the [`Work::Reduce`]; what follows a product into the
//! [`Work::MatMul`]. Gradients that belong end to end are computed in place.

mod arena;
mod block;
mod build;
mod carry;
mod concat;
mod coords;
mod epilogue;
mod launch;
mod lower;
mod phase;
mod print;
mod site;
mod tape;

pub use arena::Arena;
pub use block::Blocks;
pub use coords::Affine;
pub use launch::{Buffer, BufferId, Launch, Role, Work};
pub use tape::{Binary, Instr, Reg, Store, Tape, Unary, View};

use crate::ir::{Program, ancestors};

/// A program as launches.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The number of members.
    pub members: usize,
    /// All buffers.
    pub buffers: Vec<Buffer>,
    /// What is done in a step, in order.
    pub launches: Vec<Launch>,
}

impl Plan {
    /// Lowers a program, fused.
    pub fn new(program: &Program) -> Self {
        Self::lowered(program, true)
    }

    /// Lowers a program with one launch for each operation: the referee of fusion.
    pub fn unfused(program: &Program) -> Self {
        Self::lowered(program, false)
    }

    fn lowered(program: &Program, fuse: bool) -> Self {
        let live = ancestors(&program.nodes, program.roots());
        let mut lowering = lower::Lowering::new(program, &live, fuse);
        let ends = carry::Ends::materialise(&mut lowering);
        let lower::Lowering {
            buffers, launches, ..
        } = lowering;
        let mut plan = Plan {
            members: program.members,
            buffers,
            launches,
        };
        if fuse {
            epilogue::absorb(&mut plan, &ends.buffers());
        }
        phase::order(&mut plan);
        ends.settle(&mut plan);
        phase::mark_scratch(&mut plan);
        plan
    }

    /// Whether a member's steps depend on no other member's.
    pub fn members_apart(&self) -> bool {
        self.launches.iter().all(|l| l.phase == 0)
    }

    /// The buffer of a role that carries this name.
    pub fn find(&self, name: &str) -> Option<BufferId> {
        self.buffers.iter().position(|b| match &b.role {
            Role::Input(n) | Role::Carry(n) | Role::Output(n) | Role::Fetch(n, _) => n == name,
            Role::Step => name == "step",
            Role::Temp => false,
        })
    }
}
