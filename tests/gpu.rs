//! The GPU executor against a slow evaluation in f64, and what it must never do.
//!
//! Needs a graphics adapter (a software one will do); there is no skipping.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

#[path = "gpu/models.rs"]
mod models;
#[path = "gpu/referee.rs"]
mod referee;
#[path = "gpu/values.rs"]
mod values;

use soupcon::gpu::Gpu;
use soupcon::ir::{DType, Graph, Program, Tensor};
use soupcon::nn;
use soupcon::plan::Plan;
use soupcon::run::{Counts, Device, Machine, RunError};

use soupcon::workloads::Train;

use models::{Mlp, numbers};
use referee::{Inputs, evaluate};
use values::check;

fn gpu() -> Gpu {
    match pollster::block_on(Gpu::open()) {
        Ok(gpu) => gpu,
        Err(error) => panic!(
            "these tests need a graphics adapter; on Debian `apt-get install mesa-vulkan-drivers` \
             gives a software one: {error}"
        ),
    }
}

fn compile(gpu: &Gpu, program: &Program) -> Box<dyn Machine> {
    pollster::block_on(gpu.compile(Plan::new(program))).expect("compiles")
}

fn settle(machine: &mut dyn Machine) {
    pollster::block_on(machine.settle()).expect("settles");
}

fn floats(machine: &mut dyn Machine, name: &str) -> Vec<f32> {
    let words = pollster::block_on(machine.read(name)).expect("reads");
    words.into_iter().map(f32::from_bits).collect()
}

fn words(values: &[f64], dtype: DType) -> Vec<u32> {
    let word = |&v: &f64| match dtype {
        DType::F32 => (v as f32).to_bits(),
        DType::U32 => v as u32,
    };
    values.iter().map(word).collect()
}

#[test]
fn every_shader_is_valid() {
    let gpu = gpu();
    let mut texts = gpu
        .shaders(Plan::new(&Mlp::small(3).program()))
        .expect("shaders");
    texts.extend(
        gpu.shaders(Plan::unfused(&Mlp::small(3).program()))
            .expect("shaders"),
    );
    for text in &texts {
        let module = wgpu::naga::front::wgsl::parse_str(text)
            .unwrap_or_else(|e| panic!("{}", e.emit_to_string(text)));
        let mut validator = wgpu::naga::valid::Validator::new(
            wgpu::naga::valid::ValidationFlags::all(),
            wgpu::naga::valid::Capabilities::empty(),
        );
        validator
            .validate(&module)
            .unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    }
    println!("executor {}: {} cases", gpu.name(), texts.len());
}

#[test]
fn training_goes_down_and_repeats_bit_by_bit() {
    let gpu = gpu();
    let model = Mlp::small(4);
    let runs: Vec<Vec<u32>> = (0..3)
        .map(|chunk| {
            let mut machine = model.machine(&gpu);
            for _ in 0..10 {
                machine.run(5).expect("runs");
                if chunk > 0 {
                    settle(machine.as_mut());
                }
            }
            settle(machine.as_mut());
            let records = machine.fetched();
            assert_eq!(
                records.iter().map(|r| r.step).collect::<Vec<_>>(),
                (0..50).collect::<Vec<_>>()
            );
            let mean =
                |r: &soupcon::run::Record| r.words.iter().map(|&w| f32::from_bits(w)).sum::<f32>();
            assert!(
                mean(&records[49]) < 0.8 * mean(&records[0]),
                "{} to {}",
                mean(&records[0]),
                mean(&records[49])
            );
            let mut out: Vec<u32> = records.into_iter().flat_map(|r| r.words).collect();
            out.extend(pollster::block_on(machine.read("theta")).expect("reads"));
            out
        })
        .collect();
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
    println!("executor {}: 3 cases", gpu.name());
}

#[test]
fn nothing_is_created_in_the_steady_state() {
    let gpu = gpu();
    let mut machine = Mlp::small(2).machine(&gpu);
    machine.run(20).expect("runs");
    settle(machine.as_mut());
    let before = machine.counts();
    machine.run(1000).expect("runs");
    settle(machine.as_mut());
    let after = machine.counts();
    let created = |c: Counts| {
        [
            c.buffers,
            c.bind_groups,
            c.shader_modules,
            c.pipelines,
            c.bytes,
        ]
    };
    assert_eq!(created(before), created(after));
    let submits = after.submits - before.submits;
    assert_eq!(after.maps - before.maps, submits);
    assert_eq!(after.passes - before.passes, submits);
    assert_eq!(machine.fetched().len(), 1020);
    let dispatches = (after.dispatches - before.dispatches) as f64 / 1000.0;
    println!("1000 steps: {submits} submits, {dispatches} dispatches a step");
}

