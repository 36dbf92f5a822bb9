//! Random graphs: fused and unfused, on the CPU and on the GPU, against the referee.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::support::backends::{Backend, cpu, gpu, prepare, read};
use crate::support::compare::misses;
use crate::support::composites;
use crate::support::gradcheck::Check;
use crate::support::grow::grow;
use crate::support::opdb::{Draw, Kind};
use crate::support::referee::{Arithmetic, Referee, Values};
use crate::support::rng::Rng;
use crate::support::tolerance::ulp;
use crate::support::value::{Data, Value};
use soupcon::ir::{DType, Graph, NodeId, Op, Program};
use soupcon::nn::Batches;
use soupcon::plan::{Launch, Plan, Work};

/// How many graphs, and how many share a program.
const GRAPHS: u64 = 320;
const TOGETHER: u64 = 10;
/// Steps done with each.
const STEPS: u32 = 3;
/// Nudged runs of the referee.
const RUNS: u64 = 6;
/// Where the seeds begin.
const FIRST_SEED: u64 = 0x3c6e_f372;

/// Graphs in one program, with what must come out and how far it may be off.
struct Grove {
    program: Program,
    given: Values,
    expected: Values,
    bounds: BTreeMap<String, Vec<f64>>,
}

impl Grove {
    /// Random graphs of one number of members.
    fn random(seeds: &[u64]) -> Self {
        let mut rng = Rng::new(seeds[0]);
        let members = rng.pick(&[1, 2, 3, 5]);
        let graph = Graph::new(members);
        let given = RefCell::new(Values::new());
        for seed in seeds {
            grow(&graph, &given, &format!("{seed} "), *seed);
        }
        let mut given = given.into_inner();
        let words = (0..members).map(|_| rng.word() as u32).collect();
        given.insert("seed".into(), Value::u(&[members], words));
        Self::of(graph.finish().unwrap(), given)
    }

    fn of(program: Program, given: Values) -> Self {
        let expected = run(&program, &given, Arithmetic::Single);
        let nudged: Vec<Values> = (0..RUNS)
            .map(|i| run(&program, &given, Arithmetic::Nudged(Rng::new(i))))
            .collect();
        let bound = |name: &String| {
            let others: Vec<&Value> = nudged.iter().map(|n| &n[name]).collect();
            (name.clone(), spread(&expected[name], &others))
        };
        let bounds = expected.keys().map(bound).collect();
        Grove {
            program,
            given,
            expected,
            bounds,
        }
    }

    /// What an executor gets wrong when it does the steps in parts.
    fn faults(&self, backend: &Backend, plan: Plan, parts: &[u32]) -> Vec<String> {
        let mut machine = prepare(&*backend.device, plan, &self.given);
        machine.set_step(0);
        parts.iter().for_each(|&n| machine.run(n).unwrap());
        pollster::block_on(machine.settle()).unwrap();
        let mut got = Values::new();
        for record in machine.fetched() {
            let name = format!("{} at {}", record.name, record.step);
            let want = &self.expected[&name];
            let value = Value::from_words(&want.dims, want.dtype(), &record.words);
            assert!(got.insert(name, value).is_none(), "a value came twice");
        }
        for name in self.expected.keys().filter(|n| !n.contains(" at ")) {
            got.insert(name.clone(), read(&mut *machine, name));
        }
        let mut out = Vec::new();
        for (name, want) in &self.expected {
            let Some(got) = got.get(name) else {
                out.push(format!("{}: graph {name} never came", backend.label));
                continue;
            };
            if let Some(miss) = misses(got, want, &self.bounds[name]) {
                out.push(format!("{}: graph {name}: {miss}", backend.label));
            }
        }
        out
    }
}

/// What comes out after some steps, the carries among it; what was fetched, by step.
fn run(program: &Program, given: &Values, arithmetic: Arithmetic) -> Values {
    let mut referee = Referee::new(program, given.clone(), arithmetic);
    referee.run(STEPS);
    let mut out = referee.outputs;
    for (carry, _) in &program.carries {
        let name = program.input_name(*carry).unwrap();
        out.insert(name.into(), referee.given[name].clone());
    }
    for (name, step, value) in referee.fetched {
        out.insert(format!("{name} at {step}"), value);
    }
    out
}

/// How far off an executor may be: eight times as far as the nudged runs are, and four
/// units in the last place, for what they did not happen to move.
fn spread(centre: &Value, others: &[&Value]) -> Vec<f64> {
    let Data::F(values) = &centre.data else {
        return vec![0.0; centre.len()];
    };
    let farthest = |i: usize, x: f64| {
        let away = others.iter().map(|o| (o.floats()[i] - x).abs());
        away.fold(0.0, f64::max) * 8.0 + 4.0 * ulp(x)
    };
    values
        .iter()
        .enumerate()
        .map(|(i, &x)| farthest(i, x))
        .collect()
}

