//! From a pre-trained network to fine-tuned ones, and the way between them.

use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView2, s};

use super::Settings;
use crate::data::Dataset;
use crate::exhibits::{Bench, Given, Lesson};
use crate::ir::DType;
use crate::lab::LabError;
use crate::methods::categorical::argmax;
use crate::methods::mixup::smoothed_mixup_loss;
use crate::nn::{Batches, Mlp, Model, Optimiser, Schedule};
use crate::run::seed::{Stream, member_seed};

/// Rows of a batch of fine-tuning.
const BATCH: usize = 64;
/// Places along the way, both ends among them.
pub const ALPHAS: usize = 11;

/// How one fine-tunes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    Plain,
    Smoothing,
    Mixup,
    Bang,
}

impl Recipe {
    pub const ALL: [Recipe; 4] = [
        Recipe::Plain,
        Recipe::Smoothing,
        Recipe::Mixup,
        Recipe::Bang,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Recipe::Plain => "plain",
            Recipe::Smoothing => "label smoothing",
            Recipe::Mixup => "mixup",
            Recipe::Bang => "BANG",
        }
    }

    fn smooths(self) -> bool {
        matches!(self, Recipe::Smoothing | Recipe::Bang)
    }

    fn mixes(self) -> bool {
        matches!(self, Recipe::Mixup | Recipe::Bang)
    }
}

/// In what two networks are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Space {
    Weights,
    Logits,
}

/// A combination along the way.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    pub recipe: Recipe,
    /// From 0, the pre-trained network, to `ALPHAS − 1`, the fine-tuned one.
    pub at: usize,
    /// What the fine-tuned network's last layer is multiplied by.
    pub loudness: f64,
    pub space: Space,
}

impl Stop {
    /// The fine-tuned network's part.
    pub fn alpha(&self) -> f64 {
        self.at as f64 / (ALPHAS - 1) as f64
    }
}

/// Fine-tunes a network by all four recipes, on the same batches: weights `[4, P]`.
pub async fn tuned(
    bench: &Bench,
    model: &Mlp,
    start: &[f32],
    train: &Dataset,
    settings: &Settings,
    seed: u32,
    share: [f64; 2],
) -> Result<Vec<f32>, LabError> {
    let (rows, features) = (train.len(), train.features());
    let (size, steps) = (BATCH.min(rows), settings.steps as usize);
    let flags = |of: fn(Recipe) -> bool, value: f64| {
        let each = |r: Recipe| if of(r) { value as f32 } else { 0.0 };
        Given::Numbers(Recipe::ALL.map(each).to_vec())
    };
    let lesson = Lesson {
        model,
        seeds: vec![member_seed(seed, 0); Recipe::ALL.len()],
        start: Some(start),
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        lr: vec![settings.lr as f32],
        decay: 0.0,
        steps: settings.steps,
        given: vec![
            ("x", Given::Numbers(train.values().to_vec())),
            ("y", Given::Whole(train.y().to_vec())),
            ("smoothing", flags(Recipe::smooths, settings.smoothing)),
            ("mixes", flags(Recipe::mixes, 1.0)),
            (
                "mix",
                Given::Numbers(beta(settings.mixup, steps * size, seed)),
            ),
        ],
    };
    let theta = bench.train(&lesson, share, "fine-tuning in four ways", |g, theta| {
        let own = Batches { rows, size }.rows(g).reshape(&[size, 1]);
        let next = g.iota(1, &[size, 1]) + g.constant_u32(1);
        let next = next.modulo(size as u32).expand(&own.dims());
        let other = own.gather(1, next);
        let (x, y) = (
            g.shared("x", &[rows, features]),
            g.input("y", &[1, rows, 1], DType::U32),
        );
        let step = g.step().reshape(&[1, 1]);
        let mix = g.shared("mix", &[steps, size]).gather(1, step);
        let mixes = g.hyper("mixes").reshape(&[1, 1]);
        let mix = g
            .constant(0.5)
            .lt(mixes)
            .select(mix.reshape(&[size, 1]), g.constant(1.0));
        let mixed = x.gather(1, other).lerp(x.gather(1, own), mix);
        let smoothing = g.hyper("smoothing").reshape(&[1, 1]);
        let logits = model.logits(mixed, theta);
        let labels = [own, other].map(|picked| y.gather(1, picked));
        smoothed_mixup_loss(logits, labels[0], labels[1], mix, smoothing).mean_all()
    });
    theta.await
}

/// Numbers from Beta(a, a), `a` in `[0, 1]`: Jöhnk 1964. All 1 for `a` = 0.
fn beta(a: f64, count: usize, seed: u32) -> Vec<f32> {
    if a == 0.0 {
        return vec![1.0; count];
    }
    let mut stream = Stream::new(seed, "shares of a mix");
    let mut log = || libm::log(1.0 - f64::from(stream.uniform())) / a;
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let (x, y) = (log(), log());
        if libm::exp(x) + libm::exp(y) <= 1.0 {
            out.push((1.0 / (1.0 + libm::exp(y - x))) as f32);
        }
    }
    out
}

