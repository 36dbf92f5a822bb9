//! Inputs that are changed to mislead a dish.

use std::rc::Rc;

use crate::data::{Dataset, within};
use crate::ir::{Graph, GraphError, Program, Tensor};
use crate::methods::attack::{Attack, Norm, Objective, SPARSE};
use crate::methods::ensemble::weighted;
use crate::methods::projection::{ANYWHERE, PIXELS};
use crate::methods::step_size::StepSchedule;
use crate::nn::Model;
use crate::run::{Machine, RunError};

use super::forecast::Forecast;
use super::forming::no_student;
use super::network::{ROWS, give};
use super::shelf::Shelf;
use super::{Aim, Answer, Ball, Dish, Explorer, LabError, Learner, On, Rule, Set};

/// Programs that are kept.
const KEPT: usize = 4;
/// The step of an attack of `S` steps is this times `ε / S`; that of a single step is `ε`.
const STRIDE: f64 = 2.5;

/// Attacks, compiled.
pub struct Adversary(Shelf<(Target, Ball, Aim, usize)>);

impl Default for Adversary {
    fn default() -> Self {
        Adversary(Shelf::new(KEPT))
    }
}

/// What an attack climbs on.
#[derive(Clone, Debug, PartialEq)]
struct Target {
    learner: Learner,
    models: usize,
    /// Whether the models' probabilities are averaged instead of their logits.
    probabilities: bool,
}

/// The models behind a dish and their shares.
struct Aimed {
    target: Target,
    theta: Vec<f32>,
    shares: Vec<f32>,
    /// An election, which is not attacked itself.
    election: Option<Rule>,
}

impl Explorer {
    /// The accuracy of each dish under an attack of each radius, on the first `rows` test rows.
    ///
    /// A row is broken as soon as one point on the attack's way is decided wrongly. Ensembles are
    /// attacked through the mean of their logits or of their probabilities; votes and run-offs,
    /// which have no gradient, through the mean of the logits, and a row counts as right where the
    /// election itself decides rightly both for the row and for the worst point that was found.
    /// With more than one step the attack begins at a random point of the ball. Pixels stay
    /// within 0 and 1; points may go anywhere.
    pub(super) async fn attack(
        &mut self,
        of: &[Dish],
        (ball, aim, steps): (Ball, Aim, usize),
        epsilons: &[f64],
        rows: usize,
    ) -> Result<Answer, LabError> {
        within("of", of.len(), 1, 100)?;
        within("steps", steps, 1, 200)?;
        within("epsilons", epsilons.len(), 1, 50)?;
        for &eps in epsilons {
            within("epsilons", eps, 0.0, 1e6)?;
        }
        within("rows", rows, 1, self.test().len())?;
        let mut accuracy = Vec::new();
        for dish in of {
            let on = On::clean(Set::Test);
            let right = self.forecast(dish, &on).await?.correct(self.test().y());
            let aimed = self.aimed(dish).await?;
            let hits = self.survivors(&aimed, (ball, aim, steps), epsilons, &right[..rows]);
            let shares = hits
                .await?
                .into_iter()
                .map(|hits| hits as f64 / rows as f64);
            accuracy.push(shares.collect());
        }
        Ok(Answer::Attack { accuracy })
    }

    async fn aimed(&mut self, dish: &Dish) -> Result<Aimed, LabError> {
        let target = |learner: &Learner, models, probabilities| Target {
            learner: learner.clone(),
            models,
            probabilities,
        };
        let alone = |learner: &Learner, theta| Aimed {
            target: target(learner, 1, false),
            theta,
            shares: vec![1.0],
            election: None,
        };
        match dish {
            Dish::Ensemble { rule } => {
                let circle = self.circle()?;
                let members = self.finite.len();
                // Others' weights may be anything: they are replaced by 0.
                let mut theta = vec![0.0; self.theta.len()];
                let mut shares = vec![0.0; members];
                let size = self.network.size();
                for &m in &circle {
                    shares[m] = 1.0 / circle.len() as f32;
                    let own = m * size..(m + 1) * size;
                    theta[own.clone()].copy_from_slice(&self.theta[own]);
                }
                let average = *rule == Rule::Probabilities;
                Ok(Aimed {
                    target: target(&self.network.learner, members, average),
                    theta,
                    shares,
                    election: matches!(rule, Rule::Vote | Rule::RunOff).then_some(*rule),
                })
            }
            Dish::Student => {
                let student = self.student.as_ref().ok_or_else(no_student)?;
                Ok(alone(&student.network.learner, student.theta.clone()))
            }
            other => {
                let theta = self.formed(other).await?.to_vec();
                Ok(alone(&self.network.learner, theta))
            }
        }
    }

