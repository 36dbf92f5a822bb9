//! What a function gives.

use ndarray::{Array, ArrayD, Dimension};
use serde_json::Value;

use super::parse;

/// A value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Numbers.
    Real(ArrayD<f64>),
    /// Whole numbers.
    Whole(ArrayD<i64>),
    /// Yes or no.
    Flag(bool),
    /// Yeses and noes.
    Flags(ArrayD<bool>),
    /// There is none.
    None,
}

impl Datum {
    /// The lengths of its axes.
    pub fn shape(&self) -> &[usize] {
        match self {
            Datum::Real(array) => array.shape(),
            Datum::Whole(array) => array.shape(),
            Datum::Flags(array) => array.shape(),
            Datum::Flag(_) | Datum::None => &[],
        }
    }

    /// It as JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Datum::Real(array) => nested(array, &|&v| parse::number(v)),
            Datum::Whole(array) => nested(array, &|&v| v.into()),
            Datum::Flag(yes) => (*yes).into(),
            Datum::Flags(array) => nested(array, &|&yes| yes.into()),
            Datum::None => Value::Null,
        }
    }
}

fn nested<T>(array: &ArrayD<T>, leaf: &dyn Fn(&T) -> Value) -> Value {
    fn level<'a, T>(
        shape: &[usize],
        items: &mut dyn Iterator<Item = &'a T>,
        leaf: &dyn Fn(&T) -> Value,
    ) -> Value {
        match shape.split_first() {
            None => items.next().map_or(Value::Null, leaf),
            Some((&length, inner)) => {
                Value::Array((0..length).map(|_| level(inner, items, leaf)).collect())
            }
        }
    }
    level(array.shape(), &mut array.iter(), leaf)
}

impl From<f64> for Datum {
    fn from(value: f64) -> Self {
        Datum::Real(ndarray::arr0(value).into_dyn())
    }
}

impl From<Option<f64>> for Datum {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Datum::None, Datum::from)
    }
}

impl From<i64> for Datum {
    fn from(value: i64) -> Self {
        Datum::Whole(ndarray::arr0(value).into_dyn())
    }
}

impl From<usize> for Datum {
    fn from(value: usize) -> Self {
        (value as i64).into()
    }
}

impl From<bool> for Datum {
    fn from(yes: bool) -> Self {
        Datum::Flag(yes)
    }
}

impl<D: Dimension> From<Array<f64, D>> for Datum {
    fn from(array: Array<f64, D>) -> Self {
        Datum::Real(array.into_dyn())
    }
}

impl<D: Dimension> From<Array<f32, D>> for Datum {
    fn from(array: Array<f32, D>) -> Self {
        Datum::Real(array.mapv(widened).into_dyn())
    }
}

impl<D: Dimension> From<Array<i64, D>> for Datum {
    fn from(array: Array<i64, D>) -> Self {
        Datum::Whole(array.into_dyn())
    }
}

impl<D: Dimension> From<Array<usize, D>> for Datum {
    fn from(array: Array<usize, D>) -> Self {
        Datum::Whole(array.mapv(|v| v as i64).into_dyn())
    }
}

impl<D: Dimension> From<Array<u32, D>> for Datum {
    fn from(array: Array<u32, D>) -> Self {
        Datum::Whole(array.mapv(i64::from).into_dyn())
    }
}

impl From<Vec<u32>> for Datum {
    fn from(values: Vec<u32>) -> Self {
        ndarray::Array1::from(values).into()
    }
}

impl From<Vec<f64>> for Datum {
    fn from(values: Vec<f64>) -> Self {
        ndarray::Array1::from(values).into()
    }
}

impl From<Vec<f32>> for Datum {
    fn from(values: Vec<f32>) -> Self {
        ndarray::Array1::from(values).into()
    }
}

impl From<Vec<usize>> for Datum {
    fn from(values: Vec<usize>) -> Self {
        ndarray::Array1::from(values).into()
    }
}

impl From<Vec<i64>> for Datum {
    fn from(values: Vec<i64>) -> Self {
        ndarray::Array1::from(values).into()
    }
}

impl From<Vec<bool>> for Datum {
    fn from(values: Vec<bool>) -> Self {
        Datum::Flags(ndarray::Array1::from(values).into_dyn())
    }
}

/// The shortest decimal that is this number in single precision: 0.1, not 0.10000000149.
pub fn widened(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

/// Outputs by name.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Answer(Vec<(&'static str, Datum)>);

impl Answer {
    /// A single output.
    pub fn of(name: &'static str, value: impl Into<Datum>) -> Self {
        Answer(vec![(name, value.into())])
    }

    /// The output that has no name of its own.
    pub fn output(value: impl Into<Datum>) -> Self {
        Self::of("output", value)
    }

    /// One more output.
    pub fn and(mut self, name: &'static str, value: impl Into<Datum>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// All outputs.
    pub(super) fn new(outputs: Vec<(&'static str, Datum)>) -> Self {
        Answer(outputs)
    }

    /// Names and values, in order.
    pub fn into_inner(self) -> Vec<(&'static str, Datum)> {
        self.0
    }
}
