//! The program of a training step.

use crate::ir::{DType, Graph, GraphError, Program, Tensor};
use crate::methods::loss::{cross_entropy, label_smoothing_cross_entropy};
use crate::methods::mixup::smoothed_mixup_loss;
use crate::nn::{self, Batches, Model, Optimiser};

use super::{Learner, RunSpec, Uses};

/// The rows that a program learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Training rows `N`.
    pub rows: usize,
    /// Augmented copies of each; their blocks follow the originals.
    pub copies: usize,
    /// Features `D`.
    pub features: usize,
}

/// The optimiser that a run needs: without decay, `adamw` is `adam`.
pub fn optimiser(spec: &RunSpec) -> Optimiser {
    match spec.optimiser {
        Optimiser::AdamW if !spec.uses().decay => Optimiser::Adam,
        other => other,
    }
}

/// A training step. Inputs `x [1, (1 + copies) N, D]`, `y [1, N, 1]`, `seed`, `lr`, `steps` and
/// the optimiser's own; carries `theta`, the moments and `diverged`; every step's `loss [M]` is
/// fetched. Only if a member may use them: `smoothing`, `mixup`, `augment`, all `[M]`, and the
/// members' own `rows [M, N, 1]`.
pub fn program(
    spec: &RunSpec,
    members: usize,
    shelf: Shelf,
    model: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let uses = spec.uses();
    let theta = g.carry("theta", &[model.layout().len()]);
    let pick = Pick::draw(&g, spec.batch, shelf, uses);
    let all = g.shared("x", &[(1 + shelf.copies) * shelf.rows, shelf.features]);
    let labels = g.input("y", &[1, shelf.rows, 1], DType::U32);
    let x = all.gather(1, pick.place);
    let y = labels.gather(1, pick.row);
    let smoothing = || match uses.smoothing {
        true => g.hyper("smoothing").reshape(&[1, 1]),
        false => g.constant(0.0),
    };
    let losses = if uses.mixup {
        let other = pick.next(&g);
        let share = share(&g, spec.batch);
        let mixed = all.gather(1, other.place).lerp(x, share);
        let labels = labels.gather(1, other.row);
        let logits = model.logits(mixed, theta);
        smoothed_mixup_loss(logits, y, labels, share, smoothing())
    } else if uses.smoothing {
        label_smoothing_cross_entropy(model.logits(x, theta), y, smoothing())
    } else {
        cross_entropy(model.logits(x, theta), y)
    };
    learn(&g, spec, theta, losses.mean_all());
    g.finish()
}

/// Moves `theta` along the gradient of `loss [M]`, and fetches the loss.
#[track_caller]
pub fn learn<'g>(g: &'g Graph, spec: &RunSpec, theta: Tensor<'g>, loss: Tensor<'g>) {
    nn::learn(g, optimiser(spec), spec.schedule, theta, loss);
    g.fetch("loss", loss, 1);
}

/// Which rows a step learns from.
#[derive(Clone, Copy, Debug)]
pub struct Pick<'g> {
    /// Their numbers among the training rows, `U32 [M, B, 1]`: where their labels are.
    pub row: Tensor<'g>,
    /// Where what is learnt stands in `x`: the row itself or one of its copies.
    pub place: Tensor<'g>,
}

impl<'g> Pick<'g> {
    /// The rows of the present step.
    ///
    /// With rows of a member's own, places of its table are shuffled as rows otherwise are.
    /// With copies, a row is one of them, each as likely as the others, with the member's
    /// probability `augment`.
    #[track_caller]
    pub fn draw(g: &'g Graph, batch: usize, shelf: Shelf, uses: Uses) -> Self {
        let rows = shelf.rows;
        let batches = Batches { rows, size: batch };
        let mut row = batches.rows(g).reshape(&[batch, 1]);
        if uses.own_rows {
            let table = g.input("rows", &[g.members(), rows, 1], DType::U32);
            row = table.gather(1, row);
        }
        let place = if shelf.copies > 0 {
            let chance = g.hyper("augment").reshape(&[1, 1]);
            let copied = g.uniform("augment", &[batch, 1]).lt(chance);
            let copy = g.uniform("copy", &[batch, 1]) * shelf.copies as f64;
            let block = copy.cast(DType::U32) + g.constant_u32(1);
            copied.select(row + block * g.constant_u32(rows as u32), row)
        } else {
            row
        };
        Pick { row, place }
    }

    /// For each row of the batch the next one, for the last one the first.
    #[track_caller]
    fn next(self, g: &'g Graph) -> Self {
        let batch = self.row.dim(1);
        let next = g.iota(1, &[batch, 1]) + g.constant_u32(1);
        let next = next.modulo(batch as u32).expand(&self.row.dims());
        Pick {
            row: self.row.gather(1, next),
            place: self.place.gather(1, next),
        }
    }
}

/// A row's own share `λ` of its mix, `[M, B, 1]`, from Beta(a, a) for the member's `mixup` `a`, by
/// the inverse of its distribution function: 1 for 0, `sin²(π u / 2)` for ½ (the arcsine law), `u`
/// for 1, with `u` uniform.
#[track_caller]
fn share(g: &Graph, batch: usize) -> Tensor<'_> {
    let a = g.hyper("mixup").reshape(&[1, 1]);
    let u = g.uniform("mixup", &[batch, 1]);
    let arcsine = (u * std::f64::consts::FRAC_PI_2).sin().square();
    let below = |least: f64| a.lt(g.constant(least));
    below(0.25).select(g.constant(1.0), below(0.75).select(arcsine, u))
}
