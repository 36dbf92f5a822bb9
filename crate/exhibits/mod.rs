//! Exhibits: each is one paper as a live experiment, in plain data and pure functions.
//!
//! An [`Exhibit`] prepares (slow, one seed after the other), is explored (at the rate of a
//! slider) and measures what its paper claims. A [`Session`] holds its settings and what is
//! prepared; a [`Host`] gives it data and a device and hears of its progress. What is shown
//! is a [`Snapshot`]; what is found of a claim is computed by one rule ([`Verdict::of`]).
//!
//! To add one: a file that implements [`Exhibit`], and its line in [`all`].

mod bench;
mod card;
mod chart;
mod claim;
mod classroom;
mod control;
pub mod dual_head_kd;
pub mod ensloss;
mod figure;
pub mod forest_smoothers;
pub mod heritage_soups;
mod interval;
mod lesson;
pub mod logit_standardization;
pub mod model_soups;
pub mod pld;
pub mod run_off_election;
mod series;
mod session;
pub mod spurious_diversity;
mod table;
pub mod window_cascades;

pub use bench::{Bench, Host, Portions, Progress, Soon};
pub use card::{Card, Equation, Family, Paper, Step};
pub use claim::{Claim, Finding, Verdict};
pub use control::{Choice, Control, Kind, Phase, Scale, Value, choice};
pub use figure::{
    Bar, Figure, FigureKind, Grid, Map, Matrix, Plane, Point, Present, Role, Rule, Snapshot, Stack,
};
pub use interval::Interval;
use lesson::Batch;
pub use lesson::{Given, Lesson};
pub use series::{Axis, Series};
pub use session::{Entry, Exhibit, Session, Values};
pub use table::{Cell, Column, Table};

use crate::data::InputError;

/// All exhibits; the first one opens the Menu. Not a constant, which every program that names it
/// would compile anew.
#[inline(never)]
pub fn all() -> &'static [Entry] {
    ALL
}

const ALL: &[Entry] = &[
    Entry::of::<model_soups::ModelSoups>(),
    Entry::of::<spurious_diversity::SpuriousDiversity>(),
    Entry::of::<forest_smoothers::ForestSmoothers>(),
    Entry::of::<run_off_election::RunOffElection>(),
    Entry::of::<window_cascades::WindowCascades>(),
    Entry::of::<heritage_soups::HeritageSoups>(),
    Entry::of::<ensloss::EnsLoss>(),
    Entry::of::<logit_standardization::LogitStandardization>(),
    Entry::of::<pld::Pld>(),
    Entry::of::<dual_head_kd::DualHeadKd>(),
];

/// The exhibit of this slug.
pub fn named(slug: &str) -> Result<&'static Entry, InputError> {
    let known: Vec<&str> = ALL.iter().map(|e| e.card.slug).collect();
    ALL.iter()
        .find(|e| e.card.slug == slug)
        .ok_or_else(|| InputError::choice("exhibit", &known, slug))
}
