//! Correlations of images, one member at a time.

use crate::plan::{BufferId, View};

use super::conv::{self, Convolution};
use super::memory::Memory;
use super::product::Room;

/// A correlation of dense operands.
#[derive(Clone, Debug)]
pub struct Images {
    shape: Convolution,
    x: Start,
    w: Start,
    out: Start,
}

/// Where a dense block begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    buffer: BufferId,
    offset: isize,
    member: isize,
}

impl Start {
    fn new(view: &View, each: bool) -> Self {
        Start {
            buffer: view.buffer,
            offset: view.at.offset,
            member: if each { view.at.terms[0] } else { 0 },
        }
    }

    fn at(self, member: usize) -> usize {
        (self.offset + self.member * member as isize) as usize
    }
}

impl Images {
    /// Correlates `x` with `w` into `out`.
    pub fn new(shape: Convolution, [x, w, out]: [&View; 3], each: bool) -> Self {
        let start = |view| Start::new(view, each);
        Images {
            shape,
            x: start(x),
            w: start(w),
            out: start(out),
        }
    }

    /// Does a member's part.
    #[inline(never)]
    pub fn run(&self, member: usize, memory: &mut Memory, room: &mut Room) {
        let mut cell = memory.take(self.out.buffer);
        let out = &mut cell.words_mut()[self.out.at(member)..];
        let x = &memory.words(self.x.buffer)[self.x.at(member)..];
        let w = &memory.words(self.w.buffer)[self.w.at(member)..];
        conv::conv2d(&self.shape, x, w, out, &mut room.packed);
        memory.put(self.out.buffer, cell);
    }
}
