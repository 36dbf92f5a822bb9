//! Functions of tensors: their inputs as leaves of a graph, their outputs read back.

use ndarray::{ArrayD, IxDyn};

use super::answer::{Answer, Datum, widened};
use super::shape::{MEMBERS, member_axis};
use super::signature::{Function, Kind};
use super::{Args, Code, Fault};
use crate::ir::{DType, Graph, Tensor, grad};
use crate::plan::Plan;
use crate::run::Device;

/// A graph under construction for one call: inputs become tensors, tensors become outputs.
///
/// The axis called `M` is the member axis, wherever it stands in an input's shape.
pub struct Trace<'g> {
    graph: &'g Graph,
    function: &'g Function,
    args: &'g Args,
}

impl<'g> Trace<'g> {
    /// The inputs as plain data: lengths, words and flags decide what is built.
    pub fn args(&self) -> &'g Args {
        self.args
    }

    /// The graph.
    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// An input of numbers: `[M, …]` if its shape has `M`, else `[1, …]`. One number is `[1]`.
    pub fn real(&self, name: &str) -> Tensor<'g> {
        let (dims, _) = leaf(self.function, self.args, name);
        self.graph.input(name, &dims, DType::F32)
    }

    /// An input of whole numbers, as `U32`; shapes as in [`Trace::real`].
    pub fn whole(&self, name: &str) -> Tensor<'g> {
        let (dims, _) = leaf(self.function, self.args, name);
        self.graph.input(name, &dims, DType::U32)
    }

    /// Labels `[…, N]` with a last axis of length 1: `U32 [M|1, …, N, 1]`.
    pub fn labels(&self, name: &str) -> Tensor<'g> {
        let labels = self.whole(name);
        let dims = labels.dims();
        labels.reshape(&[&dims[1..], &[1]].concat())
    }

    /// Gives an output; axes of length 1 are dropped or added as its declared shape wants.
    pub fn gives(&self, name: &'static str, value: Tensor<'g>) {
        self.graph.output(&outgoing(name), value);
    }

    /// Gives the gradient of `loss` (a number for each member) with respect to `at`.
    pub fn gives_gradient(&self, name: &'static str, loss: Tensor<'g>, at: Tensor<'g>) {
        self.gives(name, grad(loss.sum_members(), &[at])[0]);
    }
}

/// An output's name in the graph, where an input may have the same.
fn outgoing(name: &str) -> String {
    format!("{name} out")
}

/// The dimensions of an input with the member axis first, and that axis' place in its data.
fn leaf(function: &Function, args: &Args, name: &str) -> (Vec<usize>, Option<usize>) {
    let shape = function
        .inputs
        .iter()
        .find(|i| i.name == name)
        .map_or("", |i| i.shape);
    let mut dims = args.dims().lengths(shape).unwrap_or_default();
    let at = member_axis(shape, dims.len());
    let members = at.map_or(1, |at| dims.remove(at));
    dims.insert(0, members);
    (dims, at)
}

/// Builds the graph of a call, runs one step of it, and reads its outputs.
pub async fn run(
    device: &dyn Device,
    function: &'static Function,
    args: &Args,
    build: for<'g> fn(&Trace<'g>) -> Result<(), Fault>,
) -> Result<Answer, Fault> {
    let members = if args.dims().has(MEMBERS) {
        args.dim(MEMBERS)
    } else {
        1
    };
    let graph = Graph::new(members);
    build(&Trace {
        graph: &graph,
        function,
        args,
    })?;
    let mut machine = device.compile(Plan::new(&graph.finish()?)).await?;
    for input in function.inputs {
        let used = machine.plan().find(input.name).is_some();
        if used && matches!(input.kind, Kind::Real { .. } | Kind::Whole { .. }) {
            machine.write(input.name, &words(function, args, input.name)?)?;
        }
    }
    machine.run(1)?;
    let mut outputs = Vec::new();
    for output in function.outputs {
        let name = outgoing(output.name);
        let words = machine.read(&name).await?;
        let plan = machine.plan();
        let buffer = plan.find(&name).map(|id| &plan.buffers[id]);
        let (dims, dtype) = buffer.map_or((vec![1], DType::F32), |b| (b.dims.clone(), b.dtype));
        let declared = args.dims().lengths(output.shape);
        let shape = declared.unwrap_or_else(|| dims[1..].to_vec());
        outputs.push((
            output.name,
            datum(&words, &dims, dtype, output.shape, &shape),
        ));
    }
    Ok(Answer::new(outputs))
}

/// An input's words, all members one after another.
fn words(function: &Function, args: &Args, name: &str) -> Result<Vec<u32>, Fault> {
    let (_, at) = leaf(function, args, name);
    let mut array = args.array(name);
    if let Some(at) = at {
        let mut order: Vec<usize> = (0..array.ndim()).filter(|&k| k != at).collect();
        order.insert(0, at);
        array = array.permuted_axes(IxDyn(&order));
    }
    let kind = function
        .inputs
        .iter()
        .find(|i| i.name == name)
        .map(|i| i.kind);
    let whole = matches!(kind, Some(Kind::Whole { .. }));
    let positive = matches!(
        kind,
        Some(Kind::Real {
            low: (0.0, false),
            ..
        })
    );
    let refused = |limit: &str, v: f64| {
        let message = format!("`{name}` must be {limit}, not {v:e}");
        Err(Fault::new(Code::Range, name, message))
    };
    let word = |v: &f64| {
        if whole {
            return Ok(*v as u32);
        }
        let single = *v as f32;
        if !single.is_finite() {
            refused("below 3.4e38 in size", *v)
        } else if positive && single < f32::MIN_POSITIVE {
            refused("1.2e-38 or more", *v)
        } else {
            Ok(single.to_bits())
        }
    };
    array.iter().map(word).collect()
}

/// An output as declared: the member axis moved to where its shape has it.
fn datum(words: &[u32], dims: &[usize], dtype: DType, letters: &str, shape: &[usize]) -> Datum {
    let at = member_axis(letters, shape.len());
    let mut lengths = shape.to_vec();
    if let Some(at) = at {
        let members = lengths.remove(at);
        lengths.insert(0, members);
    }
    let lengths = if lengths.iter().product::<usize>() == words.len() {
        lengths
    } else {
        dims.to_vec()
    };
    match dtype {
        DType::F32 => {
            let values = words.iter().map(|&w| widened(f32::from_bits(w)));
            Datum::Real(placed(values.collect(), &lengths, at))
        }
        DType::U32 => {
            let values = words.iter().map(|&w| i64::from(w));
            Datum::Whole(placed(values.collect(), &lengths, at))
        }
    }
}

fn placed<T: Clone>(values: Vec<T>, lengths: &[usize], at: Option<usize>) -> ArrayD<T> {
    let Ok(array) = ArrayD::from_shape_vec(IxDyn(lengths), values) else {
        unreachable!("an output has as many words as its dimensions say")
    };
    match at {
        Some(at) if at > 0 => {
            let mut order: Vec<usize> = (1..array.ndim()).collect();
            order.insert(at, 0);
            array.permuted_axes(IxDyn(&order))
        }
        _ => array,
    }
}
