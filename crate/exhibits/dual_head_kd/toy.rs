//! The same students on a plane, where what each head has learnt can be seen.

use ndarray::{Array2, Axis};

use super::Settings;
use super::heads::{self, Told, Variant, loss};
use crate::data::{self, Dataset};
use crate::exhibits::Bench;
use crate::exhibits::chart::places;
use crate::exhibits::classroom::{Classroom, Size, Study};
use crate::lab::{LabError, Plane};
use crate::nn::{Activation, Mlp};

/// Places along a side of the map.
pub const SIDE: usize = 48;
/// Rows of the teacher, of the students and of the test; units of the teacher and the students.
const ROWS: usize = 600;
const TRANSFER: usize = 60;
const TEST: usize = 1000;
const HIDDEN: [usize; 2] = [32, 32];
const WIDTH: usize = 8;
const STEPS: u32 = 300;

/// What is seen on the plane.
pub struct Toy {
    pub plane: Plane,
    /// The rows that students learn from.
    pub rows: Dataset,
    /// The teacher's logits at each place, `[N, K]`.
    pub teacher: Array2<f64>,
    /// Those of a student with labels alone, with one head, with two: `[N, 2 K]`.
    pub students: Vec<(Variant, Array2<f64>)>,
}

impl Toy {
    /// Trains on three arms of a spiral.
    pub async fn new(
        bench: &Bench,
        settings: &Settings,
        seed: u32,
        share: [f64; 2],
    ) -> Result<Self, LabError> {
        let [from, to] = share;
        let spirals = data::Toy::Spirals {
            classes: 3,
            turns: 0.6,
        };
        let all = spirals.generate(ROWS + TEST, 0.06, seed)?;
        let size = Size {
            rows: ROWS,
            transfer: TRANSFER,
            test: TEST,
            hidden: &HIDDEN,
            noise: 0.0,
        };
        let middle = f64::midpoint(from, to);
        let room = Classroom::new(bench, &all, size, seed, [from, middle]).await?;
        let (kind, weight) = (settings.auxiliary, settings.weight);
        let variants = [
            Variant::Labels,
            Variant::OneHead(kind, weight),
            Variant::TwoHeads(kind, weight),
        ];
        let model = Mlp {
            sizes: vec![2, WIDTH, 2 * all.classes()],
            activation: Activation::Relu,
        };
        let study = Study {
            model: &model,
            members: variants.len(),
            seed,
            steps: STEPS,
            every: STEPS,
            given: heads::given(&variants),
        };
        let told = Told {
            aligned: settings.alignment,
        };
        let share = [middle, to];
        let path = room.students(
            bench,
            study,
            share,
            "training students on a plane",
            |g, lot| loss(g, &model, lot, told),
        );
        let theta = path.await?.pop().unwrap_or_default();
        let plane = Plane::around(&all)?;
        let places = places(&plane, SIDE)?;
        let teacher = bench.logits(&room.model, &room.theta, &places).await?;
        let logits = bench.logits(&model, &theta, &places).await?;
        Ok(Toy {
            plane,
            teacher: teacher.index_axis_move(Axis(0), 0),
            students: variants
                .into_iter()
                .zip(logits.outer_iter().map(|both| both.to_owned()))
                .collect(),
            rows: room.transfer,
        })
    }
}
