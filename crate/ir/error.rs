//! Mistakes in building a graph.

use thiserror::Error;

/// An author's mistake: the operation, the shapes and the line that called it.
///
/// The first mistake poisons the graph; [`super::Graph::finish`] reports it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GraphError {
    /// Dimensions that do not fit together.
    #[error("{op}: shapes {left:?} and {right:?} do not fit ({at})")]
    Shape {
        /// The operation.
        op: &'static str,
        /// The first argument's dimensions.
        left: Vec<usize>,
        /// What they were combined with.
        right: Vec<usize>,
        /// The caller's file and line.
        at: String,
    },
    /// An element type that the operation does not take.
    #[error("{op}: takes other element types than {found} ({at})")]
    DType {
        /// The operation.
        op: &'static str,
        /// The types found.
        found: String,
        /// The caller's file and line.
        at: String,
    },
    /// A size beyond what a graph may hold.
    #[error("{what} is {asked}; the limit is {limit} ({at})")]
    Limit {
        /// What is too large, or too small.
        what: &'static str,
        /// The size asked for.
        asked: usize,
        /// The limit.
        limit: usize,
        /// The caller's file and line.
        at: String,
    },
    /// A name used twice, or one that nothing stands behind.
    #[error("{what} `{name}` ({at})")]
    Name {
        /// What is wrong with it.
        what: &'static str,
        /// The name.
        name: String,
        /// The caller's file and line.
        at: String,
    },
}
