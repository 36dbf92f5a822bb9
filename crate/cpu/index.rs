//! Work that follows indices: additions at them, and orders that yield them.

use std::mem;

use crate::plan::View;

use super::domain::advance;
use super::memory::Memory;
use super::product::Room;
use super::sort::{self, Line};

/// The data axes of a view: where a position falls.
#[derive(Clone, Debug)]
struct Lines {
    buffer: usize,
    offset: isize,
    member: isize,
    terms: Vec<isize>,
}

impl Lines {
    fn new(view: &View, each: bool) -> Self {
        let terms = &view.at.terms;
        Lines {
            buffer: view.buffer,
            offset: view.at.offset,
            member: if each { terms[0] } else { 0 },
            terms: terms[1..].to_vec(),
        }
    }

    fn at(&self, member: usize, position: &[usize]) -> isize {
        let own = self.terms.iter().zip(position);
        let along: isize = own.map(|(t, &p)| t * p as isize).sum();
        self.offset + self.member * member as isize + along
    }
}

/// `out[.., index, ..] += x`, position after position.
#[derive(Clone, Debug)]
pub struct Scatter {
    dims: Vec<usize>,
    len: usize,
    words: usize,
    axis: usize,
    x: Lines,
    index: Lines,
    out: Lines,
}

impl Scatter {
    /// Adds `x` over `dims` to `out` over `out_dims`, along `axis`.
    pub fn new(
        dims: &[usize],
        out_dims: &[usize],
        axis: usize,
        [x, index, out]: [&View; 3],
        each: bool,
    ) -> Self {
        Scatter {
            dims: dims[1..].to_vec(),
            len: out_dims[axis],
            words: out_dims[1..].iter().product(),
            axis: axis - 1,
            x: Lines::new(x, each),
            index: Lines::new(index, each),
            out: Lines::new(out, each),
        }
    }

    /// Does a member's part.
    #[inline(never)]
    pub fn run(&self, member: usize, memory: &mut Memory, room: &mut Room) {
        let mut cell = memory.take(self.out.buffer);
        let out = cell.words_mut();
        let first = self.out.at(member, &[]) as usize;
        out[first..first + self.words].fill(0.0);
        let mut position = mem::take(&mut room.position);
        position.clear();
        position.resize(self.dims.len(), 0);
        while !self.dims.contains(&0) {
            self.line(member, &position, memory, out);
            let rest = self.dims.len() - 1;
            if !advance(&mut position[..rest], &self.dims[..rest]) {
                break;
            }
        }
        room.position = position;
        memory.put(self.out.buffer, cell);
    }

    /// The positions along the last axis.
    fn line(&self, member: usize, position: &[usize], memory: &Memory, out: &mut [f32]) {
        let last = self.dims.len() - 1;
        let n = self.dims[last];
        let (xs, indices) = (memory.words(self.x.buffer), memory.words(self.index.buffer));
        let mut base = self.out.at(member, position);
        base -= self.out.terms[self.axis] * position[self.axis] as isize;
        let (x, index) = (self.x.at(member, position), self.index.at(member, position));
        let (dx, di) = (self.x.terms[last], self.index.terms[last]);
        let along = if self.axis == last {
            0
        } else {
            self.out.terms[last]
        };
        let to = |i: u32| base + self.out.terms[self.axis] * i as isize;
        if (dx, di, along) == (1, 0, 1) {
            let i = indices[index as usize].to_bits();
            if (i as usize) < self.len {
                let out = &mut out[to(i) as usize..][..n];
                let x = &xs[x as usize..][..n];
                out.iter_mut().zip(x).for_each(|(o, &x)| *o += x);
            }
            return;
        }
        for k in 0..n as isize {
            let i = indices[(index + k * di) as usize].to_bits();
            if (i as usize) < self.len {
                out[(to(i) + k * along) as usize] += xs[(x + k * dx) as usize];
            }
        }
    }
}

/// The stable ascending order along an axis.
#[derive(Clone, Debug)]
pub struct Sort {
    lines: Vec<usize>,
    len: usize,
    axis: usize,
    x: Lines,
    out: Lines,
}

impl Sort {
    /// Sorts `x` over `dims` along `axis`.
    pub fn new(dims: &[usize], axis: usize, [x, out]: [&View; 2], each: bool) -> Self {
        let mut lines = dims[1..].to_vec();
        let len = mem::replace(&mut lines[axis - 1], 1);
        Sort {
            lines,
            len,
            axis: axis - 1,
            x: Lines::new(x, each),
            out: Lines::new(out, each),
        }
    }

    /// Does a member's part.
    #[inline(never)]
    pub fn run(&self, member: usize, memory: &mut Memory, room: &mut Room) {
        let mut cell = memory.take(self.out.buffer);
        let words = memory.words(self.x.buffer);
        let mut position = mem::take(&mut room.position);
        position.clear();
        position.resize(self.lines.len(), 0);
        while !self.lines.contains(&0) {
            let (x, to) = (self.x.at(member, &position), self.out.at(member, &position));
            let line = |at: isize, of: &Lines| Line {
                start: at as usize,
                stride: of.terms[self.axis],
            };
            let out = bytemuck::cast_slice_mut(cell.words_mut());
            let (from, to) = (line(x, &self.x), line(to, &self.out));
            sort::argsort(self.len, words, from, out, to, &mut room.keys);
            if !advance(&mut position, &self.lines) {
                break;
            }
        }
        room.position = position;
        memory.put(self.out.buffer, cell);
    }
}
