//! The buffers of a plan as arrays; temporaries share room as they come and go.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use ndarray::Array2;

use crate::plan::{BufferId, Launch, Plan, Role};
use crate::run::{BUFFER_BUDGET, DEVICE_BUDGET, RunError, afford};

/// The words of a buffer: `[members, words of a member]`, unless they are elsewhere just now.
#[derive(Debug, Default)]
pub struct Cell(Option<Array2<f32>>);

impl Cell {
    fn new(members: usize, words: usize) -> Self {
        Cell(Some(Array2::zeros((members, words))))
    }

    /// All words, member after member.
    pub fn words(&self) -> &[f32] {
        let words = self.0.as_ref().and_then(|a| a.as_slice());
        words.unwrap_or_default()
    }

    /// All words, member after member.
    pub fn words_mut(&mut self) -> &mut [f32] {
        let words = self.0.as_mut().and_then(|a| a.as_slice_mut());
        words.unwrap_or_default()
    }
}

/// A buffer that outlives a step, and may be shared between machines.
pub type Lasting = Rc<RefCell<Cell>>;

/// The memory of a machine.
#[derive(Debug, Default)]
pub struct Memory {
    cells: Vec<Cell>,
    /// The cell of each buffer, and the one it was made with.
    home: Vec<usize>,
    own: Vec<usize>,
    lasting: Vec<Option<Lasting>>,
    /// For each buffer, whether it brings its handle's cell in.
    first: Vec<bool>,
}

impl Memory {
    /// Room for all buffers of `plan`, and for one more of `spare` words, if that is
    /// within the budget.
    pub fn new(plan: &Plan, spare: usize) -> Result<Self, RunError> {
        let (homes, temporaries) = homes(plan);
        let lasting = |b: &usize| plan.buffers[*b].role != Role::Temp;
        let sizes = (0..plan.buffers.len())
            .filter(lasting)
            .map(|b| plan.buffers[b].words())
            .chain(temporaries.iter().copied())
            .chain([spare]);
        let mut total = 0u64;
        for words in sizes {
            let bytes = words as u64 * 4;
            total += bytes;
            afford(bytes, BUFFER_BUDGET)?;
        }
        afford(total, DEVICE_BUDGET)?;
        let mut memory = Memory::default();
        for words in temporaries {
            memory.cells.push(Cell::new(1, words));
        }
        for (b, home) in homes.into_iter().enumerate() {
            let buffer = &plan.buffers[b];
            // A temporary without a home is one that no launch touches any more.
            let cell = (buffer.role != Role::Temp).then(|| {
                let cell = Cell::new(buffer.dims[0], buffer.member_words());
                Rc::new(RefCell::new(cell))
            });
            if home.is_none() {
                memory.cells.push(Cell::default());
            }
            memory.home.push(home.unwrap_or(memory.cells.len() - 1));
            memory.lasting.push(cell);
        }
        memory.home.push(memory.cells.len());
        memory.cells.push(Cell::new(1, spare));
        memory.own = memory.home.clone();
        memory.find_aliases();
        Ok(memory)
    }

    /// The words of a buffer.
    pub fn words(&self, buffer: BufferId) -> &[f32] {
        self.cells[self.home[buffer]].words()
    }

    /// The words of a buffer.
    pub fn words_mut(&mut self, buffer: BufferId) -> &mut [f32] {
        self.cells[self.home[buffer]].words_mut()
    }

    /// Takes a buffer out, to be written while others are read.
    pub fn take(&mut self, buffer: BufferId) -> Cell {
        mem::take(&mut self.cells[self.home[buffer]])
    }

    /// Puts a buffer back.
    pub fn put(&mut self, buffer: BufferId, cell: Cell) {
        self.cells[self.home[buffer]] = cell;
    }

    /// Whether two buffers share room.
    pub fn same(&self, a: BufferId, b: BufferId) -> bool {
        self.home[a] == self.home[b]
    }

