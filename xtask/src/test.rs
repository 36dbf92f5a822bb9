//! Everything that can be checked, in one command.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{anyhow, bail};

use crate::cases::{self, Cases};
use crate::steps::{Tally, seconds};
use crate::target::Toolchain;
use crate::{browser, data, exec, leaks, page, serve, site, size, target, vulkan, wasm};

/// Every executor that must have run cases of the table.
const EXECUTORS: [&str; 2] = ["cpu", "gpu"];
/// The tests that run the table on every executor.
const TABLE: &str = "tests/conformance.rs";
/// The packages, each tested alone: what one asks of a crate beneath both would have the other's compiled again.
const PACKAGES: [&str; 2] = ["soupcon", "xtask"];
/// Where the tests serve the site: a folder of a host, not its root.
const FOLDER: &str = "/some/folder";

/// Runs every step, says what failed, and ends with the numbers.
pub fn everything(root: &Path) -> ExitCode {
    let start = Instant::now();
    let mut tally = Tally::default();
    let mut cases = Cases::default();
    tally.check("format", || {
        exec::run(&mut exec::cargo(root, &["fmt", "--all", "--check"]))
    });
    let toolchain = tally.check("wasm target", target::make_sure);
    let packages = tally.check("node packages", || site::packages(root));
    if packages.is_some() {
        tally.check("data sets", || data::prepare(root));
    }
    thread::scope(|scope| {
        let core = toolchain
            .zip(packages)
            .map(|(toolchain, ())| scope.spawn(move || core(root, toolchain)));
        native(root, &mut tally, &mut cases);
        let core = core.and_then(|core| {
            tally.check("the core's end, begun beside the native tests", || {
                core.join().map_err(|_| anyhow!("it panicked"))
            })
        });
        if let Some(core) = core {
            web(root, core, &mut tally, &mut cases);
        }
    });
    if root.join(TABLE).is_file() {
        tally.check("every executor ran", || match cases.missing(&EXECUTORS) {
            Some(name) => bail!("no test ran a case on the executor `{name}`"),
            None => Ok(()),
        });
    }
    println!("all of it in {}", seconds(start.elapsed()));
    cases.print();
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn native(root: &Path, tally: &mut Tally, cases: &mut Cases) {
    tally.check("lints, native", || {
        let args = [
            "clippy",
            "--locked",
            "--quiet",
            "--workspace",
            "--all-targets",
        ];
        exec::run(exec::cargo(root, &args).args(["--", "--deny", "warnings"]))
    });
    tally.check("a Vulkan driver", vulkan::make_sure);
    tally.tests("native tests", |inner| {
        let results = PACKAGES.map(|package| {
            let args = ["test", "--locked", "--no-fail-fast", "--package", package];
            let mut cargo = exec::cargo(root, &args);
            exec::lines(cargo.args(["--", "--show-output"]), |line| {
                cases::rust_result(line, inner);
                cases.read(line);
            })
        });
        results.into_iter().collect()
    });
}

/// The core for browsers: what its lints say, and what its builds came to.
struct Core {
    lints: anyhow::Result<()>,
    built: anyhow::Result<String>,
}

/// Made beside the native tests: both leave a processor idle for a while, where one large crate is compiled.
fn core(root: &Path, toolchain: Toolchain) -> Core {
    Core {
        lints: wasm::lint(root, toolchain),
        built: wasm::build(root, toolchain, None),
    }
}

fn web(root: &Path, core: Core, tally: &mut Tally, cases: &mut Cases) {
    tally.check("lints, wasm", || core.lints);
    let core = tally.check("core", || {
        print!("{}", core.built?);
        Ok(())
    });
    tally.check("lints, page", || page::script(root, "lint"));
    if core.is_none() {
        return;
    }
    tally.check("types", || page::script(root, "check"));
    tally.tests("unit tests of the page", |inner| {
        vitest(root, &["unit"], &[], inner, cases)
    });
    if tally
        .check("page", || page::script(root, "build"))
        .is_some()
    {
        tally.check("size", || size::check(root));
        tally.check("no path of this machine", || leaks::check(root));
        tally.tests("browser tests", |inner| in_browser(root, inner, cases));
    }
}

fn in_browser(root: &Path, tally: &mut Tally, cases: &mut Cases) -> anyhow::Result<()> {
    let program = browser::path()?.to_string_lossy().into_owned();
    let address = serve::in_background(root.join("dist"), FOLDER)?;
    let url = format!("http://{address}{FOLDER}/");
    let variables = [(browser::VARIABLE, program.as_str()), ("SOUPCON_URL", &url)];
    vitest(root, &["browser", "pace"], &variables, tally, cases)
}

fn vitest(
    root: &Path,
    projects: &[&str],
    variables: &[(&str, &str)],
    tally: &mut Tally,
    cases: &mut Cases,
) -> anyhow::Result<()> {
    let name = projects.join("-");
    let report = root.join(".cache").join(format!("vitest-{name}.json"));
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut npm = exec::node_script(root, "npm", &["run", "--silent", "test", "--"]);
    npm.args(projects.iter().flat_map(|project| ["--project", project]));
    npm.args(["--reporter=default", "--reporter=json"]);
    npm.arg(format!("--outputFile={}", report.display()));
    if !std::io::stdout().is_terminal() {
        npm.env("NO_COLOR", "1");
    }
    let result = exec::lines(npm.envs(variables.iter().copied()), |line| cases.read(line));
    if report.exists() {
        *tally = cases::vitest_report(&fs::read_to_string(report)?)?;
    }
    result
}
