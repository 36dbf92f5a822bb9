//! A student of the members: one model that learns from their answers.

use serde::{Deserialize, Serialize};

use crate::data::{InputError, within};
use crate::ir::{DType, Graph, GraphError, Program, Tensor};
use crate::methods::distillation::{
    decoupled, dist, kd_loss, mse_logits_loss, standardized_kd_loss,
};
use crate::methods::dual_head::binary_kl_norm_loss;
use crate::methods::listwise::pld_loss;
use crate::methods::loss::cross_entropy;
use crate::nn::{Activation, Init, Layout, Model};
use crate::run::{Device, seed};

use super::start::check_start;
use super::trainer::{Pupil, first, words};
use super::training::{Pick, Shelf, learn};
use super::{LabError, Learner, ModelSpec, Recipe, RunSpec, Sets, Trainer, Uses};

/// What a student is taught by; `s` its logits, `t` the teacher's, `T` the temperature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lesson {
    /// Softened probabilities: [`kd_loss`].
    Kd,
    /// The same of logits standardised row by row: [`standardized_kd_loss`], `ε = 10⁻⁷`.
    StandardizedKd,
    /// The label and the other classes apart, `target + 8 others`: [`decoupled`].
    Dkd,
    /// An auxiliary head alone is taught, class by class, by [`binary_kl_norm_loss`].
    DualHead,
    /// The teacher's ranking, with the label first: [`pld_loss`].
    Pld,
    /// Correlations along rows and along classes, one of each: [`dist`], `ε = 10⁻⁸`.
    Dist,
    /// The mean squared difference of logits: [`mse_logits_loss`]; `T` counts for nothing.
    Mse,
}

/// Where a student begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StudentStart {
    /// At first weights of its own.
    Own,
    /// Where the members began.
    Shared,
}

/// A student. It learns from the training rows as they are, with the run's optimiser (without
/// decay), schedule and batch.
///
/// The loss of a row is `(1 − w) CE(s, y) + w L(s, t)` with the lesson `L` and the training
/// label `y`, which may be wrong. With two heads it is `CE(s, y) + w L(a, t)`, `a` the auxiliary
/// head's logits: the classifier learns from the labels alone, what lies below from both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Student {
    /// What it is taught by.
    pub loss: Lesson,
    /// The temperature `T`, 0.1 to 100.
    pub temperature: f64,
    /// The weight `w` of the lesson, 0 to 1.
    pub weight: f64,
    /// The learning rate, above 0, at most 10.
    pub lr: f64,
    /// Its steps, 1 to 1 000 000.
    pub steps: u32,
    /// Where it begins.
    pub start: StudentStart,
    /// Widths of its hidden layers; the members' model if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Vec<usize>>,
}

impl Student {
    /// An error that names the first field out of its range, if there is one.
    pub fn check(&self) -> Result<(), InputError> {
        within("temperature", self.temperature, 0.1, 100.0)?;
        within("weight", self.weight, 0.0, 1.0)?;
        within("steps", self.steps, 1, 1_000_000)?;
        if !(self.lr >= f64::from(f32::MIN_POSITIVE) && self.lr <= 10.0) {
            return Err(InputError::range("lr", "above 0, at most 10", self.lr));
        }
        Ok(())
    }

    /// The model of a run's student: the members', or fully connected layers of other widths
    /// with the members' activation (relu beside convolutions).
    pub fn model(&self, spec: &RunSpec) -> Result<ModelSpec, InputError> {
        let model = match (&self.hidden, &spec.model) {
            (None, members) => members.clone(),
            (Some(hidden), members) => ModelSpec::Mlp {
                hidden: hidden.clone(),
                activation: match members {
                    ModelSpec::Mlp { activation, .. } => *activation,
                    ModelSpec::Cnn { .. } => Activation::Relu,
                },
            },
        };
        model.check()?;
        Ok(model)
    }
}

