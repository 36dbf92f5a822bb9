//! The GPU executor against a slow evaluation in f64, and what it must never do.
//!
//! Needs a graphics adapter (a software one will do); there is no skipping.

#[path = "gpu/models.rs"]
mod models;
#[path = "gpu/referee.rs"]
mod referee;

use soupcon::gpu::Gpu;
use soupcon::ir::{DType, Graph, Program, Tensor};
use soupcon::nn;
use soupcon::plan::Plan;
use soupcon::run::{Counts, Device, Machine, RunError};

use soupcon::workloads::Train;

use models::{Mlp, numbers};
use referee::{Inputs, evaluate};

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

fn uniform(words: [u32; 4]) -> f64 {
    let [seed, stream, step, element] = words;
    f64::from(models::threefry([seed, stream], [step, element])[0] >> 8) / 16_777_216.0
}

/// Runs one step and compares every output with the referee: `|Δ| ≤ tol · (1 + |expected|)`.
fn check(gpu: &Gpu, name: &str, program: &Program, inputs: &Inputs, tol: f64) {
    let expected = evaluate(program, inputs, uniform);
    for plan in [Plan::new(program), Plan::unfused(program)] {
        let dtype = |n: &str| plan.buffers[plan.find(n).expect("a buffer")].dtype;
        let given: Vec<_> = inputs
            .iter()
            .filter(|(n, _)| plan.find(n).is_some())
            .map(|(n, v)| (n.clone(), words(v, dtype(n))))
            .collect();
        let mut machine =
            pollster::block_on(gpu.compile(plan)).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (n, v) in given {
            machine.write(&n, &v).expect("writes");
        }
        machine.run(1).expect("runs");
        for (out, node) in &program.outputs {
            let words =
                pollster::block_on(machine.read(out)).unwrap_or_else(|e| panic!("{name}: {e}"));
            for (i, (&word, &want)) in words.iter().zip(&expected[*node]).enumerate() {
                let got = match program.nodes[*node].dtype {
                    DType::F32 => f64::from(f32::from_bits(word)),
                    DType::U32 => f64::from(word),
                };
                let same = got == want || (got.is_nan() && want.is_nan());
                let near = (got - want).abs() <= tol * (1.0 + want.abs());
                assert!(same || near, "{name}: {out}[{i}] is {got}, not {want}");
            }
        }
    }
}

/// A case: a graph of inputs and one output, the values and the tolerance.
fn case(
    gpu: &Gpu,
    name: &str,
    members: usize,
    inputs: &[(&str, &[usize], Vec<f64>)],
    tol: f64,
    build: impl for<'g> Fn(&'g Graph, &[Tensor<'g>]) -> Tensor<'g>,
) -> usize {
    let graph = Graph::new(members);
    let tensors: Vec<Tensor> = inputs
        .iter()
        .map(|(n, dims, _)| {
            let dtype = if n.starts_with("u_") {
                DType::U32
            } else {
                DType::F32
            };
            graph.input(n, dims, dtype)
        })
        .collect();
    graph.output("out", build(&graph, &tensors));
    let program = graph.finish().unwrap_or_else(|e| panic!("{name}: {e}"));
    let given = inputs.iter().map(|(n, _, v)| ((*n).to_string(), v.clone()));
    check(gpu, name, &program, &given.collect(), tol);
    1
}

/// Numbers where conventions differ.
fn odd() -> Vec<f64> {
    let inf = f64::INFINITY;
    vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        inf,
        -inf,
        f64::NAN,
        2.5,
        -2.5,
        0.75,
        4e9,
        5e9,
        -7e9,
        0.125,
        3.0,
        88.0,
    ]
}

