//! How fast a device trains a run, measured rather than guessed.

use crate::run::Device;

use super::{LabError, RunSpec, Sets, StartSpec, Trainer};

/// A measured rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Steps of all members a second.
    pub steps_per_s: f64,
    /// Steps that were timed.
    pub steps: u32,
    /// How long they took.
    pub ms: f64,
}

/// Times the run itself on `device`: after a step that compiles and warms, steps in
/// doubling portions until `budget_ms` are spent. `now` tells milliseconds.
pub async fn rate(
    device: &dyn Device,
    spec: &RunSpec,
    sets: &Sets,
    budget_ms: f64,
    now: impl Fn() -> f64,
) -> Result<Rate, LabError> {
    let alone = RunSpec {
        start: StartSpec::Independent,
        ..spec.clone()
    };
    let mut trainer = Trainer::new(device, &alone, sets, 0..alone.members, &[]).await?;
    trainer.run(1)?;
    trainer.settle().await?;
    let (mut portion, mut steps, mut spent) = (1, 0, 0.0);
    let start = now();
    let mut last = Rate {
        steps_per_s: 0.0,
        steps: 0,
        ms: 0.0,
    };
    while spent < budget_ms {
        let before = now();
        trainer.run(portion)?;
        trainer.settle().await?;
        trainer.losses();
        let ms = (now() - before).max(1e-3);
        steps += portion;
        spent = now() - start;
        // The latest portion counts: what came before it was still warming up.
        last = Rate {
            steps_per_s: f64::from(portion) * 1e3 / ms,
            steps,
            ms: spent,
        };
        portion = (portion * 2).min(1 << 12);
    }
    Ok(last)
}
