//! Attacks by projected gradient ascent, on all rows of all members at once.
//!
//! An attack looks at `S + 1` points of each row: `x_0` near the clean input, then
//! `x_{s+1} = Π(x_s + a_s d_s)` with the direction `d_s` in which the loss climbs. A row is broken as soon as any
//! of them is misclassified; it is then frozen. One [`step`](Attack::step) looks at one
//! point and moves on; it is either replayed by a [`program`](Attack::program) or written out
//! `S + 1` times inside a larger graph by [`run`](Attack::run). No gradient passes through it.
//!
//! Source: Madry et al. 2018, arXiv:1706.06083; objectives and step sizes as in Probability
//! Margin Attack, arXiv:2411.15210; norms as in RAMP, arXiv:2402.06827.

use crate::ir::{DType, Graph, GraphError, Program, Tensor, grad};

use super::loss::cross_entropy;
use super::margin::{
    Scale, Term, dlr_loss, logit_margin_loss, misclassified, mixed_margin, probability_margin_loss,
};
use super::projection::{Domain, l1_ascent_direction, project_l1_box, project_l2, project_linf};
use super::step_size::StepSchedule;

/// The share of coordinates that one step in `ℓ₁` usually moves.
pub const SPARSE: f64 = 0.1;

/// The ball of an attack, and with it the direction of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Norm {
    /// `max_d |δ_d|`; `sign(∇)`.
    Linf,
    /// `√Σ δ²`; `∇ / ‖∇‖`.
    L2,
    /// `Σ |δ_d|`; [`l1_ascent_direction`] with this share of the coordinates, in `(0, 1]`.
    L1(f64),
}

/// What an attack maximises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// `−log p_y`.
    CrossEntropy,
    /// `z_j − z_y`.
    LogitMargin,
    /// `p_j − p_y`.
    ProbabilityMargin,
    /// The difference of logits ratio; at least 3 classes.
    Dlr,
    /// The label's score at step 0, then one term of the margin up to step `⌊S / 2⌋`, then the
    /// margin. On probabilities, a run with [`Term::MinusTrue`] and one with [`Term::Other`] are
    /// the probability margin attack; on logits, margin decomposition.
    TwoStage(Scale, Term),
}

impl Objective {
    /// What is climbed at a step, and what tells which point is the best so far (the same, or
    /// the whole margin), each `[M, N, 1]`.
    #[track_caller]
    fn losses<'g>(
        self,
        logits: Tensor<'g>,
        labels: Tensor<'g>,
        step: Tensor<'g>,
        steps: usize,
    ) -> [Tensor<'g>; 2] {
        let g = logits.graph();
        let same = |loss: Tensor<'g>| [loss, loss];
        match self {
            Objective::CrossEntropy => same(cross_entropy(logits, labels)),
            Objective::LogitMargin => same(logit_margin_loss(logits, labels)),
            Objective::ProbabilityMargin => same(probability_margin_loss(logits, labels)),
            Objective::Dlr => same(dlr_loss(logits, labels)),
            Objective::TwoStage(scale, term) => {
                let (zero, one) = (g.constant(0.0), g.constant(1.0));
                let (rival, label) = match term {
                    Term::True => (zero, one),
                    Term::MinusTrue => (zero, -one),
                    Term::Other => (one, zero),
                };
                let first = step.eq(g.constant_u32(0));
                let early = step.lt(g.constant_u32((steps / 2) as u32));
                let rival = first.select(zero, early.select(rival, one));
                let label = first.select(one, early.select(label, -one));
                let mixed = |a, b| mixed_margin(logits, labels, scale, a, b);
                [mixed(rival, label), mixed(one, -one)]
            }
        }
    }
}

/// An attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attack {
    /// The ball.
    pub norm: Norm,
    /// What is maximised.
    pub objective: Objective,
    /// How the step size falls.
    pub schedule: StepSchedule,
    /// The box that no point leaves.
    pub domain: Domain,
    /// `S ≥ 1`: how often it moves.
    pub steps: usize,
    /// Whether it begins at a random point of the ball (of its surface, for `ℓ₂`), or at the
    /// clean input.
    pub random_start: bool,
}

