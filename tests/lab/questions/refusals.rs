//! What cannot be asked: one sentence each, and the next question is answered.

use super::*;
use serde_json::json;

/// A question as the page writes it.
fn asked(question: serde_json::Value) -> Question {
    serde_json::from_value(question).unwrap()
}

#[test]
fn questions_are_read_as_the_page_writes_them() {
    let on = json!({ "set": "test", "shift": { "name": "noise", "severity": 2 } });
    let of = json!({ "kind": "back", "t": 0.5, "of": { "kind": "soup", "method": "dare-ties", "density": 0.5 } });
    for question in [
        json!({ "ask": "score", "of": [
            { "kind": "member", "member": 0 }, { "kind": "start" }, { "kind": "student" },
            { "kind": "ensemble", "rule": "run-off" }, { "kind": "mix", "weights": [1, 0] },
            { "kind": "soup", "method": "greedy", "acceptTies": false },
            { "kind": "place", "through": [0, 1, 2], "x": 0, "y": 1.5 }, of.clone(),
        ], "on": on.clone() }),
        json!({ "ask": "line", "from": { "kind": "start" }, "to": of.clone(), "places": [0], "on": [on.clone()] }),
        json!({ "ask": "landscape", "through": [0, 1, 2], "side": 5, "on": { "set": "validation" } }),
        json!({ "ask": "attack", "of": [of.clone()], "norm": "linf", "objective": "probability-margin", "steps": 1, "epsilons": [0.1], "rows": 10 }),
        json!({ "ask": "reliability", "of": of.clone(), "on": on.clone(), "bins": 10 }),
        json!({ "ask": "risk", "of": of.clone(), "on": on.clone() }),
        json!({ "ask": "growth", "on": on.clone(), "orders": 3 }),
        json!({ "ask": "greedy", "acceptTies": true }),
        json!({ "ask": "learned" }),
        json!({ "ask": "pictures", "of": [of.clone()], "rows": [0] }),
    ] {
        asked(question);
    }
    for unknown in [
        json!({ "ask": "fortune" }),
        json!({ "ask": "greedy" }),
        json!({ "ask": "risk", "of": { "kind": "stew" }, "on": on.clone() }),
        json!({ "ask": "risk", "of": { "kind": "start" }, "on": { "set": "exam" } }),
        json!({ "ask": "risk", "of": { "kind": "start" }, "on": on.clone(), "bins": 3 }),
        json!({ "ask": "risk", "of": { "kind": "member", "member": -1 }, "on": on }),
    ] {
        assert!(serde_json::from_value::<Question>(unknown).is_err());
    }
}

#[test]
fn answers_are_written_as_the_page_reads_them() {
    let mut table = moons(2);
    let answer = table.ask(&asked(json!({
        "ask": "score",
        "of": [{ "kind": "member", "member": 1 }, { "kind": "student" }],
        "on": { "set": "test" },
    })));
    let answer = serde_json::to_value(answer).unwrap();
    assert!(answer[0]["accuracy"].is_f64() && answer[0]["passes"] == 1);
    assert!(
        answer[1]["refused"]
            .as_str()
            .unwrap()
            .starts_with("`of` must be")
    );
    let answer = table.ask(&asked(json!({ "ask": "greedy", "acceptTies": true })));
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer["order"].as_array().unwrap().len(), 2);
}

