//! Where members begin.

use serde::{Deserialize, Serialize};

use crate::data::{Augmentation, InputError, MAX_ROWS, within};
use crate::nn::Model;
use crate::run::{Device, seed};

use super::sets::MAX_COPIES;
use super::spec::{MAX_PART, count};
use super::trainer::Pupil;
use super::{LabError, Learner, Recipe, RunSpec, Sets, Trainer};

/// Where members begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum StartSpec {
    /// Each at first weights of its own.
    Independent,
    /// All at the same random weights.
    Same,
    /// All at the weights of one model that was trained on rows of its own, with the run's
    /// optimiser, without decay, and its schedule.
    Trained {
        /// Its steps, 1 to 100 000.
        steps: u32,
        /// Its learning rate, above 0, at most 10.
        lr: f64,
        /// Its rows, as many as a batch to [`MAX_PART`], none of them a member's.
        rows: usize,
        /// Rows of its batch, 1 to 4096; the run's if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<usize>,
        /// What is done to its rows.
        augment: Augmentation,
        /// Augmented copies of each row, 1 to [`MAX_COPIES`], all of which it learns from; 1 if
        /// not given. Their rows together are at most [`MAX_ROWS`].
        #[serde(default = "one")]
        copies: usize,
    },
}

impl StartSpec {
    /// Rows that it is trained on.
    pub fn rows(&self) -> usize {
        match self {
            StartSpec::Trained { rows, .. } => *rows,
            _ => 0,
        }
    }

    /// An error that names the first field out of its range, if there is one.
    pub(super) fn check(&self, batch: usize) -> Result<(), InputError> {
        let StartSpec::Trained {
            steps,
            lr,
            rows,
            batch: own,
            augment,
            copies,
        } = self
        else {
            return Ok(());
        };
        count("start.steps", *steps as usize, 100_000)?;
        if !(*lr >= f64::from(f32::MIN_POSITIVE) && *lr <= 10.0) {
            return Err(InputError::range("start.lr", "above 0, at most 10", lr));
        }
        let batch = own.unwrap_or(batch);
        count("start.batch", batch, 4096)?;
        within("start.rows", *rows, batch, MAX_PART)?;
        count("start.copies", *copies, MAX_COPIES.min(MAX_ROWS / rows))?;
        augment.check()
    }
}

fn one() -> usize {
    1
}

/// The weights `[P]` that all members of a run begin at; none where each has its own. They
/// depend on the run and its rows alone, not on who computes them.
pub async fn start(device: &dyn Device, spec: &RunSpec, sets: &Sets) -> Result<Vec<f32>, LabError> {
    spec.check()?;
    let learner = spec.learner(&sets.train)?;
    let own = seed::key(spec.seed, "shared start")[1] ^ spec.seed;
    match (&spec.start, &sets.start) {
        (StartSpec::Independent, _) => Ok(Vec::new()),
        (StartSpec::Same, _) => Ok(learner.layout().initial(own)),
        (StartSpec::Trained { .. }, None) => {
            let limit = "among the data of this run";
            Err(InputError::range("start.rows", limit, "missing").into())
        }
        (
            &StartSpec::Trained {
                steps, lr, batch, ..
            },
            Some(data),
        ) => {
            let recipe = Recipe {
                lr: lr as f32,
                steps,
                ..Recipe::PLAIN
            };
            let pupil = Pupil {
                seed: own,
                recipe,
                theta: learner.layout().initial(own),
                rows: Vec::new(),
            };
            let plain = RunSpec {
                batch: batch.unwrap_or(spec.batch),
                ..spec.without_sweeps()
            };
            let mut trainer =
                Trainer::of(device, &plain, data, None, &learner, [pupil].into_iter()).await?;
            trainer.run(steps)?;
            Ok(trainer.theta().await?)
        }
    }
}

/// Whether `start` is what the members of a run can begin at.
pub(super) fn check_start(
    spec: &RunSpec,
    learner: &Learner,
    start: &[f32],
) -> Result<(), InputError> {
    let limit = match spec.start {
        StartSpec::Independent => 0,
        _ => learner.layout().len(),
    };
    if start.len() != limit {
        let (field, found) = ("start", start.len());
        return Err(InputError::Length {
            field,
            limit,
            found,
        });
    }
    match start.iter().find(|v| !v.is_finite()) {
        Some(found) => Err(InputError::range("start", "finite numbers", found)),
        None => Ok(()),
    }
}
