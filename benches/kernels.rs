//! The CPU's hot kernels: products, correlations, elementary functions.
//!
//! `cargo bench --bench kernels -- gemm/NN` runs some; a list of all rates beside the
//! measured multiply-add peak comes last.

use std::fmt::Display;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use soupcon::cpu::conv::{Convolution, conv2d};
use soupcon::cpu::gemm::{Matrix, gemm};
use soupcon::cpu::{math, simd};

/// m, k, n: the layers of a 2-32-32-2 and of a 784-128-10 network, and squares.
const PRODUCTS: [[usize; 3]; 8] = [
    [64, 2, 32],
    [64, 32, 32],
    [64, 32, 2],
    [64, 784, 128],
    [784, 64, 128],
    [64, 128, 10],
    [64, 64, 64],
    [256, 256, 256],
];

/// Images, channels, side, filters, taps: two layers on 28×28, and their gradients.
const CORRELATIONS: [(&str, [usize; 5]); 5] = [
    ("first layer", [32, 1, 30, 8, 3]),
    ("second layer", [32, 8, 16, 16, 3]),
    ("second layer by images", [32, 16, 16, 8, 3]),
    ("first layer by kernels", [1, 32, 30, 8, 28]),
    ("second layer by kernels", [8, 32, 16, 16, 14]),
];

type Function = (&'static str, fn(&[f32], &mut [f32]), f32);

/// Elementary functions, and an argument that costs what others cost.
const FUNCTIONS: [Function; 4] = [
    ("exp", math::exp_slice, 0.5),
    ("log", math::log_slice, 0.5),
    ("sin", math::sin_slice, 0.5),
    ("tanh", math::tanh_slice, 0.5),
];

/// A kernel, its name, and how many operations it does.
struct Case {
    group: &'static str,
    name: String,
    operations: usize,
    run: Box<dyn FnMut()>,
}

fn numbers(len: usize) -> Vec<f32> {
    (0..len)
        .map(|i| (i % 1009 * 7919 % 1000) as f32 / 500.0 - 1.0)
        .collect()
}

/// The operands as they lie, B transposed, or A transposed.
fn product(layout: &'static str, [m, k, n]: [usize; 3]) -> Case {
    let (a, b, mut c) = (numbers(m * k), numbers(k * n), vec![0.0; m * n]);
    let a_strides = if layout == "TN" { (1, m) } else { (k, 1) };
    let b_strides = if layout == "NT" { (1, k) } else { (n, 1) };
    let mut scratch = Vec::new();
    let run = move || {
        let a = Matrix {
            data: &a,
            row: a_strides.0,
            col: a_strides.1,
        };
        let b = Matrix {
            data: &b,
            row: b_strides.0,
            col: b_strides.1,
        };
        gemm(m, k, n, a, b, &mut c, n, &mut scratch);
        black_box(&mut c);
    };
    Case {
        group: "gemm",
        name: format!("{layout}/{m}x{k}x{n}"),
        operations: 2 * m * k * n,
        run: Box::new(run),
    }
}

fn correlation((name, [images, channels, side, filters, taps]): (&str, [usize; 5])) -> Case {
    let w_dims = [filters, channels, taps, taps];
    let sizes = Convolution::new(&[images, channels, side, side], &w_dims, 1, 1);
    let outputs = images * filters * sizes.windows().iter().product::<usize>();
    let (x, w) = (
        numbers(images * channels * side * side),
        numbers(w_dims.iter().product()),
    );
    let (mut out, mut scratch) = (vec![0.0; outputs], Vec::new());
    let run = move || {
        conv2d(&sizes, &x, &w, &mut out, &mut scratch);
        black_box(&mut out);
    };
    Case {
        group: "conv",
        name: name.into(),
        operations: 2 * outputs * channels * taps * taps,
        run: Box::new(run),
    }
}

fn function((name, f, x): Function) -> Case {
    let (from, mut to) = (vec![x; 4096], vec![0.0; 4096]);
    let run = move || {
        f(black_box(&from), &mut to);
        black_box(&mut to);
    };
    Case {
        group: "elementwise",
        name: name.into(),
        operations: 4096,
        run: Box::new(run),
    }
}

fn cases() -> Vec<Case> {
    let layouts = ["NN", "NT", "TN"];
    let products = PRODUCTS
        .iter()
        .flat_map(|&p| layouts.map(|layout| product(layout, p)));
    let correlations = CORRELATIONS.into_iter().map(correlation);
    products
        .chain(correlations)
        .chain(FUNCTIONS.into_iter().map(function))
        .collect()
}

/// The best of many short runs, in units of 10⁹ operations a second.
fn rate(operations: usize, mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut best = Duration::MAX;
    let mut repeats = 1;
    while start.elapsed() < Duration::from_millis(100) {
        let run_start = Instant::now();
        (0..repeats).for_each(|_| run());
        let took = run_start.elapsed();
        best = best.min(took / repeats);
        if took < Duration::from_micros(500) {
            repeats *= 2;
        }
    }
    operations as f64 / best.as_secs_f64() / 1e9
}

fn row(name: impl Display, rate: f64, peak: f64) {
    println!("{name:<36} {rate:8.2} {:5.0} %", rate / peak * 100.0);
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for case in &mut cases() {
        let mut group = criterion.benchmark_group(case.group);
        group.throughput(Throughput::Elements(case.operations as u64));
        group.bench_function(BenchmarkId::from_parameter(&case.name), |b| {
            b.iter(&mut case.run);
        });
        group.finish();
    }
    criterion.final_summary();
    let rounds = 10_000;
    let peak = rate(simd::peak_operations(rounds), || {
        black_box(simd::peak(black_box(rounds)));
    });
    println!("\n10⁹ operations a second, best of many short runs, and of the multiply-add peak");
    row("peak", peak, peak);
    for case in &mut cases() {
        row(
            format!("{}/{}", case.group, case.name),
            rate(case.operations, &mut case.run),
            peak,
        );
    }
}
