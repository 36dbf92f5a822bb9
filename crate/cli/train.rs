//! `soupcon train`: a run from start to end, and how its members do.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use soupcon::data::{InputError, Toy, folder};
use soupcon::lab::{
    self, Answer, DataSpec, Dish, Explorer, Method, ModelSpec, On, Question, Rule, RunSpec, Scored,
    Set, Sets, Soup, Spread, StartSpec, Trainer,
};
use soupcon::nn::{Activation, Optimiser, Schedule};

use super::Backend;

/// A run from start to end.
#[derive(clap::Args)]
pub struct Train {
    /// The whole run as JSON, as the page writes it; the other flags of the run then count for nothing
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Write the weights to a file: those of the start, then of member after member, 32 bits each
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
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
    /// Training rows that members learn from
    #[arg(long, default_value_t = 400)]
    rows: usize,
    /// Rows kept for choosing
    #[arg(long, default_value_t = 0)]
    validation: usize,
    /// Test rows that are counted on
    #[arg(long, default_value_t = 400)]
    test: usize,
    /// The share of training labels that are made wrong
    #[arg(long, default_value_t = 0.0)]
    label_noise: f64,
    /// sgd, adam or adamw
    #[arg(long, value_parser = named::<Optimiser>, default_value = "adam")]
    optimiser: Optimiser,
    /// constant, linear or cosine
    #[arg(long, value_parser = named::<Schedule>, default_value = "cosine")]
    schedule: Schedule,
    #[arg(long, default_value_t = 128)]
    batch: usize,
    /// Steps: like the following, a number, LOW..HIGH, or a list A,B,C that members draw from
    #[arg(long, value_parser = spread, default_value = "600")]
    steps: Spread,
    /// The learning rate
    #[arg(long, value_parser = spread, default_value = "0.002")]
    lr: Spread,
    #[arg(long, value_parser = spread, default_value = "0")]
    weight_decay: Spread,
    /// Label smoothing
    #[arg(long, value_parser = spread, default_value = "0")]
    smoothing: Spread,
    /// The strength of mixup: 0, 0.5, 1
    #[arg(long, value_parser = spread, default_value = "0")]
    mixup: Spread,
    /// The share of the training rows that a member sees
    #[arg(long, value_parser = spread, default_value = "1")]
    fraction: Spread,
    /// Draw members' rows with replacement
    #[arg(long)]
    bootstrap: bool,
    /// How probably a row is one of its augmented copies
    #[arg(long, value_parser = spread, default_value = "0")]
    augment: Spread,
    /// Begin all members at the same random weights
    #[arg(long)]
    same_start: bool,
    /// Widths of the hidden layers
    #[arg(long, value_delimiter = ',', default_values_t = [64, 64])]
    hidden: Vec<usize>,
    #[arg(long, default_value_t = 0)]
    seed: u32,
}

/// Trains, then prints how each member, the ensemble and the soup do.
pub async fn run(it: &Train) -> Result<(), Box<dyn Error>> {
    let spec = it.spec()?;
    let sets = sets(&spec, &it.folder)?;
    let device = it.backend.open().await?;
    let begun = std::time::Instant::now();
    let start = lab::start(&*device, &spec, &sets).await?;
    let shared = begun.elapsed().as_secs_f64();
    let mut trainer = Trainer::new(&*device, &spec, &sets, 0..spec.members, &start).await?;
    let begun = std::time::Instant::now();
    trainer.run(spec.longest())?;
    trainer.settle().await?;
    let theta = trainer.theta().await?;
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(path) = &it.weights {
        let all = start.iter().chain(&theta).flat_map(|w| w.to_le_bytes());
        std::fs::write(path, all.collect::<Vec<u8>>())?;
    }
    let mut explorer = Explorer::new(device.clone(), &spec, &sets)?;
    explorer.set_theta(&theta)?;
    let members = (0..spec.members).map(|member| Dish::Member { member });
    let rule = Rule::Logits;
    let soup = Dish::Soup(Soup::of(Method::Uniform));
    let of = members.chain([Dish::Ensemble { rule }, soup]).collect();
    let on = On::clean(Set::Test);
    let Answer::Score(scores) = explorer.ask(&Question::Score { of, on }).await? else {
        return Ok(());
    };
    let (mut sum, mut counted) = (0.0, 0);
    for (i, score) in scores.iter().enumerate() {
        let name = match i.checked_sub(spec.members) {
            None => format!("member {i}"),
            Some(0) => format!("mean: accuracy {:.4}\nensemble", sum / f64::from(counted)),
            Some(_) => "soup".to_owned(),
        };
        match score {
            Scored::Measure(m) => {
                println!("{name}: accuracy {:.4}, loss {:.4}", m.accuracy, m.nll);
                (sum, counted) = (sum + m.accuracy, counted + 1);
            }
            Scored::Refused { refused } => println!("{name}: {refused}"),
        }
    }
    if !start.is_empty() {
        println!("{shared:.2} s for the shared start");
    }
    let rate = f64::from(spec.longest()) * spec.members as f64 / seconds;
    println!(
        "{seconds:.2} s on {}: {rate:.0} member-steps/s",
        device.name()
    );
    Ok(())
}

