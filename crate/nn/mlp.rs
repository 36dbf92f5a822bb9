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

    fn parameters(&self) -> f64 {
        let layer = |io: &[usize]| (io[0] as f64 + 1.0) * io[1] as f64;
        self.sizes.windows(2).map(layer).sum()
    }

    /// `x [M|1, B, D]` → `[M, B, C]`.
    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        self.after_first(self.first(x, theta), theta)
    }
}

impl Mlp {
    /// What goes into each layer and its sums `h W + b`, `[[M|1, B, I], [M, B, O]]`; the last
    /// layer's sums are the logits.
    #[track_caller]
    pub fn layers<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Vec<[Tensor<'g>; 2]> {
        let layout = self.layout();
        let mut layers = vec![[x, self.first(x, theta)]];
        for l in 1..self.sizes.len() - 1 {
            let h = self.activation.apply(layers[l - 1][1]);
            let w = layout.get(theta, &format!("w{l}"));
            layers.push([h, h.matmul(w) + layout.get(theta, &format!("b{l}"))]);
        }
        layers
    }

    /// The first layer's sums, `x W_0 + b_0`: affine in `x` and in the weights, so that
    /// planes of inputs and lines of weights need few of them.
    #[track_caller]
    pub fn first<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        x.matmul(layout.get(theta, "w0")) + layout.get(theta, "b0")
    }

    /// The logits, given the first layer's sums `z [M, B, H]`.
    #[track_caller]
    pub fn after_first<'g>(&self, z: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        self.up_to(self.sizes.len() - 1, z, theta)
    }

    /// What the last layer reads, the last hidden layer's values: `x [M|1, B, D]` →
    /// `[M, B, F]`; `x` itself where there is no hidden layer.
    #[track_caller]
    pub fn features<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        match self.sizes.len() {
            0..=2 => x,
            n => {
                let z = self.up_to(n - 2, self.first(x, theta), theta);
                self.activation.apply(z)
            }
        }
    }

    /// The sums of layer `end − 1`, given the first layer's.
    #[track_caller]
    fn up_to<'g>(&self, end: usize, z: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        (1..end).fold(z, |z, l| {
            let h = self.activation.apply(z);
            let w = layout.get(theta, &format!("w{l}"));
            h.matmul(w) + layout.get(theta, &format!("b{l}"))
        })
    }
}
