//! Runs code window by window.

use std::mem;
use std::ops::Range;

use crate::run::seed;

use super::code::{Action, Code, Kind, Put, Step, Value};
use super::domain::{Turn, Walk, Window};
use super::lanes::{self, Source};
use super::memory::Memory;

/// Registers of the three kinds, shared by all code of a machine.
#[derive(Debug, Default)]
pub struct Registers {
    files: [Vec<Vec<f32>>; 3],
    window: Window,
}

impl Registers {
    /// Makes room for `code`.
    pub fn reserve(&mut self, code: &Code) {
        let (rows, columns) = code.domain.window();
        let sizes = [1, rows, rows * columns];
        for ((file, &count), size) in self.files.iter_mut().zip(&code.registers).zip(sizes) {
            file.resize_with(file.len().max(count), Vec::new);
            for register in &mut file[..count] {
                register.resize(register.len().max(size), 0.0);
            }
        }
    }

    /// A window's room.
    pub fn window(&mut self) -> &mut Window {
        &mut self.window
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let words: usize = self.files.iter().flatten().map(Vec::len).sum();
        words * size_of::<f32>()
    }
}

/// Two nested loops and a walk's strides in them; a single loop where both are one.
fn loops(code: &Code, kind: Kind, walk: usize, w: &Window) -> (usize, usize, isize, isize) {
    let walk = &code.walks[walk];
    match kind {
        Kind::Scalar => (1, 1, 0, 0),
        Kind::Row => (1, w.rows, 0, walk.row),
        Kind::Full => {
            let ((outer, inner), (far, near)) = (w.loops(), w.strides(walk));
            if near * inner as isize == far {
                (1, outer * inner, 0, near)
            } else {
                (outer, inner, far, near)
            }
        }
    }
}

fn size(kind: Kind, w: &Window) -> usize {
    match kind {
        Kind::Scalar => 1,
        Kind::Row => w.rows,
        Kind::Full => w.len(),
    }
}

impl Code {
    /// Runs all windows of a turn.
    pub fn run(&self, turn: Turn, memory: &mut Memory, registers: &mut Registers) {
        self.run_rows(self.domain.rows(), turn, memory, registers);
    }

    /// Runs the windows of some rows of a turn.
    pub fn run_rows(
        &self,
        rows: Range<usize>,
        turn: Turn,
        memory: &mut Memory,
        registers: &mut Registers,
    ) {
        let mut window = mem::take(&mut registers.window);
        self.domain.walk_rows(rows, turn, &mut window, &mut |w| {
            self.steps(w, memory, registers);
            for put in &self.puts {
                self.put(put, w, memory, registers);
            }
        });
        registers.window = window;
    }

    /// Runs all windows of a turn and hands each one's result on, with its walk.
    pub fn reduce(
        &self,
        turn: Turn,
        memory: &Memory,
        registers: &mut Registers,
        mut done: impl FnMut(&Window, &Walk, &[f32]),
    ) {
        let Some((value, walk)) = self.result else {
            return;
        };
        let mut window = mem::take(&mut registers.window);
        self.domain.walk(turn, &mut window, &mut |w| {
            self.steps(w, memory, registers);
            if let Source::Many(x) = self.source(value, w, memory, registers) {
                done(w, &self.walks[walk], x);
            }
        });
        registers.window = window;
    }

