//! Matrix multiplication: `C = A · B`, with any strides.
//!
//! Four rows by two vectors of C stay in registers while k runs; B is laid out in panels
//! of that width, so that the inner loop reads it front to back. The bits of an element depend on its
//! row of A and its column of B alone: not on m, n, the tile, or the block.

use std::array::from_fn;

use super::simd::{LANES, Task, widest};
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
    #[inline(always)]
    fn transposed(self) -> Self {
        Matrix {
            row: self.col,
            col: self.row,
            ..self
        }
    }

    /// The part that begins at element (i, j).
    #[inline(always)]
    fn from(self, i: usize, j: usize) -> Self {
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
        // Vectors along the few columns would stay half empty: compute the transpose.
        let turned = Product {
            m: n,
            n: m,
            a: b.transposed(),
            b: a.transposed(),
            ..product
        };
        let (c_turned, scratch) = split(scratch, m * n, turned.layout().words());
        widest(Into {
            product: turned,
            c: c_turned,
            c_row: m,
            scratch,
        });
        for (i, c) in c.chunks_mut(c_row.max(1)).take(m).enumerate() {
            let from = c_turned[i..].iter().step_by(m);
            c[..n].iter_mut().zip(from).for_each(|(c, &x)| *c = x);
        }
    } else {
        let (_, scratch) = split(scratch, 0, product.layout().words());
        widest(Into {
            product,
            c,
            c_row,
            scratch,
        });
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

/// How the operands of a product are laid out.
struct Layout {
    /// The length of blocks of k.
    k_block: usize,
    /// Whether A is copied into groups.
    grouped: bool,
    /// Whether whole vectors of B stay where they are.
    in_place: bool,
    group_words: usize,
    panel_words: usize,
}

impl Layout {
    fn words(&self) -> usize {
        self.group_words + self.panel_words
    }
}

impl Product<'_> {
    #[inline(always)]
    fn layout(&self) -> Layout {
        let k_block = self.k.div_ceil(self.k.div_ceil(K_BLOCK)); // of about one length
        let in_place = self.m <= GROUP && self.b.col == 1; // B is read once: not worth a copy
        let grouped = in_place || self.a.col != 1;
        let group_rows = self.m.min(M_BLOCK).next_multiple_of(GROUP);
        let panel_columns = self.n.min(N_BLOCK) + 4 * LANES;
        Layout {
            k_block,
            grouped,
            in_place,
            group_words: if grouped { k_block * group_rows } else { 0 },
            panel_words: k_block * panel_columns,
        }
    }
}

struct Into<'a> {
    product: Product<'a>,
    c: &'a mut [f32],
    c_row: usize,
    scratch: &'a mut [f32],
}

impl Task for Into<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Into {
            product,
            c,
            c_row,
            scratch,
        } = self;
        let Layout {
            k_block,
            grouped,
            in_place,
            group_words,
            ..
        } = product.layout();
        let Product { m, k, n, a, b } = product;
        let (groups, panels_of_b) = scratch.split_at_mut(group_words);
        for p in (0..k).step_by(k_block) {
            let depth = k_block.min(k - p);
            for j in (0..n).step_by(N_BLOCK) {
                let b = b.from(p, j);
                let columns = N_BLOCK.min(n - j);
                for panel in panels(m, columns) {
                    if !(in_place && panel.whole()) {
                        let to = &mut panels_of_b[panel.first * depth..][..panel.width() * depth];
                        pack_panel(b.from(0, panel.first), panel.used, panel.vectors, to);
                    }
                }
                for i in (0..m).step_by(M_BLOCK) {
                    let rows = M_BLOCK.min(m - i);
                    let a = a.from(i, p);
                    if grouped {
                        pack_groups(a, rows, depth, groups);
                    }
                    for panel in panels(m, columns) {
                        let c = &mut c[i * c_row + j + panel.first..];
                        let place = Place {
                            c,
                            row: c_row,
                            columns: panel.used,
                            fresh: p == 0,
                        };
                        let at = &panels_of_b[panel.first * depth..][..panel.width() * depth];
                        let vectors = panel.vectors;
                        if in_place && panel.whole() {
                            let b_row = b.row;
                            let b = &b.data[panel.first..];
                            let operands = GroupsByRows {
                                groups,
                                b,
                                b_row,
                                depth,
                            };
                            tile::multiply(rows, vectors, &operands, place);
                        } else if grouped {
                            tile::multiply(
                                rows,
                                vectors,
                                &GroupsByPanel { groups, panel: at },
                                place,
                            );
                        } else {
                            let operands = RowsByPanel {
                                a: a.data,
                                a_row: a.row,
                                panel: at,
                            };
                            tile::multiply(rows, vectors, &operands, place);
                        }
                    }
                }
            }
        }
    }
}

