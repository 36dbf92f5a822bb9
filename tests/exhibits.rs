//! Exhibits: what all must keep, and what each finds of its paper's claims.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, InputError, folder};
use soupcon::exhibits::{
    ALL, Entry, Figure, FigureKind, Host, Kind, Progress, Session, Snapshot, Soon, Values, Verdict,
    named,
};
use soupcon::gpu::Gpu;
use soupcon::run::Device;

/// A host that reads the bundled sets, watches the progress, and stops after so many reports.
struct Bystander {
    device: Rc<dyn Device>,
    reports: Cell<usize>,
    patience: usize,
    last: Cell<f64>,
}

impl Bystander {
    fn new(device: Rc<dyn Device>, patience: usize) -> Rc<Self> {
        Rc::new(Bystander {
            device,
            reports: Cell::new(0),
            patience,
            last: Cell::new(0.0),
        })
    }
}

impl Host for Bystander {
    fn device(&self) -> Rc<dyn Device> {
        self.device.clone()
    }

    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>> {
        Box::pin(async move { Ok(folder::read(Path::new("web/public/data"), name).unwrap()) })
    }

    fn progress(&self, progress: Progress) -> Soon<'_, bool> {
        assert!((0.0..=1.0).contains(&progress.share), "{progress:?}");
        assert!(
            progress.share == 0.0 || progress.share >= self.last.get() - 1e-9,
            "{progress:?}"
        );
        assert!(!progress.doing.is_empty());
        self.last.set(progress.share);
        self.reports.set(self.reports.get() + 1);
        let go_on = self.reports.get() < self.patience;
        Box::pin(async move { go_on })
    }
}

fn values(settings: &[(&str, serde_json::Value)]) -> Values {
    let pairs = settings.iter();
    pairs
        .map(|(name, value)| ((*name).into(), value.clone()))
        .collect()
}

fn open(slug: &str, settings: &[(&str, serde_json::Value)]) -> Box<dyn Session> {
    let host = Bystander::new(Rc::new(Cpu), usize::MAX);
    named(slug).unwrap().open(host, values(settings)).unwrap()
}

/// Prepares seeds and checks what is shown.
fn run(session: &mut dyn Session, seeds: usize) -> Snapshot {
    for done in 0..seeds {
        assert_eq!(session.seeds(), done);
        pollster::block_on(session.prepare(0)).unwrap();
    }
    let snapshot = pollster::block_on(session.explore()).unwrap();
    check(&snapshot);
    snapshot
}

fn verdicts(session: &dyn Session) -> Vec<(&'static str, Verdict)> {
    let findings = session.findings();
    findings.iter().map(|f| (f.claim.id, f.verdict)).collect()
}

/// Every figure says what it shows, has something to show, and survives its travel as text.
fn check(snapshot: &Snapshot) {
    assert!(snapshot.sentence.ends_with('.'));
    let ids: BTreeSet<&str> = snapshot.figures.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(
        ids.len(),
        snapshot.figures.len(),
        "figures have names of their own"
    );
    for figure in &snapshot.figures {
        check_figure(figure);
    }
    assert!(!snapshot.table.rows.is_empty());
    for row in &snapshot.table.rows {
        assert_eq!(row.len(), snapshot.table.columns.len());
    }
    let value = serde_json::to_value(snapshot).unwrap();
    let text = serde_json::to_string(snapshot).unwrap();
    let again: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        again["figures"].as_array().unwrap().len(),
        snapshot.figures.len()
    );
    assert_eq!(shape_of(&again), shape_of(&value));
}

/// Keys and lengths, without the numbers, whose last digit may be rounded on the way.
fn shape_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(map) => {
            let parts = map.iter().map(|(k, v)| format!("{k}:{}", shape_of(v)));
            parts.collect::<Vec<_>>().join(",")
        }
        serde_json::Value::Array(all) => {
            let parts = all.iter().map(shape_of);
            format!("[{}]", parts.collect::<Vec<_>>().join(","))
        }
        serde_json::Value::Number(_) => "0".into(),
        other => other.to_string(),
    }
}

