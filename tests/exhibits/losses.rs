//! Random losses and checkpoint soups: what they show, and what they find of their papers' claims.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::exhibition::{ANY, Listener, NEAR, figure, number, prepared, shown, values, verdicts};
use soupcon::cpu::Cpu;
use soupcon::exhibits::{Cell, Session, named};

#[test]
fn random_losses_overfit_less_where_noise_is_fitted() {
    let small: &[(&str, Value)] = &[("rows", 100.into()), ("width", 24.into())];
    let mut session = prepared("ensloss", small, 2);
    // Two seeds say little of the differences after the best step and between fixed losses.
    verdicts(
        &*session,
        &[("C1", NEAR), ("C2", NEAR), ("C3", ANY), ("C4", ANY)],
    );
    let first = session.findings()[0].interval.unwrap();
    assert!(first.mean > 0.0, "{first:?}");

    let snapshot = shown(&mut *session, &[("data", "moons".into())]);
    assert_eq!(snapshot.figures.len(), 5);
    assert_eq!(figure(&snapshot, "boundary").maps.len(), 5);
    assert_eq!(figure(&snapshot, "accuracy-over-training").series.len(), 5);
    assert_eq!(figure(&snapshot, "final-accuracy").series.len(), 20);
    // Networks learn the noise of three sets and cannot learn that of the moons.
    let fit = |row: &Vec<Cell>| number(&row[6]);
    let rows = &snapshot.table.rows;
    assert!(rows[..15].iter().all(|row| fit(row) > 0.97));
    assert!(rows[15..].iter().all(|row| fit(row) < 0.95));
}

#[test]
fn drawn_slopes_are_those_of_convex_losses() {
    let settings: &[(&str, Value)] = &[
        ("losses", json!(["ensloss", "logistic"])),
        ("rows", 50.into()),
        ("width", 16.into()),
    ];
    let mut session = prepared("ensloss", settings, 1);
    for (lambda, redraw, step) in [(0.0, 0, 100.0), (-0.9, 1, 300.0), (2.0, 100, 600.0)] {
        let live: &[(&str, Value)] = &[
            ("lambda", lambda.into()),
            ("redraw", redraw.into()),
            ("step", step.into()),
        ];
        let snapshot = shown(&mut *session, live);
        let slopes = &figure(&snapshot, "derivative-staircase").series[0];
        assert!(slopes.y.iter().all(|g| (-1.00001..0.0).contains(g)));
        assert!(slopes.x.is_sorted());
        assert!(slopes.y.windows(2).all(|w| w[1] >= w[0] - 1e-6));
        let losses = figure(&snapshot, "implied-losses");
        assert!(
            losses.sentence.starts_with("12 of 12 "),
            "{}",
            losses.sentence
        );
        for loss in losses.series.iter().take(12) {
            let rise = |w: &[f64]| w[2] - 2.0 * w[1] + w[0];
            assert!(loss.y.windows(3).all(|w| rise(w) > -1e-5), "{}", loss.id);
        }
    }
    // Without all the fixed losses two claims have nothing to compare.
    let known: Vec<bool> = session
        .findings()
        .iter()
        .map(|f| f.differences[0].is_some())
        .collect();
    assert_eq!(known, [true, false, true, false]);
}

#[test]
fn soups_of_checkpoints_lower_the_variance() {
    let settings: &[(&str, Value)] = &[("runs", 3.into())];
    let mut session = prepared("heritage-soups", settings, 2);
    verdicts(
        &*session,
        &[
            ("S1a", NEAR),
            ("S1b", NEAR),
            ("S2", NEAR),
            ("S3", NEAR),
            ("S4", NEAR),
            ("S5", NEAR),
        ],
    );
    for (i, finding) in session.findings().iter().enumerate() {
        let mean = finding.interval.unwrap().mean;
        assert!(
            [0, 4].contains(&i) || mean > 0.0,
            "{}: {mean}",
            finding.claim.id
        );
    }
    for (name, word) in [
        ("averaging", "last"),
        ("averaging", "soft-voting"),
        ("decomposition", "log"),
        ("decomposition", "zero-one"),
    ] {
        let snapshot = shown(&mut *session, &[(name, word.into())]);
        assert_eq!(snapshot.figures.len(), 6);
    }
    // Bias and variance of each method add up to its score, whatever the decomposition.
    let uniform = shown(&mut *session, &[("averaging", "uniform".into())]);
    let row = &uniform.table.rows[2];
    let error = number(&row[8]) + number(&row[9]);
    assert!((error + number(&row[1]) - 1.0).abs() < 1e-9, "{row:?}");
    // A custom soup of all checkpoints is the uniform soup.
    let custom = shown(&mut *session, &[("averaging", "custom".into())]);
    let bars = &figure(&custom, "bias-variance")
        .stack
        .as_ref()
        .unwrap()
        .rows;
    assert_eq!(bars.len(), 6);
    let alone = prepared(
        "heritage-soups",
        &[("runs", 2.into()), ("checkpoints", 3.into())],
        1,
    );
    agree(alone);
}

/// The custom soup of all checkpoints stands where the uniform soup does; that of the last
/// stands where the last checkpoint does.
fn agree(mut session: Box<dyn Session>) {
    session
        .set(values(&[("averaging", "custom".into())]))
        .unwrap();
    for (chosen, same) in [(json!(["1", "2", "3"]), 2), (json!(["3", "20"]), 0)] {
        let snapshot = shown(&mut *session, &[("chosen", chosen)]);
        let price = &figure(&snapshot, "price").rows;
        for column in [1, 2] {
            let [custom, other] = [5, same].map(|row: usize| number(&price[row][column]));
            assert!((custom - other).abs() < 2e-3, "{price:?}");
        }
    }
}

#[test]
fn what_is_out_of_range_is_refused() {
    let refused = |slug: &str, name: &str, value: Value| {
        let host = Listener::new(Rc::new(Cpu));
        let entry = named(slug).unwrap();
        let session = entry.open(host, values(&[(name, value)]));
        session.err().unwrap().to_string()
    };
    for (slug, name, value, expected) in [
        (
            "ensloss",
            "noise",
            json!(0.5),
            "`noise` must be a number from 0 to 0.3, not 0.5",
        ),
        (
            "ensloss",
            "rows",
            json!(20),
            "`rows` must be a whole number from 50 to 1000, not 20",
        ),
        (
            "heritage-soups",
            "runs",
            json!(1),
            "`runs` must be a whole number from 2 to 12, not 1",
        ),
        (
            "heritage-soups",
            "lr",
            json!(0),
            "`lr` must be a number from 0.001 to 0.01, not 0",
        ),
    ] {
        assert_eq!(refused(slug, name, value), expected);
    }
    assert!(refused("ensloss", "losses", json!([])).contains("at least one of logistic"));
    assert!(refused("heritage-soups", "chosen", json!(["21"])).contains("at least one of 1, 2"));
}
