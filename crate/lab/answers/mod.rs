//! The questions, each with its answer.

mod growth;
mod landscape;
mod line;
mod maps;
mod pictures;
mod score;
mod soups;

pub use maps::Map;
