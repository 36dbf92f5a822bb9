//! W6: Hinton's loss and its gradient.

use crate::ir::{DType, Graph, GraphError, Program, grad};
use crate::methods::distillation::kd_loss;
use crate::methods::loss::cross_entropy;

/// `α CE(s, y) + (1 − α) T² KL(softmax(t / T) ‖ softmax(s / T))`, mean over rows.
///
/// Inputs `s`, `t [1, N, C]`, `y [1, N, 1]`, `alpha [1]`, `temperature [1]`; outputs
/// `loss [1]` and `gradient [1, N, C]`. Source: Hinton, Vinyals and Dean 2015,
/// arXiv:1503.02531.
pub fn program(rows: usize, classes: usize) -> Result<Program, GraphError> {
    let g = Graph::new(1);
    let logits = |name: &str| g.each(name, &[rows, classes]);
    let (s, t) = (logits("s"), logits("t"));
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let (alpha, heat) = (g.hyper("alpha"), g.hyper("temperature"));
    let (hard, soft) = (cross_entropy(s, y), kd_loss(s, t, heat));
    let one = g.constant(1.0);
    let loss = (alpha * hard + (one - alpha) * soft).mean_all();
    g.output("loss", loss);
    g.output("gradient", grad(loss, &[s])[0]);
    g.finish()
}
