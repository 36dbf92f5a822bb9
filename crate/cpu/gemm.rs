//! Matrix multiplication: `C = A · B`, with any strides.
//!
//! Four rows by two vectors of C stay in registers while k runs; B is laid out in panels
//! of that width, so that the inner loop reads it front to back. The bits of an element depend on its
//! row of A and its column of B alone: not on m, n, the tile, or the block.

use super::simd::{LANES, Task, widest};
use super::tile::{Place, ROWS, RowsByPanel, TileByPanel, TileByRows, multiply, vectors};

/// The largest block of k: a panel of B and a tile of A stay in the nearest cache.
const K_BLOCK: usize = 512;
/// The largest block of rows whose tiles of A are laid out at a time.
const M_BLOCK: usize = 256;
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
    widest(Product {
        m,
        k,
        n,
        a,
        b,
        c,
        c_row,
        scratch,
    });
}

struct Product<'a> {
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'a>,
    b: Matrix<'a>,
    c: &'a mut [f32],
    c_row: usize,
    scratch: &'a mut Vec<f32>,
}

impl Task for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Product {
            m,
            k,
            n,
            a,
            b,
            c,
            c_row,
            scratch,
        } = self;
        let k_block = k.div_ceil(k.div_ceil(K_BLOCK)); // blocks of about one length
        let in_place = m <= ROWS && b.col == 1; // B is read once: not worth a copy
        let tiled = in_place || a.col != 1;
        let a_words = if tiled { k_block * m.min(M_BLOCK) } else { 0 };
        let b_words = k_block * (n.min(N_BLOCK) + 4 * LANES);
        if scratch.len() < a_words + b_words {
            scratch.resize(a_words + b_words, 0.0);
        }
        let (tiles, panels) = scratch.split_at_mut(a_words);
        for p in (0..k).step_by(k_block) {
            let depth = k_block.min(k - p);
            for j in (0..n).step_by(N_BLOCK) {
                let columns = N_BLOCK.min(n - j);
                let b = b.from(p, j);
                pack_panels(b, depth, columns, m.min(ROWS), in_place, panels);
                for i in (0..m).step_by(M_BLOCK) {
                    let rows = M_BLOCK.min(m - i);
                    let a = a.from(i, p);
                    if tiled {
                        pack_tiles(a, rows, depth, tiles);
                    }
                    let tiles = tiled.then_some(&*tiles);
                    let b_rows = in_place.then_some(b);
                    let block = Block {
                        rows,
                        columns,
                        depth,
                        a,
                        tiles,
                        b_rows,
                        panels,
                    };
                    block.multiply(m.min(ROWS), &mut c[i * c_row + j..], c_row, p == 0);
                }
            }
        }
    }
}

/// A part of the product whose operands are laid out.
struct Block<'a> {
    rows: usize,
    columns: usize,
    depth: usize,
    a: Matrix<'a>,
    tiles: Option<&'a [f32]>,
    b_rows: Option<Matrix<'a>>,
    panels: &'a [f32],
}

impl Block<'_> {
    #[inline(always)]
    fn multiply(&self, tile_rows: usize, c: &mut [f32], c_row: usize, fresh: bool) {
        let depth = self.depth;
        let mut j = 0;
        while j < self.columns {
            let width = vectors(tile_rows, self.columns - j);
            let columns = (width * LANES).min(self.columns - j);
            let panel = &self.panels[j * depth..][..width * LANES * depth];
            let b_rows = self.b_rows.filter(|_| columns == width * LANES);
            for i in (0..self.rows).step_by(ROWS) {
                let rows = ROWS.min(self.rows - i);
                let c = &mut c[i * c_row + j..];
                let place = Place {
                    c,
                    row: c_row,
                    columns,
                    fresh,
                };
                match (self.tiles, b_rows) {
                    (Some(tiles), Some(b)) => {
                        let tile = &tiles[i * depth..][..rows * depth];
                        let b_row = b.row;
                        let b = &b.data[j..];
                        multiply(
                            rows,
                            width,
                            &TileByRows {
                                tile,
                                b,
                                b_row,
                                depth,
                            },
                            place,
                        );
                    }
                    (Some(tiles), None) => {
                        let tile = &tiles[i * depth..][..rows * depth];
                        multiply(rows, width, &TileByPanel { tile, panel }, place);
                    }
                    (None, _) => {
                        let (a, a_row) = (&self.a.data[i * self.a.row..], self.a.row);
                        multiply(rows, width, &RowsByPanel { a, a_row, panel }, place);
                    }
                }
            }
            j += width * LANES;
        }
    }
}

/// Lays B out in panels, each `depth` rows of whole vectors, the last one filled up with 0.
/// With `in_place` only the panel that must be filled up.
#[inline(always)]
fn pack_panels(
    b: Matrix,
    depth: usize,
    columns: usize,
    tile_rows: usize,
    in_place: bool,
    panels: &mut [f32],
) {
    let mut j = 0;
    while j < columns {
        let width = vectors(tile_rows, columns - j) * LANES;
        let used = width.min(columns - j);
        if !(in_place && used == width) {
            let panel = &mut panels[j * depth..][..width * depth];
            pack_panel(b.from(0, j), used, width, panel);
        }
        j += width;
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn pack_panel(b: Matrix, used: usize, width: usize, panel: &mut [f32]) {
    if b.col == 1 {
        for (p, to) in panel.chunks_exact_mut(width).enumerate() {
            to[..used].copy_from_slice(&b.data[p * b.row..][..used]);
            to[used..].fill(0.0);
        }
        return;
    }
    for j in 0..width {
        let column = panel[j..].iter_mut().step_by(width);
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

/// Lays A out in tiles, each `depth` columns of up to four rows.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn pack_tiles(a: Matrix, rows: usize, depth: usize, tiles: &mut [f32]) {
    for i in (0..rows).step_by(ROWS) {
        let height = ROWS.min(rows - i);
        let tile = &mut tiles[i * depth..][..height * depth];
        for (p, to) in tile.chunks_exact_mut(height).enumerate() {
            for (i, to) in (i..).zip(to) {
                *to = a.data[i * a.row + p * a.col];
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
