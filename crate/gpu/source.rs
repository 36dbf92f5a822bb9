//! The text of a kernel, and what it is bound to.
//!
//! Buffers are named by the order in which a kernel first touches them, and where
//! they begin is a number outside the text: layers of one shape share a pipeline.

use std::fmt::Write;

use crate::plan::{Affine, BufferId, View};

use super::layout::{Layout, Spot};

const MATH: &str = include_str!("../../shaders/lib/math.wgsl");
const WORDS: &str = include_str!("../../shaders/lib/words.wgsl");
const LAUNCH: &str = include_str!("../../shaders/lib/launch.wgsl");
/// Work items of a workgroup.
const WORKGROUP: usize = 64;
/// Workgroups along one axis of a dispatch.
const MAX_GROUPS: usize = 65535;

/// What a binding stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The arena.
    Arena,
    /// A buffer with memory of its own.
    Own(BufferId),
}

/// A dispatch: a pipeline's text and what it is given.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The whole shader.
    pub text: String,
    /// Workgroups along x and y.
    pub groups: [u32; 2],
    /// Where each view begins.
    pub bases: Vec<u32>,
    /// The storage bindings in order, and whether they are written.
    pub bound: Vec<(Bound, bool)>,
}

/// A kernel being written.
pub struct Source<'a> {
    /// Where its buffers lie.
    pub layout: &'a Layout,
    /// Functions so far: `thread0(t: u32)` and so on, one for each launch.
    pub text: String,
    /// The first and the number of work items of each launch.
    parts: Vec<[usize; 2]>,
    bases: Vec<(Base, u32)>,
    bound: Vec<(Bound, bool)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Buffer(BufferId, isize),
    Scratch(usize),
}

impl<'a> Source<'a> {
    /// An empty kernel.
    pub fn new(layout: &'a Layout) -> Self {
        Source {
            layout,
            text: String::new(),
            parts: Vec::new(),
            bases: Vec::new(),
            bound: Vec::new(),
        }
    }

    /// Launches written so far, and the number of the next.
    pub fn number(&self) -> usize {
        self.parts.len()
    }

    /// Work items so far.
    pub fn threads(&self) -> usize {
        self.parts.last().map_or(0, |p| p[0] + p[1])
    }

    /// Begins the function of a launch; its work item is `t`.
    pub fn open(&mut self) {
        let number = self.number();
        let _ = writeln!(self.text, "fn thread{number}(t: u32) {{");
    }

    /// Ends it. The launch gets workgroups of its own, so that they stay of one mind.
    pub fn close(&mut self, threads: usize) {
        self.text.push_str("}\n");
        let first = self.threads().next_multiple_of(WORKGROUP);
        self.parts.push([first, threads]);
    }

    /// The function that finds a work item's launch.
    fn choose(&mut self) {
        self.text.push_str("fn thread(t: u32) {\n");
        for (i, [first, threads]) in self.parts.iter().enumerate() {
            let end = first + threads;
            let _ = match first {
                0 => writeln!(self.text, "    if (t < {end}u) {{ thread{i}(t); }}"),
                _ => writeln!(
                    self.text,
                    "    if (t >= {first}u && t < {end}u) {{ thread{i}(t - {first}u); }}"
                ),
            };
        }
        self.text.push_str("}\n");
    }

    /// The word that a view shows at a position, for reading.
    pub fn read(&mut self, view: &View, at: &[String]) -> String {
        if self.layout.spots[view.buffer] == Spot::Step {
            return "row.at[0].x".into();
        }
        let name = self.name(view.buffer, false);
        let index = self.index(view, at);
        format!("{name}[{index}]")
    }

    /// The same, for writing.
    pub fn write(&mut self, view: &View, at: &[String]) -> String {
        let name = self.name(view.buffer, true);
        let index = self.index(view, at);
        format!("{name}[{index}]")
    }

    /// The name of a buffer's binding.
    pub fn name(&mut self, buffer: BufferId, written: bool) -> String {
        let bound = match self.layout.spots[buffer] {
            Spot::Own => Bound::Own(buffer),
            _ => Bound::Arena,
        };
        self.binding(bound, written)
    }

    /// The binding of the arena and the first word of the scratch at `offset`.
    pub fn scratch(&mut self, offset: usize) -> (String, String) {
        let first = self.layout.scratch + offset;
        let name = self.binding(Bound::Arena, true);
        (name, self.base(Base::Scratch(offset), first as u32))
    }