fn check_figure(figure: &Figure) {
    let id = &figure.id;
    assert!(
        !figure.title.is_empty() && !figure.caption.is_empty(),
        "{id}"
    );
    assert!(figure.sentence.ends_with('.'), "{id}: {}", figure.sentence);
    assert!(
        !figure.sentence.contains("NaN"),
        "{id}: {}",
        figure.sentence
    );
    assert!(figure.has_data(), "{id}");
    for series in &figure.series {
        assert_eq!(series.x.len(), series.y.len(), "{id}");
        let ends = [&series.lo, &series.hi];
        assert!(
            ends.into_iter()
                .flatten()
                .all(|e| e.len() == series.y.len()),
            "{id}"
        );
        if let Some(names) = &series.names {
            assert_eq!(names.len(), series.y.len(), "{id}");
        }
    }
    if let Some(grid) = &figure.grid {
        assert_eq!(grid.values.len(), grid.x.len() * grid.y.len(), "{id}");
        assert!(grid.values.iter().all(|v| v.is_finite()), "{id}");
    }
    if let Some(stack) = &figure.stack {
        assert!(
            stack
                .rows
                .iter()
                .all(|row| row.values.len() == stack.parts.len()),
            "{id}"
        );
    }
    for map in &figure.maps {
        assert_eq!(map.winner.len(), map.side * map.side, "{id}");
        assert_eq!(map.share.len(), map.winner.len(), "{id}");
    }
    let shows_maps = [FigureKind::Boundary, FigureKind::Multiples].contains(&figure.kind);
    assert_eq!(shows_maps, !figure.maps.is_empty(), "{id}");
}