#[test]
fn each_dish_that_cannot_be_formed_says_why() {
    let mut table = moons(4);
    let mut theta = table.theta.concat();
    let size = table.start.len();
    theta[3 * size] = f32::NEG_INFINITY;
    table.explorer.set_theta(&theta).unwrap();
    let dish = |value: serde_json::Value| serde_json::from_value::<Dish>(value).unwrap();
    let why = |table: &mut Table, value| {
        let refused = table.weights(&dish(value)).unwrap_err();
        assert_eq!(refused.code(), "input");
        let (field, sentence) = (refused.field().unwrap().to_owned(), refused.to_string());
        assert!(
            sentence.starts_with(&format!("`{field}` must ")),
            "{sentence}"
        );
        field
    };
    for (value, field) in [
        (json!({ "kind": "member", "member": 4 }), "member"),
        (json!({ "kind": "member", "member": 3 }), "member"),
        (json!({ "kind": "student" }), "of"),
        (json!({ "kind": "ensemble", "rule": "logits" }), "of"),
        (json!({ "kind": "mix", "weights": [1, 0, 0] }), "weights"),
        (json!({ "kind": "mix", "weights": [0, 0, 0, 0] }), "weights"),
        (
            json!({ "kind": "mix", "weights": [1e9, 0, 0, 0] }),
            "weights",
        ),
        (
            json!({ "kind": "mix", "weights": [0.5, 0, 0, 0.5] }),
            "member",
        ),
        (
            json!({ "kind": "place", "through": [0, 1, 1], "x": 0, "y": 0 }),
            "through",
        ),
        (
            json!({ "kind": "place", "through": [0, 1, 9], "x": 0, "y": 0 }),
            "member",
        ),
        (
            json!({ "kind": "back", "t": 11, "of": { "kind": "start" } }),
            "t",
        ),
        (
            json!({ "kind": "back", "t": 0.5, "of": { "kind": "ensemble", "rule": "vote" } }),
            "of",
        ),
        (json!({ "kind": "soup", "method": "slerp" }), "chosen"),
        (json!({ "kind": "soup", "method": "slerp", "t": 2 }), "t"),
        (
            json!({ "kind": "soup", "method": "ties", "density": 0 }),
            "density",
        ),
        (
            json!({ "kind": "soup", "method": "ties", "density": 1.1 }),
            "density",
        ),
        (
            json!({ "kind": "soup", "method": "task-arithmetic", "scale": 11 }),
            "scale",
        ),
    ] {
        assert_eq!(why(&mut table, value.clone()), field, "{value}");
    }
    table.explorer.choose(&[true, false, false, true]).unwrap();
    let stock = json!({ "kind": "soup", "method": "model-stock" });
    assert_eq!(why(&mut table, stock), "chosen");
    table.explorer.choose(&[false, false, false, true]).unwrap();
    for method in ["uniform", "greedy", "learned", "fisher", "ties"] {
        let value = json!({ "kind": "soup", "method": method });
        assert_eq!(why(&mut table, value), "chosen");
    }
    table.explorer.choose(&[true; 4]).unwrap();
    table.explorer.set_start(&[]).unwrap();
    for method in [
        "task-arithmetic",
        "ties",
        "dare",
        "dare-ties",
        "model-stock",
    ] {
        let value = json!({ "kind": "soup", "method": method });
        assert_eq!(why(&mut table, value), "start");
    }
    assert_eq!(why(&mut table, json!({ "kind": "start" })), "start");
    let back = json!({ "kind": "back", "t": 0.5, "of": { "kind": "member", "member": 0 } });
    assert_eq!(why(&mut table, back), "start");
    assert!(table.weights(&soup(Method::Uniform)).is_ok());
}

#[test]
fn each_question_out_of_its_range_is_named() {
    let mut table = moons(3);
    let (of, on) = (
        json!({ "kind": "member", "member": 0 }),
        json!({ "set": "test" }),
    );
    let attack = |change: (&str, serde_json::Value)| {
        let mut question = json!({ "ask": "attack", "of": [of], "norm": "l1", "objective": "ce",
            "steps": 2, "epsilons": [0.1], "rows": 10 });
        question[change.0] = change.1;
        question
    };
    for (question, field) in [
        (json!({ "ask": "score", "of": [], "on": on }), "of"),
        (
            json!({ "ask": "score", "of": [of], "on": { "set": "test", "shift": { "name": "noise", "severity": 6 } } }),
            "severity",
        ),
        (
            json!({ "ask": "score", "of": [of], "on": { "set": "test", "shift": { "name": "fog", "severity": 1 } } }),
            "shift",
        ),
        (
            json!({ "ask": "line", "from": of, "to": of, "places": [], "on": [on] }),
            "places",
        ),
        (
            json!({ "ask": "line", "from": of, "to": of, "places": [99], "on": [on] }),
            "places",
        ),
        (
            json!({ "ask": "line", "from": of, "to": of, "places": [0], "on": [] }),
            "on",
        ),
        (
            json!({ "ask": "line", "from": of, "to": { "kind": "ensemble", "rule": "logits" }, "places": [0], "on": [on] }),
            "of",
        ),
        (
            json!({ "ask": "landscape", "through": [0, 1, 2], "side": 1, "on": on }),
            "side",
        ),
        (
            json!({ "ask": "landscape", "through": [0, 1, 2], "side": 65, "on": on }),
            "side",
        ),
        (
            json!({ "ask": "landscape", "through": [0, 0, 2], "side": 5, "on": on }),
            "through",
        ),
        (
            json!({ "ask": "reliability", "of": of, "on": on, "bins": 0 }),
            "bins",
        ),
        (json!({ "ask": "growth", "on": on, "orders": 0 }), "orders"),
        (
            json!({ "ask": "pictures", "of": [of], "rows": [0] }),
            "data",
        ),
        (attack(("steps", json!(0))), "steps"),
        (attack(("steps", json!(201))), "steps"),
        (attack(("epsilons", json!([]))), "epsilons"),
        (attack(("epsilons", json!([-0.1]))), "epsilons"),
        (attack(("rows", json!(401))), "rows"),
        (attack(("of", json!([]))), "of"),
    ] {
        let sentence = table.refused(&asked(question.clone()));
        assert!(
            sentence.starts_with(&format!("`{field}` must ")),
            "{question}: {sentence}"
        );
    }
    let side = pollster::block_on(table.explorer.maps(&[member(0)], 1)).unwrap_err();
    assert_eq!(side.field(), Some("side"));
    let (of, rows) = (vec![], vec![0]);
    let sentence = table.refused(&Question::Pictures { of, rows });
    assert!(
        sentence.starts_with("`data` must be images or signals"),
        "{sentence}"
    );
    let mut images = images(2);
    for rows in [vec![], vec![300], vec![0; 65]] {
        let question = Question::Pictures { of: vec![], rows };
        assert!(images.refused(&question).starts_with("`rows` must "));
    }
}

