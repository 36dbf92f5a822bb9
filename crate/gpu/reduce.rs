//! Sums and maxima over axes: one work item for each result; long ones in two stages.

use std::fmt::Write;

use crate::ir::ReduceKind;
use crate::plan::{Reg, Tape, View};

use super::source::{Source, positions};
use super::tape::{Writer, combine, neutral};

/// Work items that keep a device busy.
const ENOUGH: usize = 2048;
/// The fewest elements that a work item combines where it can be chosen.
const LEAST: usize = 64;

/// What is combined.
pub struct Reduction<'a> {
    /// The domain.
    pub dims: &'a [usize],
    /// Sum or maximum.
    pub kind: ReduceKind,
    /// The axes that are combined.
    pub axes: &'a [usize],
    /// The instructions before.
    pub tape: &'a Tape,
    /// The value that is combined.
    pub value: Reg,
    /// The result's place.
    pub out: &'a View,
}

impl Reduction<'_> {
    /// Results.
    fn results(&self) -> usize {
        let kept = (0..self.dims.len()).filter(|k| !self.axes.contains(k));
        kept.map(|k| self.dims[k]).product()
    }

    /// The axis that is cut, and into how many parts: the longest, when there are few results.
    fn cut(&self) -> Option<(usize, usize)> {
        let &axis = self.axes.iter().max_by_key(|&&k| self.dims[k])?;
        let length: usize = self.axes.iter().map(|&k| self.dims[k]).product();
        let parts = (ENOUGH / self.results().max(1)).min(length / LEAST);
        let size = self.dims[axis].div_ceil(parts.max(1)).max(1);
        let parts = self.dims[axis].div_ceil(size);
        (parts > 1).then_some((axis, size))
    }

    /// Words of scratch.
    pub fn scratch(&self) -> usize {
        self.cut()
            .map_or(0, |(k, size)| self.results() * self.dims[k].div_ceil(size))
    }

    /// One pass, or two.
    pub fn passes(&self) -> usize {
        1 + usize::from(self.cut().is_some())
    }

    /// Writes a pass.
    pub fn write(&self, source: &mut Source, pass: usize) {
        match (self.cut(), pass) {
            (None, _) => self.whole(source),
            (Some((axis, size)), 0) => self.partial(source, axis, size),
            (Some((axis, size)), _) => self.combined(source, self.dims[axis].div_ceil(size)),
        }
    }

    fn whole(&self, source: &mut Source) {
        source.open();
        let at = positions(&self.kept(), "t", &mut source.text);
        self.walk(source, &at, None);
        let place = source.write(self.out, &at);
        let _ = writeln!(source.text, "    {place} = bitcast<u32>(acc);");
        source.close(self.results());
    }

    /// The domain with combined axes of length 1.
    fn kept(&self) -> Vec<usize> {
        let mut kept = self.dims.to_vec();
        self.axes.iter().for_each(|&k| kept[k] = 1);
        kept
    }

    /// Loops over the combined axes, in order; `cut` walks one part of one of them.
    fn walk(&self, source: &mut Source, at: &[String], cut: Option<(usize, usize)>) {
        let mut at = at.to_vec();
        let _ = writeln!(source.text, "    var acc = {};", neutral(self.kind));
        for &k in self.axes {
            let (from, to) = match cut {
                Some((axis, size)) if axis == k => (
                    format!("part * {size}u"),
                    format!("min(part * {size}u + {size}u, {}u)", self.dims[k]),
                ),
                _ => ("0u".into(), format!("{}u", self.dims[k])),
            };
            let _ = writeln!(
                source.text,
                "    for (var q{k} = {from}; q{k} < {to}; q{k}++) {{"
            );
            at[k] = format!("q{k}");
        }
        let mut writer = Writer::new(source, self.tape, &at);
        writer.need(self.value);
        let next = combine(self.kind, "acc", &writer.float(self.value));
        let _ = writeln!(source.text, "    acc = {next};");
        self.axes
            .iter()
            .for_each(|_| source.text.push_str("    }\n"));
    }

    fn partial(&self, source: &mut Source, axis: usize, size: usize) {
        let parts = self.dims[axis].div_ceil(size);
        source.open();
        let _ = write!(
            source.text,
            "    let part = t % {parts}u;\n    let result = t / {parts}u;\n"
        );
        let at = positions(&self.kept(), "result", &mut source.text);
        self.walk(source, &at, Some((axis, size)));
        let (name, first) = source.scratch(0);
        let _ = writeln!(source.text, "    {name}[{first} + t] = bitcast<u32>(acc);");
        source.close(self.results() * parts);
    }

    fn combined(&self, source: &mut Source, parts: usize) {
        source.open();
        let at = positions(&self.kept(), "t", &mut source.text);
        let (name, first) = source.scratch(0);
        let start = neutral(self.kind);
        let part = format!("bitcast<f32>({name}[{first} + t * {parts}u + q])");
        let next = combine(self.kind, "acc", &part);
        let place = source.write(self.out, &at);
        let _ = write!(
            source.text,
            "    var acc = {start};\n    for (var q = 0u; q < {parts}u; q++) {{\n        \
             acc = {next};\n    }}\n    {place} = bitcast<u32>(acc);\n"
        );
        source.close(self.results());
    }
}
