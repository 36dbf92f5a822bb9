//! How far an attack steps.

use std::f64::consts::PI;

use crate::ir::{DType, Tensor};

/// How the step size `a_s` falls from `a_0` over the steps `s = 0 … S − 1`.
///
/// Source: Probability Margin Attack, arXiv:2411.15210; the last is of Margin Decomposition,
/// Ma et al. 2020, arXiv:2006.13726.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepSchedule {
    /// `a_0`.
    Constant,
    /// `a_0 ½ (1 + cos(π s / S))`.
    Cosine,
    /// A cosine that starts again half way: `a_0 ½ (1 + cos(π q / (S − h)))` with `h = ⌊S / 2⌋`,
    /// `q = s − 1` up to `s = h` and `s − h − 1` after it.
    MarginDecomposition,
}

impl StepSchedule {
    /// `a_s`, for `s < S`.
    pub fn size(self, step: usize, steps: usize, initial: f64) -> f64 {
        let (s, half) = (step as f64, steps / 2);
        let turn = match self {
            StepSchedule::Constant => return initial,
            StepSchedule::Cosine => s / steps as f64,
            StepSchedule::MarginDecomposition => {
                let passed = if step > half { half } else { 0 };
                (s - 1.0 - passed as f64) / (steps - half) as f64
            }
        };
        initial * 0.5 * (1.0 + (PI * turn).cos())
    }

    /// The same in a graph: `step U32 [1]`, `steps ≥ 1`, `initial` a number for all or one for
    /// each member → as `initial`.
    #[track_caller]
    pub fn of<'g>(self, step: Tensor<'g>, steps: usize, initial: Tensor<'g>) -> Tensor<'g> {
        let (s, half) = (step.cast(DType::F32), steps / 2);
        let turn = match self {
            StepSchedule::Constant => return initial,
            StepSchedule::Cosine => s * (1.0 / steps as f64),
            StepSchedule::MarginDecomposition => {
                let passed = s.graph().constant(half as f64);
                let q = s - 1.0 - passed.lt(s) * passed;
                q * (1.0 / (steps - half) as f64)
            }
        };
        initial * ((turn * PI).cos() + 1.0) * 0.5
    }
}
