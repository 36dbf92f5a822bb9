//! Parsers of files against mutated files: none panics, and what is accepted is what it says.
//!
//! `FUZZ_INPUTS` sets the number of inputs a parser, `FUZZ_SEED` the seed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is a panic"
)]

#[path = "checkpoint/files.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod files;
#[path = "support/rng.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod rng;

use files::{dictionary, npy, safetensors, tensors};
use rng::Rng;
use soupcon::checkpoint::{Checkpoint, CheckpointError, DType};

fn setting(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |n| n.parse().unwrap())
}

/// Numbers that parsers stumble over.
const EDGES: [u64; 10] = [
    0,
    1,
    127,
    255,
    65_535,
    1 << 20,
    1 << 31,
    1 << 32,
    1 << 63,
    u64::MAX,
];
/// Words that mean something in a header.
const WORDS: [&str; 16] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "\"",
    "'",
    "F16",
    "BF16",
    "<f8",
    "|u1",
    "18446744073709551615",
    "__metadata__",
];

/// One to four changes of a file, and now and then another's tail.
fn mutate(rng: &mut Rng, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut file = corpus[rng.below(corpus.len())].clone();
    for _ in 0..rng.from(1, 4) {
        if file.is_empty() {
            break;
        }
        // Headers stand at the front: half of the changes fall there.
        let reach = if rng.one_in(2) {
            file.len().min(96)
        } else {
            file.len()
        };
        let at = rng.below(reach);
        match rng.below(8) {
            0 => file[at] ^= 1 << rng.below(8),
            1 => file[at] = rng.word() as u8,
            2 => file.truncate(at),
            3 => {
                let word = rng.pick(&EDGES).to_le_bytes();
                let width = rng.pick(&[1, 2, 4, 8]).min(file.len() - at);
                file[at..at + width].copy_from_slice(&word[..width]);
            }
            4 => {
                let word = rng.pick(&WORDS).bytes();
                file.splice(at..at, word);
            }
            5 => {
                let end = (at + rng.from(1, 16)).min(file.len());
                let copy = file[at..end].to_vec();
                let to = rng.below(file.len());
                file.splice(to..to, copy);
            }
            6 => {
                let end = (at + rng.from(1, 16)).min(file.len());
                file.drain(at..end);
            }
            _ => {
                let other = &corpus[rng.below(corpus.len())];
                let from = rng.below(other.len());
                file.truncate(at);
                file.extend(&other[from..]);
            }
        }
    }
    // A right length of the header lets deeper faults be reached.
    if rng.one_in(2) && file.len() >= 12 && file[0] != 0x93 {
        let end = file.iter().rposition(|&b| b == b'}').unwrap_or(8).max(8);
        file[..8].copy_from_slice(&(end as u64 - 7).to_le_bytes());
    }
    file
}

/// What must hold of a file that was accepted.
fn check(file: &[u8], it: &Checkpoint) {
    assert!(it.tensors.len() <= 4096);
    let (mut bytes, mut numbers) = (Vec::new(), Vec::new());
    let mut place = it.tensors.first().map_or(file.len() as u64, |t| t.start);
    for tensor in &it.tensors {
        assert_eq!(tensor.start, place, "tensors touch");
        place += tensor.bytes();
        assert!(tensor.shape.len() <= 6 && tensor.name.len() <= 256);
        let count = tensor.elements() as usize;
        match it.read(tensor, 0, count, &mut bytes, &mut numbers) {
            Ok(()) => {
                assert_eq!(numbers.len(), count);
                assert!(numbers.iter().all(|x| x.is_finite()));
            }
            Err(error) => assert!(matches!(error, CheckpointError::Weight { .. }), "{error}"),
        }
    }
    assert_eq!(place, file.len() as u64, "tensors cover the file");
    let known = [
        DType::F32,
        DType::F16,
        DType::BF16,
        DType::F64,
        DType::I32,
        DType::U8,
    ];
    assert!(it.tensors.iter().all(|t| known.contains(&t.dtype)));
}

fn run(name: &str, corpus: &[Vec<u8>]) {
    let (inputs, seed) = (setting("FUZZ_INPUTS", 100_000), setting("FUZZ_SEED", 1));
    println!("{name}: {inputs} inputs from seed {seed}");
    let (mut accepted, mut rng) = (0, Rng::new(seed));
    let start = std::time::Instant::now();
    for number in 0..inputs {
        let file = mutate(&mut rng, corpus);
        let outcome = std::panic::catch_unwind(|| match Checkpoint::open("it", &file[..], true) {
            Ok(it) => {
                check(&file, &it);
                true
            }
            Err(error) => {
                let text = error.to_string();
                assert!(!text.contains('\n') && text.len() < 600, "{text}");
                false
            }
        });
        let outcome = outcome.unwrap_or_else(|_| panic!("input {number} of seed {seed}: {file:?}"));
        accepted += u64::from(outcome);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{name}: {accepted} accepted, {} refused, {seconds:.1} s",
        inputs - accepted
    );
    assert!(
        accepted > 0 && accepted < inputs,
        "both outcomes are reached"
    );
}

#[test]
fn mutated_safetensors() {
    let metadata = r#"{"__metadata__":{"a":"b","c":"d"},"w":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]},"v":{"dtype":"BF16","shape":[],"data_offsets":[4,6]}}  "#;
    run(
        "safetensors",
        &[
            tensors(&[]),
            tensors(&[("a", &[1], &[0.5])]),
            tensors(&[
                ("layer.0.weight", &[2, 3], &[1.0; 6]),
                ("b", &[0], &[]),
                ("c", &[], &[2.0]),
            ]),
            safetensors(metadata, 6),
        ],
    );
}

#[test]
fn mutated_npy() {
    run(
        "npy",
        &[
            npy(1, &dictionary("<f4", "(2, 2)"), &[0; 16]),
            npy(2, &dictionary("<f8", "(1,)"), &[1; 8]),
            npy(3, &dictionary("<i4", "(1, 1, 1, 1)"), &[2; 4]),
            npy(1, &dictionary("|u1", "()"), &[3]),
        ],
    );
}
