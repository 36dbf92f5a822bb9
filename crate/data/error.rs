//! What can be wrong with data.

use std::fmt::Display;

use thiserror::Error;

/// A visitor's mistake: the field, the limit and what was found. Every message is
/// one sentence that is safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InputError {
    /// A number outside its range.
    #[error("`{field}` must be {limit}, not {found}")]
    Range {
        /// The field's name.
        field: &'static str,
        /// What is allowed.
        limit: String,
        /// What was given.
        found: String,
    },
    /// A name that stands for nothing.
    #[error("`{field}` must be one of {limit}, not `{found}`")]
    Choice {
        /// The field's name.
        field: &'static str,
        /// The names that are known.
        limit: String,
        /// What was given, cut to 32 characters.
        found: String,
    },
    /// Data that are not a number.
    #[error("`x` must be finite numbers: row {row}, column {column} is {found}")]
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0 over all features.
        column: usize,
        /// What stands there.
        found: String,
    },
    /// A label without a class.
    #[error("`y` must be below {classes}, the number of classes: row {row} is {found}")]
    Label {
        /// The row, counted from 0.
        row: usize,
        /// The number of classes.
        classes: usize,
        /// What stands there.
        found: u32,
    },
    /// Nothing to tell apart.
    #[error("`y` must have at least two classes: all {rows} rows are of class {class}")]
    OneClass {
        /// The number of rows.
        rows: usize,
        /// The class of all.
        class: u32,
    },
    /// Two sizes that must agree.
    #[error("`{field}` must have {limit} entries, not {found}")]
    Length {
        /// The field's name.
        field: &'static str,
        /// The number it must have.
        limit: usize,
        /// The number it has.
        found: usize,
    },
    /// A file that is not what it says it is.
    #[error("the file's `{field}` must be {limit}, not {found}")]
    File {
        /// The part of the file.
        field: &'static str,
        /// What is allowed.
        limit: String,
        /// What was found.
        found: String,
    },
}

impl InputError {
    /// The field that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            InputError::Range { field, .. }
            | InputError::Choice { field, .. }
            | InputError::Length { field, .. }
            | InputError::File { field, .. } => field,
            InputError::NotFinite { .. } => "x",
            InputError::Label { .. } | InputError::OneClass { .. } => "y",
        }
    }

    /// A number outside its range.
    pub fn range(field: &'static str, limit: impl Into<String>, found: impl Display) -> Self {
        let (limit, found) = (limit.into(), found.to_string());
        InputError::Range {
            field,
            limit,
            found,
        }
    }

    /// A name that stands for nothing.
    pub fn choice(field: &'static str, known: &[&str], found: &str) -> Self {
        let limit = known.join(", ");
        let found = found.chars().filter(|c| !c.is_control()).take(32).collect();
        InputError::Choice {
            field,
            limit,
            found,
        }
    }

    /// A part of a file that is wrong.
    pub(super) fn file(field: &'static str, limit: impl Display, found: impl Display) -> Self {
        let (limit, found) = (limit.to_string(), found.to_string());
        InputError::File {
            field,
            limit,
            found,
        }
    }
}

/// `value` if it lies from `low` to `high`, both included; NaN never does.
pub(crate) fn within<T>(field: &'static str, value: T, low: T, high: T) -> Result<T, InputError>
where
    T: PartialOrd + Display + Copy,
{
    if value >= low && value <= high {
        return Ok(value);
    }
    Err(InputError::range(
        field,
        format!("from {low} to {high}"),
        value,
    ))
}

/// `value` if it is above 0 and at most `high`.
pub(crate) fn above_zero(field: &'static str, value: f64, high: f64) -> Result<f64, InputError> {
    if value > 0.0 && value <= high {
        return Ok(value);
    }
    let limit = format!("above 0, at most {high}");
    Err(InputError::range(field, limit, value))
}

/// `value` if it is a finite number.
pub(crate) fn finite(field: &'static str, value: f64) -> Result<f64, InputError> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(InputError::range(field, "finite", value))
}
