//! Elementwise work: one work item for each element; for several, where much is the same for all of
//! a row; or for each row where rows are combined.

use std::fmt::Write;

use crate::plan::{Instr, Reg, Store, Tape};

use super::source::{Source, positions};
use super::tape::{Writer, combine, neutral};

/// Values that are the same along a row, from which on several elements share them.
const SHARED: usize = 8;
/// Work items that keep a device busy.
const ENOUGH: usize = 8192;
/// The most elements of a work item.
const MOST: usize = 8;

/// Writes a map over `dims`.
pub fn write(source: &mut Source, dims: &[usize], tape: &Tape) {
    source.open();
    let (last, outer) = dims.split_last().unwrap_or((&1, &[]));
    let outer: usize = outer.iter().product();
    let threads = if tape.reduces_rows() {
        rows(source, dims, tape);
        outer
    } else {
        let step = last.div_ceil(several(tape, outer * last));
        elements(source, dims, tape, step);
        outer * step
    };
    source.close(threads);
}

/// How many of so many elements a work item takes.
fn several(tape: &Tape, elements: usize) -> usize {
    let costs = |instr: &Instr| matches!(instr, Instr::Unary(..) | Instr::Binary(..));
    let shared = tape.instrs.iter().zip(&tape.row);
    let shared = shared.filter(|(instr, row)| **row && costs(instr)).count();
    if shared < SHARED {
        1
    } else {
        (elements / ENOUGH).clamp(1, MOST)
    }
}

/// Every `step`-th element of a row: neighbours are neighbouring work items'.
fn elements(source: &mut Source, dims: &[usize], tape: &Tape, step: usize) {
    let last = dims.len() - 1;
    let length = dims[last];
    let mut firsts = dims.to_vec();
    firsts[last] = step;
    let mut at = positions(&firsts, "t", &mut source.text);
    let first = at[last].clone();
    let several = step < length;
    if several {
        at[last] = "j".into();
    }
    let mut writer = Writer::new(source, tape, &at);
    if several {
        row_values(&mut writer, tape, &vec![0; tape.instrs.len()], 0);
    }
    let once: Vec<&Store> = tape.stores.iter().filter(|s| s.row).collect();
    once.iter().for_each(|store| writer.need(store.reg));
    if !once.is_empty() {
        let _ = writeln!(writer.source.text, "    if ({first} == 0u) {{");
        once.iter().for_each(|store| writer.store(store));
        writer.source.text.push_str("    }\n");
    }
    if several {
        let _ = writeln!(
            writer.source.text,
            "    for (var j = {first}; j < {length}u; j += {step}u) {{"
        );
    }
    each_element(&mut writer, tape);
    if several {
        close(&mut writer);
    }
}

/// Writes what is stored once for each element.
fn each_element(writer: &mut Writer, tape: &Tape) {
    let stores = tape.stores.iter().filter(|s| !s.row);
    stores.clone().for_each(|store| writer.need(store.reg));
    stores.for_each(|store| writer.store(store));
}

/// A walk along the row for each generation of reductions, then one that stores.
fn rows(source: &mut Source, dims: &[usize], tape: &Tape) {
    let last = dims.len() - 1;
    let length = dims[last];
    let mut outer = dims.to_vec();
    outer[last] = 1;
    let mut at = positions(&outer, "t", &mut source.text);
    at[last] = "j".into();
    let generation = generations(tape);
    let mut writer = Writer::new(source, tape, &at);
    for now in 0..=generation.iter().copied().max().unwrap_or(0) {
        row_values(&mut writer, tape, &generation, now);
        reduce(&mut writer, tape, &generation, now, length);
    }
    for store in tape.stores.iter().filter(|s| s.row) {
        writer.store(store);
    }
    if tape.stores.iter().any(|s| !s.row) {
        open(&mut writer, length);
        each_element(&mut writer, tape);
        close(&mut writer);
    }
}

fn open(writer: &mut Writer, length: usize) {
    let _ = writeln!(
        writer.source.text,
        "    for (var j = 0u; j < {length}u; j++) {{"
    );
}

fn close(writer: &mut Writer) {
    writer.source.text.push_str("    }\n");
    writer.leave_row();
}

/// Writes the values that are one for the row and can be known by now.
fn row_values(writer: &mut Writer, tape: &Tape, generation: &[usize], now: usize) {
    #[allow(clippy::needless_range_loop, reason = "several lists share the index")]
    for reg in 0..tape.instrs.len() {
        let reduces = matches!(tape.instrs[reg], Instr::RowReduce(..));
        if tape.row[reg] && !reduces && generation[reg] == now {
            writer.need(reg);
        }
    }
}

/// Combines the values that can be known by now.
fn reduce(writer: &mut Writer, tape: &Tape, generation: &[usize], now: usize, length: usize) {
    let due: Vec<(Reg, _, Reg)> = tape
        .instrs
        .iter()
        .enumerate()
        .filter_map(|(reg, instr)| match *instr {
            Instr::RowReduce(kind, of) if generation[of] == now => Some((reg, kind, of)),
            _ => None,
        })
        .collect();
    if due.is_empty() {
        return;
    }
    for &(reg, kind, _) in &due {
        let start = neutral(kind);
        let _ = writeln!(writer.source.text, "    var s{reg} = {start};");
    }
    open(writer, length);
    for &(reg, kind, of) in &due {
        writer.need(of);
        let next = combine(kind, &format!("s{reg}"), &writer.float(of));
        let _ = writeln!(writer.source.text, "    s{reg} = {next};");
    }
    close(writer);
    for &(reg, ..) in &due {
        let _ = writeln!(writer.source.text, "    let r{reg} = s{reg};");
        writer.assume_float(reg);
    }
}

/// After how many walks along the row each value can be known.
fn generations(tape: &Tape) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for instr in &tape.instrs {
        let reads = instr.reads();
        let latest = reads.iter().map(|&r| out[r]).max().unwrap_or(0);
        out.push(latest + usize::from(matches!(instr, Instr::RowReduce(..))));
    }
    out
}
