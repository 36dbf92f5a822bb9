//! The workloads at full size, and training at 1, 4, 16 and 64 members.

use criterion::{Criterion, criterion_group, criterion_main};
use soupcon::cpu::Cpu;
use soupcon::nn::{Activation, Cnn, Layout, Mlp, Model, Transformer};
use soupcon::run::seed::Stream;
use soupcon::workloads::{Bench, Given, Spec, Values};

/// Numbers for a workload, drawn from a stream.
struct Maker {
    given: Given,
    stream: Stream,
}

impl Maker {
    fn new() -> Self {
        Maker {
            given: Given::default(),
            stream: Stream::new(1, "workload"),
        }
    }

    fn floats(&mut self, name: &str, len: usize) {
        let x = (0..len).map(|_| self.stream.normal() as f32).collect();
        self.given.insert(name, Values::Floats(x));
    }

    fn integers(&mut self, name: &str, len: usize, below: u32) {
        let x = (0..len).map(|_| self.stream.below(below) as i32).collect();
        self.given.insert(name, Values::Integers(x));
    }

    /// Weights as the model begins, under its own names or `w0`, `w1` …
    fn weights(&mut self, layout: &Layout, prefix: &str, members: usize, numbered: bool) {
        let all: Vec<Vec<f32>> = (0..members).map(|m| layout.initial(m as u32)).collect();
        for (i, entry) in layout.entries().iter().enumerate() {
            let name = if numbered {
                format!("w{i}")
            } else {
                format!("{prefix}{}", entry.name)
            };
            let own = |theta: &Vec<f32>| theta[entry.offset..entry.offset + entry.len()].to_vec();
            let values = all.iter().flat_map(own).collect();
            self.given.insert(name, Values::Floats(values));
        }
    }
}

fn mlp(sizes: &[usize], activation: Activation) -> Mlp {
    Mlp {
        sizes: sizes.to_vec(),
        activation,
    }
}

fn training(members: usize, sizes: &[usize], act: Activation) -> (Spec, Given) {
    let (nb, rows, classes) = (4, 64, sizes[sizes.len() - 1]);
    let mut maker = Maker::new();
    maker.weights(&mlp(sizes, act).layout(), "", members, false);
    maker.floats("bx", nb * members * rows * sizes[0]);
    maker.integers("by", nb * members * rows, classes as u32);
    let spec = Spec {
        M: members,
        sizes: sizes.to_vec(),
        B: rows,
        nb,
        lr: 1e-3,
        act: Some(act),
        ..Spec::default()
    };
    (spec, maker.given)
}

fn language() -> (Spec, Given) {
    let model = Transformer {
        vocabulary: 512,
        context: 64,
        width: 64,
        heads: 4,
        hidden: 256,
        layers: 4,
    };
    let mut maker = Maker::new();
    maker.weights(&model.layout(), "", 1, false);
    maker.integers("tok", 2 * 8 * 65, 512);
    let spec = Spec {
        M: 1,
        B: 8,
        nb: 2,
        lr: 1e-3,
        T: 64.0,
        V: 512,
        d: 64,
        H: 4,
        L: 4,
        F: 256,
        ..Spec::default()
    };
    (spec, maker.given)
}

/// Every workload: its name, what it is called in the report, its sizes and numbers.
fn workloads() -> Vec<(&'static str, String, Spec, Given)> {
    let mut all = Vec::new();
    for members in [1, 4, 16, 64] {
        let (spec, given) = training(members, &[2, 32, 32, 2], Activation::Tanh);
        all.push(("W1", format!("W1/{members}"), spec, given));
    }
    let (spec, given) = training(8, &[784, 128, 10], Activation::Relu);
    all.push(("W2", "W2/8".into(), spec, given));
    let cnn = Cnn {
        size: 28,
        inputs: 1,
        channels: vec![8, 16],
        classes: 10,
    };
    let mut maker = Maker::new();
    maker.weights(&cnn.layout(), "", 8, true);
    maker.floats("bx", 2 * 8 * 32 * 784);
    maker.integers("by", 2 * 8 * 32, 10);
    let spec = Spec {
        M: 8,
        B: 32,
        nb: 2,
        lr: 1e-3,
        ..Spec::default()
    };
    all.push(("W3", "W3/8".into(), spec, maker.given));
    let (mut spec, _) = training(16, &[2, 32, 32, 2], Activation::Tanh);
    spec.G = 256;
    let mut maker = Maker::new();
    maker.weights(
        &mlp(&[2, 32, 32, 2], Activation::Tanh).layout(),
        "",
        16,
        false,
    );
    maker.floats("x", 256 * 256 * 2);
    all.push(("W4", "W4/16".into(), spec, maker.given));
    let net = mlp(&[784, 128, 10], Activation::Relu);
    let mut maker = Maker::new();
    maker.weights(&net.layout(), "a", 1, false);
    maker.weights(&net.layout(), "b", 1, false);
    maker.floats("x", 2000 * 784);
    maker.integers("y", 2000, 10);
    let spec = Spec {
        N: 2000,
        P: 65,
        sizes: net.sizes,
        ..Spec::default()
    };
    all.push(("W5", "W5/65".into(), spec, maker.given));
    for (name, rows, classes) in [("W6a", 4096, 100), ("W6b", 256, 32000)] {
        let mut maker = Maker::new();
        maker.floats("s", rows * classes);
        maker.floats("t", rows * classes);
        maker.integers("y", rows, classes as u32);
        let spec = Spec {
            N: rows,
            C: classes,
            alpha: 0.5,
            T: 4.0,
            ..Spec::default()
        };
        all.push((name, format!("{name}/{rows}x{classes}"), spec, maker.given));
    }
    let (spec, given) = language();
    all.push(("W7a", "W7a".into(), spec.clone(), given.clone()));
    all.push(("W7b", "W7b".into(), spec, given));
    all
}

fn bench(c: &mut Criterion) {
    for (name, title, spec, given) in workloads() {
        let mut bench = match pollster::block_on(Bench::new(&Cpu, name, &spec, &given)) {
            Ok(bench) => bench,
            Err(error) => {
                eprintln!("{title}: {error}");
                std::process::exit(1);
            }
        };
        c.bench_function(&title, |b| {
            b.iter(|| pollster::block_on(bench.run(1)));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = bench
}
criterion_main!(benches);
