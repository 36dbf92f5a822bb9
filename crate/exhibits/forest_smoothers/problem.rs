//! Regression problems: a signal, and targets that are the signal and noise.

use ndarray::{Array1, Array2, Axis};

use super::{Data, Settings};
use crate::data::{Dataset, InputError, Toy};
use crate::exhibits::Bench;
use crate::lab::LabError;
use crate::run::seed::Stream;

/// Rows that errors are measured on, at most.
const QUERIES: usize = 400;
/// Queries that are kept of a small set.
const LEAST: usize = 10;
/// The noise of the two moons' places.
const MOONS_NOISE: f64 = 0.2;

/// Training rows and queries. Features of data lie in the unit cube of the training rows.
pub struct Problem {
    /// Training features `[n, d]`.
    pub train: Array2<f64>,
    /// The signal at them `[n, C]`.
    pub train_signal: Array2<f64>,
    /// Queries `[q, d]`.
    pub query: Array2<f64>,
    /// The signal at them `[q, C]`.
    pub query_signal: Array2<f64>,
    /// Standard normal noise `[n, C]`.
    pub noise: Array2<f64>,
    /// The variance of the signal, a mean over its columns.
    pub variance: f64,
    /// The standard deviation of the targets' noise.
    pub noise_sd: f64,
}

impl Problem {
    /// Draws the problem of a seed.
    pub async fn new(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        let mut stream = Stream::new(seed, "problem");
        let [train, query] = match settings.data {
            Data::Marsadd => [settings.n, QUERIES].map(|rows| additive(rows, &mut stream)),
            Data::Moons => {
                let rows = settings.n + QUERIES;
                one_hot(
                    &Toy::Moons.generate(rows, MOONS_NOISE, seed)?,
                    settings.n,
                    &mut stream,
                )?
            }
            Data::Iris => given("iris", settings.n, bench, &mut stream).await?,
            Data::BreastCancer => given("breast-cancer", settings.n, bench, &mut stream).await?,
        };
        let shape = train.1.dim();
        let noise = Array2::from_shape_simple_fn(shape, || stream.normal());
        let all = ndarray::concatenate![Axis(0), train.1, query.1];
        let variance = all.var_axis(Axis(0), 0.0).mean().unwrap_or_default();
        let noise_sd = match settings.noise_free {
            true => 0.0,
            false => (variance / settings.snr).sqrt(),
        };
        Ok(Problem {
            train: train.0,
            train_signal: train.1,
            query: query.0,
            query_signal: query.1,
            noise,
            variance,
            noise_sd,
        })
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        self.train.ncols()
    }

    /// Targets whose noise has this standard deviation `[n, C]`.
    pub fn targets(&self, noise_sd: f64) -> Array2<f64> {
        &self.train_signal + &(&self.noise * noise_sd)
    }

    /// `mean (prediction − signal)²` over queries and columns.
    pub fn error(&self, prediction: &Array2<f64>) -> f64 {
        (prediction - &self.query_signal)
            .pow2()
            .mean()
            .unwrap_or(f64::NAN)
    }
}

type Rows = (Array2<f64>, Array2<f64>);

/// `f = 0.1 e^{4x₁} + 4 / (1 + e^{−20 (x₂ − 0.5)}) + 3x₃ + 2x₄ + x₅` of uniform features.
///
/// Source: Friedman 1991, *Multivariate adaptive regression splines*, section 4.2.
fn additive(rows: usize, stream: &mut Stream) -> Rows {
    let x = Array2::from_shape_simple_fn((rows, 5), || stream.between(0.0, 1.0));
    let f = |x: ndarray::ArrayView1<'_, f64>| {
        let step = 4.0 / (1.0 + libm::exp(-20.0 * (x[1] - 0.5)));
        0.1 * libm::exp(4.0 * x[0]) + step + 3.0 * x[2] + 2.0 * x[3] + x[4]
    };
    let signal: Array1<f64> = x.rows().into_iter().map(f).collect();
    (x, signal.insert_axis(Axis(1)))
}

/// A bundled table, its rows in an order of the seed.
async fn given(
    name: &str,
    n: usize,
    bench: &Bench,
    stream: &mut Stream,
) -> Result<[Rows; 2], LabError> {
    let [train, test] = bench.data(name).await?;
    Ok(one_hot(&train.concat(&test)?, n, stream)?)
}

/// At most `n` rows in a random order, and up to 400 of the others: features stretched to the unit
/// cube, the classes' one-hot rows as the signal (a single column for two classes).
fn one_hot(data: &Dataset, n: usize, stream: &mut Stream) -> Result<[Rows; 2], InputError> {
    let n = n.min(data.len() - LEAST);
    let order = stream.permutation(data.len() as u32);
    let rows: Vec<usize> = order
        .iter()
        .map(|&i| i as usize)
        .take(n + QUERIES)
        .collect();
    let x = data.x().select(Axis(0), &rows).mapv(f64::from);
    let low = x.fold_axis(Axis(0), f64::INFINITY, |a, &b| a.min(b));
    let high = x.fold_axis(Axis(0), f64::NEG_INFINITY, |a, &b| a.max(b));
    let width = (&high - &low).mapv(|w| if w > 0.0 { w } else { 1.0 });
    let x = (x - &low) / &width;
    let columns = if data.classes() == 2 {
        1..2
    } else {
        0..data.classes()
    };
    let first = columns.start;
    let hit = |(i, c): (usize, usize)| f64::from(u8::from(data.y()[rows[i]] as usize == c + first));
    let y = Array2::from_shape_fn((rows.len(), columns.len()), hit);
    let part = |from: usize, to: usize| {
        let own: Vec<usize> = (from..to).collect();
        (x.select(Axis(0), &own), y.select(Axis(0), &own))
    };
    Ok([part(0, n), part(n, rows.len())])
}
