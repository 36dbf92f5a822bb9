//! Exhibits as tests look at them: prepared, shown, judged.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

use std::cell::Cell as Counter;
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use serde_json::Value;

use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, InputError, folder};
use soupcon::exhibits::{
    Cell, Figure, FigureKind, Host, Progress, Series, Session, Snapshot, Soon, Values, Verdict,
    named,
};
use soupcon::run::Device;

/// A host that reads the bundled sets, and hears of a progress that never falls back.
pub struct Listener {
    device: Rc<dyn Device>,
    patience: Counter<usize>,
    last: Counter<f64>,
    begun: Instant,
}

impl Listener {
    /// Goes on whatever it hears.
    pub fn new(device: Rc<dyn Device>) -> Rc<Self> {
        Rc::new(Listener {
            device,
            patience: Counter::new(usize::MAX),
            last: Counter::new(0.0),
            begun: Instant::now(),
        })
    }

    /// Hears so many reports more.
    pub fn stop_after(&self, reports: usize) {
        self.patience.set(reports);
    }
}

impl Host for Listener {
    fn device(&self) -> Rc<dyn Device> {
        self.device.clone()
    }

    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>> {
        Box::pin(async move { Ok(folder::read(Path::new("web/public/data"), name).unwrap()) })
    }

    fn now(&self) -> f64 {
        1e3 * self.begun.elapsed().as_secs_f64()
    }

    fn progress(&self, progress: Progress) -> Soon<'_, bool> {
        assert!((0.0..=1.0).contains(&progress.share), "{progress:?}");
        let share = progress.share;
        assert!(
            share == 0.0 || share >= self.last.get() - 1e-9,
            "{progress:?}"
        );
        assert!(!progress.doing.is_empty());
        self.last.set(share);
        let left = self.patience.get().saturating_sub(1);
        self.patience.set(left);
        Box::pin(async move { left > 0 })
    }
}

pub fn values(settings: &[(&str, Value)]) -> Values {
    let own = settings.iter();
    own.map(|(name, value)| ((*name).into(), value.clone()))
        .collect()
}

pub fn open(slug: &str, device: Rc<dyn Device>, settings: &[(&str, Value)]) -> Box<dyn Session> {
    let host = Listener::new(device);
    named(slug).unwrap().open(host, values(settings)).unwrap()
}

pub fn prepared(slug: &str, settings: &[(&str, Value)], seeds: usize) -> Box<dyn Session> {
    let session = open(slug, Rc::new(Cpu), settings);
    for _ in 0..seeds {
        pollster::block_on(session.prepare(0)).unwrap();
    }
    session
}

pub fn shown(session: &mut dyn Session, settings: &[(&str, Value)]) -> Snapshot {
    let before = session.seeds();
    session.set(values(settings)).unwrap();
    assert_eq!(session.seeds(), before, "live settings keep the seeds");
    let snapshot = pollster::block_on(session.explore()).unwrap();
    check(&snapshot);
    snapshot
}

pub fn figure<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Figure {
    snapshot.figures.iter().find(|f| f.id == id).unwrap()
}

/// Every figure has a name of its own, says something and has something to draw, and all of it
/// survives its travel as text.
pub fn check(snapshot: &Snapshot) {
    assert!(snapshot.sentence.ends_with('.'));
    let ids: BTreeSet<&str> = snapshot.figures.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids.len(), snapshot.figures.len());
    snapshot.figures.iter().for_each(check_figure);
    let table = &snapshot.table;
    assert!(!table.rows.is_empty());
    assert!(table.rows.iter().all(|r| r.len() == table.columns.len()));
    let value = serde_json::to_value(snapshot).unwrap();
    let text = serde_json::to_string(snapshot).unwrap();
    let again: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(shape(&again), shape(&value));
}

/// Keys and lengths, without the numbers, whose last digit may be rounded on the way.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let parts = map.iter().map(|(k, v)| format!("{k}:{}", shape(v)));
            parts.collect::<Vec<_>>().join(",")
        }
        Value::Array(all) => {
            let parts = all.iter().map(shape);
            format!("[{}]", parts.collect::<Vec<_>>().join(","))
        }
        Value::Number(_) => "0".into(),
        other => other.to_string(),
    }
}

/// Whether there is anything to draw.
fn has_data(figure: &Figure) -> bool {
    let drawn = |s: &Series| s.y.iter().any(|y| y.is_finite());
    let some = |all: &[f64]| !all.is_empty();
    figure.series.iter().any(drawn)
        || figure.grid.iter().any(|grid| some(&grid.values))
        || !figure.points.is_empty()
        || !figure.maps.is_empty()
        || figure.matrix.is_some()
        || figure.stack.iter().any(|stack| !stack.rows.is_empty())
        || !figure.rows.is_empty()
}

fn check_figure(figure: &Figure) {
    let id = &figure.id;
    assert!(has_data(figure), "{id}");
    assert!(
        !figure.title.is_empty() && !figure.caption.is_empty(),
        "{id}"
    );
    let said = &figure.sentence;
    assert!(said.ends_with('.') && !said.contains("NaN"), "{id}: {said}");
    for series in &figure.series {
        assert_eq!(series.x.len(), series.y.len(), "{id}");
        let ends = [&series.lo, &series.hi].into_iter().flatten();
        ends.for_each(|e| assert_eq!(e.len(), series.y.len(), "{id}"));
        let names = series.names.iter();
        names.for_each(|n| assert_eq!(n.len(), series.y.len(), "{id}"));
    }
    if let Some(grid) = &figure.grid {
        assert_eq!(grid.values.len(), grid.x.len() * grid.y.len(), "{id}");
        assert!(grid.values.iter().any(|v| v.is_finite()), "{id}");
    }
    if let Some(stack) = &figure.stack {
        let rows = stack.rows.iter();
        rows.for_each(|row| assert_eq!(row.values.len(), stack.parts.len(), "{id}"));
    }
    for map in &figure.maps {
        assert_eq!(map.winner.len(), map.side * map.side, "{id}");
        assert_eq!(map.share.len(), map.winner.len(), "{id}");
    }
    let shows_maps = [FigureKind::Boundary, FigureKind::Multiples].contains(&figure.kind);
    assert_eq!(shows_maps, !figure.maps.is_empty(), "{id}");
}

pub fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Number(value) => *value,
        other => panic!("{other:?} is no number"),
    }
}

/// Each claim's verdict is one of those that are expected of it.
pub fn verdicts(session: &dyn Session, expected: &[(&str, &[Verdict])]) {
    let findings = session.findings();
    assert_eq!(findings.len(), expected.len());
    for (finding, (id, allowed)) in findings.iter().zip(expected) {
        assert_eq!(finding.claim.id, *id);
        let found = finding.verdict;
        assert!(
            allowed.contains(&found),
            "{id}: {found:?}, {:?}",
            finding.differences
        );
    }
}

pub const NEAR: &[Verdict] = &[Verdict::Same, Verdict::Unseen];
pub const ANY: &[Verdict] = &[Verdict::Same, Verdict::Unseen, Verdict::Opposite];
