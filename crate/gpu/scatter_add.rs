//! Sums by index: each result looks for its own terms, in order, so that nothing is added
//! at the same time twice and the same run gives the same bits.

use std::fmt::Write;

use crate::plan::View;

use super::source::{Source, positions};

/// What is added where.
pub struct Scatter<'a> {
    /// The dimensions of what is added.
    pub dims: &'a [usize],
    /// The dimensions of the result.
    pub out_dims: &'a [usize],
    /// The axis that is written to.
    pub axis: usize,
    /// What is added.
    pub x: &'a View,
    /// The indices.
    pub index: &'a View,
    /// The result.
    pub out: &'a View,
}

impl Scatter<'_> {
    /// Writes it.
    pub fn write(&self, source: &mut Source) {
        source.open();
        let at = positions(self.out_dims, "t", &mut source.text);
        let mut from = at.clone();
        from[self.axis] = "j".into();
        let index = source.read(self.index, &from);
        let x = source.read(self.x, &from);
        let out = source.write(self.out, &at);
        let _ = write!(
            source.text,
            "    var sum = 0.0;\n    for (var j = 0u; j < {}u; j++) {{\n        \
             if ({index} == {}) {{ sum += bitcast<f32>({x}); }}\n    }}\n    \
             {out} = bitcast<u32>(sum);\n",
            self.dims[self.axis], at[self.axis]
        );
        source.close(self.out_dims.iter().product());
    }
}
