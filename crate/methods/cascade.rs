//! Cascades: members are asked one after the other, until the answer is clear.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3, Axis, s};

use super::categorical::{argmax, entropy, log_mean_exp, log_softmax};

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
pub struct Cascade {
    /// The last member that was asked `[N]`, from 0.
    pub stage: Vec<usize>,
    /// `log p̄ [N, K]`, the logarithms of the mean probabilities of the members asked.
    pub log_probabilities: Array2<f64>,
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
        let members = logits.nrows() as f64;
        let log_p = log_softmax(logits);
        let mean = log_p.map_axis(Axis(0), log_mean_exp);
        match self {
            Combination::Probabilities => mean,
            Combination::Logits => log_softmax((logits.sum_axis(Axis(0)) / members).view()),
            Combination::Vote => {
                let mut shares = mean.mapv(|l| 1e-6 * l.exp());
                for own in log_p.outer_iter() {
                    shares[argmax(own)] += (1.0 - 1e-6) / members;
                }
                shares.mapv(f64::ln)
            }
        }
    }
}

/// Members `0, 1, …` are asked in turn and their probabilities averaged,
/// `p̄⁽ᵐ⁾ = mean_{j ≤ m} softmax(z_j)`; a row leaves after stage `m < M − 1` if its score is strictly
/// outside the window of that stage (a score on the border goes on), and after the last.
///
/// `logits [M, N, K]`, `M` ≥ 1; `windows [M − 1, 2]`, lower end first; `stage_cost [M]`.
///
/// Source: Xia and Bouganis 2023, arXiv:2303.08010.
pub fn cascade(
    logits: ArrayView3<'_, f64>,
    windows: ArrayView2<'_, f64>,
    stage_cost: &[f64],
    score: Score,
    policy: Policy,
) -> Cascade {
    cascade_by(
        Combination::Probabilities,
        logits,
        windows,
        stage_cost,
        score,
        policy,
    )
}

/// [`cascade`] with members put together in another way.
pub fn cascade_by(
    combination: Combination,
    logits: ArrayView3<'_, f64>,
    windows: ArrayView2<'_, f64>,
    stage_cost: &[f64],
    score: Score,
    policy: Policy,
) -> Cascade {
    let (members, rows, classes) = logits.dim();
    let mut out = Cascade {
        stage: Vec::with_capacity(rows),
        log_probabilities: Array2::zeros((rows, classes)),
        score: Vec::with_capacity(rows),
        labels: Vec::with_capacity(rows),
        mean_cost: 0.0,
        stage_fraction: vec![0.0; members],
    };
    for (n, mut kept) in out.log_probabilities.outer_iter_mut().enumerate() {
        let mut stage = 0;
        loop {
            let mean = combination.of(logits.slice(s![..=stage, n, ..]));
            let reached = score.of(mean.view());
            let last = stage + 1 == members;
            if last || policy.leaves(reached, [windows[[stage, 0]], windows[[stage, 1]]]) {
                out.stage.push(stage);
                out.score.push(reached);
                out.labels.push(argmax(&mean));
                out.mean_cost += stage_cost[..=stage].iter().sum::<f64>() / rows as f64;
                out.stage_fraction[stage] += 1.0;
                kept.assign(&mean);
                break;
            }
            stage += 1;
        }
    }
    for share in &mut out.stage_fraction {
        *share /= rows.max(1) as f64;
    }
    out
}
