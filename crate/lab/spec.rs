//! A run as plain data, checked before anything is built.

use serde::{Deserialize, Serialize};

use crate::data::{Dataset, InputError, Split, Toy};
use crate::ir::{MAX_MEMBERS, Tensor};
use crate::nn::{Activation, Cnn, Layout, Mlp, Model, Optimiser, Schedule};
use crate::run::seed;

/// What is learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum DataSpec {
    /// Points made from the seed.
    Toy {
        /// The set's name, such as `moons`.
        name: String,
        /// Points of the training set, 2 to 50 000; there are as many test points.
        rows: usize,
        /// The noise, in the set's own measure.
        noise: f64,
    },
    /// A set that the page brings along: its training and test rows are given.
    Bundled {
        /// The set's name, such as `mnist-14`.
        name: String,
    },
}

/// What learns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum ModelSpec {
    /// Fully connected layers.
    Mlp {
        /// Widths of the hidden layers: 1 to 6 of them, each 1 to 1024.
        hidden: Vec<usize>,
        /// Their activation.
        activation: Activation,
    },
    /// Convolutions, for square images.
    Cnn {
        /// Channels of each convolution: 1 to 4 of them, each 1 to 64.
        channels: Vec<usize>,
    },
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunSpec {
    /// What is learnt from.
    pub data: DataSpec,
    /// What learns.
    pub model: ModelSpec,
    /// How it learns.
    pub optimiser: Optimiser,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// The learning rate, above 0, at most 10.
    pub lr: f32,
    /// Members' rates lie between `lr / spread` and `lr · spread`; 1 to 100.
    pub spread: f32,
    /// Rows of a batch.
    pub batch: usize,
    /// Steps of the run, 1 to 1 000 000.
    pub steps: u32,
    /// Members, 1 to 1024.
    pub members: usize,
    /// Steps that one model takes before the members part from it; 0 lets every member
    /// begin on its own.
    pub shared_steps: u32,
    /// The seed of everything.
    pub seed: u32,
}

impl RunSpec {
    /// An error that names the first field out of its range, if there is one.
    pub fn check(&self) -> Result<(), InputError> {
        let within = |field, found: f64, low: f64, high: f64, limit: &str| {
            let inside = found.is_finite() && found >= low && found <= high;
            inside
                .then_some(())
                .ok_or_else(|| InputError::range(field, limit, found))
        };
        let count = |field, found: usize, high: usize| {
            let limit = format!("from 1 to {high}");
            within(field, found as f64, 1.0, high as f64, &limit)
        };
        count("members", self.members, MAX_MEMBERS)?;
        count("steps", self.steps as usize, 1_000_000)?;
        count("batch", self.batch, 4096)?;
        let positive = f64::from(f32::MIN_POSITIVE);
        within(
            "lr",
            f64::from(self.lr),
            positive,
            10.0,
            "above 0, at most 10",
        )?;
        within(
            "spread",
            f64::from(self.spread),
            1.0,
            100.0,
            "from 1 to 100",
        )?;
        let shared = f64::from(self.shared_steps);
        within("sharedSteps", shared, 0.0, 100_000.0, "from 0 to 100000")?;
        if let DataSpec::Toy { rows, .. } = self.data {
            within("rows", rows as f64, 2.0, 50_000.0, "from 2 to 50000")?;
        }
        match &self.model {
            ModelSpec::Mlp { hidden, .. } => {
                count("hidden", hidden.len(), 6)?;
                hidden.iter().try_for_each(|&h| count("hidden", h, 1024))
            }
            ModelSpec::Cnn { channels } => {
                count("channels", channels.len(), 4)?;
                channels.iter().try_for_each(|&c| count("channels", c, 64))
            }
        }
    }

    /// Training and test rows of a generated set; a bundled one's must be given.
    pub fn generate(&self) -> Result<[Dataset; 2], InputError> {
        match &self.data {
            DataSpec::Toy { name, rows, noise } => {
                let all = Toy::named(name)?.generate(rows.saturating_mul(2), *noise, self.seed)?;
                Split::stratified(&all, 0.5, self.seed)?.apply(&all)
            }
            DataSpec::Bundled { name } => {
                let limit = "given as a file";
                Err(InputError::range("data", limit, name))
            }
        }
    }

    /// The model for a data set.
    pub fn learner(&self, data: &Dataset) -> Result<Learner, InputError> {
        Ok(match &self.model {
            ModelSpec::Mlp { hidden, activation } => {
                let ends = (data.features(), data.classes());
                let sizes = [&[ends.0], hidden.as_slice(), &[ends.1]].concat();
                Learner::Mlp(Mlp {
                    sizes,
                    activation: *activation,
                })
            }
            ModelSpec::Cnn { channels } => {
                let shape = data.shape();
                let side = shape.last().copied().unwrap_or(0);
                let square = shape.len() >= 2 && shape[shape.len() - 2] == side;
                if !square || side >> channels.len() == 0 {
                    let limit = "square images that survive every halving";
                    return Err(InputError::range("data", limit, format!("{shape:?}")));
                }
                Learner::Cnn(Cnn {
                    size: side,
                    inputs: data.features() / (side * side),
                    channels: channels.clone(),
                    classes: data.classes(),
                })
            }
        })
    }

    /// The seed of a member.
    pub fn member_seed(&self, member: usize) -> u32 {
        seed::member_seed(self.seed, member as u32)
    }

    /// The learning rate of a member: `lr · spread^u`, `u` uniform in `[−1, 1)`.
    pub fn member_lr(&self, member: usize) -> f32 {
        let u = seed::uniform(seed::key(self.member_seed(member), "lr"), [0, 0]);
        self.lr * libm::powf(self.spread, 2.0 * u - 1.0)
    }
}

/// A model that fits its data.
#[derive(Clone, Debug, PartialEq)]
pub enum Learner {
    /// Fully connected layers.
    Mlp(Mlp),
    /// Convolutions.
    Cnn(Cnn),
}

impl Model for Learner {
    fn layout(&self) -> Layout {
        match self {
            Learner::Mlp(model) => model.layout(),
            Learner::Cnn(model) => model.layout(),
        }
    }

    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        match self {
            Learner::Mlp(model) => model.logits(x, theta),
            Learner::Cnn(model) => model.logits(x, theta),
        }
    }
}
