//! Attacks stay in their ball, climb, and keep what they found.

use soupcon::ir::{Graph, Tensor};
use soupcon::methods::attack::{Attack, Norm, Objective, Rows};
use soupcon::methods::loss::cross_entropy;
use soupcon::methods::margin::{Scale, Term, misclassified};
use soupcon::methods::projection::PIXELS;
use soupcon::methods::step_size::StepSchedule;
use soupcon::plan::Plan;

use super::{MEMBERS, ROWS, close, floats, labels, on_both, rng};
use crate::support::backends::{Backend, backends, cpu, prepare, read};
use crate::support::referee::Values;
use crate::support::rng::Rng;
use crate::support::value::Value;

const D: usize = 8;
const H: usize = 12;
const K: usize = 4;
const STEPS: usize = 6;
const NORMS: [(Norm, f64); 3] = [(Norm::Linf, 0.2), (Norm::L2, 0.5), (Norm::L1(0.3), 1.2)];
const OBJECTIVES: [Objective; 6] = [
    Objective::CrossEntropy,
    Objective::LogitMargin,
    Objective::ProbabilityMargin,
    Objective::Dlr,
    Objective::TwoStage(Scale::Probabilities, Term::MinusTrue),
    Objective::TwoStage(Scale::Logits, Term::Other),
];

fn attack(norm: Norm, objective: Objective, random_start: bool) -> Attack {
    Attack {
        norm,
        objective,
        schedule: StepSchedule::Cosine,
        domain: PIXELS,
        steps: STEPS,
        random_start,
    }
}

/// `tanh(x A) B` for each member, whose weights are inputs.
fn model<'g>(g: &'g Graph, x: Tensor<'g>) -> Tensor<'g> {
    x.matmul(g.each("a", &[D, H]))
        .tanh()
        .matmul(g.each("b", &[H, K]))
}

/// Networks, inputs, and radii of which the first member's is 0.
fn given(rng: &mut Rng, eps: f64) -> Values {
    let radii = vec![0.0, f64::from(eps as f32), f64::from(1.5 * eps as f32)];
    let step = radii.iter().map(|r| r * 0.5).collect();
    Values::from([
        ("a".into(), floats(rng, &[MEMBERS, D, H], -2.0, 2.0)),
        ("b".into(), floats(rng, &[MEMBERS, H, K], -2.0, 2.0)),
        ("x".into(), floats(rng, &[1, ROWS, D], 0.0, 1.0)),
        ("y".into(), labels(rng, K)),
        ("eps".into(), Value::f(&[MEMBERS], radii)),
        ("step size".into(), Value::f(&[MEMBERS], step)),
        (
            "wrong".into(),
            Value::f(&[MEMBERS, ROWS, 1], vec![0.0; MEMBERS * ROWS]),
        ),
        ("restart".into(), Value::u(&[1], vec![rng.below(9) as u32])),
        ("seed".into(), Value::u(&[MEMBERS], vec![3, 4, 5])),
        ("step".into(), Value::u(&[1], vec![0])),
    ])
}

/// The carries after one attack by its program.
fn attacked(backend: &Backend, attack: Attack, given: &Values) -> Values {
    let program = attack.program(MEMBERS, [ROWS, D], model).unwrap();
    let mut machine = prepare(&*backend.device, Plan::new(&program), given);
    machine.run(STEPS as u32 + 1).unwrap();
    let names = ["best", "best loss", "broken", "survived"];
    names
        .map(|n| (n.to_string(), read(&mut *machine, n)))
        .into()
}

/// Cross-entropy and whether it is misclassified, at `points [M, N, D]`.
fn looked_at(given: &Values, points: &Value) -> [Vec<f64>; 2] {
    let mut given = given.clone();
    given.insert("at".into(), points.clone());
    let out = on_both(&given, |g, t| {
        let z = model(g, t("at"));
        vec![
            ("loss", cross_entropy(z, t("y"))),
            ("wrong", misclassified(z, t("y"))),
        ]
    });
    ["loss", "wrong"].map(|n| out[0].1[n].clone())
}

fn clean(given: &Values) -> Value {
    Value::f(&[MEMBERS, ROWS, D], given["x"].floats().repeat(MEMBERS))
}

fn length(norm: Norm, delta: impl Iterator<Item = f64>) -> f64 {
    match norm {
        Norm::Linf => delta.fold(0.0, |a, d| a.max(d.abs())),
        Norm::L2 => delta.map(|d| d * d).sum::<f64>().sqrt(),
        Norm::L1(_) => delta.map(f64::abs).sum(),
    }
}

