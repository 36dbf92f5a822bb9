//! Many spurious features are better than few: why two wrong models can be right together
//! (arXiv:2309.17230), and fine-tuning that keeps the balance of an average.
//!
//! Three parts: features that vote, networks that see different coloured patches, and averages of a
//! pre-trained network with fine-tuned ones.

mod card;
mod figures;
mod patches;
mod path;
mod scenes;
mod tuning;
mod votes;

use std::cell::RefCell;
use std::rc::Rc;

use serde::Deserialize;

use super::chart::chosen;
use super::classroom::{Pixels, digits};
use super::{Bench, Card, Claim, Control, Exhibit, Snapshot};
use crate::lab::LabError;
use crate::methods::categorical::argmax;
use crate::methods::features::{Combination, Transitions, correctness_transitions};
use patches::{Patches, rows};
use path::{ALPHAS, Recipe, Space, Stop};
use tuning::{HALF_WAY, SHIFTS, Tuned, corrupted, deceived};
use votes::{CLAIMED, ROWS, Votes, World};

/// The probabilities of shift at which networks with patches are asked.
const PROBABILITIES: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
/// Where much is shifted.
const MUCH: [usize; 4] = [7, 8, 9, 10];
/// The probability of shift of the votes and of the averages that are claimed about.
const DECEIT: f64 = 0.9;
/// What the ensemble of votes must gain, and what fine-tuning must add to the overconfidence.
const GAIN: f64 = 0.1;
const SURER: f64 = 0.05;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    part: Part,
    spurious: usize,
    seen: f64,
    members: usize,
    smoothing: f64,
    mixup: f64,
    before: u32,
    steps: u32,
    lr: f64,
    probability: f64,
    invariant: usize,
    features: usize,
    overlap: usize,
    classes: usize,
    alpha: f64,
    loudness: f64,
    space: Space,
    shift: Shift,
    chosen: Vec<String>,
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    All,
    Votes,
    Patches,
    Averages,
}

/// Which shifted digits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shift {
    All,
    Rotation,
    Noise,
    Blur,
    Translation,
    Contrast,
}

impl Settings {
    fn world(&self) -> World {
        World {
            invariant: self.invariant,
            spurious: self.features,
            overlap: self.overlap.min(self.features),
            classes: self.classes,
        }
    }

    /// The chosen members.
    fn members(&self) -> Vec<usize> {
        let mask = chosen(&self.chosen, self.members);
        (0..self.members).filter(|&m| mask[m]).collect()
    }

    /// The place of the probability among those asked at.
    fn asked(&self) -> usize {
        (self.probability * 10.0).round() as usize
    }

    /// The chosen average of a recipe.
    fn stop(&self, recipe: Recipe) -> Stop {
        Stop {
            recipe,
            at: (self.alpha * (ALPHAS - 1) as f64).round() as usize,
            loudness: self.loudness,
            space: self.space,
        }
    }

    /// The shifted sets of digits that are counted.
    fn sets(&self) -> Vec<usize> {
        match self.shift {
            Shift::All => (1..=SHIFTS.len()).collect(),
            one => vec![one as usize],
        }
    }
}

/// What a seed prepares.
pub struct SpuriousDiversity {
    seed: u32,
    /// The rows of the world that was asked for last.
    drawn: RefCell<Option<Rc<Votes>>>,
    /// What the votes that are claimed about gain, and their transitions.
    votes: (f64, Transitions),
    patches: Option<Patches>,
    /// Averages of networks with patches, and of networks of digits.
    dressed: Option<Tuned>,
    digits: Option<Tuned>,
}

