//! Matrix multiplication: `C = A · B`, with any strides.
//!
//! Two rows by four vectors of C stay in registers while k runs; B is laid out in panels
//! of that width, so that the inner loop reads it front to back. The bits of an element
//! depend on its row of A and its column of B alone: not on m, n, the tile or the block.

use super::pack::{pack_groups, pack_panel, panels};
use super::simd::LANES;
use super::tile::{self, GROUP, GroupsByPanel, GroupsByRows, Place, RowsByPanel};

/// The largest block of k: a panel of B and a tile of A stay in the nearest cache.
const K_BLOCK: usize = 512;
/// The largest block of rows whose groups of A are laid out at a time.
const M_BLOCK: usize = 64;
/// The largest block of columns whose panels of B are laid out at a time.
const N_BLOCK: usize = 512;

/// Numbers of which element (i, j) lies at `data[i·row + j·col]`; a stride may be 0.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// Element (0, 0) and what follows.
    pub data: &'a [f32],
    /// From one row to the next.
    pub row: usize,
    /// From one column to the next.
    pub col: usize,
}

impl Matrix<'_> {
    fn transposed(self) -> Self {
        Matrix {
            row: self.col,
            col: self.row,
            ..self
        }
    }

    /// The part that begins at element (i, j).
    pub(super) fn from(self, i: usize, j: usize) -> Self {
        let data = &self.data[i * self.row + j * self.col..];
        Matrix { data, ..self }
    }
}

/// `C = A · B`: a is m×k, b is k×n, element (i, j) of C is `c[i·c_row + j]`, overwritten.
///
/// `scratch` grows to what the largest call needs and is then left alone. With k = 0 the
/// result is 0; NaN and infinities go the way of the sum.
#[allow(
    clippy::too_many_arguments,
    reason = "a product has that many in every library"
)]
pub fn gemm(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix,
    b: Matrix,
    c: &mut [f32],
    c_row: usize,
    scratch: &mut Vec<f32>,
) {
    if m == 0 || n == 0 {
        return;
    }
    debug_assert!(c.len() >= (m - 1) * c_row + n, "C is too short");
    if k == 0 {
        (0..m).for_each(|i| c[i * c_row..][..n].fill(0.0));
        return;
    }
    debug_assert!(
        a.data.len() > (m - 1) * a.row + (k - 1) * a.col,
        "A is too short"
    );
    debug_assert!(
        b.data.len() > (k - 1) * b.row + (n - 1) * b.col,
        "B is too short"
    );
    let product = Product { m, k, n, a, b };
    if n <= GROUP && m > n && a.row == 1 {
        product.multiply_turned(c, c_row, scratch);
    } else {
        let (_, scratch) = split(scratch, 0, product.words());
        product.multiply(c, c_row, scratch);
    }
}

/// The first words of scratch, and those behind them.
fn split(scratch: &mut Vec<f32>, first: usize, then: usize) -> (&mut [f32], &mut [f32]) {
    if scratch.len() < first + then {
        scratch.resize(first + then, 0.0);
    }
    scratch[..first + then].split_at_mut(first)
}

#[derive(Clone, Copy)]
struct Product<'a> {
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'a>,
    b: Matrix<'a>,
}

