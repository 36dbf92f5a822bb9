//! A plan as text, one line a launch, for people who ask what runs.

use std::fmt;

use super::{Launch, Plan, Role, Work};
use crate::ir::sort_by_key;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for launch in &self.launches {
            self.line(launch, f)?;
        }
        Ok(())
    }
}

impl Plan {
    fn line(&self, launch: &Launch, f: &mut fmt::Formatter) -> fmt::Result {
        let names = |mut ids: Vec<usize>| {
            sort_by_key(&mut ids, |&b| b as u32);
            ids.dedup();
            let names: Vec<_> = ids.into_iter().map(|b| self.label(b)).collect();
            names.join(" ")
        };
        let reads = names(launch.work.reads().iter().map(|v| v.buffer).collect());
        let writes = names(launch.work.writes().iter().map(|v| v.buffer).collect());
        let what = match &launch.work {
            Work::Map { tape, .. } if tape.reduces_rows() => format!("rows·{}", tape.instrs.len()),
            Work::Map { tape, .. } => format!("map·{}", tape.instrs.len()),
            Work::Reduce { axes, .. } => format!("reduce {axes:?}"),
            Work::MatMul { k, tape, .. } => match tape {
                Some(tape) => format!("matmul k={k} then·{}", tape.instrs.len()),
                None => format!("matmul k={k}"),
            },
            Work::Conv2d { .. } => "conv2d".into(),
            Work::ScatterAdd { axis, .. } => format!("scatter_add {axis}"),
            Work::ArgSort { axis, .. } => format!("argsort {axis}"),
        };
        let whom = if launch.each { "each" } else { "once" };
        let dims = launch.work.dims();
        writeln!(
            f,
            "{}.{whom} {what} {dims:?}: {reads} → {writes}",
            launch.phase
        )
    }

    fn label(&self, buffer: usize) -> String {
        match &self.buffers[buffer].role {
            Role::Input(name) | Role::Carry(name) | Role::Output(name) | Role::Fetch(name, _) => {
                name.clone()
            }
            Role::Step => "step".into(),
            Role::Temp => format!("%{buffer}"),
        }
    }
}