fn groves() -> Vec<Grove> {
    let seeds: Vec<u64> = (FIRST_SEED..FIRST_SEED + GRAPHS).collect();
    seeds.chunks(TOGETHER as usize).map(Grove::random).collect()
}

#[test]
fn fused_and_unfused_plans_agree_with_the_referee_on_the_cpu() {
    let backend = cpu();
    let mut faults = Vec::new();
    for grove in groves() {
        let fused = grove.faults(&backend, Plan::new(&grove.program), &[STEPS]);
        faults.extend(fused.into_iter().map(|f| format!("fused, {f}")));
        let unfused = grove.faults(&backend, Plan::unfused(&grove.program), &[1, STEPS - 1]);
        faults.extend(unfused.into_iter().map(|f| format!("unfused, {f}")));
    }
    println!(
        "executor {}: {GRAPHS} graphs, fused and unfused",
        backend.label
    );
    assert!(
        faults.is_empty(),
        "{} wrong: {:#?}",
        faults.len(),
        &faults[..faults.len().min(12)]
    );
}

#[test]
fn fused_plans_agree_with_the_referee_on_the_gpu() {
    let backend = gpu();
    let mut faults = Vec::new();
    for grove in groves() {
        faults.extend(grove.faults(&backend, Plan::new(&grove.program), &[STEPS]));
    }
    println!("executor {}: {GRAPHS} graphs", backend.label);
    assert!(
        faults.is_empty(),
        "{} wrong: {:#?}",
        faults.len(),
        &faults[..faults.len().min(12)]
    );
}