/// What must hold of any attack.
fn holds(attack: Attack, given: &Values, out: &Values) {
    let x = clean(given);
    let best = out["best"].floats();
    for (i, (best, x)) in best.chunks(D).zip(x.floats().chunks(D)).enumerate() {
        assert!(
            best.iter().all(|b| (0.0..=1.0).contains(b)),
            "outside the box"
        );
        let eps = given["eps"].floats()[i / ROWS];
        let far = length(attack.norm, best.iter().zip(x).map(|(b, x)| b - x));
        assert!(far <= eps + 2e-6, "{far} is outside the ball of {eps}");
        assert!(i >= ROWS || best == x, "radius 0 moved a point");
    }
    let wrong = &looked_at(given, &out["best"])[1];
    let survived = out["survived"].floats();
    for (i, &broken) in out["broken"].floats().iter().enumerate() {
        assert_eq!(
            broken, wrong[i],
            "row {i}: the best point and the flag disagree"
        );
        let all = survived[i] == STEPS as f64 + 1.0;
        assert_eq!(broken == 0.0, all, "row {i} survived {}", survived[i]);
    }
}

#[test]
fn every_attack_stays_in_ball_and_box_and_keeps_what_broke_a_row() {
    for (at, (norm, eps)) in NORMS.into_iter().enumerate() {
        let mut rng = rng(100 + at as u64);
        for objective in OBJECTIVES {
            for random_start in [false, true] {
                let attack = attack(norm, objective, random_start);
                let given = given(&mut rng, eps);
                holds(attack, &given, &attacked(&cpu(), attack, &given));
            }
        }
    }
}

#[test]
fn attacks_climb_and_break_on_both_executors() {
    for (at, (norm, eps)) in NORMS.into_iter().enumerate() {
        let mut rng = rng(200 + at as u64);
        let given = given(&mut rng, eps);
        let attack = attack(norm, Objective::CrossEntropy, false);
        let [before, wrong] = looked_at(&given, &clean(&given));
        for backend in backends() {
            let out = attacked(&backend, attack, &given);
            holds(attack, &given, &out);
            let after = &looked_at(&given, &out["best"])[0];
            let rose = (0..MEMBERS * ROWS)
                .filter(|&i| after[i] > before[i])
                .count();
            let not_lower = after.iter().zip(&before).all(|(a, b)| *a >= b - 1e-5);
            assert!(not_lower, "{}: the loss fell", backend.label);
            let broken = out["broken"].floats().iter().sum::<f64>();
            let clean = wrong.iter().sum::<f64>();
            println!(
                "{}, {norm:?}: {clean} wrong, {broken} broken, {rose} rose",
                backend.label
            );
            // Rows that are wrong as they are, and the member without radius, cannot rise.
            let free = wrong[ROWS..].iter().filter(|w| **w == 0.0).count();
            assert!(rose >= free && free > 5, "{rose} of {free} rose");
            assert!(broken > clean, "nothing was broken");
        }
    }
}

#[test]
fn a_program_and_the_attack_written_out_find_the_same() {
    for (at, (norm, eps)) in NORMS.into_iter().enumerate() {
        let given = given(&mut rng(300 + at as u64), eps);
        let objective = Objective::TwoStage(Scale::Probabilities, Term::MinusTrue);
        let attack = attack(norm, objective, false);
        let program = attacked(&cpu(), attack, &given);
        let out = on_both(&given, |g, t| {
            let rows = Rows {
                x: t("x"),
                labels: t("y"),
                eps: t("eps"),
                step_size: t("step size"),
            };
            let none = g.constant(0.0).expand(&[MEMBERS, ROWS, D]);
            let start = attack.start(rows, none, t("wrong"));
            let end = attack.run(rows, &|x| model(g, x), start);
            vec![
                ("best", end.best),
                ("broken", end.broken),
                ("survived", end.survived),
            ]
        });
        let cpu = &out[0].1;
        close("best", &cpu["best"], program["best"].floats(), 0.0, 1e-5);
        for name in ["broken", "survived"] {
            close(name, &cpu[name], program[name].floats(), 0.0, 0.0);
        }
    }
}

/// Rows that are broken from the start stay where they are and count as such.
#[test]
fn what_is_broken_already_is_left_alone() {
    let mut given = given(&mut rng(400), 0.2);
    let all = Value::f(&[MEMBERS, ROWS, 1], vec![1.0; MEMBERS * ROWS]);
    given.insert("wrong".into(), all);
    let attack = attack(Norm::Linf, Objective::CrossEntropy, true);
    for backend in backends() {
        let out = attacked(&backend, attack, &given);
        assert_eq!(out["best"], clean(&given));
        assert!(out["broken"].floats().iter().all(|&b| b == 1.0));
        assert!(out["survived"].floats().iter().all(|&s| s == 0.0));
    }
}
