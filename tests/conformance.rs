//! Every operation on every executor, against the referee.
//!
//! `cargo test --test conformance -- cpu` runs one executor alone. The last lines count
//! the cases of each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

mod support;

use std::process::ExitCode;

use support::backends::{Backend, cpu, gpu};
use support::batch::Batch;
use support::opdb::{Case, Draw, Kind, Row, table};
use support::rng::Rng;
use support::threads;

/// Members, kind of numbers and how many cases of each operation.
const BATCHES: [(usize, Kind, usize); 3] = [
    (3, Kind::Plain, 150),
    (1, Kind::Plain, 50),
    (2, Kind::Extreme, 40),
];
/// Shapes and settings tried in a batch on a GPU, where each is a kernel to compile.
const FORMS_ON_GPU: usize = 12;

/// Runs an operation's cases; returns how many, and what was wrong.
fn check(row: &Row, backend: &Backend) -> (usize, Vec<String>) {
    let (mut cases, mut faults) = (0, Vec::new());
    for (members, kind, count) in BATCHES {
        if backend.gpu && kind == Kind::Extreme && !row.extremes_on_gpu {
            continue;
        }
        let mut draw = Draw::new(0xbb67_ae85 ^ count as u64, members, kind);
        let forms = if backend.gpu { FORMS_ON_GPU } else { count };
        let drawn: Vec<Case> = (0..count)
            .map(|i| {
                draw.form = Rng::new((i % forms) as u64);
                (row.case)(&mut draw)
            })
            .collect();
        let batch = Batch::new(&drawn, members, &mut draw.rng);
        faults.extend(batch.faults(backend));
        cases += count;
    }
    (cases, faults)
}

/// Runs the table on an executor; returns the closing line, and what was wrong.
fn check_all(open: fn() -> Backend) -> (String, Vec<String>) {
    let results = threads::each(&table(), open, |backend, row| {
        let (cases, faults) = check(row, backend);
        let (label, name) = (&backend.label, row.name);
        println!("{label}: {name}: {cases} cases, {} wrong", faults.len());
        let wrong = faults.iter().map(|f| format!("{name} on {label}: {f}"));
        (cases, wrong.collect::<Vec<_>>())
    });
    let total: usize = results.iter().map(|(cases, _)| cases).sum();
    let wrong = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    (format!("executor {}: {total} cases", open().label), wrong)
}

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for (name, open) in [("cpu", cpu as fn() -> Backend), ("gpu", gpu)] {
        if wanted(name) {
            let (line, faults) = check_all(open);
            lines.push(line);
            wrong.extend(faults);
        } else {
            lines.push(format!("executor {name}: 0 cases, not asked for"));
        }
    }
    wrong.iter().take(40).for_each(|f| println!("{f}"));
    println!("{} wrong\n{}", wrong.len(), lines.join("\n"));
    if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