/// A column of tiles.
#[derive(Clone, Copy)]
struct Panel {
    first: usize,
    used: usize,
    vectors: usize,
}

impl Panel {
    #[inline(always)]
    fn width(self) -> usize {
        self.vectors * LANES
    }

    #[inline(always)]
    fn whole(self) -> bool {
        self.used == self.width()
    }
}

/// The columns of tiles of a block.
struct Panels {
    rows: usize,
    columns: usize,
    next: usize,
}

#[inline(always)]
fn panels(rows: usize, columns: usize) -> Panels {
    Panels {
        rows,
        columns,
        next: 0,
    }
}

impl Iterator for Panels {
    type Item = Panel;

    #[inline(always)]
    fn next(&mut self) -> Option<Panel> {
        let (first, left) = (self.next, self.columns - self.next);
        let vectors = tile::vectors(self.rows, left);
        let used = left.min(vectors * LANES);
        self.next += used;
        (left > 0).then_some(Panel {
            first,
            used,
            vectors,
        })
    }
}

/// Lays `used` columns of B out as a panel of 1, 2 or 4 vectors, filled up with 0.
#[inline(always)]
pub(super) fn pack_panel(b: Matrix, used: usize, vectors: usize, panel: &mut [f32]) {
    match vectors {
        1 => pack_vectors::<1>(b, used, panel),
        2 => pack_vectors::<2>(b, used, panel),
        _ => pack_vectors::<4>(b, used, panel),
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn pack_vectors<const V: usize>(b: Matrix, used: usize, panel: &mut [f32]) {
    let rows = panel.as_chunks_mut::<LANES>().0.as_chunks_mut::<V>().0;
    if b.col == 1 && used == V * LANES {
        for (p, to) in rows.iter_mut().enumerate() {
            let from = b.data[p * b.row..][..V * LANES].as_chunks::<LANES>().0;
            *to = from_fn(|v| from[v]);
        }
        return;
    }
    for j in 0..V * LANES {
        let column = rows.iter_mut().map(|row| &mut row[j / LANES][j % LANES]);
        if j >= used {
            column.for_each(|to| *to = 0.0);
        } else if b.row == 1 {
            let from = &b.data[j * b.col..];
            column.zip(from).for_each(|(to, &x)| *to = x);
        } else {
            let from = |p: usize| b.data[p * b.row + j * b.col];
            column.enumerate().for_each(|(p, to)| *to = from(p));
        }
    }
}

/// Lays rows of A out in groups of four, each `depth` columns; the last is filled up with 0.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn pack_groups(a: Matrix, rows: usize, depth: usize, groups: &mut [f32]) {
    let groups = groups.as_chunks_mut::<GROUP>().0.chunks_exact_mut(depth);
    for (i, group) in (0..rows).step_by(GROUP).zip(groups) {
        let height = GROUP.min(rows - i);
        let from = &a.data[i * a.row..];
        if a.row == 1 && height == GROUP {
            for (p, to) in group.iter_mut().enumerate() {
                to.copy_from_slice(&from[p * a.col..][..GROUP]);
            }
        } else {
            for (p, to) in group.iter_mut().enumerate() {
                *to = [0.0; GROUP];
                for (r, to) in to.iter_mut().take(height).enumerate() {
                    *to = from[p * a.col + r * a.row];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator for test data.
    fn numbers(seed: u32) -> impl FnMut() -> u32 {
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        }
    }

    fn floats(len: usize, next: &mut impl FnMut() -> u32) -> Vec<f32> {
        (0..len)
            .map(|_| next() as f32 / u32::MAX as f32 * 2.0 - 1.0)
            .collect()
    }

    fn at(x: Matrix, i: usize, j: usize) -> f64 {
        f64::from(x.data[i * x.row + j * x.col])
    }

    /// Panics unless every element is within 4·√k·ε·Σ|terms| of the sum in f64.
    fn check(m: usize, k: usize, n: usize, a: Matrix, b: Matrix, c_row: usize) {
        let mut c = vec![f32::NAN; m * c_row + 3];
        let mut scratch = vec![f32::NAN; 7];
        gemm(m, k, n, a, b, &mut c, c_row, &mut scratch);
        for i in 0..m {
            for j in 0..n {
                let terms = (0..k).map(|p| at(a, i, p) * at(b, p, j));
                let (sum, size) = terms.fold((0.0, 0.0), |(s, t), x| (s + x, t + x.abs()));
                let bound = 4.0 * (k as f64).sqrt() * f64::from(f32::EPSILON) * size;
                let got = f64::from(c[i * c_row + j]);
                assert!(
                    (got - sum).abs() <= bound,
                    "{m}×{k}×{n} ({i}, {j}): {got} {sum}"
                );
            }
            assert!(
                c[i * c_row + n..(i + 1) * c_row].iter().all(|x| x.is_nan()),
                "beyond row {i}"
            );
        }
        assert!(
            c[m * c_row..].iter().all(|x| x.is_nan()),
            "beyond the last row"
        );
    }

    /// Element (i, j) where `t` says whether rows or columns are contiguous.
    fn laid_out(data: &[f32], rows: usize, columns: usize, t: u32, gap: usize) -> Matrix<'_> {
        match t {
            0 => Matrix {
                data,
                row: columns + gap,
                col: 1,
            },
            1 => Matrix {
                data,
                row: 1,
                col: rows + gap,
            },
            2 => Matrix {
                data,
                row: 2 * columns + gap,
                col: 2,
            },
            3 => Matrix {
                data,
                row: 0,
                col: 1,
            },
            4 => Matrix {
                data,
                row: 1,
                col: 0,
            },
            _ => Matrix {
                data,
                row: 0,
                col: 0,
            },
        }
    }

    #[test]
    fn products_of_random_shapes_match_sums_in_f64() {
        let mut next = numbers(1);
        for case in 0..600 {
            let longest = if case % 10 == 0 { 90 } else { 20 };
            let mut size = |longest: u32| 1 + (next() % longest) as usize;
            let (m, n) = (size(longest), size(longest));
            let k = if case % 50 == 0 {
                500 + size(900)
            } else {
                size(longest)
            };
            let gap = size(4) - 1;
            let (s, t) = (next() % 6, next() % 6);
            let a = floats(2 * m.max(k) * (k.max(m) + 4), &mut next);
            let b = floats(2 * n.max(k) * (k.max(n) + 4), &mut next);
            let (a, b) = (laid_out(&a, m, k, s, gap), laid_out(&b, k, n, t, gap));
            check(m, k, n, a, b, n + gap);
        }
    }

    #[test]
    fn large_products_cross_every_block() {
        let mut next = numbers(2);
        for (m, k, n) in [
            (300, 70, 530),
            (64, 784, 128),
            (784, 64, 128),
            (3, 1100, 600),
        ] {
            let (a, b) = (floats(m * k, &mut next), floats(k * n, &mut next));
            for (s, t) in [(0, 0), (0, 1), (1, 0)] {
                check(
                    m,
                    k,
                    n,
                    laid_out(&a, m, k, s, 0),
                    laid_out(&b, k, n, t, 0),
                    n,
                );
            }
        }
    }

    #[test]
    fn an_element_depends_on_its_row_and_column_alone() {
        let mut next = numbers(3);
        for _ in 0..200 {
            let mut size = |longest: u32| 1 + (next() % longest) as usize;
            let (m, k, n) = (size(20), size(1200), size(40));
            let (a, b) = (floats(m * k, &mut next), floats(k * n, &mut next));
            let (a, b) = (laid_out(&a, m, k, 0, 0), laid_out(&b, k, n, 0, 0));
            let mut scratch = Vec::new();
            let mut whole = vec![0.0; m * n];
            gemm(m, k, n, a, b, &mut whole, n, &mut scratch);
            let (i, j) = (next() as usize % m, next() as usize % n);
            let (rows, columns) = (1 + next() as usize % (m - i), 1 + next() as usize % (n - j));
            let mut part = vec![0.0; rows * columns];
            gemm(
                rows,
                k,
                columns,
                a.from(i, 0),
                b.from(0, j),
                &mut part,
                columns,
                &mut scratch,
            );
            for (r, row) in part.chunks(columns).enumerate() {
                assert_eq!(row, &whole[(i + r) * n + j..][..columns], "{m}×{k}×{n}");
            }
            let transposed: Vec<f32> = (0..k * m).map(|x| a.data[x % m * k + x / m]).collect();
            let mut again = vec![0.0; m * n];
            gemm(
                m,
                k,
                n,
                laid_out(&transposed, m, k, 1, 0),
                b,
                &mut again,
                n,
                &mut scratch,
            );
            assert_eq!(again, whole);
        }
    }

    #[test]
    fn empty_products_are_zero_or_nothing() {
        let none = Matrix {
            data: &[],
            row: 1,
            col: 1,
        };
        let mut c = [5.0; 6];
        gemm(2, 0, 3, none, none, &mut c, 3, &mut Vec::new());
        assert_eq!(c, [0.0; 6]);
        gemm(0, 4, 3, none, none, &mut [], 3, &mut Vec::new());
        gemm(3, 4, 0, none, none, &mut [], 0, &mut Vec::new());
    }

    #[test]
    fn not_a_number_passes_through() {
        let mut a = vec![1.0; 5 * 7];
        a[2 * 7 + 3] = f32::NAN;
        let b = vec![0.0; 7 * 9];
        let mut c = vec![0.0; 5 * 9];
        let (a, b) = (laid_out(&a, 5, 7, 0, 0), laid_out(&b, 7, 9, 0, 0));
        gemm(5, 7, 9, a, b, &mut c, 9, &mut Vec::new());
        assert!(
            c.chunks(9)
                .enumerate()
                .all(|(i, row)| row.iter().all(|x| x.is_nan() == (i == 2)))
        );
    }

    #[test]
    fn scratch_stops_growing() {
        let (a, b) = (vec![1.0; 64 * 784], vec![1.0; 784 * 128]);
        let (mut c, mut scratch) = (vec![0.0; 784 * 128], Vec::new());
        let mut step = || {
            gemm(
                64,
                784,
                128,
                laid_out(&a, 64, 784, 0, 0),
                laid_out(&b, 784, 128, 0, 0),
                &mut c,
                128,
                &mut scratch,
            );
            gemm(
                784,
                64,
                128,
                laid_out(&a, 784, 64, 1, 0),
                laid_out(&b, 64, 128, 0, 0),
                &mut c,
                128,
                &mut scratch,
            );
            (scratch.as_ptr(), scratch.capacity())
        };
        assert_eq!(step(), step());
    }
}
