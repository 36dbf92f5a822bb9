//! Seventeen classes that look alike: ten kinds of clothes and the digits 0 to 6.

use super::Settings;
use crate::data::{Dataset, LabelNoise};
use crate::exhibits::Bench;
use crate::lab::LabError;
use crate::run::seed::{Stream, member_seed};

/// Classes, and how many of them are clothes.
pub const CLASSES: usize = 17;
const CLOTHES: usize = 10;
/// Rows of a class that a seed draws.
const POOL: usize = 400;
/// Rows that are tested and validated on.
const TEST: usize = 2000;
const VALIDATION: usize = 600;

/// The classes' names.
pub const NAMES: [&str; CLASSES] = [
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "trainer",
    "bag",
    "ankle boot",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
];

/// The rows of a seed.
pub struct Problem {
    /// Each run's training rows, some labels wrong; as many of each class and in each run.
    pub train: Vec<Dataset>,
    /// Rows that checkpoints are chosen by.
    pub validation: Dataset,
    /// Rows that all is counted on.
    pub test: Dataset,
}

impl Problem {
    /// Draws 400 rows of each class; of these 2000 to test on, 600 to validate on, and each run's
    /// training rows from what is left.
    pub async fn new(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        let [clothes, more_clothes] = bench.data("fashion-14").await?;
        let [digits, more_digits] = bench.data("mnist-14").await?;
        let mut stream = Stream::new(seed, "pool");
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let mut draw = |from: [&Dataset; 2], digit: u32, class: usize| {
            let own = |data: &'_ Dataset, part: usize| {
                let rows = data.y().iter().enumerate().filter(|&(_, &y)| y == digit);
                rows.map(|(i, _)| (part, i)).collect::<Vec<_>>()
            };
            let mut rows = [own(from[0], 0), own(from[1], 1)].concat();
            stream.shuffle(&mut rows);
            for &(part, row) in rows.iter().take(POOL) {
                x.extend(from[part].x().row(row));
                y.push(class as u32);
            }
        };
        for class in 0..CLASSES {
            match class.checked_sub(CLOTHES) {
                None => draw([&clothes, &more_clothes], class as u32, class),
                Some(digit) => draw([&digits, &more_digits], digit as u32, class),
            }
        }
        let pool = Dataset::new("look-alike 17", x, clothes.shape(), y, CLASSES)?;
        let mut order: Vec<usize> = (0..pool.len()).collect();
        stream.shuffle(&mut order);
        let mut rest = order.split_off(TEST + VALIDATION);
        let train = |run: usize| {
            stream.shuffle(&mut rest);
            let mut left = [settings.rows / CLASSES; CLASSES];
            let wanted = |&row: &usize| {
                let left = &mut left[pool.y()[row] as usize];
                let wanted = *left > 0;
                *left = left.saturating_sub(1);
                wanted
            };
            let own: Vec<usize> = rest.iter().copied().filter(wanted).collect();
            let own = pool.pick(&own)?;
            LabelNoise::Symmetric.apply(&own, settings.noise, member_seed(seed, run as u32))
        };
        let train = (0..settings.runs)
            .map(train)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Problem {
            train,
            validation: pool.pick(&order[TEST..])?,
            test: pool.pick(&order[..TEST])?,
        })
    }
}
