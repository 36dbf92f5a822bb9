//! Functions keep their digits where a shorter way to write them would not: far from 0, near
//! equality, in tails. What is expected was made in 64 bits.

use crate::support::backends::backends;
use serde_json::{Value, json};
use soupcon::functions;

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        other => vec![other.as_f64().unwrap_or(f64::NAN)],
    }
}

/// On every executor: the output is within 10⁻⁴ of the expected numbers, as a share.
#[track_caller]
fn gives(name: &str, inputs: &Value, output: &str, expected: &[f64]) {
    for executor in backends() {
        let answer = pollster::block_on(functions::call(&*executor.device, name, inputs));
        let answer = answer.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let found = flat(&answer[output]);
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-4 * b.abs();
        assert!(
            found.len() == expected.len() && found.iter().zip(expected).all(close),
            "{name} on {}: {output} is {found:?}, not {expected:?}",
            executor.label
        );
    }
}

#[test]
fn decimal_differences_are_compared_in_64_bits() {
    for (finetuned, merged) in [([0.2, 0.3], [0.2, 0.2]), ([0.3, 0.4], [0.1, 0.4])] {
        let inputs = json!({"base": [0.1, 0.2], "finetuned": [finetuned], "coefficients": [1],
            "density": 0.5, "scale": 1});
        gives("ties_merge", &inputs, "merged", &merged);
    }
}

#[test]
fn rankings_of_large_scores_keep_their_digits() {
    let inputs = json!({"scores": [[1e4, 1e4, 0]], "ranking": [[0, 1, 2]]});
    let expected = [-std::f64::consts::LN_2];
    gives("plackett_luce_log_likelihood", &inputs, "output", &expected);
    let inputs = json!({"student_logits": [[1e4, 1e4, 0]], "teacher_logits": [[1, 0, 0]],
        "labels": [0]});
    gives("pld_loss", &inputs, "loss", &[0.399_333_794]);
}

#[test]
fn a_focal_loss_of_a_label_far_behind_has_the_slope_of_cross_entropy() {
    let inputs = json!({"logits": [[1000, 1000, 1000, 1000, 1000, 1000, 0]], "labels": [6],
        "gamma": 2});
    gives("focal_loss", &inputs, "loss", &[1_001.791_759]);
    let sixth = 1.0 / 6.0;
    let slope = [sixth, sixth, sixth, sixth, sixth, sixth, -1.0];
    gives("focal_loss", &inputs, "grad_logits", &slope);
}

#[test]
fn distillation_at_a_high_temperature_keeps_its_digits() {
    let inputs = |heat: f64| {
        json!({"student_logits": [[0.1, 0.2, 0.3]], "teacher_logits": [[0.3, 0.1, -0.2]],
            "temperature": heat})
    };
    let slope = [-0.111_182_993, -0.010_823_794, 0.122_006_787];
    gives("kd_loss", &inputs(20.0), "loss", &[0.041_061_376]);
    gives("kd_loss", &inputs(20.0), "grad_student", &slope);
    let mut decoupled = inputs(20.0);
    decoupled["labels"] = json!([0]);
    gives("dkd_loss", &decoupled, "loss", &[0.187_802_557]);
    let slope = [-0.111_182_993, -0.744_535_816, 0.855_718_808];
    gives("dkd_loss", &decoupled, "grad_student", &slope);
    gives("binary_kl_loss", &inputs(50.0), "loss", &[0.037_499_923]);
    gives(
        "binary_kl_norm_loss",
        &inputs(50.0),
        "loss",
        &[0.037_499_866],
    );
    let slope = [-0.049_999_933, 0.024_999_992, 0.124_998_958];
    gives("binary_kl_norm_loss", &inputs(50.0), "grad_student", &slope);
    let rows = json!({"student_logits": [[0.1, 0.2, 0.3], [0.2, -0.1, 0.4]],
        "teacher_logits": [[0.3, 0.1, -0.2], [0.1, 0.2, 0.35]], "temperature": 50});
    let slope = [
        353.433_883,
        -874.176_620,
        520.742_737,
        2_482.132_978,
        -912.179_009,
        -1_569.953_969,
    ];
    gives("dist_loss", &rows, "loss", &[4_804.557_342]);
    gives("dist_loss", &rows, "grad_student", &slope);
}

#[test]
fn an_unlikely_class_counts_where_the_student_excludes_it() {
    let inputs = json!({"student_logits": [[-1e4]], "teacher_logits": [[-18]],
        "temperature": 1});
    gives("binary_kl_loss", &inputs, "loss", &[1.520_104e-4]);
}

#[test]
fn what_cancels_in_a_mean_of_members_does_so_exactly() {
    let inputs = json!({"logits": [[[1]], [[1e4]], [[-1e4]]]});
    gives("average_logits", &inputs, "output", &[1.0 / 3.0]);
    let inputs = json!({"logits": [[[1]], [[1e4]], [[0]], [[1]], [[-1e4]]]});
    gives("average_logits", &inputs, "output", &[0.4]);
}

#[test]
fn powers_of_nearly_one_keep_their_digits() {
    for (lambda, expected) in [
        (1e-4, [0.135_308_215, 4.481_184_959]),
        (1e-6, [0.135_335_013, 4.481_684_028]),
    ] {
        let inputs = json!({"z": [-2, 1.5], "lam": lambda});
        gives("inverse_box_cox", &inputs, "output", &expected);
    }
}

#[test]
fn what_is_not_finite_or_too_small_to_divide_by_is_refused_as_such() {
    for (name, inputs, code) in [
        (
            "softmax",
            json!({"logits": [[1, 2]], "temperature": 1e-40}),
            "range",
        ),
        (
            "standardize_logits",
            json!({"logits": [[1, 2]], "temperature": 1, "ddof": "NaN"}),
            "non-finite",
        ),
        (
            "standardize_logits",
            json!({"logits": [[1, 2]], "temperature": 1, "ddof": "Infinity"}),
            "non-finite",
        ),
        (
            "standardize_logits",
            json!({"logits": [[1, 2]], "temperature": 1, "ddof": 2}),
            "range",
        ),
    ] {
        let refused = pollster::block_on(functions::call(&soupcon::cpu::Cpu, name, &inputs));
        assert_eq!(refused.unwrap_err().code.word(), code, "{name} {inputs}");
    }
}
