//! What exhibits find of their papers' claims: at the settings that everybody sees first, what
//! the page says was recorded; at smaller ones, the same on both executors.

use std::collections::BTreeSet;
use std::fs;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::exhibition::{open, prepared, shown};
use soupcon::cpu::Cpu;
use soupcon::exhibits::{Cell, Finding, Verdict, all};
use soupcon::gpu::Gpu;
use soupcon::run::Device;

/// Seeds of a default: each is held against what was recorded of it, and two make a verdict.
const SEEDS: usize = 2;

macro_rules! defaults {
    ($($name:ident: $slug:literal,)*) => {
        const DEFAULTS: &[&str] = &[$($slug),*];
        $(
            #[test]
            fn $name() {
                as_recorded($slug);
            }
        )*
    };
}

defaults! {
    model_soups: "model-soups",
    spurious_diversity: "spurious-diversity",
    forest_smoothers: "forest-smoothers",
    run_off_election: "run-off-election",
    window_cascades: "window-cascades",
    heritage_soups: "heritage-soups",
    ensloss: "ensloss",
    logit_standardization: "logit-standardization",
    pld: "pld",
    dual_head_kd: "dual-head-kd",
}

/// The first seeds find what the page says they found, and no claim turns round.
fn as_recorded(slug: &str) {
    let text = fs::read_to_string(format!("web/recorded/{slug}.json")).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let mut session = prepared(slug, &[], SEEDS);
    let values = json!(session.values());
    assert_eq!(plain(&values), plain(&recorded["values"]), "the defaults");
    shown(&mut *session, &[]);
    let findings = session.findings();
    let kept = recorded["findings"].as_array().unwrap();
    assert_eq!(findings.len(), kept.len());
    for (found, kept) in findings.iter().zip(kept) {
        let id = found.claim.id;
        assert_eq!(kept["id"], id);
        let before: Vec<Option<f64>> = serde_json::from_value(kept["differences"].clone()).unwrap();
        let spread = deviation(&before);
        for (now, before) in found.differences.iter().zip(&before) {
            let pair = (now.unwrap(), before.unwrap());
            // Other processors may round otherwise, which training carries on.
            let close = (pair.0 - pair.1).abs() <= 1e-4 + spread / 2.0;
            assert!(close, "{slug} {id}: now and recorded {pair:?}");
        }
        let opposed = match kept["verdict"].as_str().unwrap() {
            "same direction" => Some(Verdict::Opposite),
            "opposite" => Some(Verdict::Same),
            _ => None,
        };
        assert_ne!(Some(found.verdict), opposed, "{slug} {id}");
        println!("{slug} {id}: {:?} {:?}", found.verdict, found.differences);
    }
}

/// With every number as one that may have a fraction.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(all) => all.iter().map(plain).collect(),
        Value::Object(all) => all.iter().map(|(k, v)| (k.clone(), plain(v))).collect(),
        other => other.clone(),
    }
}

/// The standard deviation over seeds.
fn deviation(of: &[Option<f64>]) -> f64 {
    let known: Vec<f64> = of.iter().copied().flatten().collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    let squares = known.iter().map(|d| (d - mean).powi(2)).sum::<f64>();
    (squares / (known.len() as f64 - 1.0)).sqrt()
}

