//! Convolution of images as a product that never lays its larger operand out.
//!
//! `out[b, f, y, x] = Σ_{c,ky,kx} image[b, c, y·s + ky·d, x·s + kx·d] · w[f, c, ky, kx]`
//! is `w · columns`, where column (y, x) holds the pixels of a window. Tap p = (c, ky, kx) of the
//! window at `start` is the pixel `start + at[p]`: two additions instead of a copy. Vectors
//! run along neighbouring windows; where there are few of them (the gradient by the kernels, whose
//! own kernel is a whole map), along the filters. Both add the taps in ascending order, so
//! the bits are the same.

use super::gemm::Matrix;
use super::pack::{Panel, pack_panel, panels};
use super::simd::LANES;
use super::tile::{self, LookupByPanel, Place, RowsByLookup, RowsByPanel};

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
        sizes.multiply_along_filters(x, w, out, scratch);
    } else {
        sizes.multiply_along_windows(x, w, out, scratch);
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
    let (offsets, floats) = scratch[..offsets + floats].split_at_mut(offsets);
    (bytemuck::cast_slice_mut(offsets), floats)
}

impl Convolution {
    fn multiply_along_windows(
        &self,
        x: &[f32],
        w: &[f32],
        out: &mut [f32],
        scratch: &mut Vec<f32>,
    ) {
        let [rows, columns] = self.windows();
        let (at, room) = split(scratch, self.depth(), 4 * LANES * self.depth());
        tap_offsets(self, at);
        let images = out.chunks_exact_mut(self.filters * rows * columns);
        for (b, out) in images.take(self.images).enumerate() {
            for y in 0..rows {
                let row = b * self.image_words() + y * self.stride * self.size[1];
                for panel in panels(columns) {
                    let x = &x[row + panel.first * self.stride..];
                    let c = &mut out[y * columns + panel.first..];
                    let place = Place {
                        c,
                        row: rows * columns,
                        columns: panel.used,
                        fresh: true,
                    };
                    self.multiply_windows(panel, x, w, at, room, place);
                }
            }
        }
    }

    /// Neighbouring windows, the first of which begins at x, under all filters.
    fn multiply_windows(
        &self,
        panel: Panel,
        x: &[f32],
        w: &[f32],
        at: &[u32],
        room: &mut [f32],
        place: Place,
    ) {
        let (vectors, depth) = (panel.vectors, self.depth());
        let reach = at[depth - 1] as usize + vectors * LANES;
        if self.stride == 1 && reach <= x.len() {
            let operands = RowsByLookup {
                a: w,
                a_row: depth,
                b: x,
                at,
            };
            tile::multiply(self.filters, vectors, &operands, place);
        } else {
            let room = &mut room[..vectors * LANES * depth];
            pack_windows(x, at, self.stride, panel, room);
            let operands = RowsByPanel {
                a: w,
                a_row: depth,
                panel: room,
            };
            tile::multiply(self.filters, vectors, &operands, place);
        }
    }

    fn multiply_along_filters(
        &self,
        x: &[f32],
        w: &[f32],
        out: &mut [f32],
        scratch: &mut Vec<f32>,
    ) {
        let (depth, filters) = (self.depth(), self.filters);
        let [rows, columns] = self.windows();
        let count = self.images * rows * columns;
        let block = TAP_BLOCK.min(depth);
        let panel_words = block * 4 * LANES;
        let (at, floats) = split(scratch, depth, panel_words + count * filters);
        let (room, sums) = floats.split_at_mut(panel_words);
        tap_offsets(self, at);
        let start = |i: usize| {
            let (b, y, x) = (i / (rows * columns), i / columns % rows, i % columns);
            b * self.image_words() + (y * self.size[1] + x) * self.stride
        };
        for p in (0..depth).step_by(block) {
            let at = &at[p..depth.min(p + block)];
            for panel in panels(filters) {
                let data = &w[panel.first * depth + p..];
                let taps = Matrix {
                    data,
                    row: 1,
                    col: depth,
                };
                let room = &mut room[..panel.vectors * LANES * at.len()];
                pack_panel(taps, panel, room);
                let place = Place {
                    c: &mut sums[panel.first..],
                    row: filters,
                    columns: panel.used,
                    fresh: p == 0,
                };
                let operands = LookupByPanel {
                    a: x,
                    start,
                    at,
                    panel: room,
                };
                tile::multiply(count, panel.vectors, &operands, place);
            }
        }
        self.transpose(sums, out);
    }

    /// From `[B, windows, F]` to `[B, F, windows]`.
    fn transpose(&self, sums: &[f32], out: &mut [f32]) {
        let windows: usize = self.windows().iter().product();
        let image = self.filters * windows;
        for (sums, out) in sums.chunks_exact(image).zip(out.chunks_exact_mut(image)) {
            for (f, out) in out.chunks_exact_mut(windows).enumerate() {
                let from = sums[f..].iter().step_by(self.filters);
                out.iter_mut().zip(from).for_each(|(to, &sum)| *to = sum);
            }
        }
    }
}

/// Lays the taps of windows out as a panel, filled up with 0.
#[inline(never)]
fn pack_windows(x: &[f32], at: &[u32], stride: usize, panel: Panel, to: &mut [f32]) {
    for (to, &at) in to.chunks_exact_mut(panel.vectors * LANES).zip(at) {
        let (to, rest) = to.split_at_mut(panel.used);
        let from = x[at as usize..].iter().step_by(stride);
        to.iter_mut().zip(from).for_each(|(to, &x)| *to = x);
        rest.fill(0.0);
    }
}

#[cfg(test)]
mod tests;
