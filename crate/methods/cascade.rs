//! Cascades: members are asked one after the other, until the answer is clear.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3, ArrayViewMut1, s};

use super::categorical::{argmax, entropy, log_mean_exp, normalise};

/// A window of scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExitWindow {
    /// `F(τ)`, the share of validation scores below `τ` plus half of those equal.
    pub tau_quantile: f64,
    /// `t₁`.
    pub low: f64,
    /// `t₂`, at least `t₁`.
    pub high: f64,
}

/// The window of total width `width` around the threshold `tau`, in quantiles of validation
/// scores: `t₁ = Q(max(F(τ) − w/2, 0))`, `t₂ = Q(min(F(τ) + w/2, 1))`.
///
/// `validation_scores [N]`, at least one; `width` ≥ 0. `Q` interpolates linearly.
///
/// Source: Xia and Bouganis 2023, arXiv:2303.08010.
pub fn exit_window(validation_scores: &[f64], tau: f64, width: f64) -> ExitWindow {
    let count = |keep: fn(f64, f64) -> bool| {
        let kept = validation_scores.iter().filter(|&&s| keep(s, tau));
        kept.count() as f64
    };
    let below = count(|s, tau| s < tau) + 0.5 * count(|s, tau| s == tau);
    let tau_quantile = below / validation_scores.len() as f64;
    let mut sorted = validation_scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    ExitWindow {
        tau_quantile,
        low: quantile(&sorted, (tau_quantile - width / 2.0).max(0.0)),
        high: quantile(&sorted, (tau_quantile + width / 2.0).min(1.0)),
    }
}

/// The quantile `q` in `[0, 1]` of at least one sorted number, interpolated linearly.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = place - below as f64;
    sorted[below] * (1.0 - share) + sorted[above] * share
}

/// What a cascade compares with its windows; higher is surer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Score {
    /// `max_k p̄_k`.
    #[default]
    MaxSoftmax,
    /// `log max_k p̄_k`, which still ranks where the probability rounds to 1.
    MaxLogSoftmax,
    /// `Σ_k p̄_k log p̄_k`.
    NegativeEntropy,
}

impl Score {
    /// The score of a row of logarithms of probabilities.
    pub fn of(self, log_p: ArrayView1<'_, f64>) -> f64 {
        let largest = || log_p.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        match self {
            Score::MaxSoftmax => largest().exp(),
            Score::MaxLogSoftmax => largest(),
            Score::NegativeEntropy => -entropy(log_p),
        }
    }
}

/// Who leaves before the last stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Whoever scores outside the window, on either side.
    #[default]
    Window,
    /// Whoever scores above the window's upper end: the sure ones only.
    Single,
}

impl Policy {
    fn leaves(self, score: f64, [low, high]: [f64; 2]) -> bool {
        match self {
            Policy::Window => score < low || score > high,
            Policy::Single => score > high,
        }
    }
}

/// What leaves a cascade, a row at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Exits {
    /// The last member that was asked `[N]`, from 0.
    pub stage: Vec<usize>,
    /// The score each row left with `[N]`.
    pub score: Vec<f64>,
    /// The class with the largest probability `[N]`, the lowest of equals.
    pub labels: Vec<usize>,
    /// `mean_n Σ_{j ≤ stage_n} c_j`.
    pub mean_cost: f64,
    /// The share of rows that left at each stage `[M]`.
    pub stage_fraction: Vec<f64>,
}

/// How the members asked are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Combination {
    /// The mean of their probabilities.
    #[default]
    Probabilities,
    /// The softmax of the mean of their logits.
    Logits,
    /// Their shares of votes; one millionth of the mean probabilities breaks ties.
    Vote,
}

impl Combination {
    /// The logarithms of the combined probabilities of logits `[m, K]`, `m` ≥ 1: `[K]`.
    pub fn of(self, logits: ArrayView2<'_, f64>) -> Array1<f64> {
        let mut said = Said::new(self, logits.ncols());
        for own in logits.outer_iter() {
            said.add(own.iter().copied());
        }
        Array1::from(said.together)
    }
}

/// What the members asked so far say of a row.
struct Said {
    by: Combination,
    members: usize,
    /// Sums of logits, or of votes `[K]`.
    sum: Vec<f64>,
    /// Each member's logarithms of probabilities `[m, K]`.
    log_p: Vec<f64>,
    /// The logarithms of the combined probabilities `[K]`.
    together: Vec<f64>,
}

