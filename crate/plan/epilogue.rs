//! What follows a product is done as its elements come out.

use super::tape::{Instr, Store, Tape};
use super::{BufferId, Plan, Role, View, Work};
use crate::ir::ReduceKind;

/// Moves elementwise launches and column sums into the products they belong to. What is
/// `kept` is wanted for itself, read or not.
pub fn absorb(plan: &mut Plan, kept: &[BufferId]) {
    let mut at = 0;
    while at < plan.launches.len() {
        if matches!(plan.launches[at].work, Work::MatMul { .. }) {
            absorb_map(plan, at, kept);
            absorb_sums(plan, at);
        }
        at += 1;
    }
}

/// Whether no launch from `from` on writes a buffer.
fn unwritten_from(plan: &Plan, buffer: BufferId, from: usize) -> bool {
    let writes = |work: &Work| work.writes().iter().any(|v| v.buffer == buffer);
    !plan.launches[from..].iter().any(|l| writes(&l.work))
}

fn absorb_map(plan: &mut Plan, at: usize, kept: &[BufferId]) {
    let Work::MatMul {
        dims,
        out: Some(out),
        ..
    } = &plan.launches[at].work
    else {
        return;
    };
    let (dims, out) = (dims.clone(), out.clone());
    if plan.buffers[out.buffer].role != Role::Temp {
        return;
    }
    let reads = |work: &Work| work.reads().iter().any(|v| v.buffer == out.buffer);
    let Some(next) = (at + 1..plan.launches.len()).find(|&i| reads(&plan.launches[i].work)) else {
        return;
    };
    let Work::Map { dims: domain, tape } = &plan.launches[next].work else {
        return;
    };
    let identical = *domain == dims && !tape.reduces_rows();
    let others = tape.reads();
    let early = |b: &BufferId| *b == out.buffer || unwritten_from(plan, *b, at);
    let plain = tape.instrs.iter().all(|i| match i {
        Instr::Load(v) => v.buffer != out.buffer || *v == out,
        other => other.view().is_none_or(|v| v.buffer != out.buffer),
    });
    if !identical || !plain || !others.iter().all(early) || overwritten(plan, tape, at, next) {
        return;
    }
    let mut tape = tape.clone();
    for (instr, row) in tape.instrs.iter_mut().zip(&mut tape.row) {
        if *instr == Instr::Load(out.clone()) {
            (*instr, *row) = (Instr::Accumulator, false);
        }
    }
    mark_rows(&mut tape);
    plan.launches.remove(next);
    let still_wanted = kept.contains(&out.buffer)
        || plan.launches[at + 1..]
            .iter()
            .any(|l| l.work.reads().iter().any(|v| v.buffer == out.buffer));
    if let Work::MatMul {
        out,
        tape: epilogue,
        ..
    } = &mut plan.launches[at].work
    {
        *epilogue = Some(tape);
        if !still_wanted {
            *out = None;
        }
    }
}

/// Whether something between the two launches touches what the tape writes.
fn overwritten(plan: &Plan, tape: &Tape, at: usize, next: usize) -> bool {
    let written: Vec<BufferId> = tape.stores.iter().map(|s: &Store| s.view.buffer).collect();
    plan.launches[at..next].iter().any(|l| {
        let touched = l.work.reads().into_iter().chain(l.work.writes());
        touched.into_iter().any(|v| written.contains(&v.buffer))
    })
}

/// Values that read the accumulator differ along the row.
fn mark_rows(tape: &mut Tape) {
    for i in 0..tape.instrs.len() {
        let reads = tape.instrs[i].reads();
        if !reads.is_empty() {
            tape.row[i] &= reads.iter().all(|&r| tape.row[r]);
        }
    }
}

/// `Σ_k b[k, j]`, a bias gradient, falls out of `aᵀ b`.
fn absorb_sums(plan: &mut Plan, at: usize) {
    let Work::MatMul { dims, k, b, .. } = &plan.launches[at].work else {
        return;
    };
    let rank = dims.len();
    let mut b_dims = dims.clone();
    b_dims[rank - 2] = *k;
    let b = b.clone();
    let found = (at + 1..plan.launches.len()).find(|&i| sums(&plan.launches[i].work, &b_dims, &b));
    let Some(next) = found else { return };
    let Work::Reduce { out, .. } = &plan.launches[next].work else {
        return;
    };
    let out: View = out.clone();
    let touched = |i: usize| {
        let work = &plan.launches[i].work;
        work.reads()
            .into_iter()
            .chain(work.writes())
            .any(|v| v.buffer == out.buffer)
    };
    // Parts of one buffer are written side by side; what matters is that nobody reads it yet.
    let read = (at + 1..next).any(|i| {
        plan.launches[i]
            .work
            .reads()
            .iter()
            .any(|v| v.buffer == out.buffer)
    });
    let filled = (at..next).any(|i| touched(i) && fills(&plan.launches[i].work));
    if read || filled {
        return;
    }
    plan.launches.remove(next);
    if let Work::MatMul { column_sums, .. } = &mut plan.launches[at].work {
        *column_sums = Some(out);
    }
}

fn fills(work: &Work) -> bool {
    matches!(work, Work::Map { tape, .. } if tape.instrs.len() == 1)
}

fn sums(work: &Work, b_dims: &[usize], b: &View) -> bool {
    let Work::Reduce {
        dims,
        kind: ReduceKind::Sum,
        axes,
        tape,
        value,
        ..
    } = work
    else {
        return false;
    };
    let k = b_dims.len() - 2;
    let same = dims == b_dims && axes == &[k] && tape.instrs.len() == 1 && *value == 0;
    same && tape.instrs[0] == Instr::Load(b.clone())
}
