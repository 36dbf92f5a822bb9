//! Merges of files against formulas written out in 64 bits, and what they refuse.

use soupcon::checkpoint::{Checkpoint, Inputs, Merge, merge, merge_bytes, recipe};
use soupcon::methods::merge::{Consensus, Method, Rescale, Sparsify};
use soupcon::run::seed;

use super::files::tensors;
use super::rng::Rng;

const SHAPES: [(&str, usize); 3] = [("embed", 4200), ("w", 37), ("bias", 5)];

struct Files {
    base: Vec<Vec<f32>>,
    models: Vec<Vec<Vec<f32>>>,
}

fn family() -> Files {
    let mut rng = Rng::new(5);
    let mut draw = |scale: f64| -> Vec<Vec<f32>> {
        SHAPES
            .iter()
            .map(|&(_, n)| {
                (0..n)
                    .map(|_| (rng.float(-1.0, 1.0) * scale) as f32)
                    .collect()
            })
            .collect()
    };
    let base = draw(1.0);
    let models = (0..3)
        .map(|_| {
            let delta = draw(0.2);
            let sum =
                |(b, d): (&Vec<f32>, &Vec<f32>)| b.iter().zip(d).map(|(b, d)| b + d).collect();
            base.iter().zip(&delta).map(sum).collect()
        })
        .collect();
    Files { base, models }
}

fn file(values: &[Vec<f32>]) -> Vec<u8> {
    let shapes: Vec<[usize; 1]> = SHAPES.iter().map(|s| [s.1]).collect();
    let parts = SHAPES.iter().zip(&shapes).zip(values);
    let parts: Vec<(&str, &[usize], &[f32])> =
        parts.map(|((s, n), v)| (s.0, &n[..], &v[..])).collect();
    tensors(&parts)
}

fn spec(method: Method, weights: &[f64]) -> Merge {
    Merge {
        method,
        coefficients: weights.to_vec(),
        seed: 9,
        whole: false,
        dtype: None,
    }
}

fn deltas(sparsify: Sparsify, consensus: Consensus, scale: f64) -> Method {
    Method::Deltas {
        sparsify,
        consensus,
        scale,
        normalize: consensus == Consensus::Elect,
    }
}

/// The merged tensors, by the crate.
fn merged(spec: &Merge, base: Option<&[Vec<f32>]>, models: &[Vec<Vec<f32>>]) -> Vec<Vec<f32>> {
    let base = base.map(file);
    let models: Vec<Vec<u8>> = models.iter().map(|m| file(m)).collect();
    let models: Vec<&[u8]> = models.iter().map(Vec::as_slice).collect();
    let out = merge_bytes(spec, base.as_deref(), &models, &[]).unwrap();
    let it = Checkpoint::open("out", &out[..], true).unwrap();
    let read = |t| {
        let (mut bytes, mut out) = (Vec::new(), Vec::new());
        let count = soupcon::checkpoint::Tensor::elements(t) as usize;
        it.read(t, 0, count, &mut bytes, &mut out).unwrap();
        out
    };
    it.tensors.iter().map(read).collect()
}

/// Compares with a formula of (tensor, element).
fn compare(name: &str, got: &[Vec<f32>], formula: impl Fn(usize, usize) -> f64) {
    let mut worst: f64 = 0.0;
    for (t, tensor) in got.iter().enumerate() {
        assert_eq!(tensor.len(), SHAPES[t].1);
        for (p, &x) in tensor.iter().enumerate() {
            let expected = formula(t, p);
            let off = (f64::from(x) - expected).abs();
            assert!(
                off < 1e-6,
                "{name}: tensor {t}, element {p}: {x} for {expected}"
            );
            worst = worst.max(off);
        }
    }
    println!("{name}: off by {worst:.1e} at most");
}

