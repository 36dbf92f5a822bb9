//! Networks that differ in their loss alone, and what became of them.

use ndarray::{Array3, ArrayView1, Axis, s};

use super::problem::{DRAWS, Problem};
use super::staircase::FLOOR;
use super::{AT, EVERY, Loss, STEPS};
use crate::data::Dataset;
use crate::exhibits::{Bench, Given, Lesson};
use crate::ir::{Graph, Tensor, grad};
use crate::lab::LabError;
use crate::methods::ensloss::{ensloss_derivatives, margins};
use crate::nn::{Batches, Mlp, Model, Optimiser, Schedule};
use crate::run::seed::member_seed;

/// Rows of a batch.
pub const BATCH: usize = 64;
/// The first learning rate, and after how many steps `λ` is drawn again.
const RATE: f32 = 2e-3;
const PERIOD: u32 = 40;

/// What became of a set's networks.
pub struct Outcome {
    /// Shares of test rows that are right: `[draws, looks, losses]`.
    pub test: Array3<f64>,
    /// The same of the training rows with their noisy labels, after the last step.
    pub fit: Array3<f64>,
    /// Margins of the first draw's training rows: `[losses, looks, rows]`.
    pub margins: Array3<f64>,
}

impl Outcome {
    /// The accuracy at a look, a mean over the draws.
    pub fn accuracy(&self, look: usize, loss: usize) -> f64 {
        self.test.slice(s![.., look, loss]).sum() / DRAWS as f64
    }

    /// The accuracy after the last step.
    pub fn last(&self, loss: usize) -> f64 {
        self.accuracy(AT.len() - 1, loss)
    }

    /// How much the last step is worse than the best look, a mean over the draws.
    pub fn decay(&self, loss: usize) -> f64 {
        let own = self.test.index_axis(Axis(2), loss);
        let fall = |c: ArrayView1<'_, f64>| {
            c.fold(f64::NEG_INFINITY, |best, &a| best.max(a)) - c[c.len() - 1]
        };
        own.outer_iter().map(fall).sum::<f64>() / DRAWS as f64
    }
}

/// The slopes `φ′(z)` of each member's loss at margins `z [M, B]`, as constants. Each member draws
/// normals of its own, anew at each step.
fn slopes<'g>(g: &'g Graph, z: Tensor<'g>) -> Tensor<'g> {
    let z = z.detach();
    let batch = z.dim(1);
    let number = |value: f64| g.constant(value);
    let which = g.hyper("loss").reshape(&[1]);
    let is = |loss: Loss| which.eq(number(f64::from(loss as u8)));
    let redrawn = is(Loss::EnslossRedrawn);
    // Box and Muller 1958.
    let normals = |stream: &str| {
        let u = g.uniform(stream, &[2, batch]);
        let part = |i: usize| u.narrow(1, i, 1).reshape(&[batch]);
        let radius = ((-part(0) + 1.0).log() * -2.0).sqrt();
        radius * (part(1) * std::f64::consts::TAU).cos()
    };
    let normals = redrawn.select(normals("normals of λ redrawn"), normals("normals"));
    let period = g.step() / g.constant_u32(PERIOD);
    let lambda = g.uniform_at("lambda", period, &[1]) * 2.0 - 1.0;
    let lambda = redrawn.select(lambda, number(0.0));
    let drawn = ensloss_derivatives(z, normals, lambda, number(FLOOR));
    Loss::FIXED
        .into_iter()
        .fold(drawn, |others, (loss, fixed)| {
            let own = grad(fixed.loss(z), &[z])[0].detach();
            is(loss).select(own, others)
        })
}