    fn source<'a>(
        &self,
        value: Value,
        w: &Window,
        memory: &'a Memory,
        registers: &'a Registers,
    ) -> Source<'a> {
        match value {
            Value::Constant(x) => Source::One(x),
            Value::Register(Kind::Scalar, r) => Source::One(registers.files[0][r][0]),
            Value::Register(kind, r) => {
                Source::Many(&registers.files[kind as usize][r][..size(kind, w)])
            }
            Value::Memory(buffer, walk) => {
                let at = self.walks[walk].base(w) as usize;
                Source::Many(&memory.words(buffer)[at..at + w.len()])
            }
        }
    }

    fn steps(&self, w: &Window, memory: &Memory, registers: &mut Registers) {
        if w.is_first {
            for step in &self.scalars {
                self.step(step, w, memory, registers);
            }
        }
        for step in &self.steps {
            self.step(step, w, memory, registers);
        }
    }

    fn step(&self, step: &Step, w: &Window, memory: &Memory, registers: &mut Registers) {
        let mut room = mem::take(&mut registers.files[step.kind as usize][step.to]);
        let out = &mut room[..size(step.kind, w)];
        let source = |value| self.source(value, w, memory, registers);
        match &step.action {
            Action::Load(buffer, walk) => {
                let (outer, inner, far, near) = loops(self, step.kind, *walk, w);
                let (from, base) = (memory.words(*buffer), self.walks[*walk].base(w));
                if far == 0 && outer > 1 && inner > 0 {
                    lanes::gather(from, base, near, &mut out[..inner]);
                    lanes::repeat(out, inner);
                } else {
                    for (o, row) in (0..outer).zip(out.chunks_exact_mut(inner.max(1))) {
                        lanes::gather(from, base + o as isize * far, near, row);
                    }
                }
            }
            Action::Index(walk) => {
                let (_, inner, far, near) = loops(self, step.kind, *walk, w);
                let base = self.walks[*walk].base(w);
                for (o, row) in out.chunks_exact_mut(inner).enumerate() {
                    for (i, v) in row.iter_mut().enumerate() {
                        let at = base + o as isize * far + i as isize * near;
                        *v = f32::from_bits(at as u32);
                    }
                }
            }
            Action::Uniform(stream, seed, count, walk) => {
                let (_, inner, far, near) = loops(self, step.kind, *walk, w);
                let base = self.walks[*walk].base(w);
                let draw = Draw {
                    stream: *stream,
                    seed: source(*seed),
                    step: source(*count),
                };
                for (o, row) in out.chunks_exact_mut(inner).enumerate() {
                    draw.fill(o * inner, base + o as isize * far, near, row);
                }
            }
            Action::Indexed(buffer, walk, stride, len, index) => {
                let find = Find {
                    from: memory.words(*buffer),
                    stride: *stride as isize,
                    len: *len,
                };
                self.indexed(&find, *walk, *index, step.kind, source(*index), w, out);
            }
            Action::Finite(x) => match source(*x) {
                Source::Many(x) => lanes::finite(x, out),
                Source::One(x) => lanes::finite(&[x], out),
            },
            Action::Unary(f, x) => lanes::unary(*f, source(*x), out),
            Action::Binary(f, a, b) => lanes::binary(*f, source(*a), source(*b), out),
            Action::Select(c, a, b) => lanes::select(source(*c), source(*a), source(*b), out),
            Action::Fused(f, values, scalars) => {
                let [x, y, z] = values.map(|v| source(v).slice());
                let scalars = scalars.map(|v| source(v).first());
                lanes::fused(*f, x, y, z, scalars, out);
            }
            Action::Joined => {}
            Action::Spread(x) => {
                let x = source(*x);
                for (o, row) in out.chunks_exact_mut(w.loops().1).enumerate() {
                    lanes::copy(part(x, Kind::Row, o, w), row);
                }
            }
            Action::RowReduce(kind, x) => {
                let Source::Many(x) = source(*x) else { return };
                let inner = w.loops().1;
                if w.turned {
                    out.fill(lanes::start(*kind));
                    x.chunks_exact(inner)
                        .for_each(|column| lanes::accumulate(*kind, Source::Many(column), out));
                } else {
                    let rows = x.chunks_exact(inner);
                    out.iter_mut()
                        .zip(rows)
                        .for_each(|(o, row)| *o = lanes::reduce(*kind, row));
                }
            }
        }
        registers.files[step.kind as usize][step.to] = room;
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one window")]
    fn indexed(
        &self,
        find: &Find,
        walk: usize,
        index: Value,
        kind: Kind,
        indices: Source,
        w: &Window,
        out: &mut [f32],
    ) {
        let base = self.walks[walk].base(w);
        let (outer, inner) = match kind {
            Kind::Full => w.loops(),
            kind => (1, size(kind, w)),
        };
        let (far, near) = match kind {
            Kind::Full => w.strides(&self.walks[walk]),
            _ => (0, self.walks[walk].row),
        };
        for (o, row) in (0..outer).zip(out.chunks_exact_mut(inner)) {
            let base = base + o as isize * far;
            let own = if kind == Kind::Full {
                part(indices, index.kind(), o, w)
            } else {
                indices
            };
            match own {
                Source::One(i) => find.run(i.to_bits(), base, near, row),
                Source::Many(is) => {
                    for (k, (v, i)) in row.iter_mut().zip(is).enumerate() {
                        *v = find.one(i.to_bits(), base + k as isize * near);
                    }
                }
            }
        }
    }

    fn put(&self, put: &Put, w: &Window, memory: &mut Memory, registers: &Registers) {
        if self.source(put.when, w, memory, registers).first() == 0.0 {
            return;
        }
        let walk = &self.walks[put.walk];
        let base = walk.base(w);
        let mut cell = memory.take(put.buffer);
        let x = self.source(put.value, w, memory, registers);
        let to = cell.words_mut();
        let kind = put.value.kind();
        let (outer, inner, far, near) = match kind {
            _ if put.row => (1, w.rows, 0, walk.row),
            Kind::Full | Kind::Scalar => loops(self, Kind::Full, put.walk, w),
            Kind::Row => {
                let ((outer, inner), (far, near)) = (w.loops(), w.strides(walk));
                (outer, inner, far, near)
            }
        };
        for o in 0..outer {
            let own = match (kind, x) {
                (Kind::Full, Source::Many(x)) => Source::Many(&x[o * inner..(o + 1) * inner]),
                (Kind::Row, x) if !put.row => part(x, kind, o, w),
                (_, x) => x,
            };
            lanes::scatter(own, inner, to, base + o as isize * far, near);
        }
        memory.put(put.buffer, cell);
    }
}

