//! The lab: what a visitor asks for, described, checked, run and looked at.
//!
//! A [`RunSpec`] describes a run in plain data. A [`Trainer`] trains some of its members
//! on a device; an [`Explorer`] takes snapshots of their weights and answers questions
//! about them: accuracies, maps of decisions, what lies between two members.

mod atlas;
mod calibration;
mod error;
mod explorer;
mod plane;
mod programs;
mod score;
mod spec;
mod trainer;

pub use atlas::{Atlas, Map};
pub use calibration::{Rate, rate};
pub use error::LabError;
pub use explorer::{Explorer, Standing};
pub use plane::Plane;
pub use score::Score;
pub use spec::{DataSpec, Learner, ModelSpec, RunSpec};
pub use trainer::Trainer;
