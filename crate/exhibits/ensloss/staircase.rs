//! Random slopes at the margins of one batch, and the losses that have them.

use ndarray::s;

use super::networks::BATCH;
use super::{EnsLoss, SETS, Settings};
use crate::exhibits::{Bench, Given};
use crate::lab::LabError;
use crate::methods::ensloss::{ensloss_derivatives, is_calibrated_derivative};
use crate::run::seed::{Stream, fill_normal, key};

/// What is taken off every slope, so that all are negative.
pub const FLOOR: f64 = 1e-6;
/// Losses drawn for the same batch.
const FAN: usize = 12;
/// Places along the margins.
const TICKS: usize = 81;

/// Losses drawn for one batch.
pub struct Staircase {
    /// Whose margins they are: a place among the losses.
    pub of: usize,
    /// The margins of the batch, rising.
    pub margins: Vec<f64>,
    /// The slopes at them of each drawn loss, the shown one first.
    pub slopes: Vec<Vec<f64>>,
    /// How many of them are negative everywhere and never fall.
    pub calibrated: usize,
    /// Places along the margins.
    pub ticks: Vec<f64>,
}

/// Draws a batch of the set shown, and losses for it.
pub async fn draw(
    seed: &EnsLoss,
    settings: &Settings,
    look: usize,
    bench: &Bench,
) -> Result<Staircase, LabError> {
    let of = seed.ensloss().unwrap_or(0);
    let set = SETS.iter().position(|&s| s == settings.data).unwrap_or(0);
    let all = seed.outcomes[set].margins.slice(s![of, look, ..]);
    let order = Stream::new(settings.redraw, "batch").permutation(all.len() as u32);
    let batch = order.iter().take(BATCH).map(|&i| all[i as usize]);
    let mut margins: Vec<f64> = batch.collect();
    margins.sort_unstable_by(f64::total_cmp);
    let rows = margins.len();

    let given: Vec<f32> = margins.iter().map(|&z| z as f32).collect();
    let mut normals = vec![0.0; FAN * rows];
    fill_normal(key(settings.redraw, "normals"), 0, 0, &mut normals);
    let given = [
        ("margins", Given::Numbers(given.repeat(FAN))),
        ("normals", Given::Numbers(normals)),
        ("lambda", Given::Numbers(vec![settings.lambda as f32])),
    ];
    let drawn = bench.values(FAN, &given, |g| {
        let [z, normals] = ["margins", "normals"].map(|name| g.each(name, &[rows]));
        let lambda = g.shared("lambda", &[1]);
        vec![ensloss_derivatives(z, normals, lambda, g.constant(FLOOR))]
    });
    let of_draw = |own: &[f32]| own.iter().map(|&g| f64::from(g)).collect::<Vec<f64>>();
    let slopes: Vec<Vec<f64>> = drawn.await?.concat().chunks(rows).map(of_draw).collect();

    let calibrated = |g: &&Vec<f64>| is_calibrated_derivative(&margins, g, 1e-6) == (true, true);
    let low = margins[0].min(-1.0);
    let high = margins[rows - 1].max(2.0);
    let tick = |i: usize| low + (high - low) * i as f64 / (TICKS - 1) as f64;
    Ok(Staircase {
        of,
        calibrated: slopes.iter().filter(calibrated).count(),
        ticks: (0..TICKS).map(tick).collect(),
        slopes,
        margins,
    })
}

impl Staircase {
    /// The loss whose slope runs straight from one margin to the next, 1 at margin 0, at the
    /// ticks: the integral of slopes.
    pub fn loss(&self, slopes: &[f64]) -> Vec<f64> {
        let along: Vec<f64> = self
            .ticks
            .iter()
            .map(|&z| between(&self.margins, slopes, z))
            .collect();
        let mut total = vec![0.0; self.ticks.len()];
        for i in 1..total.len() {
            let width = self.ticks[i] - self.ticks[i - 1];
            total[i] = total[i - 1] + width * (along[i] + along[i - 1]) / 2.0;
        }
        let at_zero = between(&self.ticks, &total, 0.0);
        total.iter().map(|t| 1.0 + t - at_zero).collect()
    }
}

/// The value at `x` of the straight lines through `(xs, ys)`, constant outside; `xs` rise.
fn between(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let next = xs.partition_point(|&at| at < x);
    match next {
        0 => ys[0],
        n if n == xs.len() => ys[n - 1],
        n => {
            let part = (x - xs[n - 1]) / (xs[n] - xs[n - 1]);
            ys[n - 1] + part * (ys[n] - ys[n - 1])
        }
    }
}
