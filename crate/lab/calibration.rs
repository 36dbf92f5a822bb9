//! How fast a device trains a run, measured rather than guessed.

use crate::run::Device;

use super::{LabError, RunSpec, Sets, StartSpec, Trainer};

/// Steps of all members a second, of the run itself on `device`: after a step that compiles and
/// warms, steps in doubling portions until `budget_ms` are spent. `now` tells milliseconds.
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
    let (mut portion, mut last) = (1, 0.0);
    let start = now();
    while now() - start < budget_ms {
        let before = now();
        trainer.run(portion)?;
        trainer.settle().await?;
        trainer.losses();
        let ms = (now() - before).max(1e-3);
        // The latest portion counts: what came before it was still warming up.
        last = f64::from(portion) * 1e3 / ms;
        portion = (portion * 2).min(1 << 12);
    }
    Ok(last)
}