/// What is attacked, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'g> {
    /// Clean inputs in the attack's domain, `[M|1, N, D]`.
    pub x: Tensor<'g>,
    /// Their labels, `U32 [M|1, N, 1]`.
    pub labels: Tensor<'g>,
    /// The radius `ε ≥ 0`, a number for all or one for each member.
    pub eps: Tensor<'g>,
    /// The step size `a_0 ≥ 0`, likewise.
    pub step_size: Tensor<'g>,
}

/// How far an attack has come.
#[derive(Clone, Copy, Debug)]
pub struct State<'g> {
    /// The next point to be looked at, before its projection, `[M, N, D]`.
    pub point: Tensor<'g>,
    /// The worst point so far: the one that broke the row, else the one of largest loss; before
    /// any was looked at, and for rows broken from the start, the clean input. `[M, N, D]`.
    pub best: Tensor<'g>,
    /// Its loss, `[M, N, 1]`.
    pub best_loss: Tensor<'g>,
    /// 1 for broken rows, `[M, N, 1]`.
    pub broken: Tensor<'g>,
    /// How many points each row has survived, `[M, N, 1]`: a broken row's number of the point
    /// that broke it.
    pub survived: Tensor<'g>,
}

impl<'g> State<'g> {
    /// This one where `first` is not 0, else the one that was `kept`.
    #[track_caller]
    fn unless_begun(self, first: Tensor<'g>, kept: Self) -> Self {
        State {
            point: first.select(self.point, kept.point),
            best: first.select(self.best, kept.best),
            best_loss: first.select(self.best_loss, kept.best_loss),
            broken: first.select(self.broken, kept.broken),
            survived: first.select(self.survived, kept.survived),
        }
    }
}

