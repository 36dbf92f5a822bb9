//! Run-off election: a second round makes better use of weak voters (arXiv:2302.02300).
//!
//! The training set is cut into parts by a hash of each sample; a model learns each part; the
//! models elect the class. A poisoned sample touches one part, so a lead is a guarantee.

mod card;
mod figures;

use ndarray::{Array2, Array3, ArrayView2, Axis};
use serde::Deserialize;

use super::chart;
use super::{Bench, Card, Claim, Control, Exhibit, Given, Lesson, Snapshot};
use crate::data::{Dataset, Toy};
use crate::ir::DType;
use crate::lab::{LabError, Plane};
use crate::methods::categorical::argmax;
use crate::methods::certificate::{
    certified_accuracy_curve, partition_hash, plurality_certificate, run_off_certificate,
};
use crate::methods::election::{
    first_round_votes, plurality_predict, poisoned_ballots, run_off_predict,
};
use crate::methods::finite_aggregation::{
    finite_aggregation_plurality, finite_aggregation_run_off,
};
use crate::methods::loss::cross_entropy;
use crate::nn::{Activation, Mlp, Model, Optimiser, Schedule};
use crate::run::seed::{Stream, member_seed};

/// Test rows, at most.
const TEST: usize = 2000;
/// Parts whose gains are compared.
const FEW: usize = 20;
const MANY: usize = 100;
/// Steps over a whole part, and their rate.
const STEPS: u32 = 80;
const RATE: f32 = 0.05;
/// Places along a side of the vote field.
const SIDE: usize = 64;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Data,
    parts: usize,
    fed: usize,
    base: Base,
    rows: usize,
    budget: usize,
    aggregation: Aggregation,
    sample: usize,
    attack: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Data {
    Mnist,
    Fashion,
    Digits,
    Blobs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Base {
    Linear,
    Mlp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Aggregation {
    Majority,
    RunOff,
    MeanLogits,
}

/// A vote of the models: who wins each row, and how many poisoned parts it survives.
struct Vote {
    prediction: Vec<usize>,
    certificate: Vec<u32>,
    /// Right and certified, for each budget.
    curve: Vec<f64>,
}

/// Models, each of its own parts of the training rows, and their votes.
struct Electorate {
    logits: Array3<f64>,
    labels: Vec<usize>,
    majority: Vote,
    run_off: Vote,
    /// The certificates' parts, where each part feeds one model.
    rounds: Option<[Vec<u32>; 2]>,
    /// The mean share of rows that a model alone is right on.
    alone: f64,
}

impl Electorate {
    fn new(logits: Array3<f64>, labels: Vec<usize>, feeds: ArrayView2<'_, usize>) -> Self {
        let budgets: Vec<u32> = (0..=(feeds.nrows() / 2) as u32).collect();
        let vote = |prediction: Vec<usize>, certificate: Vec<u32>| Vote {
            curve: certified_accuracy_curve(&prediction, &certificate, &labels, &budgets),
            prediction,
            certificate,
        };
        let z = logits.view();
        let alone = z
            .outer_iter()
            .map(|own| right(&own.outer_iter().map(argmax).collect::<Vec<_>>(), &labels))
            .sum::<f64>()
            / z.len_of(Axis(0)) as f64;
        let (majority, run_off, rounds) = if feeds.ncols() == 1 {
            let votes = first_round_votes(z);
            let certificate = plurality_certificate(votes.view());
            let own = run_off_certificate(z);
            (
                vote(plurality_predict(votes.view()), certificate),
                vote(own.prediction, own.certificate),
                Some([own.round1, own.round2]),
            )
        } else {
            let majority = finite_aggregation_plurality(z, feeds);
            let own = finite_aggregation_run_off(z, feeds);
            let majority = vote(majority.prediction, majority.certificate);
            (majority, vote(own.prediction, own.certificate), None)
        };
        Electorate {
            logits,
            labels,
            majority,
            run_off,
            rounds,
            alone,
        }
    }

    /// By how much the run-off's certified accuracy exceeds the majority's, for each budget.
    fn gains(&self) -> Vec<f64> {
        let pairs = self.run_off.curve.iter().zip(&self.majority.curve);
        pairs.map(|(r, m)| r - m).collect()
    }

    fn mean_gain(&self) -> f64 {
        let gains = self.gains();
        gains.iter().sum::<f64>() / gains.len() as f64
    }

    /// Whether replacing the `budget` most useful models makes another class win row `n`.
    fn falls(&self, n: usize, budget: usize) -> bool {
        let ballots = self.logits.index_axis(Axis(1), n);
        let winner = self.run_off.prediction[n];
        let mut rivals = (0..ballots.ncols()).filter(|&k| k != winner);
        rivals.any(|rival| {
            let poisoned = poisoned_ballots(ballots, winner, rival, budget);
            run_off_predict(poisoned.view().insert_axis(Axis(1))).prediction[0] != winner
        })
    }
}

/// The share of labels that are met.
fn right(prediction: &[usize], labels: &[usize]) -> f64 {
    let hits = prediction.iter().zip(labels).filter(|(p, y)| p == y);
    hits.count() as f64 / labels.len() as f64
}

/// What a seed prepares.
pub struct RunOffElection {
    /// As many parts as are set.
    chosen: Electorate,
    /// The parts' models: `[parts, fed]`.
    feeds: Array2<usize>,
    /// Mean gains over all budgets with few parts and with many.
    few: f64,
    many: f64,
    /// Rows that the attack turned within their certificate: the certificate is a theorem, so
    /// there must be none.
    violations: usize,
    /// The fewest models whose replacement turned each row's winner.
    broken: Vec<usize>,
    /// The vote field of points: winners and certificates from above, and the plane.
    field: Option<Field>,
}

struct Field {
    winner: Vec<usize>,
    certificate: Vec<u32>,
    plane: Plane,
    train: Dataset,
}

impl Exhibit for RunOffElection {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        let [train, test] = rows(settings, seed, bench).await?;
        let labels: Vec<usize> = test.y().iter().map(|&y| y as usize).collect();
        let hidden = match settings.base {
            Base::Linear => vec![],
            Base::Mlp => vec![32],
        };
        let sizes = [vec![train.features()], hidden, vec![train.classes()]].concat();
        let activation = Activation::Relu;
        let model = Mlp { sizes, activation };

        let feeds = spread(settings.parts, settings.fed);
        let theta = learn(bench, &model, &train, &feeds, [0.0, 0.4]).await?;
        let logits = bench.logits(&model, &theta, &test).await?;
        bench.progress(0.4, "counting votes").await?;
        let chosen = Electorate::new(logits, labels.clone(), feeds.view());
        let field = match train.features() {
            2 => Some(field(bench, &model, &theta, &train, feeds.view()).await?),
            _ => None,
        };

        let mut gains = [0.0; 2];
        for (gain, (parts, share)) in gains.iter_mut().zip([(FEW, 0.5), (MANY, 0.7)]) {
            let feeds = spread(parts, 1);
            let theta = learn(bench, &model, &train, &feeds, [share, share + 0.2]).await?;
            let logits = bench.logits(&model, &theta, &test).await?;
            *gain = Electorate::new(logits, labels.clone(), feeds.view()).mean_gain();
        }

        bench.progress(0.9, "attacking every test row").await?;
        let (mut violations, mut broken) = (0, Vec::new());
        let models = feeds.nrows();
        for (n, &certificate) in chosen.run_off.certificate.iter().enumerate() {
            let certified = (certificate as usize).min(models);
            let within = [certified, certified / 2, 1.min(certified)];
            violations += usize::from(within.iter().any(|&budget| chosen.falls(n, budget)));
            let turned = (certified + 1..=models).find(|&budget| chosen.falls(n, budget));
            broken.push(turned.unwrap_or(models));
        }
        Ok(RunOffElection {
            chosen,
            feeds,
            few: gains[0],
            many: gains[1],
            violations,
            broken,
            field,
        })
    }

    async fn explore(seeds: &[Self], settings: &Settings, _: &Bench) -> Result<Snapshot, LabError> {
        Ok(figures::snapshot(seeds, settings))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let gains = self.chosen.gains();
        let best = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let violated = self.violations as f64 / self.chosen.labels.len() as f64;
        vec![
            Some(best - 0.005),
            Some(self.many - self.few),
            Some(1e-6 - violated),
            Some(gains[0] + 0.01),
        ]
    }
}

/// Training and test rows of a seed, drawn from all rows that the set has.
async fn rows(settings: &Settings, seed: u32, bench: &Bench) -> Result<[Dataset; 2], LabError> {
    bench.progress(0.0, "drawing data").await?;
    let all = match settings.data {
        Data::Blobs => Toy::Blobs { classes: 5 }.generate(settings.rows + TEST, 0.45, seed)?,
        named => {
            let name = match named {
                Data::Fashion => "fashion-14",
                Data::Digits => "digits-8",
                _ => "mnist-14",
            };
            let [train, test] = bench.data(name).await?;
            train.concat(&test)?
        }
    };
    let order = all.order(seed, "rows");
    let test = TEST.min(all.len() / 5);
    let last = order.len().min(test + settings.rows);
    Ok([all.pick(&order[test..last])?, all.pick(&order[..test])?])
}

/// Which models each part feeds: `k d` parts and as many models, part `b` feeding models
/// `b + r_j` modulo `k d` for `d` fixed shifts `r_j`, the first of them 0.
fn spread(parts: usize, fed: usize) -> Array2<usize> {
    let count = parts * fed;
    let mut stream = Stream::new(0, "shifts of parts");
    let mut shifts = vec![0];
    while shifts.len() < fed {
        let shift = stream.below(count as u32) as usize;
        if !shifts.contains(&shift) {
            shifts.push(shift);
        }
    }
    Array2::from_shape_fn((count, fed), |(b, j)| (b + shifts[j]) % count)
}

/// Trains every model on the rows of its parts, whole, by weights that add up to 1. A row's
/// part depends on the row alone, and a model on its rows and its number alone.
async fn learn(
    bench: &Bench,
    model: &Mlp,
    train: &Dataset,
    feeds: &Array2<usize>,
    share: [f64; 2],
) -> Result<Vec<f32>, LabError> {
    let models = feeds.nrows();
    let whole = train.x().mapv(|v| i64::from((v * 255.0).round() as i32));
    let mut own = vec![Vec::new(); models];
    for (row, part) in partition_hash(whole.view(), models as u32)
        .into_iter()
        .enumerate()
    {
        feeds.row(part).iter().for_each(|&m| own[m].push(row));
    }
    let most = own.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let (mut x, mut y, mut w) = (Vec::new(), Vec::new(), Vec::new());
    for rows in &own {
        for i in 0..most {
            // A place without a row repeats the first with weight 0.
            let row = rows.get(i).or(rows.first()).copied().unwrap_or(0);
            let weight = if i < rows.len() {
                1.0 / rows.len() as f32
            } else {
                0.0
            };
            x.extend(train.x().row(row));
            y.push(train.y()[row]);
            w.push(weight);
        }
    }
    let features = train.features();
    let lesson = Lesson {
        model,
        seeds: (0..models as u32).map(|m| member_seed(0, m)).collect(),
        start: None,
        optimiser: Optimiser::Adam,
        schedule: Schedule::Constant,
        lr: vec![RATE],
        decay: 0.0,
        steps: STEPS,
        given: vec![
            ("x", Given::Numbers(x)),
            ("y", Given::Whole(y)),
            ("w", Given::Numbers(w)),
        ],
    };
    let doing = format!("training {models} models, each on its own part");
    bench
        .train(&lesson, share, &doing, |g, theta| {
            let x = g.each("x", &[most, features]);
            let y = g.input("y", &[models, most, 1], DType::U32);
            let losses = cross_entropy(model.logits(x, theta), y);
            (losses * g.each("w", &[most, 1])).sum_all()
        })
        .await
}

/// The election at every place of the plane.
async fn field(
    bench: &Bench,
    model: &Mlp,
    theta: &[f32],
    train: &Dataset,
    feeds: ArrayView2<'_, usize>,
) -> Result<Field, LabError> {
    let plane = Plane::around(train)?;
    let places = chart::places(&plane, SIDE)?;
    let logits = bench.logits(model, theta, &places).await?;
    let labels = vec![0; places.len()];
    let own = Electorate::new(logits, labels, feeds).run_off;
    Ok(Field {
        winner: own.prediction,
        certificate: own.certificate,
        plane,
        train: train.first(train.len().min(400))?,
    })
}
