//! Trains a run's members, or some of them.

use std::ops::Range;

use crate::data::Dataset;
use crate::ir::Program;
use crate::nn::Model;
use crate::plan::Plan;
use crate::run::{Counts, Device, Machine, Record, RunError};

use super::member::LR;
use super::start::check_start;
use super::training::{self, Shelf, optimiser};
use super::{LabError, Learner, Recipe, RunSpec, Sets, Spread};

/// Models in training on one device: members of a run, its start, or a student.
pub struct Trainer {
    machine: Box<dyn Machine>,
    /// What is written at step 0, by name.
    first: Vec<(&'static str, Vec<u32>)>,
    seeds: Vec<u32>,
    /// Parameters of a model that are looked at: the first of those that learn.
    kept: usize,
}

/// One of those that learn.
#[derive(Clone, Debug)]
pub(super) struct Pupil {
    /// The seed of its draws.
    pub seed: u32,
    /// What it learns with.
    pub recipe: Recipe,
    /// Where it begins.
    pub theta: Vec<f32>,
    /// The rows of its own, if such are used.
    pub rows: Vec<u32>,
}

impl Trainer {
    /// Prepares the members `members` of a run. `start` is what [`super::start`] gives for the
    /// same run, and none for members that begin on their own.
    pub async fn new(
        device: &dyn Device,
        spec: &RunSpec,
        sets: &Sets,
        members: Range<usize>,
        start: &[f32],
    ) -> Result<Self, LabError> {
        spec.check()?;
        let learner = spec.learner(&sets.train)?;
        check_start(spec, &learner, start)?;
        let layout = learner.layout();
        let pupil = |member: usize| Pupil {
            seed: spec.member_seed(member),
            recipe: spec.recipe(member),
            theta: match start {
                [] => layout.initial(spec.member_seed(member)),
                shared => shared.to_vec(),
            },
            rows: match spec.uses().own_rows {
                true => spec.rows_of(member, sets.train.len()),
                false => Vec::new(),
            },
        };
        let copies = sets.copies.as_ref();
        Self::of(
            device,
            spec,
            &sets.train,
            copies,
            &learner,
            members.map(pupil),
        )
        .await
    }

    /// Prepares pupils of one model on training rows and their copies.
    pub(super) async fn of(
        device: &dyn Device,
        spec: &RunSpec,
        data: &Dataset,
        copies: Option<&Dataset>,
        learner: &Learner,
        pupils: impl ExactSizeIterator<Item = Pupil>,
    ) -> Result<Self, LabError> {
        data.check_batch(spec.batch)?;
        let shelf = Shelf {
            rows: data.len(),
            copies: copies.map_or(0, |c| c.len() / data.len()),
            features: data.features(),
        };
        let program = training::program(spec, pupils.len(), shelf, learner)?;
        let x = match copies {
            Some(copies) => [data.values(), copies.values()].concat(),
            None => data.values().to_vec(),
        };
        let fixed = [("x", words(&x)), ("y", data.y().to_vec())];
        let machine = Self::machine(device, &program, &fixed).await?;
        // Only now are they drawn: what does not fit the memory has been refused.
        let pupils: Vec<Pupil> = pupils.collect();
        let seeds = pupils.iter().map(|p| p.seed).collect();
        let first = first(spec, &pupils);
        Self::ready(machine, first, seeds, learner.layout().len())
    }