#[test]
fn a_step_of_sixteen_small_networks_takes_at_most_twelve_dispatches() {
    let gpu = gpu();
    let model = nn::Mlp {
        sizes: vec![2, 32, 32, 2],
        activation: nn::Activation::Tanh,
    };
    let train = Train {
        members: 16,
        batches: 4,
        x: &[64, 2],
        y: &[64],
        dtype: DType::F32,
    };
    let plan = Plan::new(&train.program(&model).expect("a program"));
    println!("{plan}");
    let dispatches = gpu.shaders(plan).expect("shaders").len();
    println!("executor {}: {dispatches} dispatches a step", gpu.name());
    assert!(dispatches <= 12, "{dispatches} dispatches a step");
}

#[test]
fn values_are_kept_as_often_as_asked() {
    let gpu = gpu();
    let graph = Graph::new(2);
    let x = graph.carry("x", &[3]);
    x.set(x + 1.0);
    graph.fetch("x", x + graph.step().cast(DType::F32) * 100.0, 3);
    graph.fetch("twice", x.sum_all() * 2.0, 1);
    graph.fetch("shared", graph.step().cast(DType::F32), 7);
    graph.fetch("pair", x.narrow(1, 0, 1), 5);
    let mut machine = compile(&gpu, &graph.finish().expect("a program"));
    machine.set_step(2);
    machine.run(700).expect("runs");
    machine.write("x", &[0; 6]).expect("writes, in its turn");
    machine.run(1).expect("runs");
    settle(machine.as_mut());
    assert_eq!(machine.step(), 703);
    let records = machine.fetched();
    let kept: Vec<_> = records.iter().filter(|r| r.name == "x").collect();
    assert_eq!(kept.len(), (2..703).filter(|s| s % 3 == 0).count());
    for r in kept {
        let x = if r.step == 702 { 0 } else { r.step - 2 };
        let want = (x + 100 * r.step) as f32;
        assert_eq!(r.words, vec![want.to_bits(); 6], "step {}", r.step);
    }
    let count = |name: &str| records.iter().filter(|r| r.name == name).count();
    assert_eq!(
        [count("twice"), count("shared"), count("pair")],
        [701, 100, 140]
    );
    let shared = records.iter().filter(|r| r.name == "shared");
    for r in shared {
        assert_eq!(r.words, [(r.step as f32).to_bits()]);
    }
    assert_eq!(floats(machine.as_mut(), "x"), vec![1.0; 6]);
}

#[test]
fn a_chunk_that_keeps_nothing_is_waited_for() {
    let gpu = gpu();
    let g = Graph::new(8);
    let x = g.carry("x", &[192, 192]);
    x.set(x.matmul(x) * 0.5);
    let mut machine = compile(&gpu, &g.finish().expect("a program"));
    machine.run(1).expect("runs");
    settle(machine.as_mut());
    let before = machine.counts().submits;
    machine.run(40).expect("runs");
    let start = std::time::Instant::now();
    settle(machine.as_mut());
    let waited = start.elapsed();
    let start = std::time::Instant::now();
    floats(machine.as_mut(), "x");
    let read = start.elapsed();
    let submits = machine.counts().submits - before;
    println!("waited {waited:?} for {submits} submits, then {read:?} to read");
    assert!(read < waited, "{read:?} to read after {waited:?}");
}

#[test]
fn machines_share_buffers() {
    let gpu = gpu();
    let (train, look) = (Graph::new(2), Graph::new(2));
    let data = train.shared("data", &[4]);
    let theta = train.carry("theta", &[4]);
    theta.set(theta + data);
    let theta = look.each("theta", &[4]);
    look.output("double", theta * 2.0 + look.shared("data", &[4]));
    let mut train = compile(&gpu, &train.finish().expect("a program"));
    let mut look = compile(&gpu, &look.finish().expect("a program"));
    look.bind("theta", &train.share("theta").expect("a handle"))
        .expect("binds");
    look.bind("data", &train.share("data").expect("a handle"))
        .expect("binds");
    train
        .write("data", &[1f32, 2.0, 3.0, 4.0].map(f32::to_bits))
        .expect("writes");
    train.run(3).expect("runs");
    settle(train.as_mut());
    look.run(1).expect("runs");
    assert_eq!(
        floats(look.as_mut(), "double"),
        [7.0, 14.0, 21.0, 28.0, 7.0, 14.0, 21.0, 28.0]
    );
    let error = look.bind("data", &train.share("theta").expect("a handle"));
    assert!(matches!(error, Err(RunError::Size { .. })));
}

