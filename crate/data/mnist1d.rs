//! MNIST-1D: ten short signals, padded, stretched, moved, sheared and made noisy.
//!
//! The published procedure with its published parameters, drawn from our own streams:
//! 5000 rows of 40 numbers, the first 4000 to train on.
//! Source: Greydanus and Kobak 2020, *Scaling down deep learning with MNIST-1D*, arXiv:2011.14439.

use super::{Dataset, InputError};
use crate::run::seed::Stream;

/// Rows in all, and the share of the first part.
const ROWS: usize = 5000;
const TRAIN_ROWS: usize = 4000;
/// Numbers of a template, and of a finished row.
const TEMPLATE: usize = 12;
const LENGTH: usize = 40;
/// Zeros put after a template: from `PADDING[0]` to `PADDING[1]`, both included.
const PADDING: [usize; 2] = [36, 60];
/// Length of a signal while it is worked on.
const CANVAS: usize = TEMPLATE + PADDING[1];
/// Amplitudes are scaled by `1 + 0.4 (u − ½)`.
const SCALE: f64 = 0.4;
/// Signals are moved round by 0 to 47 places.
const MAX_SHIFT: u32 = 48;
/// Standard deviation of the noise that replaces the padding, before it is smoothed.
const SMOOTH_NOISE: f64 = 0.25;
/// Standard deviation of the smoothing, in places.
const SMOOTH_WIDTH: f64 = 2.0;
/// Standard deviation of the noise added everywhere.
const NOISE: f64 = 0.02;
/// A slope of `0.75 (u − ½)` over the length is taken off.
const SHEAR: f64 = 0.75;
/// Keeps a template's own zeros apart from the padding's.
const MARK: f64 = 1e-8;

const TEMPLATES: [[f64; TEMPLATE]; 10] = [
    [5.0, 6.0, 6.5, 6.75, 7.0, 7.0, 7.0, 7.0, 6.75, 6.5, 6.0, 5.0],
    [5.0, 3.0, 3.0, 3.4, 3.8, 4.2, 4.6, 5.0, 5.4, 5.8, 5.0, 5.0],
    [5.0, 6.0, 6.5, 6.5, 6.0, 5.25, 4.75, 4.0, 3.5, 3.5, 4.0, 5.0],
    [5.0, 6.0, 6.5, 6.5, 6.0, 5.0, 5.0, 6.0, 6.5, 6.5, 6.0, 5.0],
    [5.0, 4.4, 3.8, 3.2, 2.6, 2.6, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0],
    [5.0, 3.0, 3.0, 3.0, 3.0, 5.0, 6.0, 6.5, 6.5, 6.0, 4.5, 5.0],
    [5.0, 4.0, 3.5, 3.25, 3.0, 3.0, 3.0, 3.0, 3.25, 3.5, 4.0, 5.0],
    [5.0, 7.0, 7.0, 6.6, 6.2, 5.8, 5.4, 5.0, 4.6, 4.2, 5.0, 5.0],
    [5.0, 4.0, 3.5, 3.5, 4.0, 5.0, 5.0, 4.0, 3.5, 3.5, 4.0, 5.0],
    [5.0, 4.0, 3.5, 3.5, 4.0, 5.0, 5.0, 5.0, 5.0, 4.7, 4.3, 5.0],
];

/// The train and the test part, `x [4000, 40]` and `x [1000, 40]`; over both together
/// the mean is 0 and the standard deviation 1. Ten classes of 500 rows, in random order.
#[inline(never)]
pub fn mnist1d(seed: u32) -> Result<[Dataset; 2], InputError> {
    let mut stream = Stream::new(seed, "mnist-1d");
    let mut rows: Vec<(u32, Vec<f64>)> = Vec::with_capacity(ROWS);
    for (label, template) in TEMPLATES.iter().enumerate() {
        let template = normalised(template);
        let per_class = ROWS / TEMPLATES.len();
        rows.extend((0..per_class).map(|_| (label as u32, signal(&template, &mut stream))));
    }
    let order = stream.permutation(ROWS as u32);
    let sorted: Vec<f64> = rows
        .iter()
        .flat_map(|(_, row)| row.iter().copied())
        .collect();
    let (mean, deviation) = moments(&sorted);
    let part = |order: &[u32]| {
        let rows = || order.iter().map(|&row| &rows[row as usize]);
        let x = rows().flat_map(|(_, row)| row.iter().map(|v| ((v - mean) / deviation) as f32));
        let y = rows().map(|(label, _)| *label).collect();
        Dataset::new("mnist-1d", x.collect(), &[LENGTH], y, TEMPLATES.len())
    };
    Ok([part(&order[..TRAIN_ROWS])?, part(&order[TRAIN_ROWS..])?])
}