#[test]
fn names_are_unique_and_defaults_are_in_range() {
    let slugs: BTreeSet<&str> = ALL.iter().map(|e| e.card.slug).collect();
    assert_eq!(slugs.len(), ALL.len());
    for Entry {
        card,
        controls,
        claims,
        ..
    } in ALL
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
    let host = || Bystander::new(Rc::new(Cpu), usize::MAX);
    let refused = |name: &str, value: serde_json::Value| {
        let entry = named("forest-smoothers").unwrap();
        let session = entry.open(host(), values(&[(name, value)]));
        session.err().unwrap().to_string()
    };
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
    for control in ALL.iter().flat_map(|e| e.controls) {
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
    let host = Bystander::new(Rc::new(Cpu), 12);
    let entry = named("forest-smoothers").unwrap();
    let mut session = entry
        .open(host.clone(), values(&[("n", 60.into())]))
        .unwrap();
    assert!(
        pollster::block_on(session.explore()).is_err(),
        "nothing is prepared"
    );
    pollster::block_on(session.prepare(0)).unwrap();
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

#[test]
fn forests_smooth_as_their_paper_says() {
    let mut session = open("forest-smoothers", &[]);
    run(&mut *session, 3);
    for (id, verdict) in verdicts(&*session) {
        // Three seeds may be too few for the size of a difference, never for its side.
        let close = ["C3b", "C4a", "C4b"].contains(&id) && verdict == Verdict::Unseen;
        assert!(verdict == Verdict::Same || close, "{id}: {verdict:?}");
    }
    for (name, word) in [
        ("decomposition", "model-variability"),
        ("decomposition", "representation"),
    ] {
        session.set(values(&[(name, word.into())])).unwrap();
        check(&pollster::block_on(session.explore()).unwrap());
    }
}

#[test]
fn forests_smooth_whatever_the_data_and_the_method() {
    for (data, method) in [
        ("moons", "forest"),
        ("iris", "boosting"),
        ("breast-cancer", "tree"),
    ] {
        let mut session = open(
            "forest-smoothers",
            &[
                ("data", data.into()),
                ("method", method.into()),
                ("mtry", 1.into()),
                ("n", 80.into()),
                ("bootstrap", true.into()),
            ],
        );
        run(&mut *session, 1);
    }
}

#[test]
fn no_attack_within_a_certificate_changes_a_winner() {
    let small: &[(&str, serde_json::Value)] = &[("rows", 1500.into()), ("parts", 20.into())];
    let mut session = open("run-off-election", small);
    run(&mut *session, 2);
    let found = verdicts(&*session);
    assert_eq!(found[2], ("S3", Verdict::Same));
    assert!(found.iter().all(|f| f.1 != Verdict::NotYetRun));
    session
        .set(values(&[
            ("attack", true.into()),
            ("aggregation", "mean-logits".into()),
        ]))
        .unwrap();
    check(&pollster::block_on(session.explore()).unwrap());
    // In the plane there is a vote field; where a part feeds several models, too.
    let plane: &[(&str, serde_json::Value)] = &[
        ("data", "blobs".into()),
        ("rows", 1000.into()),
        ("parts", 8.into()),
        ("fed", 2.into()),
        ("base", "mlp".into()),
    ];
    let mut session = open("run-off-election", plane);
    let snapshot = run(&mut *session, 1);
    assert!(snapshot.figures.iter().any(|f| f.id == "vote-field"));
}

const QUICK: &[(&str, i32)] = &[("rows", 1500), ("members", 2), ("epochs", 15)];

fn quick(data: &str, widths: &[&str]) -> Vec<(&'static str, serde_json::Value)> {
    let mut all: Vec<_> = QUICK.iter().map(|(n, v)| (*n, (*v).into())).collect();
    all.push(("data", data.into()));
    all.push(("widths", serde_json::json!(widths)));
    all
}

#[test]
fn a_window_keeps_what_an_ensemble_gains_at_a_fraction_of_its_cost() {
    let mut session = open("window-cascades", &quick("fashion", &["16", "64"]));
    run(&mut *session, 2);
    let found = verdicts(&*session);
    let of = |id: &str| found.iter().find(|f| f.0 == id).unwrap().1;
    // Two seeds leave wide intervals; the cost is bounded in each.
    let asked = &session.findings()[1];
    assert_eq!(asked.claim.id, "C1b");
    assert!(asked.differences.iter().all(|d| d.unwrap() > 0.0));
    // C1a is not expected of so little training: a tenth of the rows is covered, and the first
    // member's threshold says little about two members.
    assert_ne!(of("C2"), Verdict::Opposite);
    assert_ne!(of("C4a"), Verdict::Opposite);
    for (name, word) in [
        ("policy", "single-threshold"),
        ("task", "fpr-95"),
        ("combination", "vote"),
        ("score", "negative-entropy"),
        ("outside", "noise"),
    ] {
        session.set(values(&[(name, word.into())])).unwrap();
        check(&pollster::block_on(session.explore()).unwrap());
    }
    let mut session = open("window-cascades", &quick("moons", &["16"]));
    let snapshot = run(&mut *session, 1);
    for id in ["stages", "total-doubt", "mutual-information"] {
        assert!(snapshot.figures.iter().any(|f| f.id == id), "{id}");
    }
}

#[test]
fn both_executors_find_the_same() {
    let gpu = match pollster::block_on(Gpu::open()) {
        Ok(gpu) => gpu,
        Err(error) => panic!(
            "this test needs a graphics adapter; on Debian `apt-get install mesa-vulkan-drivers` \
             gives a software one: {error}"
        ),
    };
    let devices: [Rc<dyn Device>; 2] = [Rc::new(Cpu), Rc::new(gpu)];
    let blobs = [
        ("data", "blobs".into()),
        ("rows", 1000.into()),
        ("parts", 10.into()),
    ];
    let mut moons = quick("moons", &["16"]);
    moons.push(("rows", 500.into()));
    moons.push(("epochs", 5.into()));
    let small = [
        ("forest-smoothers", vec![("n", 60.into())]),
        ("run-off-election", blobs.to_vec()),
        ("window-cascades", moons),
    ];
    // Those of random losses, soups and distillation have tests of their own.
    let elsewhere = [
        "model-soups",
        "spurious-diversity",
        "ensloss",
        "heritage-soups",
        "logit-standardization",
        "pld",
        "dual-head-kd",
    ];
    let tested = small.iter().map(|(slug, _)| *slug).chain(elsewhere);
    let all = ALL.iter().map(|e| e.card.slug);
    assert_eq!(
        tested.collect::<BTreeSet<_>>(),
        all.collect::<BTreeSet<_>>(),
        "every exhibit runs on both"
    );
    for (slug, settings) in small {
        let found = devices.each_ref().map(|device| {
            let host = Bystander::new(device.clone(), usize::MAX);
            let entry = named(slug).unwrap();
            let mut session = entry.open(host, values(&settings)).unwrap();
            run(&mut *session, 1);
            session.findings()
        });
        for (cpu, gpu) in found[0].iter().zip(&found[1]) {
            let pair = (cpu.differences[0], gpu.differences[0]);
            let close = match pair {
                (Some(a), Some(b)) => (a - b).abs() < 0.02,
                (None, None) => true,
                _ => false,
            };
            assert!(close, "{slug} {}: {pair:?}", cpu.claim.id);
        }
    }
}
