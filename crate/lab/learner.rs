//! A model that fits its data.

use crate::data::{Dataset, InputError};
use crate::ir::Tensor;
use crate::nn::{Cnn, Layout, Mlp, Model};

use super::ModelSpec;

/// A model that fits its data.
#[derive(Clone, Debug, PartialEq)]
pub enum Learner {
    /// Fully connected layers.
    Mlp(Mlp),
    /// Convolutions.
    Cnn(Cnn),
}

impl Learner {
    /// The model that `spec` asks for, for rows and classes like those of `data`.
    ///
    /// Convolutions need square images that survive every halving.
    pub fn new(spec: &ModelSpec, data: &Dataset) -> Result<Self, InputError> {
        Ok(match spec {
            ModelSpec::Mlp { hidden, activation } => {
                let ends = (data.features(), data.classes());
                let sizes = [&[ends.0], hidden.as_slice(), &[ends.1]].concat();
                Learner::Mlp(Mlp {
                    sizes,
                    activation: *activation,
                })
            }
            ModelSpec::Cnn { channels } => {
                let shape = data.shape();
                let side = shape.last().copied().unwrap_or(0);
                let square = shape.len() >= 2 && shape[shape.len() - 2] == side;
                if !square || side >> channels.len() == 0 {
                    let limit = "square images that survive every halving";
                    return Err(InputError::range("data", limit, format!("{shape:?}")));
                }
                Learner::Cnn(Cnn {
                    size: side,
                    inputs: data.features() / (side * side),
                    channels: channels.clone(),
                    classes: data.classes(),
                })
            }
        })
    }

    /// What the last layer reads: `x [M|1, B, D]` → `[M, B, F]`.
    #[track_caller]
    pub fn features<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        match self {
            Learner::Mlp(model) => model.features(x, theta),
            Learner::Cnn(model) => model.features(x, theta),
        }
    }

    /// How many features the last layer reads, and how many classes it tells apart.
    pub fn head(&self) -> [usize; 2] {
        match self {
            Learner::Mlp(model) => match model.sizes[..] {
                [.., width, classes] => [width, classes],
                _ => [0, 0],
            },
            Learner::Cnn(model) => [model.width(), model.classes],
        }
    }
}

impl Model for Learner {
    fn layout(&self) -> Layout {
        match self {
            Learner::Mlp(model) => model.layout(),
            Learner::Cnn(model) => model.layout(),
        }
    }

    fn parameters(&self) -> f64 {
        match self {
            Learner::Mlp(model) => model.parameters(),
            Learner::Cnn(model) => model.parameters(),
        }
    }

    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        match self {
            Learner::Mlp(model) => model.logits(x, theta),
            Learner::Cnn(model) => model.logits(x, theta),
        }
    }
}
