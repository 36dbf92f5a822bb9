//! Products of matrices, one member at a time.

use std::mem;

use crate::plan::{Affine, BufferId, Tape, View};

use super::code::{Code, Purpose};
use super::domain::advance;
use super::eval::Registers;
use super::gemm::{self, Matrix};
use super::lanes;
use super::memory::Memory;

/// Where a batch of matrices lies.
#[derive(Clone, Debug)]
struct Place {
    buffer: BufferId,
    offset: isize,
    member: isize,
    batch: Vec<isize>,
    row: isize,
    column: isize,
}

impl Place {
    fn new(view: &View, each: bool) -> Self {
        let t = &view.at.terms;
        let rank = t.len();
        Place {
            buffer: view.buffer,
            offset: view.at.offset,
            member: if each { t[0] } else { 0 },
            batch: t[1..rank - 2].to_vec(),
            row: t[rank - 2],
            column: t[rank - 1],
        }
    }

    fn at(&self, member: usize, batch: &[usize]) -> isize {
        let along: isize = self
            .batch
            .iter()
            .zip(batch)
            .map(|(s, &p)| s * p as isize)
            .sum();
        self.offset + self.member * member as isize + along
    }

    /// An operand whose strides the kernel takes as they are.
    fn matrix<'a>(&self, words: &'a [f32], at: isize) -> Matrix<'a> {
        Matrix {
            data: &words[at as usize..],
            row: self.row as usize,
            col: self.column as usize,
        }
    }
}

/// A product over a batch, and what follows it.
#[derive(Clone, Debug)]
pub struct Product {
    batch: Vec<usize>,
    rows: usize,
    inner: usize,
    columns: usize,
    a: Place,
    b: Place,
    out: Place,
    sums: Option<Place>,
    after: Option<Code>,
}

/// Room that kernels use while they run.
#[derive(Debug, Default)]
pub struct Room {
    /// Packed operands.
    pub packed: Vec<f32>,
    /// A position.
    pub position: Vec<usize>,
    /// What is being sorted.
    pub keys: Vec<u64>,
    copies: [Vec<f32>; 2],
}

/// The parts of a product as the plan has them.
pub struct Parts<'a> {
    /// `[members, batch…, I, J]`.
    pub dims: &'a [usize],
    /// The length of the contracted axis.
    pub inner: usize,
    /// Whether axis 0 is the member that is asked for.
    pub each: bool,
    /// The left operand.
    pub a: &'a View,
    /// The right operand.
    pub b: &'a View,
    /// The result's place, a spare one if nobody else needs it.
    pub out: &'a View,
    /// The place of the column sums of `b`.
    pub sums: Option<&'a View>,
    /// What follows.
    pub tape: Option<&'a Tape>,
}

impl Product {
    /// Prepares a product.
    pub fn new(parts: &Parts) -> Self {
        let rank = parts.dims.len();
        let after = parts.tape.map(|tape| {
            Code::new(
                tape,
                &Purpose {
                    dims: parts.dims,
                    each: parts.each,
                    accumulator: Some(parts.out),
                    result: None,
                },
            )
        });
        let mut it = Product {
            batch: parts.dims[1..rank - 2].to_vec(),
            rows: parts.dims[rank - 2],
            inner: parts.inner,
            columns: parts.dims[rank - 1],
            a: Place::new(parts.a, parts.each),
            b: Place::new(parts.b, parts.each),
            out: Place::new(parts.out, parts.each),
            sums: parts.sums.map(|v| Place::new(v, parts.each)),
            after,
        };
        it.out.row = it.columns as isize;
        it.merge_batch();
        it
    }

    /// A batch whose right operand is the same all along is one taller product.
    fn merge_batch(&mut self) {
        while let (Some(&size), None) = (self.batch.last(), &self.sums) {
            let k = self.batch.len() - 1;
            let tall = |place: &Place, row: isize| place.batch[k] == self.rows as isize * row;
            let follows = size == 1
                || self.b.batch[k] == 0
                    && tall(&self.out, self.out.row)
                    && (self.rows == 1 || tall(&self.a, self.a.row));
            if !follows {
                return;
            }
            if self.rows == 1 {
                self.a.row = self.a.batch[k];
            }
            self.rows *= size;
            self.batch.pop();
            for place in [&mut self.a, &mut self.b, &mut self.out] {
                place.batch.pop();
            }
        }
    }