/// An exhibit at settings that a software GPU can do.
struct Small {
    slug: &'static str,
    settings: Vec<(&'static str, Value)>,
    /// By how much what executors find may differ.
    within: f64,
}

fn small() -> Vec<Small> {
    let of = |slug, within, settings: &[(&'static str, Value)]| Small {
        slug,
        settings: settings.to_vec(),
        within,
    };
    let classroom = [("width", 4.into()), ("transfer", 64.into())];
    vec![
        of(
            "model-soups",
            0.02,
            &[
                ("data", "moons".into()),
                ("members", 2.into()),
                ("start", "same".into()),
                ("steps", 20.into()),
            ],
        ),
        of(
            "spurious-diversity",
            0.02,
            &[
                ("part", "averages".into()),
                ("before", 40.into()),
                ("steps", 50.into()),
                ("lr", 1e-3.into()),
            ],
        ),
        of("forest-smoothers", 0.02, &[("n", 60.into())]),
        of(
            "run-off-election",
            0.02,
            &[
                ("data", "blobs".into()),
                ("rows", 1000.into()),
                ("parts", 10.into()),
            ],
        ),
        of(
            "window-cascades",
            0.02,
            &[
                ("data", "moons".into()),
                ("widths", json!(["16"])),
                ("rows", 500.into()),
                ("members", 2.into()),
                ("epochs", 5.into()),
            ],
        ),
        of(
            "heritage-soups",
            0.02,
            &[
                ("rows", 170.into()),
                ("runs", 2.into()),
                ("checkpoints", 3.into()),
                ("spacing", 5.into()),
            ],
        ),
        of(
            "ensloss",
            0.06,
            &[
                ("rows", 50.into()),
                ("width", 16.into()),
                ("losses", json!(["logistic", "ensloss"])),
            ],
        ),
        of(
            "logit-standardization",
            0.03,
            &[&classroom[..], &[("losses", json!(["kd", "standardised"]))]].concat(),
        ),
        of(
            "pld",
            0.03,
            &[
                &classroom[..],
                &[("data", "blobs".into()), ("losses", json!(["pld"]))],
            ]
            .concat(),
        ),
        of(
            "dual-head-kd",
            0.03,
            &[("width", 4.into()), ("transfer", 100.into())],
        ),
    ]
}

#[test]
fn every_exhibit_is_run_on_both_executors() {
    let all: BTreeSet<&str> = all().iter().map(|e| e.card.slug).collect();
    assert_eq!(DEFAULTS.iter().copied().collect::<BTreeSet<_>>(), all);
    assert_eq!(small().iter().map(|s| s.slug).collect::<BTreeSet<_>>(), all);
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
    for small in small() {
        let start = std::time::Instant::now();
        let [cpu, gpu] = devices.each_ref().map(|device| {
            let mut session = open(small.slug, device.clone(), &small.settings);
            pollster::block_on(session.prepare(0)).unwrap();
            let rows = shown(&mut *session, &[]).table.rows;
            (session.findings(), rows)
        });
        println!("{} {:?}", small.slug, start.elapsed());
        small.same_findings(&cpu.0, &gpu.0);
        small.same_rows(&cpu.1, &gpu.1);
    }
}

impl Small {
    fn same_findings(&self, cpu: &[Finding], gpu: &[Finding]) {
        for (cpu, gpu) in cpu.iter().zip(gpu) {
            let id = cpu.claim.id;
            let pair = (cpu.differences[0], gpu.differences[0]);
            println!("  {id} {pair:?}");
            let close = match pair {
                (Some(a), Some(b)) => (a - b).abs() < self.within,
                (None, None) => true,
                _ => false,
            };
            assert!(close, "{} {id}: {pair:?}", self.slug);
        }
    }

    /// The first number of each row.
    fn same_rows(&self, cpu: &[Vec<Cell>], gpu: &[Vec<Cell>]) {
        assert_eq!(cpu.len(), gpu.len());
        let first = |row: &[Cell]| {
            row.iter().find_map(|cell| match cell {
                Cell::Number(value) => Some(*value),
                Cell::Text(_) | Cell::Empty(()) => None,
            })
        };
        for (cpu, gpu) in cpu.iter().zip(gpu) {
            let pair = (first(cpu), first(gpu));
            println!("  {:?} {pair:?}", cpu[0]);
            if let (Some(a), Some(b)) = pair {
                assert!(
                    (a - b).abs() < self.within || a.is_nan() && b.is_nan(),
                    "{} {:?}: {pair:?}",
                    self.slug,
                    cpu[0]
                );
            }
        }
    }
}
