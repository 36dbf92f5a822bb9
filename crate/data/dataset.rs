//! Labelled rows.

use ndarray::{Array2, ArrayView1, Axis};

use super::InputError;
use super::error::within;
use crate::run::seed::Stream;

/// Rows that a data set may have.
pub const MAX_ROWS: usize = 200_000;
/// Numbers that a data set may have: 128 MiB as `f32`.
pub const MAX_NUMBERS: usize = 1 << 25;
/// Classes that a data set may have.
pub const MAX_CLASSES: usize = 1000;

/// Labelled rows: `x [N, D]`, finite, in row-major order, and `y [N]` below `classes`.
/// A row may itself have dimensions, such as 14 × 14: `D` is then their product.
///
/// What [`Dataset::new`] has let through keeps these promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    name: String,
    x: Array2<f32>,
    shape: Vec<usize>,
    y: Vec<u32>,
    classes: usize,
}

impl Dataset {
    /// A data set of `x`, row after row of dimensions `shape`, and a label for each row.
    ///
    /// Refuses, naming the field and the limit: no rows or more than [`MAX_ROWS`],
    /// more than [`MAX_NUMBERS`] numbers, lengths that do not agree, numbers that are
    /// not finite, fewer than 2 or more than [`MAX_CLASSES`] classes, labels of no
    /// class, and labels that are all the same.
    pub fn new(
        name: impl Into<String>,
        x: Vec<f32>,
        shape: &[usize],
        y: Vec<u32>,
        classes: usize,
    ) -> Result<Self, InputError> {
        let features = features_of(shape)?;
        within("rows", y.len(), 1, MAX_ROWS)?;
        within("classes", classes, 2, MAX_CLASSES)?;
        let x = matrix(x, y.len(), features)?;
        check_labels(&y, classes)?;
        Ok(Dataset {
            name: name.into(),
            x,
            shape: shape.to_vec(),
            y,
            classes,
        })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The features, `[N, D]`.
    pub fn x(&self) -> &Array2<f32> {
        &self.x
    }

    /// The features, row after row: what a machine's input takes.
    pub fn values(&self) -> &[f32] {
        self.x.as_slice().unwrap_or_default()
    }

    /// The labels, `[N]`.
    pub fn y(&self) -> &[u32] {
        &self.y
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Whether there are no rows, which [`Dataset::new`] refuses.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }

    /// The dimensions of one row.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The number of features of a row.
    pub fn features(&self) -> usize {
        self.x.ncols()
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How many rows each class has.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        self.y.iter().for_each(|&c| counts[c as usize] += 1);
        counts
    }

    /// The mean over the rows of each feature, and the standard deviation (divided by N).
    pub fn moments(&self) -> Vec<(f64, f64)> {
        let moments = |column: ArrayView1<'_, f32>| {
            let n = column.len() as f64;
            let mean = column.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
            let square = |&v: &f32| (f64::from(v) - mean) * (f64::from(v) - mean);
            (mean, (column.iter().map(square).sum::<f64>() / n).sqrt())
        };
        self.x.columns().into_iter().map(moments).collect()
    }

    /// The batch size, if there are as many rows.
    pub fn check_batch(&self, batch: usize) -> Result<usize, InputError> {
        let limit = format!("from 1 to {}, the number of rows", self.len());
        match batch {
            1.. if batch <= self.len() => Ok(batch),
            _ => Err(InputError::range("batch", limit, batch)),
        }
    }

    /// The numbers of the rows in a random order: that of the stream called `name` for `seed`.
    pub fn order(&self, seed: u32, name: &str) -> Vec<usize> {
        let order = Stream::new(seed, name).permutation(self.len() as u32);
        order.into_iter().map(|row| row as usize).collect()
    }

