//! The programs that the lab runs.

use crate::ir::{DType, Graph, GraphError, Program, Tensor, grad};
use crate::nn::{Batches, Health, Model, cross_entropy};

use super::{Learner, RunSpec};

/// A training step. Inputs `x [1, N, D]`, `y [1, N, 1]`, `seed`, `lr` and the optimiser's
/// own; carries `theta`, the moments and `diverged`; every step's `loss [M]` is fetched.
pub fn train(
    spec: &RunSpec,
    members: usize,
    rows: usize,
    features: usize,
    model: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let theta = g.carry("theta", &[model.layout().len()]);
    let x = g.shared("x", &[rows, features]);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let batch = Batches {
        rows,
        size: spec.batch,
    };
    let picked = batch.rows(&g).reshape(&[spec.batch, 1]);
    let logits = model.logits(x.gather(1, picked), theta);
    let loss = cross_entropy(logits, y.gather(1, picked)).mean_all();
    let gradient = grad(loss.sum_members(), &[theta])[0];
    let health = Health::watch(&g, loss);
    spec.optimiser
        .update(&g, theta, gradient, spec.schedule.factor(&g), health);
    g.fetch("loss", loss, 1);
    g.finish()
}

/// What is looked at: how many models, and whether they are also looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Models, each with weights `theta [M, P]` of its own.
    pub models: usize,
    /// Whether their ensemble (mean logits) and their soup (mean weights) follow, with
    /// the shares `alpha [M]`, which add up to 1.
    pub together: bool,
}

impl Cast {
    /// The names of what comes out, in order.
    pub fn names(self) -> &'static [&'static str] {
        if self.together {
            &["each", "ensemble", "soup"]
        } else {
            &["each"]
        }
    }

    /// The logits of each model, of the ensemble and of the soup.
    fn logits<'g>(
        self,
        g: &'g Graph,
        theta: Tensor<'g>,
        logits: impl Fn(Tensor<'g>) -> Tensor<'g>,
    ) -> Vec<Tensor<'g>> {
        let each = logits(theta);
        if !self.together {
            return vec![each];
        }
        let alpha = g.hyper("alpha");
        let (ensemble, soup) = (weighted(each, alpha), logits(weighted(theta, alpha)));
        vec![each, ensemble, soup]
    }
}

/// `Σ_m alpha_m t_m`, `[1, …]`; models without a share may hold anything.
fn weighted<'g>(t: Tensor<'g>, alpha: Tensor<'g>) -> Tensor<'g> {
    let zero = t.graph().constant(0.0);
    let alpha = alpha.reshape(&vec![1; t.rank() - 1]);
    zero.lt(alpha).select(t * alpha, zero).sum_members()
}

/// Counts on rows `x [1, N, D]`, `y [1, N, 1]` with weights `w [1, N, 1]`: outputs `… hits`
/// and `… loss`, sums over the rows, for each name of the cast.
pub fn score(
    cast: Cast,
    rows: usize,
    features: usize,
    model: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(cast.models);
    let theta = g.each("theta", &[model.layout().len()]);
    let x = g.shared("x", &[rows, features]);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let w = g.shared("w", &[rows, 1]);
    let all = cast.logits(&g, theta, |theta| model.logits(x, theta));
    for (name, logits) in cast.names().iter().zip(all) {
        tally(&g, name, logits, y, w);
    }
    g.finish()
}

fn tally<'g>(g: &'g Graph, name: &str, logits: Tensor<'g>, y: Tensor<'g>, w: Tensor<'g>) {
    let hits = logits.argmax().eq(y) * w;
    let loss = cross_entropy(logits, y) * w;
    g.output(&format!("{name} hits"), hits.sum_all());
    g.output(&format!("{name} loss"), loss.sum_all());
}

/// The line from `a` to `b` (`[1, P]`) at the points `t [M]`: counts as in [`score`], under
/// the name `each`. Before its first non-linearity a network is affine in its weights, so
/// the first layer of a fully connected one is computed at the two ends alone.
pub fn line(
    points: usize,
    rows: usize,
    features: usize,
    model: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(points);
    let size = model.layout().len();
    let (a, b) = (g.shared("a", &[size]), g.shared("b", &[size]));
    let x = g.shared("x", &[rows, features]);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let w = g.shared("w", &[rows, 1]);
    let t = g.hyper("t");
    let theta = mixed(a, b, t);
    let logits = match model {
        Learner::Mlp(mlp) => {
            let z = mixed(mlp.first(x, a), mlp.first(x, b), t);
            mlp.after_first(z, theta)
        }
        Learner::Cnn(cnn) => cnn.logits(x, theta),
    };
    tally(&g, "each", logits, y, w);
    g.finish()
}

/// `a + t (b − a)`, for each member's `t [M]`.
fn mixed<'g>(a: Tensor<'g>, b: Tensor<'g>, t: Tensor<'g>) -> Tensor<'g> {
    let t = t.reshape(&vec![1; a.rank() - 1]);
    a * (-t + 1.0) + b * t
}

/// The plane `origin + s · right + t · down` (`axes [1, 3, D]` in the order right, down,
/// origin) at `side × side` points: outputs `… class` (the largest logit's) and `… share`
/// (its probability), each `[·, side²]`, row after row from `(s, t) = (0, 0)` to `(1, 1)`,
/// taken at the middle of each square.
pub fn plane(
    cast: Cast,
    side: usize,
    features: usize,
    model: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(cast.models);
    let theta = g.each("theta", &[model.layout().len()]);
    let axes = g.shared("axes", &[3, features]);
    let points = coordinates(&g, side);
    let all = cast.logits(&g, theta, |theta| match model {
        Learner::Mlp(mlp) => {
            let layout = mlp.layout();
            let z = points.matmul(axes.matmul(layout.get(theta, "w0")));
            mlp.after_first(z + layout.get(theta, "b0"), theta)
        }
        Learner::Cnn(cnn) => cnn.logits(points.matmul(axes), theta),
    });
    for (name, logits) in cast.names().iter().zip(all) {
        let share = logits.softmax().maximum(&[2]);
        g.output(
            &format!("{name} class"),
            logits.argmax().reshape(&[side * side]),
        );
        g.output(&format!("{name} share"), share.reshape(&[side * side]));
    }
    g.finish()
}

/// `(s, t, 1)` at the middle of each of `side × side` squares, `[1, side², 3]`.
fn coordinates(g: &Graph, side: usize) -> Tensor<'_> {
    let shape = [side, side, 1];
    let middle = |axis: usize| (g.iota(axis, &shape).cast(DType::F32) + 0.5) * (1.0 / side as f64);
    let one = g.constant(1.0).expand(&[1, side, side, 1]);
    Tensor::concat(g, &[middle(2), middle(1), one], 3).reshape(&[side * side, 3])
}