    /// How many rows are still decided rightly, for each radius.
    async fn survivors(
        &mut self,
        aimed: &Aimed,
        (ball, aim, steps): (Ball, Aim, usize),
        epsilons: &[f64],
        right: &[bool],
    ) -> Result<Vec<usize>, LabError> {
        let test = self.rows(&On::clean(Set::Test))?;
        let attack = attack(&test, ball, aim, steps);
        let features = test.features();
        let models = aimed.target.models;
        let key = (aimed.target.clone(), ball, aim, steps);
        let device = Rc::clone(&self.network.device);
        let program = || program(&attack, &aimed.target, features);
        let machine = self.adversary.0.get(&*device, key, program).await?;
        let mut padded = Vec::new();
        machine.write("theta", bytemuck::cast_slice(&aimed.theta))?;
        machine.write("alpha", bytemuck::cast_slice(&aimed.shares))?;
        if attack.random_start {
            machine.write("seed", &vec![self.spec.seed; models])?;
        }
        let mut hits = vec![0; epsilons.len()];
        for (block, right) in right.chunks(ROWS).enumerate() {
            let first = block * ROWS;
            let values = &test.values()[first * features..(first + right.len()) * features];
            let mut labels = test.y()[first..first + right.len()].to_vec();
            labels.resize(ROWS, 0);
            give(machine, "x", values, ROWS * features, &mut padded)?;
            machine.write("y", &labels)?;
            let mut wrong = vec![1.0; ROWS];
            let pairs = wrong.iter_mut().zip(right);
            pairs.for_each(|(wrong, &right)| *wrong = f32::from(!right));
            let wrong = wrong.repeat(models);
            machine.write("wrong", bytemuck::cast_slice(&wrong))?;
            if attack.random_start {
                machine.write("restart", &[block as u32])?;
            }
            for (hits, &eps) in hits.iter_mut().zip(epsilons) {
                let size = match steps {
                    1 => eps,
                    _ => STRIDE * eps / steps as f64,
                };
                climb(machine, models, [eps, size], steps)?;
                *hits += match aimed.election {
                    None => {
                        let broken = machine.read("broken").await?;
                        let rows = broken.iter().take(right.len());
                        rows.filter(|&&b| f32::from_bits(b) == 0.0).count()
                    }
                    Some(rule) => {
                        let best = machine.read("best").await?;
                        let best = best[..right.len() * features].iter();
                        let best: Vec<f32> = best.map(|&w| f32::from_bits(w)).collect();
                        let logits = self.network.logits(&self.theta, &best).await?;
                        let circle: Vec<usize> =
                            (0..models).filter(|&m| aimed.shares[m] > 0.0).collect();
                        let dims = [right.len(), test.classes()];
                        let all = super::forecast::several(&logits, &circle, dims, 0..right.len());
                        let after = Forecast::of_all(all.view(), rule).correct(&labels);
                        right.iter().zip(after).filter(|(a, b)| **a && *b).count()
                    }
                };
            }
        }
        Ok(hits)
    }
}

/// One attack from its start.
fn climb(
    machine: &mut dyn Machine,
    models: usize,
    [eps, size]: [f64; 2],
    steps: usize,
) -> Result<(), RunError> {
    let each = |value: f64| vec![value as f32; models];
    machine.write("eps", bytemuck::cast_slice(&each(eps)))?;
    machine.write("step size", bytemuck::cast_slice(&each(size)))?;
    machine.set_step(0);
    machine.run(steps as u32 + 1)
}

fn attack(rows: &Dataset, ball: Ball, aim: Aim, steps: usize) -> Attack {
    Attack {
        norm: match ball {
            Ball::Linf => Norm::Linf,
            Ball::L2 => Norm::L2,
            Ball::L1 => Norm::L1(SPARSE),
        },
        objective: match aim {
            Aim::Ce => Objective::CrossEntropy,
            Aim::Margin => Objective::LogitMargin,
            Aim::ProbabilityMargin => Objective::ProbabilityMargin,
        },
        schedule: StepSchedule::Constant,
        domain: match rows.shape().len() {
            1 => ANYWHERE,
            _ => PIXELS,
        },
        steps,
        random_start: steps > 1,
    }
}

/// The attack's program, with `theta [M, P]` and the shares `alpha [M]`. All models look at the
/// point of the first: its gradient is that of the mean.
fn program(attack: &Attack, target: &Target, features: usize) -> Result<Program, GraphError> {
    let size = target.learner.layout().len();
    let dims = [ROWS, features];
    attack.program(target.models, dims, |g: &Graph, x| {
        together(g, x, g.each("theta", &[size]), target)
    })
}

fn together<'g>(g: &'g Graph, x: Tensor<'g>, theta: Tensor<'g>, target: &Target) -> Tensor<'g> {
    let logits = target.learner.logits(x.member(0), theta);
    let alpha = g.hyper("alpha");
    match target.probabilities {
        false => weighted(logits, alpha),
        true => weighted(logits.softmax(), alpha).log_safe(),
    }
}
