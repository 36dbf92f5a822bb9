//! Checkpoint soups: one run's checkpoints, averaged (arXiv:2603.02181).
//!
//! Several runs learn the same look-alike classes from other rows and other first weights. Each
//! run's checkpoints become one predictor; how predictors of different runs scatter is the
//! variance that a soup is to lower.

mod card;
mod field;
mod figures;
mod maps;
mod problem;
mod runs;
mod standing;

use ndarray::{Array2, Array3, Axis, s};
use serde::Deserialize;

use super::{Bench, Card, Claim, Control, Exhibit, Snapshot};
use crate::data::Dataset;
use crate::lab::LabError;
use crate::methods::categorical::{log_average, log_softmax};
use crate::methods::scaling::{Map, classical_mds, cross_entropy_distance, spread};
use crate::methods::soup::greedy_soup;
use crate::nn::{Activation, Mlp};
use field::Field;
use problem::{CLASSES, Problem};
use runs::{by_run, learn, of_run, soup};
use standing::{Standing, hits};

/// Steps of warm-up, rounded up to the spacing of the checkpoints.
const WARM_UP: usize = 200;
/// Probabilities below this count as this in distances.
const EPS: f64 = 1e-12;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    lr: f64,
    rows: usize,
    noise: f64,
    checkpoints: usize,
    spacing: usize,
    runs: usize,
    averaging: Averaging,
    chosen: Vec<String>,
    decomposition: Decomposition,
    run: usize,
}

/// What a run's checkpoints become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Averaging {
    Last,
    Best,
    Uniform,
    Greedy,
    SoftVoting,
    Custom,
}

impl Averaging {
    /// Those that need nobody's choice.
    const FIXED: [Averaging; 5] = [
        Averaging::Last,
        Averaging::Best,
        Averaging::Uniform,
        Averaging::Greedy,
        Averaging::SoftVoting,
    ];

