//! Students of a teacher: what they show, and what they find of their papers' claims.

use serde_json::Value;

use crate::exhibition::{ANY, figure, number, prepared, shown, verdicts};
use soupcon::exhibits::{Cell, Snapshot, Verdict};

const SAME: &[Verdict] = &[Verdict::Same];

#[test]
fn a_loud_teacher_is_heard_as_a_soft_one_once_logits_are_standardised() {
    let mut session = prepared("logit-standardization", &[], 2);
    verdicts(
        &*session,
        &[
            ("C1a", SAME),
            ("C1b", ANY),
            ("C2", ANY),
            ("C3", ANY),
            ("C4a", SAME),
            ("C4b", ANY),
            ("C5", ANY),
        ],
    );
    // An independent program finds 0.823 with labels alone, 0.884 standardised at every scale, and
    // between 0.668 and 0.890 at T = 4.
    let means: Vec<f64> = session
        .findings()
        .iter()
        .map(|f| f.interval.unwrap().mean)
        .collect();
    assert!(means[0] >= 0.002 - 1e-9, "all scales are alike: {means:?}");
    assert!(
        means[1] > 0.0 && means[2] > 0.01 && means[3] > 0.0,
        "{means:?}"
    );
    assert!(
        means[4] > 0.3 && means[5] > -0.005 && means[6] > 0.0,
        "{means:?}"
    );

    let natural = shown(&mut *session, &[]);
    assert_eq!(natural.figures.len(), 6);
    let map = |s: &Snapshot, label: &str| {
        let maps = &figure(s, "boundary").maps;
        maps.iter()
            .find(|m| m.label.starts_with(label))
            .unwrap()
            .clone()
    };
    let soft = shown(&mut *session, &[("scale", 0.1.into())]);
    let same = |label| map(&natural, label).winner == map(&soft, label).winner;
    assert!(same("KD, standardised") && same("labels alone") && !same("KD, T = 4"));
    // A right student is right at any loudness once logits are standardised.
    let lines = &figure(&natural, "authentic-by-scale").series;
    assert!(lines[2].y.iter().all(|y| *y < 1e-5));
    assert!(lines[3].y.iter().all(|y| *y > 1e-4));
}

#[test]
fn the_other_losses_teach_too() {
    let losses = serde_json::json!(["dkd", "dkd-standardised", "mse", "dist"]);
    let settings: &[(&str, Value)] = &[
        ("losses", losses),
        ("width", 8.into()),
        ("sample", true.into()),
        ("pixels", "plain".into()),
    ];
    let mut session = prepared("logit-standardization", settings, 1);
    let snapshot = shown(
        &mut *session,
        &[("viewing", 1.0.into()), ("image", 7.into())],
    );
    assert_eq!(snapshot.table.rows.len(), 1 + 4 * 5);
    for row in &snapshot.table.rows {
        // Of logits far from their own scale some losses are learnt only in part; chance is 0.1.
        let natural = matches!(&row[0], Cell::Text(name) if name.ends_with("× 1"));
        assert!(
            number(&row[1]) > if natural { 0.6 } else { 0.15 },
            "{row:?}"
        );
    }
}

#[test]
fn a_ranking_teaches_once_it_is_weighted() {
    let mut session = prepared("pld", &[], 2);
    verdicts(
        &*session,
        &[
            ("C1", ANY),
            ("C2a", ANY),
            ("C2b", ANY),
            ("C3", ANY),
            ("C4", ANY),
            ("C5", ANY),
        ],
    );
    // An independent program finds 0.786 for PLD, 0.756 for labels alone, 0.660 for ListMLE, 0.849
    // for distillation at T = 4; Kendall's τ of 0.56 against 0.50.
    let means: Vec<f64> = session
        .findings()
        .iter()
        .map(|f| f.interval.unwrap().mean)
        .collect();
    assert!(
        means[0] > -0.02 && means[3] > 0.02 && means[4] > 0.01,
        "{means:?}"
    );
    let snapshot = shown(&mut *session, &[("example", 0.into())]);
    assert_eq!(snapshot.figures.len(), 9);
    let column = |at: usize| -> Vec<f64> {
        let rows = &figure(&snapshot, "ladder").rows;
        rows.iter().map(|row| number(&row[at])).collect()
    };
    let mut classes = column(1);
    classes.sort_by(f64::total_cmp);
    let all: Vec<f64> = (0..10).map(f64::from).collect();
    assert_eq!(classes, all, "a ranking of all classes");
    assert!((column(2).iter().sum::<f64>() - 1.0).abs() < 1e-5);
    // Behind the label the teacher's weights fall; the last choice is none.
    assert!(column(2)[1..].windows(2).all(|w| w[0] >= w[1]));
    assert!(column(3)[9] > 0.999);
    // Warmer weights give away more of the order.
    let order = &figure(&snapshot, "rank-agreement").series[0].y;
    assert!(
        order[0] < order[1] && order[1] < order[2] + 0.02,
        "{order:?}"
    );
    let few = shown(&mut *session, &[("top", 3.into()), ("shown", 8.0.into())]);
    assert_eq!(figure(&few, "ladder").rows.len(), 3);
}

