//! What can happen to one image: a slice of `h · w` numbers, row after row.

/// The height and the width of an image.
pub(super) type Size = [usize; 2];

/// A Gaussian filter of `sigma` > 0 pixels, cut at four deviations; past the edge
/// stands the edge's value.
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
    let weight = |k: i32| libm::exp(-0.5 * f64::from(k * k) / (sigma * sigma));
    let total: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach)
        .map(|k| (weight(k) / total) as f32)
        .collect()
}

/// The image turned about its middle by `degrees`, counter-clockwise as seen;
/// read between pixels linearly, 0 outside.
pub(super) fn rotated(x: &[f32], size: Size, degrees: f64) -> Vec<f32> {
    placed(x, size, degrees, [0.0; 2])
}

/// The image turned about its middle and then moved by so many pixels down and to the right,
/// read once, so that it is blurred once.
pub(super) fn placed(x: &[f32], size: Size, degrees: f64, away: [f64; 2]) -> Vec<f32> {
    let angle = degrees.to_radians();
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let middle = size.map(|length| (length as f64 - 1.0) / 2.0);
    mapped(x, size, |i, j| {
        let (down, across) = (i - away[0] - middle[0], j - away[1] - middle[1]);
        let from_down = cos * down + sin * across;
        let from_across = cos * across - sin * down;
        [middle[0] + from_down, middle[1] + from_across]
    })
}

/// The image moved by so many pixels down and to the right, 0 where nothing comes in.
pub(super) fn moved(x: &[f32], size: Size, [down, right]: [f64; 2]) -> Vec<f32> {
    mapped(x, size, |i, j| [i - down, j - right])
}

/// The image as fewer pixels, `coarse`, and back: each number the mean over the area
/// that it covers, both ways.
pub(super) fn pixelated(x: &[f32], size: Size, coarse: Size) -> Vec<f32> {
    resized(&resized(x, size, coarse), coarse, size)
}

fn resized(x: &[f32], [h, w]: Size, [rows, columns]: Size) -> Vec<f32> {
    let [tall, wide] = [covers(rows, h), covers(columns, w)];
    let line = |i: usize, cover: &[(usize, f64)]| {
        let terms = cover
            .iter()
            .map(|&(j, part)| part * f64::from(x[i * w + j]));
        terms.sum::<f64>()
    };
    let mean = |at: usize| {
        let (down, across) = (&tall[at / columns], &wide[at % columns]);
        down.iter()
            .map(|&(i, part)| part * line(i, across))
            .sum::<f64>() as f32
    };
    (0..rows * columns).map(mean).collect()
}

/// For each of `count` equal pieces of `length` pixels: which it covers, and which
/// share of the piece each is.
fn covers(count: usize, length: usize) -> Vec<Vec<(usize, f64)>> {
    // In units of 1/count of a pixel, so that all is whole arithmetic.
    let cover = |at: usize| {
        let (low, high) = (at * length, (at + 1) * length);
        let part = |i: usize| high.min((i + 1) * count) - low.max(i * count);
        let share = |i: usize| (i, part(i) as f64 / length as f64);
        (low / count..high.div_ceil(count)).map(share).collect()
    };
    (0..count).map(cover).collect()
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