#[test]
fn values_agree_with_the_referee() {
    let gpu = gpu();
    let n = |seed, len| numbers(seed, len);
    let ab = [
        ("a", &[2, 3, 5][..], n(1, 30)),
        ("b", &[2, 3, 5][..], n(2, 30)),
    ];
    let mut cases = 0;
    cases += case(&gpu, "arithmetic", 2, &ab, 1e-6, |_, t| {
        (t[0] + t[1]) * t[0] - t[1] / (t[0] * t[0] + 1.0)
    });
    cases += case(&gpu, "functions", 2, &ab, 1e-6, |_, t| {
        t[0].exp()
            + t[0].tanh() * t[1].sin()
            + (t[1] * t[1] + 0.5).log()
            + (t[1] * t[1]).sqrt()
            + t[0].floor()
    });
    let odds = [
        ("a", &[1, 16][..], odd()),
        ("b", &[1, 16][..], odd().into_iter().rev().collect()),
    ];
    cases += case(&gpu, "max with NaN", 1, &odds, 0.0, |_, t| t[0].max(t[1]));
    cases += case(&gpu, "lt with NaN", 1, &odds, 0.0, |_, t| t[0].lt(t[1]));
    cases += case(&gpu, "eq with NaN", 1, &odds, 0.0, |_, t| {
        t[0].eq(t[0]) + t[0].eq(t[1]) * 2.0
    });
    cases += case(&gpu, "select on NaN", 1, &odds, 0.0, |_, t| {
        t[0].select(t[1], t[0])
    });
    cases += case(&gpu, "is_finite", 1, &odds, 0.0, |_, t| t[0].is_finite());
    cases += case(&gpu, "casts", 1, &odds, 0.0, |_, t| t[0].cast(DType::U32));
    let ints = [
        (
            "u_a",
            &[1, 6][..],
            vec![7.0, 0.0, 4_294_967_295.0, 5.0, 65_537.0, 9.0],
        ),
        ("u_b", &[1, 6][..], vec![2.0, 0.0, 2.0, 0.0, 65_537.0, 9.0]),
    ];
    cases += case(&gpu, "u32 add and div", 1, &ints, 0.0, |_, t| {
        t[0] + t[1] + t[0] / t[1]
    });
    cases += case(&gpu, "u32 mul and max", 1, &ints, 0.0, |_, t| {
        (t[0] * t[1]).max(t[1])
    });
    cases += case(&gpu, "u32 comparisons", 1, &ints, 0.0, |_, t| {
        t[0].lt(t[1]) + t[0].eq(t[1]) * 2.0 + t[0].cast(DType::F32)
    });
    cases += case(&gpu, "movements", 2, &ab, 0.0, |_, t| {
        let moved = t[0]
            .permute(&[0, 2, 1])
            .flip(1)
            .pad(2, 1, 2, 1)
            .slice(1, 3, 2, -2);
        moved
            + t[1]
                .narrow(2, 0, 2)
                .permute(&[0, 2, 1])
                .reshape(&[6])
                .reshape(&[2, 3])
                .pad(2, 3, 2, 0)
    });
    for (name, axes) in [("rows", &[2][..]), ("columns", &[1]), ("both", &[1, 2])] {
        cases += case(&gpu, name, 2, &ab, 1e-6, |_, t| {
            (t[0] * t[1]).sum(axes) + t[0].maximum(axes)
        });
    }
    cases += case(&gpu, "members", 2, &ab, 1e-6, |_, t| {
        t[0].sum_members() + t[1].member(1)
    });
    let long = [("a", &[2, 3000][..], n(3, 6000))];
    cases += case(&gpu, "a long sum", 2, &long, 1e-6, |_, t| t[0].sum(&[1]));
    cases += case(&gpu, "a long maximum", 2, &long, 0.0, |_, t| {
        t[0].maximum(&[1])
    });
    cases += case(&gpu, "softmax", 2, &ab, 1e-6, |_, t| {
        t[0].softmax() + t[1].log_softmax()
    });
    cases += case(&gpu, "a long softmax", 2, &long, 1e-6, |_, t| {
        t[0].log_softmax()
    });
    cases += case(&gpu, "argmax", 2, &ab, 0.0, |_, t| t[0].argmax());
    println!("executor {}: {cases} cases", gpu.name());
}

