//! Operations as models use them, together.

use soupcon::ir::{Graph, Tensor, grad};

use super::opdb::{Case, Draw, Row};
use super::value::Value;

/// All of them; each has a gradient.
pub fn table() -> Vec<Row> {
    let rows: [(&'static str, fn(&mut Draw) -> Case); 12] = [
        ("softmax cross-entropy", cross_entropy),
        ("softmax", |d| of_logits(d, |x| x.softmax())),
        ("log-softmax", |d| of_logits(d, |x| x.log_softmax())),
        ("gelu network", network),
        ("convolutional network", convolutions),
        ("layer norm", layer_norm),
        ("causal attention", attention),
        ("embedding", embedding),
        ("scattered logarithms", scattered),
        ("elementwise derived", derived),
        ("members meet", meeting),
        ("a step inside a step", step_inside),
    ];
    rows.into_iter()
        .map(|(name, case)| Row::new(name, case).smooth())
        .collect()
}

/// A shape whose first axis is the members'.
fn each(d: &mut Draw, shape: &[usize], span: f64) -> Value {
    let dims = [&[d.members], shape].concat();
    let len = dims.iter().product();
    let number = |_| f64::from(d.rng.float(-span, span) as f32);
    Value::f(&dims, (0..len).map(number).collect())
}

fn labels(d: &mut Draw, shape: &[usize], classes: usize) -> Value {
    let dims = [&[d.members], shape].concat();
    let len = dims.iter().product();
    Value::u(
        &dims,
        (0..len).map(|_| d.rng.below(classes) as u32).collect(),
    )
}

fn of_logits(d: &mut Draw, f: for<'g> fn(Tensor<'g>) -> Tensor<'g>) -> Case {
    let (rows, columns) = (d.form.from(1, 4), d.form.from(2, 7));
    Case::new(vec![each(d, &[rows, columns], 4.0)], move |_, a| f(a[0]))
}

fn cross_entropy(d: &mut Draw) -> Case {
    let (batch, classes) = (d.form.from(1, 5), d.form.from(2, 6));
    let args = vec![
        each(d, &[batch, classes], 4.0),
        labels(d, &[batch, 1], classes),
    ];
    Case::new(args, |_, a| -a[0].log_softmax().pick(a[1]).mean_all())
}

fn network(d: &mut Draw) -> Case {
    let [batch, inputs, hidden, outputs] = [0; 4].map(|_| d.form.from(1, 5));
    let args = vec![
        each(d, &[batch, inputs], 2.0),
        each(d, &[inputs, hidden], 1.0),
        each(d, &[hidden], 1.0),
        each(d, &[hidden, outputs], 1.0),
        each(d, &[outputs], 1.0),
    ];
    Case::new(args, |_, a| {
        let hidden = (a[0].matmul(a[1]) + a[2]).gelu();
        hidden.matmul(a[3]) + a[4]
    })
}

fn convolutions(d: &mut Draw) -> Case {
    let [batch, channels, filters] = [0; 3].map(|_| d.form.from(1, 2));
    let (stride, dilation) = (d.form.from(1, 2), d.form.from(1, 2));
    let size = d.form.from(7, 9);
    let args = vec![
        each(d, &[batch, channels, size, size], 1.0),
        each(d, &[filters, channels, 3, 3], 1.0),
        each(d, &[filters, 1, 1], 1.0),
        each(d, &[2, filters, 2, 2], 1.0),
    ];
    Case::new(args, move |_, a| {
        let first = a[0].pad_image(1).conv2d(a[1], stride, dilation) + a[2];
        first
            .tanh()
            .max_pool(2)
            .pad_image(1)
            .conv2d(a[3], 1, 1)
            .relu()
    })
}

fn layer_norm(d: &mut Draw) -> Case {
    let (rows, columns) = (d.form.from(1, 4), d.form.from(2, 7));
    let args = vec![
        each(d, &[rows, columns], 3.0),
        each(d, &[columns], 1.0),
        each(d, &[columns], 1.0),
    ];
    Case::new(args, |_, a| {
        let centred = a[0] - a[0].mean(&[2]);
        let deviation = (centred.square().mean(&[2]) + 1e-5).sqrt();
        centred / deviation * a[1] + a[2]
    })
}

