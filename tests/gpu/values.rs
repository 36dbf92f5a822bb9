//! What kernels compute, against a straightforward evaluation in 64 bits.

use super::*;

fn uniform(words: [u32; 4]) -> f64 {
    let [seed, stream, step, element] = words;
    f64::from(models::threefry([seed, stream], [step, element])[0] >> 8) / 16_777_216.0
}

/// Runs one step and compares every output with the referee: `|Δ| ≤ tol · (1 + |expected|)`.
pub fn check(gpu: &Gpu, name: &str, program: &Program, inputs: &Inputs, tol: f64) {
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

/// What is the same along a row, with as many operations as several elements share.
fn shared(x: Tensor<'_>) -> Tensor<'_> {
    let wave = x.sin() * 0.5 + x.tanh() * 0.25;
    wave.exp() / (wave * wave + 1.0).sqrt()
}

#[test]
fn elements_share_what_is_the_same_along_a_row() {
    let gpu = gpu();
    let mut cases = 0;
    for dims in [&[2, 20_011][..], &[2, 3, 7001], &[1, 9, 2, 4099]] {
        let (last, outer) = dims.split_last().expect("axes");
        let rows: usize = outer.iter().product();
        let narrow = [outer, &[1]].concat();
        let inputs = [
            ("x", dims, numbers(15, rows * last)),
            ("row", &narrow[..], numbers(16, rows)),
        ];
        cases += case(&gpu, "a row's", dims[0], &inputs, 1e-6, |_, t| {
            shared(t[1]) * t[0] + t[1]
        });
    }
    let graph = Graph::new(2);
    let (x, row) = (graph.each("x", &[20_011]), graph.each("row", &[1]));
    graph.output("out", shared(row) * x);
    let plan = Plan::new(&graph.finish().expect("a program"));
    let texts = gpu.shaders(plan).expect("shaders");
    assert!(texts.iter().any(|text| text.contains("j += ")), "{texts:?}");
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
    let kernel = [
        ("x", &[2, 2, 40, 9, 9][..], numbers(19, 2 * 2 * 40 * 81)),
        ("w", &[2, 3, 40, 7, 7], numbers(20, 2 * 3 * 40 * 49)),
    ];
    cases += case(&gpu, "a kernel's gradient", 2, &kernel, 1e-4, |_, t| {
        t[0].conv2d(t[1], 1, 1)
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