    /// Compiles a program and gives it what stays.
    pub(super) async fn machine(
        device: &dyn Device,
        program: &Program,
        fixed: &[(&'static str, Vec<u32>)],
    ) -> Result<Box<dyn Machine>, LabError> {
        let mut machine = device.compile(Plan::new(program)).await?;
        for (name, words) in fixed {
            machine.write(name, words)?;
        }
        Ok(machine)
    }

    /// A trainer at step 0.
    pub(super) fn ready(
        machine: Box<dyn Machine>,
        first: Vec<(&'static str, Vec<u32>)>,
        seeds: Vec<u32>,
        kept: usize,
    ) -> Result<Self, LabError> {
        let mut trainer = Trainer {
            machine,
            first,
            seeds,
            kept,
        };
        trainer.reset()?;
        Ok(trainer)
    }

    /// Back to step 0.
    pub fn reset(&mut self) -> Result<(), LabError> {
        self.machine.set_step(0);
        for (name, words) in &self.first {
            self.machine.write(name, words)?;
        }
        Ok(())
    }

    /// Starts `steps` more steps.
    pub fn run(&mut self, steps: u32) -> Result<(), RunError> {
        self.machine.run(steps)
    }

    /// Waits for what was started.
    pub async fn settle(&mut self) -> Result<(), RunError> {
        self.machine.settle().await
    }

    /// The steps done or started.
    pub fn step(&self) -> u32 {
        self.machine.step()
    }

    /// The losses of all that learn that have arrived since the last call.
    pub fn losses(&mut self) -> Vec<Record> {
        self.machine.fetched()
    }

    /// The parameters of all models, `[M, P]`: those of the network that answers, without what
    /// a student has for learning alone.
    pub async fn theta(&mut self) -> Result<Vec<f32>, RunError> {
        let words = self.machine.read("theta").await?;
        let each = words.chunks((words.len() / self.seeds.len()).max(1));
        let kept = each.flat_map(|own| own.iter().take(self.kept));
        Ok(kept.copied().map(f32::from_bits).collect())
    }

    /// For each model 0, or 1 plus the step at which its loss was first not finite.
    pub async fn diverged(&mut self) -> Result<Vec<u32>, RunError> {
        let words = self.machine.read("diverged").await?;
        Ok(words
            .into_iter()
            .map(|w| f32::from_bits(w) as u32)
            .collect())
    }

    /// Gives every member the learning rate that it draws from `lr`, from the next step on and
    /// after a reset.
    pub fn set_lr(&mut self, lr: &Spread) -> Result<(), LabError> {
        lr.check(&LR)?;
        let rates = self.seeds.iter().map(|&own| lr.draw(own, &LR) as f32);
        let rates = words(&rates.collect::<Vec<_>>());
        self.machine.write("lr", &rates)?;
        if let Some((_, own)) = self.first.iter_mut().find(|(name, _)| *name == "lr") {
            *own = rates;
        }
        Ok(())
    }

    /// What the device was asked for.
    pub fn counts(&self) -> Counts {
        self.machine.counts()
    }
}

/// What is written at step 0, for a program of [`training`].
pub(super) fn first(spec: &RunSpec, pupils: &[Pupil]) -> Vec<(&'static str, Vec<u32>)> {
    let uses = spec.uses();
    let each = |value: fn(&Recipe) -> f32| -> Vec<u32> {
        let values = pupils.iter().map(|p| value(&p.recipe).to_bits());
        values.collect()
    };
    let theta: Vec<f32> = pupils.iter().flat_map(|p| p.theta.clone()).collect();
    let mut first = vec![
        ("theta", words(&theta)),
        ("diverged", vec![0; pupils.len()]),
        ("seed", pupils.iter().map(|p| p.seed).collect()),
        ("lr", each(|r| r.lr)),
        ("steps", each(|r| r.steps as f32)),
    ];
    let optimiser = optimiser(spec);
    for moment in optimiser.moments() {
        first.push((moment, vec![0; theta.len()]));
    }
    for (name, usual) in optimiser.hypers() {
        first.push((
            name,
            match *name {
                "weight_decay" => each(|r| r.weight_decay),
                _ => vec![usual.to_bits(); pupils.len()],
            },
        ));
    }
    if uses.smoothing {
        first.push(("smoothing", each(|r| r.smoothing)));
    }
    if uses.mixup {
        first.push(("mixup", each(|r| r.mixup)));
    }
    if uses.augment {
        first.push(("augment", each(|r| r.augment)));
    }
    if uses.own_rows {
        let rows = pupils.iter().flat_map(|p| p.rows.clone());
        first.push(("rows", rows.collect()));
    }
    first
}

/// The bits of numbers.
pub(super) fn words(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}
