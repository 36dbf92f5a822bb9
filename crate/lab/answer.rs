//! What is answered, as plain data.

use serde::Serialize;

/// What a dish does on `N` rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The share of rows whose decision is the label.
    pub accuracy: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// `−mean_n log p_n[y_n]`, in nats; votes as [`FLOOR`](super::FLOOR) says.
    pub nll: f64,
    /// `mean_n Σ_k (p_nk − 1[k = y_n])²`, 0 to 2.
    pub brier: f64,
    /// The expected calibration error over 15 bins, 0 to 1.
    pub ece: f64,
    /// Forward passes that an answer takes.
    pub passes: usize,
    /// Parameters that must be kept.
    pub parameters: usize,
}

/// What a dish does, or why there is no such dish.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scored {
    /// What it does.
    Measure(Measure),
    /// It cannot be formed.
    Refused {
        /// One sentence.
        refused: String,
    },
}

impl Scored {
    /// What the dish does, if it could be formed.
    pub fn measure(&self) -> Option<&Measure> {
        match self {
            Scored::Measure(measure) => Some(measure),
            Scored::Refused { .. } => None,
        }
    }
}

/// What a random order's first members do: the mean over the orders, the smallest, the largest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Band {
    /// The mean.
    pub mean: Vec<f64>,
    /// The smallest.
    pub low: Vec<f64>,
    /// The largest.
    pub high: Vec<f64>,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// The test row's number.
    pub row: usize,
    /// Its pixels, row after row from above, channel after channel.
    pub pixels: Vec<f32>,
    /// Its label.
    pub label: u32,
    /// For each dish the class it decides for and that class' probability.
    pub said: Vec<(usize, f64)>,
}

/// An answer to the [`Question`](super::Question) of the same name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// One for each dish.
    Score(Vec<Scored>),
    /// For each of the question's `on` one measure for each place.
    Line {
        /// Of `(1 − t) θ_a + t θ_b`.
        soup: Vec<Vec<Measure>>,
        /// Of `(1 − t) z_a + t z_b`.
        ensemble: Vec<Vec<Measure>>,
    },
    /// A grid of places.
    Landscape {
        /// The first column and the last.
        x: [f64; 2],
        /// The lowest row and the highest.
        y: [f64; 2],
        /// The share of rows decided wrongly, row after row from below.
        error: Vec<f64>,
        /// Where the three members lie.
        corners: [[f64; 2]; 3],
        /// Where their mean lies.
        centroid: [f64; 2],
        /// The angle at the first member between the directions to the other two, in degrees.
        angle: f64,
    },
    /// For each dish one accuracy for each radius.
    Attack {
        /// The share of rows that are still decided rightly.
        accuracy: Vec<Vec<f64>>,
    },
    /// One number for each bin, the least confident first.
    Reliability {
        /// Mean confidence, 0 where the bin is empty.
        confidence: Vec<f64>,
        /// The share that is right, 0 where the bin is empty.
        accuracy: Vec<f64>,
        /// Rows.
        count: Vec<usize>,
        /// `Σ_b |B_b|/N |accuracy_b − confidence_b|`.
        ece: f64,
    },
    /// One number for each `k` of `1..=N`.
    Risk {
        /// `k / N`.
        coverage: Vec<f64>,
        /// The error among the `k` most confident rows.
        risk: Vec<f64>,
        /// The mean of `risk`.
        area: f64,
    },
    /// One number for each size.
    Growth {
        /// Members.
        size: Vec<usize>,
        /// The accuracy of the mean of their probabilities.
        ensemble: Band,
        /// The accuracy of the mean of their weights.
        soup: Band,
    },
    /// One entry for each member that took part.
    Greedy {
        /// The members, the best on the validation rows first.
        order: Vec<usize>,
        /// The validation accuracy of the soup with this one.
        candidate: Vec<f64>,
        /// Whether it was kept.
        accepted: Vec<bool>,
        /// Its own validation accuracy.
        member: Vec<f64>,
    },
    /// The learned soup.
    Learned {
        /// The share of each member; 0 for those not chosen.
        shares: Vec<f64>,
        /// The inverse temperature.
        beta: f64,
        /// The validation loss before the first step and before the last.
        loss: [f64; 2],
    },
    /// Images.
    Pictures {
        /// The dimensions of an image.
        shape: Vec<usize>,
        /// One for each row that was asked for.
        pictures: Vec<Picture>,
    },
}
