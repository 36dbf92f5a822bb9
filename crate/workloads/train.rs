//! Training on batches that are given.

use crate::ir::{DType, Graph, GraphError, Program, Tensor};
use crate::methods::loss::cross_entropy;
use crate::nn::{Health, Model, Optimiser, Schedule};

/// A training step on batches given in turn: inputs `bx [M, nb, B·D…]`, `by [M, nb, B]`.
#[derive(Clone, Copy, Debug)]
pub struct Train<'a> {
    /// Members.
    pub members: usize,
    /// Batches that take turns.
    pub batches: usize,
    /// The shape of a batch of inputs, `[B, D…]`.
    pub x: &'a [usize],
    /// The shape of a batch of labels, `[B, …]`.
    pub y: &'a [usize],
    /// The type of the inputs.
    pub dtype: DType,
}

/// The batch of the present step: `bx` and `by` in turn.
#[track_caller]
fn given_batches<'g>(g: &'g Graph, t: &Train) -> (Tensor<'g>, Tensor<'g>) {
    let turn = g.step().modulo(t.batches as u32);
    let take = |name: &str, shape: &[usize], dtype| {
        let flat: usize = shape.iter().product();
        let all = g.input(name, &[t.members, t.batches, flat], dtype);
        all.gather(1, turn.reshape(&[1, 1])).reshape(shape)
    };
    let y = [t.y, &[1]].concat();
    (take("bx", t.x, t.dtype), take("by", &y, DType::U32))
}

impl Train<'_> {
    /// A step of Adam for `model`: carries `theta`, `m`, `v`; output `loss [M]`.
    pub fn program(&self, model: &impl Model) -> Result<Program, GraphError> {
        let g = Graph::new(self.members);
        let theta = g.carry("theta", &[model.layout().len()]);
        let (x, y) = given_batches(&g, self);
        let loss = cross_entropy(model.logits(x, theta), y).mean_all();
        let gradient = crate::ir::grad(loss.sum_members(), &[theta])[0];
        let health = Health::watch(&g, loss, gradient);
        let scale = Schedule::Constant.factor(&g);
        Optimiser::Adam.update(&g, theta, gradient, scale, health);
        g.output("loss", loss);
        g.finish()
    }
}
