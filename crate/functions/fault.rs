//! What is wrong with a call.

use serde::Serialize;
use thiserror::Error;

use crate::ir::GraphError;
use crate::run::RunError;

/// The kind of a mistake: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// No function, or no input, of this name.
    Unknown,
    /// An input that must be given is not.
    Missing,
    /// Text where numbers belong, say.
    Type,
    /// A wrong number of axes, lengths that differ, nothing at all.
    Shape,
    /// NaN or an infinity, given or as the result.
    NonFinite,
    /// A number or a name outside its domain.
    Range,
    /// More than this program takes.
    Limit,
    /// The device failed.
    Device,
}

impl Code {
    /// The word for it, as in answers.
    pub fn word(self) -> &'static str {
        match self {
            Code::Unknown => "unknown",
            Code::Missing => "missing",
            Code::Type => "type",
            Code::Shape => "shape",
            Code::NonFinite => "non-finite",
            Code::Range => "range",
            Code::Limit => "limit",
            Code::Device => "device",
        }
    }
}

/// A refused call: one sentence that names the field and the limit.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[error("{message}")]
pub struct Fault {
    /// The kind of mistake.
    pub code: Code,
    /// The sentence.
    pub message: String,
    /// The input it is about, or the output that would be too large.
    pub field: String,
}

impl Fault {
    /// A mistake in a field.
    pub fn new(code: Code, field: &str, message: impl Into<String>) -> Self {
        Fault {
            code,
            message: message.into(),
            field: field.into(),
        }
    }

    /// A wrong shape.
    pub fn shape(field: &str, message: impl Into<String>) -> Self {
        Self::new(Code::Shape, field, message)
    }

    /// Something outside its domain.
    pub fn range(field: &str, message: impl Into<String>) -> Self {
        Self::new(Code::Range, field, message)
    }
}

impl From<RunError> for Fault {
    fn from(error: RunError) -> Self {
        let code = match error.lacks_memory() {
            true => Code::Limit,
            false => Code::Device,
        };
        Self::new(code, "inputs", error.to_string())
    }
}

impl From<GraphError> for Fault {
    fn from(error: GraphError) -> Self {
        let code = match error {
            GraphError::Limit { .. } => Code::Limit,
            _ => Code::Shape,
        };
        Self::new(code, "inputs", error.to_string())
    }
}
