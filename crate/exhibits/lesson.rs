//! Training many members at once on a loss of the exhibit's own, and asking them.

use ndarray::{Array3, ArrayView3, s};

use crate::data::Dataset;
use crate::ir::{DType, Graph, GraphError, Program, Tensor};
use crate::lab::{LabError, Learner, Network, ROWS};
use crate::methods::loss::cross_entropy;
use crate::nn::{self, Batches, Mlp, Model, Optimiser, Schedule};
use crate::plan::Plan;
use crate::run::Machine;

use super::{Bench, Portions};

/// What a lesson is given beside its members' numbers.
#[derive(Clone, Debug)]
pub enum Given {
    /// Numbers, as they are laid out in the program.
    Numbers(Vec<f32>),
    /// Labels or places.
    Whole(Vec<u32>),
}

/// How members learn; the loss is told to [`Bench::train`].
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    /// What learns.
    pub model: &'a Mlp,
    /// A seed for each member: its batches, and its first weights where there is no start.
    pub seeds: Vec<u32>,
    /// Weights that members begin from: one vector for all, or one each.
    pub start: Option<&'a [f32]>,
    /// How weights move.
    pub optimiser: Optimiser,
    /// How the learning rate changes until the last step.
    pub schedule: Schedule,
    /// The learning rate: one for all, or one each.
    pub lr: Vec<f32>,
    /// The weight decay, where the optimiser has one.
    pub decay: f32,
    /// Steps.
    pub steps: u32,
    /// The inputs of the loss.
    pub given: Vec<(&'a str, Given)>,
}

impl Lesson<'_> {
    fn program<L>(&self, loss: L) -> Result<Program, GraphError>
    where
        L: for<'g> Fn(&'g Graph, Tensor<'g>) -> Tensor<'g>,
    {
        let g = Graph::new(self.seeds.len());
        let theta = g.carry("theta", &[self.model.layout().len()]);
        nn::learn(&g, self.optimiser, self.schedule, theta, loss(&g, theta));
        g.finish()
    }

    fn first(&self) -> Vec<f32> {
        let layout = self.model.layout();
        match self.start {
            Some(own) if own.len() == layout.len() => own.repeat(self.seeds.len()),
            Some(each) => each.to_vec(),
            None => self.seeds.iter().flat_map(|&s| layout.initial(s)).collect(),
        }
    }

    fn begin(&self, machine: &mut dyn Machine) -> Result<(), LabError> {
        let members = self.seeds.len();
        let theta = self.first();
        let each = |values: &[f32]| match values {
            [one] => vec![*one; members],
            all => all.to_vec(),
        };
        let give = |machine: &mut dyn Machine, name: &str, values: &[f32]| {
            machine.write(name, bytemuck::cast_slice(values))
        };
        give(machine, "theta", &theta)?;
        give(machine, "diverged", &vec![0.0; members])?;
        give(machine, "lr", &each(&self.lr))?;
        for moment in self.optimiser.moments() {
            give(machine, moment, &vec![0.0; theta.len()])?;
        }
        for (name, usual) in self.optimiser.hypers() {
            let value = if *name == "weight_decay" {
                self.decay
            } else {
                *usual
            };
            give(machine, name, &vec![value; members])?;
        }
        give(machine, "steps", &vec![self.steps as f32; members])?;
        write(machine, &self.given)?;
        if machine.plan().find("seed").is_some() {
            machine.write("seed", &self.seeds)?;
        }
        Ok(())
    }
}

/// Rows of a step, the same set for all members.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'g> {
    /// Their numbers `[M, B, 1]`.
    pub rows: Tensor<'g>,
    /// Their features `[M, B, D]`.
    pub x: Tensor<'g>,
    /// Their labels `[M, B, 1]`.
    pub y: Tensor<'g>,
}

impl<'g> Batch<'g> {
    /// `size` rows of a set that the lesson gives as `x` and `y`.
    pub fn of(g: &'g Graph, set: &Dataset, size: usize) -> Self {
        let (all, features) = (set.len(), set.features());
        let rows = Batches { rows: all, size }.rows(g).reshape(&[size, 1]);
        let x = g.shared("x", &[all, features]).gather(1, rows);
        let y = g.input("y", &[1, all, 1], DType::U32).gather(1, rows);
        Batch { rows, x, y }
    }

