//! Points that are no longer where they were, in five grades of severity.

use super::error::within;
use super::{Dataset, InputError};
use crate::run::seed::{fill_normal, key, uniform};

/// A way to move the rows of a set `[N, d]`; `c` is the grade's entry in [`Shift::table`] and `s`
/// the set's spread: the root of the mean of its `d` variances. Only noise is for other rows than
/// points of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Normal noise of standard deviation `c · s` on each number.
    Noise,
    /// A turn of the whole set about its mean by `c` degrees, counter-clockwise.
    Rotation,
    /// A move of the whole set by `c · s`, in a direction that the seed decides.
    Translation,
}

impl Shift {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Noise, Self::Rotation, Self::Translation];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::Rotation => "rotation",
            Self::Translation => "translation",
        }
    }

    /// The shift of this name.
    pub fn named(name: &str) -> Result<Self, InputError> {
        let known = Self::ALL.map(Self::name);
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| InputError::choice("shift", &known, name))
    }

    /// The parameter `c` for severities 1 to 5.
    pub fn table(self) -> [f64; 5] {
        match self {
            Self::Noise => [0.1, 0.2, 0.3, 0.45, 0.6],
            Self::Rotation => [10.0, 20.0, 30.0, 45.0, 60.0],
            Self::Translation => [0.1, 0.2, 0.4, 0.6, 0.8],
        }
    }

    /// The points at a severity from 1 to 5; 0 leaves them where they are.
    pub fn apply(self, data: &Dataset, severity: usize, seed: u32) -> Result<Dataset, InputError> {
        within("severity", severity, 0, 5)?;
        let limit = match (self, data.shape()) {
            (_, [2]) | (Self::Noise, [_]) => None,
            (Self::Noise, _) => Some("numbers in a line"),
            _ => Some("2 coordinates"),
        };
        if let Some(limit) = limit {
            let found = format!("{:?}", data.shape());
            return Err(InputError::range("shape of a row", limit, found));
        }
        if severity == 0 {
            return Ok(data.clone());
        }
        let x = self.moved(data, self.table()[severity - 1], seed);
        data.clone().with_values(x)
    }

    fn moved(self, data: &Dataset, c: f64, seed: u32) -> Vec<f32> {
        let key = key(seed, self.name());
        let moments = data.moments();
        let (mean, spread) = (|axis: usize| moments[axis].0, spread(&moments));
        let points = data
            .values()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|p| p.map(f64::from));
        let round = |point: [f64; 2]| point.map(|v| v as f32);
        match self {
            Self::Noise => {
                let mut noise = vec![0.0; data.values().len()];
                fill_normal(key, 0, 0, &mut noise);
                let sum =
                    |(v, z): (&f32, &f32)| (f64::from(*v) + c * spread * f64::from(*z)) as f32;
                data.values().iter().zip(&noise).map(sum).collect()
            }
            Self::Rotation => {
                let angle = c.to_radians();
                let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                let turned = |[x, y]: [f64; 2]| {
                    let (x, y) = (x - mean(0), y - mean(1));
                    [mean(0) + cos * x - sin * y, mean(1) + sin * x + cos * y]
                };
                points.map(turned).flat_map(round).collect()
            }
            Self::Translation => {
                let angle = std::f64::consts::TAU * f64::from(uniform(key, [0, 0]));
                let away = [libm::cos(angle), libm::sin(angle)].map(|part| c * spread * part);
                let added = |[x, y]: [f64; 2]| [x + away[0], y + away[1]];
                points.map(added).flat_map(round).collect()
            }
        }
    }
}

fn spread(moments: &[(f64, f64)]) -> f64 {
    let variances = moments.iter().map(|(_, deviation)| deviation * deviation);
    (variances.sum::<f64>() / moments.len() as f64).sqrt()
}