/// A template with mean 0 and deviation 1, moved to start at 0, over 6.
fn normalised(template: &[f64; TEMPLATE]) -> Vec<f64> {
    let (mean, deviation) = moments(template);
    let value = |v: f64| (v - mean) / deviation;
    let start = value(template[0]);
    template.iter().map(|&v| (value(v) - start) / 6.0).collect()
}

/// One row: pad, stretch to the canvas, scale, move, fill the padding with smooth
/// noise, add noise, shear, and read at 40 places.
fn signal(template: &[f64], stream: &mut Stream) -> Vec<f64> {
    let span = (PADDING[1] - PADDING[0] + 1) as f64;
    let zeros = PADDING[0] + (stream.between(0.0, span)) as usize;
    let mut padded: Vec<f64> = template.iter().map(|v| v + MARK).collect();
    padded.resize(TEMPLATE + zeros, 0.0);
    let mut x = resampled(&padded, CANVAS);
    let scale = 1.0 + SCALE * stream.between(-0.5, 0.5);
    for v in &mut x {
        *v *= scale;
    }
    x.rotate_right(stream.below(MAX_SHIFT) as usize);
    let noise = smoothed(&normals(SMOOTH_NOISE, stream));
    for (v, noise) in x.iter_mut().zip(noise) {
        if *v == 0.0 {
            *v = noise;
        }
    }
    for (v, noise) in x.iter_mut().zip(normals(NOISE, stream)) {
        *v += noise;
    }
    let slope = SHEAR * stream.between(-0.5, 0.5);
    for (i, v) in x.iter_mut().enumerate() {
        *v -= slope * (i as f64 / (CANVAS - 1) as f64 - 0.5);
    }
    resampled(&x, LENGTH)
}

fn normals(deviation: f64, stream: &mut Stream) -> Vec<f64> {
    (0..CANVAS).map(|_| deviation * stream.normal()).collect()
}

/// The mean and the standard deviation (divided by the number).
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    (mean, (square / n).sqrt())
}

/// Linear interpolation at `length` places evenly from the first to the last.
fn resampled(x: &[f64], length: usize) -> Vec<f64> {
    let last = x.len() - 1;
    let at = |i: usize| {
        // The share is whole arithmetic, so that a place on a sample is exactly there.
        let (low, part) = (i * last / (length - 1), i * last % (length - 1));
        let part = part as f64 / (length - 1) as f64;
        x[low] + part * (x[(low + 1).min(last)] - x[low])
    };
    (0..length).map(at).collect()
}

/// A Gaussian filter of [`SMOOTH_WIDTH`], cut at four deviations; past the ends the
/// signal is mirrored, its outermost values repeated.
fn smoothed(x: &[f64]) -> Vec<f64> {
    let reach = (4.0 * SMOOTH_WIDTH) as i64;
    let weight = |k: i64| libm::exp(-0.5 * (k * k) as f64 / (SMOOTH_WIDTH * SMOOTH_WIDTH));
    let total: f64 = (-reach..=reach).map(weight).sum();
    let n = x.len() as i64;
    let mirrored = |i: i64| {
        let i = i.rem_euclid(2 * n);
        x[i.min(2 * n - 1 - i) as usize]
    };
    let around = |i: i64| {
        let terms = (-reach..=reach).map(|k| weight(k) * mirrored(i + k));
        terms.sum::<f64>() / total
    };
    (0..n).map(around).collect()
}