    /// The code that follows, if any.
    pub fn after(&self) -> Option<&Code> {
        self.after.as_ref()
    }

    /// Computes a member's part.
    pub fn run(
        &self,
        member: usize,
        memory: &mut Memory,
        registers: &mut Registers,
        room: &mut Room,
    ) {
        let mut position = mem::take(&mut room.position);
        position.clear();
        position.resize(self.batch.len(), 0);
        while !self.batch.contains(&0) {
            self.multiply(member, &position, memory, room);
            if let Some(sums) = &self.sums {
                self.add_columns(sums, member, &position, memory);
            }
            if !advance(&mut position, &self.batch) {
                break;
            }
        }
        room.position = position;
        if let Some(after) = &self.after {
            after.run(member, memory, registers);
        }
    }

    fn multiply(&self, member: usize, batch: &[usize], memory: &mut Memory, room: &mut Room) {
        let Room { packed, copies, .. } = room;
        let mut copied = [false; 2];
        let [a, b, out] = [&self.a, &self.b, &self.out].map(|p| p.at(member, batch));
        let sides = [
            (&self.a, a, self.rows, self.inner),
            (&self.b, b, self.inner, self.columns),
        ];
        for (i, (place, at, rows, columns)) in sides.into_iter().enumerate() {
            let backwards = place.row < 0 || place.column < 0;
            if backwards || memory.same(place.buffer, self.out.buffer) {
                copied[i] = true;
                let copy = &mut copies[i];
                copy.resize(rows * columns, 0.0);
                let words = memory.words(place.buffer);
                for (r, row) in copy.chunks_exact_mut(columns.max(1)).enumerate() {
                    lanes::gather(words, at + r as isize * place.row, place.column, row);
                }
            }
        }
        let mut cell = memory.take(self.out.buffer);
        let operand = |i: usize| {
            let (place, at, _, columns) = sides[i];
            if copied[i] {
                Matrix {
                    data: &copies[i],
                    row: columns,
                    col: 1,
                }
            } else {
                place.matrix(memory.words(place.buffer), at)
            }
        };
        gemm::gemm(
            self.rows,
            self.inner,
            self.columns,
            operand(0),
            operand(1),
            &mut cell.words_mut()[out as usize..],
            self.columns,
            packed,
        );
        memory.put(self.out.buffer, cell);
    }

    fn add_columns(&self, sums: &Place, member: usize, batch: &[usize], memory: &mut Memory) {
        let mut cell = memory.take(sums.buffer);
        let words = memory.words(self.b.buffer);
        let (from, to) = (self.b.at(member, batch), sums.at(member, batch) as usize);
        let out = &mut cell.words_mut()[to..to + self.columns];
        out.fill(0.0);
        for k in 0..self.inner as isize {
            let at = from + k * self.b.row;
            if self.b.column == 1 {
                let row = &words[at as usize..][..self.columns];
                out.iter_mut().zip(row).for_each(|(o, &v)| *o += v);
            } else {
                for (j, o) in out.iter_mut().enumerate() {
                    *o += words[(at + j as isize * self.b.column) as usize];
                }
            }
        }
        memory.put(sums.buffer, cell);
    }
}

/// The dense place of `dims` at the start of a buffer of one member.
pub fn spare(buffer: BufferId, dims: &[usize]) -> View {
    let mut terms = vec![0; dims.len()];
    let mut stride = 1;
    for k in (1..dims.len()).rev() {
        terms[k] = if dims[k] == 1 { 0 } else { stride };
        stride *= dims[k] as isize;
    }
    View {
        buffer,
        at: Affine { offset: 0, terms },
    }
}
