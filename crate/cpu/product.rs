//! Products of matrices, one member at a time.

use std::mem;
use std::ops::Range;

use crate::plan::{Affine, Buffer, BufferId, Role, Tape, View};

use super::code::{Code, Purpose};
use super::domain::{Turn, advance, begin, outward};
use super::eval::Registers;
use super::gemm::{self, Matrix};
use super::lanes;
use super::memory::Memory;

/// Where a batch of matrices lies.
#[derive(Clone, Debug)]
struct Place {
    buffer: BufferId,
    offset: isize,
    outward: [isize; 2],
    batch: Vec<isize>,
    row: isize,
    column: isize,
}

impl Place {
    fn new(view: &View, lead: usize) -> Self {
        let t = &view.at.terms;
        let rank = t.len();
        Place {
            buffer: view.buffer,
            offset: view.at.offset,
            outward: outward(&view.at, lead),
            batch: t[lead.max(1)..rank - 2].to_vec(),
            row: t[rank - 2],
            column: t[rank - 1],
        }
    }

    fn at(&self, turn: Turn, batch: &[usize]) -> isize {
        let along: isize = self
            .batch
            .iter()
            .zip(batch)
            .map(|(s, &p)| s * p as isize)
            .sum();
        self.offset + begin(self.outward, turn) + along
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
    /// Rows after which what follows is done with them, while they are in the cache.
    block: Option<usize>,
}

/// Words of a result that stay in a cache.
const CACHED: usize = 1 << 14;

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
    /// `[members, batch…, I, J]`, with blocks behind the members where there are any.
    pub dims: &'a [usize],
    /// The length of the contracted axis.
    pub inner: usize,
    /// The leading axes that are those of the turn.
    pub lead: usize,
    /// The left operand.
    pub a: &'a View,
    /// The right operand.
    pub b: &'a View,
    /// The result's place, if anybody else needs it.
    pub out: Option<&'a View>,
    /// A place for a result that nobody else needs.
    pub spare: &'a View,
    /// All buffers of the plan.
    pub buffers: &'a [Buffer],
    /// The place of the column sums of `b`.
    pub sums: Option<&'a View>,
    /// What follows.
    pub tape: Option<&'a Tape>,
}

impl Parts<'_> {
    /// Where sums are added up: where they belong, or where what follows leaves something of
    /// the same form, or else in the spare place.
    fn place(&self) -> &View {
        self.out.or_else(|| dense_store(self)).unwrap_or(self.spare)
    }
}

/// A place that what follows fills, element for element, and that nothing reads before.
fn dense_store<'a>(parts: &Parts<'a>) -> Option<&'a View> {
    let tape = parts.tape?;
    let dense = |view: &View| view.at.terms[1..] == parts.spare.at.terms[1..];
    let own = |view: &View| parts.buffers[view.buffer].role == Role::Temp && dense(view);
    let found = tape.stores.iter().find(|s| !s.row && own(&s.view))?;
    let buffer = found.view.buffer;
    let read = tape.reads().contains(&buffer) || [parts.a.buffer, parts.b.buffer].contains(&buffer);
    let others = tape
        .stores
        .iter()
        .filter(|s| s.view.buffer == buffer)
        .count();
    (!read && others == 1).then_some(&found.view)
}

impl Product {
    /// Prepares a product.
    pub fn new(parts: &Parts) -> Self {
        let rank = parts.dims.len();
        let out = parts.place();
        let after = parts.tape.map(|tape| {
            Code::new(
                tape,
                &Purpose {
                    dims: parts.dims,
                    lead: parts.lead,
                    accumulator: Some(out),
                    result: None,
                },
            )
        });
        let mut it = Product {
            batch: parts.dims[parts.lead.max(1)..rank - 2].to_vec(),
            rows: parts.dims[rank - 2],
            inner: parts.inner,
            columns: parts.dims[rank - 1],
            a: Place::new(parts.a, parts.lead),
            b: Place::new(parts.b, parts.lead),
            out: Place::new(out, parts.lead),
            sums: parts.sums.map(|v| Place::new(v, parts.lead)),
            after,
            block: None,
        };
        it.out.row = it.columns as isize;
        it.merge_batch();
        it.block = it.block();
        it
    }

    /// The rows of a block, where there is more than one.
    fn block(&self) -> Option<usize> {
        let rows = (CACHED / self.columns.max(1)).max(1).next_multiple_of(64);
        let after = self.after.as_ref()?;
        let plain = self.batch.is_empty() && self.sums.is_none();
        let fits = plain && after.domain.has_rows(self.rows);
        (fits && rows < self.rows).then_some(rows)
    }

    /// Whether no block overwrites what a later one reads.
    fn apart(&self, after: &Code, memory: &Memory) -> bool {
        let puts = after.puts.iter().map(|put| put.buffer);
        let mut written = puts.chain([self.out.buffer]);
        written.all(|b| !memory.same(b, self.a.buffer) && !memory.same(b, self.b.buffer))
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

    /// Computes a turn's part.
    pub fn run(&self, turn: Turn, memory: &mut Memory, registers: &mut Registers, room: &mut Room) {
        if let (Some(after), Some(block)) = (&self.after, self.block)
            && self.apart(after, memory)
        {
            for first in (0..self.rows).step_by(block) {
                let rows = first..self.rows.min(first + block);
                self.multiply(turn, &[], rows.clone(), memory, room);
                after.run_rows(rows, turn, memory, registers);
            }
            return;
        }
        let mut position = mem::take(&mut room.position);
        position.clear();
        position.resize(self.batch.len(), 0);
        while !self.batch.contains(&0) {
            self.multiply(turn, &position, 0..self.rows, memory, room);
            if let Some(sums) = &self.sums {
                self.add_columns(sums, turn, &position, memory);
            }
            if !advance(&mut position, &self.batch) {
                break;
            }
        }
        room.position = position;
        if let Some(after) = &self.after {
            after.run(turn, memory, registers);
        }
    }

    /// Some rows of the result.
    fn multiply(
        &self,
        turn: Turn,
        batch: &[usize],
        rows: Range<usize>,
        memory: &mut Memory,
        room: &mut Room,
    ) {
        let Room { packed, copies, .. } = room;
        let mut copied = [false; 2];
        let [mut a, b, mut out] = [&self.a, &self.b, &self.out].map(|p| p.at(turn, batch));
        a += rows.start as isize * self.a.row;
        out += rows.start as isize * self.out.row;
        let sides = [
            (&self.a, a, rows.len(), self.inner),
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
            rows.len(),
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

    fn add_columns(&self, sums: &Place, turn: Turn, batch: &[usize], memory: &mut Memory) {
        let mut cell = memory.take(sums.buffer);
        let words = memory.words(self.b.buffer);
        let (from, to) = (self.b.at(turn, batch), sums.at(turn, batch) as usize);
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

/// The dense place of `dims` without the `lead` first axes at the start of a buffer.
pub fn spare(buffer: BufferId, dims: &[usize], lead: usize) -> View {
    let mut terms = vec![0; dims.len()];
    let mut stride = 1;
    for k in (lead.max(1)..dims.len()).rev() {
        terms[k] = if dims[k] == 1 { 0 } else { stride };
        stride *= dims[k] as isize;
    }
    View {
        buffer,
        at: Affine { offset: 0, terms },
    }
}
