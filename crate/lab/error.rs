//! What can go wrong in the lab, with a code that the page knows.

use thiserror::Error;

use crate::data::InputError;
use crate::ir::GraphError;
use crate::run::RunError;

/// A failed request. Every message is fit for a visitor.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LabError {
    /// Something that was given is not as it must be.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The device failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A program that does not fit together.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

impl LabError {
    /// One of a closed list of words.
    pub fn code(&self) -> &'static str {
        match self {
            LabError::Input(_) => "input",
            LabError::Graph(GraphError::Limit { .. }) => "memory",
            LabError::Graph(_) => "program",
            LabError::Run(RunError::Lost(_)) => "lost",
            LabError::Run(RunError::NoDevice(_)) => "no-device",
            LabError::Run(error) if error.lacks_memory() => "memory",
            LabError::Run(RunError::Cancelled) => "cancelled",
            LabError::Run(_) => "run",
        }
    }

    /// The field that is wrong, if one is.
    pub fn field(&self) -> Option<&str> {
        match self {
            LabError::Input(error) => Some(error.field()),
            LabError::Run(RunError::Size { name, .. } | RunError::Range { name, .. }) => Some(name),
            _ => None,
        }
    }
}
