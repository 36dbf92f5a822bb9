//! What an attack on a classifier maximises.
//!
//! Everywhere: `logits z [M, N, K]` with `p = softmax(z)`, labels `y` `U32 [M|1, N, 1]`, and the
//! rival `j = argmax_{k ≠ y} z_k`, of equal ones the lowest, chosen anew at every call and
//! without a gradient. Losses are `[M, N, 1]`, to be made larger; the fourth of them is
//! [`cross_entropy`](super::loss::cross_entropy).
//!
//! Source of all but where said: Probability Margin Attack, arXiv:2411.15210.

use crate::ir::{DType, Tensor};

/// The most probable wrong class `argmax_{k ≠ y} z_k`, of equal ones the lowest.
///
/// At least 2 classes → `U32 [M, N, 1]`.
#[track_caller]
pub fn rival<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let hit = labels.one_hot(logits.dim(logits.rank() - 1));
    let least = logits.graph().constant(f64::from(f32::MIN));
    hit.select(least, logits).argmax()
}

/// `p_y`, by `1 − Σ_{k ≠ y} p_k`.
///
/// So its gradient keeps its digits where `p_y` is nearly 1, which is where an attack begins:
/// written as `p_y (1 − p_y)` it would be 0 as soon as `p_y` rounds to 1, and the attack would
/// stand still.
#[track_caller]
fn probability_of_label<'g>(p: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let last = p.rank() - 1;
    let hit = labels.one_hot(p.dim(last));
    let others = hit.select(p.graph().constant(0.0), p);
    -others.sum(&[last]) + 1.0
}

/// What margins are made of: the label's and the rival's score.
#[derive(Clone, Copy, Debug)]
struct Scores<'g> {
    label: Tensor<'g>,
    rival: Tensor<'g>,
}

/// On which scale classes are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// `z`: no saturation, and a factor of the logits is a factor of the loss.
    Logits,
    /// `p`: bounded, and blind where the network is very sure.
    Probabilities,
}

impl Scale {
    #[track_caller]
    fn scores<'g>(self, logits: Tensor<'g>, labels: Tensor<'g>) -> Scores<'g> {
        let j = rival(logits, labels);
        match self {
            Scale::Logits => Scores {
                label: logits.pick(labels),
                rival: logits.pick(j),
            },
            Scale::Probabilities => {
                let p = logits.softmax();
                Scores {
                    label: probability_of_label(p, labels),
                    rival: p.pick(j),
                }
            }
        }
    }
}

/// One term of a margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The label's score.
    True,
    /// The label's score, negative.
    MinusTrue,
    /// The rival's score.
    Other,
}

/// `a s_j + b s_y`: any mixture of a margin's terms, for coefficients that may depend on the
/// step.
///
/// `rival`, `label`: numbers, one for each member or one for all → `[M, N, 1]`.
#[track_caller]
pub fn mixed_margin<'g>(
    logits: Tensor<'g>,
    labels: Tensor<'g>,
    scale: Scale,
    rival: Tensor<'g>,
    label: Tensor<'g>,
) -> Tensor<'g> {
    let s = scale.scores(logits, labels);
    s.rival * rival + s.label * label
}

/// `z_j − z_y`, with gradient `e_j − e_y`. Source: Carlini and Wagner 2017, arXiv:1608.04644.
#[track_caller]
pub fn logit_margin_loss<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let s = Scale::Logits.scores(logits, labels);
    s.rival - s.label
}

/// `p_j − p_y`, in `(−1, 1)`, with gradient `p_y (p − e_y) − p_j (p − e_j)`: cross-entropy's
/// gradients away from the label and towards the rival, weighted by [`margin_gradient_weights`].
#[track_caller]
pub fn probability_margin_loss<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let s = Scale::Probabilities.scores(logits, labels);
    s.rival - s.label
}

/// `p_y`, `−p_y` or `p_j` alone.
#[track_caller]
pub fn probability_term_loss<'g>(logits: Tensor<'g>, labels: Tensor<'g>, term: Term) -> Tensor<'g> {
    let s = Scale::Probabilities.scores(logits, labels);
    match term {
        Term::True => s.label,
        Term::MinusTrue => -s.label,
        Term::Other => s.rival,
    }
}

/// The difference of logits ratio `(z_j − z_y) / (z_{π₁} − z_{π₃} + 10⁻¹²)`, `π` by falling
/// logit: neither a shift nor a factor of the logits changes it.
///
/// At least 3 classes. The gradient flows through the denominator too. Where the three largest
/// are equal it is finite, and enormous unless the label is among them.
/// Source: Croce and Hein 2020, arXiv:2003.01690, eq. 7.
#[track_caller]
pub fn dlr_loss<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let last = logits.rank() - 1;
    let order = logits.top_k(3);
    let at = |rank| logits.pick(order.narrow(last, rank, 1));
    logit_margin_loss(logits, labels) / (at(0) - at(2) + 1e-12)
}

/// What the probability margin's gradient is made of, each `[M, N, 1]`.
#[derive(Clone, Copy, Debug)]
pub struct GradientWeights<'g> {
    /// `p_y`: how much it pushes the label down.
    pub untargeted: Tensor<'g>,
    /// `p_j`: how much it pulls the rival up.
    pub targeted: Tensor<'g>,
    /// `j`, `U32`.
    pub target: Tensor<'g>,
}

/// The [`GradientWeights`] of [`probability_margin_loss`]; no gradient is meant to pass.
#[track_caller]
pub fn margin_gradient_weights<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> GradientWeights<'g> {
    let p = logits.softmax();
    let target = rival(logits, labels);
    GradientWeights {
        untargeted: p.pick(labels),
        targeted: p.pick(target),
        target,
    }
}

/// 1 where the largest logit is not the label's, or none is finite; else 0.
///
/// Of equal logits the lowest class counts → `[M, N, 1]`. No gradient.
#[track_caller]
pub fn misclassified<'g>(logits: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    debug_assert_eq!(labels.dtype(), DType::U32);
    -logits.argmax().eq(labels) + 1.0
}
