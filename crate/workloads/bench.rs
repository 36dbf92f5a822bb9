//! A workload with its machine, run a number of units at a time.

use serde::Serialize;

use crate::data::InputError;
use crate::ir::{DType, GraphError, Program};
use crate::nn::{Activation, Cnn, Mlp, Model, Optimiser, Transformer};
use crate::plan::Plan;
use crate::run::{Counts, Device, Machine, RunError};

use super::given::Given;
use super::spec::{Spec, counts};
use super::{Train, boundary, curve, decode, distillation};

/// What a workload gives after a run; only its own fields are set.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Check {
    /// The loss, as the workload defines it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
    /// The accuracy of the last point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acc: Option<f64>,
    /// The last point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<f64>,
    /// The gradient of the first logit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grad00: Option<f64>,
    /// The first tokens written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<u32>>,
}

/// What can go wrong in preparing a workload.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BenchError {
    /// The sizes or the data.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The program.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The device.
    #[error(transparent)]
    Run(#[from] RunError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Training,
    Boundary,
    Curve,
    Distillation,
    Decoding,
}

/// A workload, compiled and given its data.
pub struct Bench {
    kind: Kind,
    machine: Box<dyn Machine>,
    /// Machines whose buffers this one reads.
    _before: Vec<Box<dyn Machine>>,
    tokens: Vec<u32>,
}

impl Bench {
    /// Prepares the workload called `name`, W1 to W7b.
    pub async fn new(
        device: &dyn Device,
        name: &str,
        spec: &Spec,
        given: &Given,
    ) -> Result<Self, BenchError> {
        let maker = Maker {
            device,
            spec,
            given,
        };
        match name {
            "W1" | "W2" => maker.networks().await,
            "W3" => maker.convolutions().await,
            "W4" => maker.boundary().await,
            "W5" => maker.curve().await,
            "W6a" | "W6b" => maker.distillation().await,
            "W7a" => maker.language().await,
            "W7b" => maker.decoding().await,
            other => {
                let known = ["W1", "W2", "W3", "W4", "W5", "W6a", "W6b", "W7a", "W7b"];
                Err(InputError::choice("workload", &known, other).into())
            }
        }
    }

    /// Runs `units` more, then reads what there is to check.
    pub async fn run(&mut self, units: u32) -> Result<Check, RunError> {
        self.machine.run(units)?;
        let mut check = Check::default();
        match self.kind {
            Kind::Training => check.loss = Some(self.mean("loss").await?),
            Kind::Boundary => check.loss = Some(self.mean("mean square").await?),
            Kind::Curve => {
                check.loss = Some(self.mean("loss").await?);
                check.acc = Some(self.mean("accuracy").await?);
                check.point = Some(self.mean("point").await?);
            }
            Kind::Distillation => {
                check.loss = Some(self.mean("loss").await?);
                let gradient = self.machine.read("gradient").await?;
                check.grad00 = gradient.first().map(|&w| f64::from(f32::from_bits(w)));
            }
            Kind::Decoding => {
                self.machine.settle().await?;
                for record in self.machine.fetched() {
                    if self.tokens.len() < 8 {
                        self.tokens.push(f32::from_bits(record.words[0]) as u32);
                    }
                }
                check.tokens = Some(self.tokens.clone());
            }
        }
        Ok(check)
    }

    async fn mean(&mut self, name: &str) -> Result<f64, RunError> {
        let words = self.machine.read(name).await?;
        let sum: f64 = words.iter().map(|&w| f64::from(f32::from_bits(w))).sum();
        Ok(sum / words.len() as f64)
    }

    /// The parameters, one member after another, of a workload that trains.
    pub async fn weights(&mut self) -> Result<Vec<f32>, RunError> {
        let words = self.machine.read("theta").await?;
        Ok(words.into_iter().map(f32::from_bits).collect())
    }

    /// What the device was asked for since the start.
    pub fn counts(&self) -> Counts {
        self.machine.counts()
    }

    /// The plan, as text.
    pub fn plan(&self) -> String {
        self.machine.plan().to_string()
    }
}

/// The most parameters of all members together: 256 MiB.
const MOST_PARAMETERS: f64 = 67_108_864.0;

struct Maker<'a> {
    device: &'a dyn Device,
    spec: &'a Spec,
    given: &'a Given,
}