#[test]
fn launches_with_many_inputs_stay_within_the_limits() {
    let gpu = gpu();
    let graph = Graph::new(2);
    let all: Vec<Tensor> = (0..12)
        .map(|i| graph.each(&format!("x{i}"), &[3]))
        .collect();
    let sum = all
        .iter()
        .copied()
        .reduce(|a, b| a * 0.5 + b)
        .expect("twelve");
    graph.output("out", sum);
    let program = graph.finish().expect("a program");
    let inputs: Inputs = (0..12).map(|i| (format!("x{i}"), numbers(i, 6))).collect();
    check(&gpu, "twelve inputs", &program, &inputs, 1e-6);
    let source = Graph::new(2);
    source.output("y", source.each("x", &[3]) + 1.0);
    let mut source = compile(&gpu, &source.finish().expect("a program"));
    source.run(1).expect("runs");
    let mut machine = compile(&gpu, &program);
    for i in 0..12 {
        machine
            .bind(&format!("x{i}"), &source.share("y").expect("a handle"))
            .expect("binds");
    }
    machine.run(1).expect("runs");
    let got = floats(machine.as_mut(), "out");
    assert_eq!(got, vec![(0..12).fold(0.0, |a, _| a * 0.5 + 1.0); 6]);
}

#[test]
fn mistakes_are_refused() {
    let gpu = gpu();
    let mut machine = Mlp::small(2).machine(&gpu);
    assert!(matches!(
        machine.write("nobody", &[]),
        Err(RunError::UnknownName(_))
    ));
    assert!(matches!(
        machine.write("theta", &[0]),
        Err(RunError::Size { .. })
    ));
    assert!(matches!(
        pollster::block_on(machine.read("nobody")),
        Err(RunError::UnknownName(_))
    ));
    let graph = Graph::new(4);
    let large = graph.carry("large", &[16 << 20]);
    large.set(large + 1.0);
    let plan = Plan::new(&graph.finish().expect("a program"));
    let held = gpu.held_bytes();
    let refused = pollster::block_on(gpu.compile(plan));
    assert!(matches!(refused, Err(RunError::OutOfMemory { asked, .. }) if asked >= 256 << 20));
    assert_eq!(gpu.held_bytes(), held);
    drop(machine);
    assert_eq!(gpu.held_bytes(), 0);
}

#[test]
fn a_lost_device_is_reported_and_nothing_hangs() {
    for steps in [0, 1, 40, 1000] {
        let gpu = gpu();
        let mut machine = Mlp::small(2).machine(&gpu);
        machine.run(steps).expect("runs");
        gpu.destroy();
        let lost = |r: Result<(), RunError>| assert!(matches!(r, Err(RunError::Lost(_))), "{r:?}");
        lost(machine.run(5));
        lost(pollster::block_on(machine.settle()));
        lost(pollster::block_on(machine.read("theta")).map(|_| ()));
        lost(machine.write("x", &[]));
        lost(pollster::block_on(gpu.compile(Plan::new(&Mlp::small(2).program()))).map(|_| ()));
        let _ = machine.fetched();
    }
}

#[test]
fn all_of_a_thread_share_a_device_until_it_is_lost() {
    let shared = || pollster::block_on(Gpu::shared()).expect("a device");
    let (first, second) = (shared(), shared());
    let machine = Mlp::small(2).machine(&first);
    assert_eq!(second.held_bytes(), first.held_bytes());
    assert!(second.held_bytes() > 0);
    first.destroy();
    drop(machine);
    let third = shared();
    let mut machine = Mlp::small(2).machine(&third);
    machine.run(3).expect("runs");
    assert!(matches!(
        pollster::block_on(second.compile(Plan::new(&Mlp::small(2).program()))),
        Err(RunError::Lost(_))
    ));
}
