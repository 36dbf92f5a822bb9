//! Students on a plane of five clouds, two of them rare.

use ndarray::{Array2, Axis};

use super::lists::{Loss, Student, objective};
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
const TRANSFER: usize = 60;
const TEST: usize = 400;
const HIDDEN: [usize; 2] = [32, 32];
const WIDTH: usize = 8;
const STEPS: u32 = 300;
/// The standard deviation of a cloud.
const NOISE: f64 = 0.3;
/// Of the last two classes one row in so many is left.
const RARE: usize = 5;

/// What is seen on the plane.
pub struct Toy {
    pub plane: Plane,
    /// The rows that students learn from.
    pub rows: Dataset,
    /// The teacher's logits at each place, `[N, K]`.
    pub teacher: Array2<f64>,
    /// Those of the students.
    pub students: Vec<(Student, Array2<f64>)>,
}

impl Toy {
    /// Trains on five clouds.
    pub async fn new(
        bench: &Bench,
        temperature: f64,
        seed: u32,
        share: [f64; 2],
    ) -> Result<Self, LabError> {
        let [from, to] = share;
        let clouds = data::Toy::Blobs { classes: 5 };
        let many = clouds.generate(2 * (ROWS + TEST), NOISE, seed)?;
        let kept = |&i: &usize| many.y()[i] < 3 || i % RARE == 0;
        let kept: Vec<usize> = (0..many.len()).filter(kept).collect();
        let all = many.pick(&kept)?;
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
        let pld = Student {
            loss: Loss::Pld,
            temperature,
            labels: 0.0,
        };
        let labels = Student {
            loss: Loss::Labels,
            temperature: 1.0,
            ..pld
        };
        let mut students = Vec::new();
        for (i, student) in [labels, Student::kd(4.0, 0.0), pld].into_iter().enumerate() {
            let number = |value: f64| Given::Numbers(vec![value as f32]);
            let study = Study {
                model: &model,
                members: 1,
                seed,
                steps: STEPS,
                every: STEPS,
                given: vec![
                    ("temperature", number(student.temperature)),
                    ("labels weight", number(student.labels)),
                ],
            };
            let from = from + part * (i + 1) as f64;
            let doing = "training students on a plane";
            let path = room.students(bench, study, [from, from + part], doing, |g, lot| {
                objective(g, &model, lot, student.loss)
            });
            let theta = path.await?.pop().unwrap_or_default();
            let logits = bench.logits(&model, &theta, &places).await?;
            students.push((student, logits.index_axis_move(Axis(0), 0)));
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
