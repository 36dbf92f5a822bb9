//! The plane of weights through three checkpoints of a run.

use ndarray::{Array1, ArrayView1};

use super::standing::hits;
use crate::data::Dataset;
use crate::exhibits::Bench;
use crate::lab::LabError;
use crate::methods::soup::plane;
use crate::nn::Mlp;

/// Places along a side.
const SIDE: usize = 13;
/// Test rows that are counted on.
const ROWS: usize = 500;

/// Errors on a plane, and where models lie in it or are nearest to it.
pub struct Field {
    /// Places along both axes, as distances of weights.
    pub x: Vec<f64>,
    /// See `x`.
    pub y: Vec<f64>,
    /// Shares of test rows that are wrong, row by row from the lowest `y`.
    pub error: Vec<f64>,
    /// The run's checkpoints.
    pub places: Vec<[f64; 2]>,
    /// Which three the plane goes through.
    pub through: [usize; 3],
    /// The mean of all checkpoints.
    pub soup: [f64; 2],
}

impl Field {
    /// The plane through the first, the middle and the last checkpoint.
    pub async fn new(
        bench: &Bench,
        model: &Mlp,
        checkpoints: &[&[f32]],
        test: &Dataset,
        labels: &[usize],
    ) -> Result<Self, LabError> {
        let count = checkpoints.len();
        let all: Vec<Array1<f64>> = checkpoints
            .iter()
            .map(|own| own.iter().map(|&w| f64::from(w)).collect())
            .collect();
        let through = [0, count / 2, count - 1];
        let [a, b, c] = through.map(|i| all[i].view());
        let Some(plane) = plane(a, b, c) else {
            // A run that stands still has no plane.
            return Ok(Field::nothing(through, count));
        };
        let place = |w: ArrayView1<'_, f64>| {
            let moved = &w - &a;
            [moved.dot(&plane.u), moved.dot(&plane.v)]
        };
        let places: Vec<[f64; 2]> = all.iter().map(|w| place(w.view())).collect();
        let mean = |axis: usize| places.iter().map(|p| p[axis]).sum::<f64>() / count as f64;
        let ticks = |axis: usize| -> Vec<f64> {
            let own = places.iter().map(|p| p[axis]);
            let (low, high) = own.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
            let margin = 0.25 * (high - low);
            let step = (high - low + 2.0 * margin) / (SIDE - 1) as f64;
            (0..SIDE).map(|i| low - margin + step * i as f64).collect()
        };
        let (x, y) = (ticks(0), ticks(1));
        let theta = |i: usize| {
            let at = &a + &(&plane.u * x[i % SIDE]) + &plane.v * y[i / SIDE];
            at.mapv(|w| w as f32).to_vec()
        };
        let theta: Vec<f32> = (0..SIDE * SIDE).flat_map(theta).collect();
        let rows = ROWS.min(test.len());
        let logits = bench.logits(model, &theta, &test.first(rows)?).await?;
        let error = hits(logits.view(), &labels[..rows]);
        Ok(Field {
            error: error.into_iter().map(|right| 1.0 - right).collect(),
            soup: [mean(0), mean(1)],
            x,
            y,
            places,
            through,
        })
    }

    fn nothing(through: [usize; 3], count: usize) -> Self {
        Field {
            x: Vec::new(),
            y: Vec::new(),
            error: Vec::new(),
            places: vec![[0.0; 2]; count],
            through,
            soup: [0.0; 2],
        }
    }

    /// The error at the place of the grid that is nearest.
    pub fn error_at(&self, at: [f64; 2]) -> f64 {
        let nearest = |ticks: &[f64], v: f64| {
            let off = |i: &usize| (ticks[*i] - v).abs();
            (0..ticks.len())
                .min_by(|a, b| off(a).total_cmp(&off(b)))
                .unwrap_or(0)
        };
        let (i, j) = (nearest(&self.x, at[0]), nearest(&self.y, at[1]));
        self.error.get(j * SIDE + i).copied().unwrap_or(f64::NAN)
    }
}
