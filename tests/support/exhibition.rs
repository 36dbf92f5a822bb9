//! Exhibits as tests look at them: prepared, shown, judged.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, InputError, folder};
use soupcon::exhibits::{
    Cell, Figure, Host, Progress, Session, Snapshot, Soon, Values, Verdict, named,
};
use soupcon::run::Device;

/// A host that reads the bundled sets and goes on whatever it hears.
pub struct Listener(pub Rc<dyn Device>);

impl Host for Listener {
    fn device(&self) -> Rc<dyn Device> {
        self.0.clone()
    }

    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>> {
        Box::pin(async move { Ok(folder::read(Path::new("web/public/data"), name).unwrap()) })
    }

    fn progress(&self, progress: Progress) -> Soon<'_, bool> {
        assert!((0.0..=1.0).contains(&progress.share), "{progress:?}");
        assert!(!progress.doing.is_empty());
        Box::pin(async { true })
    }
}

pub fn values(settings: &[(&str, Value)]) -> Values {
    let own = settings.iter();
    own.map(|(name, value)| ((*name).into(), value.clone()))
        .collect()
}

pub fn open(slug: &str, device: Rc<dyn Device>, settings: &[(&str, Value)]) -> Box<dyn Session> {
    let host = Rc::new(Listener(device));
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

/// Every figure has a name of its own, says something and has something to draw.
pub fn check(snapshot: &Snapshot) {
    assert!(snapshot.sentence.ends_with('.'));
    let ids: BTreeSet<&str> = snapshot.figures.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids.len(), snapshot.figures.len());
    for figure in &snapshot.figures {
        let id = &figure.id;
        assert!(figure.has_data(), "{id}");
        assert!(!figure.caption.is_empty(), "{id}");
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
        for map in &figure.maps {
            assert_eq!(map.winner.len(), map.side * map.side, "{id}");
            assert_eq!(map.share.len(), map.winner.len(), "{id}");
        }
    }
    let table = &snapshot.table;
    assert!(table.rows.iter().all(|r| r.len() == table.columns.len()));
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