#[test]
fn rankings_of_other_data_and_of_a_teacher_told_wrongly() {
    for data in ["digits", "blobs"] {
        let settings: &[(&str, Value)] = &[
            ("data", data.into()),
            ("noise", 0.3.into()),
            ("losses", serde_json::json!(["labels", "pld"])),
        ];
        let mut session = prepared("pld", settings, 1);
        let snapshot = shown(&mut *session, &[]);
        assert_eq!(snapshot.table.rows.len(), 4);
        assert!(snapshot.table.rows.iter().all(|row| number(&row[1]) > 0.5));
        // Claims whose losses were not trained have no number.
        let none = session
            .findings()
            .iter()
            .filter(|f| f.interval.is_none())
            .count();
        assert_eq!(none, 4);
    }
}

#[test]
fn losses_contradict_each_other_in_the_head_and_two_heads_do_not_pay() {
    let mut session = prepared("dual-head-kd", &[("auxiliary", "binary-kl".into())], 2);
    verdicts(
        &*session,
        &[
            ("C1a", ANY),
            ("C1b", ANY),
            ("C2", ANY),
            ("C3", ANY),
            ("C4", ANY),
        ],
    );
    // An independent program finds a cosine of −0.52 in the head and +0.08 below it; one head
    // 0.881, two 0.850, labels alone 0.823.
    let means: Vec<f64> = session
        .findings()
        .iter()
        .map(|f| f.interval.unwrap().mean)
        .collect();
    assert!(means[0] > 0.2 && means[1] > 0.1, "{means:?}");
    assert!(
        means[2] < 0.01,
        "one head with both does not collapse: {means:?}"
    );
    assert!(means[3] < -0.01 && means[4] > 0.0, "{means:?}");

    let main = shown(&mut *session, &[]);
    assert_eq!(main.figures.len(), 8);
    let curves = figure(&main, "gradient-cosines");
    let finite = |y: &f64| (-1.0001..=1.0001).contains(y);
    assert!(
        curves
            .series
            .iter()
            .all(|s| s.y.len() == 11 && s.y.iter().all(finite))
    );
    let row = |name: &str, snapshot: &Snapshot| -> Vec<f64> {
        let is = |row: &&Vec<Cell>| row[0] == Cell::Text(name.into());
        let own = snapshot.table.rows.iter().find(is).unwrap();
        own[1..2].iter().map(number).collect()
    };
    // Only students with two heads care which head predicts.
    let second = shown(&mut *session, &[("head", "auxiliary".into())]);
    let (one, two) = ("one head, BinaryKL × 1", "two heads, BinaryKL × 1");
    assert_eq!(row(one, &main), row(one, &second));
    assert_ne!(row(two, &main), row(two, &second));
    // Before the first step nobody knows anything.
    let first = shown(
        &mut *session,
        &[("step", 0.0.into()), ("head", "main".into())],
    );
    assert!(row(one, &first)[0] < 0.4);
}

#[test]
fn what_opposes_the_labels_is_taken_off_and_the_rest_is_left() {
    let settings: &[(&str, Value)] = &[
        ("transfer", 100.into()),
        ("width", 8.into()),
        ("auxiliary", "mse".into()),
        ("weight", "0.1".into()),
    ];
    let plain = shown(&mut *prepared("dual-head-kd", settings, 1), &[]);
    let aligned = [settings, &[("alignment", true.into())]].concat();
    let aligned = shown(&mut *prepared("dual-head-kd", &aligned, 1), &[]);
    let rows = plain.table.rows.iter().zip(&aligned.table.rows);
    for (a, b) in rows {
        // Where there is one loss there is nothing to align.
        let alone = matches!(&a[0], Cell::Text(name) if name.ends_with("alone"));
        let same = (number(&a[1]) - number(&b[1])).abs() < 1e-9;
        assert!(same || !alone, "{:?}: {:?} {:?}", a[0], a[1], b[1]);
    }
    let mixed =
        |s: &Snapshot| -> Vec<f64> { s.table.rows.iter().map(|row| number(&row[1])).collect() };
    assert_ne!(mixed(&plain), mixed(&aligned));
}