#[test]
fn contractions_agree_with_the_referee() {
    let gpu = gpu();
    let mut cases = 0;
    for (i, k, j) in [
        (1, 1, 1),
        (2, 3, 2),
        (4, 8, 4),
        (5, 7, 3),
        (33, 17, 9),
        (64, 32, 2),
    ] {
        let a = numbers(4, 3 * i * k);
        let b = numbers(5, 3 * k * j);
        let bias = numbers(6, 3 * j);
        let nn = [
            ("a", &[3, i, k][..], a.clone()),
            ("b", &[3, k, j], b.clone()),
            ("bias", &[3, 1, j], bias),
        ];
        cases += case(&gpu, "matmul", 3, &nn, 1e-5, |_, t| {
            (t[0].matmul(t[1]) + t[2]).tanh()
        });
        let tn = [
            ("a", &[3, k, i][..], a.clone()),
            ("b", &[3, k, j], b.clone()),
        ];
        cases += case(&gpu, "matmul TN and sums", 3, &tn, 1e-5, |g, t| {
            let product = t[0].t().matmul(t[1]).reshape(&[i * j]);
            Tensor::concat(g, &[product, t[1].sum(&[1]).reshape(&[j])], 1)
        });
        let nt = [
            ("a", &[1, i, k][..], a[..i * k].to_vec()),
            ("b", &[3, j, k], b),
        ];
        cases += case(
            &gpu,
            "matmul NT, one operand shared",
            3,
            &nt,
            1e-5,
            |_, t| t[0].matmul(t[1].t()),
        );
    }
    let heads = [
        ("a", &[2, 3, 2, 4, 5][..], numbers(7, 240)),
        ("b", &[2, 3, 2, 5, 6], numbers(8, 360)),
    ];
    cases += case(&gpu, "batched matmul", 2, &heads, 1e-5, |_, t| {
        t[0].matmul(t[1])
    });
    for (stride, dilation) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        let conv = [
            ("x", &[2, 3, 2, 7, 8][..], numbers(9, 672)),
            ("w", &[2, 5, 2, 3, 3], numbers(10, 180)),
        ];
        cases += case(&gpu, "conv2d", 2, &conv, 1e-5, |_, t| {
            t[0].conv2d(t[1], stride, dilation)
        });
    }
    println!("executor {}: {cases} cases", gpu.name());
}

#[test]
fn indices_agree_with_the_referee() {
    let gpu = gpu();
    let mut cases = 0;
    let index = vec![3.0, 0.0, 4_294_967_295.0, 2.0, 3.0, 9.0, 1.0, 1.0];
    let picks = [
        ("x", &[2, 4, 3][..], numbers(11, 24)),
        ("u_i", &[2, 4, 1], index.clone()),
    ];
    cases += case(&gpu, "gather", 2, &picks, 0.0, |_, t| t[0].gather(1, t[1]));
    cases += case(&gpu, "scatter_add", 2, &picks, 1e-6, |_, t| {
        t[0].scatter_add(1, t[1], 5)
    });
    let labels = [
        ("x", &[2, 4, 3][..], numbers(12, 24)),
        (
            "u_i",
            &[2, 4, 1],
            vec![0.0, 2.0, 1.0, 5.0, 2.0, 2.0, 0.0, 1.0],
        ),
    ];
    cases += case(&gpu, "pick", 2, &labels, 1e-6, |_, t| {
        t[0].log_softmax().pick(t[1])
    });
    let mut some = numbers(13, 2 * 3 * 40);
    some[7] = f64::NAN;
    (some[9], some[10], some[11]) = (-0.0, 0.0, f64::NEG_INFINITY);
    some[20] = some[30];
    let short = [("x", &[2, 3, 40][..], some)];
    cases += case(&gpu, "argsort", 2, &short, 0.0, |_, t| t[0].argsort(2));
    cases += case(&gpu, "argsort of columns", 2, &short, 0.0, |_, t| {
        t[0].argsort(1)
    });
    for length in [1025, 2500, 4096] {
        let mut many: Vec<f64> = numbers(14, 2 * length)
            .iter()
            .map(|v| (v * 50.0).floor())
            .collect();
        many[3] = f64::NAN;
        let long = [("x", &[2, length][..], many)];
        cases += case(&gpu, "a long argsort", 2, &long, 0.0, |_, t| {
            t[0].argsort(1)
        });
    }
    let seeds = [("seed", &[3][..], vec![1.0, 7.0, 123_456_789.0])];
    let graph = Graph::new(3);
    graph.output("out", graph.uniform("noise", &[4, 5]));
    let program = graph.finish().expect("a program");
    let given = seeds.iter().map(|(n, _, v)| ((*n).to_string(), v.clone()));
    check(&gpu, "uniform", &program, &given.collect(), 0.0);
    println!("executor {}: {} cases", gpu.name(), cases + 1);
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
    assert_eq!(records.iter().filter(|r| r.name == "twice").count(), 701);
    assert_eq!(floats(machine.as_mut(), "x"), vec![1.0; 6]);
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