impl Exhibit for SpuriousDiversity {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing votes").await?;
        let drawn = Votes::new(CLAIMED, ROWS, seed);
        let tally = drawn.tally(DECEIT);
        let gain = tally.accuracy[2] - f64::midpoint(tally.accuracy[0], tally.accuracy[1]);
        let votes = (gain, tally.transitions(Combination::Output, &drawn.labels));
        let has = |part| settings.part == part || settings.part == Part::All;
        let (mut patches, mut dressed, mut clean) = (None, None, None);
        if has(Part::Patches) || has(Part::Averages) {
            let all = digits(bench, Pixels::Plain).await?;
            let own = rows(&all, seed)?;
            if has(Part::Patches) {
                patches = Some(Patches::new(bench, &own, settings, seed, [0.02, 0.4]).await?);
            }
            if has(Part::Averages) {
                dressed = Some(deceived(bench, &own, settings, seed, [0.4, 0.65]).await?);
                clean = Some(corrupted(bench, &all, settings, seed, [0.65, 1.0]).await?);
            }
        }
        Ok(SpuriousDiversity {
            seed,
            drawn: RefCell::default(),
            votes,
            patches,
            dressed,
            digits: clean,
        })
    }

    async fn explore(seeds: &[Self], settings: &Settings, _: &Bench) -> Result<Snapshot, LabError> {
        let votes = seeds[0].drawn(settings.world());
        Ok(figures::snapshot(seeds, settings, &votes))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let (gain, transitions) = self.votes;
        let patches = |of: fn(&Patches) -> f64| self.patches.as_ref().map(of);
        let half = |recipe| Stop { recipe, ..HALF_WAY };
        let balanced = |tuned: &Tuned, sets: &[usize]| {
            let [bang, plain] =
                [Recipe::Bang, Recipe::Plain].map(|r| tuned.path.accuracy(half(r), sets));
            bang - plain
        };
        let digits = self.digits.as_ref();
        let shifted: Vec<usize> = (1..=SHIFTS.len()).collect();
        vec![
            Some(gain - GAIN),
            Some(transitions.fft - transitions.ttf),
            patches(|p| p.over(|at| p.paired(at) - p.mean(&p.everybody(), at))),
            patches(|p| p.over(|at| p.accuracy(&p.everybody(), at) - p.paired(at))),
            patches(|p| {
                p.over(|at| {
                    let t = p.transitions([0, 1], at);
                    t.fft - t.ttf
                })
            }),
            digits.map(|t| {
                let [before, after] = [0, ALPHAS - 1]
                    .map(|at| t.overconfidence(Stop { at, ..HALF_WAY }, &shifted).gap);
                after - before - SURER
            }),
            digits.map(|t| balanced(t, &shifted)),
            self.dressed.as_ref().map(|t| balanced(t, &[1])),
        ]
    }
}

impl SpuriousDiversity {
    /// The rows of a world, drawn anew where it is another one.
    fn drawn(&self, world: World) -> Rc<Votes> {
        let mut kept = self.drawn.borrow_mut();
        match &*kept {
            Some(votes) if votes.world == world => votes.clone(),
            _ => kept
                .insert(Rc::new(Votes::new(world, ROWS, self.seed)))
                .clone(),
        }
    }
}

impl Patches {
    /// A mean over the probabilities at which much is shifted.
    fn over(&self, of: impl Fn(usize) -> f64) -> f64 {
        MUCH.map(of).iter().sum::<f64>() / MUCH.len() as f64
    }

    /// Who is right: two members, and both together.
    fn transitions(&self, pair: [usize; 2], at: usize) -> Transitions {
        let [a, b] = pair.map(|m| self.together(&[m], at));
        let both = self.together(&pair, at);
        let labels: Vec<usize> = self.labels.iter().map(|&y| y as usize).collect();
        correctness_transitions(a.view(), b.view(), both.view(), &labels)
    }
}

impl Tuned {
    /// Who is right: the pre-trained network, a fine-tuned one, and an average of both.
    fn transitions(&self, stop: Stop, sets: &[usize]) -> Transitions {
        let end = |at, loudness| Stop {
            at,
            loudness,
            ..stop
        };
        let own = [end(0, 1.0), end(ALPHAS - 1, stop.loudness), stop];
        let [a, b, merged] = own.map(|s| self.all(s, sets));
        let labels: Vec<usize> = sets
            .iter()
            .flat_map(|&s| self.path.labels(s).iter().map(|&y| y as usize))
            .collect();
        correctness_transitions(a.view(), b.view(), merged.view(), &labels)
    }
}

/// Where a line is highest.
fn top(line: &[f64]) -> f64 {
    argmax(line) as f64 / (ALPHAS - 1) as f64
}
