//! The command line, as it is called.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::files::{dictionary, npy, tensors};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("soupcon-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    fn merge(&self, words: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soupcon"));
        command.current_dir(&self.0).arg("merge");
        command.args(words.split_whitespace()).output().unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let name = |e: std::io::Result<fs::DirEntry>| e.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|e| name(e).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_method_writes_a_checkpoint_and_its_recipe() {
    let folder = Folder::new("methods");
    for (name, x) in [("base", [0.0, 0.0]), ("a", [1.0, 2.0]), ("b", [3.0, -2.0])] {
        folder.put(name, &tensors(&[("x", &[2], &x)]));
    }
    for (words, expected) in [
        ("--method linear --weights 0.25,0.75 a b", [2.5, -1.0]),
        (
            "--method linear --weights 1,-1 --no-normalize a b",
            [-2.0, 4.0],
        ),
        ("--method slerp --t 1 a b", [3.0, -2.0]),
        (
            "--method task-arithmetic --scale 0.5 --base base a b",
            [2.0, 0.0],
        ),
        ("--method ties --density 1 --base base a b", [2.0, 2.0]),
        (
            "--method ties --density 0.5 --no-normalize --base base a b",
            [3.0, 2.0],
        ),
        (
            "--method ties --density 1 --whole --base base a b",
            [2.0, 2.0],
        ),
        (
            "--method dare-linear --density 1 --base base a b",
            [4.0, 0.0],
        ),
        (
            "--method dare-ties --density 1 --seed 7 --base base a b",
            [2.0, 2.0],
        ),
        ("--method fisher --fisher a --fisher a a a", [1.0, 2.0]),
        ("--method model-stock --base base a a", [1.0, 2.0]),
    ] {
        let out = folder.merge(&format!("{words} -o out --recipe out.yaml"));
        assert!(out.status.success(), "{words}: {out:?}");
        let file = fs::read(folder.0.join("out")).unwrap();
        let data = file[file.len() - 8..].as_chunks().0;
        let data: Vec<f32> = data.iter().map(|&b| f32::from_le_bytes(b)).collect();
        assert_eq!(data, expected, "{words}");
        let recipe = fs::read_to_string(folder.0.join("out.yaml")).unwrap();
        let method = words.split(' ').nth(1).unwrap().replace('-', "_");
        let first = recipe.lines().find(|line| !line.starts_with('#'));
        assert_eq!(first, Some(&*format!("merge_method: {method}")), "{recipe}");
        let is_foreign = method == "fisher" || words.contains("--whole");
        assert_eq!(
            recipe.starts_with("# mergekit has no "),
            is_foreign,
            "{recipe}"
        );
        assert!(recipe.contains("\nmodels:\n  - model: \"a\"\n"), "{recipe}");
    }
    assert_eq!(folder.names(), ["a", "b", "base", "out", "out.yaml"]);
}

#[test]
fn arrays_are_merged_into_an_array() {
    let folder = Folder::new("arrays");
    for (name, x) in [("a.npy", 1.0_f32), ("b.npy", 4.0)] {
        folder.put(name, &npy(1, &dictionary("<f4", "(1,)"), &x.to_le_bytes()));
    }
    let out = folder.merge("--method linear a.npy b.npy -o c.npy");
    assert!(out.status.success(), "{out:?}");
    let file = fs::read(folder.0.join("c.npy")).unwrap();
    assert!(file.starts_with(b"\x93NUMPY\x01\0") && file.ends_with(&2.5_f32.to_le_bytes()));
}

#[test]
fn what_is_wrong_is_one_sentence_and_leaves_nothing_behind() {
    let folder = Folder::new("wrong");
    folder.put("a", &tensors(&[("x", &[1], &[1.0])]));
    folder.put("b", &tensors(&[("x", &[2], &[1.0, 2.0])]));
    folder.put("nan", &tensors(&[("x", &[1], &[f32::INFINITY])]));
    for (words, part, code) in [
        (
            "--method linear a b -o out",
            "must have the same tensors",
            2,
        ),
        ("--method linear a absent -o out", "cannot be read", 1),
        (
            "--method linear a nan -o out",
            "element 0 of tensor `x` is inf",
            2,
        ),
        ("--method ties a -o out", "`base` must be given", 2),
        (
            "--method slerp a a --t 2 -o out",
            "`t` must be from 0 to 1",
            2,
        ),
        ("--method linear a -o absent/out", "cannot be written", 1),
        (
            "--method linear a --weights 1,2 -o out",
            "`weights` must be 1",
            2,
        ),
    ] {
        let out = folder.merge(words);
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(code), "{words}: {text}");
        assert!(
            text.contains(part) && text.lines().count() == 1,
            "{words}: {text}"
        );
    }
    assert_eq!(folder.names(), ["a", "b", "nan"]);
}

/// Training has no other code for the same mistakes.
#[test]
fn bad_input_ends_with_two_and_an_unreadable_file_with_one() {
    for (words, code) in [
        ("train --members 0", 2),
        ("train --spec absent", 1),
        ("train --data mnist-14 --folder absent", 1),
        ("run nothing", 2),
        ("exhibits nothing", 2),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soupcon"));
        let out = command.args(words.split(' ')).output().unwrap();
        assert_eq!(out.status.code(), Some(code), "{words}: {out:?}");
    }
}
