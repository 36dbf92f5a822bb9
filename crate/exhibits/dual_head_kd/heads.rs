//! What is told to which head.

use ndarray::Array2;
use serde::Deserialize;

use super::Weight;
use crate::exhibits::Given;
use crate::exhibits::classroom::Lot;
use crate::ir::{Graph, Tensor, grad};
use crate::methods::distillation::{kd_loss, mse_logits_loss};
use crate::methods::dual_head::{align_gradients, binary_kl_loss, binary_kl_norm_loss};
use crate::methods::loss::cross_entropy;
use crate::nn::{Mlp, Model};

/// The temperatures of the auxiliary losses while training.
const BINARY_TEMPERATURE: f64 = 2.0;
const KD_TEMPERATURE: f64 = 4.0;

/// What the auxiliary head is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auxiliary {
    BinaryKl,
    BinaryKlNorm,
    Kd,
    Mse,
}

impl Auxiliary {
    pub const ALL: [Auxiliary; 4] = [
        Auxiliary::BinaryKl,
        Auxiliary::BinaryKlNorm,
        Auxiliary::Kd,
        Auxiliary::Mse,
    ];

    pub fn name(self) -> &'static str {
        ["BinaryKL", "BinaryKL-Norm", "KD", "MSE"][self as usize]
    }

    /// The loss of logits `[M, B, K]` against the teacher's, one number a row.
    pub fn loss<'g>(self, logits: Tensor<'g>, teacher: Tensor<'g>, t: Tensor<'g>) -> Tensor<'g> {
        match self {
            Auxiliary::BinaryKl => binary_kl_loss(logits, teacher, t),
            Auxiliary::BinaryKlNorm => binary_kl_norm_loss(logits, teacher, t),
            Auxiliary::Kd => kd_loss(logits, teacher, t),
            Auxiliary::Mse => mse_logits_loss(logits, teacher, false),
        }
    }

    fn temperature(self) -> f64 {
        match self {
            Auxiliary::Kd => KD_TEMPERATURE,
            _ => BINARY_TEMPERATURE,
        }
    }
}

/// A student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Labels alone.
    Labels,
    /// The teacher's logits alone, told to the main head.
    Alone(Auxiliary),
    /// Both, told to the main head.
    OneHead(Auxiliary, Weight),
    /// Labels told to the main head, the teacher's logits to the other.
    TwoHeads(Auxiliary, Weight),
}

impl Variant {
    pub fn name(self) -> String {
        match self {
            Variant::Labels => "labels alone".into(),
            Variant::Alone(kind) => format!("{} alone", kind.name()),
            Variant::OneHead(kind, w) => format!("one head, {} × {}", kind.name(), w.value()),
            Variant::TwoHeads(kind, w) => format!("two heads, {} × {}", kind.name(), w.value()),
        }
    }

    fn kind(self) -> Auxiliary {
        match self {
            Variant::Labels => Auxiliary::BinaryKl,
            Variant::Alone(kind) | Variant::OneHead(kind, _) | Variant::TwoHeads(kind, _) => kind,
        }
    }

    /// Weights of the labels and of the teacher's logits.
    fn weights(self) -> [f64; 2] {
        match self {
            Variant::Labels => [1.0, 0.0],
            Variant::Alone(_) => [0.0, 1.0],
            Variant::OneHead(_, w) | Variant::TwoHeads(_, w) => [1.0, w.value()],
        }
    }
}

/// All students: those of the claims, and those of the chosen loss.
pub fn variants(chosen: Auxiliary) -> Vec<Variant> {
    let mut all = vec![
        Variant::Labels,
        Variant::Alone(Auxiliary::BinaryKl),
        Variant::Alone(Auxiliary::BinaryKlNorm),
        Variant::Alone(Auxiliary::Kd),
    ];
    if chosen == Auxiliary::Mse {
        all.push(Variant::Alone(chosen));
    }
    let mut mixed = vec![Auxiliary::BinaryKl];
    if chosen != Auxiliary::BinaryKl {
        mixed.push(chosen);
    }
    for kind in mixed {
        all.extend(Weight::ALL.map(|w| Variant::OneHead(kind, w)));
        all.extend(Weight::ALL.map(|w| Variant::TwoHeads(kind, w)));
    }
    all
}

/// The students' own numbers.
pub fn given(variants: &[Variant]) -> Vec<(&'static str, Given)> {
    let each = |of: &dyn Fn(Variant) -> f64| {
        Given::Numbers(variants.iter().map(|&v| of(v) as f32).collect())
    };
    vec![
        ("kind", each(&|v| f64::from(v.kind() as u8))),
        ("temperature", each(&|v| v.kind().temperature())),
        ("labels weight", each(&|v| v.weights()[0])),
        ("teacher weight", each(&|v| v.weights()[1])),
        (
            "second head",
            each(&|v| f64::from(u8::from(matches!(v, Variant::TwoHeads(..))))),
        ),
    ]
}

/// How the two losses are put together.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Whether what opposes the labels' gradient is taken off the other one.
    pub aligned: bool,
}

/// The main and the auxiliary logits `[M, B, K]` of a model with both.
pub fn both<'g>(model: &Mlp, x: Tensor<'g>, theta: Tensor<'g>) -> [Tensor<'g>; 2] {
    let logits = model.logits(x, theta);
    let classes = logits.dim(2) / 2;
    [0, classes].map(|from| logits.narrow(2, from, classes))
}

/// What each student minimises, `[M]`.
pub fn loss<'g>(g: &'g Graph, model: &Mlp, lot: Lot<'g>, told: Told) -> Tensor<'g> {
    let [main, second] = both(model, lot.x, lot.theta);
    let own = |name: &str| g.hyper(name).reshape(&[1, 1]);
    let logits = own("second head").eq(g.constant(1.0)).select(second, main);
    let t = own("temperature");
    let kind = own("kind");
    let of = |kind: Auxiliary| kind.loss(logits, lot.teacher, t);
    let rest = Auxiliary::ALL[1..].iter();
    let rows = rest.fold(of(Auxiliary::BinaryKl), |others, &one| {
        let here = kind.eq(g.constant(f64::from(one as u8)));
        here.select(of(one), others)
    });
    let labels = cross_entropy(main, lot.labels).mean_all() * g.hyper("labels weight");
    let teacher = rows.mean_all() * g.hyper("teacher weight");
    if !told.aligned {
        return labels + teacher;
    }
    // What is minimised is linear in the weights: its gradient is the sum of the two, the second
    // without what opposes the first.
    let gradient = |of: Tensor<'g>| grad(of.sum_members(), &[lot.theta])[0].detach();
    let first = gradient(labels);
    let step = first + align_gradients(first, gradient(teacher));
    (step.detach() * lot.theta).sum_all()
}

/// The weights `[W, K]` of the main head.
pub fn main_head(model: &Mlp, theta: &[f32]) -> Array2<f64> {
    let (width, outputs) = (model.sizes[1], model.sizes[2]);
    let from = model.sizes[0] * width + width;
    let at = |(h, k): (usize, usize)| f64::from(theta[from + h * outputs + k]);
    Array2::from_shape_fn((width, outputs / 2), at)
}
