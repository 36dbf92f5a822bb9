//! Stable ascending orders: ranks are counted within blocks, and blocks are merged by
//! counting in the neighbour. Every pass is one dispatch without barriers.

use std::fmt::Write;

use crate::plan::View;

use super::source::{Source, positions};

/// Rows up to this length are ranked at once; longer ones in blocks of [`BLOCK`].
const LONGEST: usize = 1024;
/// Elements of a first block of a longer row.
const BLOCK: usize = 128;

/// What is sorted.
pub struct Order<'a> {
    /// The domain.
    pub dims: &'a [usize],
    /// The axis.
    pub axis: usize,
    /// The values.
    pub x: &'a View,
    /// The positions.
    pub out: &'a View,
}

/// Where a pass finds or leaves positions.
enum Place {
    Scratch(usize),
    Out,
}

impl Order<'_> {
    fn elements(&self) -> usize {
        self.dims.iter().product()
    }

    /// Words of scratch: two orders to go back and forth between.
    pub fn scratch(&self) -> usize {
        if self.dims[self.axis] <= LONGEST {
            0
        } else {
            2 * self.elements()
        }
    }

    /// The passes: one, or the first blocks and a merge for each doubling.
    pub fn passes(&self) -> usize {
        let length = self.dims[self.axis];
        if length <= LONGEST {
            1
        } else {
            1 + length.div_ceil(BLOCK).next_power_of_two().ilog2() as usize
        }
    }

    /// Writes a pass.
    pub fn write(&self, source: &mut Source, pass: usize) {
        let last = self.passes() - 1;
        let side = |pass: usize| pass % 2 * self.elements();
        let to = if pass == last {
            Place::Out
        } else {
            Place::Scratch(side(pass))
        };
        match pass {
            0 if last == 0 => self.rank(source, self.dims[self.axis], &to),
            0 => self.rank(source, BLOCK, &to),
            _ => self.merge(source, BLOCK << (pass - 1), side(pass - 1), &to),
        }
    }

    /// Text of the word of `x` at position `name` along the axis.
    fn key(&self, source: &mut Source, at: &[String], name: &str) -> String {
        let mut at = at.to_vec();
        at[self.axis] = name.into();
        format!("order_key({})", source.read(self.x, &at))
    }

    /// Text of the place of the `name`-th position in order. Rows lie one after another in scratch.
    fn place(&self, source: &mut Source, at: &[String], place: &Place, name: &str) -> String {
        match place {
            Place::Out => {
                let mut at = at.to_vec();
                at[self.axis] = name.into();
                source.write(self.out, &at)
            }
            Place::Scratch(offset) => {
                let (memory, first) = source.scratch(*offset);
                format!("{memory}[{first} + base_of_row + {name}]")
            }
        }
    }

    /// Declares the position, `i` along the axis and the row's place in scratch.
    fn open(&self, source: &mut Source) -> Vec<String> {
        source.open();
        let mut order: Vec<usize> = (0..self.dims.len()).filter(|&k| k != self.axis).collect();
        order.push(self.axis);
        let dims: Vec<usize> = order.iter().map(|&k| self.dims[k]).collect();
        let names = positions(&dims, "t", &mut source.text);
        let mut at = vec![String::new(); dims.len()];
        for (&k, name) in order.iter().zip(&names) {
            at[k].clone_from(name);
        }
        let i = at[self.axis].clone();
        let _ = write!(
            source.text,
            "    let i = {i};\n    let base_of_row = t - i;\n"
        );
        at
    }

    /// Each element counts those before it in its block.
    fn rank(&self, source: &mut Source, block: usize, to: &Place) {
        let length = self.dims[self.axis];
        let at = self.open(source);
        let (own, other) = (self.key(source, &at, "i"), self.key(source, &at, "j"));
        let place = self.place(source, &at, to, "rank");
        let _ = write!(
            source.text,
            "    let key = {own};\n    let start = i / {block}u * {block}u;\n    \
             let end = min(start + {block}u, {length}u);\n    var rank = start;\n    \
             for (var j = start; j < end; j++) {{\n        let other = {other};\n        \
             if (other < key || (other == key && j < i)) {{ rank++; }}\n    }}\n    \
             {place} = i;\n"
        );
        source.close(self.elements());
    }

    /// Each element of two sorted neighbours finds by bisection how many of the other
    /// block come before it; of equal ones the left block's come first.
    fn merge(&self, source: &mut Source, block: usize, from: usize, to: &Place) {
        let length = self.dims[self.axis];
        let at = self.open(source);
        let from = Place::Scratch(from);
        let mine = self.place(source, &at, &from, "i");
        let own = self.key(source, &at, "element");
        let middle = self.place(source, &at, &from, "(other + middle)");
        let other = self.key(source, &at, "candidate");
        let place = self.place(source, &at, to, "rank");
        let _ = write!(
            source.text,
            "    let element = {mine};\n    let key = {own};\n    \
             let own = i / {block}u * {block}u;\n    let left = (i / {block}u) % 2u == 0u;\n    \
             let other = min(select(own - {block}u, own + {block}u, left), {length}u);\n    \
             let size = min({block}u, {length}u - other);\n    \
             var low = 0u;\n    var high = size;\n    while (low < high) {{\n        \
             let middle = (low + high) / 2u;\n        let candidate = {middle};\n        \
             let value = {other};\n        \
             if (value < key || (value == key && !left)) {{ low = middle + 1u; }} else {{ high = middle; }}\n    }}\n    \
             let rank = min(own, other) + (i - own) + low;\n    {place} = element;\n"
        );
        source.close(self.elements());
    }
}
