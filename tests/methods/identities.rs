//! What must hold of every method whatever the numbers are: identities on random cases, drawn
//! from a printed seed and run through the same door as everybody's calls.

mod hostile;

use crate::support::rng::Rng;
use serde_json::{Value, json};
use soupcon::cpu::Cpu;
use soupcon::functions;

const CASES: usize = 100;

fn call(name: &str, inputs: &Value) -> Value {
    pollster::block_on(functions::call(&Cpu, name, inputs))
        .unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// All numbers of an answer, in order.
fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        other => vec![other.as_f64().unwrap_or(f64::NAN)],
    }
}

#[track_caller]
fn close(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!(
            (a - b).abs() <= tolerance * (1.0 + b.abs()),
            "{i}: {a} is not {b}"
        );
    }
}

struct Draw(Rng);

impl Draw {
    fn new(seed: u64) -> Self {
        println!("seed {seed}");
        Draw(Rng::new(seed))
    }

    fn number(&mut self, low: f64, high: f64) -> f64 {
        self.0.float(low, high)
    }

    fn vector(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|_| self.number(low, high)).collect()
    }

    fn matrix(&mut self, n: usize, k: usize, size: f64) -> Vec<Vec<f64>> {
        (0..n).map(|_| self.vector(k, -size, size)).collect()
    }

    fn labels(&mut self, n: usize, k: usize) -> Vec<usize> {
        (0..n).map(|_| self.0.below(k)).collect()
    }
}

#[test]
fn probabilities_ignore_a_shift_and_temperature_one_is_nothing() {
    let mut draw = Draw::new(1);
    let z = draw.matrix(CASES, 7, 20.0);
    let shifted: Vec<Vec<f64>> = z
        .iter()
        .map(|row| {
            let by = draw.number(-30.0, 30.0);
            row.iter().map(|v| v + by).collect()
        })
        .collect();
    let plain = flat(&call("softmax", &json!({"logits": z}))["output"]);
    let one = call("softmax", &json!({"logits": z, "temperature": 1}));
    close(&flat(&one["output"]), &plain, 0.0);
    let moved = call("softmax", &json!({"logits": shifted}));
    close(&flat(&moved["output"]), &plain, 1e-5);
    for row in plain.chunks(7) {
        close(&[row.iter().sum()], &[1.0], 1e-6);
    }
}

#[test]
fn a_divergence_is_never_negative_and_zero_with_itself() {
    let mut draw = Draw::new(2);
    for _ in 0..CASES {
        let (s, t) = (draw.matrix(3, 5, 8.0), draw.matrix(3, 5, 8.0));
        let temperature = draw.number(0.3, 8.0);
        for name in ["kd_loss", "binary_kl_loss", "binary_kl_norm_loss"] {
            let of = |a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>| {
                let inputs =
                    json!({"student_logits": a, "teacher_logits": b, "temperature": temperature});
                call(name, &inputs)
            };
            assert!(of(&s, &t)["loss"].as_f64().unwrap() > 0.0, "{name}");
            let same = of(&t, &t);
            close(&flat(&same["loss"]), &[0.0], 1e-5);
            close(&flat(&same["grad_student"]), &[0.0; 15], 1e-5);
        }
    }
}

#[test]
fn distillation_is_its_two_decoupled_parts() {
    let mut draw = Draw::new(3);
    for _ in 0..CASES {
        let (s, t) = (draw.matrix(1, 6, 5.0), draw.matrix(1, 6, 5.0));
        let (y, heat) = (draw.0.below(6), draw.number(0.5, 6.0));
        let both = json!({"student_logits": s, "teacher_logits": t, "temperature": heat});
        let kd = call("kd_loss", &both)["loss"].as_f64().unwrap();
        let p = flat(&call("softmax", &json!({"logits": t, "temperature": heat}))["output"])[y];
        let parts = call(
            "dkd_loss",
            &json!({"student_logits": s, "teacher_logits": t, "labels": [y], "temperature": heat}),
        );
        let part = |name: &str| parts[name].as_f64().unwrap();
        let sum = part("target_class_loss") + (1.0 - p) * part("non_target_class_loss");
        close(&[kd], &[sum], 2e-5);
    }
}

