//! Mistakes in building, and the errors that name them.

mod contractions;
mod elements;
mod programs;

use soupcon::ir::{Graph, GraphError};

/// A mistake.
pub struct Bad {
    /// What is wrong.
    pub what: &'static str,
    /// The number of members of the graph.
    pub members: usize,
    /// Makes it, in a fresh graph.
    pub make: fn(&Graph),
    /// What is reported.
    pub expected: Expected,
}

/// The error's kind and what it names.
pub enum Expected {
    /// The operation and both shapes.
    Shape(&'static str, &'static [usize], &'static [usize]),
    /// The operation.
    DType(&'static str),
    /// What is too large, how large it is, and the limit.
    Limit(&'static str, usize, usize),
    /// The name that is wrong.
    Name(&'static str),
}

impl Expected {
    /// Whether `error` is this.
    pub fn is(&self, error: &GraphError) -> bool {
        match (self, error) {
            (
                Self::Shape(op, l, r),
                GraphError::Shape {
                    op: found,
                    left,
                    right,
                    ..
                },
            ) => op == found && l == left && r == right,
            (Self::DType(op), GraphError::DType { op: found, .. }) => op == found,
            (
                Self::Limit(what, n, most),
                GraphError::Limit {
                    what: found,
                    asked,
                    limit,
                    ..
                },
            ) => what == found && n == asked && most == limit,
            (Self::Name(name), GraphError::Name { name: found, .. }) => name == found,
            _ => false,
        }
    }
}

const fn bad(what: &'static str, make: fn(&Graph), expected: Expected) -> Bad {
    Bad {
        what,
        members: 2,
        make,
        expected,
    }
}

/// One or more mistakes for each operation that can be called wrongly.
pub fn mistakes() -> impl Iterator<Item = &'static Bad> {
    [elements::BAD, contractions::BAD, programs::BAD]
        .into_iter()
        .flatten()
}
