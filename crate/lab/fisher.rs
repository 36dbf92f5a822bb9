//! How much each weight matters to its member: the diagonal of the Fisher information.

use std::rc::Rc;

use crate::data::InputError;
use crate::ir::{DType, Graph, GraphError, Program, grad};
use crate::methods::loss::cross_entropy;
use crate::nn::{Mlp, Model};
use crate::plan::Plan;

use super::network::{ROWS, give};
use super::{Explorer, LabError, Learner};

/// Training rows that the expectation is taken over, at most.
const SEEN: usize = 1000;

impl Explorer {
    /// The diagonal of the empirical Fisher information of all members, `[M, P]`: the mean over
    /// the first 1 000 training rows of the square of the gradient of a row's cross-entropy.
    pub(super) async fn fishers(&mut self) -> Result<Rc<[f32]>, LabError> {
        if let Some(fishers) = &self.formed.fishers {
            return Ok(Rc::clone(fishers));
        }
        let Learner::Mlp(mlp) = &self.network.learner else {
            let limit = "of fully connected networks for a Fisher soup";
            return Err(InputError::range("model", limit, "convolutions").into());
        };
        let (members, features) = (self.finite.len(), self.train.features());
        let rows = self.train.len().min(SEEN);
        let program = squares(members, features, mlp)?;
        let mut machine = self.network.device.compile(Plan::new(&program)).await?;
        machine.write("theta", bytemuck::cast_slice(&self.theta))?;
        let mut sums = vec![0.0_f64; self.theta.len()];
        let mut padded = Vec::new();
        let blocks = self.train.values()[..rows * features].chunks(ROWS * features);
        for (x, y) in blocks.zip(self.train.y()[..rows].chunks(ROWS)) {
            give(&mut *machine, "x", x, ROWS * features, &mut padded)?;
            let mut labels = y.to_vec();
            labels.resize(ROWS, 0);
            machine.write("y", &labels)?;
            give(&mut *machine, "w", &vec![1.0; y.len()], ROWS, &mut padded)?;
            machine.run(1)?;
            let words = machine.read("squares").await?;
            let pairs = sums.iter_mut().zip(words);
            pairs.for_each(|(sum, word)| *sum += f64::from(f32::from_bits(word)));
        }
        let fishers: Rc<[f32]> = sums.iter().map(|sum| (sum / rows as f64) as f32).collect();
        self.formed.fishers = Some(Rc::clone(&fishers));
        Ok(fishers)
    }
}

/// The sums over rows of the squares of the rows' gradients, `squares [M, P]`.
///
/// The gradient of one row with respect to a layer's weights is the outer product `h ⊗ δ` of what
/// goes into the layer and the loss' gradient with respect to its sums; so the sum of squares is
/// `(h ∘ h)ᵀ (δ ∘ δ)`, and for the bias the column sums of `δ ∘ δ`. Rows of weight `w` 0 do not count.
fn squares(members: usize, features: usize, mlp: &Mlp) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let layout = mlp.layout();
    let theta = g.each("theta", &[layout.len()]);
    let x = g.shared("x", &[ROWS, features]);
    let y = g.input("y", &[1, ROWS, 1], DType::U32);
    let layers = mlp.layers(x, theta);
    let sums: Vec<_> = layers.iter().map(|&[_, z]| z).collect();
    let Some(&logits) = sums.last() else {
        return g.finish();
    };
    let loss = cross_entropy(logits, y) * g.shared("w", &[ROWS, 1]);
    let deltas = grad(loss, &sums);
    let mut parts = Vec::new();
    for (&[h, _], delta) in layers.iter().zip(deltas) {
        let square = delta.square();
        let weights = h.square().t().matmul(square);
        let flat = weights.dim(1) * weights.dim(2);
        let width = square.dim(2);
        parts.push(weights.reshape(&[flat]));
        parts.push(square.sum(&[1]).reshape(&[width]));
    }
    g.output("squares", crate::ir::Tensor::concat(&g, &parts, 1));
    g.finish()
}
