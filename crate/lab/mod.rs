//! The lab: what a visitor asks for, described, checked, run and looked at.
//!
//! A [`RunSpec`] describes a run in plain data; [`Sets`] are its rows. [`start()`] computes what
//! members part from, and a [`Trainer`] trains some of them on a device. An [`Explorer`] takes
//! snapshots of their weights and answers every [`Question`] about a [`Dish`]: one of the
//! members, several together, or what was made of them. Two programs are run for that, logits on
//! rows and logits on a plane of inputs; all else is arithmetic on what they give.

mod adversary;
mod answer;
mod answers;
mod apart;
mod calibration;
mod dish;
mod error;
mod explorer;
mod fisher;
mod forecast;
mod forming;
mod learned;
mod learner;
mod member;
mod network;
mod plane;
mod question;
mod sets;
mod shelf;
mod spec;
mod spread;
mod start;
mod student;
mod trainer;
mod training;

pub use answer::{Answer, Band, Measure, Picture, Scored};
pub use answers::Map;
pub use calibration::rate;
pub use dish::{Dish, Method, Rule, Soup};
pub use error::LabError;
pub use explorer::Explorer;
pub use forecast::FLOOR;
pub use learner::Learner;
pub use member::{Recipe, Uses};
pub use network::{Network, ROWS};
pub use plane::Plane;
pub use question::{Aim, Ball, On, Question, Set, Spoilt};
pub use sets::{MAX_COPIES, Sets};
pub use spec::{DataSpec, MAX_PART, ModelSpec, RunSpec};
pub use spread::{Interval, Limits, Scale, Spread};
pub use start::{StartSpec, start};
pub use student::{Lesson, Student, StudentStart};
pub use trainer::Trainer;