impl Maker<'_> {
    async fn machine(&self, program: &Program) -> Result<Box<dyn Machine>, BenchError> {
        Ok(self.device.compile(Plan::new(program)).await?)
    }

    fn mlp(&self) -> Result<Mlp, InputError> {
        let widths = &self.spec.sizes;
        if widths.len() < 2 {
            return Err(InputError::range(
                "sizes",
                "at least two widths",
                widths.len(),
            ));
        }
        widths.iter().try_for_each(|&w| counts(&[("sizes", w)]))?;
        Ok(Mlp {
            sizes: self.spec.sizes.clone(),
            activation: self.spec.act.unwrap_or(Activation::Relu),
        })
    }

    fn transformer(&self) -> Result<Transformer, InputError> {
        let Spec {
            V, T, d, H, F, L, ..
        } = *self.spec;
        let context = ("T", T as usize);
        counts(&[context, ("V", V), ("d", d), ("H", H), ("F", F), ("L", L)])?;
        if !d.is_multiple_of(H) {
            return Err(InputError::range("H", format!("a divisor of `d`, {d}"), H));
        }
        Ok(Transformer {
            vocabulary: V,
            context: T as usize,
            width: d,
            heads: H,
            hidden: F,
            layers: L,
        })
    }

    /// Parameters of `members` networks, layer by layer from the arrays of those names.
    fn theta(
        &self,
        model: &impl Model,
        prefix: &str,
        members: usize,
    ) -> Result<Vec<f32>, BenchError> {
        let parameters = members as f64 * model.parameters();
        if parameters > MOST_PARAMETERS {
            let limit = format!("sizes of at most {MOST_PARAMETERS} parameters");
            return Err(InputError::range("spec", limit, parameters).into());
        }
        let layout = model.layout();
        let mut theta = vec![0.0; members * layout.len()];
        for entry in layout.entries() {
            let name = format!("{prefix}{}", entry.name);
            let values = self.given.floats(&name, &[members, entry.len()])?;
            for (m, own) in values.chunks(entry.len()).enumerate() {
                theta[m * layout.len() + entry.offset..][..entry.len()].copy_from_slice(own);
            }
        }
        Ok(theta)
    }

    /// A machine that trains with Adam, `bx` and `by` given batch by batch, members within.
    async fn training(
        &self,
        train: &Train<'_>,
        model: &impl Model,
        theta: &[f32],
        bx: &[u32],
        by: &[u32],
    ) -> Result<Bench, BenchError> {
        let mut machine = self.machine(&train.program(model)?).await?;
        machine.write("theta", bytemuck::cast_slice(theta))?;
        machine.write("bx", &members_first(bx, train.batches, train.members))?;
        machine.write("by", &members_first(by, train.batches, train.members))?;
        let all = |value: f32| vec![value.to_bits(); train.members];
        machine.write("lr", &all(self.spec.lr))?;
        for (name, value) in Optimiser::Adam.hypers() {
            machine.write(name, &all(*value))?;
        }
        Ok(done(Kind::Training, machine))
    }

    async fn networks(&self) -> Result<Bench, BenchError> {
        let Spec { M, B, nb, .. } = *self.spec;
        counts(&[("M", M), ("B", B), ("nb", nb)])?;
        let model = self.mlp()?;
        let theta = self.theta(&model, "", M)?;
        let features = model.sizes[0];
        let bx = self.given.floats("bx", &[nb, M, B, features])?;
        let by = self.given.integers("by", &[nb, M, B])?;
        let train = Train {
            members: M,
            batches: nb,
            x: &[B, features],
            y: &[B],
            dtype: DType::F32,
        };
        self.training(&train, &model, &theta, bytemuck::cast_slice(bx), &by)
            .await
    }

    /// Kernels come as `[M, 3, 3, inputs, outputs]`, the dense layer's rows by pixel, then
    /// channel; ours are `[outputs, inputs, 3, 3]`, and by channel, then pixel.
    async fn convolutions(&self) -> Result<Bench, BenchError> {
        let Spec { M, B, nb, .. } = *self.spec;
        counts(&[("M", M), ("B", B), ("nb", nb)])?;
        let model = Cnn {
            size: 28,
            inputs: 1,
            channels: vec![8, 16],
            classes: 10,
        };
        let layout = model.layout();
        let mut theta = vec![0.0; M * layout.len()];
        for (i, entry) in layout.entries().iter().enumerate() {
            let values = self.given.floats(&format!("w{i}"), &[M, entry.len()])?;
            for (m, own) in values.chunks(entry.len()).enumerate() {
                let to = &mut theta[m * layout.len() + entry.offset..][..entry.len()];
                match (entry.name.as_str(), &entry.shape[..]) {
                    ("w", _) => turned(own, [16, 49, 10], to),
                    (_, &[outputs, inputs, 3, 3]) => kernel(own, inputs, outputs, to),
                    _ => to.copy_from_slice(own),
                }
            }
        }
        let bx = self.given.floats("bx", &[nb, M, B, 784])?;
        let by = self.given.integers("by", &[nb, M, B])?;
        let train = Train {
            members: M,
            batches: nb,
            x: &[B, 784],
            y: &[B],
            dtype: DType::F32,
        };
        self.training(&train, &model, &theta, bytemuck::cast_slice(bx), &by)
            .await
    }

    async fn boundary(&self) -> Result<Bench, BenchError> {
        let Spec { M, G, .. } = *self.spec;
        counts(&[("M", M), ("G", G)])?;
        let model = self.mlp()?;
        let theta = self.theta(&model, "", M)?;
        let x = self.given.floats("x", &[G, G, model.sizes[0]])?;
        let program = boundary::program(M, G * G, model.sizes[0], &model)?;
        let mut machine = self.machine(&program).await?;
        machine.write("theta", bytemuck::cast_slice(&theta))?;
        machine.write("x", bytemuck::cast_slice(x))?;
        Ok(done(Kind::Boundary, machine))
    }

    async fn curve(&self) -> Result<Bench, BenchError> {
        let Spec { N, P, .. } = *self.spec;
        counts(&[("N", N), ("P", P)])?;
        let model = self.mlp()?;
        let thetas = [self.theta(&model, "a", 1)?, self.theta(&model, "b", 1)?];
        let mut ends = self.machine(&curve::ends(N, &model)?).await?;
        let mut machine = self.machine(&curve::point(N, P, &model)?).await?;
        let x = self.given.floats("x", &[N, model.sizes[0]])?;
        ends.write("x", bytemuck::cast_slice(x))?;
        for (end, theta) in ["a", "b"].iter().zip(&thetas) {
            ends.write(end, bytemuck::cast_slice(theta))?;
            machine.write(end, bytemuck::cast_slice(theta))?;
        }
        ends.run(1)?;
        ends.settle().await?;
        for z in ["za", "zb"] {
            machine.bind(z, &ends.share(z)?)?;
        }
        machine.write("y", &self.given.integers("y", &[N])?)?;
        Ok(Bench {
            _before: vec![ends],
            ..done(Kind::Curve, machine)
        })
    }

    async fn distillation(&self) -> Result<Bench, BenchError> {
        let Spec { N, C, alpha, T, .. } = *self.spec;
        counts(&[("N", N), ("C", C)])?;
        let mut machine = self.machine(&distillation::program(N, C)?).await?;
        for name in ["s", "t"] {
            let logits = self.given.floats(name, &[N, C])?;
            machine.write(name, bytemuck::cast_slice(logits))?;
        }
        machine.write("y", &self.given.integers("y", &[N])?)?;
        machine.write("alpha", &[alpha.to_bits()])?;
        machine.write("temperature", &[T.to_bits()])?;
        Ok(done(Kind::Distillation, machine))
    }

    async fn language(&self) -> Result<Bench, BenchError> {
        let Spec { B, nb, .. } = *self.spec;
        counts(&[("B", B), ("nb", nb)])?;
        let model = self.transformer()?;
        let theta = self.theta(&model, "", 1)?;
        let time = model.context;
        let tokens = self.given.integers("tok", &[nb, B, time + 1])?;
        let texts = || tokens.chunks(time + 1);
        let bx: Vec<u32> = texts().flat_map(|t| &t[..time]).copied().collect();
        let by: Vec<u32> = texts().flat_map(|t| &t[1..]).copied().collect();
        let train = Train {
            members: 1,
            batches: nb,
            x: &[B, time],
            y: &[B, time],
            dtype: DType::U32,
        };
        self.training(&train, &model, &theta, &bx, &by).await
    }

    async fn decoding(&self) -> Result<Bench, BenchError> {
        let model = self.transformer()?;
        let theta = self.theta(&model, "", 1)?;
        let mut machine = self.machine(&decode::program(1, &model)?).await?;
        machine.write("theta", bytemuck::cast_slice(&theta))?;
        machine.write("token", &[1f32.to_bits()])?;
        Ok(done(Kind::Decoding, machine))
    }
}

