//! Elementwise work as a list of instructions over one domain.

use crate::ir::ReduceKind;

use super::BufferId;
use super::coords::Affine;

/// The place of an instruction in its tape, and of its value.
pub type Reg = usize;

/// A word of a buffer for each position of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// The buffer.
    pub buffer: BufferId,
    /// The word, counted from the buffer's start. The term of axis 0 is the distance
    /// between members, or 0.
    pub at: Affine,
}

/// Functions of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named after the graph's operations")]
pub enum Unary {
    Exp,
    Log,
    Sqrt,
    Sin,
    Tanh,
    Floor,
    /// `F32` to `U32`: truncates and saturates; NaN gives 0.
    ToU32,
    /// `U32` to `F32`.
    ToF32,
}

/// Functions of two values; those that end in `U` are for integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named after the graph's operations")]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Max,
    Lt,
    Eq,
    AddU,
    MulU,
    DivU,
    MaxU,
    LtU,
    EqU,
}

/// One instruction. Values are 32-bit words: the bits of an `f32`, or a `u32`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Instr {
    /// The same word everywhere.
    Const(u32),
    /// A word of a buffer.
    Load(View),
    /// 1 where the buffer's word is a finite number, else 0.
    LoadFinite(View),
    /// The accumulated value of the contraction that this tape ends.
    Accumulator,
    /// An integer that is affine in the position.
    Index(Affine),
    /// A uniform number: the words of `seed` and `step`, the element's number.
    Uniform {
        /// The stream's key.
        stream: u32,
        /// The member's seed.
        seed: Reg,
        /// The step's number.
        step: Reg,
        /// The element's number within the member.
        element: Affine,
    },
    /// The word at `view` plus `index · stride`, or 0 where `index ≥ len`.
    Indexed {
        /// Where index 0 would be read.
        view: View,
        /// Words from one index to the next.
        stride: usize,
        /// The number of valid indices.
        len: usize,
        /// The index.
        index: Reg,
    },
    /// A function of one value.
    Unary(Unary, Reg),
    /// A function of two values.
    Binary(Binary, Reg, Reg),
    /// `c ≠ 0 ? a : b`.
    Select(Reg, Reg, Reg),
    /// The sum or maximum along the last axis.
    RowReduce(ReduceKind, Reg),
}

impl Instr {
    /// The instructions it reads.
    pub fn reads(&self) -> Vec<Reg> {
        match *self {
            Instr::Uniform { seed, step, .. } => vec![seed, step],
            Instr::Indexed { index, .. } => vec![index],
            Instr::Unary(_, a) | Instr::RowReduce(_, a) => vec![a],
            Instr::Binary(_, a, b) => vec![a, b],
            Instr::Select(c, a, b) => vec![c, a, b],
            _ => Vec::new(),
        }
    }

    /// The buffer it reads.
    pub fn view(&self) -> Option<&View> {
        match self {
            Instr::Load(view) | Instr::LoadFinite(view) | Instr::Indexed { view, .. } => Some(view),
            _ => None,
        }
    }

    pub(super) fn view_mut(&mut self) -> Option<&mut View> {
        match self {
            Instr::Load(view) | Instr::LoadFinite(view) | Instr::Indexed { view, .. } => Some(view),
            _ => None,
        }
    }
}

/// Where a value goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The value.
    pub reg: Reg,
    /// Its place for each position of the domain.
    pub view: View,
    /// Whether it is one value for each row: stored once, at the row's position 0.
    pub row: bool,
}

/// Instructions in order, and what is kept of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tape {
    /// The instructions; each reads earlier ones alone.
    pub instrs: Vec<Instr>,
    /// For each instruction, whether its value is the same along the last axis.
    pub row: Vec<bool>,
    /// The values that are kept.
    pub stores: Vec<Store>,
}

impl Tape {
    /// Appends an instruction, or finds the same one.
    pub fn push(&mut self, instr: Instr) -> Reg {
        if let Some(at) = self.instrs.iter().position(|i| *i == instr) {
            return at;
        }
        let along_last = |a: &Affine| a.terms.last().is_some_and(|&t| t != 0);
        let own = match &instr {
            Instr::Const(_) | Instr::RowReduce(..) => true,
            Instr::Accumulator => false,
            Instr::Load(view) | Instr::LoadFinite(view) => !along_last(&view.at),
            Instr::Indexed { view, .. } => !along_last(&view.at),
            Instr::Index(at) | Instr::Uniform { element: at, .. } => !along_last(at),
            Instr::Unary(..) | Instr::Binary(..) | Instr::Select(..) => true,
        };
        let reduces = matches!(instr, Instr::RowReduce(..));
        let row = own && (reduces || instr.reads().iter().all(|&r| self.row[r]));
        self.instrs.push(instr);
        self.row.push(row);
        self.instrs.len() - 1
    }

    /// Whether it combines values along the last axis.
    pub fn reduces_rows(&self) -> bool {
        self.instrs
            .iter()
            .any(|i| matches!(i, Instr::RowReduce(..)))
    }

    /// The buffers it reads, each once.
    pub fn reads(&self) -> Vec<BufferId> {
        let mut out = Vec::new();
        for view in self.instrs.iter().filter_map(Instr::view) {
            if !out.contains(&view.buffer) {
                out.push(view.buffer);
            }
        }
        out
    }
}
