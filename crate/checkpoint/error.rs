//! What can be wrong with checkpoints.

use std::fmt::Display;

use thiserror::Error;

/// A visitor's mistake: the file, its part, the limit and what was found. Every message is one
/// sentence that is safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// A part of a file that is not what it must be.
    #[error("`{file}`: {field} must be {limit}, not {found}")]
    File {
        /// The file's name.
        file: String,
        /// The part of it.
        field: &'static str,
        /// What is allowed.
        limit: String,
        /// What was found.
        found: String,
    },
    /// A weight that is not a finite number.
    #[error("`{file}`: weights must be {limit}: element {index} of tensor `{tensor}` is {found}")]
    Weight {
        /// The file's name.
        file: String,
        /// What is allowed.
        limit: &'static str,
        /// The tensor's name.
        tensor: String,
        /// The element, counted from 0 in the order of the file.
        index: u64,
        /// What stands there.
        found: String,
    },
    /// Files that do not go together.
    #[error("`{first}` and `{second}` must have the same tensors: {difference}")]
    Different {
        /// The file that says which tensors there are.
        first: String,
        /// The other one.
        second: String,
        /// What the other one lacks, has besides, or has in another shape.
        difference: String,
    },
    /// A parameter of a merge outside its range.
    #[error("`{field}` must be {limit}, not {found}")]
    Parameter {
        /// The parameter's name.
        field: &'static str,
        /// What is allowed.
        limit: String,
        /// What was given.
        found: String,
    },
    /// A file that cannot be read or written.
    #[error("`{file}` cannot be {action}: {reason}")]
    Access {
        /// The file's name.
        file: String,
        /// Read, or written.
        action: &'static str,
        /// What the system says.
        reason: String,
    },
}

impl CheckpointError {
    /// A part of a file that is wrong; what was found is cut to 120 printable characters.
    pub(super) fn file(
        file: &str,
        field: &'static str,
        limit: impl Display,
        found: impl Display,
    ) -> Self {
        CheckpointError::File {
            file: clean(file),
            field,
            limit: limit.to_string(),
            found: clean(&found.to_string()),
        }
    }

    /// A parameter outside its range.
    pub fn parameter(field: &'static str, limit: impl Display, found: impl Display) -> Self {
        CheckpointError::Parameter {
            field,
            limit: limit.to_string(),
            found: clean(&found.to_string()),
        }
    }

    /// A file that cannot be read.
    pub fn read(file: &str, reason: impl Display) -> Self {
        CheckpointError::access(file, "read", reason)
    }

    /// A file that cannot be written.
    pub fn write(file: &str, reason: impl Display) -> Self {
        CheckpointError::access(file, "written", reason)
    }

    fn access(file: &str, action: &'static str, reason: impl Display) -> Self {
        CheckpointError::Access {
            file: clean(file),
            action,
            reason: reason.to_string(),
        }
    }
}

/// The first 120 characters, control characters left out.
fn clean(text: &str) -> String {
    let printable = text.chars().filter(|c| !c.is_control());
    printable.take(120).collect()
}
