//! W4: what networks decide on a grid of points.

use crate::ir::{Graph, GraphError, Program};
use crate::nn::Model;

/// Inputs `theta [M, P]` and `x [1, N, 2]`; outputs `p [M, N]`, the probability of class 1,
/// and `mean square [M]`.
pub fn program(
    members: usize,
    points: usize,
    features: usize,
    model: &impl Model,
) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let theta = g.each("theta", &[model.layout().len()]);
    let logits = model.logits(g.shared("x", &[points, features]), theta);
    let p = if logits.dims().last() == Some(&2) {
        (logits.narrow(2, 1, 1) - logits.narrow(2, 0, 1)).sigmoid()
    } else {
        logits.softmax().narrow(2, 1, 1)
    };
    g.output("p", p.reshape(&[points]));
    g.output("mean square", p.square().mean_all());
    g.finish()
}
