//! Trains a run's members, or some of them.

use std::ops::Range;

use crate::data::{Dataset, InputError};
use crate::nn::{Model, Schedule};
use crate::plan::Plan;
use crate::run::{Counts, Device, Machine, Record, RunError, seed};

use super::{LabError, Learner, RunSpec, programs};

/// Members of a run in training on one device.
pub struct Trainer {
    spec: RunSpec,
    members: Range<usize>,
    learner: Learner,
    machine: Box<dyn Machine>,
    start: Vec<f32>,
}

impl Trainer {
    /// Prepares the members `members` of a run. With a shared start, that start is trained
    /// first, the same in every trainer of the run.
    pub async fn new(
        device: &dyn Device,
        spec: &RunSpec,
        data: &Dataset,
        members: Range<usize>,
    ) -> Result<Self, LabError> {
        spec.check()?;
        data.check_batch(spec.batch)?;
        let learner = spec.learner(data)?;
        let start = if spec.shared_steps > 0 {
            shared_start(device, spec, data, &learner).await?
        } else {
            Vec::new()
        };
        let machine = machine(device, spec, data, &learner, members.len()).await?;
        let mut trainer = Trainer {
            spec: spec.clone(),
            members,
            learner,
            machine,
            start,
        };
        trainer.reset()?;
        Ok(trainer)
    }

    /// Back to step 0.
    pub fn reset(&mut self) -> Result<(), LabError> {
        let (mut theta, mut seeds, mut rates) = (Vec::new(), Vec::new(), Vec::new());
        for member in self.members.clone() {
            seeds.push(self.spec.member_seed(member));
            rates.push(self.spec.member_lr(member));
            if self.start.is_empty() {
                let own = self.spec.member_seed(member);
                theta.extend(self.learner.layout().initial(own));
            } else {
                theta.extend(&self.start);
            }
        }
        begin(&mut *self.machine, &self.spec, &theta, &seeds, &rates)?;
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

    /// The members' losses that have arrived since the last call.
    pub fn losses(&mut self) -> Vec<Record> {
        self.machine.fetched()
    }

    /// The members' parameters, `[M, P]`.
    pub async fn theta(&mut self) -> Result<Vec<f32>, RunError> {
        let words = self.machine.read("theta").await?;
        Ok(words.into_iter().map(f32::from_bits).collect())
    }

    /// For each member 0, or 1 plus the step at which its loss was first not finite.
    pub async fn diverged(&mut self) -> Result<Vec<u32>, RunError> {
        let words = self.machine.read("diverged").await?;
        Ok(words
            .into_iter()
            .map(|w| f32::from_bits(w) as u32)
            .collect())
    }

    /// Gives every member the learning rate that belongs to `lr`.
    pub fn set_lr(&mut self, lr: f32) -> Result<(), LabError> {
        let spec = RunSpec {
            lr,
            ..self.spec.clone()
        };
        spec.check()?;
        self.spec = spec;
        let rates: Vec<f32> = self
            .members
            .clone()
            .map(|m| self.spec.member_lr(m))
            .collect();
        give(&mut *self.machine, "lr", &rates)?;
        Ok(())
    }

    /// Gives one member, counted from the first of this trainer, a learning rate of its own.
    pub fn set_member_lr(&mut self, member: usize, lr: f32) -> Result<(), LabError> {
        let mut rates: Vec<f32> = self
            .members
            .clone()
            .map(|m| self.spec.member_lr(m))
            .collect();
        let count = rates.len();
        let Some(own) = rates.get_mut(member) else {
            let limit = format!("below {count}, the number of members");
            return Err(InputError::range("member", limit, member).into());
        };
        *own = lr;
        give(&mut *self.machine, "lr", &rates)?;
        Ok(())
    }

    /// What the device was asked for.
    pub fn counts(&self) -> Counts {
        self.machine.counts()
    }
}

/// The parameters after the shared steps of one model.
async fn shared_start(
    device: &dyn Device,
    spec: &RunSpec,
    data: &Dataset,
    learner: &Learner,
) -> Result<Vec<f32>, LabError> {
    let steady = RunSpec {
        schedule: Schedule::Constant,
        ..spec.clone()
    };
    let mut machine = machine(device, &steady, data, learner, 1).await?;
    let own = seed::key(spec.seed, "shared start")[1] ^ spec.seed;
    let theta = learner.layout().initial(own);
    begin(&mut *machine, &steady, &theta, &[own], &[spec.lr])?;
    machine.run(spec.shared_steps)?;
    let words = machine.read("theta").await?;
    Ok(words.into_iter().map(f32::from_bits).collect())
}

async fn machine(
    device: &dyn Device,
    spec: &RunSpec,
    data: &Dataset,
    learner: &Learner,
    members: usize,
) -> Result<Box<dyn Machine>, LabError> {
    let program = programs::train(spec, members, data.len(), data.features(), learner)?;
    let mut machine = device.compile(Plan::new(&program)).await?;
    give(&mut *machine, "x", data.values())?;
    machine.write("y", data.y())?;
    Ok(machine)
}

fn begin(
    machine: &mut dyn Machine,
    spec: &RunSpec,
    theta: &[f32],
    seeds: &[u32],
    rates: &[f32],
) -> Result<(), RunError> {
    let members = seeds.len();
    machine.set_step(0);
    give(machine, "theta", theta)?;
    give(machine, "diverged", &vec![0.0; members])?;
    machine.write("seed", seeds)?;
    give(machine, "lr", rates)?;
    for moment in spec.optimiser.moments() {
        give(machine, moment, &vec![0.0; theta.len()])?;
    }
    for (name, value) in spec.optimiser.hypers() {
        give(machine, name, &vec![*value; members])?;
    }
    if spec.schedule.has_end() {
        give(machine, "steps", &vec![spec.steps as f32; members])?;
    }
    Ok(())
}

fn give(machine: &mut dyn Machine, name: &str, values: &[f32]) -> Result<(), RunError> {
    machine.write(name, bytemuck::cast_slice(values))
}
