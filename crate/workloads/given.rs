//! Numbers that come from outside, by name.

use crate::data::InputError;

/// Numbers of one of the two types that other programs hand over.
#[derive(Clone, Debug)]
pub enum Values {
    /// Weights, inputs.
    Floats(Vec<f32>),
    /// Labels, tokens; none is negative.
    Integers(Vec<i32>),
}

/// Arrays by name, row-major; the latest of a name counts.
#[derive(Clone, Debug, Default)]
pub struct Given(Vec<(String, Values)>);

impl Given {
    /// Adds an array.
    pub fn insert(&mut self, name: impl Into<String>, values: Values) {
        self.0.push((name.into(), values));
    }

    fn find(&self, name: &str) -> Option<&Values> {
        let found = self.0.iter().rev().find(|(n, _)| n == name);
        found.map(|(_, values)| values)
    }

    /// An array of floats of a shape.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<&[f32], InputError> {
        let len = length(shape);
        match self.find(name) {
            Some(Values::Floats(x)) if x.len() == len => Ok(x),
            other => Err(misfit(name, "floats", len, other)),
        }
    }

    /// An array of integers of a shape, none negative.
    pub fn integers(&self, name: &str, shape: &[usize]) -> Result<Vec<u32>, InputError> {
        let len = length(shape);
        let found = self.find(name);
        match found {
            Some(Values::Integers(x)) if x.len() == len && x.iter().all(|&v| v >= 0) => {
                Ok(x.iter().map(|&v| v as u32).collect())
            }
            other => Err(misfit(name, "integers from 0", len, other)),
        }
    }
}

/// The numbers of an array; more than any has where they cannot be counted.
fn length(shape: &[usize]) -> usize {
    shape.iter().fold(1, |len, &d| len.saturating_mul(d))
}

fn misfit(name: &str, kind: &str, len: usize, found: Option<&Values>) -> InputError {
    let limit = format!("{len} {kind} called `{name}`");
    let found = match found {
        None => "nothing".into(),
        Some(Values::Floats(x)) => format!("{} floats", x.len()),
        Some(Values::Integers(x)) => format!("{} integers", x.len()),
    };
    InputError::range("data", limit, found)
}
