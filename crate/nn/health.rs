//! Members whose numbers ran away are stopped where they are.

use crate::ir::{DType, Graph, Tensor};

/// A bit for each member: whether its loss and gradient are, and have been, finite.
#[derive(Clone, Copy, Debug)]
pub struct Health<'g> {
    healthy: Tensor<'g>,
}

impl<'g> Health<'g> {
    /// Watches `loss [M]` and `gradient [M, P]`. The carry `diverged [M]` is 0 for a healthy
    /// member, else 1 plus the step at which one of them was first not finite.
    #[track_caller]
    pub fn watch(g: &'g Graph, loss: Tensor<'g>, gradient: Tensor<'g>) -> Self {
        let diverged = g.carry("diverged", &[]);
        let zero = g.constant(0.0);
        let faults = gradient.is_finite().eq(zero).sum_all();
        let healthy = loss.is_finite() * faults.eq(zero) * diverged.eq(zero);
        let now = g.step().cast(DType::F32) + 1.0;
        let first = diverged.eq(zero).select(now, diverged);
        diverged.set(healthy.select(zero, first));
        Health { healthy }
    }

    /// `next` for healthy members, `old` for others: chosen, never multiplied, so that what
    /// is not finite does not spread.
    #[track_caller]
    pub fn keep(&self, next: Tensor<'g>, old: Tensor<'g>) -> Tensor<'g> {
        let ones = vec![1; next.rank() - 1];
        self.healthy.reshape(&ones).select(next, old)
    }
}