impl Attack {
    /// The state before the first point. `noise [M, N, D]` in `[−1, 1)` is read if the start is
    /// random; `broken [M|1, N, 1]` says which rows count as broken from the start, such as those
    /// that are misclassified as they are.
    #[track_caller]
    pub fn start<'g>(&self, rows: Rows<'g>, noise: Tensor<'g>, broken: Tensor<'g>) -> State<'g> {
        let g = noise.graph();
        let dims = noise.dims();
        let x = rows.x.expand(&dims);
        let [zero, lowest] = [0.0, f64::from(f32::MIN)].map(|value| g.constant(value));
        let one_a_row = |t: Tensor<'g>| t.expand(&[dims[0], dims[1], 1]);
        let away = match self.norm {
            // Far outside the ball in most directions: the projection spreads it over few.
            Norm::L1(_) => noise,
            _ => noise * rows.eps,
        };
        State {
            point: if self.random_start { x + away } else { x },
            best: x,
            best_loss: one_a_row(lowest),
            broken: one_a_row(broken),
            survived: one_a_row(zero),
        }
    }

    /// Looks at one point of each row and moves on. `step U32 [1]` counts from 0; `model` gives
    /// logits `[M, N, K]` of inputs `[M, N, D]`.
    #[track_caller]
    pub fn step<'g>(
        &self,
        rows: Rows<'g>,
        model: &dyn Fn(Tensor<'g>) -> Tensor<'g>,
        state: State<'g>,
        step: Tensor<'g>,
    ) -> State<'g> {
        let x = self.project(state.point, rows).detach();
        let logits = model(x);
        let [loss, measure] = self.objective.losses(logits, rows.labels, step, self.steps);
        let broken = misclassified(logits, rows.labels).max(state.broken);
        // Broken by this point, or better than all before; what was broken before stays.
        let better = broken.max(state.best_loss.lt(measure)) * (-state.broken + 1.0);
        let size = self.schedule.of(step, self.steps, rows.step_size);
        let along = self.direction(grad(loss, &[x])[0], x);
        State {
            point: broken.select(x, x + along * size).detach(),
            best: better.select(x, state.best),
            best_loss: better.select(measure, state.best_loss).detach(),
            broken,
            survived: state.survived - broken + 1.0,
        }
    }

    /// The whole attack, written out: `S + 1` steps.
    #[track_caller]
    pub fn run<'g>(
        &self,
        rows: Rows<'g>,
        model: &dyn Fn(Tensor<'g>) -> Tensor<'g>,
        start: State<'g>,
    ) -> State<'g> {
        let g = start.point.graph();
        (0..=self.steps).fold(start, |state, s| {
            self.step(rows, model, state, g.constant_u32(s as u32))
        })
    }

    /// A program whose every run of `S + 1` steps from step 0 is one attack.
    ///
    /// Inputs: `x [1, N, D]`, `y U32 [1, N, 1]`, `eps [M]`, `step size [M]`, `wrong [M, N, 1]` (the rows
    /// that count as broken from the start), `restart U32 [1]` (another random start for each
    /// number) and what `model` reads. Carries, to be read after it: `best [M, N, D]`, `best loss`,
    /// `broken` and `survived [M, N, 1]`, as in [`State`].
    #[track_caller]
    pub fn program(
        &self,
        members: usize,
        [rows, features]: [usize; 2],
        model: impl for<'g> Fn(&'g Graph, Tensor<'g>) -> Tensor<'g>,
    ) -> Result<Program, GraphError> {
        let g = Graph::new(members);
        let given = Rows {
            x: g.shared("x", &[rows, features]),
            labels: g.input("y", &[1, rows, 1], DType::U32),
            eps: g.hyper("eps"),
            step_size: g.hyper("step size"),
        };
        let carried = State {
            point: g.carry("point", &[rows, features]),
            best: g.carry("best", &[rows, features]),
            best_loss: g.carry("best loss", &[rows, 1]),
            broken: g.carry("broken", &[rows, 1]),
            survived: g.carry("survived", &[rows, 1]),
        };
        let noise = if self.random_start {
            let restart = g.input("restart", &[1], DType::U32);
            g.uniform_at("attack", restart, &[rows, features]) * 2.0 - 1.0
        } else {
            g.constant(0.0).expand(&[members, rows, features])
        };
        let start = self.start(given, noise, g.each("wrong", &[rows, 1]));
        let first = g.step().eq(g.constant_u32(0));
        let state = start.unless_begun(first, carried);
        let next = self.step(given, &|x| model(&g, x), state, g.step());
        carried.point.set(next.point);
        carried.best.set(next.best);
        carried.best_loss.set(next.best_loss);
        carried.broken.set(next.broken);
        carried.survived.set(next.survived);
        g.finish()
    }

    /// The point of ball and box nearest to `point` (for `ℓ₂` as [`project_l2`] says).
    #[track_caller]
    fn project<'g>(&self, point: Tensor<'g>, rows: Rows<'g>) -> Tensor<'g> {
        let Rows { x, eps, .. } = rows;
        let delta = match self.norm {
            Norm::Linf => return project_linf(point, x, eps, self.domain),
            Norm::L2 => project_l2(point - x, x, eps, self.domain),
            Norm::L1(_) => project_l1_box(point - x, x, eps, self.domain),
        };
        // The sum may be rounded out of the box.
        let [lo, hi] = self.domain.map(|bound| point.graph().constant(bound));
        (x + delta).max(lo).min(hi)
    }

    /// The direction of the step, of norm 1 in its own way; 0 where the gradient is 0.
    #[track_caller]
    fn direction<'g>(&self, gradient: Tensor<'g>, x: Tensor<'g>) -> Tensor<'g> {
        let zero = gradient.graph().constant(0.0);
        match self.norm {
            Norm::Linf => zero.lt(gradient) - gradient.lt(zero),
            Norm::L2 => {
                // By the largest first, so that no square underflows.
                let last = [gradient.rank() - 1];
                let top = gradient.abs().maximum(&last);
                let unit = zero.lt(top).select(gradient / top, zero);
                zero.lt(top).select(unit / unit.norm(&last), zero)
            }
            Norm::L1(share) => l1_ascent_direction(gradient, x, share, self.domain),
        }
    }
}
