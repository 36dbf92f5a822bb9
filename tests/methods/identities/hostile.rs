//! Inputs that nobody means well are refused, or answered, and never end the program.

use serde_json::{Value, json};
use soupcon::cpu::Cpu;
use soupcon::functions;

fn refused(name: &str, inputs: &Value) -> &'static str {
    let fault = pollster::block_on(functions::call(&Cpu, name, inputs)).unwrap_err();
    fault.code.word()
}

#[test]
fn hostile_inputs_are_refused_with_one_sentence() {
    let logits = json!([[1.0, 2.0], [0.0, 1.0]]);
    for (inputs, code) in [
        (json!([]), "type"),
        (json!({}), "missing"),
        (json!({"logits": logits}), "missing"),
        (
            json!({"logits": logits, "labels": [0, 1], "__proto__": 1}),
            "unknown",
        ),
        (json!({"logits": "text", "labels": [0, 1]}), "type"),
        (json!({"logits": {"a": 1}, "labels": [0, 1]}), "type"),
        (json!({"logits": [], "labels": []}), "shape"),
        (json!({"logits": [[]], "labels": [0]}), "shape"),
        (json!({"logits": [[1, 2], [3]], "labels": [0, 1]}), "shape"),
        (json!({"logits": [1, 2], "labels": [0, 1]}), "shape"),
        (json!({"logits": logits, "labels": [0]}), "shape"),
        (json!({"logits": logits, "labels": [0, 2]}), "range"),
        (json!({"logits": logits, "labels": [0, -1]}), "range"),
        (json!({"logits": logits, "labels": [0, 0.5]}), "range"),
        (json!({"logits": logits, "labels": [0, 1e300]}), "range"),
        (
            json!({"logits": logits, "labels": [0, "NaN"]}),
            "non-finite",
        ),
        (
            json!({"logits": [[1, null], [0, 1]], "labels": [0, 1]}),
            "non-finite",
        ),
        (
            json!({"logits": [[1, "Infinity"], [0, 1]], "labels": [0, 1]}),
            "non-finite",
        ),
        (
            json!({"logits": [[1, 1e300], [0, 1]], "labels": [0, 1]}),
            "range",
        ),
        (
            json!({"logits": [[[[[[[1]]]]]]], "labels": [0, 1]}),
            "shape",
        ),
    ] {
        assert_eq!(refused("cross_entropy", &inputs), code, "{inputs}");
    }
    assert_eq!(refused("__proto__", &json!({})), "unknown");
    let members = vec![vec![1.0]; 1025];
    assert_eq!(
        refused("uniform_soup", &json!({"weights": members})),
        "limit"
    );
    let sizes = json!({"params": [1, 2], "sizes": [u32::MAX, u32::MAX, 2], "x": [[1]]});
    assert_eq!(refused("mlp_forward", &sizes), "shape");
}

#[test]
fn what_would_have_no_end_of_numbers_is_refused_before_it_is_computed() {
    let row = vec![0.0; 60_000];
    let tall = vec![[0]; 5000];
    for (name, inputs) in [
        ("pairwise_preferences", json!({"logits": [[row]]})),
        ("disagreement", json!({"predictions": tall})),
        (
            "forest_smoother_weights",
            json!({"train_leaves": [row], "query_leaves": [row], "counts": [row]}),
        ),
        (
            "cross_entropy_distance",
            json!({"probabilities": vec![[[1.0]]; 5000]}),
        ),
        (
            "classical_mds",
            json!({"distances": vec![vec![0.0; 600]; 600]}),
        ),
    ] {
        assert_eq!(refused(name, &inputs), "limit", "{name}");
    }
}

/// A value with `u32::MAX` instead of all its numbers.
fn largest(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(largest).collect(),
        _ => u32::MAX.into(),
    }
}

#[test]
fn the_largest_whole_number_ends_with_an_answer_or_a_sentence() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let mut tried = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        for (name, cases) in file["functions"].as_object().unwrap() {
            let function = functions::find(name).unwrap();
            let case = cases
                .as_array()
                .unwrap()
                .iter()
                .find(|c| c["error"].is_null());
            let given = case.unwrap()["inputs"].as_object().unwrap();
            for input in function.inputs {
                if !matches!(input.kind, functions::Kind::Whole { .. }) {
                    continue;
                }
                let mut inputs = given.clone();
                let old = given.get(input.name).unwrap_or(&Value::Null);
                inputs.insert(input.name.into(), largest(old));
                // Some functions take it; none may panic, or ask for all the memory.
                let _ = pollster::block_on(functions::call(&Cpu, name, &inputs.into()));
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn every_function_refuses_nothing_at_all_and_says_what_it_takes() {
    let mut names = std::collections::BTreeSet::new();
    for function in functions::all() {
        assert!(
            names.insert(function.name),
            "{} is listed twice",
            function.name
        );
        assert!(!function.inputs.is_empty() && !function.outputs.is_empty());
        assert!(!function.about.is_empty() && !function.source.is_empty());
        for inputs in [
            json!(null),
            json!({}),
            json!({"x": []}),
            json!("x"),
            json!([1]),
        ] {
            let fault =
                pollster::block_on(functions::call(&Cpu, function.name, &inputs)).unwrap_err();
            assert!(
                fault.message.len() > 10,
                "{}: {}",
                function.name,
                fault.message
            );
        }
        for hostile in [
            json!(null),
            json!(-1),
            json!(1e300),
            json!("NaN"),
            json!([]),
            json!([[]]),
            json!({}),
            json!(true),
            json!([[["x"]]]),
        ] {
            let all = function
                .inputs
                .iter()
                .map(|i| (i.name.to_owned(), hostile.clone()));
            let inputs = Value::Object(all.collect());
            // Some functions take some of these; none may panic.
            let _ = pollster::block_on(functions::call(&Cpu, function.name, &inputs));
        }
    }
    println!("{} functions", names.len());
}
