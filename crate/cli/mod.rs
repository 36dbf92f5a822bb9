//! The command line: what the page does, without a page.

mod call;
mod exhibits;
mod merge;
mod run;
mod train;

use std::error::Error;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Parser, Subcommand, ValueEnum};
use soupcon::cpu::Cpu;
use soupcon::gpu::Gpu;
use soupcon::run::{Device, RunError};

/// Train many small models at once, and combine them.
#[derive(Parser)]
#[command(name = "soupcon", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train members, then score each of them, their ensemble and their soup
    Train(train::Train),
    /// Merge checkpoints (.safetensors or .npy) that were fine-tuned from the same weights
    Merge(merge::Merge),
    /// Run a method on inputs given as JSON, e.g. `soupcon call kd_loss < inputs.json`
    Call(call::Call),
    /// List the methods that can be called: names, inputs, outputs, sources
    Functions(call::Functions),
    /// Run a paper's experiment: its claims, the numbers behind them, the verdicts
    Run(run::Run),
    /// List the papers that can be run, or what can be set of one
    Exhibits(exhibits::Exhibits),
}

/// The exit code of bad input.
const REFUSED: u8 = 2;

/// An executor.
#[derive(Clone, Copy, ValueEnum)]
enum Backend {
    Cpu,
    Gpu,
}

impl Backend {
    async fn open(self) -> Result<Rc<dyn Device>, RunError> {
        Ok(match self {
            Backend::Cpu => Rc::new(Cpu),
            Backend::Gpu => Rc::new(Gpu::open().await?),
        })
    }
}

/// Runs the command; prints one sentence if it fails.
pub fn main() -> ExitCode {
    let done = |()| ExitCode::SUCCESS;
    let (outcome, failure): (Result<ExitCode, Box<dyn Error>>, ExitCode) =
        match Cli::parse().command {
            Command::Train(it) => (
                pollster::block_on(train::run(&it)).map(done),
                ExitCode::FAILURE,
            ),
            Command::Merge(it) => (
                it.run().map(done).map_err(Into::into),
                ExitCode::from(REFUSED),
            ),
            Command::Call(it) => (pollster::block_on(call::run(&it)), ExitCode::FAILURE),
            Command::Functions(it) => (call::list(&it).map(done), ExitCode::FAILURE),
            Command::Run(it) => (
                pollster::block_on(it.run()).map(done),
                ExitCode::from(REFUSED),
            ),
            Command::Exhibits(it) => (it.run().map(done), ExitCode::from(REFUSED)),
        };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        failure
    })
}
