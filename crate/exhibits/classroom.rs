//! A teacher, and students that learn from a few rows and from what the teacher says of them.

use ndarray::{Array2, ArrayView2, Axis};
use serde::Deserialize;

use super::{Batch, Bench, Given, Lesson};
use crate::data::{Dataset, LabelNoise};
use crate::ir::{Graph, Tensor};
use crate::lab::LabError;
use crate::methods::categorical::argmax;
use crate::nn::{Activation, Mlp, Optimiser, Schedule};
use crate::run::seed::member_seed;

/// Rows of a batch, of teachers and of students.
const BATCH: usize = 64;
/// The teacher's learning rate and steps.
const TEACHER: (f32, u32) = (2e-3, 500);
/// The students' first learning rate.
const STUDENT: f32 = 5e-3;
/// The mean and the standard deviation of the pixels of MNIST at full size.
const PIXEL: (f32, f32) = (0.1307, 0.3081);

/// How pixels are given to networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pixels {
    /// Less the mean and over the deviation of all pixels, as image networks are trained.
    Standardised,
    /// From 0 to 1.
    Plain,
}

/// All digits of 14 × 14 pixels.
pub async fn digits(bench: &Bench, pixels: Pixels) -> Result<Dataset, LabError> {
    let [train, test] = bench.data("mnist-14").await?;
    let all = train.concat(&test)?;
    let scaled = |v: &f32| match pixels {
        Pixels::Standardised => (v - PIXEL.0) / PIXEL.1,
        Pixels::Plain => *v,
    };
    let x = all.values().iter().map(scaled).collect();
    let (y, shape) = (all.y().to_vec(), all.shape());
    Ok(Dataset::new(all.name(), x, shape, y, all.classes())?)
}

/// How large a classroom is.
#[derive(Clone, Copy, Debug)]
pub struct Size<'a> {
    /// Rows the teacher learns from.
    pub rows: usize,
    /// How many of them, the first ones, students see.
    pub transfer: usize,
    /// Rows that are counted on.
    pub test: usize,
    /// The teacher's hidden layers.
    pub hidden: &'a [usize],
    /// The share of labels that the teacher is told wrongly; students are told the right ones.
    pub noise: f64,
}

/// A teacher and the rows.
pub struct Classroom {
    /// The rows that students see.
    pub transfer: Dataset,
    /// Rows that nobody learns from.
    pub test: Dataset,
    /// The teacher.
    pub model: Mlp,
    /// Its weights.
    pub theta: Vec<f32>,
    /// Its logits on the transfer rows, `[N, K]`.
    pub taught: Array2<f64>,
    /// Its logits on the test rows.
    pub said: Array2<f64>,
}

/// What a student's loss of one step is made of.
#[derive(Clone, Copy, Debug)]
pub struct Lot<'g> {
    /// The weights `[M, P]`.
    pub theta: Tensor<'g>,
    /// The rows of the step `[M, B, D]`.
    pub x: Tensor<'g>,
    /// The teacher's logits of these rows `[M, B, K]`.
    pub teacher: Tensor<'g>,
    /// Their labels `[M, B, 1]`.
    pub labels: Tensor<'g>,
}

/// What students have in common.
pub struct Study<'a> {
    /// What learns.
    pub model: &'a Mlp,
    /// How many.
    pub members: usize,
    /// The seed of their first weights and batches: the same for all.
    pub seed: u32,
    /// Steps of Adam, by a cosine to 0.
    pub steps: u32,
    /// Steps between two looks.
    pub every: u32,
    /// The members' own numbers.
    pub given: Vec<(&'a str, Given)>,
}

impl Classroom {
    /// Draws the rows of a seed and trains the teacher, at a constant rate.
    pub async fn new(
        bench: &Bench,
        all: &Dataset,
        size: Size<'_>,
        seed: u32,
        share: [f64; 2],
    ) -> Result<Self, LabError> {
        let order = all.order(seed, "rows");
        let test = size.test.min(all.len() / 2);
        let rows = size.rows.min(all.len() - test);
        let train = all.pick(&order[test..test + rows])?;
        let transfer = train.first(size.transfer.min(rows))?;
        let test = all.pick(&order[..test])?;
        let train = LabelNoise::Symmetric.apply(&train, size.noise, seed)?;
        let sizes = [&[all.features()], size.hidden, &[all.classes()]].concat();
        let activation = Activation::Relu;
        let model = Mlp { sizes, activation };
        let lesson = Lesson {
            model: &model,
            seeds: vec![member_seed(seed, 0)],
            start: None,
            optimiser: Optimiser::Adam,
            schedule: Schedule::Constant,
            lr: vec![TEACHER.0],
            decay: 0.0,
            steps: TEACHER.1,
            given: vec![
                ("x", Given::Numbers(train.values().to_vec())),
                ("y", Given::Whole(train.y().to_vec())),
            ],
        };
        let theta = bench.train(&lesson, share, "training the teacher", |g, theta| {
            Batch::of(g, &train, BATCH.min(rows)).cross_entropy(&model, theta)
        });
        let theta = theta.await?;
        let one = async |rows: &Dataset| -> Result<Array2<f64>, LabError> {
            let all = bench.logits(&model, &theta, rows).await?;
            Ok(all.index_axis_move(Axis(0), 0))
        };
        let (taught, said) = (one(&transfer).await?, one(&test).await?);
        Ok(Classroom {
            transfer,
            test,
            model,
            theta,
            taught,
            said,
        })
    }

    /// The share of test rows on which the teacher is right.
    pub fn accuracy(&self) -> f64 {
        accuracy(self.said.view(), self.test.y())
    }

    /// Trains students on `loss [M]`: their weights `[M, P]` at first and at each look.
    pub async fn students<L>(
        &self,
        bench: &Bench,
        study: Study<'_>,
        share: [f64; 2],
        doing: &str,
        loss: L,
    ) -> Result<Vec<Vec<f32>>, LabError>
    where
        L: for<'g> Fn(&'g Graph, Lot<'g>) -> Tensor<'g>,
    {
        let transfer = &self.transfer;
        let (rows, classes) = (transfer.len(), transfer.classes());
        let mut given = study.given;
        let teacher = self.taught.iter().map(|&z| z as f32).collect();
        given.push(("x", Given::Numbers(transfer.values().to_vec())));
        given.push(("y", Given::Whole(transfer.y().to_vec())));
        given.push(("teacher", Given::Numbers(teacher)));
        let lesson = Lesson {
            model: study.model,
            seeds: vec![member_seed(study.seed, 1); study.members],
            start: None,
            optimiser: Optimiser::Adam,
            schedule: Schedule::Cosine,
            lr: vec![STUDENT],
            decay: 0.0,
            steps: study.steps,
            given,
        };
        bench
            .path(&lesson, study.every, share, doing, |g, theta| {
                let batch = Batch::of(g, transfer, BATCH.min(rows));
                let teacher = g.shared("teacher", &[rows, classes]);
                let lot = Lot {
                    theta,
                    x: batch.x,
                    teacher: teacher.gather(1, batch.rows),
                    labels: batch.y,
                };
                loss(g, lot)
            })
            .await
    }
}

/// The share of rows whose largest logit, the first of equals, is the label's.
pub fn accuracy(logits: ArrayView2<'_, f64>, labels: &[u32]) -> f64 {
    let right = logits.outer_iter().zip(labels);
    let right = right.filter(|(row, y)| argmax(row.iter()) == **y as usize);
    right.count() as f64 / labels.len().max(1) as f64
}
