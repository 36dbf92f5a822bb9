//! Digits with coloured patches: each patch tells the class in training, and may deceive later.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array2, Array3, ArrayView2, s};

use super::{PROBABILITIES, Settings};
use crate::data::Dataset;
use crate::exhibits::{Batch, Bench, Given, Lesson};
use crate::lab::LabError;
use crate::methods::features::colour_patches;
use crate::nn::{Activation, Mlp, Model, Optimiser, Schedule};
use crate::run::seed::{Stream, fill_normal, index, key, member_seed, share, threefry};

/// Patches of an image, and numbers of a patch.
pub const PATCHES: usize = 32;
const CHANNELS: usize = 3;
/// The deviation of a patch's colour.
const NOISE: f64 = 0.1;
/// Red, green, blue, yellow, magenta, cyan, orange, violet, black, white.
const PALETTE: [[f64; 3]; 10] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [1.0, 1.0, 0.0],
    [1.0, 0.0, 1.0],
    [0.0, 1.0, 1.0],
    [1.0, 0.5, 0.0],
    [0.5, 0.0, 1.0],
    [0.0, 0.0, 0.0],
    [1.0, 1.0, 1.0],
];
/// Training rows, test rows, rows of a batch, steps, and the first learning rate.
pub const TRAIN: usize = 2000;
const TEST: usize = 2000;
const BATCH: usize = 64;
const STEPS: u32 = 300;
const RATE: f32 = 2e-3;
/// How many eighths of the patches the models that are compared alone see.
const SEEN: [usize; 5] = [0, 1, 2, 4, 8];

/// How an image is dressed: each patch has a colour for each class, the same in training and test.
pub struct Wardrobe {
    /// `[S, K]`.
    colours: Array2<usize>,
    seed: u32,
}

impl Wardrobe {
    pub fn new(seed: u32, classes: usize) -> Self {
        let mut stream = Stream::new(seed, "colours of classes");
        let mut colours = Array2::zeros((PATCHES, classes));
        for mut own in colours.rows_mut() {
            let order = stream.permutation(PALETTE.len() as u32);
            own.iter_mut().zip(order).for_each(|(c, i)| *c = i as usize);
        }
        Wardrobe { colours, seed }
    }

    /// The rows with their patches, at each probability that a patch is that of a class drawn from
    /// all: pixels, then patches less one half. What is drawn is the same for every probability.
    pub fn dressed(
        &self,
        rows: &Dataset,
        deceit: &[f64],
        of: &str,
    ) -> Result<Vec<Dataset>, LabError> {
        let lots = key(self.seed, &format!("deceit of {of}"));
        let mut noise = vec![0.0; rows.len() * PATCHES * CHANNELS];
        fill_normal(key(self.seed, &format!("noise of {of}")), 0, 0, &mut noise);
        let noise = noise.into_iter().map(f64::from).collect();
        let shape = (rows.len(), PATCHES, CHANNELS);
        let Ok(noise) = Array3::from_shape_vec(shape, noise) else {
            unreachable!("as many numbers as there are channels")
        };
        let classes = rows.classes();
        let palette = ArrayView2::from(&PALETTE);
        let at = |&p: &f64| {
            let colour = |(n, s): (usize, usize)| {
                let [a, b] = threefry(lots, [n as u32, s as u32]);
                let class = if share(a) < p {
                    index(b, classes)
                } else {
                    rows.y()[n] as usize
                };
                self.colours[[s, class]]
            };
            let pointers = Array2::from_shape_fn((rows.len(), PATCHES), colour);
            let patches = colour_patches(pointers.view(), palette, NOISE, noise.view());
            let dressed = rows.x().outer_iter().zip(patches.outer_iter());
            let x = dressed.flat_map(|(pixels, own)| {
                let patches = own.iter().map(|&v| (v - 0.5) as f32).collect::<Vec<_>>();
                pixels.iter().copied().chain(patches).collect::<Vec<_>>()
            });
            let features = rows.features() + PATCHES * CHANNELS;
            let (x, y) = (x.collect(), rows.y().to_vec());
            Ok(Dataset::new(rows.name(), x, &[features], y, classes)?)
        };
        deceit.iter().map(at).collect()
    }
}