impl Product<'_> {
    /// The length of blocks of k, all about the same.
    fn k_block(&self) -> usize {
        self.k.div_ceil(self.k.div_ceil(K_BLOCK))
    }

    /// Whether whole vectors of B stay where they are, since they are read only once.
    fn in_place(&self) -> bool {
        self.m <= GROUP && self.b.col == 1
    }

    /// Whether A is laid out in groups.
    fn grouped(&self) -> bool {
        self.in_place() || self.a.col != 1
    }

    fn group_words(&self) -> usize {
        let rows = self.m.min(M_BLOCK).next_multiple_of(GROUP);
        if self.grouped() {
            self.k_block() * rows
        } else {
            0
        }
    }

    /// Words of scratch that it needs.
    fn words(&self) -> usize {
        self.group_words() + self.k_block() * (self.n.min(N_BLOCK) + 4 * LANES)
    }

    fn multiply(self, c: &mut [f32], c_row: usize, scratch: &mut [f32]) {
        let Product { m, k, n, a, b } = self;
        let (groups, panels) = scratch.split_at_mut(self.group_words());
        for p in (0..k).step_by(self.k_block()) {
            for j in (0..n).step_by(N_BLOCK) {
                let right = Right {
                    b: b.from(p, j),
                    depth: self.k_block().min(k - p),
                    columns: N_BLOCK.min(n - j),
                    in_place: self.in_place(),
                };
                right.lay_out(panels);
                for i in (0..m).step_by(M_BLOCK) {
                    let (a, rows) = (a.from(i, p), M_BLOCK.min(m - i));
                    let left = if self.grouped() {
                        pack_groups(a, rows, right.depth, groups);
                        Left::Groups(groups)
                    } else {
                        Left::Rows(a)
                    };
                    let c = &mut c[i * c_row + j..];
                    right.multiply(left, rows, panels, c, c_row, p == 0);
                }
            }
        }
    }

    /// Computes the transpose: vectors along few columns would stay half empty.
    fn multiply_turned(self, c: &mut [f32], c_row: usize, scratch: &mut Vec<f32>) {
        let Product { m, n, a, b, .. } = self;
        let (a, b) = (b.transposed(), a.transposed());
        let turned = Product {
            m: n,
            n: m,
            a,
            b,
            ..self
        };
        let (sums, scratch) = split(scratch, m * n, turned.words());
        turned.multiply(sums, m, scratch);
        for (i, c) in c.chunks_mut(c_row.max(1)).take(m).enumerate() {
            let from = sums[i..].iter().step_by(m);
            c[..n].iter_mut().zip(from).for_each(|(c, &x)| *c = x);
        }
    }
}

/// A block of A.
#[derive(Clone, Copy)]
enum Left<'a> {
    Rows(Matrix<'a>),
    Groups(&'a [f32]),
}

/// A block of B.
struct Right<'a> {
    b: Matrix<'a>,
    depth: usize,
    columns: usize,
    in_place: bool,
}

impl Right<'_> {
    fn lay_out(&self, panels_of_b: &mut [f32]) {
        for panel in panels(self.columns) {
            if !(self.in_place && panel.whole()) {
                let b = self.b.from(0, panel.first);
                pack_panel(b, panel, &mut panels_of_b[panel.words(self.depth)]);
            }
        }
    }

    fn multiply(
        &self,
        left: Left,
        rows: usize,
        panels_of_b: &[f32],
        c: &mut [f32],
        row: usize,
        fresh: bool,
    ) {
        let depth = self.depth;
        for panel in panels(self.columns) {
            let (vectors, columns) = (panel.vectors, panel.used);
            let c = &mut c[panel.first..];
            let place = Place {
                c,
                row,
                columns,
                fresh,
            };
            let whole = panel.whole();
            let panel_words = &panels_of_b[panel.words(depth)];
            match left {
                Left::Groups(groups) if self.in_place && whole => {
                    let (b, b_row) = (&self.b.data[panel.first..], self.b.row);
                    let operands = GroupsByRows {
                        groups,
                        b,
                        b_row,
                        depth,
                    };
                    tile::multiply(rows, vectors, &operands, place);
                }
                Left::Groups(groups) => {
                    let operands = GroupsByPanel {
                        groups,
                        panel: panel_words,
                    };
                    tile::multiply(rows, vectors, &operands, place);
                }
                Left::Rows(a) => {
                    let (a, a_row) = (a.data, a.row);
                    let operands = RowsByPanel {
                        a,
                        a_row,
                        panel: panel_words,
                    };
                    tile::multiply(rows, vectors, &operands, place);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
