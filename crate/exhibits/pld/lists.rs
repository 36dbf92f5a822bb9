//! Losses of a student, and what one example teaches.

use serde::Deserialize;

use super::{LABELS, Pld, Settings, WARMER};
use crate::exhibits::classroom::Lot;
use crate::exhibits::{Bench, Given};
use crate::ir::{DType, Graph, Tensor};
use crate::lab::LabError;
use crate::methods::distillation::{dist, kd_loss};
use crate::methods::listwise::{listmle_loss, pld_loss, surprises, teacher_optimal_permutation};
use crate::methods::loss::cross_entropy;
use crate::nn::{Mlp, Model};

/// Ranks that count in the short form of `ListMLE`.
pub const SHORT: usize = 3;
/// The weights of both parts of DIST, and its ε.
const DIST: f64 = 2.0;
const DIST_EPS: f64 = 1e-8;

/// A loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    Labels,
    KdOne,
    Kd,
    KdWeights,
    Dist,
    Pld,
    ListMle,
    ShortListMle,
}

impl Loss {
    pub fn name(self) -> &'static str {
        match self {
            Loss::Labels => "labels alone",
            Loss::KdOne | Loss::Kd | Loss::KdWeights => "KD",
            Loss::Dist => "DIST",
            Loss::Pld => "PLD",
            Loss::ListMle => "ListMLE",
            Loss::ShortListMle => "ListMLE, first 3",
        }
    }
}

/// A student.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Student {
    pub loss: Loss,
    /// Of the teacher's weights (PLD), of both (KD).
    pub temperature: f64,
    /// The weight of the labels beside KD.
    pub labels: f64,
}

impl Student {
    fn plain(loss: Loss) -> Self {
        Student {
            loss,
            temperature: 1.0,
            labels: 0.0,
        }
    }

    /// Distillation at a temperature with so much weight on the labels.
    pub fn kd(temperature: f64, labels: f64) -> Self {
        Student {
            loss: Loss::Kd,
            temperature,
            labels,
        }
    }

    pub fn name(&self) -> String {
        match self.loss {
            Loss::Kd if self.labels > 0.0 => {
                format!("KD, T = {}, labels × {}", self.temperature, self.labels)
            }
            Loss::Kd => format!("KD, T = {}", self.temperature),
            Loss::Pld => format!("PLD, τ = {}", self.temperature),
            other => other.name().into(),
        }
    }
}

/// The students of the chosen losses, those of one loss together. PLD's first one has the
/// temperature that is set.
pub fn groups(chosen: &[Loss], temperature: f64) -> Vec<(Loss, Vec<Student>)> {
    let mut groups = Vec::new();
    for loss in [Loss::Labels, Loss::Dist, Loss::ListMle, Loss::ShortListMle] {
        if chosen.contains(&loss) {
            groups.push((loss, vec![Student::plain(loss)]));
        }
    }
    let mut kd = Vec::new();
    let mut add = |student: Student| {
        if !kd.contains(&student) {
            kd.push(student);
        }
    };
    if chosen.contains(&Loss::KdOne) {
        add(Student::kd(1.0, 0.0));
    }
    if chosen.contains(&Loss::Kd) {
        add(Student::kd(4.0, 0.0));
    }
    if chosen.contains(&Loss::KdWeights) {
        LABELS.into_iter().for_each(|w| add(Student::kd(4.0, w)));
    }
    if !kd.is_empty() {
        groups.push((Loss::Kd, kd));
    }
    if chosen.contains(&Loss::Pld) {
        let warmer = WARMER.map(|factor| Student {
            loss: Loss::Pld,
            temperature: temperature * factor,
            labels: 0.0,
        });
        groups.push((Loss::Pld, warmer.to_vec()));
    }
    groups
}

/// What each student minimises, `[M]`.
pub fn objective<'g>(g: &'g Graph, model: &Mlp, lot: Lot<'g>, loss: Loss) -> Tensor<'g> {
    let student = model.logits(lot.x, lot.theta);
    let classes = student.dim(2);
    let t = g.hyper("temperature").reshape(&[1, 1]);
    let ranking = || teacher_optimal_permutation(lot.teacher, lot.labels);
    match loss {
        Loss::Labels => cross_entropy(student, lot.labels).mean_all(),
        Loss::KdOne | Loss::Kd | Loss::KdWeights => {
            let labels = g.hyper("labels weight");
            let kd = kd_loss(student, lot.teacher, t).mean_all();
            cross_entropy(student, lot.labels).mean_all() * labels + kd * (-labels + 1.0)
        }
        Loss::Dist => {
            let parts = dist(student, lot.teacher, g.constant(1.0), g.constant(DIST_EPS));
            (parts.inter + parts.intra) * DIST
        }
        Loss::Pld => pld_loss(student, lot.teacher, lot.labels, t).mean_all(),
        Loss::ListMle => listmle_loss(student, ranking(), classes).mean_all(),
        Loss::ShortListMle => listmle_loss(student, ranking(), SHORT.min(classes)).mean_all(),
    }
}

/// What one example teaches, rank by rank.
pub struct Ladder {
    /// The class at each rank.
    pub class: Vec<usize>,
    /// The teacher's weight of it.
    pub weight: Vec<f64>,
    /// With what probability each student shown chooses it among those that are left.
    pub chosen: Vec<(Student, Vec<f64>)>,
}

/// The ladder of the example of the settings.
pub async fn ladder(bench: &Bench, seed: &Pld, settings: &Settings) -> Result<Ladder, LabError> {
    let example = settings.example.min(seed.labels.len() - 1);
    let teacher = seed.teacher.1.row(example);
    let classes = teacher.len();
    let wanted = [Loss::Pld, Loss::Labels];
    let students: Vec<Student> = wanted
        .iter()
        .filter_map(|loss| seed.found.iter().find(|f| f.student.loss == *loss))
        .map(|f| f.student)
        .collect();
    let mut scores: Vec<f32> = Vec::new();
    for student in &students {
        let own = seed.of(*student).map(|f| f.shown.row(example).to_vec());
        scores.extend(own.unwrap_or_default().iter().map(|&z| z as f32));
    }
    let members = students.len().max(1);
    scores.resize(members * classes, 0.0);
    let given = [
        (
            "teacher",
            Given::Numbers(teacher.iter().map(|&z| z as f32).collect()),
        ),
        ("label", Given::Whole(vec![seed.labels[example]])),
        ("scores", Given::Numbers(scores)),
    ];
    let shown = settings.shown;
    let found = bench
        .values(members, &given, |g| {
            let teacher = g.shared("teacher", &[1, classes]);
            let label = g.input("label", &[1, 1, 1], DType::U32);
            let ranking = teacher_optimal_permutation(teacher, label);
            let weights = (teacher / g.constant(shown)).softmax().gather(2, ranking);
            let chosen = (-surprises(g.each("scores", &[1, classes]), ranking)).exp();
            vec![ranking.cast(DType::F32), weights, chosen]
        })
        .await?;
    let numbers = |of: &[f32]| of.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>();
    let chosen = students.into_iter().enumerate();
    let part = |i: usize| numbers(&found[2][i * classes..(i + 1) * classes]);
    Ok(Ladder {
        class: found[0][..classes].iter().map(|&k| k as usize).collect(),
        weight: numbers(&found[1][..classes]),
        chosen: chosen.map(|(i, s)| (s, part(i))).collect(),
    })
}
