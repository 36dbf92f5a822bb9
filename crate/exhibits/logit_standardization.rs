//! Distillation that does not care how loud the teacher is (arXiv:2403.01427).
//!
//! One teacher, its logits multiplied by five numbers, and students that differ in their loss
//! alone: all share first weights and batches.

mod card;
mod figures;
mod loud;
mod score;
mod toy;

use ndarray::{Array1, ArrayView1, ArrayView2};
use serde::Deserialize;

use super::classroom::{Classroom, Pixels, Size, Study, accuracy, digits};
use super::{Bench, Card, Claim, Control, Exhibit, Given, Snapshot};
use crate::lab::LabError;
use crate::nn::{Activation, Mlp};
use loud::{Loss, Told, objective};
use score::Calls;
use toy::Toy;

/// The classroom: rows of the teacher and of the test, the teacher's hidden layer.
const ROWS: usize = 2000;
const TEST: usize = 2000;
const HIDDEN: usize = 128;
const STEPS: u32 = 500;
/// What the teacher's logits are multiplied by, and where that is 1.
const SCALES: [f64; 5] = [0.1, 0.3, 1.0, 3.0, 10.0];
const NATURAL: usize = 2;
/// The spreads of accuracy over scales that are claimed.
const FLAT: f64 = 0.002;
const STEEP: f64 = 0.02;
/// What free magnitude may cost.
const COST: f64 = 0.01;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    width: usize,
    transfer: usize,
    losses: Vec<Loss>,
    temperature: f64,
    base: f64,
    sample: bool,
    pixels: Pixels,
    viewing: f64,
    scale: f64,
    loudness: f64,
    image: usize,
}

impl Settings {
    fn told(&self) -> Told {
        Told {
            temperature: self.temperature,
            base: self.base,
            ddof: usize::from(self.sample),
        }
    }

    /// The trained scale that is nearest to the one shown.
    fn nearest(&self) -> usize {
        let off = |i: &usize| (SCALES[*i] / self.scale).ln().abs();
        (0..SCALES.len())
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .unwrap_or(NATURAL)
    }
}

/// What became of the students of a loss, one for each scale; of labels alone there is one.
struct Students {
    loss: Loss,
    /// Shares of test rows that are right.
    accuracy: Vec<f64>,
    /// The deviations of their logits, row by row.
    deviation: Vec<Array1<f64>>,
    /// Their logits of the test rows that can be shown, `[N, K]`.
    shown: Vec<ndarray::Array2<f64>>,
}

impl Students {
    /// At one of the scales.
    fn at(&self, scale: usize) -> usize {
        scale.min(self.accuracy.len() - 1)
    }

    /// How much the largest accuracy over scales is above the smallest.
    fn spread(&self) -> f64 {
        let all = self.accuracy.iter().copied();
        let (low, high) = all.fold((1.0_f64, 0.0_f64), |(l, h), a| (l.min(a), h.max(a)));
        high - low
    }
}

/// What a seed prepares.
pub struct LogitStandardization {
    students: Vec<Students>,
    /// The teacher's accuracy, the deviations of its logits, and its logits of the rows shown.
    teacher: (f64, Array1<f64>, ndarray::Array2<f64>),
    /// The labels of the rows shown.
    labels: Vec<u32>,
    calls: Calls,
    toy: Toy,
}

/// Test rows that can be shown.
const SHOWN: usize = 200;

impl LogitStandardization {
    fn of(&self, loss: Loss) -> Option<&Students> {
        self.students.iter().find(|s| s.loss == loss)
    }

    /// The accuracy of a loss at a scale.
    fn accuracy(&self, loss: Loss, scale: usize) -> Option<f64> {
        self.of(loss).map(|s| s.accuracy[s.at(scale)])
    }

    /// How far the students' logits are from the deviation of the teacher's: `|σ_s / σ_t − 1|`.
    fn freedom(&self, loss: Loss) -> Option<f64> {
        let own = self.of(loss)?.deviation[NATURAL].mean()?;
        Some((own / self.teacher.1.mean()? - 1.0).abs())
    }
}

/// The deviation of a row, over its `K` numbers.
fn deviation(row: ArrayView1<'_, f64>) -> f64 {
    row.std(0.0)
}

fn deviations(logits: ArrayView2<'_, f64>) -> Array1<f64> {
    logits.outer_iter().map(deviation).collect()
}

impl Exhibit for LogitStandardization {
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
        let model = Mlp {
            sizes: vec![all.features(), settings.width, all.classes()],
            activation: Activation::Relu,
        };
        let told = settings.told();
        let chosen = Loss::ALL
            .into_iter()
            .filter(|l| settings.losses.contains(l));
        let losses: Vec<Loss> = chosen.collect();
        let part = 0.7 / losses.len() as f64;
        let mut students = Vec::new();
        for (i, &loss) in losses.iter().enumerate() {
            let scales = loss.scales();
            let study = Study {
                model: &model,
                members: scales.len(),
                seed,
                steps: STEPS,
                every: STEPS,
                given: vec![(
                    "scale",
                    Given::Numbers(scales.iter().map(|&s| s as f32).collect()),
                )],
            };
            let from = 0.2 + part * i as f64;
            let doing = format!("training students by {}", loss.name());
            let path = room
                .students(bench, study, [from, from + part], &doing, |g, lot| {
                    objective(g, &model, lot, loss, told)
                })
                .await?;
            let theta = path.last().map_or(&[][..], Vec::as_slice);
            let logits = bench.logits(&model, theta, &room.test).await?;
            let each = || logits.outer_iter();
            students.push(Students {
                loss,
                accuracy: each().map(|z| accuracy(z, room.test.y())).collect(),
                deviation: each().map(deviations).collect(),
                shown: each().map(|z| first(z)).collect(),
            });
        }
        let calls = Calls::new(bench, &room.said).await?;
        let toy = Toy::new(bench, told, seed, [0.9, 1.0]).await?;
        Ok(LogitStandardization {
            students,
            teacher: (
                room.accuracy(),
                deviations(room.said.view()),
                first(room.said.view()),
            ),
            labels: room.test.y()[..SHOWN.min(room.test.len())].to_vec(),
            calls,
            toy,
        })
    }

    async fn explore(
        seeds: &[Self],
        settings: &Settings,
        bench: &Bench,
    ) -> Result<Snapshot, LabError> {
        let scored = seeds[0].calls.scored(bench, settings).await?;
        Ok(figures::snapshot(seeds, settings, &scored))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let natural = |loss| self.accuracy(loss, NATURAL);
        let less = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a - b);
        let standard = natural(Loss::Standardised);
        vec![
            self.of(Loss::Standardised).map(|s| FLAT - s.spread()),
            self.of(Loss::Kd).map(|s| s.spread() - STEEP),
            less(standard, natural(Loss::Labels)),
            less(standard, natural(Loss::KdOne)),
            less(self.freedom(Loss::Standardised), self.freedom(Loss::Kd)),
            less(standard, natural(Loss::Kd)).map(|gain| gain + COST),
            Some(self.calls.authentic()),
        ]
    }
}

/// The rows that can be shown.
fn first(logits: ArrayView2<'_, f64>) -> ndarray::Array2<f64> {
    let rows = SHOWN.min(logits.nrows());
    logits.slice(ndarray::s![..rows, ..]).to_owned()
}
