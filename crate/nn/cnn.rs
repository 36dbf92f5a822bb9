//! A small network for images: 3 × 3 convolutions with pooling, then one dense layer.

use serde::{Deserialize, Serialize};

use crate::ir::Tensor;

use super::{Init, Layout, Model};

/// For each of `channels`: convolution 3 × 3 with zeros around, relu, 2 × 2 maximum. Then
/// a linear layer to the classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cnn {
    /// Height and width of an image.
    pub size: usize,
    /// Channels of an image.
    pub inputs: usize,
    /// Channels of each convolution.
    pub channels: Vec<usize>,
    /// The classes.
    pub classes: usize,
}

impl Cnn {
    /// Height and width after all poolings.
    fn side(&self) -> usize {
        self.channels.iter().fold(self.size, |s, _| s / 2)
    }

    /// How many features the last layer reads.
    pub fn width(&self) -> usize {
        self.channels.last().unwrap_or(&self.inputs) * self.side() * self.side()
    }

    /// What the last layer reads: `x` as for the logits → `[M, B, F]`.
    #[track_caller]
    pub fn features<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        let batch = x.dim(1);
        let x = x.reshape(&[batch, self.inputs, self.size, self.size]);
        let h = (0..self.channels.len()).fold(x, |h, l| {
            let k = layout.get(theta, &format!("k{l}"));
            let z = h.pad_image(1).conv2d(k, 1, 1) + layout.get(theta, &format!("c{l}"));
            z.relu().max_pool(2)
        });
        let flat = h.dim(2) * h.dim(3) * h.dim(4);
        h.reshape(&[batch, flat])
    }
}

impl Model for Cnn {
    fn layout(&self) -> Layout {
        let mut inputs = self.inputs;
        let mut layout = Layout::default();
        for (l, &outputs) in self.channels.iter().enumerate() {
            let fan_in = inputs * 9;
            layout = layout
                .with(
                    format!("k{l}"),
                    &[outputs, inputs, 3, 3],
                    Init::HeNormal { fan_in },
                )
                .with(format!("c{l}"), &[1, outputs, 1, 1], Init::Zeros);
            inputs = outputs;
        }
        let fan_in = inputs * self.side() * self.side();
        layout
            .with("w", &[fan_in, self.classes], Init::HeNormal { fan_in })
            .with("b", &[1, self.classes], Init::Zeros)
    }

    fn parameters(&self) -> f64 {
        let (mut inputs, mut sum) = (self.inputs as f64, 0.0);
        for outputs in self.channels.iter().map(|&c| c as f64) {
            sum += (inputs * 9.0 + 1.0) * outputs;
            inputs = outputs;
        }
        let pixels = (self.side() as f64).powi(2);
        sum + (inputs * pixels + 1.0) * self.classes as f64
    }

    /// `x [M|1, B, inputs, size, size]` (or with the last three axes flat) → `[M, B, C]`.
    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        let flat = self.features(x, theta);
        flat.matmul(layout.get(theta, "w")) + layout.get(theta, "b")
    }
}
