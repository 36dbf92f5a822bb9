//! Dual-head distillation: one head for labels, one for the teacher's logits (arXiv:2411.08937).
//!
//! All students share first weights and batches. Each has two heads on one trunk; what is told
//! to which head is all that differs.

mod card;
mod conflict;
mod figures;
mod heads;
mod toy;

use ndarray::{Array2, Array3, Axis};
use serde::Deserialize;

use super::classroom::{Classroom, Pixels, Size, Study, accuracy, digits};
use super::{Bench, Card, Claim, Control, Exhibit, Given, Snapshot};
use crate::data::Dataset;
use crate::lab::LabError;
use crate::methods::dual_head::{Collapse, neural_collapse};
use crate::nn::{Activation, Mlp, Model};
use heads::{Auxiliary, Told, Variant, loss};
use toy::Toy;

/// The classroom: rows of the teacher and of the test, the teacher's hidden layer.
const ROWS: usize = 2000;
const TEST: usize = 2000;
const HIDDEN: usize = 128;
/// Steps, and between how many of them one looks.
const STEPS: u32 = 500;
const EVERY: u32 = 50;
/// Looks, the first before the first step.
const LOOKS: usize = (STEPS / EVERY) as usize + 1;
/// Transfer rows that gradients are compared on, and the temperature of the claims.
const PROBE: usize = 256;
const TEMPERATURE: f64 = 2.0;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    transfer: usize,
    width: usize,
    auxiliary: Auxiliary,
    weight: Weight,
    alignment: bool,
    pixels: Pixels,
    temperature: f64,
    head: Head,
    step: f64,
}

/// The weight of the auxiliary loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Weight {
    #[serde(rename = "0.1")]
    Tenth,
    #[serde(rename = "1")]
    One,
    #[serde(rename = "10")]
    Ten,
}

impl Weight {
    const ALL: [Weight; 3] = [Weight::Tenth, Weight::One, Weight::Ten];

    fn value(self) -> f64 {
        [0.1, 1.0, 10.0][self as usize]
    }
}

/// The head that predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Head {
    Main,
    Auxiliary,
    Mean,
}

impl Head {
    /// The logits that count, of `[N, 2 K]`.
    fn of(self, both: &Array2<f64>) -> Array2<f64> {
        let (main, second) = both.view().split_at(Axis(1), both.ncols() / 2);
        match self {
            Head::Main => main.to_owned(),
            Head::Auxiliary => second.to_owned(),
            Head::Mean => (&main + &second) / 2.0,
        }
    }
}

/// What a seed prepares.
pub struct DualHeadKd {
    variants: Vec<Variant>,
    room: Classroom,
    /// The students.
    model: Mlp,
    /// Their weights at each look, `[M, P]`.
    path: Vec<Vec<f32>>,
    /// Shares of test rows that are right, by main head, auxiliary head and their mean:
    /// `[looks, M, 3]`.
    accuracy: Array3<f64>,
    /// How far each student's main head has collapsed at last.
    collapse: Vec<Option<Collapse>>,
    /// Cosines of the two losses' gradients that are claimed: in the head, in the features.
    cosines: [f64; 2],
    toy: Toy,
    /// The weight that is claimed about.
    weight: Weight,
}

impl DualHeadKd {
    fn place(&self, variant: Variant) -> Option<usize> {
        self.variants.iter().position(|&v| v == variant)
    }

    /// The accuracy of a variant's main head at last.
    fn last(&self, variant: Variant) -> f64 {
        let at = |m| self.accuracy[[LOOKS - 1, m, 0]];
        self.place(variant).map_or(f64::NAN, at)
    }

    /// The weights of a variant at each look.
    fn path_of(&self, member: usize) -> Vec<&[f32]> {
        let size = self.model.layout().len();
        let own = self.path.iter();
        own.map(|all| &all[member * size..(member + 1) * size])
            .collect()
    }

    /// The first transfer rows, and what the teacher says of them.
    fn probe(&self) -> Result<(Dataset, Array2<f64>), LabError> {
        let rows = PROBE.min(self.room.transfer.len());
        let taught = self.room.taught.slice(ndarray::s![..rows, ..]);
        Ok((self.room.transfer.first(rows)?, taught.to_owned()))
    }
}

