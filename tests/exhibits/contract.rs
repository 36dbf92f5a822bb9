//! Exhibits: what all must keep.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::exhibition::{Listener, check, values};
use serde_json::json;
use soupcon::cpu::Cpu;
use soupcon::exhibits::{Entry, Kind, Session, Verdict, all, named};

#[test]
fn names_are_unique_and_defaults_are_in_range() {
    let slugs: BTreeSet<&str> = all().iter().map(|e| e.card.slug).collect();
    assert_eq!(slugs.len(), all().len());
    for Entry {
        card,
        controls,
        claims,
        ..
    } in all()
    {
        let slug = card.slug;
        let all = |of: fn(&soupcon::exhibits::Control) -> &'static str| {
            controls.iter().map(of).collect::<BTreeSet<_>>().len()
        };
        assert_eq!(all(|c| c.name), controls.len(), "{slug}: names");
        assert_eq!(all(|c| c.key), controls.len(), "{slug}: keys");
        for control in *controls {
            let taken = ["v", "seed", "rep", "eng", "play", "pin", "tour", "ui", "fp"];
            assert!(
                !taken.contains(&control.key),
                "{slug}: links keep {}",
                control.key
            );
            let at = serde_json::to_value(control.default).unwrap();
            control.check(&at).unwrap();
            control
                .check(&control.read(&control.default.to_string()))
                .unwrap();
            let options = matches!(control.kind, Kind::Select | Kind::Subset);
            assert_eq!(
                options,
                !control.options.is_empty(),
                "{slug}: {}",
                control.name
            );
        }
        let ids: BTreeSet<&str> = claims.iter().map(|c| c.id).collect();
        assert_eq!(ids.len(), claims.len(), "{slug}: claims");
        assert!(card.question.ends_with('?'), "{slug}");
        assert!(card.idea.iter().all(|s| s.ends_with('.')), "{slug}");
        assert!(
            (4..=6).contains(&card.tour.len()),
            "{slug}: a tour has 4 to 6 steps"
        );
        for (name, value) in card.tour.iter().flat_map(|step| step.set) {
            let control = controls.iter().find(|c| c.name == *name).unwrap();
            control
                .check(&serde_json::to_value(value).unwrap())
                .unwrap();
        }
    }
}

#[test]
fn a_setting_outside_its_range_is_refused_with_a_sentence_that_names_it() {
    let host = || Listener::new(Rc::new(Cpu));
    let refused_by = |slug: &str, name: &str, value: serde_json::Value| {
        let entry = named(slug).unwrap();
        let session = entry.open(host(), values(&[(name, value)]));
        session.err().unwrap().to_string()
    };
    let refused = |name: &str, value| refused_by("forest-smoothers", name, value);
    let twice = refused_by("window-cascades", "widths", json!(["64", "64"]));
    assert!(
        twice.ends_with(", each once, not [\"64\",\"64\"]"),
        "{twice}"
    );
    for (name, value, expected) in [
        (
            "n",
            20.into(),
            "`n` must be a whole number from 50 to 1000, not 20",
        ),
        (
            "n",
            99.5.into(),
            "`n` must be a whole number from 50 to 1000, not 99.5",
        ),
        (
            "snr",
            (-1.0).into(),
            "`snr` must be a number from 0.05 to 1000, not -1.0",
        ),
        (
            "method",
            "net".into(),
            "`method` must be one of tree, forest, boosting, not \"net\"",
        ),
        (
            "bootstrap",
            1.into(),
            "`bootstrap` must be true or false, not 1",
        ),
    ] {
        assert_eq!(refused(name, value), expected);
    }
    assert!(refused("trees ", 3.into()).starts_with("`set` must be one of data, n, "));
    assert!(refused("query", serde_json::json!([0.5])).contains("two numbers from 0 to 1"));
    let widths = named("window-cascades").unwrap();
    let none = widths.open(host(), values(&[("widths", serde_json::json!([]))]));
    assert!(
        none.err()
            .unwrap()
            .to_string()
            .contains("at least one of 16, 32")
    );
    // Every control of every exhibit refuses what is no value at all.
    for control in all().iter().flat_map(|e| e.controls) {
        let error = control
            .check(&serde_json::json!({}))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("`{}` must be ", control.name)),
            "{error}"
        );
    }
    assert!(named("nothing").is_err());
}

#[test]
fn a_cancelled_seed_leaves_those_before_as_they_are() {
    let host = Listener::new(Rc::new(Cpu));
    let entry = named("forest-smoothers").unwrap();
    let mut session = entry
        .open(host.clone(), values(&[("n", 60.into())]))
        .unwrap();
    assert!(
        pollster::block_on(session.explore()).is_err(),
        "nothing is prepared"
    );
    pollster::block_on(session.prepare(0)).unwrap();
    host.stop_after(5);
    let error = pollster::block_on(session.prepare(0)).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(session.seeds(), 1);
    assert!(
        session
            .findings()
            .iter()
            .all(|f| f.verdict == Verdict::NotYetRun)
    );
    run_live(&mut *session);
}

/// Live settings keep what is prepared, others do not.
fn run_live(session: &mut dyn Session) {
    session.set(values(&[("trees", 7.into())])).unwrap();
    assert_eq!(session.seeds(), 1);
    check(&pollster::block_on(session.explore()).unwrap());
    session.set(values(&[("mtry", 3.into())])).unwrap();
    assert_eq!(session.seeds(), 0);
    assert!(session.set(values(&[("mtry", 0.into())])).is_err());
    assert_eq!(session.values()["mtry"], 3);
}
