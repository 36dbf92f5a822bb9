//! Two classes to be told apart: rows to learn from, some with wrong labels, and rows to be tested on.

use serde::Deserialize;

use super::Settings;
use crate::data::{Dataset, InputError, LabelNoise, Toy};
use crate::exhibits::Bench;
use crate::lab::LabError;
use crate::run::seed::{Stream, member_seed};

/// How often a seed draws training rows.
pub const DRAWS: usize = 2;
/// Rows that a draw is tested on, at most.
const TEST: usize = 1000;
/// The noise of the two moons' places.
const MOONS_NOISE: f64 = 0.3;

/// The sets, in the order of the figures; networks fit the noise of the first three.
pub const SETS: [Set; 4] = [Set::FourNine, Set::ThreeFive, Set::BreastCancer, Set::Moons];

/// A set of two classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Set {
    /// Digits 4 and 9 of 14 × 14 pixels.
    #[serde(rename = "4v9")]
    FourNine,
    /// Digits 3 and 5.
    #[serde(rename = "3v5")]
    ThreeFive,
    /// 569 tissue samples of 30 features.
    BreastCancer,
    /// Points in the plane.
    Moons,
}

impl Set {
    /// What is shown.
    pub fn name(self) -> &'static str {
        match self {
            Set::FourNine => "4 v 9",
            Set::ThreeFive => "3 v 5",
            Set::BreastCancer => "breast cancer",
            Set::Moons => "moons",
        }
    }

    /// How many rows are learnt from where digits have `rows`.
    fn share(self, rows: usize) -> usize {
        match self {
            Set::FourNine | Set::ThreeFive => rows,
            Set::BreastCancer => rows / 2,
            Set::Moons => rows * 3 / 4,
        }
    }
}

/// The rows of a set.
pub struct Problem {
    /// Which set.
    pub set: Set,
    /// The training rows of each draw, some labels wrong; as many in each.
    pub train: [Dataset; DRAWS],
    /// Test rows of each draw, which no draw learns from.
    pub test: [Dataset; DRAWS],
}

impl Problem {
    /// Draws the rows of a seed: a quarter, at most 1000, to test each draw on, and each draw's
    /// training rows from what is left.
    pub async fn new(
        set: Set,
        settings: &Settings,
        seed: u32,
        bench: &Bench,
    ) -> Result<Self, LabError> {
        let all = match set {
            Set::FourNine => two(&given("mnist-14", bench).await?, [4, 9])?,
            Set::ThreeFive => two(&given("mnist-14", bench).await?, [3, 5])?,
            Set::BreastCancer => {
                let all = given("breast-cancer", bench).await?;
                all.standardised(&all.moments())?
            }
            Set::Moons => Toy::Moons.generate(4 * TEST, MOONS_NOISE, seed)?,
        };
        let mut stream = Stream::new(seed, "rows");
        let mut order: Vec<usize> = (0..all.len()).collect();
        stream.shuffle(&mut order);
        let quarter = (all.len() / 4).min(TEST);
        let mut rest = order.split_off(DRAWS * quarter);
        let rows = set.share(settings.rows).min(rest.len());
        let mut train = |draw: u32| {
            stream.shuffle(&mut rest);
            let own = all.pick(&rest[..rows])?;
            LabelNoise::Symmetric.apply(&own, settings.noise, member_seed(seed, draw))
        };
        Ok(Problem {
            set,
            train: [train(0)?, train(1)?],
            test: [all.pick(&order[..quarter])?, all.pick(&order[quarter..])?],
        })
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        self.train[0].features()
    }
}

async fn given(name: &str, bench: &Bench) -> Result<Dataset, LabError> {
    let [train, test] = bench.data(name).await?;
    Ok(train.concat(&test)?)
}

/// The rows of two classes, the first of them as class 0.
fn two(all: &Dataset, pair: [u32; 2]) -> Result<Dataset, InputError> {
    let class = |&y: &u32| pair.iter().position(|&c| c == y);
    let labelled = all.y().iter().enumerate();
    let rows: Vec<usize> = labelled
        .filter(|(_, y)| class(y).is_some())
        .map(|(i, _)| i)
        .collect();
    let own = all.pick(&rows)?;
    let y = own.y().iter().filter_map(class).map(|c| c as u32).collect();
    Dataset::new(own.name(), own.values().to_vec(), own.shape(), y, 2)
}
