//! What can happen to one image: a slice of `h · w` numbers, row after row.

/// The height and the width of an image.
pub(super) type Size = [usize; 2];

/// A Gaussian filter of `sigma` pixels, cut at four deviations; past the edge stands
/// the edge's value. Nothing happens for `sigma` = 0.
pub(super) fn blurred(x: &[f32], [h, w]: Size, sigma: f64) -> Vec<f32> {
    let weights = gaussian(sigma);
    let reach = weights.len() / 2;
    let filter = |from: &dyn Fn(usize) -> f32, at: usize, length: usize| {
        let place = |k: usize| (at + k).saturating_sub(reach).min(length - 1);
        let terms = weights.iter().enumerate();
        terms
            .map(|(k, weight)| weight * from(place(k)))
            .sum::<f32>()
    };
    let mut across = vec![0.0; h * w];
    for (i, out) in across.iter_mut().enumerate() {
        let row = &x[i / w * w..][..w];
        *out = filter(&|j| row[j], i % w, w);
    }
    let down = |i: usize| filter(&|row| across[row * w + i % w], i / w, h);
    (0..h * w).map(down).collect()
}

fn gaussian(sigma: f64) -> Vec<f32> {
    let reach = (4.0 * sigma).ceil() as i32;
    let weight = |k: i32| {
        if sigma > 0.0 {
            libm::exp(-0.5 * f64::from(k * k) / (sigma * sigma))
        } else {
            1.0
        }
    };
    let total: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach)
        .map(|k| (weight(k) / total) as f32)
        .collect()
}

/// The image turned about its middle by `degrees`, counter-clockwise as seen;
/// read between pixels linearly, 0 outside.
pub(super) fn rotated(x: &[f32], size: Size, degrees: f64) -> Vec<f32> {
    let angle = degrees.to_radians();
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let middle = size.map(|length| (length as f64 - 1.0) / 2.0);
    mapped(x, size, |i, j| {
        let (down, across) = (i - middle[0], j - middle[1]);
        let from_down = cos * down + sin * across;
        let from_across = cos * across - sin * down;
        [middle[0] + from_down, middle[1] + from_across]
    })
}

/// The image moved by so many pixels down and to the right, 0 where nothing comes in.
pub(super) fn moved(x: &[f32], size: Size, [down, right]: [f64; 2]) -> Vec<f32> {
    mapped(x, size, |i, j| [i - down, j - right])
}

/// The image as `rows` by `columns` blocks, each the mean of what it covers.
pub(super) fn pixelated(x: &[f32], [h, w]: Size, [rows, columns]: Size) -> Vec<f32> {
    let mut blocks = vec![0.0; rows * columns];
    for (at, block) in blocks.iter_mut().enumerate() {
        let (tall, wide) = (
            cover(at / columns, rows, h),
            cover(at % columns, columns, w),
        );
        let mut sum = 0.0;
        for &(i, part) in &tall {
            sum += part
                * wide
                    .iter()
                    .map(|&(j, p)| p * f64::from(x[i * w + j]))
                    .sum::<f64>();
        }
        *block = (sum * (rows * columns) as f64 / (h * w) as f64) as f32;
    }
    let nearest = |at: usize, blocks: usize, length: usize| (2 * at + 1) * blocks / (2 * length);
    let value = |i: usize| blocks[nearest(i / w, rows, h) * columns + nearest(i % w, columns, w)];
    (0..h * w).map(value).collect()
}

/// Which pixels of `length` the block `at` of `blocks` covers, and how much of each.
fn cover(at: usize, blocks: usize, length: usize) -> Vec<(usize, f64)> {
    // In units of 1/blocks of a pixel, so that all is whole arithmetic.
    let (low, high) = (at * length, (at + 1) * length);
    let part = |i: usize| high.min((i + 1) * blocks) - low.max(i * blocks);
    (low / blocks..high.div_ceil(blocks))
        .map(|i| (i, part(i) as f64 / blocks as f64))
        .collect()
}

/// Each pixel read from the place that `source` says, between four pixels.
fn mapped(x: &[f32], [h, w]: Size, source: impl Fn(f64, f64) -> [f64; 2]) -> Vec<f32> {
    let pixel = |i: i64, j: i64| match (usize::try_from(i), usize::try_from(j)) {
        (Ok(i), Ok(j)) if i < h && j < w => f64::from(x[i * w + j]),
        _ => 0.0,
    };
    let value = |at: usize| {
        let [i, j] = source((at / w) as f64, (at % w) as f64);
        let (top, left) = (i.floor(), j.floor());
        let (down, right) = (i - top, j - left);
        let (top, left) = (top as i64, left as i64);
        let line = |i| (1.0 - right) * pixel(i, left) + right * pixel(i, left + 1);
        ((1.0 - down) * line(top) + down * line(top + 1)) as f32
    };
    (0..h * w).map(value).collect()
}