#[test]
fn standardised_logits_have_no_scale_and_keep_their_order() {
    let mut draw = Draw::new(4);
    let z = draw.matrix(CASES, 8, 6.0);
    let (scale, tau) = (17.0, 2.0);
    let of = |z: &Vec<Vec<f64>>| {
        flat(
            &call(
                "standardize_logits",
                &json!({"logits": z, "temperature": tau}),
            )["output"],
        )
    };
    let scaled: Vec<Vec<f64>> = z
        .iter()
        .map(|row| row.iter().map(|v| v * scale + 3.0).collect())
        .collect();
    let plain = of(&z);
    close(&of(&scaled), &plain, 1e-5);
    for (row, z) in plain.chunks(8).zip(&z) {
        close(&[row.iter().sum()], &[0.0], 1e-5);
        close(
            &[row.iter().map(|v| v * v).sum::<f64>() / 8.0],
            &[0.25],
            1e-5,
        );
        assert!(row.iter().all(|v| v.abs() <= 7f64.sqrt() / tau + 1e-6));
        let order = |v: &[f64]| {
            let mut order: Vec<usize> = (0..8).collect();
            order.sort_by(|&a, &b| v[a].total_cmp(&v[b]));
            order
        };
        assert_eq!(order(row), order(z));
    }
    let flat_row = json!({"logits": [[0.1, 0.1, 0.1]], "temperature": 1});
    assert_eq!(
        flat(&call("standardize_logits", &flat_row)["output"]),
        [0.0; 3]
    );
}

#[test]
fn a_ranking_weighted_first_alone_is_cross_entropy_and_losses_are_convex() {
    let mut draw = Draw::new(5);
    for _ in 0..CASES {
        let k = 2 + draw.0.below(5);
        let (s, u, t) = (
            draw.matrix(2, k, 9.0),
            draw.matrix(2, k, 9.0),
            draw.matrix(2, k, 4.0),
        );
        let y = draw.labels(2, k);
        let ranking = &call(
            "teacher_optimal_permutation",
            &json!({"teacher_logits": t, "labels": y}),
        )["output"];
        let first: Vec<Vec<f64>> = (0..2)
            .map(|_| (0..k).map(|i| f64::from(i == 0)).collect())
            .collect();
        let listwise = call(
            "weighted_listwise_loss",
            &json!({"student_logits": s, "ranking": ranking, "weights": first}),
        );
        let entropy = call("cross_entropy", &json!({"logits": s, "labels": y}));
        close(&flat(&listwise["loss"]), &flat(&entropy["loss"]), 1e-5);
        close(
            &flat(&listwise["grad_student"]),
            &flat(&entropy["grad_logits"]),
            1e-5,
        );
        let middle: Vec<Vec<f64>> = s
            .iter()
            .zip(&u)
            .map(|(a, b)| {
                a.iter()
                    .zip(b)
                    .map(|(a, b)| f64::midpoint(*a, *b))
                    .collect()
            })
            .collect();
        let pld = |z: &Vec<Vec<f64>>| {
            let answer = call(
                "pld_loss",
                &json!({"student_logits": z, "teacher_logits": t, "labels": y}),
            );
            for row in flat(&answer["grad_student"]).chunks(k) {
                close(&[row.iter().sum()], &[0.0], 1e-5);
            }
            answer["loss"].as_f64().unwrap()
        };
        assert!(pld(&middle) <= f64::midpoint(pld(&s), pld(&u)) + 1e-4);
    }
}

#[test]
fn kendall_of_a_row_with_itself_is_one_and_with_its_opposite_minus_one() {
    let mut draw = Draw::new(6);
    let a = draw.matrix(CASES, 6, 3.0);
    let b: Vec<Vec<f64>> = a.iter().map(|r| r.iter().map(|v| -v).collect()).collect();
    let tau = |a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>| {
        flat(&call("kendall_tau", &json!({"a": a, "b": b}))["output"])
    };
    close(&tau(&a, &a), &[1.0; CASES], 1e-6);
    close(&tau(&a, &b), &[-1.0; CASES], 1e-6);
}

