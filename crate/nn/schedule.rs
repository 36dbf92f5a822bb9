//! How the learning rate changes with the step.

use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

use crate::ir::{DType, Graph, Tensor};

/// A factor of the learning rate; `steps` is the input `steps [M]`, the length of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// 1.
    Constant,
    /// `½ (1 + cos(π t / steps))` for `t < steps`, then 0. Source: Loshchilov and Hutter
    /// 2017, arXiv:1608.03983, without restarts.
    Cosine,
    /// `1 − t / steps` for `t < steps`, then 0.
    Linear,
}

impl Schedule {
    /// The factor at the present step, `[M]` or `[1]`.
    #[track_caller]
    pub fn factor(self, g: &Graph) -> Tensor<'_> {
        let share = || {
            let t = g.step().cast(DType::F32);
            (t / g.hyper("steps")).min(g.constant(1.0))
        };
        match self {
            Schedule::Constant => g.constant(1.0),
            Schedule::Cosine => ((share() * PI).cos() + 1.0) * 0.5,
            Schedule::Linear => -share() + 1.0,
        }
    }

    /// The factor at the present step, and 0 from `steps` on: what has learnt to its end stands
    /// still, whatever the schedule.
    #[track_caller]
    pub fn until_end(self, g: &Graph) -> Tensor<'_> {
        let left = g.step().cast(DType::F32).lt(g.hyper("steps"));
        match self {
            Schedule::Constant => left,
            // A rounded cosine of π is not quite −1.
            Schedule::Cosine => left.select(self.factor(g), g.constant(0.0)),
            Schedule::Linear => self.factor(g),
        }
    }
}
