//! Two students made of the teacher, and which of them a loss prefers.

use ndarray::{Array2, ArrayView1};

use super::Settings;
use crate::exhibits::{Bench, Given};
use crate::lab::LabError;
use crate::methods::categorical::argmax;
use crate::methods::distillation::{kd_loss, standardized_kd_loss};

/// How near the teacher's two largest logits are in a close call, and how loud the right student
/// of the claim is.
const CLOSE: f64 = 1.0;
const QUIET: f64 = 0.2;
/// How loud students are along the figure.
pub const LOUDNESS: [f64; 13] = [
    0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0, 1.3, 1.6, 2.0,
];

/// The teacher's close calls among the test rows, and a student that decides them the other way.
pub struct Calls {
    /// The teacher's logits `[N, K]`.
    teacher: Array2<f64>,
    /// The same with the two largest exchanged.
    wrong: Array2<f64>,
    /// Of the claim: losses of the right student, which is quiet, and of the wrong one.
    claimed: [Pair; 2],
}

/// A divergence of raw logits and of standardised ones, a mean over close calls, in nats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair {
    pub raw: f64,
    pub standardised: f64,
}

/// Losses of both students at each loudness, and at the one of the settings.
pub struct Scored {
    pub right: Vec<Pair>,
    pub wrong: Vec<Pair>,
    /// The right student as loud as set, the wrong one as loud as the teacher.
    pub now: [Pair; 2],
    pub calls: usize,
}

impl Calls {
    pub async fn new(bench: &Bench, said: &Array2<f64>) -> Result<Self, LabError> {
        let top = |row: ArrayView1<'_, f64>| {
            let first = argmax(row.iter());
            let rest = row.iter().enumerate();
            let rest = rest.map(|(k, &z)| if k == first { f64::NEG_INFINITY } else { z });
            [first, argmax(rest)]
        };
        let close = |&n: &usize| {
            let [a, b] = top(said.row(n));
            said[[n, a]] - said[[n, b]] < CLOSE
        };
        let rows: Vec<usize> = (0..said.nrows()).filter(close).collect();
        let teacher = said.select(ndarray::Axis(0), &rows);
        let mut wrong = teacher.clone();
        for mut row in wrong.outer_iter_mut() {
            let [a, b] = top(row.view());
            row.swap(a, b);
        }
        let mut own = Calls {
            teacher,
            wrong,
            claimed: Default::default(),
        };
        let [right, _] = own.losses(bench, &[QUIET], 1.0, 0).await?;
        let [_, wrong] = own.losses(bench, &[1.0], 1.0, 0).await?;
        own.claimed = [right[0], wrong[0]];
        Ok(own)
    }

    /// By how much both hold: the wrong student has the smaller loss of raw logits, and the larger
    /// one of standardised logits.
    pub fn authentic(&self) -> f64 {
        let [right, wrong] = self.claimed;
        (right.raw - wrong.raw).min(wrong.standardised - right.standardised)
    }

    /// Both students' losses at the live settings.
    pub async fn scored(&self, bench: &Bench, settings: &Settings) -> Result<Scored, LabError> {
        let ddof = usize::from(settings.sample);
        let loudness = [&LOUDNESS[..], &[settings.loudness, 1.0]].concat();
        let found = self
            .losses(bench, &loudness, settings.viewing, ddof)
            .await?;
        let [mut right, mut wrong] = found;
        let own = wrong.pop().unwrap_or_default();
        right.pop();
        let quiet = right.pop().unwrap_or_default();
        wrong.pop();
        Ok(Scored {
            right,
            wrong,
            now: [quiet, own],
            calls: self.teacher.nrows(),
        })
    }

    /// The right and the wrong student's losses at each loudness.
    async fn losses(
        &self,
        bench: &Bench,
        loudness: &[f64],
        temperature: f64,
        ddof: usize,
    ) -> Result<[Vec<Pair>; 2], LabError> {
        let (rows, classes) = self.teacher.dim();
        if rows == 0 {
            return Ok([vec![], vec![]].map(|_: Vec<Pair>| vec![Pair::default(); loudness.len()]));
        }
        let numbers = |z: &Array2<f64>| Given::Numbers(z.iter().map(|&z| z as f32).collect());
        let given = [
            ("teacher", numbers(&self.teacher)),
            ("wrong", numbers(&self.wrong)),
            (
                "loudness",
                Given::Numbers(loudness.iter().map(|&l| l as f32).collect()),
            ),
        ];
        let found = bench
            .values(loudness.len(), &given, |g| {
                let teacher = g.shared("teacher", &[rows, classes]);
                let loud = g.hyper("loudness").reshape(&[1, 1]);
                let (t, eps) = (g.constant(temperature), g.constant(1e-7));
                let students = [teacher, g.shared("wrong", &[rows, classes])].map(|z| z * loud);
                let both = students.map(|s| {
                    // Divergences without the factor T² of a training loss.
                    let scale = 1.0 / (temperature * temperature);
                    let raw = kd_loss(s, teacher, t).mean_all() * scale;
                    let own = standardized_kd_loss(s, teacher, t, ddof, eps).mean_all() * scale;
                    [raw, own]
                });
                both.concat()
            })
            .await?;
        // Rounding may leave a divergence of nothing just below 0.
        let at = |of: usize, i: usize| f64::from(found[of][i]).max(0.0);
        let pair = |of: usize, i: usize| Pair {
            raw: at(2 * of, i),
            standardised: at(2 * of + 1, i),
        };
        Ok([0, 1].map(|of| (0..loudness.len()).map(|i| pair(of, i)).collect()))
    }
}
