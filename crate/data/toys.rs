//! Two-dimensional sets made from a seed: moons, circles, spirals, blobs, xor, checkerboard.
//!
//! A point is a place on its class's figure plus normal noise. Everything is computed
//! in 64 bits by portable functions and rounded once: the same seed gives the same
//! bits on every machine.

use std::f64::consts::{PI, TAU};

use super::error::within;
use super::{Dataset, InputError};
use crate::run::seed::Stream;

/// Rows that a generated set may have.
pub const MAX_POINTS: usize = 100_000;

/// The figure that the points lie on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Toy {
    /// Two half circles of radius 1, interleaved: `(cos t, sin t)` and
    /// `(1 − cos t, ½ − sin t)`, `t` evenly from 0 to π, as in scikit-learn.
    Moons,
    /// Rings around the origin, evenly spaced in angle and, from 1 inwards to ½, in radius.
    Circles {
        /// The number of rings, 2 to 6.
        classes: usize,
    },
    /// Arms of a spiral: radius `t`, angle `2π (turns · t + c / classes)`, `t` evenly in `(0, 1]`.
    Spirals {
        /// The number of arms, 2 to 8.
        classes: usize,
        /// How often an arm goes round, 0.25 to 4.
        turns: f64,
    },
    /// Clouds around points evenly spaced on the unit circle; the noise is their only width.
    Blobs {
        /// The number of clouds, 2 to 10.
        classes: usize,
    },
    /// The square `[−1, 1]²`, one class where the signs of the coordinates differ.
    Xor,
    /// The square `[−1, 1]²` cut in cells of alternating class.
    Checkerboard {
        /// Cells along a side, 2 to 8.
        cells: usize,
    },
}

impl Toy {
    /// The names that [`Toy::named`] knows.
    pub const NAMES: [&'static str; 6] = [
        "moons",
        "circles",
        "spirals",
        "blobs",
        "xor",
        "checkerboard",
    ];

    /// The figure of this name with its usual parameters: 2 circles, 2 spirals of 1½
    /// turns, 3 blobs, 4 × 4 cells.
    pub fn named(name: &str) -> Result<Self, InputError> {
        Ok(match name {
            "moons" => Toy::Moons,
            "circles" => Toy::Circles { classes: 2 },
            "spirals" => Toy::Spirals {
                classes: 2,
                turns: 1.5,
            },
            "blobs" => Toy::Blobs { classes: 3 },
            "xor" => Toy::Xor,
            "checkerboard" => Toy::Checkerboard { cells: 4 },
            _ => return Err(InputError::choice("data", &Self::NAMES, name)),
        })
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Toy::Moons => "moons",
            Toy::Circles { .. } => "circles",
            Toy::Spirals { .. } => "spirals",
            Toy::Blobs { .. } => "blobs",
            Toy::Xor => "xor",
            Toy::Checkerboard { .. } => "checkerboard",
        }
    }

    /// The number of classes.
    pub fn classes(self) -> usize {
        match self {
            Toy::Circles { classes } | Toy::Spirals { classes, .. } | Toy::Blobs { classes } => {
                classes
            }
            _ => 2,
        }
    }

    fn check(self) -> Result<(), InputError> {
        match self {
            Toy::Circles { classes } => within("classes", classes, 2, 6).map(drop),
            Toy::Spirals { classes, turns } => {
                within("classes", classes, 2, 8)?;
                within("turns", turns, 0.25, 4.0).map(drop)
            }
            Toy::Blobs { classes } => within("classes", classes, 2, 10).map(drop),
            Toy::Checkerboard { cells } => within("cells", cells, 2, 8).map(drop),
            Toy::Moons | Toy::Xor => Ok(()),
        }
    }

    /// `n` points in random order, `x [n, 2]`; the classes' sizes differ by at most one.
    ///
    /// `n` from 2 per class to [`MAX_POINTS`]; `noise`, the standard deviation of
    /// what is added to each coordinate, from 0 to 2.
    pub fn generate(self, n: usize, noise: f64, seed: u32) -> Result<Dataset, InputError> {
        self.check()?;
        let classes = self.classes();
        within("n", n, 2 * classes, MAX_POINTS)?;
        within("noise", noise, 0.0, 2.0)?;
        let mut stream = Stream::new(seed, self.name());
        let mut x = Vec::with_capacity(2 * n);
        let mut y = Vec::with_capacity(n);
        for row in stream.permutation(n as u32) {
            let (class, rank) = (row as usize % classes, row as usize / classes);
            let size = (n - class).div_ceil(classes);
            for place in self.place(class, rank, size, &mut stream) {
                x.push((place + noise * stream.normal()) as f32);
            }
            y.push(class as u32);
        }
        Dataset::new(self.name(), x, &[2], y, classes)
    }

    /// Where the point of this rank, of `size` in its class, lies before the noise.
    fn place(self, class: usize, rank: usize, size: usize, stream: &mut Stream) -> [f64; 2] {
        match self {
            Toy::Moons => {
                let angle = PI * rank as f64 / (size - 1) as f64;
                let [x, y] = polar(1.0, angle);
                [[x, y], [1.0 - x, 0.5 - y]][class]
            }
            Toy::Circles { classes } => {
                let radius = 1.0 - 0.5 * class as f64 / (classes - 1) as f64;
                polar(radius, TAU * rank as f64 / size as f64)
            }
            Toy::Spirals { classes, turns } => {
                let t = (rank + 1) as f64 / size as f64;
                polar(t, TAU * (turns * t + class as f64 / classes as f64))
            }
            Toy::Blobs { classes } => polar(1.0, TAU * class as f64 / classes as f64),
            Toy::Xor => in_cell(2, class, stream),
            Toy::Checkerboard { cells } => in_cell(cells, class, stream),
        }
    }
}

fn polar(radius: f64, angle: f64) -> [f64; 2] {
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}

/// A uniform point in one of the class's cells, each as likely as the others.
fn in_cell(cells: usize, class: usize, stream: &mut Stream) -> [f64; 2] {
    let count = (cells * cells - class).div_ceil(2);
    // Cells of a class, read row by row, are every second one, shifted in every
    // other row where the rows are of even length.
    let at = 2 * stream.below(count as u32) as usize + class;
    let (row, column) = (at / cells, at % cells);
    let column = if cells.is_multiple_of(2) && row % 2 == 1 {
        column ^ 1
    } else {
        column
    };
    [column, row].map(|cell| {
        let low = 2.0 * cell as f64 / cells as f64 - 1.0;
        stream.between(low, low + 2.0 / cells as f64)
    })
}
