//! Launches done block by block of rows.
//!
//! Neighbours that hand rows on to each other, as layers do, need not do all rows of one before
//! the first of the next. They are done together for a block of rows, then for the next, so
//! that what passes between them has room for one block. A row's words do not depend on the
//! block that it is in.

use std::ops::Range;

use super::coords::Affine;
use super::tape::{Instr, Tape, View};
use super::{BufferId, Launch, Plan, Role, Work};

/// The fewest rows worth a block.
const FEWEST: usize = 48;
/// The largest right operand that every block may well read again, in words.
const OPERAND: usize = 1 << 13;

/// The place of a launch among those that are done block by block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// Which launches belong together.
    pub chain: usize,
    /// The number of blocks: axis 1 of the launch's domain.
    pub count: usize,
}

/// A run of launches, the length of the axis that is cut, and what passes between them.
struct Chain {
    launches: Range<usize>,
    rows: usize,
    inside: Vec<BufferId>,
}

impl Plan {
    /// Cuts axis 1 of neighbouring launches into blocks for which `room` words of a member hold
    /// all that passes between them. Domains `[M, N, …]` become `[M, blocks, N / blocks, …]`.
    pub fn in_blocks(mut self, room: usize) -> Self {
        let mut first = 0;
        let mut number = 0;
        while first < self.launches.len() {
            let Some(chain) = self.chain(first) else {
                first += 1;
                continue;
            };
            first = chain.launches.end;
            let words = |b: &BufferId| self.buffers[*b].member_words() / chain.rows;
            let row: usize = chain.inside.iter().map(words).sum();
            if row * chain.rows <= room {
                continue;
            }
            let most = (room / row).max(FEWEST).min(chain.rows / 2);
            let fits = |h: &usize| chain.rows.is_multiple_of(*h);
            let height = (FEWEST..=most).rev().find(fits);
            if let Some(height) = height {
                self.cut(&chain, number, height);
                number += 1;
            }
        }
        self
    }

    /// Each block as launches of its own.
    pub fn unrolled(mut self) -> Self {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.launches.len() {
            let Some(blocks) = self.launches[at].blocks else {
                out.push(self.launches[at].clone());
                at += 1;
                continue;
            };
            let same = |l: &&Launch| l.blocks == Some(blocks);
            let run = self.launches[at..].iter().take_while(same).count();
            for block in 0..blocks.count as isize {
                for launch in &self.launches[at..at + run] {
                    let mut launch = launch.clone();
                    launch.blocks = None;
                    dims_mut(&mut launch.work).remove(1);
                    maps(&mut launch.work, |_, at| {
                        at.offset += block * at.terms.remove(1);
                    });
                    out.push(launch);
                }
            }
            at += run;
        }
        self.launches = out;
        self
    }

    /// The longest chain from a launch on.
    fn chain(&self, first: usize) -> Option<Chain> {
        let launch = &self.launches[first];
        let rows = *launch.work.dims().get(1).filter(|&&n| n >= 2 * FEWEST)?;
        let fits = |l: &&Launch| {
            l.each
                && l.phase == launch.phase
                && l.work.dims().get(1) == Some(&rows)
                && cuts(&l.work)
        };
        let most = self.launches[first..].iter().take_while(fits).count();
        (2..=most).rev().find_map(|n| {
            let launches = first..first + n;
            let inside = self.inside(&launches, rows)?;
            (!inside.is_empty()).then_some(Chain {
                launches,
                rows,
                inside,
            })
        })
    }

    /// The buffers that only these launches touch, if whatever they write is read row by row.
    fn inside(&self, launches: &Range<usize>, rows: usize) -> Option<Vec<BufferId>> {
        let run = &self.launches[launches.clone()];
        let mut written: Vec<BufferId> = Vec::new();
        for view in run.iter().flat_map(|l| l.work.writes()) {
            if !written.contains(&view.buffer) {
                written.push(view.buffer);
            }
        }
        for &b in &written {
            let buffer = &self.buffers[b];
            let words = buffer.member_words();
            if buffer.dims[0] != self.members || !words.is_multiple_of(rows) {
                return None;
            }
            for launch in run {
                let mut apart = true;
                each_view(&launch.work, |view, reach| {
                    let member = if self.members == 1 {
                        view.at.terms[0]
                    } else {
                        words as isize
                    };
                    let steps = [member, (words / rows) as isize];
                    apart &= view.buffer != b || reach.is_some_and(|r| row_by_row(view, r, steps));
                });
                if !apart {
                    return None;
                }
            }
        }
        let (before, after) = (
            &self.launches[..launches.start],
            &self.launches[launches.end..],
        );
        for launch in before.iter().chain(after) {
            let touched = launch.work.reads().into_iter().chain(launch.work.writes());
            touched.for_each(|v| written.retain(|&b| b != v.buffer));
        }
        written.retain(|&b| self.buffers[b].role == Role::Temp);
        Some(written)
    }

