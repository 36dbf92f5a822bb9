//! A decoder-only transformer over tokens.

use serde::{Deserialize, Serialize};

use crate::ir::Tensor;

use super::{Init, Layout, Model};

/// Pre-layernorm blocks (gain only, ε = 1e-5) with causal attention and a relu layer of
/// width `hidden`; learned positions; no biases; a last layernorm and a linear head.
///
/// Source: Vaswani et al. 2017, arXiv:1706.03762; layer norms in front as in Xiong et al.
/// 2020, arXiv:2002.04745.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transformer {
    /// Tokens there are.
    pub vocabulary: usize,
    /// The longest text.
    pub context: usize,
    /// Width of a token's vector.
    pub width: usize,
    /// Attention heads; a divisor of the width.
    pub heads: usize,
    /// Width of the relu layer.
    pub hidden: usize,
    /// Blocks.
    pub layers: usize,
}

impl Model for Transformer {
    fn layout(&self) -> Layout {
        let (d, f, v) = (self.width, self.hidden, self.vocabulary);
        let normal = |fan: usize| Init::Normal {
            deviation: 1.0 / (fan as f32).sqrt(),
        };
        // What is added to the stream by each of 2L branches keeps its variance together.
        let branch = |fan: usize| Init::Normal {
            deviation: 1.0 / ((2 * self.layers * fan) as f32).sqrt(),
        };
        let mut layout = Layout::default().with("emb", &[v, d], normal(d)).with(
            "pos",
            &[self.context, d],
            normal(d),
        );
        for l in 0..self.layers {
            layout = layout
                .with(format!("ln1{l}"), &[1, d], Init::Ones)
                .with(format!("q{l}"), &[d, d], normal(d))
                .with(format!("k{l}"), &[d, d], normal(d))
                .with(format!("v{l}"), &[d, d], normal(d))
                .with(format!("o{l}"), &[d, d], branch(d))
                .with(format!("ln2{l}"), &[1, d], Init::Ones)
                .with(format!("f{l}"), &[d, f], normal(d))
                .with(format!("g{l}"), &[f, d], branch(f));
        }
        layout
            .with("lnf", &[1, d], Init::Ones)
            .with("head", &[d, v], normal(d))
    }

    fn parameters(&self) -> f64 {
        let [v, t, d, f] =
            [self.vocabulary, self.context, self.width, self.hidden].map(|n| n as f64);
        let block = 2.0 * d + 4.0 * d * d + 2.0 * d * f;
        (2.0 * v + t + 1.0) * d + self.layers as f64 * block
    }

    /// Tokens `x` (`U32 [M|1, B, T]`) → `[M, B, T, V]`.
    fn logits<'g>(&self, x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let layout = self.layout();
        let get = |name: &str| layout.get(theta, name);
        let (batch, time, d) = (x.dim(1), x.dim(2), self.width);
        let tokens = x.reshape(&[batch * time, 1]);
        let embedded = get("emb").gather(1, tokens).reshape(&[batch, time, d]);
        let positions = get("pos").narrow(1, 0, time).reshape(&[1, time, d]);
        let mut h = embedded + positions;
        let g = theta.graph();
        let shape = [1, 1, time, time];
        let later = g.iota(3, &shape).lt(g.iota(4, &shape));
        for l in 0..self.layers {
            let gain = |name: &str| get(&format!("{name}{l}")).reshape(&[1, 1, d]);
            let times = |x: Tensor<'g>, name: &str| {
                let (rows, inner) = (x.dim(1) * x.dim(2), x.dim(3));
                let w = get(&format!("{name}{l}"));
                let out = w.dim(2);
                let product = x.reshape(&[rows, inner]).matmul(w);
                product.reshape(&[batch, time, out])
            };
            let n = layer_norm(h) * gain("ln1");
            let [q, k, v] = ["q", "k", "v"].map(|name| self.split(times(n, name)));
            h = h + times(self.join(attention(q, k, v, later)), "o");
            let n = layer_norm(h) * gain("ln2");
            h = h + times(times(n, "f").relu(), "g");
        }
        let last = layer_norm(h) * get("lnf").reshape(&[1, 1, d]);
        let head = get("head");
        let logits = last.reshape(&[batch * time, d]).matmul(head);
        logits.reshape(&[batch, time, self.vocabulary])
    }
}