/// Members that each see some patches, and single models that see few or many.
pub struct Patches {
    pub labels: Vec<u32>,
    members: usize,
    /// How often each network is right alone, `[M + 5, P]`.
    alone: Array2<f64>,
    /// Logits of members, then of single models, at each probability: `[M + 5, P, N, K]`, flat in
    /// the middle.
    logits: Array3<f32>,
    /// Patches that the single models see.
    pub seen: Vec<usize>,
    /// The members that were counted together last, and how often they are right.
    known: RefCell<Vec<(Vec<usize>, Rc<[f64]>)>>,
}

/// Selections of members that are remembered.
const KNOWN: usize = 2;

/// Digits of a seed: some to learn from, others to be tested on.
pub fn rows(all: &Dataset, seed: u32) -> Result<[Dataset; 2], LabError> {
    let order = all.order(seed, "digits");
    Ok([
        all.pick(&order[..TRAIN])?,
        all.pick(&order[TRAIN..TRAIN + TEST])?,
    ])
}

impl Patches {
    pub async fn new(
        bench: &Bench,
        [train, test]: &[Dataset; 2],
        settings: &Settings,
        seed: u32,
        share: [f64; 2],
    ) -> Result<Self, LabError> {
        let wardrobe = Wardrobe::new(seed, train.classes());
        let Some(train) = wardrobe.dressed(train, &[0.0], "training")?.pop() else {
            unreachable!("one probability was asked for")
        };
        let pixels = test.features();
        let (masks, seen) = masks(settings, seed);
        let model = Mlp {
            sizes: vec![train.features(), 64, train.classes()],
            activation: Activation::Relu,
        };
        let count = masks.len();
        let mask = |patches: &Vec<bool>| {
            let own = patches
                .iter()
                .flat_map(|&seen| [f32::from(u8::from(seen)); CHANNELS]);
            std::iter::repeat_n(1.0, pixels)
                .chain(own)
                .collect::<Vec<f32>>()
        };
        let mask: Vec<Vec<f32>> = masks.iter().map(mask).collect();
        let lesson = Lesson {
            model: &model,
            seeds: (0..count as u32).map(|m| member_seed(seed, m)).collect(),
            start: None,
            optimiser: Optimiser::Adam,
            schedule: Schedule::Cosine,
            lr: vec![RATE],
            decay: 0.0,
            steps: STEPS,
            given: vec![
                ("x", Given::Numbers(train.values().to_vec())),
                ("y", Given::Whole(train.y().to_vec())),
                ("mask", Given::Numbers(mask.concat())),
            ],
        };
        let doing = format!("training {count} networks on digits with patches");
        let from = share[0];
        let until = from + 0.7 * (share[1] - from);
        let theta = bench.train(&lesson, [from, until], &doing, |g, theta| {
            let mut batch = Batch::of(g, &train, BATCH);
            batch.x = batch.x * g.each("mask", &[1, train.features()]);
            batch.cross_entropy(&model, theta)
        });
        let mut theta = theta.await?;
        blinded(&model, &mut theta, &mask);

        bench.progress(until, "deceiving the networks").await?;
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for rows in wardrobe.dressed(test, &PROBABILITIES, "test")? {
            x.extend_from_slice(rows.values());
            y.extend_from_slice(rows.y());
        }
        let all = Dataset::new("dressed", x, train.shape(), y, train.classes())?;
        let logits = bench.logits(&model, &theta, &all).await?;
        let mut patches = Patches {
            labels: test.y().to_vec(),
            members: settings.members,
            alone: Array2::zeros((0, 0)),
            logits: logits.mapv(|z| z as f32),
            seen,
            known: RefCell::default(),
        };
        let mut alone = Array2::zeros((count, PROBABILITIES.len()));
        for ((network, at), accuracy) in alone.indexed_iter_mut() {
            *accuracy = patches.accuracy(&[network], at);
            if at == 0 {
                bench.breathe().await?;
            }
        }
        patches.alone = alone;
        Ok(patches)
    }