fn done(kind: Kind, machine: Box<dyn Machine>) -> Bench {
    Bench {
        kind,
        machine,
        _before: Vec::new(),
        tokens: Vec::new(),
    }
}

/// `[batches, members, …]` as `[members, batches, …]`.
fn members_first(x: &[u32], batches: usize, members: usize) -> Vec<u32> {
    let run = x.len() / (batches * members).max(1);
    let mut out = Vec::with_capacity(x.len());
    for m in 0..members {
        for k in 0..batches {
            out.extend_from_slice(&x[(k * members + m) * run..][..run]);
        }
    }
    out
}

/// `[3, 3, inputs, outputs]` as `[outputs, inputs, 3, 3]`.
fn kernel(from: &[f32], inputs: usize, outputs: usize, to: &mut [f32]) {
    for (i, &v) in from.iter().enumerate() {
        let (tap, rest) = (i / (inputs * outputs), i % (inputs * outputs));
        to[((rest % outputs) * inputs + rest / outputs) * 9 + tap] = v;
    }
}

/// Rows of `[pixels · channels, classes]` ordered by pixel, then channel, as by channel, then pixel.
fn turned(from: &[f32], [channels, pixels, classes]: [usize; 3], to: &mut [f32]) {
    for (row, own) in from.chunks(classes).enumerate() {
        let (pixel, channel) = (row / channels, row % channels);
        to[(channel * pixels + pixel) * classes..][..classes].copy_from_slice(own);
    }
}