impl Transformer {
    /// Logits of what follows `token` (`U32 [M]`) at position `at` (`U32 [1]`): `[M, 1, V]`.
    ///
    /// `remember` is given each layer's key and value, `[M, 1, d]` with a name, keeps them at
    /// `at` and gives all that are kept, `[M, T, d]`; what lies behind `at` is not attended to.
    pub fn next_logits<'g>(
        &self,
        theta: Tensor<'g>,
        token: Tensor<'g>,
        at: Tensor<'g>,
        mut remember: impl FnMut(&str, Tensor<'g>) -> Tensor<'g>,
    ) -> Tensor<'g> {
        let layout = self.layout();
        let get = |name: &str| layout.get(theta, name);
        let position = get("pos").gather(1, at.reshape(&[1, 1]));
        let mut h = get("emb").gather(1, token.reshape(&[1, 1])) + position;
        let heads = |x: Tensor<'g>| {
            let time = x.dim(1);
            x.reshape(&[time, self.heads, self.width / self.heads])
                .permute(&[0, 2, 1, 3])
        };
        let g = theta.graph();
        let later = at.reshape(&[1, 1, 1]).lt(g.iota(3, &[1, 1, self.context]));
        for l in 0..self.layers {
            let own = |name: &str| get(&format!("{name}{l}"));
            let n = layer_norm(h) * own("ln1");
            let q = heads(n.matmul(own("q")));
            let k = heads(remember(&format!("keys {l}"), n.matmul(own("k"))));
            let v = heads(remember(&format!("values {l}"), n.matmul(own("v"))));
            let read = attention(q, k, v, later).reshape(&[1, self.width]);
            h = h + read.matmul(own("o"));
            let n = layer_norm(h) * own("ln2");
            h = h + n.matmul(own("f")).relu().matmul(own("g"));
        }
        (layer_norm(h) * get("lnf")).matmul(get("head"))
    }

    /// `[M, B, T, d]` → `[M, B, heads, T, d / heads]`.
    fn split<'g>(&self, x: Tensor<'g>) -> Tensor<'g> {
        let (batch, time) = (x.dim(1), x.dim(2));
        x.reshape(&[batch, time, self.heads, self.width / self.heads])
            .permute(&[0, 1, 3, 2, 4])
    }

    /// The inverse of [`Self::split`].
    fn join<'g>(&self, x: Tensor<'g>) -> Tensor<'g> {
        let (batch, time) = (x.dim(1), x.dim(3));
        x.permute(&[0, 1, 3, 2, 4])
            .reshape(&[batch, time, self.width])
    }
}

/// `(x − mean) / √(variance + 1e-5)` along the last axis.
fn layer_norm(x: Tensor<'_>) -> Tensor<'_> {
    let last = x.rank() - 1;
    let centred = x - x.mean(&[last]);
    let variance = centred.square().mean(&[last]);
    centred / (variance + 1e-5).sqrt()
}

/// `softmax(q kᵀ / √d, but for what is hidden) v`, heads on the axis before the last two.
fn attention<'g>(q: Tensor<'g>, k: Tensor<'g>, v: Tensor<'g>, hidden: Tensor<'g>) -> Tensor<'g> {
    let width = q.dim(q.rank() - 1);
    let scores = q.matmul(k.t()) * (1.0 / (width as f64).sqrt());
    let masked = hidden.select(q.graph().constant(-1e9), scores);
    masked.softmax().matmul(v)
}