#[test]
fn what_has_no_spread_has_not_collapsed() {
    let of = |features: [[f64; 2]; 4], weight: [[f64; 2]; 2]| {
        let inputs = json!({"features": features, "labels": [0, 0, 1, 1], "weight": weight});
        pollster::block_on(functions::call(&Cpu, "neural_collapse_metrics", &inputs))
    };
    let (far, wide) = (
        [[0., 0.], [1., 0.], [5., 1.], [6., 1.]],
        [[1., 0.], [0., 2.]],
    );
    assert!(of(far, wide).is_ok());
    for (features, weight) in [
        ([[0., 1.], [2., 1.], [2., 1.], [0., 1.]], wide),
        (far, [[1., 1.], [3., 3.]]),
    ] {
        let fault = of(features, weight).unwrap_err();
        assert!(fault.message.ends_with("columns that differ"), "{fault}");
    }
}

#[test]
fn a_soup_of_equal_members_is_the_member_and_order_does_not_matter() {
    let mut draw = Draw::new(7);
    for _ in 0..CASES {
        let member = draw.vector(13, -3.0, 3.0);
        let soup = call(
            "uniform_soup",
            &json!({"weights": [member, member, member]}),
        );
        close(&flat(&soup["soup"]), &member, 1e-6);
        let w = draw.matrix(4, 13, 3.0);
        let turned: Vec<_> = [2, 0, 3, 1].map(|i| w[i].clone()).to_vec();
        let of = |w: &Vec<Vec<f64>>| flat(&call("uniform_soup", &json!({"weights": w}))["soup"]);
        close(&of(&w), &of(&turned), 1e-6);
        let a = draw.vector(4, -1.0, 1.0);
        let learned = |a: &[f64]| {
            let inputs = json!({"weights": w, "sizes": [4, 2, 1], "alpha_logits": a});
            flat(&call("learned_soup", &inputs)["soup"])
        };
        let shifted: Vec<f64> = a.iter().map(|v| v + 5.0).collect();
        close(&learned(&a), &learned(&shifted), 1e-5);
        close(&learned(&[0.7; 4]), &of(&w), 1e-5);
    }
}

#[test]
fn the_soup_of_linear_models_is_their_logit_ensemble() {
    let mut draw = Draw::new(8);
    for _ in 0..CASES {
        let (w, x) = (draw.matrix(3, 20, 2.0), draw.matrix(5, 4, 2.0));
        let logits = |p: &Value| {
            let inputs = json!({"params": p, "sizes": [4, 4], "x": x});
            call("mlp_forward", &inputs)["logits"].clone()
        };
        let soup = &call("uniform_soup", &json!({"weights": w}))["soup"];
        let each: Vec<Value> = w.iter().map(|w| logits(&json!(w))).collect();
        let ensemble = call("logit_ensemble", &json!({"logits": each}));
        close(&flat(&logits(soup)), &flat(&ensemble["logits"]), 1e-5);
    }
}

#[test]
fn a_layer_may_be_wider_than_what_is_done_at_a_time() {
    let width = 20_000;
    let (slope, offset) = (|j: usize| (j % 7) as f64, |j: usize| (j % 5) as f64);
    let params: Vec<f64> = (0..width)
        .map(slope)
        .chain((0..width).map(offset))
        .collect();
    for rows in [1, 65] {
        let x: Vec<_> = (0..rows).map(|i| [i]).collect();
        let inputs = json!({"params": params, "sizes": [1, width], "x": x});
        let logits = flat(&call("mlp_forward", &inputs)["logits"]);
        let want = |i: usize| slope(i % width) * (i / width) as f64 + offset(i % width);
        close(
            &logits,
            &(0..rows * width).map(want).collect::<Vec<_>>(),
            0.0,
        );
    }
}

