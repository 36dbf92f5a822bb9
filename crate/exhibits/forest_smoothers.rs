//! Forests as smoothers: why averages of trees work (arXiv:2402.01502).
//!
//! Trees are grown once; what they predict is a weighted sum of training targets, and
//! everything that is shown follows from those weights.

mod card;
mod figures;
mod maps;
mod problem;

use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};
use serde::Deserialize;

use super::{Bench, Card, Claim, Control, Exhibit, Snapshot};
use crate::data::bootstrap_weights;
use crate::lab::LabError;
use crate::methods::boosting::{Boosted, boosting_leaf_weights};
use crate::methods::categorical::argmax;
use crate::methods::forest::{
    ForestError, effective_parameters, forest_error_decomposition, forest_smoother_weights, leaves,
    smoother_error_decomposition,
};
use crate::methods::tree::{Growth, Tree};
use crate::run::seed::{Stream, member_seed};
use problem::Problem;

/// Trees of a forest, rounds of boosting.
const TREES: usize = 50;
/// What a round of boosting counts, and how deep its tree is.
const RATE: f64 = 0.1;
const DEPTH: usize = 2;
/// How many trees the curves of effective parameters are taken at.
const COUNTS: [usize; 8] = [1, 2, 3, 5, 10, 20, 30, 50];
/// The shifts of training inputs; the claim is about the first four.
const SHIFTS: [f64; 8] = [0.0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5];
/// Signal-to-noise ratios of the search for the best number of features.
const RATIOS: [f64; 4] = [0.1, 0.5, 2.0, 10.0];
/// Leaves of trees in the search for what averaging can represent.
const LEAVES: [usize; 4] = [4, 8, 16, 32];
/// Differences that count as none.
const ROUNDING: f64 = 1e-6;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Data,
    n: usize,
    snr: f64,
    noise_free: bool,
    mtry: usize,
    bootstrap: bool,
    leaves: usize,
    method: Method,
    trees: usize,
    shift: f64,
    query: [f64; 2],
    decomposition: Decomposition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Data {
    Marsadd,
    Moons,
    Iris,
    BreastCancer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Method {
    Tree,
    Forest,
    Boosting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Decomposition {
    Noise,
    ModelVariability,
    Representation,
}

/// Trees whose weights can be asked for.
struct Smoother {
    trees: Vec<Tree>,
    /// How often each tree saw each row `[B, n]`.
    counts: Array2<f64>,
    /// The leaves of the training rows `[B, n]`.
    train: Array2<usize>,
    boosted: Option<Boosted>,
}

impl Smoother {
    /// A forest: `trees` trees of `growth`, each of its own draws and, with `bootstrap`, its own
    /// sample of the rows.
    fn forest(
        x: ArrayView2<'_, f64>,
        y: ArrayView2<'_, f64>,
        trees: usize,
        bootstrap: bool,
        growth: &Growth,
        seed: u32,
    ) -> Self {
        let mut counts = Array2::ones((trees, x.nrows()));
        let grow = |(b, mut counts): (usize, ndarray::ArrayViewMut1<'_, f64>)| {
            let own = member_seed(seed, b as u32);
            if bootstrap {
                let drawn = bootstrap_weights(x.nrows(), own).into_iter();
                counts.assign(&drawn.map(f64::from).collect::<Array1<f64>>());
            }
            let mut stream = Stream::new(own, "tree");
            let draw = |k: usize| stream.below(k as u32) as usize;
            Tree::grow(x, y, &counts.to_vec(), growth, draw)
        };
        let trees: Vec<Tree> = counts.outer_iter_mut().enumerate().map(grow).collect();
        Smoother {
            train: leaves(&trees, x),
            trees,
            counts,
            boosted: None,
        }
    }

    /// Boosted trees.
    fn boosting(x: ArrayView2<'_, f64>, y: ArrayView2<'_, f64>) -> Self {
        let growth = Growth {
            max_depth: DEPTH,
            ..Growth::full(x.ncols())
        };
        let boosted = Boosted::fit(x, y, TREES, RATE, &growth, |_| 0);
        Smoother {
            trees: boosted.trees.clone(),
            counts: Array2::ones((TREES, x.nrows())),
            train: leaves(&boosted.trees, x),
            boosted: Some(boosted),
        }
    }

    /// What each training target counts in the first `used` trees' prediction: `[q, n]`.
    fn weights(&self, used: usize, query: ArrayView2<'_, f64>) -> Array2<f64> {
        let used = used.clamp(1, self.trees.len());
        let asked = leaves(&self.trees[..used], query);
        let train = self.train.slice(ndarray::s![..used, ..]);
        let counts = self.counts.slice(ndarray::s![..used, ..]);
        let found = match &self.boosted {
            Some(_) => boosting_leaf_weights(train, asked.view(), RATE).map(|w| w.query),
            None => forest_smoother_weights(train, asked.view(), counts),
        };
        // Every leaf of a grown tree holds a row with weight, so that there are weights.
        found.unwrap_or_else(|| Array2::zeros((query.nrows(), self.train.ncols())))
    }

    /// The effective number of parameters of the first `used` trees at some inputs.
    fn parameters(&self, used: usize, query: ArrayView2<'_, f64>) -> f64 {
        effective_parameters(self.weights(used, query).view()).effective_parameters
    }

    /// Each tree's prediction `[B, q, C]`; boosting's after each round.
    fn each(&self, used: usize, query: ArrayView2<'_, f64>) -> Array3<f64> {
        let predict = |tree: &Tree| tree.predict(query);
        let own: Vec<Array2<f64>> = self.trees[..used].iter().map(predict).collect();
        let views: Vec<ArrayView2<'_, f64>> = own.iter().map(|p| p.view()).collect();
        ndarray::stack(Axis(0), &views).unwrap_or_default()
    }

    /// The prediction `[q, C]`.
    fn predict(&self, query: ArrayView2<'_, f64>) -> Array2<f64> {
        match &self.boosted {
            Some(boosted) => boosted.predict(query),
            None => self.each(self.trees.len(), query).sum_axis(Axis(0)) / self.trees.len() as f64,
        }
    }
}

/// The models that are compared, in the order of the curves.
const MODELS: [&str; 5] = ["tree", "forest", "bagging", "random forest", "boosting"];

/// What a seed prepares.
pub struct ForestSmoothers {
    problem: Problem,
    /// One for each of [`MODELS`].
    models: Vec<Smoother>,
    /// Which of them is looked at, and which forest is compared with.
    chosen: usize,
    forest: usize,
    /// Standard normal shifts of the training inputs `[n, d]`.
    directions: Array2<f64>,
    /// Effective parameters at training inputs and at queries, for each of [`COUNTS`]: of the
    /// forest that is looked at, and of boosting.
    growing: [Vec<[f64; 2]>; 2],
    /// Effective parameters at shifted training inputs: for each model, each of [`SHIFTS`].
    shifted: Vec<Vec<f64>>,
    /// Numbers of features a split may ask for, and the error of a random forest with each,
    /// for each of [`RATIOS`].
    features: Vec<usize>,
    errors: Vec<Vec<f64>>,
    /// Without noise, for each of [`LEAVES`]: the error of the greedy tree, that of the forest,
    /// and the variability of its trees.
    representation: Vec<[f64; 3]>,
    /// For each model: effective parameters at queries; signal error, noise that is passed
    /// through, and what the error exceeds the two by.
    standing: Vec<[f64; 4]>,
    /// The error at noisy inputs: for tree, forest and boosting, each of [`SHIFTS`].
    robustness: [Vec<f64>; 3],
}

impl Exhibit for ForestSmoothers {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let problem = Problem::new(settings, seed, bench).await?;
        let d = problem.features();
        let mtry = settings.mtry.min(d);
        let y = problem.targets(problem.noise_sd);
        let (x, y) = (problem.train.view(), y.view());
        let growth = |mtry, max_leaves| Growth {
            max_leaves,
            ..Growth::full(mtry)
        };
        let mut models = Vec::new();
        for (i, (mtry, trees, bootstrap)) in [
            (d, 1, false),
            (mtry, TREES, false),
            (d, TREES, true),
            (mtry, TREES, true),
        ]
        .into_iter()
        .enumerate()
        {
            bench.progress(0.1 * i as f64, "growing trees").await?;
            let growth = growth(mtry, settings.leaves);
            models.push(Smoother::forest(x, y, trees, bootstrap, &growth, seed));
        }
        models.push(Smoother::boosting(x, y));
        let forest = if settings.bootstrap { 3 } else { 1 };
        let mut stream = Stream::new(seed, "shifts");
        let directions = Array2::from_shape_simple_fn(x.dim(), || stream.normal());

        bench.progress(0.4, "weighing training rows").await?;
        let growing = [forest, 4].map(|m| {
            let at = |used| [x, problem.query.view()].map(|q| models[m].parameters(used, q));
            COUNTS.iter().map(|&used| at(used)).collect()
        });
        let shift = |delta: f64| &problem.train + &(&directions * delta);
        let places: Vec<Array2<f64>> = SHIFTS.iter().map(|&delta| shift(delta)).collect();
        let along = |model: &Smoother| {
            let used = model.trees.len();
            places
                .iter()
                .map(|p| model.parameters(used, p.view()))
                .collect()
        };
        let (mut shifted, mut standings) = (Vec::new(), Vec::new());
        for model in &models {
            shifted.push(along(model));
            bench.breathe().await?;
            standings.push(standing(&problem, model));
            bench.breathe().await?;
        }
        let counts = [1, 2, 3, 4, 5, 10, 20, 30].into_iter();
        let features: Vec<usize> = counts.filter(|&m| m <= d).collect();
        let mut errors = Vec::new();
        for (i, ratio) in RATIOS.into_iter().enumerate() {
            bench
                .progress(0.5 + 0.1 * i as f64, "growing forests for each noise")
                .await?;
            let y = problem.targets((problem.variance / ratio).sqrt());
            let error = |&mtry: &usize| {
                let growth = Growth::full(mtry);
                let forest = Smoother::forest(x, y.view(), TREES, true, &growth, seed);
                problem.error(&forest.predict(problem.query.view()))
            };
            errors.push(features.iter().map(error).collect());
        }

        bench.progress(0.9, "growing trees without noise").await?;
        let represent = |&leaves: &usize| {
            let y = problem.train_signal.view();
            let tree = Smoother::forest(x, y, 1, false, &growth(d, leaves), seed);
            let growth = growth(mtry, leaves);
            let forest = Smoother::forest(x, y, TREES, false, &growth, seed);
            let own = split(&problem, &forest, TREES);
            let greedy = problem.error(&tree.predict(problem.query.view()));
            [greedy, own.forest_error, own.model_variability]
        };
        let representation = LEAVES.iter().map(represent).collect();
        let mut stream = Stream::new(seed, "noisy inputs");
        let noise = Array2::from_shape_simple_fn(problem.query.dim(), || stream.normal());
        let robustness = [0, forest, 4].map(|m: usize| {
            let at = |&s: &f64| {
                let places = &problem.query + &(&noise * s);
                problem.error(&models[m].predict(places.view()))
            };
            SHIFTS.iter().map(at).collect()
        });
        Ok(ForestSmoothers {
            chosen: match settings.method {
                Method::Tree => 0,
                Method::Forest => forest,
                Method::Boosting => 4,
            },
            forest,
            problem,
            models,
            directions,
            growing,
            shifted,
            features,
            errors,
            representation,
            standing: standings,
            robustness,
        })
    }

    async fn explore(seeds: &[Self], settings: &Settings, _: &Bench) -> Result<Snapshot, LabError> {
        Ok(figures::snapshot(seeds, settings))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let n = self.problem.train.nrows() as f64;
        let [tree, forest] = [0, 1].map(|m: usize| [self.shifted[m][0], self.standing[m][0]]);
        let off = |p: f64| ROUNDING - (p / n - 1.0).abs();
        let least = |values: &[f64]| values.iter().copied().reduce(f64::min);
        let [of_tree, of_forest] = [0, 1].map(|m: usize| &self.shifted[m][..4]);
        let drops: Vec<f64> = of_forest.windows(2).map(|p| (p[0] - p[1]) / n).collect();
        let still: Vec<f64> = of_tree.iter().map(|&p| off(p)).collect();
        let best = |ratio: usize| {
            let least = argmax(self.errors[ratio].iter().map(|e| -e));
            self.features[least] as f64
        };
        let gain = |leaves: usize| self.representation[leaves][0] - self.representation[leaves][1];
        vec![
            least(&[tree[0], tree[1], forest[0]].map(off)),
            Some(0.5 - forest[1] / n),
            least(&drops),
            least(&still),
            Some((tree[1] - forest[1]) / n),
            (self.features.len() > 1).then(|| best(3) - best(0)),
            Some(gain(1)),
            Some(gain(2)),
        ]
    }
}

/// Effective parameters at the queries, and the parts of the error there.
fn standing(problem: &Problem, model: &Smoother) -> [f64; 4] {
    let weights = model.weights(model.trees.len(), problem.query.view());
    let columns = problem.train_signal.axis_iter(Axis(1));
    let columns = columns.zip(problem.query_signal.axis_iter(Axis(1)));
    let parts = columns.map(|(train, query)| {
        let (train, query) = (train.to_vec(), query.to_vec());
        smoother_error_decomposition(weights.view(), &train, &query, problem.noise_sd)
    });
    let share = 1.0 / problem.train_signal.ncols() as f64;
    let [signal, noise] = parts.fold([0.0; 2], |[signal, noise], part| {
        [
            signal + share * part.signal_error,
            noise + share * part.noise_variance,
        ]
    });
    let error = problem.error(&model.predict(problem.query.view()));
    let own = effective_parameters(weights.view()).effective_parameters;
    [own, signal, noise, error - signal - noise]
}

/// The error of a forest's first `used` trees together, and of each; means over the columns.
fn split(problem: &Problem, forest: &Smoother, used: usize) -> ForestError {
    let each = forest.each(used, problem.query.view());
    let signal: Vec<f64> = problem.query_signal.iter().copied().collect();
    let rows: Vec<f64> = each.into_iter().collect();
    let rows = Array2::from_shape_vec((used, signal.len()), rows).unwrap_or_default();
    forest_error_decomposition(rows.view(), &signal)
}
