//! Correlations against sums in 64 bits.

use super::*;

fn numbers(seed: u32) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    }
}

fn floats(len: usize, next: &mut impl FnMut(usize) -> usize) -> Vec<f32> {
    (0..len)
        .map(|_| next(20_001) as f32 / 10_000.0 - 1.0)
        .collect()
}

/// The sum and the sum of absolute terms of one output, in f64.
fn reference(
    s: &Convolution,
    x: &[f32],
    w: &[f32],
    b: usize,
    f: usize,
    y: usize,
    z: usize,
) -> (f64, f64) {
    let (mut sum, mut size) = (0.0, 0.0);
    for c in 0..s.channels {
        for ky in 0..s.taps[0] {
            for kx in 0..s.taps[1] {
                let row = (b * s.channels + c) * s.size[0] + y * s.stride + ky * s.dilation;
                let pixel = x[row * s.size[1] + z * s.stride + kx * s.dilation];
                let tap = w[((f * s.channels + c) * s.taps[0] + ky) * s.taps[1] + kx];
                let term = f64::from(pixel) * f64::from(tap);
                sum += term;
                size += term.abs();
            }
        }
    }
    (sum, size)
}

fn check(s: &Convolution, next: &mut impl FnMut(usize) -> usize) {
    let x = floats(s.images * s.image_words(), next);
    let w = floats(s.filters * s.depth(), next);
    let [rows, columns] = s.windows();
    let mut out = vec![f32::NAN; s.images * s.filters * rows * columns];
    let mut scratch = vec![f32::NAN; 5];
    conv2d(s, &x, &w, &mut out, &mut scratch);
    for (at, &got) in out.iter().enumerate() {
        let (y, z) = (at / columns % rows, at % columns);
        let (b, f) = (
            at / (rows * columns * s.filters),
            at / (rows * columns) % s.filters,
        );
        let (sum, size) = reference(s, &x, &w, b, f, y, z);
        let bound = 4.0 * (s.depth() as f64).sqrt() * f64::from(f32::EPSILON) * size;
        assert!(
            (f64::from(got) - sum).abs() <= bound,
            "{s:?} at {at}: {got} {sum}"
        );
    }
    let mut other = vec![f32::NAN; out.len()];
    s.multiply_along_filters(&x, &w, &mut other, &mut scratch);
    assert_eq!(out, other, "{s:?}: along filters");
    s.multiply_along_windows(&x, &w, &mut other, &mut scratch);
    assert_eq!(out, other, "{s:?}: along windows");
}

#[test]
fn random_shapes_match_sums_in_f64() {
    let mut next = numbers(1);
    for _ in 0..500 {
        let taps = [1 + next(5), 1 + next(5)];
        let dilation = 1 + next(3);
        let size = taps.map(|t| (t - 1) * dilation + 1 + next(20));
        let sizes = Convolution {
            images: 1 + next(3),
            channels: 1 + next(4),
            size,
            filters: 1 + next(10),
            taps,
            stride: 1 + next(3),
            dilation,
        };
        check(&sizes, &mut next);
    }
}

#[test]
fn the_shapes_of_a_small_network_and_its_gradients_match() {
    let mut next = numbers(2);
    let forward = Convolution {
        images: 3,
        channels: 8,
        size: [16, 16],
        filters: 16,
        taps: [3, 3],
        stride: 1,
        dilation: 1,
    };
    check(&forward, &mut next);
    let by_kernel = Convolution {
        images: 8,
        channels: 3,
        size: [16, 16],
        filters: 16,
        taps: [14, 14],
        ..forward
    };
    assert!(by_kernel.along_filters() && !forward.along_filters());
    check(&by_kernel, &mut next);
    check(
        &Convolution {
            stride: 2,
            dilation: 2,
            ..forward
        },
        &mut next,
    );
}

#[test]
fn an_image_does_not_depend_on_the_others() {
    let mut next = numbers(3);
    let sizes = Convolution {
        images: 4,
        channels: 3,
        size: [9, 11],
        filters: 5,
        taps: [3, 2],
        stride: 1,
        dilation: 1,
    };
    let (x, w) = (
        floats(4 * sizes.image_words(), &mut next),
        floats(5 * sizes.depth(), &mut next),
    );
    let words = 5 * sizes.windows().iter().product::<usize>();
    let mut all = vec![0.0; 4 * words];
    conv2d(&sizes, &x, &w, &mut all, &mut Vec::new());
    for b in 0..4 {
        let mut one = vec![0.0; words];
        let x = &x[b * sizes.image_words()..][..sizes.image_words()];
        conv2d(
            &Convolution { images: 1, ..sizes },
            x,
            &w,
            &mut one,
            &mut Vec::new(),
        );
        assert_eq!(one, all[b * words..][..words]);
    }
}

#[test]
fn what_lies_behind_the_result_stays() {
    let mut next = numbers(4);
    let sizes = Convolution {
        images: 2,
        channels: 3,
        size: [7, 7],
        filters: 16,
        taps: [6, 6],
        stride: 1,
        dilation: 1,
    };
    let x = floats(2 * sizes.image_words(), &mut next);
    let w = floats(16 * sizes.depth(), &mut next);
    let words = 2 * 16 * sizes.windows().iter().product::<usize>();
    for along_filters in [true, false] {
        let (mut out, mut scratch) = (vec![7.0; 3 * words], vec![f32::NAN; 1 << 16]);
        match along_filters {
            true => sizes.multiply_along_filters(&x, &w, &mut out, &mut scratch),
            false => sizes.multiply_along_windows(&x, &w, &mut out, &mut scratch),
        }
        assert!(out[..words].iter().all(|v| v.is_finite()));
        assert_eq!(out[words..], vec![7.0; 2 * words], "{along_filters}");
    }
}

#[test]
fn nothing_gives_zero() {
    let sizes = Convolution {
        images: 2,
        channels: 0,
        size: [3, 3],
        filters: 2,
        taps: [2, 2],
        stride: 1,
        dilation: 1,
    };
    let mut out = [1.0; 16];
    conv2d(&sizes, &[], &[], &mut out, &mut Vec::new());
    assert_eq!(out, [0.0; 16]);
    conv2d(
        &Convolution {
            images: 0,
            channels: 1,
            ..sizes
        },
        &[],
        &[0.0; 8],
        &mut [],
        &mut Vec::new(),
    );
}
