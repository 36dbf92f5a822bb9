//! Convolution of images as a product that never lays its larger operand out.
//!
//! `out[b, f, y, x] = Σ_{c,ky,kx} image[b, c, y·s + ky·d, x·s + kx·d] · w[f, c, ky, kx]`
//! is `w · columns`, where column (y, x) holds the pixels of a window. Tap p = (c, ky, kx) of the
//! window at `start` is the pixel `start + at[p]`: two additions instead of a copy. Vectors
//! run along neighbouring windows; where there are few of them (the gradient by the kernels, whose
//! own kernel is a whole map), along the filters. Both add the taps in ascending order, so
//! the bits are the same.

use super::gemm::{Matrix, pack_panel};
use super::simd::{LANES, Task, widest};
use super::tile::{self, LookupByPanel, Place, ROWS, RowsByLookup, RowsByPanel};

/// The block of taps for which the filters are laid out at a time.
const TAP_BLOCK: usize = 512;

/// The sizes of a valid cross-correlation.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    /// Images of the batch.
    pub images: usize,
    /// Channels of an image.
    pub channels: usize,
    /// Rows and columns of an image.
    pub size: [usize; 2],
    /// Filters: channels of the result.
    pub filters: usize,
    /// Rows and columns of a filter.
    pub taps: [usize; 2],
    /// The distance between two windows.
    pub stride: usize,
    /// The distance between two taps.
    pub dilation: usize,
}

impl Convolution {
    /// From the dimensions of images `[.., B, C, H, W]` and filters `[.., F, C, kh, kw]`.
    pub fn new(x: &[usize], w: &[usize], stride: usize, dilation: usize) -> Self {
        let (x, w) = (&x[x.len() - 4..], &w[w.len() - 4..]);
        Convolution {
            images: x[0],
            channels: x[1],
            size: [x[2], x[3]],
            filters: w[0],
            taps: [w[2], w[3]],
            stride,
            dilation,
        }
    }

    /// Rows and columns of the result.
    pub fn windows(&self) -> [usize; 2] {
        let along = |k: usize| {
            let span = (self.taps[k].max(1) - 1) * self.dilation + 1;
            self.size[k]
                .checked_sub(span)
                .map_or(0, |rest| rest / self.stride + 1)
        };
        [along(0), along(1)]
    }

    /// Terms of a sum.
    fn depth(&self) -> usize {
        self.channels * self.taps[0] * self.taps[1]
    }

    fn image_words(&self) -> usize {
        self.channels * self.size[0] * self.size[1]
    }

    /// Whether vectors had better run along the filters; costs are multiply-adds in tenths.
    fn along_filters(&self) -> bool {
        let [rows, columns] = self.windows();
        let vectors = |n: usize| {
            let rest = n % (2 * LANES);
            let last = [0, 16, 20][rest.div_ceil(LANES)]; // half a panel costs more than half
            n / (2 * LANES) * 20 + last
        };
        let copies = if self.stride == 1 { 0 } else { 20 * columns };
        let along_windows = rows * (vectors(columns) * self.filters + copies);
        let along_filters = rows * columns * vectors(self.filters) * 5 / 4;
        along_filters < along_windows
    }
}

/// The cross-correlation of one member: x `[B, C, H, W]`, w `[F, C, kh, kw]`, out
/// `[B, F, Ho, Wo]`, all dense; `out` is overwritten.
///
/// `scratch` grows to what the largest call needs. Without taps or channels the result is 0.
pub fn conv2d(sizes: &Convolution, x: &[f32], w: &[f32], out: &mut [f32], scratch: &mut Vec<f32>) {
    let [rows, columns] = sizes.windows();
    let outputs = sizes.images * sizes.filters * rows * columns;
    debug_assert!(
        x.len() >= sizes.images * sizes.image_words(),
        "the images are too short"
    );
    debug_assert!(
        w.len() >= sizes.filters * sizes.depth(),
        "the filters are too short"
    );
    debug_assert!(out.len() >= outputs, "the result is too short");
    if outputs == 0 || sizes.depth() == 0 {
        out[..outputs].fill(0.0);
    } else if sizes.along_filters() {
        widest(AlongFilters {
            sizes,
            x,
            w,
            out,
            scratch,
        });
    } else {
        widest(AlongWindows {
            sizes,
            x,
            w,
            out,
            scratch,
        });
    }
}

/// Where the taps of a window lie behind its first.
fn tap_offsets(sizes: &Convolution, at: &mut [u32]) {
    let [height, width] = sizes.size;
    let mut at = at.iter_mut();
    for c in 0..sizes.channels {
        for ky in 0..sizes.taps[0] {
            let row = (c * height + ky * sizes.dilation) * width;
            for (kx, at) in at.by_ref().take(sizes.taps[1]).enumerate() {
                *at = (row + kx * sizes.dilation) as u32;
            }
        }
    }
}

/// Splits scratch into words for tap offsets and floats.
fn split(scratch: &mut Vec<f32>, offsets: usize, floats: usize) -> (&mut [u32], &mut [f32]) {
    if scratch.len() < offsets + floats {
        scratch.resize(offsets + floats, 0.0);
    }
    let (offsets, floats) = scratch[..].split_at_mut(offsets);
    (bytemuck::cast_slice_mut(offsets), floats)
}

struct AlongWindows<'a> {
    sizes: &'a Convolution,
    x: &'a [f32],
    w: &'a [f32],
    out: &'a mut [f32],
    scratch: &'a mut Vec<f32>,
}

