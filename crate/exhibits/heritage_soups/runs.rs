//! Runs side by side, and averages of their weights.

use ndarray::Array2;

use super::Settings;
use crate::data::Dataset;
use crate::exhibits::{Bench, Given, Lesson};
use crate::ir::DType;
use crate::lab::LabError;
use crate::methods::loss::cross_entropy;
use crate::nn::{Batches, Mlp, Model, Optimiser, Schedule};
use crate::run::seed::member_seed;

/// Rows of a batch.
const BATCH: usize = 32;

/// The weights of one of `runs` runs.
pub fn of_run(all: &[f32], runs: usize, run: usize) -> &[f32] {
    let size = all.len() / runs;
    &all[run * size..(run + 1) * size]
}

/// The equal average of a run's chosen checkpoints `[P]`.
pub fn soup(kept: &[Vec<f32>], runs: usize, run: usize, chosen: &[usize]) -> Vec<f32> {
    let mut sum = vec![0.0_f64; kept[0].len() / runs];
    for &c in chosen {
        let own = of_run(&kept[c], runs, run);
        sum.iter_mut()
            .zip(own)
            .for_each(|(sum, &w)| *sum += f64::from(w));
    }
    sum.iter()
        .map(|s| (s / chosen.len() as f64) as f32)
        .collect()
}

/// Numbers of `C` times `R` models as `[R, C]`.
pub fn by_run(all: &[f64], runs: usize) -> Array2<f64> {
    Array2::from_shape_fn((runs, all.len() / runs), |(run, c)| all[c * runs + run])
}

/// Trains each run on its own rows, at a constant rate: the weights `[R, P]` at each of the steps.
pub async fn learn(
    bench: &Bench,
    model: &Mlp,
    train: &[Dataset],
    settings: &Settings,
    steps: &[u32],
    seed: u32,
) -> Result<Vec<Vec<f32>>, LabError> {
    let (runs, rows) = (train.len(), train[0].len());
    let features = train[0].features();
    let lesson = Lesson {
        model,
        seeds: (0..runs as u32).map(|run| member_seed(seed, run)).collect(),
        start: None,
        optimiser: Optimiser::Adam,
        schedule: Schedule::Constant,
        lr: vec![settings.lr as f32],
        decay: 0.0,
        steps: steps[steps.len() - 1],
        given: vec![
            (
                "x",
                Given::Numbers(train.iter().flat_map(|own| own.values().to_vec()).collect()),
            ),
            (
                "y",
                Given::Whole(train.iter().flat_map(|own| own.y().to_vec()).collect()),
            ),
        ],
    };
    let doing = format!("training {runs} runs");
    let size = BATCH.min(rows);
    let every = settings.spacing as u32;
    let path = bench.path(&lesson, every, [0.0, 0.45], &doing, |g, theta| {
        let picked = Batches { rows, size }.rows(g).reshape(&[size, 1]);
        let x = g.each("x", &[rows, features]).gather(1, picked);
        let y = g.input("y", &[runs, rows, 1], DType::U32).gather(1, picked);
        cross_entropy(model.logits(x, theta), y).mean_all()
    });
    let mut path = path.await?;
    Ok(path.split_off(path.len() - steps.len()))
}
