//! What attacks, their losses and what is counted of them must satisfy, on random cases.

mod arrays;
mod attacks;
mod called;
mod losses;
mod projections;

use std::collections::BTreeMap;

use crate::support::backends::{Backend, backends, prepare, read};
use crate::support::referee::Values;
use crate::support::rng::Rng;
use crate::support::value::Value;
use soupcon::ir::{Graph, Tensor};
use soupcon::plan::Plan;

/// The members of a case, and its rows: each row of each member is a case of its own.
const MEMBERS: usize = 3;
const ROWS: usize = 40;

/// A generator whose seed is printed, so that a failure can be repeated.
fn rng(seed: u64) -> Rng {
    println!("seed {seed}, {} cases", MEMBERS * ROWS);
    Rng::new(seed)
}

/// Random numbers for each member.
fn floats(rng: &mut Rng, dims: &[usize], lo: f64, hi: f64) -> Value {
    // What the executors are given is rounded once, here.
    Value::from_fn(dims, |_| f64::from(rng.float(lo, hi) as f32))
}

/// Random labels that all members share.
fn labels(rng: &mut Rng, classes: usize) -> Value {
    let words = (0..ROWS).map(|_| rng.below(classes) as u32).collect();
    Value::u(&[1, ROWS, 1], words)
}

/// What a graph of given inputs gives, on each executor.
fn on_both(
    given: &Values,
    build: impl for<'g> Fn(&'g Graph, &dyn Fn(&str) -> Tensor<'g>) -> Vec<(&'static str, Tensor<'g>)>,
) -> Vec<(Backend, BTreeMap<String, Vec<f64>>)> {
    let graph = Graph::new(MEMBERS);
    let input = |name: &str| graph.input(name, &given[name].dims, given[name].dtype());
    for (name, t) in build(&graph, &input) {
        graph.output(&format!("out {name}"), t);
    }
    let program = graph.finish().unwrap();
    let on = |backend: Backend| {
        let mut machine = prepare(&*backend.device, Plan::new(&program), given);
        machine.run(1).unwrap();
        let names = program.outputs.iter().map(|o| &o.0);
        let values = names.map(|n| (n[4..].into(), read(&mut *machine, n).floats().to_vec()));
        let values = values.collect();
        (backend, values)
    };
    backends().into_iter().map(on).collect()
}

/// `softmax` in 64 bits.
fn softmax(z: &[f64]) -> Vec<f64> {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = z.iter().map(|z| (z - top).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}

/// Fails where two lists are further apart than a part of their size.
fn close(label: &str, got: &[f64], want: &[f64], relative: f64, absolute: f64) {
    assert_eq!(got.len(), want.len(), "{label}");
    for (i, (g, w)) in got.iter().zip(want).enumerate() {
        let near = (g - w).abs() <= absolute + relative * w.abs();
        assert!(near, "{label}: number {i} is {g} and should be {w}");
    }
}
