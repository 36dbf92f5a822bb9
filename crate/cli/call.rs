//! `soupcon call` and `soupcon functions`: methods by their names, over JSON.

use std::error::Error;
use std::io::{Read, Write};
use std::process::ExitCode;

use serde_json::{Value, json};
use soupcon::functions::{self, Code, Fault, Function};

use super::{Backend, code};

/// A call: inputs on standard input, outputs on standard output.
#[derive(clap::Args)]
pub struct Call {
    /// The method's name; `soupcon functions` lists all
    function: String,
    /// The executor of methods that are graphs
    #[arg(long, value_enum, default_value = "cpu")]
    backend: Backend,
}

/// Which methods are listed, and how.
#[derive(clap::Args)]
pub struct Functions {
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
    /// Only those whose name holds this
    name: Option<String>,
}

/// Answers one object on standard output; a mistake is an answer too, with its exit code.
pub async fn run(it: &Call) -> Result<ExitCode, Box<dyn Error>> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    let parsed = match read {
        Ok(_) => serde_json::from_str::<Value>(&text).map_err(|e| e.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let inputs = parsed.map_err(|why| {
        Fault::new(
            Code::Type,
            "inputs",
            format!("the inputs must be JSON: {why}"),
        )
    });
    let answer = match inputs {
        Ok(inputs) => {
            let device = it.backend.open().await?;
            functions::call(&*device, &it.function, &inputs).await
        }
        Err(fault) => Err(fault),
    };
    let (value, ends) = match answer {
        Ok(value) => (value, ExitCode::SUCCESS),
        Err(fault) => (json!({ "error": fault }), code(&fault)),
    };
    print(&format!("{value}\n"))?;
    Ok(ends)
}

/// Prints the list of methods.
pub fn list(it: &Functions) -> Result<(), Box<dyn Error>> {
    let wanted = |name: &str| it.name.as_ref().is_none_or(|part| name.contains(part));
    let found = functions::all().filter(|f| wanted(f.name));
    if it.json {
        let all: Vec<_> = found.map(Function::describe).collect();
        return print(&format!("{}\n", serde_json::to_string_pretty(&all)?));
    }
    print(&found.map(shown).collect::<String>())
}

/// A method in some lines: its name, what it computes, what it takes and gives, its source.
fn shown(function: &Function) -> String {
    let inputs = function
        .inputs
        .iter()
        .map(|i| format!("    {}: {}\n", i.name, i.words()));
    let axes = |shape: &str| shape.split_whitespace().collect::<Vec<_>>().join(", ");
    let outputs = function.outputs.iter().map(|o| match o.shape {
        "" => o.name.to_owned(),
        shape => format!("{} [{}]", o.name, axes(shape)),
    });
    format!(
        "{}\n    {}\n{}    → {}\n    Source: {}\n\n",
        function.name,
        function.about,
        inputs.collect::<String>(),
        outputs.collect::<Vec<_>>().join(", "),
        function.source
    )
}

/// Writes to standard output; a reader that has gone is no mistake.
fn print(text: &str) -> Result<(), Box<dyn Error>> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
