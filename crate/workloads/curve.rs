//! W5: loss and accuracy along the line between two networks.

use crate::ir::{DType, Graph, GraphError, Program};
use crate::methods::loss::{accuracy, cross_entropy};
use crate::nn::{Mlp, Model};

/// What does not change from point to point: the first layer's sums at both ends. Inputs
/// `a`, `b [1, P]`, `x [1, N, D]`; outputs `za`, `zb [1, N, H]`.
pub fn ends(rows: usize, model: &Mlp) -> Result<Program, GraphError> {
    let g = Graph::new(1);
    let size = model.layout().len();
    let x = g.shared("x", &[rows, model.sizes[0]]);
    for (end, z) in [("a", "za"), ("b", "zb")] {
        g.output(z, model.first(x, g.each(end, &[size])));
    }
    g.finish()
}

/// The next of `points` points, `t = k / (points − 1)` for step `k`, round and round. Before
/// its first non-linearity a network is affine in its weights, so the first layer is mixed
/// from `za` and `zb`. Outputs `loss [1]`, `accuracy [1]`, `point [1]`.
pub fn point(rows: usize, points: usize, model: &Mlp) -> Result<Program, GraphError> {
    let g = Graph::new(1);
    let size = model.layout().len();
    let k = g.step().modulo(points as u32);
    let t = k.cast(DType::F32) * (1.0 / (points.max(2) - 1) as f64);
    let ends = |name: &str, shape: &[usize]| g.each(name, shape);
    let theta = ends("a", &[size]).lerp(ends("b", &[size]), t);
    let shape = [rows, model.sizes[1]];
    let z = ends("za", &shape).lerp(ends("zb", &shape), t);
    let logits = model.after_first(z, theta);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    g.output("loss", cross_entropy(logits, y).mean_all());
    g.output("accuracy", accuracy(logits, y));
    g.output("point", t);
    g.finish()
}