    fn binding(&mut self, bound: Bound, written: bool) -> String {
        let at = self.bound.iter().position(|b| b.0 == bound);
        let at = at.unwrap_or_else(|| {
            self.bound.push((bound, false));
            self.bound.len() - 1
        });
        self.bound[at].1 |= written;
        format!("m{at}")
    }

    /// The index of a view's word within its binding.
    pub fn index(&mut self, view: &View, at: &[String]) -> String {
        let mut text = self.start(view);
        terms(&view.at, at, &mut text);
        text
    }

    /// The index of a view's first word within its binding.
    pub fn start(&mut self, view: &View) -> String {
        let spot = self.layout.spots[view.buffer];
        let first = match spot {
            Spot::Home(at) | Spot::Ring { at, .. } => at,
            Spot::Own | Spot::Step => 0,
        };
        let first = (first as isize + view.at.offset) as u32;
        let mut text = self.base(Base::Buffer(view.buffer, view.at.offset), first);
        if let Spot::Ring { number, .. } = spot {
            let word = number + 1;
            let _ = write!(text, " + row.at[{}].{}", word / 4, part(word));
        }
        text
    }

    fn base(&mut self, base: Base, first: u32) -> String {
        let at = self.bases.iter().position(|b| b.0 == base);
        let at = at.unwrap_or_else(|| {
            self.bases.push((base, first));
            self.bases.len() - 1
        });
        format!("base.at[{}].{}", at / 4, part(at))
    }

    /// The kernel.
    pub fn finish(mut self) -> Kernel {
        self.choose();
        let threads = self.threads();
        let groups = threads.div_ceil(WORKGROUP).max(1);
        let x = groups.min(MAX_GROUPS);
        let mut head = String::new();
        let rows = self.layout.row_words() / 4;
        let bases = self.bases.len().div_ceil(4).max(1);
        let _ = write!(
            head,
            "const GROUPS_X = {x}u;\nconst THREADS = {threads}u;\n\
             struct Row {{ at: array<vec4<u32>, {rows}> }}\n\
             struct Base {{ at: array<vec4<u32>, {bases}> }}\n\
             @group(0) @binding(0) var<uniform> row: Row;\n\
             @group(1) @binding(0) var<uniform> base: Base;\n"
        );
        for (i, (_, written)) in self.bound.iter().enumerate() {
            let access = if *written { "read_write" } else { "read" };
            let _ = writeln!(
                head,
                "@group(1) @binding({}) var<storage, {access}> m{i}: array<u32>;",
                i + 1
            );
        }
        let math = if self.text.contains("sc_") { MATH } else { "" };
        Kernel {
            text: [&head, math, WORDS, &self.text, LAUNCH].join("\n"),
            groups: [x as u32, groups.div_ceil(x) as u32],
            bases: self.bases.into_iter().map(|b| b.1).collect(),
            bound: self.bound,
        }
    }
}

/// A component of a vector of four.
fn part(word: usize) -> &'static str {
    ["x", "y", "z", "w"][word % 4]
}

/// Appends the terms of an affine map.
fn terms(map: &Affine, at: &[String], text: &mut String) {
    for (&term, name) in map.terms.iter().zip(at) {
        let sign = if term < 0 { '-' } else { '+' };
        let _ = match term.unsigned_abs() {
            0 => Ok(()),
            1 => write!(text, " {sign} {name}"),
            factor => write!(text, " {sign} {name} * {factor}u"),
        };
    }
}

/// An affine map of a position as an unsigned expression.
pub fn affine(map: &Affine, at: &[String]) -> String {
    let mut text = format!("{}u", map.offset as u32);
    terms(map, at, &mut text);
    text
}

/// Declares the positions along `dims` of the item number `item`, last axis fastest;
/// axes of length 1 are at 0. Returns their names.
pub fn positions(dims: &[usize], item: &str, text: &mut String) -> Vec<String> {
    let mut names = vec!["0u".to_string(); dims.len()];
    let mut inner = 1;
    let outermost = dims.iter().position(|&d| d > 1);
    for k in (0..dims.len()).rev().filter(|&k| dims[k] > 1) {
        let mut value = item.to_string();
        if inner > 1 {
            value = format!("{value} / {inner}u");
        }
        if outermost != Some(k) {
            value = format!("({value}) % {}u", dims[k]);
        }
        let _ = writeln!(text, "    let p{k} = {value};");
        names[k] = format!("p{k}");
        inner *= dims[k];
    }
    names
}