#[test]
fn files_are_merged_as_the_formulas_say() {
    let files = family();
    let (base, models) = (&files.base, &files.models);
    let x = |m: usize, t: usize, p: usize| f64::from(models[m][t][p]);
    let b = |t: usize, p: usize| f64::from(base[t][p]);
    let w = [0.5, 0.2, 0.8];

    let got = merged(&spec(Method::Linear { normalize: true }, &w), None, models);
    compare("linear", &got, |t, p| {
        (0..3).map(|m| w[m] * x(m, t, p)).sum::<f64>() / 1.5
    });

    let slerp = Method::Slerp {
        t: 0.3,
        dot_threshold: 0.9995,
        eps: 1e-8,
    };
    let dot = |i: usize, j: usize, t: usize| {
        (0..SHAPES[t].1)
            .map(|p| x(i, t, p) * x(j, t, p))
            .sum::<f64>()
    };
    let along = |omega: f64, t: usize, p: usize| {
        ((0.7 * omega).sin() * x(0, t, p) + (0.3 * omega).sin() * x(1, t, p)) / omega.sin()
    };
    let got = merged(&spec(slerp, &[]), None, &models[..2]);
    compare("slerp", &got, |t, p| {
        along(
            (dot(0, 1, t) / (dot(0, 0, t) * dot(1, 1, t)).sqrt()).acos(),
            t,
            p,
        )
    });
    let whole = Merge {
        whole: true,
        ..spec(slerp, &[])
    };
    let all = |i, j| (0..3).map(|t| dot(i, j, t)).sum::<f64>();
    let omega = (all(0, 1) / (all(0, 0) * all(1, 1)).sqrt()).acos();
    compare(
        "slerp over the whole",
        &merged(&whole, None, &models[..2]),
        |t, p| along(omega, t, p),
    );

    let keep = deltas(Sparsify::Keep, Consensus::Sum, 0.7);
    let got = merged(&spec(keep, &w), Some(base), models);
    compare("task arithmetic", &got, |t, p| {
        b(t, p) + 0.7 * (0..3).map(|m| w[m] * (x(m, t, p) - b(t, p))).sum::<f64>()
    });

    let drop = Sparsify::Drop {
        density: 0.4,
        rescale: Rescale::InverseDensity,
    };
    let got = merged(
        &spec(deltas(drop, Consensus::Sum, 1.0), &w),
        Some(base),
        models,
    );
    let kept = |m: usize, t: usize, p: usize| {
        let key = seed::key(9, &format!("dare/{m}/{}", SHAPES[t].0));
        f64::from(u8::from(f64::from(seed::uniform(key, [0, p as u32])) < 0.4))
    };
    compare("dare", &got, |t, p| {
        b(t, p)
            + (0..3)
                .map(|m| w[m] * kept(m, t, p) * (x(m, t, p) - b(t, p)) / 0.4)
                .sum::<f64>()
    });
    let share = (0..4200).map(|p| kept(0, 0, p)).sum::<f64>() / 4200.0;
    assert!((share - 0.4).abs() < 0.03, "{share}");

    let trim = Sparsify::Trim { density: 0.3 };
    let got = merged(
        &spec(deltas(trim, Consensus::Elect, 0.9), &w),
        Some(base),
        models,
    );
    let trimmed = |m: usize, t: usize| -> Vec<f64> {
        let n = SHAPES[t].1;
        let d: Vec<f64> = (0..n).map(|p| x(m, t, p) - b(t, p)).collect();
        let mut sizes: Vec<f32> = d.iter().map(|d| (*d as f32).abs()).collect();
        sizes.sort_by(f32::total_cmp);
        let k = ((0.3 * n as f64 + 1e-9).floor() as usize).max(1);
        let least = sizes[n - k];
        let mut left = k;
        let mut keep = vec![0.0; n];
        for above in [true, false] {
            for p in 0..n {
                let size = (d[p] as f32).abs();
                let wanted = if above { size > least } else { size == least };
                if wanted && left > 0 {
                    keep[p] = d[p];
                    left -= 1;
                }
            }
        }
        keep
    };
    let all: Vec<Vec<Vec<f64>>> = (0..3)
        .map(|m| (0..3).map(|t| trimmed(m, t)).collect())
        .collect();
    compare("ties", &got, |t, p| {
        let vote: f64 = (0..3).map(|m| w[m] * all[m][t][p]).sum();
        let sign = if vote >= 0.0 { 1.0 } else { -1.0 };
        let agree: Vec<usize> = (0..3).filter(|&m| all[m][t][p] * sign > 0.0).collect();
        let sum: f64 = agree.iter().map(|&m| w[m] * all[m][t][p]).sum();
        let mass: f64 = agree.iter().map(|&m| w[m]).sum();
        b(t, p) + 0.9 * if agree.is_empty() { 0.0 } else { sum / mass }
    });
}