/// Trains a network for each draw and loss, from the same weights and on the same batches within a
/// draw: the weights `[draws · losses, P]` at each look.
pub async fn learn(
    bench: &Bench,
    model: &Mlp,
    problem: &Problem,
    losses: &[Loss],
    seed: u32,
    share: [f64; 2],
) -> Result<Vec<Vec<f32>>, LabError> {
    let (rows, features) = (problem.train[0].len(), problem.features());
    let size = BATCH.min(rows);
    let each = |d: usize| vec![d; losses.len()];
    let draws: Vec<usize> = (0..DRAWS).flat_map(each).collect();
    let x = draws
        .iter()
        .flat_map(|&d| problem.train[d].values().iter().copied());
    let y = draws
        .iter()
        .flat_map(|&d| problem.train[d].y().iter().map(|&y| y as f32));
    let kinds = draws
        .iter()
        .enumerate()
        .map(|(m, _)| losses[m % losses.len()]);
    let lesson = Lesson {
        model,
        seeds: draws.iter().map(|&d| member_seed(seed, d as u32)).collect(),
        start: None,
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        lr: vec![RATE],
        decay: 0.0,
        steps: STEPS,
        given: vec![
            ("x", Given::Numbers(x.collect())),
            ("y", Given::Numbers(y.collect())),
            (
                "loss",
                Given::Numbers(kinds.map(|l| f32::from(l as u8)).collect()),
            ),
        ],
    };
    let (count, set) = (draws.len(), problem.set.name());
    let doing = format!("training {count} networks on {set}");
    let path = bench.path(&lesson, EVERY, share, &doing, |g, theta| {
        let picked = Batches { rows, size }.rows(g).reshape(&[size, 1]);
        let x = g.each("x", &[rows, features]).gather(1, picked);
        let y = g.each("y", &[rows, 1]).gather(1, picked);
        let z = margins(model.logits(x, theta), y).reshape(&[size]);
        (slopes(g, z) * z).mean_all()
    });
    // What nobody has trained yet is not looked at.
    Ok(path.await?.split_off(1))
}

/// The weights `[looks · losses, P]` of one draw.
pub fn draw_of(kept: &[Vec<f32>], draw: usize) -> Vec<f32> {
    let own = |theta: &Vec<f32>| {
        let size = theta.len() / DRAWS;
        theta[draw * size..(draw + 1) * size].to_vec()
    };
    kept.iter().flat_map(own).collect()
}

/// Scores on rows: `[losses, looks, N]`.
pub async fn scores(
    bench: &Bench,
    model: &Mlp,
    theta: &[f32],
    rows: &Dataset,
    losses: usize,
) -> Result<Array3<f64>, LabError> {
    let all = bench.logits(model, theta, rows).await?;
    let at = |(loss, look, n): (usize, usize, usize)| all[[look * losses + loss, n, 0]];
    Ok(Array3::from_shape_fn((losses, AT.len(), rows.len()), at))
}

/// Counts on each draw's test rows, and on its training rows.
pub async fn outcome(
    bench: &Bench,
    model: &Mlp,
    problem: &Problem,
    kept: &[Vec<f32>],
    losses: usize,
) -> Result<Outcome, LabError> {
    let mut test = Array3::zeros((DRAWS, AT.len(), losses));
    let mut fit = test.clone();
    let mut margins = Array3::default((0, 0, 0));
    // The first draw's training rows come last: their margins are kept.
    for draw in (0..DRAWS).rev() {
        let theta = draw_of(kept, draw);
        for (rows, out) in [
            (&problem.test[draw], &mut test),
            (&problem.train[draw], &mut fit),
        ] {
            let mut z = scores(bench, model, &theta, rows, losses).await?;
            for (mut z, &y) in z.axis_iter_mut(Axis(2)).zip(rows.y()) {
                z *= 2.0 * f64::from(y) - 1.0;
            }
            for (loss, own) in z.outer_iter().enumerate() {
                for (look, z) in own.outer_iter().enumerate() {
                    let hits = z.iter().filter(|&&z| z > 0.0).count();
                    out[[draw, look, loss]] = hits as f64 / rows.len() as f64;
                }
            }
            margins = z;
        }
    }
    Ok(Outcome { test, fit, margins })
}
