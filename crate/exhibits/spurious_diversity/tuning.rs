//! Two problems of fine-tuning: clean digits and spoilt ones, true patches and false ones.

use super::patches::Wardrobe;
use super::path::{Path, Recipe, Space, Stop, tuned};
use super::{DECEIT, Settings};
use crate::data::{Augmentation, Corruption, Dataset};
use crate::exhibits::chart::places;
use crate::exhibits::{Batch, Bench, Given, Lesson};
use crate::lab::{LabError, Plane};
use crate::methods::features::{Overconfidence, confidence_ratio, overconfidence};
use crate::nn::{Activation, Mlp, Optimiser, Schedule};
use crate::run::seed::member_seed;

/// Rows of pre-training, of fine-tuning, of the test, and of the test under each shift.
const PRE: usize = 8000;
const FINE: usize = 1000;
const TEST: usize = 1000;
const SHIFTED: usize = 500;
/// Batch and learning rate of pre-training.
const BATCH: usize = 128;
const RATE: f32 = 2e-3;
/// What pre-training sees of digits, and how often its patches deceive.
const VARIED: Augmentation = Augmentation {
    turn: 0.0,
    rotation: 30.0,
    translation: 1.0,
    contrast: 0.5,
    noise: 0.1,
};
const HALF: f64 = 0.5;
/// Shifts and severities: a turn by 32°, noise of 0.38, a blur and a move of 1.1 pixels, a contrast
/// of 0.4.
pub const SHIFTS: [(Corruption, usize); 5] = [
    (Corruption::Rotation, 4),
    (Corruption::GaussianNoise, 5),
    (Corruption::Blur, 5),
    (Corruption::Translation, 2),
    (Corruption::Contrast, 1),
];
/// Classes whose images span the plane that is drawn, and places along its side.
pub const CORNERS: [u32; 3] = [3, 5, 8];
pub const SIDE: usize = 28;

/// The plain average half way.
pub const HALF_WAY: Stop = Stop {
    recipe: Recipe::Plain,
    at: 5,
    loudness: 1.0,
    space: Space::Weights,
};

/// A pre-trained network, four fine-tuned ones, and the way between them.
pub struct Tuned {
    /// Set 0 is as in fine-tuning, the others are shifted.
    pub path: Path,
    /// What is decided on a plane of images.
    pub plane: Option<(Plane, Vec<Vec<f32>>, Path)>,
}

impl Tuned {
    /// How much surer the network at one end of the way is than it is right, a mean over sets.
    pub fn overconfidence(&self, stop: Stop, sets: &[usize]) -> Overconfidence {
        let labels: Vec<usize> = sets
            .iter()
            .flat_map(|&s| self.path.labels(s).iter().map(|&y| y as usize))
            .collect();
        overconfidence(self.all(stop, sets).view(), &labels)
    }

    /// How much louder the second stop speaks.
    pub fn louder(&self, first: Stop, second: Stop, sets: &[usize]) -> f64 {
        let [a, b] = [first, second].map(|stop| self.all(stop, sets));
        confidence_ratio(a.view(), b.view()).unwrap_or(f64::NAN)
    }

    /// The logits of a stop on some sets.
    pub fn all(&self, stop: Stop, sets: &[usize]) -> ndarray::Array2<f64> {
        let own: Vec<_> = sets.iter().map(|&s| self.path.logits(stop, s)).collect();
        let views: Vec<_> = own.iter().map(|own| own.view()).collect();
        ndarray::concatenate(ndarray::Axis(0), &views).unwrap_or_default()
    }
}

