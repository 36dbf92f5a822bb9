//! `EnsLoss`: a new random loss at every step (arXiv:2409.00908).
//!
//! Gradient descent asks a loss for nothing but its slopes at the margins of a batch. So do the
//! networks here: each member has its own slopes, and all else is the same for all.

mod card;
mod figures;
mod networks;
mod problem;
mod staircase;

use ndarray::Array3;
use serde::Deserialize;

use super::chart;
use super::{Bench, Card, Claim, Control, Exhibit, Snapshot};
use crate::data::Dataset;
use crate::lab::{LabError, Plane};
use crate::methods::categorical::argmax;
use crate::methods::ensloss::Margin;
use crate::nn::{Activation, Mlp};
use networks::{Outcome, draw_of, learn, outcome, scores};
use problem::{Problem, SETS, Set};

/// Steps, between how many of them one looks at the networks, and where they are looked at.
const STEPS: u32 = 600;
const EVERY: u32 = 100;
const AT: [u32; 6] = [100, 200, 300, 400, 500, 600];

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Set,
    rows: usize,
    noise: f64,
    width: usize,
    schedule: Lambda,
    losses: Vec<Loss>,
    lambda: f64,
    redraw: u32,
    step: f64,
}

/// How `λ` is chosen in the `EnsLoss` that the claims are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Lambda {
    Zero,
    Redrawn,
}

/// What a network's slopes are those of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Loss {
    Logistic,
    Hinge,
    Exponential,
    Ensloss,
    EnslossRedrawn,
}

impl Loss {
    const FIXED: [(Loss, Margin); 3] = [
        (Loss::Logistic, Margin::Logistic),
        (Loss::Hinge, Margin::Hinge),
        (Loss::Exponential, Margin::Exponential),
    ];
    const ALL: [Loss; 5] = [
        Loss::Logistic,
        Loss::Hinge,
        Loss::Exponential,
        Loss::Ensloss,
        Loss::EnslossRedrawn,
    ];

    fn name(self) -> &'static str {
        match self {
            Loss::Logistic => "logistic",
            Loss::Hinge => "hinge",
            Loss::Exponential => "exponential",
            Loss::Ensloss => "EnsLoss",
            Loss::EnslossRedrawn => "EnsLoss, λ redrawn",
        }
    }
}

/// What a seed prepares.
pub struct EnsLoss {
    /// The losses, in the order of all.
    losses: Vec<Loss>,
    schedule: Lambda,
    /// One a set.
    outcomes: Vec<Outcome>,
    /// What is drawn of the two moons.
    moons: Option<Moons>,
}

struct Moons {
    plane: Plane,
    /// The first draw's training rows.
    train: Dataset,
    /// Scores of the first draw's networks at places of the plane: `[losses, looks, places]`.
    scores: Array3<f32>,
}

impl EnsLoss {
    fn place(&self, loss: Loss) -> Option<usize> {
        self.losses.iter().position(|&l| l == loss)
    }

    /// The `EnsLoss` that the claims are about.
    fn ensloss(&self) -> Option<usize> {
        self.place(match self.schedule {
            Lambda::Zero => Loss::Ensloss,
            Lambda::Redrawn => Loss::EnslossRedrawn,
        })
    }

    /// The fixed losses, if none is left out.
    fn fixed(&self) -> Option<[usize; 3]> {
        let [a, b, c] = Loss::FIXED.map(|(loss, _)| self.place(loss));
        Some([a?, b?, c?])
    }

    /// By how much choosing the fixed loss set by set beats the one that is best on average: chosen on
    /// one draw, counted on the other's own training and test rows.
    fn choice(&self) -> Option<f64> {
        let fixed = self.fixed()?;
        let last = |set: &Outcome, draw, loss: usize| set.test[[draw, AT.len() - 1, loss]];
        let gain = |draw: usize| {
            let mean = |l: usize| self.outcomes.iter().map(|o| last(o, draw, l)).sum::<f64>();
            let overall = fixed[argmax(fixed.map(mean))];
            let own = |o: &Outcome| {
                let best = fixed[argmax(fixed.map(|l| last(o, draw, l)))];
                last(o, 1 - draw, best) - last(o, 1 - draw, overall)
            };
            self.outcomes.iter().map(own).sum::<f64>() / SETS.len() as f64
        };
        Some(f64::midpoint(gain(0), gain(1)))
    }
}

impl Exhibit for EnsLoss {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        let chosen = Loss::ALL.into_iter();
        let losses: Vec<Loss> = chosen.filter(|l| settings.losses.contains(l)).collect();
        let mut outcomes = Vec::new();
        let mut moons = None;
        for (i, set) in SETS.into_iter().enumerate() {
            bench
                .progress([0.0, 0.37, 0.74, 0.88][i], "drawing data")
                .await?;
            let problem = Problem::new(set, settings, seed, bench).await?;
            let sizes = vec![problem.features(), settings.width, settings.width, 1];
            let activation = Activation::Relu;
            let model = Mlp { sizes, activation };
            let share = [[0.0, 0.35], [0.37, 0.72], [0.74, 0.86], [0.88, 0.96]][i];
            let kept = learn(bench, &model, &problem, &losses, seed, share).await?;
            outcomes.push(outcome(bench, &model, &problem, &kept, losses.len()).await?);
            if set == Set::Moons {
                let train = problem.train[0].clone();
                let plane = Plane::around(&train)?;
                let places = chart::places(&plane, figures::SIDE)?;
                let own = draw_of(&kept, 0);
                let scores = scores(bench, &model, &own, &places, losses.len()).await?;
                let scores = scores.mapv(|s| s as f32);
                moons = Some(Moons {
                    plane,
                    train,
                    scores,
                });
            }
        }
        Ok(EnsLoss {
            losses,
            schedule: settings.schedule,
            outcomes,
            moons,
        })
    }

    async fn explore(
        seeds: &[Self],
        settings: &Settings,
        bench: &Bench,
    ) -> Result<Snapshot, LabError> {
        let look = ((settings.step / f64::from(EVERY)).round() as usize).clamp(1, AT.len()) - 1;
        let drawn = staircase::draw(&seeds[0], settings, look, bench).await?;
        Ok(figures::snapshot(seeds, settings, look, &drawn))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let sets = self.outcomes.len() as f64;
        let pair = self.ensloss().zip(self.place(Loss::Logistic));
        let first = pair.map(|(own, logistic)| {
            let mut gains = [0, 1, 2].map(|set: usize| {
                let outcome: &Outcome = &self.outcomes[set];
                outcome.last(own) - outcome.last(logistic)
            });
            gains.sort_unstable_by(f64::total_cmp);
            gains[1]
        });
        let second = self.ensloss().zip(self.fixed()).map(|(own, fixed)| {
            let gain = |o: &Outcome| {
                let best = fixed.map(|l| o.last(l)).into_iter().fold(0.0, f64::max);
                o.last(own) - best
            };
            self.outcomes.iter().map(gain).sum::<f64>() / sets
        });
        let third = pair.map(|(own, logistic)| {
            let less = |o: &Outcome| o.decay(logistic) - o.decay(own);
            self.outcomes.iter().map(less).sum::<f64>() / sets
        });
        vec![first, second, third, self.choice()]
    }
}