impl Exhibit for DualHeadKd {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let all = digits(bench, settings.pixels).await?;
        let size = Size {
            rows: ROWS.max(settings.transfer),
            transfer: settings.transfer,
            test: TEST,
            hidden: &[HIDDEN],
            noise: 0.0,
        };
        let room = Classroom::new(bench, &all, size, seed, [0.0, 0.2]).await?;
        let variants = heads::variants(settings.auxiliary);
        let classes = all.classes();
        let model = Mlp {
            sizes: vec![all.features(), settings.width, 2 * classes],
            activation: Activation::Relu,
        };
        let study = Study {
            model: &model,
            members: variants.len(),
            seed,
            steps: STEPS,
            every: EVERY,
            given: heads::given(&variants),
        };
        let told = Told {
            aligned: settings.alignment,
        };
        let doing = format!("training {} students", variants.len());
        let path = room
            .students(bench, study, [0.2, 0.85], &doing, |g, lot| {
                loss(g, &model, lot, told)
            })
            .await?;
        let mut found = Array3::zeros((LOOKS, variants.len(), 3));
        for (look, theta) in path.iter().enumerate() {
            let part = 0.85 + 0.08 * look as f64 / LOOKS as f64;
            bench.progress(part, "counting on test rows").await?;
            let logits = bench.logits(&model, theta, &room.test).await?;
            for (m, both) in logits.outer_iter().enumerate() {
                let both = both.to_owned();
                for (h, head) in [Head::Main, Head::Auxiliary, Head::Mean].iter().enumerate() {
                    found[[look, m, h]] = accuracy(head.of(&both).view(), room.test.y());
                }
            }
        }
        let toy = Toy::new(bench, settings, seed, [0.93, 1.0]).await?;
        let mut own = DualHeadKd {
            variants,
            room,
            model,
            path,
            accuracy: found,
            collapse: Vec::new(),
            cosines: [f64::NAN; 2],
            toy,
            weight: settings.weight,
        };
        own.collapse = own.collapses(bench).await?;
        let mixed = Variant::OneHead(Auxiliary::BinaryKl, settings.weight);
        if let Some(member) = own.place(mixed) {
            let path = own.path_of(member);
            let last = &path[LOOKS - 1..];
            let found = conflict::cosines(bench, &own, last, Auxiliary::BinaryKl, TEMPERATURE);
            own.cosines = found.await?.one_head[0];
        }
        Ok(own)
    }

    async fn explore(
        seeds: &[Self],
        settings: &Settings,
        bench: &Bench,
    ) -> Result<Snapshot, LabError> {
        let look = ((settings.step / f64::from(EVERY)).round() as usize).min(LOOKS - 1);
        let curves = conflict::curves(bench, &seeds[0], settings).await?;
        let shapes = conflict::shapes(bench, settings.temperature).await?;
        Ok(figures::snapshot(seeds, settings, look, &curves, &shapes))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let (kind, weight) = (Auxiliary::BinaryKl, self.weight);
        let one = self.last(Variant::OneHead(kind, weight));
        let two = self.last(Variant::TwoHeads(kind, weight));
        let labels = self.last(Variant::Labels);
        let alone = self.last(Variant::Alone(kind));
        let [head, features] = self.cosines;
        let all = [
            features - head,
            -head,
            labels.max(alone) - one,
            two - one,
            two - labels,
        ];
        all.map(|v| v.is_finite().then_some(v)).to_vec()
    }
}

impl DualHeadKd {
    /// How far the main heads have collapsed, on the transfer rows.
    async fn collapses(&self, bench: &Bench) -> Result<Vec<Option<Collapse>>, LabError> {
        let labels: Vec<usize> = self.room.transfer.y().iter().map(|&y| y as usize).collect();
        let x = self.room.transfer.values().to_vec();
        let (rows, features) = (self.room.transfer.len(), self.room.transfer.features());
        let (width, size) = (self.model.sizes[1], self.model.layout().len());
        let theta = self.path[LOOKS - 1].clone();
        let given = [
            ("x", Given::Numbers(x)),
            ("theta", Given::Numbers(theta.clone())),
        ];
        let found = bench
            .values(self.variants.len(), &given, |g| {
                let x = g.shared("x", &[rows, features]);
                vec![self.model.features(x, g.each("theta", &[size]))]
            })
            .await?;
        let of = |member: usize| {
            let own = found[0][member * rows * width..(member + 1) * rows * width].iter();
            let h = Array2::from_shape_vec((rows, width), own.map(|&v| f64::from(v)).collect());
            let head = heads::main_head(&self.model, &theta[member * size..(member + 1) * size]);
            neural_collapse(h.ok()?.view(), &labels, head.view())
        };
        Ok((0..self.variants.len()).map(of).collect())
    }
}
