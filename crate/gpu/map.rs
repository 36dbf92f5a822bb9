//! Elementwise work: one work item for each element, or for each row where rows are combined.

use std::fmt::Write;

use crate::plan::{Instr, Reg, Tape};

use super::source::{Source, positions};
use super::tape::{Writer, combine, neutral};

/// Writes a map over `dims`.
pub fn write(source: &mut Source, dims: &[usize], tape: &Tape) {
    source.open();
    let threads = if tape.reduces_rows() {
        rows(source, dims, tape);
        dims[..dims.len() - 1].iter().product()
    } else {
        elements(source, dims, tape);
        dims.iter().product()
    };
    source.close(threads);
}

fn elements(source: &mut Source, dims: &[usize], tape: &Tape) {
    let at = positions(dims, "t", &mut source.text);
    let last = at.last().cloned().unwrap_or_default();
    let mut writer = Writer::new(source, tape, &at);
    for store in &tape.stores {
        writer.need(store.reg);
    }
    for store in &tape.stores {
        let once = store.row && last != "0u";
        if once {
            let _ = writeln!(writer.source.text, "    if ({last} == 0u) {{");
        }
        writer.store(store);
        if once {
            writer.source.text.push_str("    }\n");
        }
    }
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
        for store in tape.stores.iter().filter(|s| !s.row) {
            writer.need(store.reg);
        }
        for store in tape.stores.iter().filter(|s| !s.row) {
            writer.store(store);
        }
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
