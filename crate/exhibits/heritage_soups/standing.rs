//! What became of one predictor a run.

use ndarray::{Array2, Array3, ArrayView3, Axis};

use super::problem::CLASSES;
use crate::methods::categorical::argmax;
use crate::methods::confusion::{confusion_matrix, macro_f1};
use crate::methods::decomposition::{
    BiasVariance, ZeroOneDecomposition, bias_variance_brier, bias_variance_log,
    zero_one_decomposition,
};

/// Each run's predictor against the test labels.
pub struct Standing {
    /// Shares of rows that are right, and mean F1 scores of the classes; one a run.
    pub right: Vec<f64>,
    /// See `right`.
    pub macro_f1: Vec<f64>,
    /// The Brier score over the runs.
    pub brier: BiasVariance,
    /// The log loss.
    pub log: BiasVariance,
    /// The zero-one loss.
    pub zero_one: ZeroOneDecomposition,
    /// True against predicted classes, all runs together.
    pub confusion: Array2<usize>,
}

impl Standing {
    /// Of `log_p [R, N, K]`.
    pub fn new(log_p: &Array3<f64>, labels: &[usize]) -> Self {
        let said = predictions(log_p.view());
        let scores = said
            .rows()
            .into_iter()
            .map(|own| macro_f1(&own.to_vec(), labels, CLASSES));
        let scores: Vec<_> = scores.collect();
        let counts = said
            .rows()
            .into_iter()
            .map(|own| confusion_matrix(&own.to_vec(), labels, CLASSES));
        Standing {
            right: scores.iter().map(|s| s.accuracy).collect(),
            macro_f1: scores.iter().map(|s| s.macro_f1).collect(),
            brier: bias_variance_brier(log_p.mapv(f64::exp).view(), labels),
            log: bias_variance_log(log_p.view(), labels),
            zero_one: zero_one_decomposition(said.view(), labels, CLASSES),
            confusion: counts.fold(Array2::zeros((CLASSES, CLASSES)), |all, own| all + own),
        }
    }

    /// The share of rows that are right, a mean over the runs.
    pub fn accuracy(&self) -> f64 {
        self.right.iter().sum::<f64>() / self.right.len() as f64
    }

    /// The mean F1 score over classes and runs.
    pub fn f1(&self) -> f64 {
        self.macro_f1.iter().sum::<f64>() / self.macro_f1.len() as f64
    }
}

/// The class with the largest value: `[M, N, K]` → `[M, N]`.
fn predictions(values: ArrayView3<'_, f64>) -> Array2<usize> {
    values.map_axis(Axis(2), argmax)
}

/// The share of rows that each model is right on: `[M, N, K]` → `M`.
pub fn hits(values: ArrayView3<'_, f64>, labels: &[usize]) -> Vec<f64> {
    let own = |said: ndarray::ArrayView1<'_, usize>| {
        let right = said.iter().zip(labels).filter(|(a, b)| a == b).count();
        right as f64 / labels.len() as f64
    };
    predictions(values).rows().into_iter().map(own).collect()
}