impl Train {
    fn spec(&self) -> Result<RunSpec, Box<dyn Error>> {
        if let Some(path) = &self.spec {
            let unreadable = |error: io::Error| {
                let message = format!("cannot read {}: {error}", path.display());
                io::Error::new(error.kind(), message)
            };
            let text = std::fs::read_to_string(path).map_err(unreadable)?;
            let unlike = |error| format!("{} is no run: {error}", path.display());
            return Ok(serde_json::from_str(&text).map_err(unlike)?);
        }
        let name = self.data.clone();
        let (data, activation) = if Toy::NAMES.contains(&self.data.as_str()) {
            (DataSpec::Toy { name, noise: 0.15 }, Activation::Tanh)
        } else {
            (DataSpec::Bundled { name }, Activation::Relu)
        };
        let hidden = self.hidden.clone();
        Ok(RunSpec {
            data,
            rows: self.rows,
            validation: self.validation,
            test: self.test,
            label_noise: self.label_noise,
            model: ModelSpec::Mlp { hidden, activation },
            optimiser: self.optimiser,
            schedule: self.schedule,
            batch: self.batch,
            members: self.members,
            seed: self.seed,
            lr: self.lr.clone(),
            weight_decay: self.weight_decay.clone(),
            smoothing: self.smoothing.clone(),
            mixup: self.mixup.clone(),
            steps: self.steps.clone(),
            fraction: self.fraction.clone(),
            bootstrap: self.bootstrap,
            augment: self.augment.clone(),
            augmentation: None,
            start: match self.same_start {
                true => StartSpec::Same,
                false => StartSpec::Independent,
            },
        })
    }
}

fn sets(spec: &RunSpec, folder: &Path) -> Result<Sets, Box<dyn Error>> {
    spec.check()?;
    Ok(match &spec.data {
        DataSpec::Toy { .. } | DataSpec::Signals { .. } => Sets::generate(spec)?,
        DataSpec::Bundled { name } => {
            let [train, test] = folder::read(folder, name)?;
            Sets::bundled(spec, train, &test)?
        }
        DataSpec::Given { name, .. } => {
            let limit = "a generated or a bundled set";
            return Err(InputError::range("data", limit, name).into());
        }
    })
}

/// What a name stands for in a run's JSON.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    serde_json::from_value(name.into()).map_err(|error| error.to_string())
}

/// `0.1`, `0.001..0.01` or `100,200`.
fn spread(text: &str) -> Result<Spread, String> {
    let number = |part: &str| {
        let parsed = part.trim().parse::<f64>();
        parsed.map_err(|_| format!("`{part}` is no number, interval LOW..HIGH or list A,B"))
    };
    if let Some((low, high)) = text.split_once("..") {
        return Ok(Spread::between(number(low)?, number(high)?));
    }
    match text.split(',').map(number).collect::<Result<Vec<_>, _>>()?[..] {
        [one] => Ok(Spread::Value(one)),
        ref list => Ok(Spread::List(list.to_vec())),
    }
}
