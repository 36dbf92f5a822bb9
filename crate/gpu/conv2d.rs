//! Convolutions as products over (pixel) × (kernel · channels), without rewriting the images.

use std::fmt::Write;

use crate::plan::View;

use super::source::{Source, positions};

/// Pixels, and channels, of a work item.
const TILE: usize = 4;

/// A valid cross-correlation.
pub struct Convolution<'a> {
    /// `[members, B, Ci, H, W]`.
    pub x_dims: &'a [usize],
    /// `[members, Co, Ci, kh, kw]`.
    pub w_dims: &'a [usize],
    /// `[members, B, Co, Ho, Wo]`.
    pub out_dims: &'a [usize],
    /// The images.
    pub x: &'a View,
    /// The kernels.
    pub w: &'a View,
    /// The result.
    pub out: &'a View,
    /// The distance between two windows.
    pub stride: usize,
    /// The distance between two taps.
    pub dilation: usize,
}

impl Convolution<'_> {
    /// Writes it: pixels of all images of a member in one row, fastest.
    pub fn write(&self, source: &mut Source) {
        let pixels = self.out_dims[1] * self.out_dims[3] * self.out_dims[4];
        let channels = self.out_dims[2];
        let tiles = [
            self.out_dims[0],
            channels.div_ceil(TILE),
            pixels.div_ceil(TILE),
        ];
        source.open();
        let at = positions(&tiles, "t", &mut source.text);
        let _ = write!(
            source.text,
            "    let member = {};\n    let co = {} * {TILE}u;\n    let q = {} * {TILE}u;\n",
            at[0], at[1], at[2]
        );
        self.starts(source, channels, pixels);
        self.contract(source);
        self.store(source, channels, pixels);
        source.close(tiles.iter().product());
    }

    /// Where each pixel's window and each channel's kernel begin.
    fn starts(&self, source: &mut Source, channels: usize, pixels: usize) {
        let [_, _, inputs, height, width] = *self.x_dims else {
            return;
        };
        let (high, wide) = (self.out_dims[3], self.out_dims[4]);
        let x = source.start(self.x);
        let x_member = self.x.at.terms[0];
        for r in 0..TILE {
            let _ = write!(
                source.text,
                "    let q{r} = min(q + {r}u, {last}u);\n    let n{r} = q{r} / {area}u;\n    \
                 let y{r} = (q{r} / {wide}u) % {high}u;\n    let x{r} = q{r} % {wide}u;\n    \
                 let a{r} = {x} + member * {x_member}u + n{r} * {image}u + y{r} * {down}u + x{r} * {right}u;\n    \
                 var c{r} = vec4<f32>();\n",
                last = pixels - 1,
                area = high * wide,
                image = inputs * height * width,
                down = self.stride * width,
                right = self.stride,
            );
        }
        let w = source.start(self.w);
        let taps: usize = self.w_dims[2..].iter().product();
        for c in 0..TILE {
            let _ = writeln!(
                source.text,
                "    let b{c} = {w} + member * {}u + min(co + {c}u, {}u) * {taps}u;",
                self.w.at.terms[0],
                channels - 1
            );
        }
    }

    fn contract(&self, source: &mut Source) {
        let [_, _, inputs, high, wide] = *self.w_dims else {
            return;
        };
        let (height, width) = (self.x_dims[3], self.x_dims[4]);
        let (images, kernels) = (
            source.name(self.x.buffer, false),
            source.name(self.w.buffer, false),
        );
        let _ = write!(
            source.text,
            "    var tap = 0u;\n    for (var ci = 0u; ci < {inputs}u; ci++) {{\n    \
             for (var ky = 0u; ky < {high}u; ky++) {{\n    \
             for (var kx = 0u; kx < {wide}u; kx++) {{\n        \
             let shift = ci * {}u + ky * {}u + kx * {}u;\n        \
             let w = bitcast<vec4<f32>>(vec4<u32>({kernels}[b0 + tap], {kernels}[b1 + tap], \
             {kernels}[b2 + tap], {kernels}[b3 + tap]));\n",
            height * width,
            self.dilation * width,
            self.dilation,
        );
        for r in 0..TILE {
            let _ = writeln!(
                source.text,
                "        c{r} += bitcast<f32>({images}[a{r} + shift]) * w;"
            );
        }
        source
            .text
            .push_str("        tap++;\n    }\n    }\n    }\n");
    }

    fn store(&self, source: &mut Source, channels: usize, pixels: usize) {
        for r in 0..TILE {
            for (c, part) in ["x", "y", "z", "w"].iter().enumerate() {
                let at = [
                    "member".to_string(),
                    format!("n{r}"),
                    format!("(co + {c}u)"),
                    format!("y{r}"),
                    format!("x{r}"),
                ];
                let place = source.write(self.out, &at);
                let _ = writeln!(
                    source.text,
                    "    if (q + {r}u < {pixels}u && co + {c}u < {channels}u) {{ {place} = bitcast<u32>(c{r}.{part}); }}"
                );
            }
        }
    }
}