/// Models' parts with gradients of first and second order.
fn composites_agree(backend: &Backend, samples: u64) {
    let (mut faults, mut programs) = (Vec::new(), 0);
    for row in composites::table() {
        for sample in 0..samples {
            let mut draw = Draw::new(sample, 3, Kind::Smooth);
            let case = (row.case)(&mut draw);
            let (program, given) = Check::new(&case, 3, &mut draw.rng).parts();
            let grove = Grove::of(program, given);
            let wrong = grove.faults(backend, Plan::new(&grove.program), &[STEPS]);
            faults.extend(wrong.into_iter().map(|f| format!("{}: {f}", row.name)));
            programs += 1;
        }
    }
    println!("executor {}: {programs} composites", backend.label);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn models_and_their_gradients_agree_with_the_referee_on_the_cpu() {
    composites_agree(&cpu(), 8);
}

#[test]
fn models_and_their_gradients_agree_with_the_referee_on_the_gpu() {
    composites_agree(&gpu(), 1);
}

/// A program in which one operation that matters is another one.
fn spoilt(program: &Program, rng: &mut Rng) -> Option<Program> {
    let other = |op: &Op| match op {
        Op::Add => Some(Op::Mul),
        Op::Mul => Some(Op::Add),
        Op::Max => Some(Op::Add),
        Op::Sin => Some(Op::Tanh),
        Op::Tanh => Some(Op::Sin),
        Op::Exp | Op::Log | Op::Sqrt => Some(Op::Tanh),
        Op::Lt => Some(Op::Eq),
        _ => None,
    };
    // What nothing reads but through a product with 0 may not matter: outputs do.
    let mut last: Vec<NodeId> = program.outputs.iter().map(|o| o.1).collect();
    last.retain(|&id| other(&program.nodes[id].op).is_some());
    let id = *last.get(rng.below(last.len().max(1)))?;
    let mut out = program.clone();
    out.nodes[id].op = other(&program.nodes[id].op)?;
    Some(out)
}

/// The test of the test: executors are given another operation than the referee.
#[test]
fn a_wrong_operation_is_seen() {
    let (backend, mut rng) = (cpu(), Rng::new(5));
    let (mut tried, mut seen) = (0, 0);
    for grove in groves() {
        if let Some(wrong) = spoilt(&grove.program, &mut rng) {
            tried += 1;
            let faults = grove.faults(&backend, Plan::new(&wrong), &[STEPS]);
            seen += usize::from(!faults.is_empty());
        }
    }
    println!("{seen} of {tried} wrong operations were seen");
    // One in ten may change nothing: the larger of a number and itself, 0 + 0, 2 · 2.
    assert!(tried > 20 && seen * 10 >= tried * 9, "{seen} of {tried}");
}

/// A bound that lets everything pass would prove nothing.
#[test]
fn the_bounds_are_narrow() {
    let mut relative = Vec::new();
    let mut nodes = 0;
    for grove in groves() {
        nodes += grove.program.nodes.len();
        for (name, want) in &grove.expected {
            let Data::F(values) = &want.data else {
                continue;
            };
            let pairs = values.iter().zip(&grove.bounds[name]);
            relative.extend(pairs.map(|(x, b)| b / x.abs().max(1.0)));
        }
    }
    relative.sort_by(f64::total_cmp);
    let at = |q: f64| relative[((relative.len() - 1) as f64 * q) as usize];
    println!(
        "{nodes} nodes, {} numbers; bounds: median {:.1e}, 99 % {:.1e}, largest {:.1e}",
        relative.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    assert!(
        relative.iter().all(|b| b.is_finite()),
        "a bound is not a number"
    );
    assert!(at(0.5) < 1e-5 && at(0.99) < 1e-2, "the bounds are too wide");
}

#[test]
fn a_program_prints_as_it_always_did() {
    let g = Graph::new(3);
    let w = g.carry("w", &[4, 2]);
    let logits = g.shared("x", &[5, 4]).matmul(w);
    let best = logits.slice(2, 1, 2, -1).argsort(2);
    let loss = (logits.pad(1, 1, 0, 2) - 0.5)
        .gather(2, best.narrow(1, 0, 1))
        .sum_all();
    w.set(w * 0.5 + g.uniform("noise", &[4, 2]));
    g.fetch("loss", loss, 10);
    g.output("best", best);
    let printed = g.finish().unwrap().to_string();
    assert_eq!(printed, include_str!("graphs/program.txt"));
}

#[test]
fn a_chain_longer_than_a_launch_is_cut_and_stays_the_same() {
    let halvings = |count: usize| {
        let g = Graph::new(2);
        let (x, eps) = (g.each("x", &[3, 5]), g.hyper("eps"));
        let zero = g.constant(0.0);
        let (mut low, mut high) = (zero, x.maximum(&[2]));
        for _ in 0..count {
            let middle = (low + high) * 0.5;
            let more = eps.lt((x - middle).max(zero).sum(&[2]));
            (low, high) = (more.select(middle, low), more.select(high, middle));
        }
        g.output("high", high);
        g.finish().unwrap()
    };
    let program = halvings(60);
    assert!(Plan::new(&program).launches.len() > 1);
    let mut rng = Rng::new(3);
    let given = Values::from([
        (
            "x".to_owned(),
            Value::from_fn(&[2, 3, 5], |_| rng.float(0.0, 1.0)),
        ),
        ("eps".to_owned(), Value::f(&[2], vec![0.5, 1.5])),
    ]);
    let run = |plan: Plan| {
        let mut machine = prepare(&*cpu().device, plan, &given);
        machine.run(1).unwrap();
        read(&mut *machine, "high")
    };
    let (fused, apart) = (run(Plan::new(&program)), run(Plan::unfused(&program)));
    assert_eq!(fused, apart);
    let x = given["x"].floats();
    for (row, mu) in x.chunks(5).zip(fused.floats()).take(3) {
        let left: f64 = row.iter().map(|v| (v - mu).max(0.0)).sum();
        assert!((left - 0.5).abs() < 1e-5, "{left}");
    }
}

/// Which rows a batch has is worked out once, in pieces that do not repeat each other.
#[test]
fn a_batch_is_drawn_in_few_launches_whatever_the_number_of_rows() {
    for rows in [147, 148, 151, 8000] {
        let g = Graph::new(2);
        let row = Batches { rows, size: 16 }.rows(&g).reshape(&[16, 1]);
        g.output("x", g.shared("x", &[rows, 5]).gather(1, row));
        g.output("y", g.input("y", &[1, rows, 1], DType::U32).gather(1, row));
        let program = g.finish().unwrap();
        let plan = Plan::new(&program);
        let length = |launch: &Launch| match &launch.work {
            Work::Map { tape, .. } => tape.instrs.len(),
            other => panic!("{other:?}"),
        };
        let total: usize = plan.launches.iter().map(length).sum();
        assert!(plan.launches.len() <= 9, "{rows} rows:\n{plan}");
        assert!(total <= 1000, "{rows} rows, {total} instructions:\n{plan}");
        let wide = plan.launches.iter().filter(|l| l.work.dims() == [2, 16, 5]);
        let work: Vec<usize> = wide.map(length).collect();
        assert_eq!(work, [2], "{plan}");
    }
}
