//! The rows of a run: what is learnt from, chosen on and counted on.

use crate::data::{Augmentation, Dataset, InputError, LabelNoise, MAX_POINTS, Rest, Toy, mnist1d};
use crate::run::seed::{key, threefry};

use super::{DataSpec, RunSpec, StartSpec};

/// Augmented copies of a row, at most.
pub const MAX_COPIES: usize = 8;
/// Numbers that all copies together may have; one copy of each row there always is.
const COPIED: usize = 1 << 22;

/// The rows of a run. No row is in two of them; the seed decides which is where.
#[derive(Clone, Debug, PartialEq)]
pub struct Sets {
    /// What a trained start learns from, augmented as its spec says; none without one.
    pub start: Option<Dataset>,
    /// What members learn from, with wrong labels where the spec asks for them.
    pub train: Dataset,
    /// Augmented copies of the training rows, block after block in their order, with the same
    /// labels; none if no member uses them.
    pub copies: Option<Dataset>,
    /// What choices are made on; none if the spec keeps no rows for it.
    pub validation: Option<Dataset>,
    /// What everything is counted on.
    pub test: Dataset,
}

impl Sets {
    /// The rows of a generated set.
    pub fn generate(spec: &RunSpec) -> Result<Self, InputError> {
        spec.check()?;
        let (name, noise) = match &spec.data {
            DataSpec::Toy { name, noise } => (name, noise),
            DataSpec::Signals { name } if name == "mnist-1d" => {
                let [train, test] = mnist1d(spec.seed)?;
                return Self::bundled(spec, train, &test);
            }
            DataSpec::Signals { name } => {
                return Err(InputError::choice("data.name", &["mnist-1d"], name));
            }
            _ => return Err(InputError::range("data", "a generated set", "another one")),
        };
        let toy = Toy::named(name)?;
        let total = spec.rows + spec.validation + spec.test + spec.start.rows();
        if !(2 * toy.classes()..=MAX_POINTS).contains(&total) {
            let limit = format!(
                "such that all rows together are from {} to {MAX_POINTS}",
                2 * toy.classes()
            );
            return Err(InputError::range("rows", limit, total));
        }
        Self::given(spec, toy.generate(total, *noise, spec.seed)?)
    }

    /// The rows of a set with a test part of its own: the first `test` of that part, and parts of
    /// the others.
    pub fn bundled(spec: &RunSpec, train: Dataset, test: &Dataset) -> Result<Self, InputError> {
        spec.check()?;
        if spec.test > test.len() {
            let limit = format!("at most {}, the rows of the test part", test.len());
            return Err(InputError::range("test", limit, spec.test));
        }
        let test = test.first(spec.test)?;
        Self::parts(spec, Rest::new(train, spec.seed), test)
    }

    /// The rows of any set, of which parts are taken.
    pub fn given(spec: &RunSpec, all: Dataset) -> Result<Self, InputError> {
        spec.check()?;
        let mut rest = Rest::new(all, spec.seed);
        match rest.take("test", spec.test)? {
            Some(test) => Self::parts(spec, rest, test),
            None => Err(InputError::range("test", "at least 1", spec.test)),
        }
    }

    fn parts(spec: &RunSpec, mut rest: Rest, test: Dataset) -> Result<Self, InputError> {
        let validation = rest.take("validation", spec.validation)?;
        let start = rest.take("start.rows", spec.start.rows())?;
        let Some(clean) = rest.take("rows", spec.rows)? else {
            return Err(InputError::range("rows", "at least 2", spec.rows));
        };
        let moments = moments(spec, &clean)?;
        let scaled = |part: Dataset| match &moments {
            Some(moments) => part.standardised(moments),
            None => Ok(part),
        };
        let start = match (&spec.start, start) {
            (
                StartSpec::Trained {
                    augment, copies, ..
                },
                Some(rows),
            ) => {
                let seed = |i| seed_of(spec.seed, "start rows", i);
                Some(blocks(&scaled(rows)?, augment, *copies, seed)?)
            }
            _ => None,
        };
        let clean = scaled(clean)?;
        let test = scaled(test)?;
        let validation = validation.map(scaled).transpose()?;
        let train = LabelNoise::Symmetric.apply(&clean, spec.label_noise, spec.seed)?;
        Ok(Sets {
            start,
            copies: copies(spec, &train)?,
            train,
            validation,
            test,
        })
    }
}

/// The augmented copies of the training rows, if a member uses them: as many of each as there
/// is room for, from 1 to [`MAX_COPIES`].
fn copies(spec: &RunSpec, train: &Dataset) -> Result<Option<Dataset>, InputError> {
    if !spec.uses().augment {
        return Ok(None);
    }
    let usual = || Augmentation::usual(train.shape());
    let augmentation = spec.augmentation.unwrap_or_else(usual);
    let count = (COPIED / train.values().len().max(1)).clamp(1, MAX_COPIES);
    let seed = |i| seed_of(spec.seed, "copy", i);
    Ok(Some(blocks(train, &augmentation, count, seed)?))
}

/// `count` augmented copies of all rows, block after block, each with a seed of its own.
fn blocks(
    rows: &Dataset,
    augmentation: &Augmentation,
    count: usize,
    seed: impl Fn(u32) -> u32,
) -> Result<Dataset, InputError> {
    let copy = |i: usize| augmentation.apply(rows, seed(i as u32));
    (1..count).try_fold(copy(0)?, |before, i| before.concat(&copy(i)?))
}

/// Mean and deviation of each feature of the training rows, where a run is standardised.
fn moments(spec: &RunSpec, train: &Dataset) -> Result<Option<Vec<(f64, f64)>>, InputError> {
    match spec.data {
        DataSpec::Given {
            standardise: true, ..
        } if train.shape().len() > 1 => {
            let limit = "false for images, which stay within 0 and 1";
            Err(InputError::range("data.standardise", limit, true))
        }
        DataSpec::Given {
            standardise: true, ..
        } => Ok(Some(train.moments())),
        _ => Ok(None),
    }
}

fn seed_of(seed: u32, name: &str, i: u32) -> u32 {
    threefry(key(seed, name), [i, 0])[0]
}
