//! The one table of operations: how a sample of each is drawn, edge cases included, and
//! which mistakes it refuses.

mod bad;
mod contract;
mod draw;
mod elementwise;
mod index;
mod leaves;
mod movement;

use soupcon::ir::{Graph, Tensor};

use super::value::Value;

pub use bad::{Bad, Expected, mistakes};
pub use draw::{Draw, Kind};

/// One operation on drawn arguments.
pub struct Case {
    /// The arguments; axis 0 has length 1 or the number of members.
    pub args: Vec<Value>,
    /// The operation, as a caller writes it.
    pub build: Build,
}

/// Puts a case into a graph.
pub type Build = Box<dyn for<'g> Fn(&'g Graph, &[Tensor<'g>]) -> Tensor<'g>>;

impl Case {
    pub fn new(
        args: Vec<Value>,
        build: impl for<'g> Fn(&'g Graph, &[Tensor<'g>]) -> Tensor<'g> + 'static,
    ) -> Self {
        let build = Box::new(build);
        Case { args, build }
    }
}

/// An operation of the table.
pub struct Row {
    /// Its name in [`soupcon::ir::Op::name`]; reductions come as two.
    pub name: &'static str,
    /// A sample.
    pub case: fn(&mut Draw) -> Case,
    /// Whether it has a gradient.
    pub differentiable: bool,
    /// Whether a GPU promises infinities, NaN and subnormal numbers too: it does where
    /// they are only moved, or looked at as words.
    pub extremes_on_gpu: bool,
}

impl Row {
    pub const fn new(name: &'static str, case: fn(&mut Draw) -> Case) -> Self {
        Row {
            name,
            case,
            differentiable: false,
            extremes_on_gpu: false,
        }
    }

    pub const fn smooth(self) -> Self {
        Row {
            differentiable: true,
            ..self
        }
    }

    pub const fn moves(self) -> Self {
        Row {
            extremes_on_gpu: true,
            ..self
        }
    }
}

/// All operations: four leaves and twenty-seven primitives.
pub fn table() -> Vec<Row> {
    let parts = [
        leaves::rows(),
        elementwise::rows(),
        movement::rows(),
        contract::rows(),
        index::rows(),
    ];
    parts.into_iter().flatten().collect()
}
