//! Wrong labels, on purpose.

use super::error::within;
use super::{Dataset, InputError};
use crate::run::seed::{index, key, threefry, uniform};

/// Where a wrong label goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelNoise {
    /// To each of the other classes with equal chance.
    Symmetric,
    /// To the next class, the last one to the first (pair flipping, Han et al. 2018,
    /// arXiv:1804.06872).
    Pair,
}

impl LabelNoise {
    /// The data with each label, independently and with chance `rate`, made wrong.
    ///
    /// `rate` from 0 to 1; at 1 no label is right. Rows whose label is wrong at one
    /// rate are wrong, in the same way, at every higher rate.
    pub fn apply(self, data: &Dataset, rate: f64, seed: u32) -> Result<Dataset, InputError> {
        within("rate", rate, 0.0, 1.0)?;
        let key = key(seed, "label noise");
        let classes = data.classes();
        let noisy = |(row, &label): (usize, &u32)| {
            if f64::from(uniform(key, [0, row as u32])) >= rate {
                return label;
            }
            let step = match self {
                LabelNoise::Pair => 1,
                LabelNoise::Symmetric => 1 + index(threefry(key, [1, row as u32])[0], classes - 1),
            };
            ((label as usize + step) % classes) as u32
        };
        let y = data.y().iter().enumerate().map(noisy).collect();
        Ok(data.clone().with_labels(y))
    }
}