#[test]
fn weights_that_do_not_fit_are_refused() {
    let mut table = moons(2);
    let theta = table.theta[0].clone();
    let (student, from) = (table.theta[1].clone(), table.start.clone());
    let explorer = &mut table.explorer;
    explorer.set_student(&student, &[]).unwrap();
    let field = |result: Result<(), LabError>| result.unwrap_err().field().unwrap().to_owned();
    assert_eq!(field(explorer.set_theta(&theta)), "theta");
    assert_eq!(field(explorer.set_start(&theta[1..])), "start");
    assert_eq!(field(explorer.set_student(&theta[1..], &[])), "student");
    assert_eq!(field(explorer.set_student(&theta, &[8, 7])), "student");
    assert_eq!(field(explorer.set_student(&theta, &[0])), "hidden");
    let mut wild = theta;
    wild[2] = f32::NAN;
    assert_eq!(field(explorer.set_start(&wild)), "start");
    assert_eq!(field(explorer.set_student(&wild, &[])), "student");
    assert_eq!(field(explorer.choose(&[true])), "chosen");
    assert_eq!(field(explorer.choose(&[false, false])), "chosen");
    // What was there before is there still.
    assert_eq!(table.weights(&Dish::Student).unwrap(), student);
    let (t, of) = (0.0, Box::new(Dish::Student));
    assert_eq!(table.weights(&Dish::Back { t, of }).unwrap(), from);
}

#[test]
fn without_validation_rows_nothing_can_be_chosen_on_them() {
    let spec = RunSpec {
        validation: 0,
        ..spec_of_moons(2)
    };
    let sets = Sets::generate(&spec).unwrap();
    let mut explorer = Explorer::new(Rc::new(Cpu), &spec, &sets).unwrap();
    for method in [Method::Greedy, Method::Learned] {
        let refused = pollster::block_on(explorer.weights(&soup(method))).unwrap_err();
        assert_eq!(refused.field(), Some("validation"));
    }
    assert!(pollster::block_on(explorer.weights(&soup(Method::Uniform))).is_ok());
}

#[test]
fn convolutions_are_looked_at_but_not_weighed_by_fisher() {
    let spec = RunSpec {
        model: ModelSpec::Cnn { channels: vec![3] },
        ..spec(
            DataSpec::Given {
                name: "bars".into(),
                standardise: false,
            },
            2,
            &[1],
            [40, 20, 30],
        )
    };
    let sets = Sets::given(&spec, bars(200, 1)).unwrap();
    let mut explorer = Explorer::new(Rc::new(Cpu), &spec, &sets).unwrap();
    let mut weights = |method| pollster::block_on(explorer.weights(&soup(method)));
    assert_eq!(weights(Method::Fisher).unwrap_err().field(), Some("model"));
    let wide = weights(Method::Uniform).unwrap();
    assert!(wide.iter().all(|&w| w == 0.0));
    let map = pollster::block_on(explorer.maps(&[soup(Method::Uniform)], 4)).unwrap();
    assert_eq!(map[0].share, [64; 16]);
}

#[test]
fn fewer_than_three_rows_have_no_maps_and_all_else() {
    let x = (0..600).map(|n| (n * n % 17) as f32).collect();
    let y = (0..200).map(|n| u32::from(n > 90)).collect();
    let name = "few".into();
    let spec = spec(
        DataSpec::Given {
            name,
            standardise: false,
        },
        2,
        &[3],
        [40, 20, 2],
    );
    let sets = Sets::given(&spec, Dataset::new("few", x, &[3], y, 2).unwrap()).unwrap();
    let mut explorer = Explorer::new(Rc::new(Cpu), &spec, &sets).unwrap();
    let refused = pollster::block_on(explorer.maps(&[member(0)], 8)).unwrap_err();
    assert!(refused.to_string().starts_with("`test` must "), "{refused}");
    let (of, on) = (vec![member(0)], On::clean(Set::Test));
    assert!(pollster::block_on(explorer.ask(&Question::Score { of, on })).is_ok());
}