#[test]
fn files_on_disk_give_the_same_bytes_as_files_in_memory() {
    let files = family();
    let all: Vec<Vec<u8>> = files.models.iter().map(|m| file(m)).collect();
    let folder = std::env::temp_dir().join(format!("soupcon-merge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let open = |(i, bytes): (usize, &Vec<u8>)| {
        let path = folder.join(format!("{i}.safetensors"));
        std::fs::write(&path, bytes).unwrap();
        Checkpoint::open("on disk", std::fs::File::open(path).unwrap(), false).unwrap()
    };
    let models: Vec<Checkpoint> = all.iter().enumerate().map(open).collect();
    let spec = spec(Method::Linear { normalize: true }, &[]);
    let mut out = Vec::new();
    let inputs = Inputs {
        base: None,
        models: &models,
        fishers: &[],
    };
    merge(&spec, &inputs, &mut out).unwrap();
    let slices: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    assert_eq!(out, merge_bytes(&spec, None, &slices, &[]).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What a fault says, and the merge that has it: method, weights, base, models, Fishers.
type Case<'a> = (
    &'a str,
    Method,
    &'a [f64],
    Option<&'a [u8]>,
    &'a [&'a [u8]],
    &'a [&'a [u8]],
);

#[test]
fn names_in_a_recipe_are_strings_of_yaml() {
    let spec = spec(Method::ModelStock, &[]);
    let text = recipe(&spec, Some("a\u{1b}"), &["b\"c"]);
    let expected =
        "merge_method: model_stock\nbase_model: \"a\\u001b\"\nmodels:\n  - model: \"b\\\"c\"\n";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn what_does_not_go_together_is_named() {
    let a = tensors(&[("x", &[2], &[1.0, 2.0]), ("y", &[1], &[0.0])]);
    let b = tensors(&[("x", &[1, 2], &[1.0, 2.0]), ("z", &[1], &[0.0])]);
    let nan = tensors(&[("x", &[2], &[1.0, f32::NAN]), ("y", &[1], &[0.0])]);
    let low = tensors(&[("x", &[2], &[1.0, -1.0]), ("y", &[1], &[0.0])]);
    let linear = Method::Linear { normalize: true };
    let fisher = Method::Fisher { floor: 1e-8 };
    let slerp = |t| Method::Slerp {
        t,
        dot_threshold: 0.9995,
        eps: 1e-8,
    };
    let trim = |density| deltas(Sparsify::Trim { density }, Consensus::Elect, 1.0);
    let far = deltas(Sparsify::Keep, Consensus::Sum, f64::NAN);
    let cases: [Case; 18] = [
        (
            "`x` is [2] in the first and [1, 2] in the second",
            linear,
            &[],
            None,
            &[&a, &b],
            &[],
        ),
        ("the second lacks `y`", linear, &[], None, &[&a, &b], &[]),
        (
            "the second has `z` besides",
            linear,
            &[],
            None,
            &[&a, &b],
            &[],
        ),
        (
            "element 1 of tensor `x` is NaN",
            linear,
            &[],
            None,
            &[&a, &nan],
            &[],
        ),
        ("`models` must be from 1", linear, &[], None, &[], &[]),
        (
            "`models` must be from 2 to 2",
            slerp(0.5),
            &[],
            None,
            &[&a],
            &[],
        ),
        (
            "`models` must be from 2 to 2",
            slerp(0.5),
            &[],
            None,
            &[&a, &a, &a],
            &[],
        ),
        (
            "`models` must be from 2",
            Method::ModelStock,
            &[],
            Some(&a),
            &[&a],
            &[],
        ),
        (
            "`t` must be from 0 to 1, not 1.5",
            slerp(1.5),
            &[],
            None,
            &[&a, &a],
            &[],
        ),
        ("`weights` must be 2", linear, &[1.0], None, &[&a, &a], &[]),
        ("sum 0", linear, &[1.0, -1.0], None, &[&a, &a], &[]),
        (
            "`weights` must be",
            linear,
            &[f64::NAN, 1.0],
            None,
            &[&a, &a],
            &[],
        ),
        ("`base` must be given", trim(0.5), &[], None, &[&a], &[]),
        ("`base` must be left out", linear, &[], Some(&a), &[&a], &[]),
        (
            "`density` must be above 0",
            trim(0.0),
            &[],
            Some(&a),
            &[&a],
            &[],
        ),
        ("`scale` must be", far, &[], Some(&a), &[&a], &[]),
        ("`fisher` must be 1 files", fisher, &[], None, &[&a], &[]),
        ("at least 0 as Fisher", fisher, &[], None, &[&a], &[&low]),
    ];
    for (part, method, weights, base, models, fishers) in cases {
        let error = merge_bytes(&spec(method, weights), base, models, fishers).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(part) && !text.contains('\n'),
            "`{part}` is not in: {text}"
        );
    }
}
