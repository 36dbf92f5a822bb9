//! Features that vote: two models that use some of them, and what both say together.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use ndarray::{Array2, s};

use super::PROBABILITIES;
use crate::methods::categorical::argmax;
use crate::methods::features::{
    Combination, Transitions, correctness_transitions, expected_accuracy_with_ties,
    feature_coefficients, scores_from_pointers,
};
use crate::run::seed::{index, key, share, threefry};

/// Rows that are drawn, and how many of them a curve looks at.
pub const ROWS: usize = 20_000;
const FEW: usize = 2000;
/// Scores this close are equal.
const TIE: f64 = 1e-9;

/// The features of two models. Each has invariant ones of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct World {
    /// Invariant features of a model.
    pub invariant: usize,
    /// Spurious features of a model.
    pub spurious: usize,
    /// How many of these both use.
    pub overlap: usize,
    pub classes: usize,
}

/// The world that is claimed about.
pub const CLAIMED: World = World {
    invariant: 2,
    spurious: 20,
    overlap: 0,
    classes: 10,
};

/// What is asked of a world.
pub const WHO: [Combination; 4] = [
    Combination::SingleA,
    Combination::SingleB,
    Combination::Output,
    Combination::Weight,
];

/// Groups of features: invariant, and spurious of the first, of both, of the second.
const GROUPS: usize = 4;

impl World {
    /// The group of each feature.
    fn groups(self) -> Vec<usize> {
        let own = self.spurious - self.overlap;
        let counts = [2 * self.invariant, own, self.overlap, own];
        let groups = counts.into_iter().enumerate();
        groups.flat_map(|(g, n)| vec![g; n]).collect()
    }

    /// The coefficients of a combination of both models.
    pub fn coefficients(self, mode: Combination) -> Vec<f64> {
        let groups = self.groups();
        let uses = |model: usize| -> Vec<bool> {
            let of = |(f, &g): (usize, &usize)| match g {
                0 => (f < self.invariant) == (model == 0),
                1 => model == 0,
                2 => true,
                _ => model == 1,
            };
            groups.iter().enumerate().map(of).collect()
        };
        feature_coefficients(&uses(0), &uses(1), mode)
    }
}

/// How rows are drawn, the same for every `p`.
pub struct Votes {
    pub world: World,
    groups: Vec<usize>,
    pub labels: Vec<usize>,
    /// A spurious feature deceives where this is below `p`.
    lot: Array2<f32>,
    /// For whom it then votes.
    other: Array2<usize>,
    /// All rows, as they were counted last.
    counted: RefCell<Option<(f64, Rc<Tally>)>>,
    curve: OnceCell<Vec<[f64; 4]>>,
}

/// What both models and their combinations do, in the order of [`WHO`].
pub struct Tally {
    scores: [Array2<f64>; 4],
    pub accuracy: [f64; 4],
}

impl Votes {
    /// Draws rows.
    pub fn new(world: World, rows: usize, seed: u32) -> Self {
        let groups = world.groups();
        let (votes, labels) = (key(seed, "votes"), key(seed, "labels"));
        let below = |word: u32| index(word, world.classes);
        let mut lot = Array2::zeros((rows, groups.len()));
        let mut other = Array2::zeros((rows, groups.len()));
        for ((n, f), lot) in lot.indexed_iter_mut() {
            let [a, b] = threefry(votes, [n as u32, f as u32]);
            *lot = share(a) as f32;
            other[[n, f]] = below(b);
        }
        let label = |n| below(threefry(labels, [n, 0])[0]);
        Votes {
            world,
            groups,
            labels: (0..rows as u32).map(label).collect(),
            lot,
            other,
            counted: RefCell::default(),
            curve: OnceCell::new(),
        }
    }

    /// For whom the features of the first rows vote, `[N, F]`.
    fn pointers(&self, p: f64, rows: usize) -> Array2<usize> {
        let mut pointers = self.other.slice(s![..rows, ..]).to_owned();
        for ((n, f), vote) in pointers.indexed_iter_mut() {
            let deceived = self.groups[f] > 0 && f64::from(self.lot[[n, f]]) < p;
            if !deceived {
                *vote = self.labels[n];
            }
        }
        pointers
    }

    /// Counts all rows at a probability of shift; once as long as it is the same.
    pub fn tally(&self, p: f64) -> Rc<Tally> {
        let mut counted = self.counted.borrow_mut();
        match &*counted {
            Some((at, tally)) if at.to_bits() == p.to_bits() => tally.clone(),
            _ => {
                let tally = Rc::new(self.count(p, self.labels.len()));
                *counted = Some((p, tally.clone()));
                tally
            }
        }
    }

    /// How often each is right on the first few rows, at each probability of shift.
    pub fn curve(&self) -> &[[f64; 4]] {
        let at = |&p: &f64| self.count(p, FEW.min(self.labels.len())).accuracy;
        self.curve
            .get_or_init(|| PROBABILITIES.iter().map(at).collect())
    }

    /// Counts the first rows at a probability of shift.
    fn count(&self, p: f64, rows: usize) -> Tally {
        let pointers = self.pointers(p, rows);
        let scores = WHO.map(|mode| {
            let coefficients = self.world.coefficients(mode);
            scores_from_pointers(&coefficients, pointers.view(), self.world.classes)
        });
        let labels = &self.labels[..rows];
        let accuracy =
            [0, 1, 2, 3].map(|i: usize| expected_accuracy_with_ties(scores[i].view(), labels, TIE));
        Tally { scores, accuracy }
    }

    /// A row that both models get wrong and their sum gets right; the first one if there is none.
    pub fn example(&self, tally: &Tally) -> usize {
        let best = |who: usize, n: usize| {
            let row = tally.scores[who].row(n);
            let best = argmax(row.iter());
            let ties = row.iter().filter(|&&s| s >= row[best] - TIE).count();
            (best == self.labels[n], ties == 1)
        };
        let mut all = 0..tally.scores[0].nrows();
        all.find(|&n| !best(0, n).0 && !best(1, n).0 && best(2, n) == (true, true))
            .unwrap_or(0)
    }

    /// How many features of each group vote for each class in a row, `[4, K]`.
    pub fn ballot(&self, p: f64, row: usize) -> Array2<f64> {
        let mut counts = Array2::zeros((GROUPS, self.world.classes));
        let pointers = self.pointers(p, row + 1);
        for (f, &class) in pointers.row(row).iter().enumerate() {
            counts[[self.groups[f], class]] += 1.0;
        }
        counts
    }
}

impl Tally {
    /// Who is right: first model, second model, and a combination.
    pub fn transitions(&self, merged: Combination, labels: &[usize]) -> Transitions {
        let [a, b, output, weight] = self.scores.each_ref().map(|scores| scores.view());
        let merged = match merged {
            Combination::Weight => weight,
            _ => output,
        };
        correctness_transitions(a, b, merged, &labels[..a.nrows()])
    }

    /// The scores of one row, in the order of [`WHO`].
    pub fn row(&self, n: usize) -> [Vec<f64>; 4] {
        self.scores.each_ref().map(|s| s.row(n).to_vec())
    }
}

/// Transitions in the order of their names.
pub const TRANSITIONS: [&str; 8] = ["FFF", "FFT", "FTF", "FTT", "TFF", "TFT", "TTF", "TTT"];

/// Their shares in that order.
pub fn shares(t: Transitions) -> Vec<f64> {
    vec![t.fff, t.fft, t.ftf, t.ftt, t.tff, t.tft, t.ttf, t.ttt]
}