    /// The mean cross-entropy of members on them, `[M]`.
    pub fn cross_entropy(&self, model: &Mlp, theta: Tensor<'g>) -> Tensor<'g> {
        cross_entropy(model.logits(self.x, theta), self.y).mean_all()
    }
}

/// Writes what is given; what a program does not ask for is left out.
fn write(machine: &mut dyn Machine, all: &[(&str, Given)]) -> Result<(), LabError> {
    for (name, given) in all {
        if machine.plan().find(name).is_none() {
            continue;
        }
        match given {
            Given::Numbers(values) => machine.write(name, bytemuck::cast_slice(values))?,
            Given::Whole(values) => machine.write(name, values)?,
        }
    }
    Ok(())
}

impl Bench {
    /// Trains the members of a lesson on `loss [M]` of `theta [M, P]`: weights `[M, P]`. The
    /// progress runs from `share[0]` to `share[1]`.
    pub async fn train<L>(
        &self,
        lesson: &Lesson<'_>,
        share: [f64; 2],
        doing: &str,
        loss: L,
    ) -> Result<Vec<f32>, LabError>
    where
        L: for<'g> Fn(&'g Graph, Tensor<'g>) -> Tensor<'g>,
    {
        let mut path = self.path(lesson, lesson.steps, share, doing, loss).await?;
        Ok(path.pop().unwrap_or_default())
    }

    /// [`Bench::train`] with the weights on the way: at first, after each `every` steps, and at
    /// last.
    pub async fn path<L>(
        &self,
        lesson: &Lesson<'_>,
        every: u32,
        share: [f64; 2],
        doing: &str,
        loss: L,
    ) -> Result<Vec<Vec<f32>>, LabError>
    where
        L: for<'g> Fn(&'g Graph, Tensor<'g>) -> Tensor<'g>,
    {
        self.progress(share[0], doing).await?;
        let plan = Plan::new(&lesson.program(loss)?);
        let mut machine = self.device().compile(plan).await?;
        lesson.begin(&mut *machine)?;
        let (mut path, mut done) = (vec![lesson.first()], 0);
        let mut portions = Portions::default();
        while done < lesson.steps {
            let stop = (done / every + 1) * every;
            let portion = portions.next(stop.min(lesson.steps) - done, self);
            machine.run(portion)?;
            machine.settle().await?;
            portions.done(self);
            done += portion;
            let part = f64::from(done) / f64::from(lesson.steps);
            self.progress(share[0] + part * (share[1] - share[0]), doing)
                .await?;
            if done == stop || done == lesson.steps {
                let words = machine.read("theta").await?;
                path.push(words.into_iter().map(f32::from_bits).collect());
            }
        }
        Ok(path)
    }

    /// What a program of so many members makes of what is given: each output as it is laid out.
    pub async fn values<F>(
        &self,
        members: usize,
        given: &[(&str, Given)],
        outputs: F,
    ) -> Result<Vec<Vec<f32>>, LabError>
    where
        F: for<'g> Fn(&'g Graph) -> Vec<Tensor<'g>>,
    {
        let (program, names) = {
            let g = Graph::new(members);
            let all = outputs(&g);
            let names: Vec<String> = (0..all.len()).map(|i| format!("output {i}")).collect();
            for (name, output) in names.iter().zip(all) {
                g.output(name, output);
            }
            (g.finish()?, names)
        };
        let mut machine = self.device().compile(Plan::new(&program)).await?;
        write(&mut *machine, given)?;
        machine.run(1)?;
        let mut out = Vec::new();
        for name in &names {
            let words = machine.read(name).await?;
            out.push(words.into_iter().map(f32::from_bits).collect());
        }
        Ok(out)
    }

    /// The logits of members `theta [M, P]` on rows: `[M, N, K]`.
    pub async fn logits(
        &self,
        model: &Mlp,
        theta: &[f32],
        rows: &Dataset,
    ) -> Result<Array3<f64>, LabError> {
        let size = model.layout().len();
        let members = theta.len() / size;
        let classes = model.sizes.last().copied().unwrap_or_default();
        let learner = Learner::Mlp(model.clone());
        let ends = [rows.features(), classes];
        let mut network = Network::new(self.device(), learner, ends, members);
        let mut logits = Array3::zeros((members, rows.len(), classes));
        for (block, x) in rows.values().chunks(ROWS * rows.features()).enumerate() {
            let (from, count) = (block * ROWS, x.len() / rows.features());
            let said = network.logits(theta, x).await?;
            let Ok(said) = ArrayView3::from_shape((members, count, classes), &said) else {
                unreachable!("every member answers every row")
            };
            let mut place = logits.slice_mut(s![.., from..from + count, ..]);
            place.zip_mut_with(&said, |z, &said| *z = f64::from(said));
            self.breathe().await?;
        }
        Ok(logits)
    }
}
