//! Everything that can be checked, in one command.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;

use crate::cases::{self, Cases};
use crate::steps::{Tally, seconds};
use crate::target::Toolchain;
use crate::{browser, data, exec, leaks, page, serve, site, size, target, vulkan, wasm};

/// Every executor that must have run cases of the table.
const EXECUTORS: [&str; 2] = ["cpu", "gpu"];
/// The tests that run the table on every executor.
const TABLE: &str = "tests/conformance.rs";
/// What runs native tests.
const TEST: [&str; 3] = ["test", "--locked", "--workspace"];
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
    native(root, &mut tally, &mut cases);
    if let (Some(toolchain), Some(())) = (toolchain, packages) {
        web(root, toolchain, &mut tally, &mut cases);
    }
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
        // What takes longest to compile comes first, so that no processor is left to wait for it.
        exec::run(&mut exec::cargo(
            root,
            &[&TEST[..], &["--lib", "--no-run"]].concat(),
        ))?;
        let args = [&TEST[..], &["--no-fail-fast", "--", "--show-output"]].concat();
        exec::lines(&mut exec::cargo(root, &args), |line| {
            cases::rust_result(line, inner);
            cases.read(line);
        })
    });
}

fn web(root: &Path, toolchain: Toolchain, tally: &mut Tally, cases: &mut Cases) {
    tally.check("lints, wasm", || wasm::lint(root, toolchain));
    let core = tally.check("core", || wasm::build(root, toolchain, None));
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
