//! The project's own commands, run as `cargo xtask <command>`.

mod apt;
mod bake;
mod bench;
mod browser;
mod cases;
mod data;
mod exec;
mod glue;
mod leaks;
mod maxima;
mod merge;
mod page;
mod panics;
mod parts;
mod rest;
mod serve;
mod site;
mod size;
mod steps;
mod target;
mod test;
mod trial;
mod verdicts;
mod vulkan;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

/// Soupçon's own commands. Each sets up what it needs and says what it does.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site into dist/ and serve it on 127.0.0.1
    ///
    /// Adds the wasm target, installs the node packages, prepares the data sets, builds core and page.
    Serve {
        /// The port to listen on; 0 takes any free one
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Build the site into dist/: static files with relative paths, for any folder of any host
    Build {
        /// Also write these exhibits as one HTML file that needs no server, into dist/single/
        #[arg(long, value_name = "EXHIBIT", num_args = 1..)]
        single_file: Vec<String>,
    },
    /// Prepare the data sets, so that single tests can be run by `cargo test`
    Data,
    /// Build the core for browsers into web/core/, or only one of its modules, e.g. `exhibits`
    Core {
        /// The module's name
        module: Option<String>,
    },
    /// Compute what the site ships: the Kitchen's first run (`kitchen`), or what exhibits show at first
    ///
    /// The run is web/data/kitchen.json, its weights lie beside it; exhibits go to web/recorded/, their verdicts
    /// over few and many seeds to docs/verdicts.md.
    Bake {
        /// `kitchen`, `exhibits` for all of them, the name of one, or `verdicts`
        what: String,
    },
    /// Run every check and every test: format, lints, both executors, types, page, browser
    Test,
    /// Run the native benchmarks, e.g. `cargo xtask bench gemm`; `bench merge` merges 2 GiB of files
    Bench {
        /// Passed on to criterion: a filter, or its options after `--`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let root = root()?;
    match cli.command {
        Command::Serve { port } => {
            site::build(&root)?;
            serve::forever(&root.join("dist"), port)?;
        }
        Command::Build { single_file } => {
            site::build(&root)?;
            if !single_file.is_empty() {
                site::single_file(&root, &single_file)?;
            }
        }
        Command::Data => site::packages(&root).and_then(|()| data::prepare(&root))?,
        Command::Core { module } => site::core(&root, module.as_deref())?,
        Command::Bake { what } => bake::make(&root, &what)?,
        Command::Test => return Ok(test::everything(&root)),
        Command::Bench { args } if args == ["merge"] => merge::measure(&root)?,
        Command::Bench { args } => bench::native(&root, &args)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The project's root folder: the parent of this package's.
fn root() -> anyhow::Result<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .context("cargo says where the project lies: call this program as `cargo xtask`")?;
    let package = PathBuf::from(package);
    let root = package.parent().context("xtask has no parent folder")?;
    Ok(root.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bench_passes_options_on() {
        let cli = Cli::try_parse_from(["xtask", "bench", "gemm", "--quick"]).unwrap();
        assert!(matches!(cli.command, Command::Bench { args } if args == ["gemm", "--quick"]));
    }
}