fn attention(d: &mut Draw) -> Case {
    let [batch, time, width] = [d.form.from(1, 2), d.form.from(2, 4), d.form.from(1, 3)];
    let args = (0..3)
        .map(|_| each(d, &[batch, time, width], 1.5))
        .collect();
    Case::new(args, move |g, a| {
        let later = g.iota(1, &[time, time]).lt(g.iota(2, &[time, time]));
        let scores = a[0].matmul(a[1].t()) * (1.0 / (width as f64).sqrt());
        later
            .select(g.constant(-1e9), scores)
            .softmax()
            .matmul(a[2])
    })
}

fn embedding(d: &mut Draw) -> Case {
    let [batch, time, words, width] = [0; 4].map(|_| d.form.from(1, 4));
    let table = each(d, &[words, width], 1.0);
    let text = labels(d, &[batch * time, 1], words + 1);
    let head = each(d, &[width, words], 1.0);
    Case::new(vec![table, text, head], move |_, a| {
        let rows = a[0].gather(1, a[1]).reshape(&[batch, time, width]);
        rows.matmul(a[2].reshape(&[1, width, words])).sigmoid()
    })
}

fn scattered(d: &mut Draw) -> Case {
    let [rows, columns, len] = [0; 3].map(|_| d.form.from(1, 4));
    let x = each(d, &[rows, columns], 1.0).map(|x| x.abs() + 0.3);
    let index = labels(d, &[rows, 1], len + 1);
    let back = labels(d, &[3, columns], len);
    Case::new(vec![x, index, back], move |_, a| {
        let sums = a[0].scatter_add(1, a[1], len);
        (sums + 0.5).log_safe().gather(1, a[2])
    })
}

fn derived(d: &mut Draw) -> Case {
    let (rows, columns) = (d.form.from(1, 4), d.form.from(2, 5));
    let x = each(d, &[rows, columns], 1.0);
    let dims = x.dims.clone();
    let args = vec![d.apart(&dims, 0.05), d.apart(&dims, 0.1), x];
    Case::new(args, |g, a| {
        let first = (a[0].abs() + 0.5).recip() + a[1].at_least(0.0).min(a[2] + 9.0);
        let second = a[2].cos() * a[0].relu() - a[1].sigmoid().square() / 2.0;
        let best = a[0].gather(2, a[0].top_k(2));
        Tensor::concat(g, &[first.flip(2), second, best, a[1].maximum(&[2])], 2)
    })
}

fn meeting(d: &mut Draw) -> Case {
    let columns = d.form.from(1, 4);
    let last = d.members - 1;
    let shared = Value::f(
        &[1, columns],
        (0..columns).map(|_| d.rng.float(-1.0, 1.0)).collect(),
    );
    let args = vec![each(d, &[columns], 1.0), shared, each(d, &[], 1.0)];
    Case::new(args, move |_, a| {
        let soup = a[0].mean_members() * a[1];
        (a[0] - soup).square().sum_members() + (a[0] * a[2]).member(last)
    })
}

/// The loss after a step of gradient descent: its gradient has third derivatives.
fn step_inside(d: &mut Draw) -> Case {
    let (batch, inputs) = (d.form.from(1, 3), d.form.from(1, 3));
    let args = vec![
        each(d, &[batch, inputs], 1.0),
        each(d, &[inputs, 1], 1.0),
        each(d, &[], 0.5),
    ];
    Case::new(args, |_: &Graph, a| {
        let step = grad(mean_of(a[0], a[1]), &[a[1]])[0] * a[2];
        mean_of(a[0], a[1] - step)
    })
}

fn mean_of<'g>(x: Tensor<'g>, w: Tensor<'g>) -> Tensor<'g> {
    x.matmul(w).tanh().square().mean_all().reshape(&[1, 1])
}