    fn name(self) -> &'static str {
        match self {
            Averaging::Last => "last checkpoint",
            Averaging::Best => "best on validation",
            Averaging::Uniform => "uniform soup",
            Averaging::Greedy => "greedy soup",
            Averaging::SoftVoting => "soft voting",
            Averaging::Custom => "custom soup",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Decomposition {
    Brier,
    Log,
    ZeroOne,
}

/// What a seed prepares: `R` runs of `C` checkpoints.
pub struct HeritageSoups {
    model: Mlp,
    /// The weights of all runs at each checkpoint: `C` times `[R, P]`.
    kept: Vec<Vec<f32>>,
    /// The steps of the checkpoints.
    steps: Vec<u32>,
    test: Dataset,
    labels: Vec<usize>,
    /// Shares of test rows that the checkpoints and the soups of the first ones are right on: `[R, C]`.
    alone: Array2<f64>,
    running: Array2<f64>,
    /// The greedy soups' ingredients, and as many checkpoints that are best on validation.
    greedy: Vec<Vec<usize>>,
    best: Vec<Vec<usize>>,
    /// What became of each fixed averaging.
    standings: Vec<Standing>,
    /// Each run's checkpoints, its greedy soup and its soft voting, by what they predict.
    maps: Vec<Map>,
    /// Each run's plane through three checkpoints.
    fields: Vec<Field>,
}

impl HeritageSoups {
    fn standing(&self, averaging: Averaging) -> &Standing {
        &self.standings[averaging as usize]
    }

    fn runs(&self) -> usize {
        self.greedy.len()
    }

    fn checkpoints(&self) -> usize {
        self.steps.len()
    }

    /// The relative spread of a selection among a run's checkpoints on its map.
    fn spread(&self, run: usize, selected: &[usize]) -> Option<f64> {
        let map = self.maps[run]
            .coordinates
            .slice(s![..self.checkpoints(), ..]);
        spread(map, selected).relative_spread
    }

    /// The mean over runs by which greedy ingredients lie further apart than as many of the best.
    fn wider(&self) -> Option<f64> {
        let own = |run: usize| {
            let greedy = self.spread(run, &self.greedy[run])?;
            Some(greedy - self.spread(run, &self.best[run])?)
        };
        let all: Vec<f64> = (0..self.runs()).filter_map(own).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }

    /// What becomes of the mean of some checkpoints in each run.
    async fn custom(&self, chosen: &[usize], bench: &Bench) -> Result<Standing, LabError> {
        let theta: Vec<f32> = (0..self.runs())
            .flat_map(|run| soup(&self.kept, self.runs(), run, chosen))
            .collect();
        let logits = bench.logits(&self.model, &theta, &self.test).await?;
        Ok(Standing::new(&log_softmax(logits.view()), &self.labels))
    }
}

impl Exhibit for HeritageSoups {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let Problem {
            train,
            validation,
            test,
        } = Problem::new(settings, seed, bench).await?;
        let sizes = vec![test.features(), 64, 64, CLASSES];
        let activation = Activation::Relu;
        let model = Mlp { sizes, activation };
        let warm_up = WARM_UP.next_multiple_of(settings.spacing);
        let step = |c: usize| (warm_up + (c + 1) * settings.spacing) as u32;
        let steps: Vec<u32> = (0..settings.checkpoints).map(step).collect();
        let kept = learn(bench, &model, &train, settings, &steps, seed).await?;
        let (runs, count) = (train.len(), kept.len());
        let [labels, known] = [&test, &validation]
            .map(|rows| rows.y().iter().map(|&y| y as usize).collect::<Vec<_>>());

        bench.progress(0.45, "asking every checkpoint").await?;
        let all = kept.concat();
        let each = log_softmax(bench.logits(&model, &all, &test).await?.view());
        let alone = by_run(&hits(each.view(), &labels), runs);
        let validated = bench.logits(&model, &all, &validation).await?;
        let validated = by_run(&hits(validated.view(), &known), runs);
        // What a run's checkpoints say: those of run r stand at r, r + R, r + 2R, …
        let of = |run: usize| each.slice(s![run..; runs, .., ..]);

        bench.progress(0.6, "averaging weights").await?;
        let (mut greedy, mut best) = (Vec::new(), Vec::new());
        for run in 0..runs {
            let own = validated.row(run).to_vec();
            let found = greedy_soup(&own, true, async |chosen: &[usize]| {
                let theta = soup(&kept, runs, run, chosen);
                let logits = bench.logits(&model, &theta, &validation).await?;
                Ok::<f64, LabError>(hits(logits.view(), &known)[0])
            });
            let found = found.await?;
            best.push(found.order[..found.ingredients.len()].to_vec());
            greedy.push(found.ingredients);
        }
        let of_runs = |chosen: &dyn Fn(usize) -> Vec<usize>| -> Vec<f32> {
            let own = |run| soup(&kept, runs, run, &chosen(run));
            (0..runs).flat_map(own).collect()
        };
        let firsts = (1..=count).flat_map(|c| of_runs(&|_| (0..c).collect()));
        let firsts: Vec<f32> = firsts.collect();
        let running = log_softmax(bench.logits(&model, &firsts, &test).await?.view());
        let greedy_theta = of_runs(&|run| greedy[run].clone());
        let greedy_said = log_softmax(bench.logits(&model, &greedy_theta, &test).await?.view());

        bench.progress(0.75, "taking errors apart").await?;
        let pick = |which: &dyn Fn(usize) -> usize| {
            let own: Vec<usize> = (0..runs).map(|run| which(run) * runs + run).collect();
            each.select(Axis(0), &own)
        };
        let votes: Vec<Array2<f64>> = (0..runs).map(|run| log_average(of(run))).collect();
        let uniform = running.slice(s![(count - 1) * runs.., .., ..]).to_owned();
        let mut standings = Vec::new();
        for averaging in Averaging::FIXED {
            let said = match averaging {
                Averaging::Last => pick(&|_| count - 1),
                Averaging::Best => pick(&|run| best[run][0]),
                Averaging::Uniform => uniform.clone(),
                Averaging::Greedy => greedy_said.clone(),
                _ => Array3::from_shape_fn(uniform.dim(), |(run, n, k)| votes[run][[n, k]]),
            };
            standings.push(Standing::new(&said, &labels));
            bench.breathe().await?;
        }
        let map = |run: usize| {
            let others = [greedy_said.index_axis(Axis(0), run), votes[run].view()];
            let others = ndarray::stack(Axis(0), &others).unwrap_or_default();
            let said = ndarray::concatenate![Axis(0), of(run), others].mapv(f64::exp);
            classical_mds(cross_entropy_distance(said.view(), EPS, true).view(), 2)
        };
        let mut maps = Vec::new();
        for run in 0..runs {
            maps.push(map(run));
            bench.breathe().await?;
        }

        let mut fields = Vec::new();
        for run in 0..runs {
            let done = 0.8 + 0.2 * run as f64 / runs as f64;
            bench.progress(done, "looking at planes of weights").await?;
            let own: Vec<&[f32]> = kept.iter().map(|all| of_run(all, runs, run)).collect();
            fields.push(Field::new(bench, &model, &own, &test, &labels).await?);
        }
        Ok(HeritageSoups {
            alone,
            running: by_run(&hits(running.view(), &labels), runs),
            greedy,
            best,
            standings,
            maps,
            fields,
            model,
            kept,
            steps,
            test,
            labels,
        })
    }

    async fn explore(
        seeds: &[Self],
        settings: &Settings,
        bench: &Bench,
    ) -> Result<Snapshot, LabError> {
        let custom = match settings.averaging {
            Averaging::Custom => {
                let chosen = settings.selection(seeds[0].steps.len());
                Some(seeds[0].custom(&chosen, bench).await?)
            }
            _ => None,
        };
        Ok(figures::snapshot(seeds, settings, custom.as_ref()))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let [last, best, uniform, greedy, votes] = Averaging::FIXED.map(|a| self.standing(a));
        let saved = last.brier.variance - uniform.brier.variance;
        vec![
            Some(greedy.accuracy() - best.accuracy()),
            Some(uniform.accuracy() - last.accuracy()),
            Some(0.9 * last.brier.variance - uniform.brier.variance),
            Some(saved - (uniform.brier.bias - last.brier.bias).abs()),
            self.wider(),
            Some(0.01 - (uniform.accuracy() - votes.accuracy()).abs()),
        ]
    }
}

impl Settings {
    /// The chosen ones of the first `count` checkpoints, at least the last.
    fn selection(&self, count: usize) -> Vec<usize> {
        let number = |word: &String| word.parse::<usize>().ok()?.checked_sub(1);
        let mut chosen: Vec<usize> = self.chosen.iter().filter_map(number).collect();
        chosen.retain(|&c| c < count);
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.is_empty() {
            chosen.push(count - 1);
        }
        chosen
    }
}
