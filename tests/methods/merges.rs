//! Merging weights: what must hold whatever the numbers, from random cases with printed seeds.

mod chunks;
mod identities;
mod stock;
mod trimming;

use crate::support::rng::Rng;

/// Random cases of each property.
const CASES: u64 = 120;

/// Runs a property on random cases; each says its seed when it fails.
fn cases(name: &str, property: impl Fn(&mut Rng)) {
    for seed in 0..CASES {
        let run = std::panic::AssertUnwindSafe(|| property(&mut Rng::new(seed)));
        assert!(
            std::panic::catch_unwind(run).is_ok(),
            "{name}: failed for seed {seed}"
        );
    }
    println!("{name}: {CASES} cases, seeds 0 to {}", CASES - 1);
}

/// `n` numbers of a few sizes, some of them equal or 0.
fn vector(rng: &mut Rng, n: usize) -> Vec<f32> {
    let scale = rng.pick(&[1e-3, 1.0, 30.0]);
    (0..n)
        .map(|_| match rng.below(8) {
            0 => 0.0,
            1 => (rng.from(0, 4) as f64 - 2.0) as f32,
            _ => (rng.float(-1.0, 1.0) * scale) as f32,
        })
        .collect()
}

/// A base and members near it.
fn family(rng: &mut Rng, members: usize, n: usize) -> (Vec<f32>, Vec<Vec<f32>>) {
    let base = vector(rng, n);
    let member = |_| {
        let delta = vector(rng, n);
        base.iter().zip(delta).map(|(b, d)| b + 0.3 * d).collect()
    };
    let members = (0..members).map(member).collect();
    (base, members)
}

fn slices<T>(rows: &[Vec<T>]) -> Vec<&[T]> {
    rows.iter().map(Vec::as_slice).collect()
}

/// Positive weights.
fn weights(rng: &mut Rng, members: usize) -> Vec<f64> {
    (0..members).map(|_| rng.float(0.1, 2.0)).collect()
}

/// Equal up to a few roundings of numbers of this size.
fn near(a: &[f32], b: &[f32], size: f64) {
    assert_eq!(a.len(), b.len());
    for (i, (&a, &b)) in a.iter().zip(b).enumerate() {
        let off = (f64::from(a) - f64::from(b)).abs();
        assert!(off <= 1e-6 * size.max(1e-3), "element {i}: {a} and {b}");
    }
}

/// The largest size of a number.
fn size(rows: &[Vec<f32>]) -> f64 {
    let sizes = rows.iter().flatten().map(|&x| f64::from(x).abs());
    sizes.fold(0.0, f64::max)
}
