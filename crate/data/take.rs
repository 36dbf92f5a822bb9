//! Parts of a set that have no row in common.

use super::{Dataset, InputError, Split};
use crate::run::seed::{key, threefry};

/// What is left of a set while parts are taken from it.
#[derive(Clone, Debug)]
pub struct Rest {
    data: Dataset,
    seed: u32,
    left: usize,
}

impl Rest {
    /// All rows of a set; the seed decides which part a row falls to.
    pub fn new(data: Dataset, seed: u32) -> Self {
        let left = data.len();
        Rest { data, seed, left }
    }

    /// `n` rows, each class in proportion, in random order; what is left of the set as it
    /// stands if that is all of it. No rows for `n = 0`.
    ///
    /// Refuses, under the name `field`, to take more than there are.
    pub fn take(&mut self, field: &'static str, n: usize) -> Result<Option<Dataset>, InputError> {
        if n > self.left {
            let limit = format!(
                "at most {}, the rows of `{}` that are left for it",
                self.left,
                self.data.name()
            );
            return Err(InputError::range(field, limit, n));
        }
        if n == 0 {
            return Ok(None);
        }
        self.left -= n;
        if self.left == 0 {
            return Ok(Some(self.data.clone()));
        }
        // The test part is split off as a run's two parts always were: by the run's own seed.
        let own = match field {
            "test" => self.seed,
            _ => threefry(key(self.seed, field), [0, 0])[0],
        };
        let [rest, part] = Split::of_classes(&self.data, n, own).apply(&self.data)?;
        self.data = rest;
        Ok(Some(part))
    }
}
