//! The attack by its name, against what can be worked out by hand.

use pollster::block_on;
use serde_json::{Value, json};
use soupcon::cpu::Cpu;
use soupcon::functions::call;

/// Two inputs, two classes: `z_1 − z_0 = 2 x_1 − x_0 − 0.2`.
fn inputs(more: &Value) -> Value {
    let mut all = json!({
        "params": [0.5, -0.5, -1.0, 1.0, 0.1, -0.1],
        "sizes": [2, 2],
        "x": [[0.5, 0.6], [0.5, 0.6], [0.05, 0.9]],
        "labels": [1, 0, 1],
        "eps": 0.1,
        "steps": 1,
        "step_size": 0.1,
    });
    let (Some(all_map), Some(more)) = (all.as_object_mut(), more.as_object()) else {
        unreachable!("both are objects")
    };
    all_map.extend(more.clone());
    all
}

fn row(answer: &Value, n: usize) -> Vec<f64> {
    let row = answer["x_adv"][n].as_array().unwrap();
    row.iter().map(|v| v.as_f64().unwrap()).collect()
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
}

#[test]
fn one_step_goes_along_the_sign_and_stays_in_the_box() {
    let answer = block_on(call(&Cpu, "pgd_attack", &inputs(&json!({})))).unwrap();
    // Right, and still right after the step; wrong from the start; the box stops the last one.
    assert!(close(&row(&answer, 0), &[0.6, 0.5]), "{answer}");
    assert!(close(&row(&answer, 1), &[0.5, 0.6]), "{answer}");
    assert!(close(&row(&answer, 2), &[0.15, 0.8]), "{answer}");
    assert_eq!(answer["broken"], json!([false, true, false]));
    assert_eq!(answer["broken_at_step"], json!([2, 0, 2]));
}

#[test]
fn every_loss_norm_and_start_stays_in_the_ball_and_breaks_what_it_can() {
    for norm in ["linf", "l2", "l1"] {
        for loss in ["cross_entropy", "margin", "probability_margin"] {
            for start in [json!({}), json!({"seed": 3})] {
                let mut more = start;
                more["norm"] = json!(norm);
                more["loss"] = json!(loss);
                more["eps"] = json!(0.4);
                more["steps"] = json!(20);
                let answer = block_on(call(&Cpu, "pgd_attack", &inputs(&more))).unwrap();
                assert_eq!(answer["broken"][0], json!(true), "{norm} {loss}: {answer}");
                let moved = row(&answer, 0);
                let [a, b] = [moved[0] - 0.5, moved[1] - 0.6].map(f64::abs);
                let far = match norm {
                    "linf" => a.max(b),
                    "l2" => a.hypot(b),
                    _ => a + b,
                };
                assert!(far <= 0.4 + 1e-5, "{norm} {loss}: {far}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    for (more, field) in [
        (json!({"labels": [1, 2, 0]}), "labels"),
        (json!({"sizes": [3, 2]}), "sizes"),
        (json!({"steps": 0}), "steps"),
        (json!({"eps": -0.1}), "eps"),
        (json!({"loss": "hinge"}), "loss"),
        (json!({"x": [[0.5, 1.6], [0.5, 0.6], [0.05, 0.9]]}), "x"),
        (json!({"loss": "dlr"}), "loss"),
    ] {
        let fault = block_on(call(&Cpu, "pgd_attack", &inputs(&more))).unwrap_err();
        assert_eq!(fault.field, field, "{more}: {}", fault.message);
    }
}
