//! Layers of units, each connected to all of the layer before.

use serde::{Deserialize, Serialize};

use crate::ir::Tensor;

use super::{Init, Layout, Model};

/// What a hidden unit does with its sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// `max(x, 0)`.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// `x Φ(x)`, by its tanh form.
    Gelu,
}

impl Activation {
    /// Applies it.
    #[track_caller]
    pub fn apply(self, x: Tensor<'_>) -> Tensor<'_> {
        match self {
            Activation::Relu => x.relu(),
            Activation::Tanh => x.tanh(),
            Activation::Gelu => x.gelu(),
        }
    }

    fn init(self, fan_in: usize, fan_out: usize) -> Init {
        match self {
            Activation::Tanh => Init::GlorotUniform { fan_in, fan_out },
            _ => Init::HeNormal { fan_in },
        }
    }
}

/// `h_{l+1} = act(h_l W_l + b_l)`; the last layer is linear. Weights begin He-normal
/// (Glorot-uniform with tanh), biases at 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mlp {
    /// The widths: inputs, hidden layers, classes.
    pub sizes: Vec<usize>,
    /// The hidden layers' activation.
    pub activation: Activation,
}

impl Model for Mlp {
    fn layout(&self) -> Layout {
        let layers = self.sizes.windows(2).enumerate();
        layers.fold(Layout::default(), |layout, (l, io)| {
            let init = self.activation.init(io[0], io[1]);
            layout.with(format!("w{l}"), &[io[0], io[1]], init).with(
                format!("b{l}"),
                &[1, io[1]],
                Init::Zeros,
            )
        })
    }

    /// `x [M|1, B, D]` → `[M, B, C]`.
    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        let layers = self.sizes.len() - 1;
        (0..layers).fold(x, |h, l| {
            let w = layout.get(theta, &format!("w{l}"));
            let z = h.matmul(w) + layout.get(theta, &format!("b{l}"));
            if l + 1 < layers {
                self.activation.apply(z)
            } else {
                z
            }
        })
    }
}