#[test]
fn an_interpolation_has_its_ends_and_goes_on_beyond_them() {
    let mut draw = Draw::new(9);
    for _ in 0..CASES {
        let (a, b) = (draw.vector(9, -5.0, 5.0), draw.vector(9, -5.0, 5.0));
        let line = call(
            "interpolate_weights",
            &json!({"w0": a, "w1": b, "alphas": [0, 1, 2]}),
        );
        let line = flat(&line["weights"]);
        close(&line[..9], &a, 1e-7);
        close(&line[9..18], &b, 1e-7);
        let beyond: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 2.0 * b - a).collect();
        close(&line[18..], &beyond, 1e-5);
    }
}

#[test]
fn an_ensemble_loses_no_more_than_its_members_on_average() {
    let mut draw = Draw::new(10);
    for _ in 0..CASES {
        let members: Vec<_> = (0..4).map(|_| draw.matrix(5, 6, 6.0)).collect();
        let y = draw.labels(5, 6);
        let score = |name: &str, key: &str, z: &Value| {
            call(name, &json!({"logits": z, "labels": y}))[key]
                .as_f64()
                .unwrap()
        };
        let probabilities = call("average_probabilities", &json!({"logits": members}));
        let logs: Vec<Vec<f64>> = flat(&probabilities["output"])
            .chunks(6)
            .map(|row| row.iter().map(|p| p.max(1e-30).ln()).collect())
            .collect();
        let logs = json!(logs);
        for (name, key) in [("negative_log_likelihood", "nll"), ("brier_score", "brier")] {
            let mean = members
                .iter()
                .map(|z| score(name, key, &json!(z)))
                .sum::<f64>()
                / 4.0;
            assert!(score(name, key, &logs) <= mean + 1e-5, "{name}");
        }
        let doubt = call("ensemble_uncertainty", &json!({"logits": members}));
        let part = |name: &str| flat(&doubt[name]);
        for n in 0..5 {
            let (total, own, between) = (
                part("predictive_entropy")[n],
                part("expected_entropy")[n],
                part("mutual_information")[n],
            );
            assert!(between >= 0.0 && total <= 6f64.ln() + 1e-6);
            close(&[own + between], &[total], 1e-5);
        }
        let same = call(
            "ensemble_uncertainty",
            &json!({"logits": [members[0], members[0]]}),
        );
        close(&flat(&same["mutual_information"]), &[0.0; 5], 1e-6);
        assert_eq!(flat(&same["variation_ratio"]), [0.0; 5]);
    }
}

#[test]
fn drawn_derivatives_are_always_those_of_a_calibrated_loss() {
    let mut draw = Draw::new(11);
    for _ in 0..CASES {
        let n = 1 + draw.0.below(40);
        let (z, u) = (draw.vector(n, -3.0, 3.0), draw.vector(n, -3.0, 3.0));
        let lam = draw.number(-0.9, 2.0);
        let g = call(
            "ensloss_derivatives",
            &json!({"margins": z, "normals": u, "lam": lam}),
        );
        let inputs = json!({"margins": z, "derivatives": g["output"], "tol": 1e-6});
        let is = call("is_calibrated_derivative", &inputs);
        assert_eq!(
            (is["negative"].as_bool(), is["non_decreasing"].as_bool()),
            (Some(true), Some(true))
        );
    }
}

#[test]
fn an_aligned_gradient_never_opposes_the_primary() {
    let mut draw = Draw::new(12);
    for _ in 0..CASES {
        let (p, s) = (draw.vector(11, -2.0, 2.0), draw.vector(11, -2.0, 2.0));
        let aligned =
            flat(&call("align_gradients", &json!({"primary": p, "secondary": s}))["aligned"]);
        let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!(inner(&aligned, &p) >= -1e-4);
        if inner(&s, &p) >= 0.0 {
            close(&aligned, &s, 1e-7);
        }
        let cosine = call("gradient_cosine", &json!({"a": p, "b": s}))["output"]
            .as_f64()
            .unwrap();
        let want = inner(&p, &s) / (inner(&p, &p) * inner(&s, &s)).sqrt();
        close(&[cosine], &[want], 1e-5);
    }
}
