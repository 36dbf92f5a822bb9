//! The workloads compute what they say.

use std::error::Error;

use soupcon::cpu::Cpu;
use soupcon::ir::{DType, Graph};
use soupcon::nn::{Activation, Cnn, Mlp, Model, Transformer};
use soupcon::plan::Plan;
use soupcon::run::Device;
use soupcon::run::seed::Stream;
use soupcon::workloads::{Bench, Given, Spec, Values};

type Outcome = Result<(), Box<dyn Error>>;

fn normal(len: usize, stream: &mut Stream) -> Vec<f32> {
    (0..len).map(|_| stream.normal() as f32).collect()
}

/// `log Σ exp` and probabilities of a row at a temperature.
fn softmax(row: &[f32], heat: f64) -> (f64, Vec<f64>) {
    let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let of = |&v: &f32| (f64::from(v - max) / heat).exp();
    let sum: f64 = row.iter().map(of).sum();
    let log = sum.ln() + f64::from(max) / heat;
    (log, row.iter().map(|v| of(v) / sum).collect())
}

#[test]
fn distillation_has_the_loss_and_the_gradient_of_its_formula() -> Outcome {
    let (rows, classes, alpha, heat) = (5, 7, 0.3, 4.0);
    let mut stream = Stream::new(1, "logits");
    let (s, t) = (
        normal(rows * classes, &mut stream),
        normal(rows * classes, &mut stream),
    );
    let y: Vec<i32> = (0..rows as i32).collect();
    let (mut loss, mut grad00) = (0.0, 0.0);
    for r in 0..rows {
        let [s, t] = [&s, &t].map(|x| &x[r * classes..(r + 1) * classes]);
        let label = y[r] as usize;
        let (log_one, p_one) = softmax(s, 1.0);
        let (_, q) = softmax(s, heat);
        let (_, p) = softmax(t, heat);
        let kl: f64 = p.iter().zip(&q).map(|(p, q)| p * (p / q).ln()).sum();
        let hard = log_one - f64::from(s[label]);
        loss += (alpha * hard + (1.0 - alpha) * heat * heat * kl) / rows as f64;
        if r == 0 {
            let own = alpha * (p_one[0] - f64::from(u8::from(label == 0)));
            grad00 = (own + (1.0 - alpha) * heat * (q[0] - p[0])) / rows as f64;
        }
    }
    let mut given = Given::default();
    given.insert("s", Values::Floats(s));
    given.insert("t", Values::Floats(t));
    given.insert("y", Values::Integers(y));
    let spec = Spec {
        N: rows,
        C: classes,
        alpha: alpha as f32,
        T: heat as f32,
        ..Spec::default()
    };
    let mut bench = pollster::block_on(Bench::new(&Cpu, "W6a", &spec, &given))?;
    let check = pollster::block_on(bench.run(1))?;
    let close = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 1e-5 * (1.0 + b.abs()));
    assert!(close(check.loss, loss), "{:?} for {loss}", check.loss);
    assert!(
        close(check.grad00, grad00),
        "{:?} for {grad00}",
        check.grad00
    );
    Ok(())
}

/// A small one.
fn transformer() -> Transformer {
    Transformer {
        vocabulary: 11,
        context: 8,
        width: 12,
        heads: 3,
        hidden: 16,
        layers: 2,
    }
}

/// What a transformer writes with a cache is what it writes when it reads everything again.
#[test]
fn decoding_with_a_cache_equals_reading_everything_again() -> Outcome {
    let model = transformer();
    let theta = model.layout().initial(5);
    let g = Graph::new(1);
    let text = g.input("text", &[1, 1, 8], DType::U32);
    let weights = g.each("theta", &[theta.len()]);
    g.output("next", model.logits(text, weights).argmax());
    let mut reader = pollster::block_on(Cpu.compile(Plan::new(&g.finish()?)))?;
    reader.write("theta", bytemuck::cast_slice(&theta))?;
    let mut text = vec![0u32; 8];
    text[0] = 1;
    let mut expected = Vec::new();
    for at in 0..8 {
        reader.write("text", &text)?;
        reader.run(1)?;
        let next = pollster::block_on(reader.read("next"))?[at];
        expected.push(next);
        if at + 1 < 8 {
            text[at + 1] = next;
        }
    }
    let mut given = Given::default();
    for entry in model.layout().entries() {
        let own = theta[entry.offset..entry.offset + entry.len()].to_vec();
        given.insert(entry.name.clone(), Values::Floats(own));
    }
    let spec = Spec {
        T: 8.0,
        V: 11,
        d: 12,
        H: 3,
        L: 2,
        F: 16,
        ..Spec::default()
    };
    let mut bench = pollster::block_on(Bench::new(&Cpu, "W7b", &spec, &given))?;
    let written = pollster::block_on(bench.run(8))?.tokens;
    assert_eq!(written, Some(expected));
    Ok(())
}

