//! Spoilt images, in five grades of severity.
//!
//! The kinds and the idea of five grades are those of Hendrycks and Dietterich 2019,
//! *Benchmarking neural network robustness to common corruptions and perturbations*,
//! arXiv:1903.12261; rotation and translation follow Mu and Gilmer 2019, *MNIST-C*,
//! arXiv:1906.02337. Lengths are shares of the image, so that 14 × 14 and 28 × 28 pixels
//! are spoilt alike.

use super::error::within;
use super::image::{Size, blurred, moved, pixelated, rotated};
use super::{Dataset, InputError};
use crate::run::seed::{Key, fill_normal, key, threefry, uniform};

/// A way to spoil an image with values in `[0, 1]`; `c` is the grade's entry in
/// [`Corruption::table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corruption {
    /// Normal noise of standard deviation `c`, cut to `[0, 1]`.
    GaussianNoise,
    /// Poisson counts of mean `c · x`, over `c`, cut to `[0, 1]`: few photons.
    ShotNoise,
    /// A Gaussian filter as wide as `c` of the image's width.
    Blur,
    /// `mean + c · (x − mean)`, the mean over the image.
    Contrast,
    /// `x + c`, cut to `[0, 1]`.
    Brightness,
    /// A turn by `c` degrees, either way.
    Rotation,
    /// A move by `c` of the image's width, in any direction.
    Translation,
    /// `c` times as many pixels along each side, and back, each the mean over its area.
    Pixelate,
}

/// Where the search for a Poisson count ends: far beyond any count of mean 60.
const MAX_COUNT: u32 = 400;

impl Corruption {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::GaussianNoise,
        Self::ShotNoise,
        Self::Blur,
        Self::Contrast,
        Self::Brightness,
        Self::Rotation,
        Self::Translation,
        Self::Pixelate,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::GaussianNoise => "gaussian noise",
            Self::ShotNoise => "shot noise",
            Self::Blur => "blur",
            Self::Contrast => "contrast",
            Self::Brightness => "brightness",
            Self::Rotation => "rotation",
            Self::Translation => "translation",
            Self::Pixelate => "pixelate",
        }
    }

    /// The corruption of this name.
    pub fn named(name: &str) -> Result<Self, InputError> {
        let known = Self::ALL.map(Self::name);
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| InputError::choice("corruption", &known, name))
    }

    /// The parameter `c` for severities 1 to 5.
    ///
    /// Noise, contrast and brightness are as for ImageNet-C, whose images also lie
    /// in `[0, 1]`; the rest is ours, scaled to small images of one figure.
    pub fn table(self) -> [f64; 5] {
        match self {
            Self::GaussianNoise => [0.08, 0.12, 0.18, 0.26, 0.38],
            Self::ShotNoise => [60.0, 25.0, 12.0, 5.0, 3.0],
            Self::Blur => [0.02, 0.03, 0.04, 0.06, 0.08],
            Self::Contrast => [0.4, 0.3, 0.2, 0.1, 0.05],
            Self::Brightness => [0.1, 0.2, 0.3, 0.4, 0.5],
            Self::Rotation => [8.0, 16.0, 24.0, 32.0, 40.0],
            Self::Translation => [0.04, 0.08, 0.12, 0.16, 0.20],
            Self::Pixelate => [0.75, 0.6, 0.5, 0.35, 0.2],
        }
    }

    /// The images at a severity from 1 to 5; 0 leaves them as they are.
    ///
    /// `data` must be images `[N, H, W]` with values in `[0, 1]`. What is random
    /// depends on the seed, the kind and the row alone.
    pub fn apply(self, data: &Dataset, severity: usize, seed: u32) -> Result<Dataset, InputError> {
        within("severity", severity, 0, 5)?;
        let size = image_size(data)?;
        if severity == 0 {
            return Ok(data.clone());
        }
        let c = self.table()[severity - 1];
        let key = key(seed, self.name());
        let images = data.values().chunks_exact(data.features());
        let spoilt = (0..)
            .zip(images)
            .flat_map(|(row, x)| self.spoil(x, size, c, key, row));
        data.clone().with_values(spoilt.collect())
    }

    fn spoil(self, x: &[f32], size: Size, c: f64, key: Key, row: u32) -> Vec<f32> {
        let width = size[1] as f64;
        match self {
            Self::GaussianNoise => noisy(x, c, key, row),
            Self::ShotNoise => {
                let shot = |(at, &v): (u32, &f32)| photons(c * f64::from(v), key, [row, at]) / c;
                let cut = |v: f64| (v as f32).min(1.0);
                (0..).zip(x).map(shot).map(cut).collect()
            }
            Self::Blur => blurred(x, size, c * width),
            Self::Contrast => {
                let mean = x.iter().sum::<f32>() / x.len() as f32;
                x.iter().map(|v| mean + c as f32 * (v - mean)).collect()
            }
            Self::Brightness => x.iter().map(|v| (v + c as f32).min(1.0)).collect(),
            Self::Rotation => {
                let turn = if uniform(key, [row, 0]) < 0.5 { c } else { -c };
                rotated(x, size, turn)
            }
            Self::Translation => {
                let angle = std::f64::consts::TAU * f64::from(uniform(key, [row, 0]));
                let away = [libm::sin(angle), libm::cos(angle)];
                moved(x, size, away.map(|part| c * width * part))
            }
            Self::Pixelate => pixelated(x, size, size.map(|side| blocks(c, side))),
        }
    }
}

/// The number of blocks along a side, at least one.
fn blocks(c: f64, side: usize) -> usize {
    ((c * side as f64).round() as usize).max(1)
}

fn image_size(data: &Dataset) -> Result<Size, InputError> {
    let &[h, w] = data.shape() else {
        let found = format!("{:?}", data.shape());
        return Err(InputError::range(
            "shape of a row",
            "height by width",
            found,
        ));
    };
    match data.values().iter().find(|v| !(0.0..=1.0).contains(*v)) {
        Some(v) => Err(InputError::range("pixels", "from 0 to 1", v)),
        None => Ok([h, w]),
    }
}

fn noisy(x: &[f32], deviation: f64, key: Key, row: u32) -> Vec<f32> {
    let mut noise = vec![0.0; x.len()];
    fill_normal(key, row, 0, &mut noise);
    let sum = |(v, z): (&f32, &f32)| (v + deviation as f32 * z).clamp(0.0, 1.0);
    x.iter().zip(&noise).map(sum).collect()
}

/// A Poisson count by inversion: the first `k` whose cumulated chance exceeds a
/// uniform number of 64 bits.
fn photons(mean: f64, key: Key, counter: [u32; 2]) -> f64 {
    let [high, low] = threefry(key, counter);
    let scale = 1.0 / 4_294_967_296.0;
    let u = (f64::from(high) + f64::from(low) * scale) * scale;
    let mut chance = libm::exp(-mean);
    let mut cumulated = chance;
    let mut count = 0;
    while cumulated <= u && count < MAX_COUNT {
        count += 1;
        chance *= mean / f64::from(count);
        cumulated += chance;
    }
    f64::from(count)
}