impl Task for AlongWindows<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let AlongWindows {
            sizes,
            x,
            w,
            out,
            scratch,
        } = self;
        let [rows, columns] = sizes.windows();
        let (depth, stride, filters) = (sizes.depth(), sizes.stride, sizes.filters);
        let (at, panel) = split(scratch, depth, 2 * LANES * depth);
        tap_offsets(sizes, at);
        let last = at[depth - 1] as usize;
        let height = tile::rows(filters);
        for (b, out) in out
            .chunks_exact_mut(filters * rows * columns)
            .take(sizes.images)
            .enumerate()
        {
            for y in 0..rows {
                let row = b * sizes.image_words() + y * stride * sizes.size[1];
                let mut j = 0;
                while j < columns {
                    let vectors = tile::vectors(ROWS, columns - j);
                    let used = (vectors * LANES).min(columns - j);
                    let x = &x[row + j * stride..];
                    let panel = &mut panel[..vectors * LANES * depth];
                    let looked_up = stride == 1 && last + vectors * LANES <= x.len();
                    if !looked_up {
                        gather_panel(x, at, stride, used, vectors * LANES, panel);
                    }
                    for f in (0..filters).step_by(height) {
                        let count = height.min(filters - f);
                        let a = &w[f * depth..];
                        let c = &mut out[(f * rows + y) * columns + j..];
                        let place = Place {
                            c,
                            row: rows * columns,
                            columns: used,
                            fresh: true,
                        };
                        if looked_up {
                            let operands = RowsByLookup {
                                a,
                                a_row: depth,
                                b: x,
                                at,
                            };
                            tile::multiply(count, vectors, &operands, place);
                        } else {
                            let operands = RowsByPanel {
                                a,
                                a_row: depth,
                                panel,
                            };
                            tile::multiply(count, vectors, &operands, place);
                        }
                    }
                    j += vectors * LANES;
                }
            }
        }
    }
}

/// Lays the pixels of `used` windows out as a panel of `width` columns.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn gather_panel(
    x: &[f32],
    at: &[u32],
    stride: usize,
    used: usize,
    width: usize,
    panel: &mut [f32],
) {
    for (to, &at) in panel.chunks_exact_mut(width).zip(at) {
        let (to, rest) = to.split_at_mut(used);
        let from = x[at as usize..].iter().step_by(stride);
        to.iter_mut().zip(from).for_each(|(to, &x)| *to = x);
        rest.fill(0.0);
    }
}

struct AlongFilters<'a> {
    sizes: &'a Convolution,
    x: &'a [f32],
    w: &'a [f32],
    out: &'a mut [f32],
    scratch: &'a mut Vec<f32>,
}

impl Task for AlongFilters<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let AlongFilters {
            sizes,
            x,
            w,
            out,
            scratch,
        } = self;
        let [rows, columns] = sizes.windows();
        let (depth, filters, windows) = (sizes.depth(), sizes.filters, rows * columns);
        let count = sizes.images * windows;
        let block = TAP_BLOCK.min(depth);
        let (at, floats) = split(scratch, depth, 2 * LANES * block + count * filters);
        let (panel, sums) = floats.split_at_mut(2 * LANES * block);
        tap_offsets(sizes, at);
        let start = |i: usize| {
            let (b, y, x) = (i / windows, i / columns % rows, i % columns);
            b * sizes.image_words() + (y * sizes.size[1] + x) * sizes.stride
        };
        let height = tile::rows(count);
        for p in (0..depth).step_by(block) {
            let at = &at[p..depth.min(p + block)];
            let mut f = 0;
            while f < filters {
                let vectors = tile::vectors(ROWS, filters - f);
                let used = (vectors * LANES).min(filters - f);
                let panel = &mut panel[..vectors * LANES * at.len()];
                let b = Matrix {
                    data: &w[f * depth + p..],
                    row: 1,
                    col: depth,
                };
                pack_panel(b, used, vectors * LANES, panel);
                for i in (0..count).step_by(height) {
                    let start: [usize; ROWS] = std::array::from_fn(|r| start(i + r));
                    let c = &mut sums[i * filters + f..];
                    let place = Place {
                        c,
                        row: filters,
                        columns: used,
                        fresh: p == 0,
                    };
                    let operands = LookupByPanel {
                        a: x,
                        start,
                        at,
                        panel,
                    };
                    tile::multiply(height.min(count - i), vectors, &operands, place);
                }
                f += vectors * LANES;
            }
        }
        for (b, out) in out
            .chunks_exact_mut(filters * windows)
            .take(sizes.images)
            .enumerate()
        {
            for (f, out) in out.chunks_exact_mut(windows).enumerate() {
                let from = sums[b * windows * filters + f..].iter().step_by(filters);
                out.iter_mut().zip(from).for_each(|(to, &sum)| *to = sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        let (x, w, scratch) = (&x[..], &w[..], &mut scratch);
        AlongFilters {
            sizes: s,
            x,
            w,
            out: &mut other,
            scratch,
        }
        .run();
        assert_eq!(out, other, "{s:?}: the direction of vectors changes bits");
        AlongWindows {
            sizes: s,
            x,
            w,
            out: &mut other,
            scratch,
        }
        .run();
        assert_eq!(out, other, "{s:?}: the direction of vectors changes bits");
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
}
