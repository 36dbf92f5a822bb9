//! What can go wrong while running.

use thiserror::Error;

/// A failed run. Every message is fit for a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RunError {
    /// The device is gone; a new one must be asked for.
    #[error("the graphics device stopped: {0}")]
    Lost(String),
    /// No such device here.
    #[error("no device: {0}")]
    NoDevice(String),
    /// The plan needs more than the budget.
    #[error(
        "this needs {asked} bytes of memory; the budget is {budget}: use fewer members or a smaller model"
    )]
    OutOfMemory {
        /// Bytes needed.
        asked: u64,
        /// Bytes allowed.
        budget: u64,
    },
    /// The device has less memory left than the budget would allow.
    #[error("the device has no memory left for this: use fewer members or a smaller model")]
    Exhausted,
    /// The run was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A name that the program does not have.
    #[error("the program has no value called `{0}`")]
    UnknownName(String),
    /// A value of another size than the program's.
    #[error("`{name}` takes {expected} numbers, not {found}")]
    Size {
        /// The value's name.
        name: String,
        /// The number of elements it has.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// A number outside its range.
    #[error("`{name}` must be {range}, not {found}")]
    Range {
        /// The value's name.
        name: String,
        /// What is allowed.
        range: &'static str,
        /// What was given.
        found: String,
    },
    /// A kernel that the device refused.
    #[error("the device refused a kernel: {0}")]
    Kernel(String),
}

impl RunError {
    /// Whether there is too little memory: a smaller run may be possible.
    pub fn lacks_memory(&self) -> bool {
        matches!(self, RunError::OutOfMemory { .. } | RunError::Exhausted)
    }
}

/// Bytes a device may hold for one plan.
pub const DEVICE_BUDGET: u64 = 256 << 20;
/// Bytes of one buffer.
pub const BUFFER_BUDGET: u64 = 128 << 20;

/// An error if `asked` bytes are more than `budget`.
pub fn afford(asked: u64, budget: u64) -> Result<(), RunError> {
    if asked > budget {
        Err(RunError::OutOfMemory { asked, budget })
    } else {
        Ok(())
    }
}
