//! What can be asked.

use serde::Deserialize;

use super::Dish;

/// A set of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Set {
    /// What everything is counted on.
    Test,
    /// What is chosen by: greedy and learned soups.
    Validation,
    /// What the members learnt from.
    Train,
}

/// A set of rows, as it is or spoilt.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// The rows.
    pub set: Set,
    /// What was done to them.
    pub shift: Option<Spoilt>,
}

impl On {
    /// The rows as they are.
    pub fn clean(set: Set) -> Self {
        On { set, shift: None }
    }
}

/// A shift of points, or a corruption of images.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoilt {
    /// Its name, as [`Shift`](crate::data::Shift) and [`Corruption`](crate::data::Corruption)
    /// have them.
    pub name: String,
    /// 0 (nothing) to 5.
    pub severity: usize,
}

/// How far from an input an attack looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ball {
    /// `max_d |δ_d| ≤ ε`.
    Linf,
    /// `√Σ δ² ≤ ε`.
    L2,
    /// `Σ |δ_d| ≤ ε`.
    L1,
}

/// What an attack makes as large as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// The cross-entropy.
    Ce,
    /// `z_j − z_y`.
    Margin,
    /// `p_j − p_y`.
    ProbabilityMargin,
}

/// A question. The answers are the [`Answer`](super::Answer) of the same name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "ask", rename_all = "lowercase", deny_unknown_fields)]
pub enum Question {
    /// How each dish does.
    Score {
        /// 1 to 1000 dishes.
        of: Vec<Dish>,
        /// The rows.
        on: On,
    },
    /// How soup and ensemble do between two dishes with weights, or beyond them.
    Line {
        /// At 0.
        from: Dish,
        /// At 1.
        to: Dish,
        /// 1 to 200 places.
        places: Vec<f64>,
        /// The rows, one line each.
        on: Vec<On>,
    },
    /// The error on the plane through three members.
    Landscape {
        /// The members.
        through: [usize; 3],
        /// Places along each side, 2 to 64.
        side: usize,
        /// The rows.
        on: On,
    },
    /// The accuracy that is left on test rows that are changed to mislead.
    Attack {
        /// 1 to 100 dishes.
        of: Vec<Dish>,
        /// The ball.
        norm: Ball,
        /// What is climbed.
        objective: Aim,
        /// 1 is the fast gradient sign method; more, to 200, projected gradient ascent.
        steps: usize,
        /// 1 to 50 radii, each at least 0.
        epsilons: Vec<f64>,
        /// The first so many test rows.
        rows: usize,
    },
    /// Whether confidence is the share of right answers.
    Reliability {
        /// The dish.
        of: Dish,
        /// The rows.
        on: On,
        /// Bins of equal width, 1 to 100.
        bins: usize,
    },
    /// The error among the most confident rows.
    Risk {
        /// The dish.
        of: Dish,
        /// The rows.
        on: On,
    },
    /// Accuracy against the number of members.
    Growth {
        /// The rows.
        on: On,
        /// Random orders of the chosen members, 1 to 100.
        orders: usize,
    },
    /// What the greedy soup tried and kept.
    #[serde(rename_all = "camelCase")]
    Greedy {
        /// Whether a member that changes nothing is kept.
        accept_ties: bool,
    },
    /// What the learned soup has learnt.
    Learned,
    /// Test images or signals, and what dishes say of them.
    Pictures {
        /// Up to 100 dishes.
        of: Vec<Dish>,
        /// Numbers of 1 to 64 test rows.
        rows: Vec<usize>,
    },
}
