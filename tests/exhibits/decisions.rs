//! Forests, elections of parts and cascades: what they show, and what they find of their papers'
//! claims.

use serde_json::{Value, json};

use crate::exhibition::{ANY, NEAR, figure, prepared, shown, verdicts};
use soupcon::exhibits::Verdict;

const SAME: &[Verdict] = &[Verdict::Same];

#[test]
fn forests_smooth_as_their_paper_says() {
    let mut session = prepared("forest-smoothers", &[], 3);
    // Three seeds may be too few for the size of a difference, never for its side.
    verdicts(
        &*session,
        &[
            ("C1a", SAME),
            ("C1b", SAME),
            ("C2a", SAME),
            ("C2b", SAME),
            ("C3a", SAME),
            ("C3b", NEAR),
            ("C4a", NEAR),
            ("C4b", NEAR),
        ],
    );
    for word in ["model-variability", "representation"] {
        shown(&mut *session, &[("decomposition", word.into())]);
    }
}

#[test]
fn forests_smooth_whatever_the_data_and_the_method() {
    for (data, method) in [
        ("moons", "forest"),
        ("iris", "boosting"),
        ("breast-cancer", "tree"),
    ] {
        let settings = [
            ("data", data.into()),
            ("method", method.into()),
            ("mtry", 1.into()),
            ("n", 80.into()),
            ("bootstrap", true.into()),
        ];
        shown(&mut *prepared("forest-smoothers", &settings, 1), &[]);
    }
}

#[test]
fn no_attack_within_a_certificate_changes_a_winner() {
    let small = [("rows", 1500.into()), ("parts", 20.into())];
    let mut session = prepared("run-off-election", &small, 2);
    verdicts(
        &*session,
        &[("S1", ANY), ("S2", ANY), ("S3", SAME), ("S4", ANY)],
    );
    let attacked = [
        ("attack", true.into()),
        ("aggregation", "mean-logits".into()),
    ];
    shown(&mut *session, &attacked);
    // In the plane there is a vote field; where a part feeds several models, too.
    let plane = [
        ("data", "blobs".into()),
        ("rows", 1000.into()),
        ("parts", 8.into()),
        ("fed", 2.into()),
        ("base", "mlp".into()),
    ];
    let snapshot = shown(&mut *prepared("run-off-election", &plane, 1), &[]);
    figure(&snapshot, "vote-field");
}

fn quick(data: &str, widths: &[&str]) -> [(&'static str, Value); 5] {
    [
        ("rows", 1500.into()),
        ("members", 2.into()),
        ("epochs", 15.into()),
        ("data", data.into()),
        ("widths", json!(widths)),
    ]
}

#[test]
fn a_window_keeps_what_an_ensemble_gains_at_a_fraction_of_its_cost() {
    let mut session = prepared("window-cascades", &quick("fashion", &["16", "64"]), 2);
    // C1a is not expected of so little training: a tenth of the rows is covered, and the first
    // member's threshold says little about two members.
    verdicts(
        &*session,
        &[
            ("C1a", ANY),
            ("C1b", NEAR),
            ("C2", NEAR),
            ("C3", ANY),
            ("C4a", NEAR),
            ("C4b", ANY),
        ],
    );
    // Two seeds leave wide intervals; the cost is bounded in each.
    let asked = &session.findings()[1].differences;
    assert!(asked.iter().all(|d| d.unwrap() > 0.0));
    for (name, word) in [
        ("policy", "single-threshold"),
        ("task", "fpr-95"),
        ("combination", "vote"),
        ("score", "negative-entropy"),
        ("outside", "noise"),
    ] {
        shown(&mut *session, &[(name, word.into())]);
    }
    let snapshot = shown(
        &mut *prepared("window-cascades", &quick("moons", &["16"]), 1),
        &[],
    );
    for id in ["stages", "total-doubt", "mutual-information"] {
        figure(&snapshot, id);
    }
}

#[test]
fn what_is_kept_of_a_policy_is_what_it_says_anew() {
    let mut session = prepared("window-cascades", &quick("moons", &["16", "64"]), 1);
    let ways: [&[(&str, Value)]; 4] = [
        &[("window", 0.4.into())],
        &[("used", 1.into())],
        &[("task", "risk-80".into()), ("window", 0.1.into())],
        &[("temperature", 2.0.into()), ("used", 2.into())],
    ];
    for way in ways {
        let kept = shown(&mut *session, way).table;
        let plain = session.values();
        let all: Vec<(&str, Value)> = plain.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
        let anew = shown(&mut *prepared("window-cascades", &all, 1), &[]).table;
        assert_eq!(json!(kept), json!(anew), "{way:?}");
    }
}
