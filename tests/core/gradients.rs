//! Every gradient rule, first and second order, against central differences in 64 bits;
//! and what is chosen where there is no derivative.

use crate::support::composites;
use crate::support::gradcheck::Check;
use crate::support::opdb::{self, Draw, Kind, Row};
use crate::support::referee::{Arithmetic, Values, outputs};
use crate::support::value::Value;
use soupcon::cpu::Cpu;
use soupcon::ir::{DType, Graph, Tensor, grad};
use soupcon::plan::Plan;
use soupcon::run::Device;

/// Samples of each operation, and directions tried with each.
const SAMPLES: usize = 20;
const DIRECTIONS: usize = 2;

/// How often each control was told from the truth, by order and argument.
type Caught = Vec<[usize; 2]>;

fn check(row: &Row) -> Caught {
    let mut draw = Draw::new(0x6a09_e667 ^ row.name.len() as u64, 1, Kind::Smooth);
    let mut caught = Caught::new();
    for sample in 0..SAMPLES {
        draw.members = 1 + sample % 3;
        let case = (row.case)(&mut draw);
        let mut check = Check::new(&case, draw.members, &mut draw.rng);
        caught.resize(check.arguments().max(caught.len()), [0, 0]);
        for _ in 0..DIRECTIONS {
            for (order, slope) in check.slopes().iter().enumerate() {
                let name = format!("{}, sample {sample}, order {}", row.name, order + 1);
                assert!(slope.agrees(|_| 1.0), "{name}: {slope:?}");
                for (i, part) in slope.parts.iter().enumerate() {
                    if part.abs() * 0.01 <= 2.0 * slope.bound() {
                        continue;
                    }
                    for wrong in [-1.0, 0.0, 1.01, 2.0] {
                        let control = slope.agrees(|k| if k == i { wrong } else { 1.0 });
                        assert!(!control, "{name}: argument {i} times {wrong} went unseen");
                    }
                    caught[i][order] += 1;
                }
            }
        }
    }
    caught
}

/// Checks the rows; in each, a wrong sign and a wrong scale of each argument's gradient
/// must have been seen in several samples.
fn check_all(rows: &[Row]) {
    let (mut directions, mut controls) = (0, 0);
    for row in rows.iter().filter(|r| r.differentiable) {
        let caught = check(row);
        for (i, orders) in caught.iter().enumerate() {
            for (order, &n) in orders.iter().enumerate() {
                let what = format!("{}: argument {i}, order {}", row.name, order + 1);
                assert!(
                    n >= 3,
                    "{what}: a wrong gradient was told in {n} samples only"
                );
                controls += 4 * n;
            }
        }
        directions += 2 * SAMPLES * DIRECTIONS;
    }
    println!("{directions} slopes, {controls} wrong ones told from them");
}

#[test]
fn every_rule_agrees_with_differences() {
    check_all(&opdb::table());
}

#[test]
fn rules_agree_with_differences_together() {
    check_all(&composites::table());
}

