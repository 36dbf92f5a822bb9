//! What an executor does, one launch after another.

use crate::ir::{DType, ReduceKind};

use super::block::Blocks;
use super::tape::{Reg, Tape, View};

/// A buffer's place in [`super::Plan::buffers`].
pub type BufferId = usize;

/// What a buffer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Given from outside by name.
    Input(String),
    /// Stays from step to step and is updated in place.
    Carry(String),
    /// The number of the step, counted by the executor.
    Step,
    /// The value after the last step.
    Output(String),
    /// A value kept from every `every`-th step.
    Fetch(String, u32),
    /// Lives within a step.
    Temp,
}

/// A run of words: for each member (or once), dense in row-major order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// What it is for.
    pub role: Role,
    /// The type of its elements.
    pub dtype: DType,
    /// Its dimensions, the member axis first.
    pub dims: Vec<usize>,
    /// A temporary that only launches of one member and one phase touch: an executor
    /// that walks member by member needs room for one.
    pub scratch: bool,
}

impl Buffer {
    /// Words of one member.
    pub fn member_words(&self) -> usize {
        self.dims[1..].iter().product()
    }

    /// Words in all.
    pub fn words(&self) -> usize {
        self.dims.iter().product()
    }
}

/// A launch: its work, and when it may run.
#[derive(Clone, Debug)]
pub struct Launch {
    /// What is done.
    pub work: Work,
    /// Launches of a phase need other phases' results of all members.
    pub phase: usize,
    /// Done for each member (axis 0 of the domain), not once for all.
    pub each: bool,
    /// Whether it is done block by block, together with its neighbours.
    pub blocks: Option<Blocks>,
}

impl Launch {
    /// Leading axes of its domain that an executor walks along from outside: the member's, and
    /// the block's.
    pub fn lead(&self) -> usize {
        usize::from(self.each) + usize::from(self.blocks.is_some())
    }
}

/// The kinds of work. Domains have the member axis first.
#[derive(Clone, Debug)]
pub enum Work {
    /// Evaluates a tape over a domain.
    Map {
        /// The domain.
        dims: Vec<usize>,
        /// The instructions; a row is the last axis.
        tape: Tape,
    },
    /// Combines a tape's value along the axes on which `out` does not move.
    Reduce {
        /// The domain.
        dims: Vec<usize>,
        /// Sum or maximum.
        kind: ReduceKind,
        /// The axes that are combined, ascending.
        axes: Vec<usize>,
        /// The instructions before.
        tape: Tape,
        /// The value that is combined.
        value: Reg,
        /// The result's place; terms are 0 along `axes`.
        out: View,
    },
    /// `out[.., i, j] = Σ_k a[.., i, k] · b[.., k, j]`, then a tape.
    MatMul {
        /// The result's dimensions `[members, batch…, I, J]`.
        dims: Vec<usize>,
        /// The length of the contracted axis.
        k: usize,
        /// The left operand over `[members, batch…, I, K]`.
        a: View,
        /// The right operand over `[members, batch…, K, J]`.
        b: View,
        /// The result's place over `dims`, if it is needed.
        out: Option<View>,
        /// What is done with each element as it comes out.
        tape: Option<Tape>,
        /// `Σ_k b[.., k, j]`, over `[members, batch…, 1, J]`.
        column_sums: Option<View>,
    },
    /// Valid cross-correlation of dense operands.
    Conv2d {
        /// `[members, B, Ci, H, W]`.
        x_dims: Vec<usize>,
        /// `[members, Co, Ci, kh, kw]`.
        w_dims: Vec<usize>,
        /// `[members, B, Co, Ho, Wo]`.
        out_dims: Vec<usize>,
        /// The images.
        x: View,
        /// The kernels.
        w: View,
        /// The result.
        out: View,
        /// The distance between two windows.
        stride: usize,
        /// The distance between two taps.
        dilation: usize,
    },
    /// Adds each element to where its index points.
    ScatterAdd {
        /// The dimensions of what is added.
        dims: Vec<usize>,
        /// The dimensions of the result.
        out_dims: Vec<usize>,
        /// The axis that is written to.
        axis: usize,
        /// What is added, over `dims`.
        x: View,
        /// The indices, over `dims`.
        index: View,
        /// The result, over `out_dims`.
        out: View,
    },
    /// The stable ascending order along an axis.
    ArgSort {
        /// The domain.
        dims: Vec<usize>,
        /// The axis.
        axis: usize,
        /// What is sorted.
        x: View,
        /// The positions.
        out: View,
    },
}

impl Work {
    /// The places it writes.
    pub fn writes(&self) -> Vec<&View> {
        match self {
            Work::Map { tape, .. } => tape.stores.iter().map(|s| &s.view).collect(),
            Work::MatMul {
                out,
                tape,
                column_sums,
                ..
            } => {
                let stores = tape.iter().flat_map(|t| t.stores.iter().map(|s| &s.view));
                out.iter().chain(column_sums).chain(stores).collect()
            }
            Work::Reduce { out, .. }
            | Work::Conv2d { out, .. }
            | Work::ScatterAdd { out, .. }
            | Work::ArgSort { out, .. } => vec![out],
        }
    }

    /// The places it reads.
    pub fn reads(&self) -> Vec<&View> {
        match self {
            Work::Map { tape, .. } | Work::Reduce { tape, .. } => tape
                .instrs
                .iter()
                .filter_map(super::tape::Instr::view)
                .collect(),
            Work::MatMul { a, b, tape, .. } => {
                let after = tape
                    .iter()
                    .flat_map(|t| t.instrs.iter().filter_map(super::tape::Instr::view));
                [a, b].into_iter().chain(after).collect()
            }
            Work::Conv2d { x, w, .. } => vec![x, w],
            Work::ScatterAdd { x, index, .. } => vec![x, index],
            Work::ArgSort { x, .. } => vec![x],
        }
    }

    /// Every place it touches, to be renamed.
    pub(crate) fn views_mut(&mut self) -> Vec<&mut View> {
        fn of_tape(tape: &mut Tape) -> impl Iterator<Item = &mut View> {
            let loads = tape
                .instrs
                .iter_mut()
                .filter_map(super::tape::Instr::view_mut);
            loads.chain(tape.stores.iter_mut().map(|s| &mut s.view))
        }
        match self {
            Work::Map { tape, .. } => of_tape(tape).collect(),
            Work::Reduce { tape, out, .. } => of_tape(tape).chain([out]).collect(),
            Work::MatMul {
                a,
                b,
                out,
                tape,
                column_sums,
                ..
            } => {
                let ends = [a, b]
                    .into_iter()
                    .chain(out.iter_mut())
                    .chain(column_sums.iter_mut());
                ends.chain(tape.iter_mut().flat_map(of_tape)).collect()
            }
            Work::Conv2d { x, w, out, .. } => vec![x, w, out],
            Work::ScatterAdd { x, index, out, .. } => vec![x, index, out],
            Work::ArgSort { x, out, .. } => vec![x, out],
        }
    }

    /// The domain that the launch walks over.
    pub fn dims(&self) -> &[usize] {
        match self {
            Work::Map { dims, .. }
            | Work::Reduce { dims, .. }
            | Work::MatMul { dims, .. }
            | Work::ScatterAdd { dims, .. }
            | Work::ArgSort { dims, .. } => dims,
            Work::Conv2d { out_dims, .. } => out_dims,
        }
    }
}
