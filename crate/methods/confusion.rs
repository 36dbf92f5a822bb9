//! Which classes are taken for which.

use ndarray::Array2;

/// `C_ij = Σ_n 1[y_n = i, ŷ_n = j]`: rows are true classes, columns predicted ones.
///
/// Both below `num_classes` and of equal length → `[K, K]`.
pub fn confusion_matrix(
    predictions: &[usize],
    labels: &[usize],
    num_classes: usize,
) -> Array2<usize> {
    let mut counts = Array2::zeros((num_classes, num_classes));
    for (&predicted, &label) in predictions.iter().zip(labels) {
        counts[[label, predicted]] += 1;
    }
    counts
}

/// The F1 scores of predictions.
#[derive(Clone, Debug, PartialEq)]
pub struct MacroF1 {
    /// Their mean over all classes.
    pub macro_f1: f64,
    /// Each class's, `K`.
    pub per_class: Vec<f64>,
    /// The share of rows that are right.
    pub accuracy: f64,
}

/// `1 / K Σ_k 2 TP_k / (2 TP_k + FP_k + FN_k)`, where a class that is neither true nor predicted
/// anywhere counts 0.
///
/// Both below `num_classes` and of equal length, at least one row.
pub fn macro_f1(predictions: &[usize], labels: &[usize], num_classes: usize) -> MacroF1 {
    let counts = confusion_matrix(predictions, labels, num_classes);
    let f1 = |k: usize| {
        let seen = counts.row(k).sum() + counts.column(k).sum();
        2.0 * counts[[k, k]] as f64 / seen.max(1) as f64
    };
    let per_class: Vec<f64> = (0..num_classes).map(f1).collect();
    MacroF1 {
        macro_f1: per_class.iter().sum::<f64>() / num_classes as f64,
        per_class,
        accuracy: counts.diag().sum() as f64 / labels.len() as f64,
    }
}