/// Rows that go through a product and what follows block by block come out as they do at once.
#[test]
fn blocks_of_rows_equal_all_rows_at_once() -> Outcome {
    let (members, rows) = (2, 1300);
    let model = Mlp {
        sizes: vec![3, 40, 17, 2],
        activation: Activation::Tanh,
    };
    let len = model.layout().len();
    let mut stream = Stream::new(3, "rows");
    let theta = normal(members * len, &mut stream);
    let x = normal(rows * 3, &mut stream);
    let g = Graph::new(members);
    let theta_in = g.each("theta", &[len]);
    let logits = model.logits(g.shared("x", &[rows, 3]), theta_in);
    g.output("p", logits.softmax());
    let program = g.finish()?;
    let run = |plan: Plan| -> Result<Vec<f32>, Box<dyn Error>> {
        let mut machine = pollster::block_on(Cpu.compile(plan))?;
        machine.write("theta", bytemuck::cast_slice(&theta))?;
        machine.write("x", bytemuck::cast_slice(&x))?;
        machine.run(1)?;
        let words = pollster::block_on(machine.read("p"))?;
        Ok(words.into_iter().map(f32::from_bits).collect())
    };
    let (fused, plain) = (run(Plan::new(&program))?, run(Plan::unfused(&program))?);
    let off = fused.iter().zip(&plain).map(|(a, b)| (a - b).abs());
    assert!(off.fold(0.0, f32::max) < 1e-6);
    let varied = fused.iter().filter(|p| (0.01..0.99).contains(*p)).count();
    assert!(varied > rows, "{varied} of {} are not 0 or 1", fused.len());
    Ok(())
}

#[test]
fn sizes_and_arrays_that_do_not_fit_are_named() {
    let spec = Spec {
        N: 2,
        C: 3,
        ..Spec::default()
    };
    let make = |name, given: &Given| pollster::block_on(Bench::new(&Cpu, name, &spec, given));
    let missing = make("W6a", &Given::default()).err().map(|e| e.to_string());
    let expected = "`data` must be 6 floats called `s`, not nothing";
    assert_eq!(missing.as_deref(), Some(expected));
    let none = make("W1", &Given::default()).err().map(|e| e.to_string());
    assert_eq!(none.as_deref(), Some("`M` must be from 1 to 1024, not 0"));
    let unknown = make("W9", &Given::default()).err().map(|e| e.to_string());
    assert!(unknown.is_some_and(|e| e.contains("`workload` must be one of")));
}

/// The sizes of a language model; what it says of them without any data.
fn language(change: impl Fn(&mut Spec)) -> Option<String> {
    let mut spec = Spec {
        V: 16,
        d: 12,
        T: 8.0,
        H: 3,
        L: 2,
        F: 16,
        B: 2,
        nb: 1,
        ..Spec::default()
    };
    change(&mut spec);
    let made = pollster::block_on(Bench::new(&Cpu, "W7a", &spec, &Given::default()));
    made.err().map(|e| e.to_string())
}

#[test]
fn counts_that_are_none_or_have_no_end_are_refused_before_anything_is_made() {
    let is = |found: Option<String>, expected: &str| assert_eq!(found.as_deref(), Some(expected));
    let missing = "`data` must be 192 floats called `emb`, not nothing";
    is(language(|_| ()), missing);
    is(
        language(|s| s.H = 0),
        "`H` must be from 1 to 16777216, not 0",
    );
    is(
        language(|s| s.H = 5),
        "`H` must be a divisor of `d`, 12, not 5",
    );
    is(
        language(|s| s.L = usize::MAX),
        "`L` must be from 1 to 256, not 18446744073709551615",
    );
    is(
        language(|s| s.T = f32::NAN),
        "`T` must be from 1 to 16777216, not 0",
    );
    let wide = language(|s| (s.V, s.d) = (1 << 24, 3 << 22));
    assert!(wide.is_some_and(|e| e.starts_with("`spec` must be sizes of at most 67108864")));
}

#[test]
fn models_have_as_many_parameters_as_their_layouts_count() {
    fn same(model: &impl Model) {
        assert_eq!(model.parameters(), model.layout().len() as f64);
    }
    same(&Mlp {
        sizes: vec![5, 7, 3],
        activation: Activation::Relu,
    });
    same(&transformer());
    let mut cnn = Cnn {
        size: 28,
        inputs: 3,
        channels: vec![8, 16],
        classes: 10,
    };
    same(&cnn);
    (cnn.size, cnn.channels, cnn.inputs) = (1 << 31, vec![], 1 << 8);
    cnn.classes = 1;
    assert_eq!(cnn.parameters(), 2f64.powi(70) + 1.0);
}
