//! Models, their first weights, and how they learn.
//!
//! Everything here is a pure function of tensors. The parameters of a model are one flat
//! tensor `theta [M, P]`, so that optimisers, averages and interpolations are elementwise,
//! whatever the model is; a [`Layout`] says which slice is which layer.

mod batch;
mod cnn;
mod health;
mod layout;
mod mlp;
mod optimiser;
mod schedule;
mod transformer;

pub use batch::Batches;
pub use cnn::Cnn;
pub use health::Health;
pub use layout::{Entry, Init, Layout};
pub use mlp::{Activation, Mlp};
pub use optimiser::{Optimiser, learn};
pub use schedule::Schedule;
pub use transformer::Transformer;

use crate::ir::Tensor;

/// A model: a function of inputs and parameters.
pub trait Model {
    /// Its parameters.
    fn layout(&self) -> Layout;

    /// How many parameters it has, which may be more than a layout can count.
    fn parameters(&self) -> f64;

    /// Its logits: `x` with the batch on axis 1, `theta [M, P]` → `[M, B, …, C]`.
    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g>;
}
