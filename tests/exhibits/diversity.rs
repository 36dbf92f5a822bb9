//! Spurious features that cancel: what is shown, and what is found of the paper's claims.

use serde_json::Value;

use crate::exhibition::{NEAR, figure, number, prepared, shown, verdicts};
use soupcon::exhibits::{Cell, Figure, Snapshot, Verdict};

const SAME: &[Verdict] = &[Verdict::Same];
const NOT_YET: &[Verdict] = &[Verdict::NotYetRun];

fn line<'a>(figure: &'a Figure, id: &str) -> &'a [f64] {
    &figure.series.iter().find(|s| s.id == id).unwrap().y
}

fn row(snapshot: &Snapshot, name: &str) -> [f64; 2] {
    let is = |row: &&Vec<Cell>| row[0] == Cell::Text(name.into());
    let found = snapshot.table.rows.iter().find(is).unwrap();
    [number(&found[1]), number(&found[3])]
}

#[test]
fn votes_are_those_of_the_papers_model() {
    let mut session = prepared("spurious-diversity", &[("part", "votes".into())], 2);
    verdicts(
        &*session,
        &[
            ("S1a", SAME),
            ("S1b", SAME),
            ("S2a", NOT_YET),
            ("S2b", NOT_YET),
            ("S2c", NOT_YET),
            ("S3", NOT_YET),
            ("S4a", NOT_YET),
            ("S4b", NOT_YET),
        ],
    );
    let snapshot = shown(&mut *session, &[]);
    let votes = figure(&snapshot, "votes");
    // An independent program has 0.77 for one model and 0.946 for both at p = 0.9, and 0.40 and 0.61
    // at p = 1; without overlap outputs and weights are the same.
    let at = |id: &str, place: usize| line(votes, id)[place];
    assert!((at("one model", 9) - 0.77).abs() < 0.03);
    assert!((at("sum of outputs", 9) - 0.946).abs() < 0.02);
    assert!((at("one model", 10) - 0.40).abs() < 0.03);
    assert!((at("sum of outputs", 10) - 0.61).abs() < 0.03);
    assert_eq!(
        line(votes, "sum of outputs"),
        line(votes, "mean of weights")
    );
    assert!((at("one model", 0) - 1.0).abs() < 1e-9);
    let transitions = &figure(&snapshot, "transitions")
        .matrix
        .as_ref()
        .unwrap()
        .values;
    assert!((transitions.iter().take(8).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!((transitions[1] - 0.026).abs() < 0.006 && transitions[6] < 0.001);
    // With half of the spurious features shared and five invariant ones averaged weights are worse
    // than one model: 0.919 against 0.987 and 0.998 there.
    let shared: &[(&str, Value)] = &[("overlap", 10.into()), ("invariant", 5.into())];
    let snapshot = shown(&mut *session, shared);
    let votes = figure(&snapshot, "votes");
    let at = |id: &str| line(votes, id)[9];
    assert!((at("one model") - 0.987).abs() < 0.01);
    assert!((at("sum of outputs") - 0.998).abs() < 0.01);
    assert!((at("mean of weights") - 0.919).abs() < 0.03);
    // More overlap than there are features, no features, two classes: all have an answer.
    let odd: [&[(&str, Value)]; 2] = [
        &[
            ("overlap", 40.into()),
            ("features", 3.into()),
            ("classes", 2.into()),
        ],
        &[
            ("overlap", 0.into()),
            ("features", 0.into()),
            ("invariant", 0.into()),
        ],
    ];
    for settings in odd {
        shown(&mut *session, settings);
    }
}

#[test]
fn members_with_different_patches_are_better_together() {
    let settings: &[(&str, Value)] = &[("part", "patches".into()), ("members", 4.into())];
    let mut session = prepared("spurious-diversity", settings, 2);
    verdicts(
        &*session,
        &[
            ("S1a", SAME),
            ("S1b", SAME),
            ("S2a", SAME),
            ("S2b", NEAR),
            ("S2c", NEAR),
            ("S3", NOT_YET),
            ("S4a", NOT_YET),
            ("S4b", NOT_YET),
        ],
    );
    let snapshot = shown(&mut *session, &[]);
    let by_shift = figure(&snapshot, "accuracy-by-shift");
    // An independent program has 0.671 for one member at p = 0.9, 0.743 for two and 0.885 without
    // patches, which no shift of patches changes.
    assert!((line(by_shift, "one member, mean")[9] - 0.671).abs() < 0.06);
    assert!((line(by_shift, "two members")[9] - 0.743).abs() < 0.06);
    let without = line(by_shift, "one network, no patches");
    assert!((without[9] - 0.885).abs() < 0.03);
    assert!(without.iter().all(|a| (a - without[0]).abs() < 1e-9));
    assert!(line(by_shift, "one member, mean")[0] > 0.99);
    let patches = figure(&snapshot, "patches");
    assert_eq!(patches.series[0].x, [0.0, 4.0, 8.0, 16.0, 32.0]);
    let alone = line(patches, "one");
    assert!(alone[0] > alone[1] && alone[1] > alone[4]);
    // A choice of one is that one.
    let one = shown(&mut *session, &[("chosen", serde_json::json!(["3"]))]);
    let by_shift = figure(&one, "accuracy-by-shift");
    assert_eq!(
        line(by_shift, "1 members"),
        line(by_shift, "one member, mean")
    );
}

#[test]
fn averages_begin_and_end_where_they_should() {
    let settings: &[(&str, Value)] = &[("part", "averages".into())];
    let mut session = prepared("spurious-diversity", settings, 2);
    let found: Vec<Option<f64>> = session
        .findings()
        .iter()
        .map(|f| f.differences[0])
        .collect();
    assert!(found[2..5].iter().all(Option::is_none));
    // Here fine-tuning makes a network surer by 0.15, and BANG lifts the average by 0.01; with patches
    // it harms.
    assert!(found[5].unwrap() > 0.03, "{found:?}");
    assert!(found[6].unwrap() > -0.02, "{found:?}");
    assert!(found[7].unwrap() < 0.01, "{found:?}");
    let half = shown(&mut *session, &[]);
    let way = figure(&half, "way");
    let plain = line(way, "plain");
    // All recipes begin at one network, and each ends at its own.
    for recipe in ["label smoothing", "mixup", "BANG"] {
        assert_eq!(line(way, recipe)[0].to_bits(), plain[0].to_bits());
        assert!(line(way, recipe)[10] != plain[10]);
    }
    let [clean, shifted] = row(&half, "digits: fine-tuned, plain");
    assert!(clean > 0.88 && shifted < clean - 0.1);
    assert_eq!(plain[10].to_bits(), shifted.to_bits());
    // At the ends it does not matter in what one combines; between them it does.
    let logits = shown(&mut *session, &[("space", "logits".into())]);
    let other = line(figure(&logits, "way"), "plain");
    assert!((other[0] - plain[0]).abs() < 1e-9 && (other[10] - plain[10]).abs() < 1e-9);
    assert!(other[1..10] != plain[1..10]);
    // A louder network alone decides as before; in an average it has more say.
    let loud: &[(&str, Value)] = &[("space", "weights".into()), ("loudness", 4.0.into())];
    let loud = shown(&mut *session, loud);
    let louder = line(figure(&loud, "way"), "plain");
    assert!((louder[0] - plain[0]).abs() < 1e-9 && (louder[10] - plain[10]).abs() < 2e-3);
    assert!(louder[1..10] != plain[1..10]);
    let one = shown(&mut *session, &[("shift", "noise".into())]);
    assert_eq!(figure(&one, "boundary").maps.len(), 5);
}