    /// The rows with these numbers, in this order; a row may be named again.
    /// All may be of one class.
    pub fn pick(&self, rows: &[usize]) -> Result<Self, InputError> {
        within("rows", rows.len(), 1, MAX_ROWS)?;
        if let Some(&row) = rows.iter().find(|&&row| row >= self.len()) {
            let limit = format!("below {}, the number of rows", self.len());
            return Err(InputError::range("row", limit, row));
        }
        let y = rows.iter().map(|&row| self.y[row]).collect();
        let x = self.x.select(Axis(0), rows);
        let (name, shape) = (self.name.clone(), self.shape.clone());
        Ok(Dataset {
            name,
            x,
            shape,
            y,
            classes: self.classes,
        })
    }

    /// The first `n` rows.
    pub fn first(&self, n: usize) -> Result<Self, InputError> {
        within("rows", n, 1, self.len())?;
        self.pick(&(0..n).collect::<Vec<_>>())
    }

    /// These rows and then those of `other`, which must have the same shape and classes.
    pub fn concat(&self, other: &Self) -> Result<Self, InputError> {
        if self.shape() != other.shape() {
            let limit = format!("{:?}, as in the rows before", self.shape());
            let found = format!("{:?}", other.shape());
            return Err(InputError::range("shape", limit, found));
        }
        within("classes", other.classes, self.classes, self.classes)?;
        let x = [self.values(), other.values()].concat();
        let y = [self.y(), other.y()].concat();
        Dataset::new(&self.name, x, self.shape(), y, self.classes)
    }

    /// The same rows with `(x − mean) / deviation` for each feature; a feature that is the same in
    /// all rows is only moved. `moments [D]` are those of the rows that are learnt from, whatever
    /// rows these are, so that nothing is known of the others beforehand.
    pub fn standardised(&self, moments: &[(f64, f64)]) -> Result<Self, InputError> {
        within("moments", moments.len(), self.features(), self.features())?;
        let scaled = |(i, &v): (usize, &f32)| {
            let (mean, deviation) = moments[i % moments.len()];
            let unit = if deviation > 0.0 { deviation } else { 1.0 };
            ((f64::from(v) - mean) / unit) as f32
        };
        let x = self.values().iter().enumerate().map(scaled).collect();
        self.clone().with_values(x)
    }

    /// The same rows with other features, which must be finite.
    pub(super) fn with_values(mut self, x: Vec<f32>) -> Result<Self, InputError> {
        self.x = matrix(x, self.len(), self.features())?;
        Ok(self)
    }

    /// The same rows with other labels, each of a class.
    pub(super) fn with_labels(mut self, y: Vec<u32>) -> Self {
        self.y = y;
        self
    }
}

fn features_of(shape: &[usize]) -> Result<usize, InputError> {
    within("dimensions of a row", shape.len(), 1, 3)?;
    let product = shape
        .iter()
        .try_fold(1_usize, |product, &d| product.checked_mul(d));
    within("features", product.unwrap_or(usize::MAX), 1, MAX_NUMBERS)
}

/// `x` as `[rows, features]`, if it has that many numbers and all are finite.
fn matrix(x: Vec<f32>, rows: usize, features: usize) -> Result<Array2<f32>, InputError> {
    let (field, found) = ("x", x.len());
    let limit = rows.saturating_mul(features);
    within("numbers", limit, 1, MAX_NUMBERS)?;
    if let Some(at) = x.iter().position(|v| !v.is_finite()) {
        let (row, column) = (at / features, at % features);
        let found = x[at].to_string();
        return Err(InputError::NotFinite { row, column, found });
    }
    let misfit = |_| InputError::Length {
        field,
        limit,
        found,
    };
    Array2::from_shape_vec((rows, features), x).map_err(misfit)
}

fn check_labels(y: &[u32], classes: usize) -> Result<(), InputError> {
    if let Some(row) = y.iter().position(|&class| class as usize >= classes) {
        return Err(InputError::Label {
            row,
            classes,
            found: y[row],
        });
    }
    match y.iter().find(|&&class| class != y[0]) {
        Some(_) => Ok(()),
        None => Err(InputError::OneClass {
            rows: y.len(),
            class: y[0],
        }),
    }
}