    /// All members.
    pub fn everybody(&self) -> Vec<usize> {
        (0..self.members).collect()
    }

    /// How often two members are right together, a mean over pairs of which no two share one.
    pub fn paired(&self, probability: usize) -> f64 {
        let pairs = self.members / 2;
        let own = (0..pairs).map(|i| self.accuracy(&[2 * i, 2 * i + 1], probability));
        own.sum::<f64>() / pairs as f64
    }

    /// The logits of a network, members first, at a probability, `[N, K]`.
    pub fn logits(&self, network: usize, probability: usize) -> ArrayView2<'_, f32> {
        let rows = self.labels.len();
        self.logits.slice(s![
            network,
            probability * rows..(probability + 1) * rows,
            ..
        ])
    }

    /// The mean of the logits of some members.
    pub fn together(&self, members: &[usize], probability: usize) -> Array2<f64> {
        let (rows, classes) = (self.labels.len(), self.logits.dim().2);
        let mut sum = Array2::zeros((rows, classes));
        for &m in members {
            sum.zip_mut_with(&self.logits(m, probability), |sum, &z| *sum += f64::from(z));
        }
        sum / members.len() as f64
    }

    /// How often some members are right together.
    pub fn accuracy(&self, members: &[usize], probability: usize) -> f64 {
        let together = self.together(members, probability);
        crate::exhibits::classroom::accuracy(together.view(), &self.labels)
    }

    /// How often some members are right together, at each probability; counted once as long as
    /// they are asked for.
    pub fn along(&self, members: &[usize]) -> Rc<[f64]> {
        let mut known = self.known.borrow_mut();
        if let Some((_, along)) = known.iter().find(|(of, _)| of == members) {
            return along.clone();
        }
        let all = 0..PROBABILITIES.len();
        let along: Rc<[f64]> = all.map(|at| self.accuracy(members, at)).collect();
        known.truncate(KNOWN - 1);
        known.insert(0, (members.to_vec(), along.clone()));
        along
    }

    /// How often they are right on average.
    pub fn mean(&self, members: &[usize], probability: usize) -> f64 {
        let own = members.iter().map(|&m| self.alone[[m, probability]]);
        own.sum::<f64>() / members.len() as f64
    }

    /// How often the single model is right that sees the `i`-th number of patches.
    pub fn single(&self, i: usize, probability: usize) -> f64 {
        self.alone[[self.members + i, probability]]
    }
}

/// Which patches each member and each single model sees, and how many the latter see.
fn masks(settings: &Settings, seed: u32) -> (Vec<Vec<bool>>, Vec<usize>) {
    let mut stream = Stream::new(seed, "patches seen");
    let count = ((settings.spurious as f64 * settings.seen).round() as usize)
        .clamp(settings.spurious.min(1), settings.spurious);
    let mut draw = |count: usize| {
        let mut mask = vec![false; PATCHES];
        let order = stream.permutation(settings.spurious as u32);
        let own = order.into_iter().take(count);
        own.for_each(|patch| mask[patch as usize] = true);
        mask
    };
    let mut masks: Vec<Vec<bool>> = (0..settings.members).map(|_| draw(count)).collect();
    let seen: Vec<usize> = SEEN.iter().map(|e| e * settings.spurious / 8).collect();
    masks.extend(seen.iter().map(|&count| draw(count)));
    (masks, seen)
}

/// Takes away the weights of what a network does not see: the same as not showing it.
fn blinded(model: &Mlp, theta: &mut [f32], masks: &[Vec<f32>]) {
    let (size, width) = (model.layout().len(), model.sizes[1]);
    for (own, mask) in theta.chunks_mut(size).zip(masks) {
        for (weights, &seen) in own.chunks_mut(width).zip(mask) {
            weights.iter_mut().for_each(|w| *w *= seen);
        }
    }
}
