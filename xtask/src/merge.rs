//! How fast `soupcon merge` reads, and how much memory it needs, on two gigabytes of made-up weights.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::{exec, steps};

/// A base and three models.
const FILES: usize = 4;
/// Tensors of a file, and 32-bit numbers of each: 512 MiB a file.
const TENSORS: usize = 16;
const NUMBERS: usize = 1 << 23;

/// Makes the files in `target/`, merges them, prints figures, deletes them.
pub fn measure(root: &Path) -> anyhow::Result<()> {
    steps::step("release build of the command line", || {
        exec::run(&mut exec::cargo(
            root,
            &["build", "--release", "--locked", "--bin", "soupcon"],
        ))
    })?;
    let folder = root.join("target/merge-bench");
    fs::create_dir_all(&folder)?;
    let outcome = steps::step("merges of 2 GiB", || measured(root, &folder));
    fs::remove_dir_all(&folder)?;
    outcome
}

fn measured(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let files: Vec<PathBuf> = (0..FILES)
        .map(|i| folder.join(format!("{i}.safetensors")))
        .collect();
    for (i, file) in files.iter().enumerate() {
        write(file, i as u32)?;
    }
    let program = root.join("target/release/soupcon");
    let output = folder.join("out.safetensors");
    let mut cat = Command::new("cat");
    report("cat > /dev/null", &files, cat.args(&files))?;
    for method in ["linear", "task-arithmetic", "ties"] {
        let mut merge = Command::new(&program);
        merge.args(["merge", "--method", method, "-o"]).arg(&output);
        let read = match method {
            "linear" => &files[1..],
            _ => {
                merge.arg("--base").arg(&files[0]);
                &files[..]
            }
        };
        merge.args(&files[1..]);
        report(method, read, &mut merge)?;
        fs::remove_file(&output)?;
    }
    Ok(())
}

/// A checkpoint of small numbers, those of file 0 and a little more.
fn write(path: &Path, file: u32) -> anyhow::Result<()> {
    let size = 4 * NUMBERS;
    let entry = |i: usize| {
        let places = [i * size, (i + 1) * size];
        let shape = [NUMBERS >> 10, 1 << 10];
        format!(r#""layer.{i}":{{"dtype":"F32","shape":{shape:?},"data_offsets":{places:?}}}"#)
    };
    let entries: Vec<String> = (0..TENSORS).map(entry).collect();
    let header = format!("{{{}}}", entries.join(","));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    // Two linear congruential walks: one that all files share, and the file's own.
    let (mut shared, mut own) = (1_u32, file.wrapping_mul(0x9e37_79b9) | 1);
    let next = |x: &mut u32| {
        *x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*x >> 8) as f32 / 16_777_216.0 - 0.5
    };
    for _ in 0..TENSORS * NUMBERS {
        let x = next(&mut shared) + file.min(1) as f32 * 0.1 * next(&mut own);
        out.write_all(&x.to_le_bytes())?;
    }
    out.flush()?;
    Ok(())
}

/// Runs a command and prints bytes of files a second and the most memory it held.
fn report(name: &str, files: &[PathBuf], command: &mut Command) -> anyhow::Result<()> {
    let bytes = files.iter().map(|f| Ok(fs::metadata(f)?.len()));
    let bytes = bytes.sum::<std::io::Result<u64>>()?;
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .context(name.to_owned())?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = String::from("?");
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        if let Some(line) = text.lines().find_map(|l| l.strip_prefix("VmHWM:")) {
            line.trim().clone_into(&mut peak);
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    ensure!(ended.success(), "{name} failed");
    let seconds = start.elapsed().as_secs_f64();
    let rate = bytes as f64 / 1e6 / seconds;
    println!(
        "    {name:<16} {:>5} MB of files in {seconds:>6.2} s: {rate:>5.0} MB/s, peak {peak}",
        bytes / 1_000_000
    );
    Ok(())
}