    /// The handle of a buffer that outlives a step.
    pub fn handle(&self, buffer: BufferId) -> Option<&Lasting> {
        self.lasting[buffer].as_ref()
    }

    /// Lets a buffer be another machine's.
    pub fn bind(&mut self, buffer: BufferId, handle: &Lasting) {
        self.lasting[buffer] = Some(Rc::clone(handle));
        self.find_aliases();
    }

    /// Buffers with one handle have one home.
    fn find_aliases(&mut self) {
        self.first = vec![false; self.lasting.len()];
        for b in 0..self.lasting.len() {
            let Some(handle) = &self.lasting[b] else {
                continue;
            };
            let same =
                |other: &Option<Lasting>| other.as_ref().is_some_and(|o| Rc::ptr_eq(o, handle));
            let first = self.lasting.iter().position(same).unwrap_or(b);
            self.first[b] = first == b;
            self.home[b] = self.own[first];
        }
    }

    /// Brings the lasting buffers in for a run.
    pub fn enter(&mut self) {
        for (b, handle) in self.lasting.iter().enumerate() {
            if let (Some(handle), true) = (handle, self.first[b]) {
                self.cells[self.home[b]] = mem::take(&mut *handle.borrow_mut());
            }
        }
    }

    /// Hands the lasting buffers back.
    pub fn leave(&mut self) {
        for (b, handle) in self.lasting.iter().enumerate() {
            if let (Some(handle), true) = (handle, self.first[b]) {
                *handle.borrow_mut() = mem::take(&mut self.cells[self.home[b]]);
            }
        }
    }

    /// Bytes held, shared buffers included.
    pub fn bytes(&self) -> u64 {
        let own = self.cells.iter().map(|c| c.words().len());
        let handles = self.lasting.iter().flatten();
        let lasting = handles.map(|h| h.borrow().words().len());
        own.chain(lasting).sum::<usize>() as u64 * 4
    }
}

/// A home for each temporary, and the words of each home. Those of one member use a
/// home again when nothing reads them any more; those of all members keep theirs.
fn homes(plan: &Plan) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut last = vec![0; plan.buffers.len()];
    // What is done block by block is under way all at once.
    let together = |a: &Launch, b: &Launch| a.blocks.is_some() && a.blocks == b.blocks;
    let runs: Vec<&[Launch]> = plan.launches.chunk_by(together).collect();
    let touched = |i: usize| {
        let works = runs[i].iter().map(|l| &l.work);
        let views = works.flat_map(|w| w.writes().into_iter().chain(w.reads()));
        views.map(|v| v.buffer).collect::<Vec<_>>()
    };
    for i in 0..runs.len() {
        touched(i).into_iter().for_each(|b| last[b] = i);
    }
    let mut homes: Vec<Option<usize>> = vec![None; plan.buffers.len()];
    let mut sizes: Vec<usize> = Vec::new();
    let mut free: Vec<usize> = Vec::new();
    for i in 0..runs.len() {
        let here = touched(i);
        for &b in &here {
            let buffer = &plan.buffers[b];
            if buffer.role != Role::Temp || homes[b].is_some() {
                continue;
            }
            let words = if buffer.scratch {
                buffer.member_words()
            } else {
                buffer.words()
            };
            let fits = |&h: &usize| sizes[h].abs_diff(words);
            let best = (0..free.len()).min_by_key(|&f| fits(&free[f]));
            homes[b] = Some(match best.filter(|_| buffer.scratch) {
                Some(f) => free.swap_remove(f),
                None => {
                    sizes.push(0);
                    sizes.len() - 1
                }
            });
            if let Some(h) = homes[b] {
                sizes[h] = sizes[h].max(words);
            }
        }
        for &b in &here {
            if let (true, true, Some(h)) = (plan.buffers[b].scratch, last[b] == i, homes[b])
                && !free.contains(&h)
            {
                free.push(h);
            }
        }
    }
    (homes, sizes)
}
