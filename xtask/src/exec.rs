//! Child processes: shown, run, and their failure said in one sentence.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// A command that runs in `folder`.
pub fn command(folder: &Path, program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(args);
    command
}

/// `npm`, or any other program of Node's that is a script on Windows.
pub fn node_script(folder: &Path, program: &str, args: &[&str]) -> Command {
    if cfg!(windows) {
        command(folder, &format!("{program}.cmd"), args)
    } else {
        command(folder, program, args)
    }
}

/// Cargo, as the user calls it.
///
/// Variables that cargo sets for its own children are left out: they name the toolchain that built this program.
pub fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut cargo = command(root, "cargo", args);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs a command with its output on the terminal.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| absent(command))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", line(command))
}

/// Runs a command and gives what it wrote to stdout, its spaces at both ends left out.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let result = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| absent(command))?;
    if !result.status.success() {
        bail!("`{}` ended with {}", line(command), result.status);
    }
    Ok(String::from_utf8_lossy(&result.stdout).trim().to_owned())
}

/// Runs a command, shows its stdout line by line and gives every line to `each`.
pub fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> anyhow::Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| absent(command))?;
    let stdout = child.stdout.take().context("a child without stdout")?;
    for text in BufReader::new(stdout).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        each(&text);
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", line(command))
}

/// Runs a command for at most `limit`; false where it failed or was stopped.
pub fn run_within(command: &mut Command, limit: Duration) -> anyhow::Result<bool> {
    let mut child = command.spawn().with_context(|| absent(command))?;
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The first of `names` that lies in a folder of `PATH`.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn absent(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    format!("`{program}` cannot be started: is it installed?")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        command(Path::new("."), "sh", &["-c", script])
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert!(error.contains("sh -c exit 3"), "{error}");
        assert!(run(&mut shell("exit 0")).is_ok());
    }

    #[test]
    fn a_missing_program_is_named() {
        let mut missing = command(Path::new("."), "no-such-program", &[]);
        let error = run(&mut missing).unwrap_err().to_string();
        assert!(error.contains("`no-such-program`"), "{error}");
    }

    #[test]
    fn lines_arrive_one_by_one() {
        let mut seen = Vec::new();
        let result = lines(&mut shell("echo one; echo two; exit 1"), |text| {
            seen.push(text.to_owned());
        });
        assert_eq!(seen, ["one", "two"]);
        assert!(result.is_err());
    }

    #[test]
    fn a_slow_command_is_stopped() {
        let start = Instant::now();
        let done = run_within(&mut shell("exec sleep 20"), Duration::from_millis(100)).unwrap();
        assert!(!done);
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
