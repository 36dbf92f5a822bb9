//! Distillation by a ranking: the teacher's order, weighted by its own probabilities
//! (arXiv:2506.12542).
//!
//! Students share first weights and batches, and differ in their loss alone.

mod card;
mod figures;
mod lists;
mod simplex;
mod toy;

use ndarray::Array2;
use serde::Deserialize;

use super::classroom::{Classroom, Pixels, Size, Study, accuracy, digits};
use super::{Bench, Card, Claim, Control, Exhibit, Given, Snapshot};
use crate::data::{Dataset, Toy};
use crate::ir::Tensor;
use crate::lab::LabError;
use crate::methods::listwise::kendall_tau;
use crate::nn::{Activation, Mlp};
use lists::{Loss, Student, objective};

/// The classroom: rows of the teacher and of the test, the teacher's hidden layer.
const ROWS: usize = 2000;
const TEST: usize = 2000;
const HIDDEN: usize = 128;
const STEPS: u32 = 600;
/// What the teacher's temperature is multiplied by in the students of the curve.
const WARMER: [f64; 3] = [1.0, 2.0, 4.0];
/// Weights of the labels in distillation whose weight is tuned.
const LABELS: [f64; 4] = [0.0, 0.1, 0.5, 0.9];
/// The spread over these weights that is claimed.
const KNOB: f64 = 0.02;
/// Test rows that can be shown.
const SHOWN: usize = 200;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Data,
    width: usize,
    transfer: usize,
    temperature: f64,
    noise: f64,
    losses: Vec<Loss>,
    pixels: Pixels,
    example: usize,
    shown: f64,
    top: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Data {
    Mnist,
    Digits,
    Blobs,
}

/// What became of a student.
struct Found {
    student: Student,
    accuracy: f64,
    /// Kendall's τ with the teacher, a mean over the test rows.
    agreement: f64,
    /// Logits of the rows that can be shown, `[N, K]`.
    shown: Array2<f64>,
}

/// What a seed prepares.
pub struct Pld {
    found: Vec<Found>,
    /// The teacher's accuracy, and its logits of the rows that can be shown.
    teacher: (f64, Array2<f64>),
    labels: Vec<u32>,
    test: usize,
    toy: toy::Toy,
}

impl Pld {
    fn of(&self, student: Student) -> Option<&Found> {
        self.found.iter().find(|f| f.student == student)
    }

    fn accuracy(&self, student: Student) -> Option<f64> {
        self.of(student).map(|f| f.accuracy)
    }
}

/// All rows of a set.
async fn rows(settings: &Settings, seed: u32, bench: &Bench) -> Result<Dataset, LabError> {
    Ok(match settings.data {
        Data::Mnist => digits(bench, settings.pixels).await?,
        Data::Digits => {
            let [train, test] = bench.data("digits-8").await?;
            train.concat(&test)?
        }
        Data::Blobs => Toy::Blobs { classes: 5 }.generate(2 * (ROWS + TEST), 0.35, seed)?,
    })
}

impl Exhibit for Pld {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let all = rows(settings, seed, bench).await?;
        let size = Size {
            rows: ROWS.max(settings.transfer),
            transfer: settings.transfer,
            test: TEST,
            hidden: &[HIDDEN],
            noise: settings.noise,
        };
        let room = Classroom::new(bench, &all, size, seed, [0.0, 0.2]).await?;
        let model = Mlp {
            sizes: vec![all.features(), settings.width, all.classes()],
            activation: Activation::Relu,
        };
        let groups = lists::groups(&settings.losses, settings.temperature);
        let part = 0.7 / groups.len() as f64;
        let mut found = Vec::new();
        for (i, (loss, students)) in groups.into_iter().enumerate() {
            let numbers = |of: fn(&Student) -> f64| {
                Given::Numbers(students.iter().map(|s| of(s) as f32).collect())
            };
            let study = Study {
                model: &model,
                members: students.len(),
                seed,
                steps: STEPS,
                every: STEPS,
                given: vec![
                    ("temperature", numbers(|s| s.temperature)),
                    ("labels weight", numbers(|s| s.labels)),
                ],
            };
            let from = 0.2 + part * i as f64;
            let doing = format!("training students by {}", loss.name());
            let path = room
                .students(bench, study, [from, from + part], &doing, |g, lot| {
                    objective(g, &model, lot, loss)
                })
                .await?;
            let theta = path.last().map_or(&[][..], Vec::as_slice);
            let logits = bench.logits(&model, theta, &room.test).await?;
            for (student, logits) in students.into_iter().zip(logits.outer_iter()) {
                let logits = logits.to_owned();
                found.push(Found {
                    student,
                    accuracy: accuracy(logits.view(), room.test.y()),
                    agreement: agreement(bench, &logits, &room.said).await?,
                    shown: first(&logits),
                });
            }
        }
        let toy = toy::Toy::new(bench, settings.temperature, seed, [0.9, 1.0]).await?;
        Ok(Pld {
            found,
            teacher: (room.accuracy(), first(&room.said)),
            labels: room.test.y()[..SHOWN.min(room.test.len())].to_vec(),
            test: room.test.len(),
            toy,
        })
    }

    async fn explore(
        seeds: &[Self],
        settings: &Settings,
        bench: &Bench,
    ) -> Result<Snapshot, LabError> {
        let ladder = lists::ladder(bench, &seeds[0], settings).await?;
        let bowls = simplex::bowls(bench, settings).await?;
        Ok(figures::snapshot(seeds, settings, &ladder, &bowls))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let first = |loss| self.found.iter().find(|f| f.student.loss == loss);
        let pld = first(Loss::Pld);
        let less = |other: Option<&Found>| pld.zip(other).map(|(a, b)| a.accuracy - b.accuracy);
        let knob = LABELS.map(|w| self.accuracy(Student::kd(4.0, w)));
        let knob: Option<Vec<f64>> = knob.into_iter().collect();
        let spread = knob.map(|all| {
            let (low, high) = all
                .iter()
                .fold((1.0_f64, 0.0_f64), |(l, h), &a| (l.min(a), h.max(a)));
            high - low - KNOB
        });
        let labels = first(Loss::Labels);
        vec![
            less(labels),
            less(first(Loss::Dist)),
            less(self.of(Student::kd(1.0, 0.0))),
            less(first(Loss::ListMle)),
            pld.zip(labels).map(|(a, b)| a.agreement - b.agreement),
            spread,
        ]
    }
}

/// The rows that can be shown.
fn first(logits: &Array2<f64>) -> Array2<f64> {
    let rows = SHOWN.min(logits.nrows());
    logits.slice(ndarray::s![..rows, ..]).to_owned()
}

/// Kendall's τ between the rows of two sets of logits, on average.
async fn agreement(bench: &Bench, a: &Array2<f64>, b: &Array2<f64>) -> Result<f64, LabError> {
    let (rows, classes) = a.dim();
    let numbers = |z: &Array2<f64>| Given::Numbers(z.iter().map(|&z| z as f32).collect());
    let given = [("a", numbers(a)), ("b", numbers(b))];
    let found = bench.values(1, &given, |g| {
        let [a, b] = ["a", "b"].map(|name| g.shared(name, &[rows, classes]));
        let mean: Tensor<'_> = kendall_tau(a, b).mean_all();
        vec![mean]
    });
    Ok(f64::from(found.await?[0][0]))
}
