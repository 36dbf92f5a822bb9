//! Convolutions as products over (pixel) × (kernel · channels), without rewriting the images.

use std::fmt::Write;

use crate::plan::View;

use super::source::{Source, positions};

/// Pixels, and channels, of a work item.
const TILE: usize = 4;
/// Work items that keep a device busy.
const ENOUGH: usize = 2048;
/// The fewest taps that a work item adds up where it can be chosen.
const LEAST: usize = 256;

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
    fn results(&self) -> usize {
        self.out_dims.iter().product()
    }

    /// Members, and tiles of channels and of pixels: pixels of all images of a member lie
    /// in one row, fastest.
    fn tiles(&self) -> [usize; 3] {
        let pixels = self.out_dims[1] * self.out_dims[3] * self.out_dims[4];
        let channels = self.out_dims[2].div_ceil(TILE);
        [self.out_dims[0], channels, pixels.div_ceil(TILE)]
    }

    /// How many input channels a work item adds up: all, unless there are few tiles of
    /// long sums, as in the gradient of a kernel.
    fn share(&self) -> usize {
        let inputs = self.w_dims[2];
        let taps: usize = self.w_dims[2..].iter().product();
        let tiles: usize = self.tiles().iter().product();
        let parts = (ENOUGH / tiles).min(taps / LEAST).clamp(1, inputs);
        inputs.div_ceil(parts)
    }

    fn parts(&self) -> usize {
        self.w_dims[2].div_ceil(self.share())
    }

    /// Words of scratch: each part's results.
    pub fn scratch(&self) -> usize {
        match self.parts() {
            1 => 0,
            parts => parts * self.results(),
        }
    }

    /// One pass, or two.
    pub fn passes(&self) -> usize {
        1 + usize::from(self.parts() > 1)
    }

    /// Writes a pass.
    pub fn write(&self, source: &mut Source, pass: usize) {
        source.open();
        if pass == 1 {
            self.add_up(source);
            source.close(self.results());
            return;
        }
        let [members, channels, pixels] = self.tiles();
        let dims = [self.parts(), members, channels, pixels];
        let at = positions(&dims, "t", &mut source.text);
        let _ = write!(
            source.text,
            "    let part = {};\n    let member = {};\n    let co = {} * {TILE}u;\n    \
             let q = {} * {TILE}u;\n",
            at[0], at[1], at[2], at[3]
        );
        let pixels = self.out_dims[1] * self.out_dims[3] * self.out_dims[4];
        self.starts(source, self.out_dims[2], pixels);
        self.contract(source);
        self.store(source, self.out_dims[2], pixels);
        source.close(dims.iter().product());
    }

    /// Adds the parts of a result up, in order.
    fn add_up(&self, source: &mut Source) {
        let (name, first) = source.scratch(0);
        let (results, parts) = (self.results(), self.parts());
        let _ = write!(
            source.text,
            "    var sum = 0.0;\n    for (var part = 0u; part < {parts}u; part++) {{\n        \
             sum += bitcast<f32>({name}[{first} + part * {results}u + t]);\n    }}\n"
        );
        let at = positions(self.out_dims, "t", &mut source.text);
        let place = source.write(self.out, &at);
        let _ = writeln!(source.text, "    {place} = bitcast<u32>(sum);");
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
        let (height, width, share) = (self.x_dims[3], self.x_dims[4], self.share());
        let (images, kernels) = (
            source.name(self.x.buffer, false),
            source.name(self.w.buffer, false),
        );
        let _ = write!(
            source.text,
            "    var tap = part * {}u;\n    let last = min(part * {share}u + {share}u, {inputs}u);\n    \
             for (var ci = part * {share}u; ci < last; ci++) {{\n    \
             for (var ky = 0u; ky < {high}u; ky++) {{\n    \
             for (var kx = 0u; kx < {wide}u; kx++) {{\n        \
             let shift = ci * {}u + ky * {}u + kx * {}u;\n        \
             let w = bitcast<vec4<f32>>(vec4<u32>({kernels}[b0 + tap], {kernels}[b1 + tap], \
             {kernels}[b2 + tap], {kernels}[b3 + tap]));\n",
            share * high * wide,
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
        let strides: [usize; 4] = std::array::from_fn(|k| self.out_dims[k + 1..].iter().product());
        let split = (self.parts() > 1).then(|| source.scratch(0));
        for r in 0..TILE {
            for (c, component) in ["x", "y", "z", "w"].iter().enumerate() {
                let at = [
                    "member".to_string(),
                    format!("n{r}"),
                    format!("(co + {c}u)"),
                    format!("y{r}"),
                    format!("x{r}"),
                ];
                let place = match &split {
                    None => source.write(self.out, &at),
                    Some((name, first)) => {
                        let [a, b, c, d] = strides;
                        format!(
                            "{name}[{first} + part * {}u + member * {a}u + {} * {b}u + {} * {c}u + {} * {d}u + {}]",
                            self.results(),
                            at[1],
                            at[2],
                            at[3],
                            at[4]
                        )
                    }
                };
                let _ = writeln!(
                    source.text,
                    "    if (q + {r}u < {pixels}u && co + {c}u < {channels}u) {{ {place} = bitcast<u32>(c{r}.{component}); }}"
                );
            }
        }
    }
}
