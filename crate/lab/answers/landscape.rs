//! The error on the plane through three members.

use crate::data::within;

use super::super::{Answer, Explorer, LabError, On};
use super::score::hits;

/// How far the landscape reaches beyond its corners, in their extent.
const MARGIN: f64 = 0.3;

impl Explorer {
    /// The error at `side × side` places, from beyond the lowest corner to beyond the highest.
    pub(in crate::lab) async fn landscape(
        &mut self,
        through: [usize; 3],
        side: usize,
        on: &On,
    ) -> Result<Answer, LabError> {
        within("side", side, 2, 64)?;
        let plane = self.weight_plane(through)?;
        let rows = self.rows(on)?;
        let at = &plane.axes.coordinates;
        let corners = [0, 1, 2].map(|i| [at[[i, 0]], at[[i, 1]]]);
        let [x, y] = [0, 1].map(|axis| {
            let along = corners.map(|corner| corner[axis]);
            let low = along.into_iter().fold(f64::INFINITY, f64::min);
            let high = along.into_iter().fold(f64::NEG_INFINITY, f64::max);
            let margin = MARGIN * (high - low);
            [low - margin, high + margin]
        });
        let step =
            |[low, high]: [f64; 2], i: usize| low + (high - low) * i as f64 / (side - 1) as f64;
        let mut error = Vec::with_capacity(side * side);
        let places: Vec<usize> = (0..side * side).collect();
        for part in places.chunks(self.finite.len()) {
            let place = |&i: &usize| plane.at([step(x, i % side), step(y, i / side)]);
            let theta: Vec<f32> = part.iter().flat_map(place).collect();
            let logits = self.network.logits(&theta, rows.values()).await?;
            let own = rows.len() * rows.classes();
            let missed = |z: &[f32]| 1.0 - hits(z, &rows) as f64 / rows.len() as f64;
            error.extend(logits.chunks(own).map(missed));
        }
        Ok(Answer::Landscape {
            x,
            y,
            error,
            corners,
            centroid: plane.axes.centroid,
            angle: plane.angle,
        })
    }
}
