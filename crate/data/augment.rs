//! Rows as they might also have been: turned, moved, fainter, noisy.

use serde::{Deserialize, Serialize};

use super::error::within;
use super::image::placed;
use super::{Dataset, InputError};
use crate::run::seed::{Key, fill_normal, key, uniform};

/// How far a row may go from what it is. All zero, with contrast 1, leaves it as it is.
///
/// Images are rows of two or three dimensions, the last two height and width; everything else
/// is points. `u` is uniform in `[−1, 1)`, drawn for each row and each use.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Augmentation {
    /// A turn of every row by so many degrees, counter-clockwise, −180 to 180.
    pub turn: f64,
    /// A further turn by `u` times so many degrees, 0 to 180.
    pub rotation: f64,
    /// A move along each axis by `u` times so much, 0 to 8: pixels of images, shares of the
    /// set's larger width for points.
    pub translation: f64,
    /// The lowest factor, 0.05 to 1, of an image's distances from its mean; factors are uniform
    /// between it and 1.
    pub contrast: f64,
    /// Normal noise of this standard deviation on each feature, 0 to 2, in its own unit.
    pub noise: f64,
}

impl Augmentation {
    /// Nothing.
    pub const NONE: Self = Augmentation {
        turn: 0.0,
        rotation: 0.0,
        translation: 0.0,
        contrast: 1.0,
        noise: 0.0,
    };

    /// What is usual for rows of these dimensions: ±15°, ±1 pixel, contrast from 0.7 and noise
    /// 0.05 for images; ±10°, ±0.02 of the width and noise 0.05 for points of a plane; noise
    /// 0.05 for all else.
    pub fn usual(shape: &[usize]) -> Self {
        let images = shape.len() > 1;
        let (rotation, translation) = match shape {
            [_, _, ..] => (15.0, 1.0),
            [2] => (10.0, 0.02),
            _ => (0.0, 0.0),
        };
        Augmentation {
            turn: 0.0,
            rotation,
            translation,
            contrast: if images { 0.7 } else { 1.0 },
            noise: 0.05,
        }
    }

    /// An error that names the first number out of its range, if there is one.
    pub fn check(&self) -> Result<(), InputError> {
        within("augment.turn", self.turn, -180.0, 180.0)?;
        within("augment.rotation", self.rotation, 0.0, 180.0)?;
        within("augment.translation", self.translation, 0.0, 8.0)?;
        within("augment.contrast", self.contrast, 0.05, 1.0)?;
        within("augment.noise", self.noise, 0.0, 2.0)?;
        Ok(())
    }

    /// The rows of `data`, each augmented once. Images stay within `[0, 1]`; points turn about
    /// the set's mean.
    ///
    /// What is random depends on the seed and the row alone. Refuses to turn points that do
    /// not lie in a plane, and to change the contrast of what is no image.
    pub fn apply(&self, data: &Dataset, seed: u32) -> Result<Dataset, InputError> {
        self.check()?;
        let key = key(seed, "augment");
        let x = match *data.shape() {
            [.., h, w] => {
                let rows = (0..).zip(data.values().chunks_exact(data.features()));
                rows.flat_map(|(row, x)| self.image(x, [h, w], key, row))
                    .collect()
            }
            _ => self.points(data, key)?,
        };
        data.clone().with_values(x)
    }

    fn image(&self, x: &[f32], [h, w]: [usize; 2], key: Key, row: u32) -> Vec<f32> {
        let degrees = self.turn + self.rotation * either_way(key, row, 0);
        let away = [1, 2].map(|k| self.translation * either_way(key, row, k));
        let share = f64::from(uniform(key, [row, 3]));
        let factor = (self.contrast + (1.0 - self.contrast) * share) as f32;
        let moved = degrees != 0.0 || away != [0.0; 2];
        let mut out: Vec<f32> = if moved {
            let channels = x.chunks_exact(h * w);
            channels
                .flat_map(|x| placed(x, [h, w], degrees, away))
                .collect()
        } else {
            x.to_vec()
        };
        if factor != 1.0 {
            let mean = out.iter().sum::<f32>() / out.len() as f32;
            out.iter_mut()
                .for_each(|v| *v = mean + factor * (*v - mean));
        }
        self.add_noise(&mut out, key, row);
        if self.noise > 0.0 {
            out.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        }
        out
    }

    fn points(&self, data: &Dataset, key: Key) -> Result<Vec<f32>, InputError> {
        let turns = self.turn != 0.0 || self.rotation != 0.0;
        if turns && data.features() != 2 {
            let limit = "0 where rows are not two coordinates or images";
            return Err(InputError::range("augment.rotation", limit, self.rotation));
        }
        within("augment.contrast", self.contrast, 1.0, 1.0)?;
        let mean: Vec<f64> = data.moments().into_iter().map(|m| m.0).collect();
        let reach = self.translation * width(data);
        let mut all = Vec::with_capacity(data.values().len());
        for (row, x) in (0..).zip(data.values().chunks_exact(data.features())) {
            let mut x: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
            if turns {
                let degrees = self.turn + self.rotation * either_way(key, row, 0);
                let angle = degrees.to_radians();
                let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                let (a, b) = (x[0] - mean[0], x[1] - mean[1]);
                x = vec![mean[0] + cos * a - sin * b, mean[1] + sin * a + cos * b];
            }
            let moved = (1..).zip(x);
            let moved = moved.map(|(k, v)| (v + reach * either_way(key, row, k)) as f32);
            let mut out: Vec<f32> = moved.collect();
            self.add_noise(&mut out, key, row);
            all.append(&mut out);
        }
        Ok(all)
    }

    fn add_noise(&self, x: &mut [f32], key: Key, row: u32) {
        if self.noise > 0.0 {
            let mut noise = vec![0.0; x.len()];
            // Counters from here on are not those of the uniform draws.
            fill_normal(key, row, 1 << 16, &mut noise);
            let deviation = self.noise as f32;
            x.iter_mut()
                .zip(noise)
                .for_each(|(v, z)| *v += deviation * z);
        }
    }
}

/// The row's `k`-th number, in `[−1, 1)`.
fn either_way(key: Key, row: u32, k: u32) -> f64 {
    2.0 * f64::from(uniform(key, [row, k])) - 1.0
}

/// The largest of the features' widths, from the least to the largest value.
fn width(data: &Dataset) -> f64 {
    let widths = data.x().columns().into_iter().map(|column| {
        let low = column.iter().copied().fold(f32::INFINITY, f32::min);
        let high = column.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        f64::from(high) - f64::from(low)
    });
    widths.fold(0.0, f64::max)
}
