//! Who goes on to the next member.

use ndarray::{Array2, ArrayView1};

use super::{Policy, Task};
use crate::methods::cascade::{self, Exits, Stages, exit_window, quantile};
use crate::methods::selective::{auroc, coverage_at_risk, fpr_at_tpr, risk_at_coverage};

/// What is asked of the members of a width.
#[derive(Clone, Copy, PartialEq)]
pub struct Ask {
    /// Members used.
    pub used: usize,
    /// Who goes on.
    pub policy: Policy,
    /// The share of validation scores in the window, or below the single threshold.
    pub window: f64,
    /// The question the threshold is for.
    pub task: Task,
}

/// What the members of a width say of validation and test rows, and of rows from outside.
pub struct Said {
    pub validation: Stages,
    pub test: Stages,
    pub outside: Stages,
}

/// What became of test rows and of rows outside the distribution.
pub struct Outcome {
    pub inside: Exits,
    pub outside: Exits,
    /// The threshold of the first stage and its window.
    pub tau: f64,
    pub window: [f64; 2],
}

impl Ask {
    /// The same question without what its policy does not look at.
    pub fn plain(self) -> Self {
        let (used, window) = match self.policy {
            Policy::Never => (1, 0.0),
            Policy::Always => (self.used, 0.0),
            Policy::Window | Policy::SingleThreshold => (self.used, self.window),
        };
        Ask {
            used,
            window,
            ..self
        }
    }

    /// Members asked of a row, on average, the number the task asks for, and how well rows
    /// outside are told.
    pub fn numbers(&self, said: &Said, validation: &[usize], labels: &[usize]) -> [f64; 3] {
        let found = self.run(said, validation);
        let value = found.value(self.task, labels);
        [found.inside.mean_cost, value, found.tells()]
    }

    /// Asks the members used: thresholds come from validation rows, for each stage from what the
    /// members asked so far say together.
    pub fn run(&self, said: &Said, labels: &[usize]) -> Outcome {
        let members = match self.policy {
            Policy::Never => 1,
            _ => self.used.min(said.test.score.nrows()),
        };
        let mut windows = Array2::zeros((members - 1, 2));
        let first = self.threshold(&said.validation, 0, labels);
        for (stage, mut window) in windows.outer_iter_mut().enumerate() {
            let (_, own) = match stage {
                0 => first,
                _ if self.policy == Policy::Always => first,
                _ => self.threshold(&said.validation, stage, labels),
            };
            window.assign(&ArrayView1::from(&own));
        }
        let cost = vec![1.0; members];
        let run = |stages: &Stages| stages.exits(windows.view(), &cost, self.policy.into());
        Outcome {
            inside: run(&said.test),
            outside: run(&said.outside),
            tau: first.0,
            window: first.1,
        }
    }

    /// `τ` for the task at a stage, and whom the policy keeps.
    fn threshold(&self, validation: &Stages, stage: usize, labels: &[usize]) -> (f64, [f64; 2]) {
        let score = validation.score.row(stage).to_vec();
        let wrong = errors(validation.labels.row(stage), labels);
        let mut sorted = score.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| quantile(&sorted, share);
        let top = at(1.0);
        let reached = |risk| coverage_at_risk(&score, &wrong, risk).map_or(top, |p| p.threshold);
        let tau = match self.task {
            Task::Coverage5 => reached(0.05),
            Task::Coverage10 => reached(0.1),
            Task::Risk80 => at(0.2),
            Task::FalsePositives95 => at(0.05),
        };
        let window = match self.policy {
            Policy::Always => [f64::NEG_INFINITY, f64::INFINITY],
            Policy::SingleThreshold => [f64::NEG_INFINITY, at(self.window)],
            _ => {
                let own = exit_window(&score, tau, self.window);
                [own.low, own.high]
            }
        };
        (tau, window)
    }
}

impl From<Policy> for cascade::Policy {
    fn from(of: Policy) -> Self {
        match of {
            Policy::SingleThreshold => cascade::Policy::Single,
            _ => cascade::Policy::Window,
        }
    }
}

/// 1 for each wrong label.
pub fn errors<'a>(said: impl IntoIterator<Item = &'a usize>, labels: &[usize]) -> Vec<f64> {
    let pairs = said.into_iter().zip(labels);
    pairs.map(|(s, y)| f64::from(u8::from(s != y))).collect()
}

impl Outcome {
    /// The number the task asks for.
    pub fn value(&self, task: Task, labels: &[usize]) -> f64 {
        let wrong = errors(&self.inside.labels, labels);
        let score = &self.inside.score;
        let coverage = |risk| coverage_at_risk(score, &wrong, risk).map_or(0.0, |p| p.coverage);
        match task {
            Task::Coverage5 => coverage(0.05),
            Task::Coverage10 => coverage(0.1),
            Task::Risk80 => risk_at_coverage(score, &wrong, 0.8).map_or(f64::NAN, |p| p.risk),
            Task::FalsePositives95 => {
                let all = [&score[..], &self.outside.score[..]].concat();
                let inside: Vec<bool> = (0..all.len()).map(|i| i < score.len()).collect();
                fpr_at_tpr(&all, &inside, 0.95).unwrap_or(f64::NAN)
            }
        }
    }

    /// How well the scores tell test rows from rows outside.
    pub fn tells(&self) -> f64 {
        let scores = [&self.inside.score[..], &self.outside.score[..]].concat();
        let inside = (0..scores.len()).map(|i| i < self.inside.score.len());
        auroc(&scores, &inside.collect::<Vec<_>>()).unwrap_or(f64::NAN)
    }

    /// Confidences and costs of test rows with a share of rows from outside, each of which
    /// costs `beta` if it is accepted.
    pub fn mixed(&self, labels: &[usize], share: f64, beta: f64) -> (Vec<f64>, Vec<f64>) {
        let inside = labels.len() as f64;
        let wanted = (inside * share / (1.0 - share).max(1e-9)) as usize;
        let outside = wanted.min(self.outside.score.len());
        let kept = match wanted > outside {
            true => (outside as f64 * (1.0 - share) / share) as usize,
            false => labels.len(),
        };
        let mut confidence = self.inside.score[..kept].to_vec();
        let mut cost = errors(&self.inside.labels[..kept], &labels[..kept]);
        confidence.extend(&self.outside.score[..outside]);
        cost.extend(vec![beta; outside]);
        (confidence, cost)
    }
}
