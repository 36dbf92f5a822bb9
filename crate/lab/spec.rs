//! A run as plain data, checked before anything is built.

use serde::{Deserialize, Serialize};

use crate::data::{Augmentation, Dataset, InputError, within};
use crate::ir::MAX_MEMBERS;
use crate::nn::{Activation, Optimiser, Schedule};

use super::{Learner, Spread, StartSpec};

/// Rows that a part of the data may have.
pub const MAX_PART: usize = 50_000;

/// What is learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum DataSpec {
    /// Points made from the seed.
    Toy {
        /// The set's name, such as `moons`.
        name: String,
        /// The noise, in the set's own measure.
        noise: f64,
    },
    /// Short signals made from the seed by a published procedure.
    Signals {
        /// The set's name: `mnist-1d`.
        name: String,
    },
    /// A set that the page brings along: the rows of its files are given.
    Bundled {
        /// The set's name, such as `mnist-14`.
        name: String,
    },
    /// Rows that were drawn or uploaded.
    Given {
        /// What they are called.
        name: String,
        /// Whether every feature is brought to mean 0 and deviation 1 of the training rows,
        /// before anything is augmented; no if not given. Not for images, which stay within
        /// `[0, 1]`.
        #[serde(default)]
        standardise: bool,
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
    /// Training rows that members learn from, 2 to [`MAX_PART`].
    pub rows: usize,
    /// Rows kept for choosing, 0 to [`MAX_PART`].
    pub validation: usize,
    /// Rows that everything is counted on, 1 to [`MAX_PART`].
    pub test: usize,
    /// The share of training labels that are replaced by another class, 0 to 0.9.
    pub label_noise: f64,
    /// What learns.
    pub model: ModelSpec,
    /// How it learns.
    pub optimiser: Optimiser,
    /// How the learning rate changes between a member's first and its last step.
    pub schedule: Schedule,
    /// Rows of a batch, 1 to 4096 and at most `rows`.
    pub batch: usize,
    /// Members, 1 to 1024.
    pub members: usize,
    /// The seed of everything.
    pub seed: u32,
    /// The learning rate, above 0, at most 10; an interval is drawn from in the logarithm.
    pub lr: Spread,
    /// The weight decay λ, 0 to 10; an interval that begins above 0 is drawn from in the
    /// logarithm. `adamw` decays apart from the gradient, `θ ← θ − η λ θ`; `sgd` adds `λ θ`
    /// to it; `adam` has none and refuses one.
    pub weight_decay: Spread,
    /// Label smoothing, 0 to 0.9.
    pub smoothing: Spread,
    /// The strength `a` of mixup: each row is mixed with another of its batch, with shares
    /// from Beta(a, a). 0 (no mixing), 0.5 or 1.
    pub mixup: Spread,
    /// Steps, whole, 1 to 1 000 000: the end of a member's schedule, after which it stands
    /// still. The run lasts as long as its last member.
    pub steps: Spread,
    /// The share of the training rows that a member sees, above 0, at most 1.
    pub fraction: Spread,
    /// Whether a member's rows are drawn with replacement.
    pub bootstrap: bool,
    /// How probably a picked row is one of its augmented copies, 0 to 1.
    pub augment: Spread,
    /// How the copies differ from their rows; what is usual for such rows if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub augmentation: Option<Augmentation>,
    /// Where members begin.
    pub start: StartSpec,
}

impl RunSpec {
    /// An error that names the first field out of its range, if there is one.
    pub fn check(&self) -> Result<(), InputError> {
        count("members", self.members, MAX_MEMBERS)?;
        count("batch", self.batch, 4096)?;
        within("rows", self.rows, 2, MAX_PART)?;
        within("validation", self.validation, 0, MAX_PART)?;
        count("test", self.test, MAX_PART)?;
        within("labelNoise", self.label_noise, 0.0, 0.9)?;
        if self.batch > self.rows {
            let limit = format!("from 1 to {}, the number of rows", self.rows);
            return Err(InputError::range("batch", limit, self.batch));
        }
        self.check_members()?;
        if self.optimiser == Optimiser::Adam && self.uses().decay {
            let limit = "0 with adam, which has none (adamw has)";
            let found = self.weight_decay.largest();
            return Err(InputError::range("weightDecay", limit, found));
        }
        if let Some(augmentation) = &self.augmentation {
            augmentation.check()?;
        }
        self.start.check(self.batch)?;
        self.model.check()
    }

    /// The model for a data set.
    pub fn learner(&self, data: &Dataset) -> Result<Learner, InputError> {
        Learner::new(&self.model, data)
    }
}

impl ModelSpec {
    /// An error that names the first field out of its range, if there is one.
    pub fn check(&self) -> Result<(), InputError> {
        match self {
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
}

/// Whether a count lies from 1 to `high`.
pub(super) fn count(field: &'static str, found: usize, high: usize) -> Result<(), InputError> {
    within(field, found, 1, high).map(drop)
}
