//! Pairs of members: the soup's gap to the ensemble, and what an angle between them is worth.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array2, Axis};

use super::problem::Group;
use crate::exhibits::Bench;
use crate::lab::{Dish, LabError, Learner, Network, On, Set};
use crate::methods::soup::{Line, cross_entropy_at, gap, task_vector_cosine};
use crate::nn::Model;
use crate::run::seed::Stream;

use super::standing::scores;

/// Pairs and places between them that the gap is looked at, and the step of its differences.
const PAIRS: usize = 15;
const PLACES: [f64; 3] = [0.25, 0.5, 0.75];
const STEP: f64 = 0.1;
/// Test rows of the gap.
const ROWS: usize = 500;

/// Logits at a place between two members, at both ends, and a step before and after it.
struct Spot {
    alpha: f64,
    /// Ends, place, a step before, a step after: each `[N, K]`.
    logits: [Array2<f64>; 5],
}

/// What was found of pairs.
pub struct Pairs {
    spots: Vec<Spot>,
    labels: Vec<usize>,
    /// Angles between what two members have learnt, in degrees, and how much their mean is better
    /// than they are on average.
    pub angles: Vec<[f64; 2]>,
    /// The gaps that were asked for last, and where.
    kept: Kept,
}

type Kept = RefCell<Option<(f64, Rc<[[f64; 2]]>)>>;

impl Pairs {
    pub async fn new(bench: &Bench, group: &Group, seed: u32) -> Result<Self, LabError> {
        let members = group.spec.members;
        let mut all: Vec<[usize; 2]> = Vec::new();
        for i in 0..members {
            all.extend((i + 1..members).map(|j| [i, j]));
        }
        let angles = angles(group, &all).await?;
        Stream::new(seed, "pairs").shuffle(&mut all);
        all.truncate(PAIRS);
        let rows = group.sets.test.first(ROWS.min(group.sets.test.len()))?;
        let learner: Learner = group.spec.learner(&group.sets.train)?;
        let size = learner.layout().len();
        let mut models: Vec<f32> = Vec::new();
        for &[i, j] in &all {
            let (a, b) = (group.member(i), group.member(j));
            let mut push = |t: f64| {
                let mixed = a.iter().zip(b);
                models.extend(
                    mixed.map(|(a, b)| (f64::from(*a) * (1.0 - t) + f64::from(*b) * t) as f32),
                );
            };
            push(0.0);
            push(1.0);
            for at in PLACES {
                [at, at - STEP, at + STEP].into_iter().for_each(&mut push);
            }
        }
        let each = 2 + 3 * PLACES.len();
        let ends = [rows.features(), rows.classes()];
        let mut network = Network::new(bench.device(), learner, ends, each);
        let mut spots = Vec::new();
        for pair in models.chunks(each * size) {
            bench.breathe().await?;
            let logits = network.logits(pair, rows.values()).await?;
            let logits = logits.into_iter().map(f64::from).collect();
            let shape = (each, rows.len(), rows.classes());
            let Ok(logits) = ndarray::Array3::from_shape_vec(shape, logits) else {
                unreachable!("every model answers every row")
            };
            let of = |i: usize| logits.index_axis(Axis(0), i).to_owned();
            for (p, &alpha) in PLACES.iter().enumerate() {
                let from = 2 + 3 * p;
                spots.push(Spot {
                    alpha,
                    logits: [of(0), of(1), of(from), of(from + 1), of(from + 2)],
                });
            }
        }
        Ok(Pairs {
            spots,
            labels: rows.y().iter().map(|&y| y as usize).collect(),
            angles,
            kept: RefCell::default(),
        })
    }

    /// The estimated and the measured gap at each place, in nats, at an inverse temperature.
    pub fn gaps(&self, beta: f64) -> Rc<[[f64; 2]]> {
        let mut kept = self.kept.borrow_mut();
        match &*kept {
            Some((at, gaps)) if at.to_bits() == beta.to_bits() => gaps.clone(),
            _ => {
                let gaps: Rc<[[f64; 2]]> = self.spots.iter().map(|s| self.gap(s, beta)).collect();
                *kept = Some((beta, gaps.clone()));
                gaps
            }
        }
    }

    fn gap(&self, spot: &Spot, beta: f64) -> [f64; 2] {
        let [a, b, mid, minus, plus] = &spot.logits;
        let loss = |z: &Array2<f64>| cross_entropy_at(z.view(), &self.labels, beta);
        let found = gap(&Line {
            logits: [a.view(), b.view(), mid.view()],
            labels: &self.labels,
            alpha: spot.alpha,
            beta,
            losses: [loss(minus), loss(mid), loss(plus)],
            step: STEP,
        });
        [found.approximate, found.measured]
    }
}

/// The share of pairs of numbers that have the same sign.
pub fn agreement(pairs: &[[f64; 2]]) -> f64 {
    let same = pairs.iter().filter(|[a, b]| (*a < 0.0) == (*b < 0.0));
    same.count() as f64 / pairs.len().max(1) as f64
}

/// Pearson's correlation; 0 where one of the two does not vary.
pub fn correlation(pairs: &[[f64; 2]]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let mean = |i: usize| pairs.iter().map(|p| p[i]).sum::<f64>() / n;
    let [a, b] = [mean(0), mean(1)];
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| of(p[0] - a, p[1] - b)).sum::<f64>();
    let spread = (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    if spread > 0.0 {
        sum(&|x, y| x * y) / spread
    } else {
        0.0
    }
}

/// The angle of each pair, and the advantage of its mean.
async fn angles(group: &Group, all: &[[usize; 2]]) -> Result<Vec<[f64; 2]>, LabError> {
    if group.start.is_empty() {
        return Ok(Vec::new());
    }
    let members = group.spec.members;
    let wide = |w: &[f32]| w.iter().map(|&w| f64::from(w)).collect::<Vec<f64>>();
    let base = wide(&group.start);
    let own: Vec<Vec<f64>> = (0..members).map(|m| wide(group.member(m))).collect();
    let mut dishes: Vec<Dish> = (0..members).map(|member| Dish::Member { member }).collect();
    dishes.extend(all.iter().map(|&[i, j]| {
        let mut weights = vec![0.0; members];
        (weights[i], weights[j]) = (0.5, 0.5);
        Dish::Mix { weights }
    }));
    let found = scores(group, dishes, On::clean(Set::Test), &vec![true; members]).await?;
    let accuracy = |at: usize| found[at].map_or(f64::NAN, |m| m.accuracy);
    let of = |(p, &[i, j]): (usize, &[usize; 2])| {
        let (_, degrees) = task_vector_cosine(&base, &own[i], &own[j])?;
        let gain = accuracy(members + p) - f64::midpoint(accuracy(i), accuracy(j));
        gain.is_finite().then_some([degrees, gain])
    };
    Ok(all.iter().enumerate().filter_map(of).collect())
}
