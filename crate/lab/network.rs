//! The two forward programs: logits on rows, and logits on a plane of inputs.

use std::rc::Rc;

use crate::ir::{DType, Graph, GraphError, Program, Tensor};
use crate::nn::Model;
use crate::run::{Device, Machine, RunError};

use super::shelf::Shelf;
use super::{LabError, Learner, Plane};

/// Rows that go through the models at a time.
pub const ROWS: usize = 250;
/// Programs for planes that are kept: one model and all, for a moving hand, small maps and
/// large ones.
const PLANES: usize = 6;

/// A kind of network with its compiled programs. They take one model, or `members` at a time.
pub struct Network {
    pub(super) device: Rc<dyn Device>,
    pub(super) learner: Learner,
    size: usize,
    features: usize,
    classes: usize,
    members: usize,
    forwards: Shelf<usize>,
    planes: Shelf<[usize; 2]>,
}

impl Network {
    /// A network of inputs with so many features, for so many classes.
    pub fn new(
        device: Rc<dyn Device>,
        learner: Learner,
        [features, classes]: [usize; 2],
        members: usize,
    ) -> Self {
        Network {
            size: learner.layout().len(),
            device,
            learner,
            features,
            classes,
            members,
            forwards: Shelf::new(2),
            planes: Shelf::new(PLANES),
        }
    }

    /// Its number of parameters `P`.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many models of `count` go through a program at a time.
    fn group(&self, count: usize) -> usize {
        if 2 * count > self.members {
            self.members
        } else {
            1
        }
    }

    /// Logits `[W, N, K]` of models `theta [W, P]` on rows `x [N, D]`.
    pub async fn logits(&mut self, theta: &[f32], x: &[f32]) -> Result<Vec<f32>, LabError> {
        let (size, features, classes) = (self.size, self.features, self.classes);
        let (count, n) = (theta.len() / size, x.len() / features);
        let group = self.group(count);
        let learner = &self.learner;
        let program = || forward(group, [ROWS, features], learner);
        let machine = self.forwards.get(&*self.device, group, program).await?;
        let mut out = vec![0.0; count * n * classes];
        let mut padded = Vec::new();
        for (part, theta) in theta.chunks(group * size).enumerate() {
            give(machine, "theta", theta, group * size, &mut padded)?;
            for (block, x) in x.chunks(ROWS * features).enumerate() {
                give(machine, "x", x, ROWS * features, &mut padded)?;
                machine.run(1)?;
                let words = machine.read("logits").await?;
                let models = words.chunks(ROWS * classes).take(theta.len() / size);
                for (w, words) in models.enumerate() {
                    let rows = x.len() / features * classes;
                    let at = ((part * group + w) * n + block * ROWS) * classes;
                    let places = out[at..at + rows].iter_mut().zip(words);
                    places.for_each(|(z, &word)| *z = f32::from_bits(word));
                }
            }
        }
        Ok(out)
    }

    /// Logits `[W, side², K]` of models `theta [W, P]` on a plane, row after row from
    /// `(s, t) = (0, 0)` to `(1, 1)`, taken at the middle of each square.
    pub async fn plane(
        &mut self,
        theta: &[f32],
        plane: &Plane,
        side: usize,
    ) -> Result<Vec<f32>, LabError> {
        let (size, features) = (self.size, self.features);
        let group = self.group(theta.len() / size);
        let learner = &self.learner;
        let program = || plane_of(group, side, features, learner);
        let key = [group, side];
        let machine = self.planes.get(&*self.device, key, program).await?;
        machine.write("axes", bytemuck::cast_slice(&plane.axes()))?;
        let mut out = Vec::with_capacity(theta.len() / size * side * side * self.classes);
        let mut padded = Vec::new();
        for theta in theta.chunks(group * size) {
            give(machine, "theta", theta, group * size, &mut padded)?;
            machine.run(1)?;
            let words = machine.read("logits").await?;
            let own = theta.len() / size * side * side * self.classes;
            out.extend(words[..own].iter().map(|&word| f32::from_bits(word)));
        }
        Ok(out)
    }
}

/// Writes `values`, with zeros up to `whole` numbers.
pub fn give(
    machine: &mut dyn Machine,
    name: &str,
    values: &[f32],
    whole: usize,
    padded: &mut Vec<f32>,
) -> Result<(), RunError> {
    if values.len() == whole {
        return machine.write(name, bytemuck::cast_slice(values));
    }
    padded.clear();
    padded.extend_from_slice(values);
    padded.resize(whole, 0.0);
    machine.write(name, bytemuck::cast_slice(padded))
}

/// Inputs `theta [M, P]` and `x [1, N, D]`; output `logits [M, N, K]`.
fn forward(
    models: usize,
    [rows, features]: [usize; 2],
    learner: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(models);
    let theta = g.each("theta", &[learner.layout().len()]);
    let x = g.shared("x", &[rows, features]);
    g.output("logits", learner.logits(x, theta));
    g.finish()
}

/// Inputs `theta [M, P]` and `axes [1, 3, D]` (right, down, origin); output `logits
/// [M, side², K]` at `origin + s · right + t · down`. A fully connected network's first layer is
/// affine in its inputs: it is computed at the axes alone.
fn plane_of(
    models: usize,
    side: usize,
    features: usize,
    learner: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(models);
    let theta = g.each("theta", &[learner.layout().len()]);
    let axes = g.shared("axes", &[3, features]);
    let points = coordinates(&g, side);
    let logits = match learner {
        Learner::Mlp(mlp) => {
            let layout = mlp.layout();
            let z = points.matmul(axes.matmul(layout.get(theta, "w0")));
            mlp.after_first(z + layout.get(theta, "b0"), theta)
        }
        Learner::Cnn(cnn) => cnn.logits(points.matmul(axes), theta),
    };
    g.output("logits", logits);
    g.finish()
}

/// `(s, t, 1)` at the middle of each of `side × side` squares, `[1, side², 3]`.
fn coordinates(g: &Graph, side: usize) -> Tensor<'_> {
    let shape = [side, side, 1];
    let middle = |axis: usize| (g.iota(axis, &shape).cast(DType::F32) + 0.5) * (1.0 / side as f64);
    let one = g.constant(1.0).expand(&[1, side, side, 1]);
    Tensor::concat(g, &[middle(2), middle(1), one], 3).reshape(&[side * side, 3])
}