/// The gradients of `f` at `args`, as numbers.
fn gradients(
    args: &[(&[usize], &[f64])],
    f: impl for<'g> Fn(&'g Graph, &[Tensor<'g>]) -> Tensor<'g>,
) -> Vec<Vec<f64>> {
    let graph = Graph::new(1);
    let mut given = Values::new();
    let mut tensors = Vec::new();
    for (i, (shape, numbers)) in args.iter().enumerate() {
        let dims = [&[1], *shape].concat();
        tensors.push(graph.input(&i.to_string(), &dims, DType::F32));
        given.insert(i.to_string(), Value::f(&dims, numbers.to_vec()));
    }
    let y = f(&graph, &tensors);
    for (i, g) in grad(y, &tensors).into_iter().enumerate() {
        graph.output(&format!("g{i}"), g);
    }
    let program = graph.finish().unwrap();
    let out = outputs(&program, &given, Arithmetic::Exact);
    (0..args.len())
        .map(|i| out[&format!("g{i}")].floats().to_vec())
        .collect()
}

/// In single precision `1 + x` is off by 16 % of these `x`, and what makes up for it has no slope.
#[test]
fn the_slope_of_log1p_stays_beside_zero() {
    let graph = Graph::new(1);
    let x = graph.input("x", &[1, 6], DType::F32);
    let y = x.log1p();
    graph.output("y", y);
    graph.output("slope", grad(y, &[x])[0]);
    let plan = Plan::new(&graph.finish().unwrap());
    let mut machine = pollster::block_on(Cpu.compile(plan)).unwrap();
    let at = [1e-7_f32, -1e-7, 3e-4, 0.0, 1e-9, 2.5];
    machine.write("x", bytemuck::cast_slice(&at)).unwrap();
    machine.run(1).unwrap();
    for (name, of) in [
        ("y", f64::ln_1p as fn(f64) -> f64),
        ("slope", |x: f64| 1.0 / (1.0 + x)),
    ] {
        let words = pollster::block_on(machine.read(name)).unwrap();
        for (&x, word) in at.iter().zip(words) {
            let (found, want) = (f64::from(f32::from_bits(word)), of(x.into()));
            let off = (found - want).abs();
            assert!(
                off <= 5e-7 * want.abs(),
                "{name} at {x}: {found}, not {want}"
            );
        }
    }
}

#[test]
fn ties_share_the_gradient() {
    let pair: [(&[usize], &[f64]); 2] = [(&[3], &[1.0, 2.0, 0.0]), (&[3], &[1.0, 1.0, -0.0])];
    let g = gradients(&pair, |_, a| a[0].max(a[1]));
    assert_eq!(g, [[0.5, 1.0, 0.5], [0.5, 0.0, 0.5]]);
    let g = gradients(&pair, |_, a| a[0].min(a[1]));
    assert_eq!(g, [[0.5, 0.0, 0.5], [0.5, 1.0, 0.5]]);
    let row: [(&[usize], &[f64]); 1] = [(&[4], &[7.0, 7.0, 1.0, 7.0])];
    let third = 1.0 / 3.0;
    let g = gradients(&row, |_, a| a[0].maximum(&[1]));
    assert_eq!(g, [[third, third, 0.0, third]]);
    let table: [(&[usize], &[f64]); 1] = [(&[2, 2], &[5.0, 1.0, 5.0, 5.0])];
    let g = gradients(&table, |_, a| a[0].maximum(&[1, 2]));
    assert_eq!(g, [[third, 0.0, third, third]]);
    let image: [(&[usize], &[f64]); 1] = [(&[1, 1, 2, 2], &[3.0, 3.0, 3.0, 3.0])];
    let g = gradients(&image, |_, a| a[0].max_pool(2));
    assert_eq!(g, [[0.25; 4]]);
}

#[test]
fn kinks_have_the_gradient_that_is_promised() {
    let x: [(&[usize], &[f64]); 1] = [(&[4], &[0.0, -0.0, -2.0, 2.0])];
    assert_eq!(gradients(&x, |_, a| a[0].relu()), [[0.0, 0.0, 0.0, 1.0]]);
    assert_eq!(gradients(&x, |_, a| a[0].abs()), [[0.0, 0.0, -1.0, 1.0]]);
    assert_eq!(
        gradients(&x, |_, a| a[0].at_least(0.0)),
        [[0.5, 0.5, 0.0, 1.0]]
    );
}

#[test]
fn what_is_flat_or_detached_has_no_gradient() {
    type Flat = for<'g> fn(&'g Graph, &[Tensor<'g>]) -> Tensor<'g>;
    let flat: [(&str, Flat); 10] = [
        ("an order itself", |_, a| a[0].argsort(1)),
        ("floor", |_, a| a[0].floor()),
        ("is_finite", |_, a| a[0].is_finite()),
        ("detach", |_, a| a[0].detach() * 3.0),
        ("cast", |_, a| a[0].cast(DType::U32).cast(DType::F32)),
        ("lt", |_, a| a[0].lt(a[1])),
        ("eq", |_, a| a[0].eq(a[1])),
        ("argsort", |_, a| a[0].argsort(1).cast(DType::F32)),
        ("argmax", |_, a| {
            a[0].reshape(&[1, 3]).argmax().cast(DType::F32)
        }),
        ("elsewhere", |g, _| g.constant(2.0)),
    ];
    let at: [(&[usize], &[f64]); 2] = [(&[3], &[1.0, 2.5, -1.0]), (&[3], &[1.0, 0.0, 4.0])];
    for (name, f) in flat {
        assert_eq!(gradients(&at, f), [[0.0; 3], [0.0; 3]], "{name}");
    }
}

#[test]
fn a_choice_sends_the_gradient_where_the_value_came_from() {
    let at: [(&[usize], &[f64]); 3] = [
        (&[3], &[1.0, 0.0, -0.5]),
        (&[3], &[1.0, f64::INFINITY, 3.0]),
        (&[3], &[f64::NAN, 5.0, f64::INFINITY]),
    ];
    let g = gradients(&at, |_, a| a[0].select(a[1] * 3.0, a[2] * 2.0));
    assert_eq!(g, [[0.0; 3], [3.0, 0.0, 3.0], [0.0, 2.0, 0.0]]);
}

#[test]
fn the_gradient_of_a_value_by_itself_is_one() {
    let x: [(&[usize], &[f64]); 1] = [(&[2], &[4.0, -1.0])];
    assert_eq!(gradients(&x, |_, a| a[0]), [[1.0, 1.0]]);
    assert_eq!(gradients(&x, |_, a| a[0] + a[0]), [[2.0, 2.0]]);
}
