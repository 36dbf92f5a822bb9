//! Random cases, each from a seed that a failure names.

use ndarray::{Array1, Array2, Array3};
use soupcon::run::seed::Stream;

/// Runs `case` for the seeds `0..count`; a failing one is printed.
pub fn cases(name: &str, count: u32, case: impl Fn(&mut Stream)) {
    for seed in 0..count {
        let guard = Named { name, seed };
        case(&mut Stream::new(seed, name));
        std::mem::forget(guard);
    }
    println!("{name}: {count} cases, seeds 0 to {}", count - 1);
}

struct Named<'a> {
    name: &'a str,
    seed: u32,
}

impl Drop for Named<'_> {
    fn drop(&mut self) {
        println!("{}: failed at seed {}", self.name, self.seed);
    }
}

/// A whole number from `low` to `high`, both included.
pub fn from(stream: &mut Stream, low: usize, high: usize) -> usize {
    low + stream.below((high - low + 1) as u32) as usize
}

/// Normal logits `[M, N, K]`.
pub fn logits(stream: &mut Stream, shape: [usize; 3], scale: f64) -> Array3<f64> {
    Array3::from_shape_simple_fn(shape, || scale * stream.normal())
}

/// Logits from a few whole numbers, so that many are equal.
pub fn tied_logits(stream: &mut Stream, shape: [usize; 3]) -> Array3<f64> {
    Array3::from_shape_simple_fn(shape, || f64::from(stream.below(3)))
}

/// Numbers in `[0, 1)` `[n, d]`.
pub fn features(stream: &mut Stream, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), || stream.between(0.0, 1.0))
}

/// Whole numbers `0..levels` as features, so that many are equal.
pub fn coarse_features(stream: &mut Stream, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), || f64::from(stream.below(4)))
}

pub fn normals(stream: &mut Stream, n: usize) -> Vec<f64> {
    Array1::from_shape_simple_fn(n, || stream.normal()).to_vec()
}

pub fn labels(stream: &mut Stream, n: usize, classes: usize) -> Vec<usize> {
    let draw = || stream.below(classes as u32) as usize;
    Array1::from_shape_simple_fn(n, draw).to_vec()
}

/// How often each of `n` is drawn in `n` draws.
pub fn bootstrap(stream: &mut Stream, n: usize) -> Vec<f64> {
    let mut counts = vec![0.0; n];
    for _ in 0..n {
        counts[stream.below(n as u32) as usize] += 1.0;
    }
    counts
}

/// Fails unless `a` and `b` agree to 1e-10 of the larger of `|a|`, `|b|` and 1.
#[track_caller]
pub fn assert_close(a: f64, b: f64) {
    let scale = a.abs().max(b.abs()).max(1.0);
    assert!((a - b).abs() <= 1e-10 * scale, "{a} is not {b}");
}
