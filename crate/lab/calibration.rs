//! How fast a device trains a run, measured rather than guessed.

use crate::run::Device;

use super::{LabError, RunSpec, Sets, StartSpec, Trainer};

/// A share of the time that is too short to be measured in.
const SHORT: f64 = 0.1;

/// Steps of all members a second, of the run itself on `device`: after a step that compiles and
/// warms, steps in doubling portions, of which the last counts, for `budget_ms` at most or for one
/// step. `now` tells milliseconds.
pub async fn rate(
    device: &dyn Device,
    spec: &RunSpec,
    sets: &Sets,
    budget_ms: f64,
    now: impl Fn() -> f64,
) -> Result<f64, LabError> {
    let alone = RunSpec {
        start: StartSpec::Independent,
        ..spec.clone()
    };
    let mut trainer = Trainer::new(device, &alone, sets, 0..alone.members, &[]).await?;
    trainer.run(1)?;
    trainer.settle().await?;
    let mut portion = 1;
    let start = now();
    loop {
        let before = now();
        trainer.run(portion)?;
        trainer.settle().await?;
        trainer.losses();
        let after = now();
        // Before the latest portion, code was still being optimised.
        let per_ms = f64::from(portion) / (after - before).max(1e-3);
        let left = start + budget_ms - after;
        if left < SHORT * budget_ms {
            return Ok(per_ms * 1e3);
        }
        portion = (portion * 2).min((left * per_ms) as u32).clamp(1, 1 << 12);
    }
}