/// The part of a value that belongs to round `o` of the outer loop.
fn part<'a>(x: Source<'a>, kind: Kind, o: usize, w: &Window) -> Source<'a> {
    let inner = w.loops().1;
    match (kind, x) {
        (Kind::Full, Source::Many(x)) => Source::Many(&x[o * inner..(o + 1) * inner]),
        (Kind::Row, Source::Many(x)) if !w.turned => Source::One(x[o]),
        _ => x,
    }
}

/// Numbers of a stream.
struct Draw<'a> {
    stream: u32,
    seed: Source<'a>,
    step: Source<'a>,
}

impl Draw<'_> {
    fn fill(&self, first: usize, base: isize, near: isize, out: &mut [f32]) {
        if let (Source::One(seed), Source::One(step), 1) = (self.seed, self.step, near) {
            let key = [seed.to_bits(), self.stream];
            return seed::fill_uniform(key, step.to_bits(), base as u32, out);
        }
        let at = |x: Source, i: usize| match x {
            Source::One(x) => x.to_bits(),
            Source::Many(x) => x[first + i].to_bits(),
        };
        for (i, v) in out.iter_mut().enumerate() {
            let element = (base + i as isize * near) as u32;
            *v = seed::uniform([at(self.seed, i), self.stream], [at(self.step, i), element]);
        }
    }
}

/// Lookups in a buffer.
struct Find<'a> {
    from: &'a [f32],
    stride: isize,
    len: usize,
}

impl Find<'_> {
    fn one(&self, index: u32, base: isize) -> f32 {
        if (index as usize) < self.len {
            self.from[(base + index as isize * self.stride) as usize]
        } else {
            0.0
        }
    }

    fn run(&self, index: u32, base: isize, near: isize, out: &mut [f32]) {
        if (index as usize) < self.len {
            lanes::gather(self.from, base + index as isize * self.stride, near, out);
        } else {
            out.fill(0.0);
        }
    }
}
