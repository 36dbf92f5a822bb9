//! Every method by its name, over plain data.
//!
//! A [`Function`] says what it takes and gives: [`call`] checks what comes in (shapes, then
//! finite numbers, then labels, then ranges), runs it, and answers in plain data. Functions
//! of tensors run on whatever device they are given and take their gradients from it; all
//! others count in 64 bits.
//!
//! Numbers that JSON cannot hold are the strings `"NaN"`, `"Infinity"`, `"-Infinity"`; inside
//! an array `null` is NaN too. A single result that has no name is called `output`.

mod answer;
mod args;
mod fault;
mod parse;
mod shape;
mod signature;
mod sources;
mod trace;

mod adversary;
mod attacks;
mod distillation;
mod diversity;
mod dual_head;
mod elections;
mod ensembles;
mod ensloss;
mod forests;
mod heritage;
mod listwise;
mod merges;
mod ramp;
mod selective;
mod soups;
mod spurious;

pub use answer::{Answer, Datum};
pub use args::Args;
pub use fault::{Code, Fault};
pub use signature::{Function, Input, Kind, Output};
pub use trace::Trace;

use serde_json::{Map, Value};

use crate::run::Device;

/// All functions, in the order of their families.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().copied().flatten()
}

const FAMILIES: [&[Function]; 16] = [
    soups::FUNCTIONS,
    merges::FUNCTIONS,
    ensembles::FUNCTIONS,
    diversity::FUNCTIONS,
    selective::FUNCTIONS,
    elections::FUNCTIONS,
    forests::FUNCTIONS,
    heritage::FUNCTIONS,
    spurious::FUNCTIONS,
    attacks::FUNCTIONS,
    adversary::FUNCTIONS,
    ramp::FUNCTIONS,
    distillation::FUNCTIONS,
    listwise::FUNCTIONS,
    dual_head::FUNCTIONS,
    ensloss::FUNCTIONS,
];

/// The function of a name.
pub fn find(name: &str) -> Result<&'static Function, Fault> {
    all().find(|f| f.name == name).ok_or_else(|| {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
        Fault::new(
            Code::Unknown,
            "function",
            format!("there is no function `{shown}`: `functions` lists all"),
        )
    })
}

/// Runs a function on plain data: an object of its inputs by name, answered by an object of
/// its outputs by name.
pub async fn call(device: &dyn Device, name: &str, inputs: &Value) -> Result<Value, Fault> {
    let function = find(name)?;
    let args = Args::parse(function, inputs)?;
    let answer = run(device, function, &args).await?;
    let named = answer
        .into_iter()
        .map(|(name, datum)| (name.to_owned(), datum.to_json()));
    Ok(Value::Object(named.collect::<Map<_, _>>()))
}

/// Runs a function on inputs that have been checked.
pub async fn run(
    device: &dyn Device,
    function: &'static Function,
    args: &Args,
) -> Result<Vec<(&'static str, Datum)>, Fault> {
    let answer = match function.body {
        signature::Body::Graph(build) => trace::run(device, function, args, build).await?,
        signature::Body::Plain(compute) => compute(args)?,
        signature::Body::Device(compute) => compute(device, args).await?,
    };
    Ok(answer.into_inner())
}