    fn cut(&mut self, chain: &Chain, number: usize, height: usize) {
        let count = chain.rows / height;
        for launch in &mut self.launches[chain.launches.clone()] {
            launch.blocks = Some(Blocks {
                chain: number,
                count,
            });
            let dims = dims_mut(&mut launch.work);
            dims[1] = height;
            dims.insert(1, count);
            maps(&mut launch.work, |place, at| {
                let stays = match place {
                    Place::Right => true,
                    Place::Buffer(b) => chain.inside.contains(&b),
                    Place::Position => false,
                };
                if let (Place::Buffer(_), true) = (place, stays) {
                    at.terms[0] /= count as isize;
                }
                let step = if stays {
                    0
                } else {
                    at.terms[1] * height as isize
                };
                at.terms.insert(1, step);
            });
        }
        for &b in &chain.inside {
            let buffer = &mut self.buffers[b];
            let row = buffer.member_words() / chain.rows;
            buffer.dims = vec![buffer.dims[0], height, row];
        }
    }
}

/// Whether axis 1 of a work's domain may be cut at all.
fn cuts(work: &Work) -> bool {
    match work {
        Work::Map { dims, tape } => {
            dims.len() > 2 || !tape.reduces_rows() && tape.stores.iter().all(|s| !s.row)
        }
        Work::MatMul {
            dims,
            k,
            column_sums: None,
            ..
        } => dims.len() == 3 && k * dims[2] <= OPERAND,
        _ => false,
    }
}

/// Whether a view keeps to the words of the row that it is at: `steps` are those from one member
/// to the next and from one row to the next.
fn row_by_row(view: &View, [low, high]: [isize; 2], steps: [isize; 2]) -> bool {
    view.at.terms[..2] == steps && low >= 0 && high < steps[1]
}

/// Every view of a work with the least and the largest word that it shows of member 0 and row 0;
/// none for the right operand of a product, which has no rows of the domain.
fn each_view(work: &Work, mut see: impl FnMut(&View, Option<[isize; 2]>)) {
    let reach = |view: &View, dims: &[usize]| {
        let along = view.at.terms.iter().zip(dims).skip(2);
        let far = along.map(|(&t, &d)| t * (d as isize - 1));
        let (low, high) = far.fold((0, 0), |(l, h), f| (l + f.min(0), h + f.max(0)));
        Some([view.at.offset + low, view.at.offset + high])
    };
    let mut of_tape = |dims: &[usize], tape: &Tape| {
        for instr in &tape.instrs {
            match instr {
                Instr::Indexed { view, .. } => see(view, None),
                other => other
                    .view()
                    .into_iter()
                    .for_each(|v| see(v, reach(v, dims))),
            }
        }
        let stores = tape.stores.iter();
        stores.for_each(|s| see(&s.view, reach(&s.view, dims)));
    };
    match work {
        Work::Map { dims, tape } => of_tape(dims, tape),
        Work::MatMul {
            dims,
            k,
            a,
            b,
            out,
            tape,
            ..
        } => {
            tape.iter().for_each(|tape| of_tape(dims, tape));
            see(a, reach(a, &[dims[0], dims[1], *k]));
            see(b, None);
            out.iter().for_each(|v| see(v, reach(v, dims)));
        }
        _ => {}
    }
}

fn dims_mut(work: &mut Work) -> &mut Vec<usize> {
    match work {
        Work::Map { dims, .. }
        | Work::Reduce { dims, .. }
        | Work::MatMul { dims, .. }
        | Work::ScatterAdd { dims, .. }
        | Work::ArgSort { dims, .. } => dims,
        Work::Conv2d { out_dims, .. } => out_dims,
    }
}

/// What an affine map leads to.
#[derive(Clone, Copy)]
enum Place {
    /// A buffer, by the rows of the domain.
    Buffer(BufferId),
    /// The right operand of a product.
    Right,
    /// An integer.
    Position,
}

/// Visits the maps of elementwise work and of products.
fn maps(work: &mut Work, mut change: impl FnMut(Place, &mut Affine)) {
    let mut of_tape = |tape: &mut Tape| {
        for instr in &mut tape.instrs {
            match instr {
                Instr::Index(at) | Instr::Uniform { element: at, .. } => {
                    change(Place::Position, at);
                }
                other => {
                    if let Some(view) = other.view_mut() {
                        change(Place::Buffer(view.buffer), &mut view.at);
                    }
                }
            }
        }
        for store in &mut tape.stores {
            change(Place::Buffer(store.view.buffer), &mut store.view.at);
        }
    };
    match work {
        Work::Map { tape, .. } => of_tape(tape),
        Work::MatMul {
            a, b, out, tape, ..
        } => {
            tape.iter_mut().for_each(&mut of_tape);
            change(Place::Buffer(a.buffer), &mut a.at);
            change(Place::Right, &mut b.at);
            out.iter_mut()
                .for_each(|v| change(Place::Buffer(v.buffer), &mut v.at));
        }
        _ => {}
    }
}
