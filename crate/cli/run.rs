//! `soupcon run EXHIBIT`: what an exhibit's page does, without a page.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use soupcon::data::{Dataset, InputError, folder};
use soupcon::exhibits::{Cell, Finding, Host, Progress, Session, Snapshot, Soon, Values, named};
use soupcon::run::Device;

use super::Backend;

/// Runs a paper's experiment and says what became of its claims.
#[derive(clap::Args)]
pub struct Run {
    /// The exhibit's name; `soupcon exhibits` lists them
    exhibit: String,
    /// How many seeds
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    seeds: u32,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// A setting; `soupcon exhibits EXHIBIT` lists them
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// The executor
    #[arg(long, value_enum, default_value = "cpu")]
    backend: Backend,
    /// Where the bundled sets lie
    #[arg(long, default_value = "web/public/data")]
    folder: PathBuf,
    /// Everything that a page would show, as JSON
    #[arg(long)]
    json: bool,
}

/// The command line as a host of exhibits.
struct Console {
    device: Rc<dyn Device>,
    folder: PathBuf,
    /// Whether progress is written over itself.
    alive: bool,
    begun: Instant,
}

impl Host for Console {
    fn device(&self) -> Rc<dyn Device> {
        self.device.clone()
    }

    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>> {
        let read = folder::read(&self.folder, name);
        let missing = move |e: folder::FolderError| InputError::range("data", e.to_string(), name);
        Box::pin(async move { read.map_err(missing) })
    }

    fn now(&self) -> f64 {
        1e3 * self.begun.elapsed().as_secs_f64()
    }

    fn progress(&self, Progress { share, doing }: Progress) -> Soon<'_, bool> {
        if self.alive {
            eprint!("\r\x1b[K{:3.0} %  {doing}", 100.0 * share);
            // Progress that cannot be written is no reason to stop.
            let _ = std::io::stderr().flush();
        }
        Box::pin(async { true })
    }
}

impl Run {
    /// Runs; progress goes to the standard error output.
    pub async fn run(&self) -> Result<(), Box<dyn Error>> {
        let entry = named(&self.exhibit)?;
        let mut values = Values::new();
        for setting in &self.set {
            let (name, text) = setting
                .split_once('=')
                .ok_or_else(|| InputError::range("set", "NAME=VALUE", setting))?;
            let control = entry.controls.iter().find(|c| c.name == name);
            // A name that nobody knows is refused below, where all are.
            let value = control.map_or_else(|| text.into(), |c| c.read(text));
            values.insert(name.into(), value);
        }
        let host = Rc::new(Console {
            device: self.backend.open().await?,
            folder: self.folder.clone(),
            alive: std::io::stderr().is_terminal(),
            begun: Instant::now(),
        });
        let session = entry.open(host.clone(), values)?;
        let mut seconds = Vec::new();
        for seed in 0..self.seeds {
            let start = Instant::now();
            session.prepare(self.seed).await?;
            seconds.push(start.elapsed().as_secs_f64());
            let clear = if host.alive { "\r\x1b[K" } else { "" };
            let took = seconds.last().copied().unwrap_or_default();
            eprintln!("{clear}seed {} of {}: {took:.2} s", seed + 1, self.seeds);
        }
        let start = Instant::now();
        let snapshot = session.explore().await?;
        let explored = start.elapsed().as_secs_f64();
        let findings = session.findings();
        if self.json {
            let all = serde_json::json!({
                "exhibit": entry.card.slug,
                "values": session.values(),
                "findings": findings,
                "snapshot": snapshot,
                "prepareSeconds": seconds,
                "exploreSeconds": explored,
            });
            println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        print(&*session, &snapshot, &findings);
        let total: f64 = seconds.iter().sum();
        let each = total / f64::from(self.seeds);
        println!(
            "\nprepared in {each:.2} s a seed, shown in {:.0} ms",
            1e3 * explored
        );
        Ok(())
    }
}

fn print(session: &dyn Session, snapshot: &Snapshot, findings: &[Finding]) {
    println!("{}\n", snapshot.sentence);
    for figure in &snapshot.figures {
        println!("{}: {}", figure.id, figure.sentence);
    }
    println!();
    let cell = |cell: &Cell| match cell {
        Cell::Number(value) => format!("{value:.4}"),
        Cell::Text(text) => text.clone(),
        Cell::Empty(()) => "-".into(),
    };
    let heads = snapshot.table.columns.iter().map(|c| c.label.clone());
    let rows = snapshot.table.rows.iter();
    let rows = rows.map(|row| row.iter().map(cell).collect::<Vec<_>>());
    let rows: Vec<Vec<String>> = std::iter::once(heads.collect()).chain(rows).collect();
    for row in &rows {
        println!("{}", row.join(" | "));
    }
    println!("\nclaims, {} seeds:", session.seeds());
    for Finding {
        claim,
        differences,
        interval,
        verdict,
    } in findings
    {
        println!("{}  {}", claim.id, claim.says);
        println!("    paper: {}", claim.paper);
        let unit = claim.unit;
        match interval {
            Some(i) => println!(
                "    here: {} = {:+.4} {unit} [{:+.4}, {:+.4}], {} seeds",
                claim.difference, i.mean, i.low, i.high, i.n
            ),
            None => println!("    here: {}: nothing to compare", claim.difference),
        }
        let each = differences.iter().map(|d| match d {
            Some(d) => format!("{d:+.4}"),
            None => "-".into(),
        });
        println!("    each: {}", each.collect::<Vec<_>>().join(" "));
        println!("    verdict: {}", verdict.words());
    }
}
