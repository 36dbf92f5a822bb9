//! `soupcon train`: a run from start to end, and how its members do.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Parser, Subcommand, ValueEnum};
use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, folder};
use soupcon::gpu::Gpu;
use soupcon::lab::{DataSpec, Explorer, ModelSpec, RunSpec, Trainer};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::run::Device;

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
    Train(Train),
}

#[derive(Clone, Copy, ValueEnum)]
enum Backend {
    Cpu,
    Gpu,
}

#[derive(clap::Args)]
struct Train {
    /// A generated set (moons, circles, spirals, blobs, xor, checkerboard) or a bundled one (mnist-14, ...)
    #[arg(long, default_value = "moons")]
    data: String,
    /// Where the bundled sets lie
    #[arg(long, default_value = "web/public/data")]
    folder: PathBuf,
    /// The executor
    #[arg(long, value_enum, default_value = "cpu")]
    backend: Backend,
    #[arg(long, default_value_t = 8)]
    members: usize,
    #[arg(long, default_value_t = 600)]
    steps: u32,
    /// Steps that one model takes before the members part from it
    #[arg(long, default_value_t = 0)]
    shared_steps: u32,
    #[arg(long, default_value_t = 128)]
    batch: usize,
    #[arg(long, default_value_t = 0.002)]
    lr: f32,
    /// Members' learning rates lie between lr / spread and lr * spread
    #[arg(long, default_value_t = 1.0)]
    spread: f32,
    /// Widths of the hidden layers
    #[arg(long, value_delimiter = ',', default_values_t = [64, 64])]
    hidden: Vec<usize>,
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// Test rows that are counted on
    #[arg(long, default_value_t = 2000)]
    rows: usize,
}

/// Runs the command; prints one sentence if it fails.
pub fn main() -> ExitCode {
    let Command::Train(train) = Cli::parse().command;
    match pollster::block_on(run(&train)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(it: &Train) -> Result<(), Box<dyn Error>> {
    let spec = it.spec();
    spec.check()?;
    let [train, test] = it.rows_of(&spec)?;
    let device: Rc<dyn Device> = match it.backend {
        Backend::Cpu => Rc::new(Cpu),
        Backend::Gpu => Rc::new(Gpu::open().await?),
    };
    let mut trainer = Trainer::new(&*device, &spec, &train, 0..spec.members).await?;
    let start = std::time::Instant::now();
    trainer.run(spec.steps)?;
    trainer.settle().await?;
    let theta = trainer.theta().await?;
    let seconds = start.elapsed().as_secs_f64();
    let mut explorer = Explorer::new(device.clone(), &spec, &train, test, it.rows)?;
    explorer.set_theta(&theta)?;
    let standing = explorer.standing(None).await?;
    for (m, score) in standing.members.iter().enumerate() {
        println!(
            "member {m}: accuracy {:.4}, loss {:.4}",
            score.accuracy, score.loss
        );
    }
    let mean: f32 = standing.members.iter().map(|s| s.accuracy).sum::<f32>() / spec.members as f32;
    println!("mean: accuracy {mean:.4}");
    let (ensemble, soup) = (standing.ensemble, standing.soup);
    println!(
        "ensemble: accuracy {:.4}, loss {:.4}",
        ensemble.accuracy, ensemble.loss
    );
    println!("soup: accuracy {:.4}, loss {:.4}", soup.accuracy, soup.loss);
    let rate = f64::from(spec.steps) * spec.members as f64 / seconds;
    println!(
        "{seconds:.2} s on {}: {rate:.0} member-steps/s",
        device.name()
    );
    Ok(())
}

impl Train {
    fn is_toy(&self) -> bool {
        soupcon::data::Toy::NAMES.contains(&self.data.as_str())
    }

    fn spec(&self) -> RunSpec {
        let name = self.data.clone();
        let (data, activation) = if self.is_toy() {
            let (rows, noise) = (400, 0.15);
            (DataSpec::Toy { name, rows, noise }, Activation::Tanh)
        } else {
            (DataSpec::Bundled { name }, Activation::Relu)
        };
        RunSpec {
            data,
            model: ModelSpec::Mlp {
                hidden: self.hidden.clone(),
                activation,
            },
            optimiser: Optimiser::Adam,
            schedule: Schedule::Cosine,
            lr: self.lr,
            spread: self.spread,
            batch: self.batch,
            steps: self.steps,
            members: self.members,
            shared_steps: self.shared_steps,
            seed: self.seed,
        }
    }

    fn rows_of(&self, spec: &RunSpec) -> Result<[Dataset; 2], Box<dyn Error>> {
        if self.is_toy() {
            Ok(spec.generate()?)
        } else {
            Ok(folder::read(&self.folder, &self.data)?)
        }
    }
}
