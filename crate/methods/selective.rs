//! How well a score ranks: what is accepted first should be right, or in distribution.
//!
//! Equal scores are one block; inside it nothing depends on the order of the input.

/// Places `0..N` by falling score, and by rising `cost` among equals, so that sums over a
/// block are always taken in the same order.
fn ranked(scores: &[f64], cost: impl Fn(usize) -> f64) -> Vec<usize> {
    let key = |(i, &score): (usize, &f64)| (!rising(score), rising(cost(i)), i);
    let mut keys: Vec<(u64, u64, usize)> = scores.iter().enumerate().map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, i)| i).collect()
}

/// Whole numbers in the order of their [`f64::total_cmp`], which are compared faster.
fn rising(value: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    // Adding 0 makes −0 the 0 that it equals.
    let bits = (value + 0.0).to_bits();
    match bits & SIGN {
        0 => bits | SIGN,
        _ => !bits,
    }
}

/// Positives and negatives of each block of equal scores, the highest first.
fn blocks(scores: &[f64], positive: &[bool]) -> Vec<[u64; 2]> {
    let order = ranked(scores, |_| 0.0);
    let blocks = order.chunk_by(|&a, &b| scores[a] == scores[b]);
    let count = |block: &[usize]| {
        let positives = block.iter().filter(|&&i| positive[i]).count();
        [positives as u64, (block.len() - positives) as u64]
    };
    blocks.map(count).collect()
}

/// The area under the receiver operating characteristic: the chance that a positive scores
/// above a negative, a tie counting one half.
///
/// `scores [N]`, `positive [N]`. `None` if one of the two kinds is missing.
///
/// Source: Mann and Whitney 1947; Fawcett 2006, *An introduction to ROC analysis*.
pub fn auroc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    let (mut above, mut doubled, mut negatives) = (0, 0, 0);
    for [p, n] in blocks(scores, positive) {
        doubled += n * (2 * above + p);
        above += p;
        negatives += n;
    }
    let pairs = above * negatives;
    (pairs > 0).then(|| doubled as f64 / (2 * pairs) as f64)
}

/// The share of negatives with `score ≥ t` at the largest threshold `t` at which at least the
/// share `tpr` of the positives has it.
///
/// `scores [N]`, `positive [N]`, `tpr` in `(0, 1]`. `None` if one of the two kinds is missing.
///
/// Source: Liang et al. 2018, arXiv:1706.02690.
pub fn fpr_at_tpr(scores: &[f64], positive: &[bool], tpr: f64) -> Option<f64> {
    let blocks = blocks(scores, positive);
    let [positives, negatives] = blocks.iter().fold([0, 0], |[p, n], b| [p + b[0], n + b[1]]);
    if positives == 0 || negatives == 0 {
        return None;
    }
    let (mut hits, mut alarms) = (0, 0);
    for [p, n] in blocks {
        hits += p;
        alarms += n;
        if hits as f64 / positives as f64 >= tpr {
            break;
        }
    }
    Some(alarms as f64 / negatives as f64)
}

/// Risk against coverage, `k = 1 … N` samples accepted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskCoverage {
    /// `k / N`.
    pub coverage: Vec<f64>,
    /// The mean cost of the `k` most confident samples, a block counting with its mean cost.
    pub risk: Vec<f64>,
    /// The confidence of the `k`-th sample.
    pub threshold: Vec<f64>,
    /// Whether a threshold can separate the `k`-th sample from the next.
    pub block_end: Vec<bool>,
    /// The mean of `risk` over `k`.
    pub aurc: f64,
    /// What `aurc` exceeds that of the best order by; at least 0.
    pub excess_aurc: f64,
}

/// The risk-coverage curve: `risk(k) = (1/k) Σ_{i ≤ k} e_(i)` by falling confidence.
///
/// `confidence [N]`, `cost [N]` of accepting a sample (1 for wrong). Equal confidences are a
/// block whose mean cost each of its samples counts with, so the order of the input is of no
/// consequence. The area is the plain mean over `k`.
///
/// Source: Geifman and El-Yaniv 2017, arXiv:1705.08500; Geifman et al. 2019, arXiv:1805.08206.
pub fn risk_coverage_curve(confidence: &[f64], cost: &[f64]) -> RiskCoverage {
    let mut out = curve(confidence, cost);
    out.aurc = out.risk.iter().sum::<f64>() / (out.risk.len() as f64).max(1.0);
    out.excess_aurc = (out.aurc - least_aurc(cost)).max(0.0);
    out
}

/// The curve without its areas.
fn curve(confidence: &[f64], cost: &[f64]) -> RiskCoverage {
    let order = ranked(confidence, |i| cost[i]);
    let rows = order.len() as f64;
    let mut out = RiskCoverage::default();
    let mut spent = 0.0;
    for block in order.chunk_by(|&a, &b| confidence[a] == confidence[b]) {
        let total = block.iter().map(|&i| cost[i]).sum::<f64>();
        let before = out.risk.len();
        for (done, &i) in (1..=block.len()).zip(block) {
            let k = (before + done) as f64;
            let share = done as f64 / block.len() as f64;
            out.coverage.push(k / rows);
            out.risk.push((spent + total * share) / k);
            out.threshold.push(confidence[i]);
            out.block_end.push(done == block.len());
        }
        spent += total;
    }
    out
}

/// The area of the order that accepts the cheapest samples first.
fn least_aurc(cost: &[f64]) -> f64 {
    let mut sorted = cost.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut spent = 0.0;
    let risk = (1..).zip(&sorted).map(|(k, cost)| {
        spent += cost;
        spent / f64::from(k)
    });
    risk.sum::<f64>() / cost.len().max(1) as f64
}

/// A point of a [`RiskCoverage`] curve that a threshold reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatingPoint {
    /// The share of samples that is accepted.
    pub coverage: f64,
    /// The mean cost of those.
    pub risk: f64,
    /// Accept what has at least this confidence.
    pub threshold: f64,
}

impl RiskCoverage {
    fn point(&self, k: usize) -> OperatingPoint {
        OperatingPoint {
            coverage: self.coverage[k],
            risk: self.risk[k],
            threshold: self.threshold[k],
        }
    }
}

/// `max {k/N : risk(k) ≤ risk}` over the ends of blocks, `None` where no threshold does it.
///
/// `confidence [N]`, `cost [N]` as in [`risk_coverage_curve`].
///
/// Source: Geifman and El-Yaniv 2017, arXiv:1705.08500.
pub fn coverage_at_risk(confidence: &[f64], cost: &[f64], risk: f64) -> Option<OperatingPoint> {
    let curve = curve(confidence, cost);
    let within = |&k: &usize| curve.block_end[k] && curve.risk[k] <= risk;
    let k = (0..curve.risk.len()).rev().find(within)?;
    Some(curve.point(k))
}

/// `risk(k)` of the smallest `k` with `k/N ≥ coverage`, in a block by its mean cost.
///
/// `confidence [N]`, `cost [N]` as in [`risk_coverage_curve`]; `coverage` in `(0, 1]`. `None`
/// for no samples.
///
/// Source: Geifman and El-Yaniv 2017, arXiv:1705.08500.
pub fn risk_at_coverage(confidence: &[f64], cost: &[f64], coverage: f64) -> Option<OperatingPoint> {
    let curve = curve(confidence, cost);
    let k = curve.coverage.partition_point(|&c| c < coverage);
    (k < curve.risk.len()).then(|| curve.point(k))
}
