//! A teacher's ranking of the classes as what the student learns.
//!
//! Source of all but where said: Plackett-Luce distillation, arXiv:2506.12542.

use crate::ir::Tensor;

/// The classes in the order the teacher gives them, the label first whatever it says: the
/// others by falling logit, of equal ones the lower class first.
///
/// `teacher [M, N, K]`, `labels U32 [M|1, N, 1]` → `U32 [M, N, K]`.
#[track_caller]
pub fn teacher_optimal_permutation<'g>(teacher: Tensor<'g>, labels: Tensor<'g>) -> Tensor<'g> {
    let last = teacher.rank() - 1;
    let hit = labels.one_hot(teacher.dim(last));
    let first = teacher.graph().constant(f64::from(f32::MIN));
    hit.select(first, -teacher.detach()).argsort(last)
}

/// `L_k − s_{π_k}` with `L_k = log Σ_{l ≥ k} exp s_{π_l}`: how surprising the choice at each
/// rank is, among those that are left.
///
/// `scores [M, …, K]`, `ranking U32 [M|1, …, K]`, each row a permutation → `[M, …, K]` by
/// rank. Takes `K²` numbers a row.
#[track_caller]
pub fn surprises<'g>(scores: Tensor<'g>, ranking: Tensor<'g>) -> Tensor<'g> {
    let g = scores.graph();
    let last = scores.rank() - 1;
    let sorted = scores.gather(last, ranking);
    let dims = sorted.dims();
    let k = dims[last];
    let by_rank = [&dims[1..last], &[1, k]].concat();
    let square: Vec<usize> = (1..last).map(|_| 1).chain([k, k]).collect();
    let (rank, place) = (g.iota(last, &square), g.iota(last + 1, &square));
    let left = sorted.reshape(&by_rank);
    let left = place.lt(rank).select(g.constant(-1e30), left);
    // Both are counted from the largest that is left, so that no digits go to their size.
    let top = left.detach().maximum(&[last + 1]);
    let total = (left - top).exp().sum(&[last + 1]).log();
    total.reshape(&dims[1..]) - (sorted - top.reshape(&dims[1..]))
}

/// `log P(π | s) = Σ_k (s_{π_k} − L_k)` under the Plackett-Luce model, `[M, …, 1]`.
///
/// Shapes as in [`surprises`]. Source: Plackett 1975.
#[track_caller]
pub fn plackett_luce_log_likelihood<'g>(scores: Tensor<'g>, ranking: Tensor<'g>) -> Tensor<'g> {
    -surprises(scores, ranking).sum(&[scores.rank() - 1])
}

/// `Σ_k α_k (L_k − s_{π_k})`, one number a row, for weights by rank.
///
/// `scores [M, …, K]`, `ranking U32` and `weights ≥ 0` (constants) `[M|1, …, K]` → `[M, …, 1]`.
/// Convex in the scores; the last rank never counts. Weights `(1, 0, …)` give cross-entropy.
#[track_caller]
pub fn weighted_listwise_loss<'g>(
    scores: Tensor<'g>,
    ranking: Tensor<'g>,
    weights: Tensor<'g>,
) -> Tensor<'g> {
    (weights.detach() * surprises(scores, ranking)).sum(&[scores.rank() - 1])
}

/// `−log P` of the first `top` choices, one number a row: maximum likelihood of a list,
/// and its form that is
/// limited to a position.
///
/// `1 ≤ top ≤ K`. Source: Xia et al. 2008.
#[track_caller]
pub fn listmle_loss<'g>(scores: Tensor<'g>, ranking: Tensor<'g>, top: usize) -> Tensor<'g> {
    let last = scores.rank() - 1;
    surprises(scores, ranking).narrow(last, 0, top).sum(&[last])
}

/// Distillation by a ranking: [`weighted_listwise_loss`] along the teacher's order, weighted
/// by its probabilities `softmax(t / τ)`, one number a row.
///
/// `student [M, N, K]`, `teacher [M|1, N, K]` (a constant), `labels U32 [M|1, N, 1]`,
/// `temperature > 0` (of the weights alone) → `[M, N, 1]`. One class costs nothing.
#[track_caller]
pub fn pld_loss<'g>(
    student: Tensor<'g>,
    teacher: Tensor<'g>,
    labels: Tensor<'g>,
    temperature: Tensor<'g>,
) -> Tensor<'g> {
    let ranking = teacher_optimal_permutation(teacher, labels);
    let weights = (teacher.detach() / temperature).softmax();
    let weights = weights.gather(teacher.rank() - 1, ranking);
    weighted_listwise_loss(student, ranking, weights)
}

/// Kendall's `τ_a = 2 / (K (K − 1)) Σ_{i<j} sign(a_i − a_j) sign(b_i − b_j)`, `[M, …, 1]`.
///
/// `a`, `b [M, …, K]`, `K ≥ 2`. No gradient. Source: Kendall 1938.
#[track_caller]
pub fn kendall_tau<'g>(a: Tensor<'g>, b: Tensor<'g>) -> Tensor<'g> {
    let dims = a.dims();
    let last = dims.len() - 1;
    let k = dims[last];
    let signs = |x: Tensor<'g>| {
        let across = x.reshape(&[&dims[1..last], &[1, k]].concat());
        let down = x.reshape(&[&dims[1..last], &[k, 1]].concat());
        down.lt(across) - across.lt(down)
    };
    let both = (signs(a) * signs(b)).sum(&[last, last + 1]);
    let pairs = (k * k.saturating_sub(1)).max(1);
    both.reshape(&[&dims[1..last], &[1]].concat()) * (1.0 / pairs as f64)
}
