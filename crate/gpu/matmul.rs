//! Products of matrices: a tile of registers for each work item, operands straight from
//! storage, no workgroup memory and no barrier. Transposed operands are strides.

use std::fmt::Write;

use crate::plan::{Tape, View};

use super::source::{Source, positions};
use super::tape::Writer;

/// Tiles that keep a device busy.
const ENOUGH: usize = 256;

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

/// A tile: rows, columns.
type Tile = [usize; 2];

/// An edge that an axis fills, or nearly.
fn edge(length: usize, most: usize) -> usize {
    let filled = length.is_multiple_of(most) || length >= 4 * most;
    match most {
        1 => 1,
        _ if filled => most,
        _ if most > 4 || length <= most / 2 => edge(length, most / 2),
        _ => most,
    }
}

impl Product<'_> {
    /// Writes it.
    pub fn write(&self, source: &mut Source) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let [high, wide] = self.tile();
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
        self.contract(source, &at, [high, wide]);
        self.hand_over(source, &at, &lead, [high, wide]);
        source.close(tiles.iter().product());
    }

    /// Eight by eight where that leaves enough tiles, else four by four: loads, not
    /// products, are what takes time.
    fn tile(&self) -> Tile {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let large = [edge(rows, 8), edge(columns, 8)];
        let lead: usize = self.dims[..rank - 2].iter().product();
        if lead * rows.div_ceil(large[0]) * columns.div_ceil(large[1]) >= ENOUGH {
            large
        } else {
            [edge(rows, 4), edge(columns, 4)]
        }
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

    /// Declares and fills the accumulators `c…`, and `sums…` where they are wanted: for
    /// each row of the tile, vectors of up to four columns.
    fn contract(&self, source: &mut Source, lead: &[String], [high, wide]: Tile) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let lanes = wide.min(4);
        let groups = wide / lanes;
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
            for g in 0..groups {
                let _ = writeln!(
                    source.text,
                    "    var c{r}_{g} = {}();",
                    vector("f32", lanes)
                );
            }
        }
        left[rank - 2] = "0u".into();
        for c in 0..wide {
            left[rank - 1] = held("j", c, columns, wide);
            let first = source.index(self.b, &left);
            let _ = writeln!(source.text, "    var b{c} = {first};");
        }
        let sums = self.column_sums.is_some();
        for g in (0..groups).filter(|_| sums) {
            let _ = writeln!(
                source.text,
                "    var sums_{g} = {}();",
                vector("f32", lanes)
            );
        }
        let step = |v: &View, axis: usize| (v.at.terms[axis] as i32) as u32;
        let (step_a, step_b) = (step(self.a, rank - 1), step(self.b, rank - 2));
        let _ = writeln!(source.text, "    for (var k = 0u; k < {}u; k++) {{", self.k);
        for g in 0..groups {
            let columns = g * lanes..(g + 1) * lanes;
            let words: Vec<String> = columns.map(|c| format!("{b}[b{c}]")).collect();
            let _ = writeln!(
                source.text,
                "        let x{g} = bitcast<{}>({}({}));",
                vector("f32", lanes),
                vector("u32", lanes),
                words.join(", ")
            );
        }
        for r in 0..high {
            let _ = writeln!(source.text, "        let y{r} = bitcast<f32>({a}[a{r}]);");
            for g in 0..groups {
                let _ = writeln!(source.text, "        c{r}_{g} += y{r} * x{g};");
            }
            let _ = writeln!(source.text, "        a{r} += {step_a}u;");
        }
        for g in (0..groups).filter(|_| sums) {
            let _ = writeln!(source.text, "        sums_{g} += x{g};");
        }
        for c in 0..wide {
            let _ = writeln!(source.text, "        b{c} += {step_b}u;");
        }
        source.text.push_str("    }\n");
    }

    /// Passes each element of the tile on that lies inside: row by row, since a driver writes
    /// a function out wherever it is called, and compiles it as often.
    fn hand_over(&self, source: &mut Source, at: &[String], lead: &[usize], [high, wide]: Tile) {
        let rank = self.dims.len();
        let (rows, columns) = (self.dims[rank - 2], self.dims[rank - 1]);
        let part = source.number();
        let leading: String = lead.iter().map(|&k| format!("{}, ", at[k])).collect();
        let lanes = wide.min(4);
        for g in 0..wide / lanes {
            let all: Vec<String> = (0..high).map(|r| format!("c{r}_{g}")).collect();
            let _ = writeln!(
                source.text,
                "    var tile_{g} = array<{}, {high}>({});",
                vector("f32", lanes),
                all.join(", ")
            );
        }
        // So many rows always, so that a driver may unroll.
        let _ = writeln!(source.text, "    for (var r = 0u; r < {high}u; r++) {{");
        let row_inside = inside("i + r", rows, high);
        for c in 0..wide {
            let acc = component(&format!("tile_{}[r]", c / lanes), c, wide);
            let inside = inside(&format!("j + {c}u"), columns, wide);
            let _ = writeln!(
                source.text,
                "        if (true{row_inside}{inside}) {{ finish{part}({leading}i + r, j + {c}u, {acc}); }}"
            );
        }
        source.text.push_str("    }\n");
        if let Some(view) = self.column_sums {
            let mut place_at = at.to_vec();
            place_at.extend(["0u".into(), String::new()]);
            source.text.push_str("    if (i == 0u) {\n");
            for c in 0..wide {
                place_at[rank - 1] = format!("(j + {c}u)");
                let place = source.write(view, &place_at);
                let inside = inside(&format!("j + {c}u"), columns, wide);
                let _ = writeln!(
                    source.text,
                    "        if (true{inside}) {{ {place} = bitcast<u32>({}); }}",
                    component(&format!("sums_{}", c / lanes), c, wide)
                );
            }
            source.text.push_str("    }\n");
        }
    }
}

/// A column of a row of the tile, in the vector that holds it.
fn component(vector: &str, column: usize, wide: usize) -> String {
    match wide {
        1 => vector.to_string(),
        _ => format!("{vector}.{}", ["x", "y", "z", "w"][column % 4]),
    }
}

/// A type of so many lanes.
fn vector(of: &str, lanes: usize) -> String {
    match lanes {
        1 => of.to_string(),
        n => format!("vec{n}<{of}>"),
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
fn inside(position: &str, length: usize, edge: usize) -> String {
    if length.is_multiple_of(edge) {
        String::new()
    } else {
        format!(" && {position} < {length}u")
    }
}

#[cfg(test)]
mod tests {
    use super::edge;

    #[test]
    fn edges_waste_little() {
        assert_eq!([1, 2, 3, 4, 10, 64].map(|n| edge(n, 4)), [1, 2, 4, 4, 4, 4]);
        assert_eq!(
            [2, 8, 10, 31, 33, 64].map(|n| edge(n, 8)),
            [2, 8, 4, 4, 8, 8]
        );
    }
}
