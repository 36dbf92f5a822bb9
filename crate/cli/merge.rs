//! `soupcon merge`: several checkpoints into one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use soupcon::checkpoint::{self, Checkpoint, CheckpointError, Inputs, Options};

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Linear,
    Slerp,
    TaskArithmetic,
    Ties,
    DareLinear,
    DareTies,
    ModelStock,
    Fisher,
}

#[derive(Clone, Copy, ValueEnum)]
enum Enlarge {
    InverseDensity,
    L1,
    None,
}

#[derive(Clone, Copy, ValueEnum)]
enum Written {
    F32,
    F16,
    Bf16,
}

/// Files and parameters of a merge.
#[derive(clap::Args)]
pub struct Merge {
    /// The models
    #[arg(required = true)]
    models: Vec<PathBuf>,
    /// The weights all models were fine-tuned from
    #[arg(long)]
    base: Option<PathBuf>,
    #[arg(short, long)]
    output: PathBuf,
    #[arg(long, value_enum)]
    method: Kind,
    /// One weight for each model; 1 for each by default
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    weights: Vec<f64>,
    /// The share of each difference that TIES and DARE keep
    #[arg(long, default_value_t = Options::default().density)]
    density: f64,
    /// The step along the merged difference
    #[arg(long, default_value_t = Options::default().scale, allow_negative_numbers = true)]
    scale: f64,
    /// Divide by the sum of weights: the default of linear, ties and dare-ties
    #[arg(long, overrides_with = "no_normalize")]
    normalize: bool,
    /// Do not: the default of task-arithmetic and dare-linear
    #[arg(long)]
    no_normalize: bool,
    /// SLERP: from 0, the first model, to 1, the second
    #[arg(long, default_value_t = Options::default().t)]
    t: f64,
    /// The seed of DARE's masks
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u32,
    /// By what DARE multiplies the entries it keeps
    #[arg(long, value_enum, default_value = "inverse-density")]
    rescale: Enlarge,
    /// A model's Fisher information; once for each model, in their order
    #[arg(long)]
    fisher: Vec<PathBuf>,
    /// The least Fisher information of a weight
    #[arg(long, default_value_t = Options::default().floor)]
    floor: f64,
    /// Take all tensors as one vector instead of each for itself
    #[arg(long)]
    whole: bool,
    /// The type that is written; by default each tensor's own
    #[arg(long, value_enum)]
    dtype: Option<Written>,
    /// Also write what was done as YAML, in the form of common merge programs
    #[arg(long)]
    recipe: Option<PathBuf>,
}

impl Merge {
    /// Merges. The output appears under its name when it is complete.
    pub fn run(&self) -> Result<(), CheckpointError> {
        let spec = self.options().merge()?;
        let base = self
            .base
            .iter()
            .map(|p| open(p))
            .collect::<Result<Vec<_>, _>>()?;
        let models = self
            .models
            .iter()
            .map(|p| open(p))
            .collect::<Result<Vec<_>, _>>()?;
        let fishers = self
            .fisher
            .iter()
            .map(|p| open(p))
            .collect::<Result<Vec<_>, _>>()?;
        let inputs = Inputs {
            base: base.first(),
            models: &models,
            fishers: &fishers,
        };
        let output = shown(&self.output);
        let mut part = self.output.clone().into_os_string();
        part.push(format!(".{}.part", std::process::id()));
        let part = PathBuf::from(part);
        let failed = |e| CheckpointError::write(&output, e);
        let file = File::create_new(&part).map_err(failed)?;
        let done = write(&spec, &inputs, file);
        let done = done.and_then(|()| fs::rename(&part, &self.output).map_err(failed));
        if done.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&part);
        }
        done?;
        if let Some(path) = &self.recipe {
            let (base, models) = (self.base.as_deref().map(shown), self.models.iter());
            let models: Vec<String> = models.map(|path| shown(path)).collect();
            let models: Vec<&str> = models.iter().map(String::as_str).collect();
            let text = checkpoint::recipe(&spec, base.as_deref(), &models);
            fs::write(path, text).map_err(|e| CheckpointError::write(&shown(path), e))?;
        }
        println!("{} of {} models: {output}", spec.name(), models.len());
        Ok(())
    }

    fn options(&self) -> Options {
        let word = |value: &dyn Fn() -> Option<clap::builder::PossibleValue>| {
            value().map_or_else(String::new, |v| v.get_name().replace('-', "_"))
        };
        Options {
            method: word(&|| self.method.to_possible_value()),
            weights: self.weights.clone(),
            density: self.density,
            scale: self.scale,
            normalize: match (self.normalize, self.no_normalize) {
                (false, false) => None,
                (divide, _) => Some(divide),
            },
            t: self.t,
            seed: self.seed,
            rescale: word(&|| self.rescale.to_possible_value()),
            floor: self.floor,
            whole: self.whole,
            dtype: self.dtype.map(|dtype| word(&|| dtype.to_possible_value())),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn open(path: &Path) -> Result<Checkpoint<'static>, CheckpointError> {
    let name = shown(path);
    let file = File::open(path).map_err(|e| CheckpointError::read(&name, e))?;
    Checkpoint::open(&name, file, false)
}

fn write(spec: &checkpoint::Merge, inputs: &Inputs, file: File) -> Result<(), CheckpointError> {
    let mut out = BufWriter::with_capacity(1 << 20, file);
    checkpoint::merge(spec, inputs, &mut out)?;
    out.flush()
        .map_err(|e| CheckpointError::write("the merge", e))
}