/// What both heads say of what the body sees, all along the way: with it any loudness, and both
/// spaces, need no forward pass.
pub struct Path {
    /// `[4 · ALPHAS, N, 2 K]`: the pre-trained head's logits, then the fine-tuned one's.
    said: Array3<f32>,
    /// The sets, one after the other.
    sets: Vec<Range<usize>>,
    labels: Vec<u32>,
}

impl Path {
    pub async fn new(
        bench: &Bench,
        model: &Mlp,
        start: &[f32],
        tuned: &[f32],
        sets: &[Dataset],
    ) -> Result<Self, LabError> {
        let mut twin = model.clone();
        if let Some(last) = twin.sizes.last_mut() {
            *last *= 2;
        }
        let size = start.len();
        let mut theta = Vec::new();
        for own in tuned.chunks(size) {
            for at in 0..ALPHAS {
                theta.extend(both(model, start, own, at as f32 / (ALPHAS - 1) as f32));
            }
        }
        let (mut x, mut labels, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for set in sets {
            let from = labels.len();
            x.extend_from_slice(set.values());
            labels.extend_from_slice(set.y());
            ranges.push(from..labels.len());
        }
        let (shape, classes) = (sets[0].shape(), sets[0].classes());
        let all = Dataset::new("all", x, shape, labels.clone(), classes)?;
        let said = bench.logits(&twin, &theta, &all).await?;
        Ok(Path {
            said: said.mapv(|z| z as f32),
            sets: ranges,
            labels,
        })
    }

    /// The labels of a set.
    pub fn labels(&self, set: usize) -> &[u32] {
        &self.labels[self.sets[set].clone()]
    }

    /// What the two heads say of some rows, `[N, 2 K]` each, and what is made of them.
    fn parts(&self, stop: Stop, rows: &Range<usize>) -> ([ArrayView2<'_, f32>; 2], [f32; 2]) {
        let first = stop.recipe as usize * ALPHAS;
        let bodies = match stop.space {
            Space::Weights => [stop.at; 2],
            Space::Logits => [0, ALPHAS - 1],
        };
        let own = |body| self.said.slice(s![first + body, rows.clone(), ..]);
        let alpha = stop.alpha();
        let shares = [1.0 - alpha, alpha * stop.loudness].map(|share| share as f32);
        (bodies.map(own), shares)
    }

    /// The logits of a stop on a set, `[N, K]`.
    pub fn logits(&self, stop: Stop, set: usize) -> Array2<f64> {
        let ([pre, fine], [kept, moved]) = self.parts(stop, &self.sets[set]);
        let classes = pre.ncols() / 2;
        let mixed = |(n, k)| kept * pre[[n, k]] + moved * fine[[n, classes + k]];
        Array2::from_shape_fn((pre.nrows(), classes), |at| f64::from(mixed(at)))
    }

    /// How often a stop is right, a mean over some sets.
    pub fn accuracy(&self, stop: Stop, sets: &[usize]) -> f64 {
        let of = |&set: &usize| {
            let ([pre, fine], [kept, moved]) = self.parts(stop, &self.sets[set]);
            let classes = pre.ncols() / 2;
            let rows = pre.outer_iter().zip(fine.outer_iter());
            let right = rows.zip(self.labels(set)).filter(|((pre, fine), label)| {
                let (Some(pre), Some(fine)) = (pre.to_slice(), fine.to_slice()) else {
                    unreachable!("rows lie in one piece")
                };
                let both = pre[..classes].iter().zip(&fine[classes..]);
                let said = both.map(|(a, b)| kept * a + moved * b);
                argmax(said) == **label as usize
            });
            right.count() as f64 / pre.nrows() as f64
        };
        sets.iter().map(of).sum::<f64>() / sets.len() as f64
    }

    /// Accuracies all along the way.
    pub fn along(&self, stop: Stop, sets: &[usize]) -> Vec<f64> {
        (0..ALPHAS)
            .map(|at| self.accuracy(Stop { at, ..stop }, sets))
            .collect()
    }
}

/// The mix of two networks' bodies with both heads side by side.
fn both(model: &Mlp, start: &[f32], own: &[f32], alpha: f32) -> Vec<f32> {
    let layout = model.layout();
    let layers = layout.entries();
    let head = layers[layers.len() - 2].offset;
    let body = start[..head].iter().zip(&own[..head]);
    let mut theta: Vec<f32> = body.map(|(a, b)| a + alpha * (b - a)).collect();
    let classes = model.sizes.last().copied().unwrap_or(1);
    let rows = start[head..]
        .chunks(classes)
        .zip(own[head..].chunks(classes));
    rows.for_each(|(a, b)| theta.extend(a.iter().chain(b)));
    theta
}
