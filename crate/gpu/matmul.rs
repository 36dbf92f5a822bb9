//! Products of matrices: a tile of registers for each work item, operands straight from
//! storage, no workgroup memory and no barrier. Transposed operands are strides.

use std::fmt::Write;

use crate::plan::{Tape, View};

use super::source::{Source, positions};
use super::tape::Writer;

/// Instructions of an epilogue that is still written out for each element of a tile.
const SHORT: usize = 24;

/// A product and what follows it.
pub struct Product<'a> {
    /// The result's dimensions `[members, batch…, I, J]`.
    pub dims: &'a [usize],
    /// The length of the contracted axis.
    pub k: usize,
    /// The left operand.
    pub a: &'a View,
    /// The right operand.
    pub b: &'a View,
    /// The result's place.
    pub out: Option<&'a View>,
    /// What is done with each element.
    pub tape: Option<&'a Tape>,
    /// The place of the sums of `b` over `k`.
    pub column_sums: Option<&'a View>,
}

/// A tile's edge: what the axis fills, at most 4.
fn edge(length: usize) -> usize {
    match length {
        1 => 1,
        2 => 2,
        _ => 4,
    }
}

impl Product<'_> {
    /// Writes it.
    pub fn write(&self, source: &mut Source) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let (high, wide) = (edge(rows), edge(columns));
        let mut tiles = self.dims.to_vec();
        tiles[rank - 2] = rows.div_ceil(high);
        tiles[rank - 1] = columns.div_ceil(wide);
        let lead = self.finish(source);
        source.open();
        let mut at = positions(&tiles, "t", &mut source.text);
        let _ = write!(
            source.text,
            "    let i = {} * {high}u;\n    let j = {} * {wide}u;\n",
            at[rank - 2],
            at[rank - 1]
        );
        at.truncate(rank - 2);
        self.contract(source, &at, high, wide);
        self.hand_over(source, &at, &lead, high, wide);
        source.close(tiles.iter().product());
    }

    /// The function that takes an element as it comes out. Returns its leading parameters.
    fn finish(&self, source: &mut Source) -> Vec<usize> {
        let rank = self.dims.len();
        let lead: Vec<usize> = (0..rank - 2).filter(|&k| self.dims[k] > 1).collect();
        let mut at = vec!["0u".to_string(); rank];
        lead.iter().for_each(|&k| at[k] = format!("p{k}"));
        (at[rank - 2], at[rank - 1]) = ("i".into(), "j".into());
        let mut parameters = String::new();
        for &k in &lead {
            let _ = write!(parameters, "p{k}: u32, ");
        }
        let _ = writeln!(
            source.text,
            "fn finish{}({parameters}i: u32, j: u32, acc: f32) {{",
            source.number()
        );
        if let Some(tape) = self.tape {
            let mut writer = Writer::after(source, tape, &at, "acc");
            tape.stores.iter().for_each(|s| writer.need(s.reg));
            tape.stores.iter().for_each(|s| writer.store(s));
        }
        if let Some(out) = self.out {
            let place = source.write(out, &at);
            let _ = writeln!(source.text, "    {place} = bitcast<u32>(acc);");
        }
        source.text.push_str("}\n");
        lead
    }

    /// Declares and fills the accumulators `c0 …`, and `sums` where they are wanted.
    fn contract(&self, source: &mut Source, lead: &[String], high: usize, wide: usize) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let vector = |of: &str| match wide {
            1 => of.to_string(),
            n => format!("vec{n}<{of}>"),
        };
        let mut left = lead.to_vec();
        left.extend(["0u".into(), "0u".into()]);
        let (a, b) = (
            source.name(self.a.buffer, false),
            source.name(self.b.buffer, false),
        );
        for r in 0..high {
            left[rank - 2] = held("i", r, rows, high);
            let first = source.index(self.a, &left);
            let _ = writeln!(source.text, "    var a{r} = {first};");
            let _ = writeln!(source.text, "    var c{r} = {}();", vector("f32"));
        }
        left[rank - 2] = "0u".into();
        for c in 0..wide {
            left[rank - 1] = held("j", c, columns, wide);
            let first = source.index(self.b, &left);
            let _ = writeln!(source.text, "    var b{c} = {first};");
        }
        let sums = self.column_sums.is_some();
        if sums {
            let _ = writeln!(source.text, "    var sums = {}();", vector("f32"));
        }
        let step = |v: &View, axis: usize| (v.at.terms[axis] as i32) as u32;
        let (step_a, step_b) = (step(self.a, rank - 1), step(self.b, rank - 2));
        let _ = writeln!(source.text, "    for (var k = 0u; k < {}u; k++) {{", self.k);
        let words: Vec<String> = (0..wide).map(|c| format!("{b}[b{c}]")).collect();
        let _ = writeln!(
            source.text,
            "        let x = bitcast<{}>({}({}));",
            vector("f32"),
            vector("u32"),
            words.join(", ")
        );
        for r in 0..high {
            let _ = writeln!(
                source.text,
                "        c{r} += bitcast<f32>({a}[a{r}]) * x;\n        a{r} += {step_a}u;"
            );
        }
        if sums {
            source.text.push_str("        sums += x;\n");
        }
        for c in 0..wide {
            let _ = writeln!(source.text, "        b{c} += {step_b}u;");
        }
        source.text.push_str("    }\n");
    }

    /// Passes each element of the tile on that lies inside.
    fn hand_over(
        &self,
        source: &mut Source,
        at: &[String],
        lead: &[usize],
        high: usize,
        wide: usize,
    ) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let part = source.number();
        let leading: String = lead.iter().map(|&k| format!("{}, ", at[k])).collect();
        let component = |name: &str, c: usize| match wide {
            1 => name.to_string(),
            _ => format!("{name}.{}", ["x", "y", "z", "w"][c]),
        };
        let long = self.tape.is_some_and(|t| t.instrs.len() > SHORT) && high * wide > 1;
        if long {
            let all: Vec<String> = (0..high * wide)
                .map(|e| component(&format!("c{}", e / wide), e % wide))
                .collect();
            let _ = write!(
                source.text,
                "    var tile = array<f32, {n}>({all});\n    \
                 for (var e = 0u; e < {n}u; e++) {{\n        \
                 let row_at = i + e / {wide}u;\n        let column_at = j + e % {wide}u;\n        \
                 if (row_at < {rows}u && column_at < {columns}u) {{\n            \
                 finish{part}({leading}row_at, column_at, tile[e]);\n        }}\n    }}\n",
                n = high * wide,
                all = all.join(", "),
            );
        } else {
            for e in 0..high * wide {
                let (r, c) = (e / wide, e % wide);
                let acc = component(&format!("c{r}"), c);
                let inside = inside("i", r, rows, high) + &inside("j", c, columns, wide);
                let _ = writeln!(
                    source.text,
                    "    if (true{inside}) {{ finish{part}({leading}i + {r}u, j + {c}u, {acc}); }}"
                );
            }
        }
        if let Some(view) = self.column_sums {
            let mut place_at = at.to_vec();
            place_at.extend(["0u".into(), String::new()]);
            source.text.push_str("    if (i == 0u) {\n");
            for c in 0..wide {
                place_at[rank - 1] = format!("(j + {c}u)");
                let place = source.write(view, &place_at);
                let inside = inside("j", c, columns, wide);
                let _ = writeln!(
                    source.text,
                    "        if (true{inside}) {{ {place} = bitcast<u32>({}); }}",
                    component("sums", c)
                );
            }
            source.text.push_str("    }\n");
        }
    }
}

/// A position of the tile, held back at the last one of its axis.
fn held(name: &str, offset: usize, length: usize, edge: usize) -> String {
    if length.is_multiple_of(edge) {
        format!("({name} + {offset}u)")
    } else {
        format!("min({name} + {offset}u, {}u)", length - 1)
    }
}

/// A further condition under which a position of the tile lies inside.
fn inside(name: &str, offset: usize, length: usize, edge: usize) -> String {
    if length.is_multiple_of(edge) {
        String::new()
    } else {
        format!(" && {name} + {offset}u < {length}u")
    }
}
