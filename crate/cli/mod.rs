//! The command line: what the page does, without a page.

mod call;
mod exhibits;
mod merge;
mod run;
mod train;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Parser, Subcommand, ValueEnum};
use soupcon::checkpoint::CheckpointError;
use soupcon::cpu::Cpu;
use soupcon::data::folder::FolderError;
use soupcon::functions::{Code, Fault};
use soupcon::gpu::Gpu;
use soupcon::lab::LabError;
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

/// The exit code of a failure: 1 where a device or a file failed, 2 where the input is bad.
fn code(error: &(dyn Error + 'static)) -> ExitCode {
    let of_device = |error: &RunError| !error.lacks_memory();
    let failed = error.is::<io::Error>()
        || error.downcast_ref().is_some_and(of_device)
        || matches!(error.downcast_ref(), Some(LabError::Run(e)) if of_device(e))
        || matches!(error.downcast_ref(), Some(CheckpointError::Access { .. }))
        || matches!(error.downcast_ref(), Some(FolderError::Missing { .. }))
        || matches!(error.downcast_ref::<Fault>(), Some(f) if f.code == Code::Device);
    ExitCode::from(if failed { 1 } else { 2 })
}

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
    let outcome: Result<ExitCode, Box<dyn Error>> = match Cli::parse().command {
        Command::Train(it) => pollster::block_on(train::run(&it)).map(done),
        Command::Merge(it) => it.run().map(done).map_err(Into::into),
        Command::Call(it) => pollster::block_on(call::run(&it)),
        Command::Functions(it) => call::list(&it).map(done),
        Command::Run(it) => pollster::block_on(it.run()).map(done),
        Command::Exhibits(it) => it.run().map(done),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        code(&*error)
    })
}
