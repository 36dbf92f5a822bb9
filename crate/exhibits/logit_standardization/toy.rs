//! The same students on a plane.

use ndarray::{Array2, Axis};

use super::loud::{Loss, Told, objective};
use crate::data::{self, Dataset};
use crate::exhibits::chart::places;
use crate::exhibits::classroom::{Classroom, Size, Study};
use crate::exhibits::{Bench, Given};
use crate::lab::{LabError, Plane};
use crate::nn::{Activation, Mlp};

/// Places along a side of the map.
pub const SIDE: usize = 48;
/// Rows of the teacher, of the students and of the test; units of the teacher and the students.
const ROWS: usize = 600;
const TRANSFER: usize = 80;
const TEST: usize = 400;
const HIDDEN: [usize; 2] = [32, 32];
const WIDTH: usize = 8;
const STEPS: u32 = 300;
/// The losses that are seen.
const SEEN: [Loss; 3] = [Loss::Labels, Loss::Kd, Loss::Standardised];

/// What is seen on the plane.
pub struct Toy {
    pub plane: Plane,
    /// The rows that students learn from.
    pub rows: Dataset,
    /// The teacher's logits at each place, `[N, K]`.
    pub teacher: Array2<f64>,
    /// Those of the students, one for each scale.
    pub students: Vec<(Loss, Vec<Array2<f64>>)>,
}

impl Toy {
    /// Trains on four arms of a spiral.
    pub async fn new(
        bench: &Bench,
        told: Told,
        seed: u32,
        share: [f64; 2],
    ) -> Result<Self, LabError> {
        let [from, to] = share;
        let spirals = data::Toy::Spirals {
            classes: 4,
            turns: 0.5,
        };
        let all = spirals.generate(ROWS + TEST, 0.06, seed)?;
        let size = Size {
            rows: ROWS,
            transfer: TRANSFER,
            test: TEST,
            hidden: &HIDDEN,
            noise: 0.0,
        };
        let part = (to - from) / 4.0;
        let room = Classroom::new(bench, &all, size, seed, [from, from + part]).await?;
        let model = Mlp {
            sizes: vec![2, WIDTH, all.classes()],
            activation: Activation::Relu,
        };
        let plane = Plane::around(&all)?;
        let places = places(&plane, SIDE)?;
        let mut students = Vec::new();
        for (i, loss) in SEEN.into_iter().enumerate() {
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
            let from = from + part * (i + 1) as f64;
            let doing = "training students on a plane";
            let path = room.students(bench, study, [from, from + part], doing, |g, lot| {
                objective(g, &model, lot, loss, told)
            });
            let theta = path.await?.pop().unwrap_or_default();
            let logits = bench.logits(&model, &theta, &places).await?;
            students.push((loss, logits.outer_iter().map(|z| z.to_owned()).collect()));
        }
        let teacher = bench.logits(&room.model, &room.theta, &places).await?;
        Ok(Toy {
            plane,
            rows: room.transfer,
            teacher: teacher.index_axis_move(Axis(0), 0),
            students,
        })
    }
}