impl Said {
    fn new(by: Combination, classes: usize) -> Self {
        Said {
            by,
            members: 0,
            sum: vec![0.0; classes],
            log_p: Vec::new(),
            together: vec![0.0; classes],
        }
    }

    fn clear(&mut self) {
        self.members = 0;
        self.sum.fill(0.0);
        self.log_p.clear();
    }

    /// Asks one more member.
    fn add(&mut self, logits: impl Iterator<Item = f64>) {
        let classes = self.sum.len();
        let from = self.log_p.len();
        self.log_p.extend(logits);
        self.members += 1;
        let members = self.members as f64;
        let own = &mut self.log_p[from..];
        if self.by == Combination::Logits {
            self.sum.iter_mut().zip(&*own).for_each(|(s, z)| *s += z);
        }
        normalise(ArrayViewMut1::from(&mut *own));
        match self.by {
            Combination::Logits => {
                for (mean, sum) in self.together.iter_mut().zip(&self.sum) {
                    *mean = sum / members;
                }
                normalise(ArrayViewMut1::from(&mut self.together[..]));
            }
            Combination::Probabilities => self.average(),
            Combination::Vote => {
                self.sum[argmax(&*own)] += 1.0;
                self.average();
                for k in 0..classes {
                    let share = self.sum[k] / members * (1.0 - 1e-6);
                    self.together[k] = (share + 1e-6 * self.together[k].exp()).ln();
                }
            }
        }
    }

    /// The logarithms of the mean probabilities.
    fn average(&mut self) {
        if self.members == 1 {
            self.together.copy_from_slice(&self.log_p);
            return;
        }
        let classes = self.together.len();
        for (k, mean) in self.together.iter_mut().enumerate() {
            let column = self.log_p[k..].iter().step_by(classes);
            *mean = log_mean_exp(column);
        }
    }
}

/// What the first `m` members say together of each row, for every `m` from 1 to `M`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages {
    /// The class with the largest combined probability `[M, N]`, the lowest of equals.
    pub labels: Array2<usize>,
    /// The score of the combined probabilities `[M, N]`.
    pub score: Array2<f64>,
}

impl Stages {
    /// What members of logits `[M, N, K]`, divided by `temperature` > 0, say.
    pub fn of(
        combination: Combination,
        logits: ArrayView3<'_, f64>,
        temperature: f64,
        score: Score,
    ) -> Self {
        let (members, rows, classes) = logits.dim();
        let mut out = Stages {
            labels: Array2::zeros((members, rows)),
            score: Array2::zeros((members, rows)),
        };
        let mut said = Said::new(combination, classes);
        for n in 0..rows {
            said.clear();
            for m in 0..members {
                let own = logits.slice(s![m, n, ..]);
                said.add(own.iter().map(|z| z / temperature));
                out.labels[[m, n]] = argmax(&said.together);
                out.score[[m, n]] = score.of(ArrayView1::from(&said.together[..]));
            }
        }
        out
    }

    /// Members are asked in turn; a row leaves after stage `m < M − 1` if its score is strictly
    /// outside the window of that stage (a score on the border goes on), and after the last.
    ///
    /// `windows [M − 1, 2]`, lower end first, `M` at most the members there are; `stage_cost [M]`.
    ///
    /// Source: Xia and Bouganis 2023, arXiv:2303.08010.
    pub fn exits(&self, windows: ArrayView2<'_, f64>, stage_cost: &[f64], policy: Policy) -> Exits {
        let (members, rows) = (windows.nrows() + 1, self.score.ncols());
        let mut out = Exits {
            stage: Vec::with_capacity(rows),
            score: Vec::with_capacity(rows),
            labels: Vec::with_capacity(rows),
            mean_cost: 0.0,
            stage_fraction: vec![0.0; members],
        };
        for n in 0..rows {
            let leaves = |m: &usize| {
                policy.leaves(self.score[[*m, n]], [windows[[*m, 0]], windows[[*m, 1]]])
            };
            let stage = (0..members - 1).find(leaves).unwrap_or(members - 1);
            out.stage.push(stage);
            out.score.push(self.score[[stage, n]]);
            out.labels.push(self.labels[[stage, n]]);
            out.mean_cost += stage_cost[..=stage].iter().sum::<f64>() / rows as f64;
            out.stage_fraction[stage] += 1.0;
        }
        for share in &mut out.stage_fraction {
            *share /= rows.max(1) as f64;
        }
        out
    }
}
