//! Soups of fine-tuned members: what they show, and what they find of their paper's claims.

use serde_json::Value;

use crate::exhibition::{figure, number, prepared, shown};
use soupcon::exhibits::{Cell, Snapshot};

fn row(snapshot: &Snapshot, name: &str) -> f64 {
    let is = |row: &&Vec<Cell>| row[0] == Cell::Text(name.into());
    number(&snapshot.table.rows.iter().find(is).unwrap()[1])
}

#[test]
fn members_from_one_start_make_a_soup_and_others_do_not() {
    let settings: &[(&str, Value)] = &[("members", 6.into())];
    let mut session = prepared("model-soups", settings, 1);
    // An independent program finds a difference of 0.69 of the two soups, a soup 0.013 above its
    // members, r from 0.71 to 0.87 and agreement from 0.69 to 0.91, angles from 31 to 52 degrees.
    let found: Vec<f64> = session
        .findings()
        .iter()
        .map(|f| f.differences[0].unwrap())
        .collect();
    assert!(found[0] > 0.1 && found[1] > 0.0, "{found:?}");
    assert!(found[5] > -0.3 && found[6] > -0.2, "{found:?}");
    let uniform = shown(&mut *session, &[("method", "uniform".into())]);
    assert_eq!(uniform.figures.len(), 8);
    assert_eq!(figure(&uniform, "boundary").maps.len(), 8 + 3);
    // The mix half way is the mean of two; at the ends weights and logits are the same.
    let line = &figure(&uniform, "interpolation").series;
    assert!((line[0].y[3] - line[1].y[3]).abs() < 1e-9);
    assert!((line[0].y[9] - line[1].y[9]).abs() < 1e-9);
    let angle = &figure(&uniform, "angle").series[0];
    assert_eq!(angle.x.len(), 15);
    assert!(
        angle.x.iter().all(|a| (15.0..75.0).contains(a)),
        "{:?}",
        angle.x
    );
    // Every method makes something, and λ = 0 is the start.
    for method in [
        "greedy",
        "learned",
        "linear",
        "slerp",
        "ties",
        "dare",
        "model-stock",
        "fisher",
    ] {
        let snapshot = shown(&mut *session, &[("method", method.into())]);
        assert!(
            !snapshot.sentence.contains("cannot"),
            "{}",
            snapshot.sentence
        );
    }
    let back: &[(&str, Value)] = &[("method", "task-arithmetic".into()), ("scale", 0.0.into())];
    let back = shown(&mut *session, back);
    let made = row(
        &back,
        "task arithmetic, λ = 0, chosen members of the first seed",
    );
    assert!((made - row(&back, "start")).abs() < 1e-9);
    // A soup of one is that one.
    let one: &[(&str, Value)] = &[
        ("method", "uniform".into()),
        ("chosen", serde_json::json!(["2"])),
    ];
    let one = shown(&mut *session, one);
    let members = &figure(&one, "robustness").series[0];
    let made = row(&one, "uniform soup, chosen members of the first seed");
    assert!((made - members.x[1]).abs() < 1e-9);
}

#[test]
fn what_needs_a_common_start_is_not_claimed_without_one() {
    let settings: &[(&str, Value)] = &[
        ("data", "moons".into()),
        ("members", 3.into()),
        ("start", "independent".into()),
        ("steps", 40.into()),
    ];
    let mut session = prepared("model-soups", settings, 1);
    let none: Vec<&str> = session
        .findings()
        .iter()
        .filter(|f| f.differences[0].is_none())
        .map(|f| f.claim.id)
        .collect();
    assert_eq!(none, ["S1", "S4a", "S4b", "S5"]);
    let refused = shown(&mut *session, &[("method", "task-arithmetic".into())]);
    assert!(
        refused.sentence.contains("needs a start"),
        "{}",
        refused.sentence
    );
}
