//! How well models do on labelled rows.

use serde::Serialize;

use crate::data::Dataset;
use crate::ir::Program;
use crate::plan::Plan;
use crate::run::{Device, Machine, RunError};

/// Rows that are put through the models at a time.
pub const ROWS: usize = 250;

/// The mean over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// The share of rows whose largest logit is the label's.
    pub accuracy: f32,
    /// The cross-entropy; not finite for a model that diverged.
    pub loss: f32,
}

/// A program that counts on rows, a part of them at a time.
pub struct Scorer {
    machine: Box<dyn Machine>,
    names: &'static [&'static str],
}

impl Scorer {
    /// Prepares a program of [`ROWS`] rows whose outputs are `… hits` and `… loss`.
    pub async fn new(
        device: &dyn Device,
        program: &Program,
        names: &'static [&'static str],
    ) -> Result<Self, RunError> {
        let machine = device.compile(Plan::new(program)).await?;
        Ok(Scorer { machine, names })
    }

    /// The program's machine, to be given the models.
    pub fn machine(&mut self) -> &mut dyn Machine {
        &mut *self.machine
    }

    /// For each name, the scores of its models on the first `n` rows.
    pub async fn run(&mut self, data: &Dataset, n: usize) -> Result<Vec<Vec<Score>>, RunError> {
        let n = n.min(data.len());
        let mut sums: Vec<Vec<[f64; 2]>> = vec![Vec::new(); self.names.len()];
        let (mut x, mut y, mut w) = (Vec::new(), Vec::new(), Vec::new());
        for first in (0..n).step_by(ROWS) {
            let rows = ROWS.min(n - first);
            let features = data.features();
            x.clear();
            x.extend_from_slice(&data.values()[first * features..(first + rows) * features]);
            x.resize(ROWS * features, 0.0);
            y.clear();
            y.extend_from_slice(&data.y()[first..first + rows]);
            y.resize(ROWS, 0);
            w.clear();
            w.resize(rows, 1.0f32);
            w.resize(ROWS, 0.0);
            self.machine.write("x", bytemuck::cast_slice(&x))?;
            self.machine.write("y", &y)?;
            self.machine.write("w", bytemuck::cast_slice(&w))?;
            self.machine.run(1)?;
            for (name, sums) in self.names.iter().zip(&mut sums) {
                let hits = self.machine.read(&format!("{name} hits")).await?;
                let loss = self.machine.read(&format!("{name} loss")).await?;
                sums.resize(hits.len(), [0.0; 2]);
                for ((sum, hits), loss) in sums.iter_mut().zip(hits).zip(loss) {
                    sum[0] += f64::from(f32::from_bits(hits));
                    sum[1] += f64::from(f32::from_bits(loss));
                }
            }
        }
        let mean = |[hits, loss]: [f64; 2]| Score {
            accuracy: (hits / n as f64) as f32,
            loss: (loss / n as f64) as f32,
        };
        let means = |sums: Vec<[f64; 2]>| sums.into_iter().map(mean).collect();
        Ok(sums.into_iter().map(means).collect())
    }
}
