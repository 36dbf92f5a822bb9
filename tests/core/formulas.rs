//! What the processor does in one loop has the bits of as many loops as there are operations, and
//! what it computes once for several windows is right in each.

use crate::support::backends::{cpu, prepare, read};
use crate::support::referee::Values;
use crate::support::rng::Rng;
use crate::support::value::Value;
use soupcon::ir::{Graph, Program};
use soupcon::nn::{Health, Optimiser, Schedule};
use soupcon::plan::Plan;

const MEMBERS: usize = 3;
/// More than a window has, and no whole number of them.
const SIZE: usize = 2501;
const OPTIMISERS: [Optimiser; 3] = [Optimiser::Sgd, Optimiser::Adam, Optimiser::AdamW];

/// A step of an optimiser along a gradient that is given.
fn program(optimiser: Optimiser) -> Program {
    let g = Graph::new(MEMBERS);
    let theta = g.carry("theta", &[SIZE]);
    let gradient = g.each("gradient", &[SIZE]);
    let health = Health::watch(&g, g.hyper("loss"), gradient);
    optimiser.update(&g, theta, gradient, Schedule::Constant.factor(&g), health);
    g.finish().unwrap()
}

/// Numbers of all sizes; the last member's gradient is not finite in one place.
fn given(optimiser: Optimiser) -> Values {
    let mut rng = Rng::new(5);
    let mut number = || rng.sign() * 2f64.powf(rng.float(-149.0, 60.0));
    let mut each = || {
        Value::f(
            &[MEMBERS, SIZE],
            (0..MEMBERS * SIZE).map(|_| number()).collect(),
        )
    };
    let mut values = Values::new();
    for name in ["theta", "gradient"].iter().chain(optimiser.moments()) {
        values.insert((*name).to_owned(), each());
    }
    if let Some(v) = values.get_mut("v") {
        v.floats_mut().iter_mut().for_each(|x| *x = x.abs());
    }
    if let Some(gradient) = values.get_mut("gradient") {
        gradient.floats_mut()[3] = -0.0;
        gradient.floats_mut()[3 * SIZE - 1] = f64::INFINITY;
    }
    let rates = [("lr", 0.3), ("loss", 1.0)];
    for (name, value) in rates.iter().chain(optimiser.hypers()) {
        let own = (0..MEMBERS).map(|m| f64::from(*value) * (1.0 - 0.01 * m as f64));
        values.insert((*name).to_owned(), Value::f(&[MEMBERS], own.collect()));
    }
    values
}

/// All that an optimiser keeps after three steps.
fn outcome(optimiser: Optimiser, plan: Plan) -> Vec<Vec<u32>> {
    let mut machine = prepare(&*cpu().device, plan, &given(optimiser));
    machine.run(3).unwrap();
    let names = ["theta"].iter().chain(optimiser.moments());
    names
        .map(|name| read(&mut *machine, name).words())
        .collect()
}

#[test]
fn steps_of_optimisers_have_the_bits_of_their_operations() {
    for optimiser in OPTIMISERS {
        let program = program(optimiser);
        let fused = outcome(optimiser, Plan::new(&program));
        assert!(
            fused == outcome(optimiser, Plan::unfused(&program)),
            "{optimiser:?}"
        );
        let before = given(optimiser)["theta"].words();
        let moved = fused[0].iter().zip(&before).filter(|(a, b)| a != b).count();
        assert!(moved > SIZE, "{optimiser:?}: {moved} numbers moved");
        let last = 2 * SIZE..;
        assert!(fused[0][last.clone()] == before[last], "{optimiser:?}");
    }
}

#[test]
fn what_varies_from_window_to_window_alone_is_that_of_each() {
    let (a, b, c) = (3, 7, 5);
    let g = Graph::new(1);
    let (x, y) = (g.each("x", &[a, b, c]), g.each("y", &[a, 1, 1]));
    let z = g.each("z", &[a, c, b]);
    g.output("out", x.permute(&[0, 1, 3, 2]) * y + z);
    let numbers = |n: usize, first: f64| (0..n).map(|i| first + i as f64).collect::<Vec<_>>();
    let values = Values::from([
        (
            "x".to_owned(),
            Value::f(&[1, a, b, c], numbers(a * b * c, 1.0)),
        ),
        ("y".to_owned(), Value::f(&[1, a, 1, 1], numbers(a, 2.0))),
        (
            "z".to_owned(),
            Value::f(&[1, a, c, b], numbers(a * b * c, -50.0)),
        ),
    ]);
    let mut machine = prepare(&*cpu().device, Plan::new(&g.finish().unwrap()), &values);
    machine.run(1).unwrap();
    let expected = Value::from_fn(&[1, a, c, b], |at| {
        let [i, j, k] = [at[1], at[2], at[3]];
        let (x, z) = ((i * b + k) * c + j, (i * c + j) * b + k);
        (x as f64 + 1.0) * (i as f64 + 2.0) + z as f64 - 50.0
    });
    assert_eq!(read(&mut *machine, "out").floats(), expected.floats());
}