/// Trains the network that all recipes begin from.
async fn pre_trained(
    bench: &Bench,
    model: &Mlp,
    train: &Dataset,
    steps: u32,
    seed: u32,
    share: [f64; 2],
) -> Result<Vec<f32>, LabError> {
    let size = BATCH.min(train.len());
    let lesson = Lesson {
        model,
        seeds: vec![member_seed(seed, u32::MAX)],
        start: None,
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        lr: vec![RATE],
        decay: 0.0,
        steps,
        given: vec![
            ("x", Given::Numbers(train.values().to_vec())),
            ("y", Given::Whole(train.y().to_vec())),
        ],
    };
    let theta = bench.train(&lesson, share, "pre-training", |g, theta| {
        Batch::of(g, train, size).cross_entropy(model, theta)
    });
    theta.await
}

/// Clean digits, after varied ones; tested on spoilt ones.
pub async fn corrupted(
    bench: &Bench,
    all: &Dataset,
    settings: &Settings,
    seed: u32,
    [from, until]: [f64; 2],
) -> Result<Tuned, LabError> {
    let part = |t: f64| from + t * (until - from);
    bench.progress(from, "spoiling digits").await?;
    let order = all.order(seed, "fine-tuning");
    let varied = VARIED.apply(&all.pick(&order[..PRE])?, seed)?;
    let fine = all.pick(&order[PRE..PRE + FINE])?;
    let test = all.pick(&order[PRE + FINE..PRE + FINE + TEST])?;
    let some = test.first(SHIFTED)?;
    let mut sets = vec![test.clone()];
    for (kind, severity) in SHIFTS {
        sets.push(kind.apply(&some, severity, seed)?);
    }
    let model = Mlp {
        sizes: vec![all.features(), 64, 64, all.classes()],
        activation: Activation::Relu,
    };
    let start = pre_trained(
        bench,
        &model,
        &varied,
        settings.before,
        seed,
        [part(0.0), part(0.35)],
    )
    .await?;
    let share = [part(0.35), part(0.7)];
    let theta = tuned(bench, &model, &start, &fine, settings, seed, share).await?;
    bench.progress(part(0.7), "walking between them").await?;
    let path = Path::new(bench, &model, &start, &theta, &sets).await?;
    let plane = match corners(&test) {
        Some(rows) => {
            let plane = Plane::through([&rows[0], &rows[1], &rows[2]]);
            let places = places(&plane, SIDE)?;
            let decided = Path::new(bench, &model, &start, &theta, &[places]).await?;
            Some((plane, rows, decided))
        }
        None => None,
    };
    Ok(Tuned { path, plane })
}

/// The first image of each class that spans the plane.
fn corners(test: &Dataset) -> Option<Vec<Vec<f32>>> {
    let first = |class: u32| {
        let row = test.y().iter().position(|&y| y == class)?;
        Some(test.x().row(row).to_vec())
    };
    CORNERS.into_iter().map(first).collect()
}

/// Patches that always tell the class, after ones that deceive half the time; tested on
/// both.
pub async fn deceived(
    bench: &Bench,
    [train, test]: &[Dataset; 2],
    settings: &Settings,
    seed: u32,
    [from, until]: [f64; 2],
) -> Result<Tuned, LabError> {
    let part = |t: f64| from + t * (until - from);
    bench.progress(from, "dressing digits").await?;
    let wardrobe = Wardrobe::new(seed, train.classes());
    let before = wardrobe.dressed(train, &[HALF], "pre-training")?;
    let after = wardrobe.dressed(train, &[0.0], "fine-tuning")?;
    let sets = wardrobe.dressed(&test.first(TEST)?, &[0.0, DECEIT], "averages")?;
    let model = Mlp {
        sizes: vec![sets[0].features(), 64, train.classes()],
        activation: Activation::Relu,
    };
    let start = pre_trained(
        bench,
        &model,
        &before[0],
        settings.before,
        seed,
        [part(0.0), part(0.35)],
    )
    .await?;
    let share = [part(0.35), part(0.75)];
    let theta = tuned(bench, &model, &start, &after[0], settings, seed, share).await?;
    bench.progress(part(0.75), "walking between them").await?;
    let path = Path::new(bench, &model, &start, &theta, &sets).await?;
    Ok(Tuned { path, plane: None })
}