impl Trainer {
    /// Prepares a student of a run. `teacher` are logits `[N, K]` on the training rows in their
    /// order; `start` is what the members began at, read if the student begins there too.
    ///
    /// Its parameters are those of its model in that model's own layout. A student with two
    /// heads learns more behind them: the auxiliary head's weights `[F, K]` and biases `[K]`,
    /// which [`Trainer::theta`] leaves out.
    pub async fn student(
        device: &dyn Device,
        spec: &RunSpec,
        student: &Student,
        sets: &Sets,
        teacher: &[f32],
        start: &[f32],
    ) -> Result<Self, LabError> {
        spec.check()?;
        student.check()?;
        let data = &sets.train;
        data.check_batch(spec.batch)?;
        check_teacher(teacher, data.len() * data.classes())?;
        let model = student.model(spec)?;
        let learner = Learner::new(&model, data)?;
        let own = seed::key(spec.seed, "student")[1] ^ spec.seed;
        let layout = layout(&learner, student.loss);
        let mut theta = layout.initial(own);
        if student.start == StudentStart::Shared {
            check_start(spec, &spec.learner(data)?, start)?;
            if start.is_empty() || model != spec.model {
                let limit = "own where members have no common start or another model";
                return Err(InputError::range("start", limit, "shared").into());
            }
            theta[..start.len()].copy_from_slice(start);
        }
        let plain = spec.without_sweeps();
        let shelf = Shelf {
            rows: data.len(),
            copies: 0,
            features: data.features(),
        };
        let program = program(&plain, student.loss, shelf, &learner, &layout)?;
        let mut fixed = vec![
            ("x", words(data.values())),
            ("y", data.y().to_vec()),
            ("teacher", words(teacher)),
            ("weight", words(&[student.weight as f32])),
        ];
        if student.loss != Lesson::Mse {
            let temperature = student.temperature as f32;
            fixed.push(("temperature", words(&[temperature])));
        }
        let machine = Self::machine(device, &program, &fixed).await?;
        let recipe = Recipe {
            lr: student.lr as f32,
            steps: student.steps,
            ..Recipe::PLAIN
        };
        let pupil = Pupil {
            seed: own,
            recipe,
            theta,
            rows: Vec::new(),
        };
        let first = first(&plain, &[pupil]);
        Self::ready(machine, first, vec![own], learner.layout().len())
    }
}

fn check_teacher(teacher: &[f32], limit: usize) -> Result<(), InputError> {
    let (field, found) = ("teacher", teacher.len());
    if found != limit {
        return Err(InputError::Length {
            field,
            limit,
            found,
        });
    }
    match teacher.iter().find(|v| !v.is_finite()) {
        Some(found) => Err(InputError::range(field, "finite numbers", found)),
        None => Ok(()),
    }
}

/// The model's layers; behind them the auxiliary head, if there is one.
fn layout(learner: &Learner, lesson: Lesson) -> Layout {
    let layout = learner.layout();
    if lesson != Lesson::DualHead {
        return layout;
    }
    let [fan_in, classes] = learner.head();
    let init = Init::HeNormal { fan_in };
    layout.with("auxiliary w", &[fan_in, classes], init).with(
        "auxiliary b",
        &[1, classes],
        Init::Zeros,
    )
}

/// A step of a student. Inputs beside a training step's: `teacher [1, N, K]`, `temperature` and
/// `weight`.
fn program(
    spec: &RunSpec,
    lesson: Lesson,
    shelf: Shelf,
    model: &Learner,
    layout: &Layout,
) -> Result<Program, GraphError> {
    let g = Graph::new(1);
    let theta = g.carry("theta", &[layout.len()]);
    let pick = Pick::draw(&g, spec.batch, shelf, Uses::default());
    let x = g.shared("x", &[shelf.rows, shelf.features]);
    let y = g.input("y", &[1, shelf.rows, 1], DType::U32);
    let [_, classes] = model.head();
    let teacher = g.shared("teacher", &[shelf.rows, classes]);
    let [x, teacher] = [x, teacher].map(|rows| rows.gather(1, pick.row));
    let y = y.gather(1, pick.row);
    let temperature = g.hyper("temperature");
    let weight = g.hyper("weight");
    let logits = model.logits(x, theta);
    let taught = match lesson {
        Lesson::DualHead => {
            let features = model.features(x, theta);
            let sums = features.matmul(layout.get(theta, "auxiliary w"));
            sums + layout.get(theta, "auxiliary b")
        }
        _ => logits,
    };
    let labels = match lesson {
        Lesson::DualHead => g.constant(1.0),
        _ => -weight + 1.0,
    };
    let error = cross_entropy(logits, y).mean_all();
    let lesson = lesson.loss(taught, teacher, y, temperature);
    learn(&g, spec, theta, labels * error + weight * lesson);
    g.finish()
}

impl Lesson {
    /// The mean over a batch, `[M]`; `student`, `teacher [M, B, K]`, `labels [M, B, 1]`,
    /// `temperature [M]`.
    #[track_caller]
    fn loss<'g>(
        self,
        student: Tensor<'g>,
        teacher: Tensor<'g>,
        labels: Tensor<'g>,
        temperature: Tensor<'g>,
    ) -> Tensor<'g> {
        let g = student.graph();
        let t = temperature.reshape(&[1, 1]);
        let rows = match self {
            Lesson::Kd => kd_loss(student, teacher, t),
            Lesson::StandardizedKd => {
                standardized_kd_loss(student, teacher, t, 0, g.constant(1e-7))
            }
            Lesson::Dkd => {
                let parts = decoupled(student, teacher, labels, t);
                parts.target + parts.others * 8.0
            }
            Lesson::DualHead => binary_kl_norm_loss(student, teacher, t),
            Lesson::Pld => pld_loss(student, teacher, labels, t),
            Lesson::Mse => mse_logits_loss(student, teacher, false),
            Lesson::Dist => {
                let parts = dist(student, teacher, t, g.constant(1e-8));
                return (parts.inter + parts.intra).mean_all();
            }
        };
        rows.mean_all()
    }
}
