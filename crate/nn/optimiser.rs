//! How parameters move along their gradient.

use serde::{Deserialize, Serialize};

use crate::ir::{DType, Graph, Tensor, grad};

use super::{Health, Schedule};

/// An optimiser. Its numbers are per-member inputs, so that members may differ and
/// sliders need no new plan: `lr`, and `momentum`, `beta1`, `beta2`, `eps`,
/// `weight_decay` where they apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Optimiser {
    /// `v ← μ v + g + λ θ`, `θ ← θ − η v`.
    Sgd,
    /// Adam: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1; no decay.
    Adam,
    /// Adam with decoupled decay, `θ ← θ − η λ θ` beside the step: Loshchilov and Hutter
    /// 2019, arXiv:1711.05101, algorithm 2.
    AdamW,
}

impl Optimiser {
    /// The inputs it reads beside `lr`, each with its usual value.
    pub fn hypers(self) -> &'static [(&'static str, f32)] {
        match self {
            Optimiser::Sgd => &[("momentum", 0.9), ("weight_decay", 0.0)],
            Optimiser::Adam => &[("beta1", 0.9), ("beta2", 0.999), ("eps", 1e-8)],
            Optimiser::AdamW => &[
                ("beta1", 0.9),
                ("beta2", 0.999),
                ("eps", 1e-8),
                ("weight_decay", 0.01),
            ],
        }
    }

    /// The carries it keeps, each of the parameters' size, zero at first.
    pub fn moments(self) -> &'static [&'static str] {
        match self {
            Optimiser::Sgd => &["velocity"],
            Optimiser::Adam | Optimiser::AdamW => &["m", "v"],
        }
    }

    /// Sets the next value of the carry `theta [M, P]` and of the optimiser's own carries.
    ///
    /// `gradient [M, P]`; `scale [M|1]` multiplies `lr`. A member that is not healthy keeps
    /// its parameters.
    #[track_caller]
    pub fn update<'g>(
        self,
        g: &'g Graph,
        theta: Tensor<'g>,
        gradient: Tensor<'g>,
        scale: Tensor<'g>,
        health: Health<'g>,
    ) {
        let size = theta.dim(1);
        let lr = g.hyper("lr") * scale;
        let row = |t: Tensor<'g>| t.reshape(&[1]);
        let hyper = |name: &str| row(g.hyper(name));
        let next = match self {
            Optimiser::Sgd => {
                let v = g.carry("velocity", &[size]);
                let pull = gradient + hyper("weight_decay") * theta;
                let next = hyper("momentum") * v + pull;
                v.set(health.keep(next, v));
                theta - row(lr) * next
            }
            Optimiser::Adam | Optimiser::AdamW => {
                let (m, v) = (g.carry("m", &[size]), g.carry("v", &[size]));
                let (b1, b2) = (hyper("beta1"), hyper("beta2"));
                let one = g.constant(1.0);
                let next_m = b1 * m + (one - b1) * gradient;
                let next_v = b2 * v + (one - b2) * gradient.square();
                m.set(health.keep(next_m, m));
                v.set(health.keep(next_v, v));
                let t = g.step().cast(DType::F32) + 1.0;
                let correction = |beta: Tensor<'g>| row(one - power(beta, t));
                let (c1, c2) = (correction(g.hyper("beta1")), correction(g.hyper("beta2")));
                let step = (row(lr) / c1) * next_m / ((next_v / c2).sqrt() + hyper("eps"));
                match self {
                    Optimiser::AdamW => theta - row(lr) * hyper("weight_decay") * theta - step,
                    _ => theta - step,
                }
            }
        };
        theta.set(health.keep(next, theta));
    }
}

/// One step of learning: moves the carry `theta [M, P]` along the gradient of `loss [M]`, until
/// the input `steps [M]` is reached. A member whose numbers run away is stopped.
#[track_caller]
pub fn learn<'g>(
    g: &'g Graph,
    optimiser: Optimiser,
    schedule: Schedule,
    theta: Tensor<'g>,
    loss: Tensor<'g>,
) {
    let gradient = grad(loss.sum_members(), &[theta])[0];
    let health = Health::watch(g, loss, gradient);
    optimiser.update(g, theta, gradient, schedule.until_end(g), health);
}

/// `baseᵗ` for `base` in `[0, 1)`; `0ᵗ` is 0.
fn power<'g>(base: Tensor<'g>, t: Tensor<'g>) -> Tensor<'g> {
    (base.log_safe() * t).exp()
}
