//! The inner loops of contractions: a tile of C that stays in registers while k runs.
//!
//! A tile has up to four rows and one, two or four vectors of columns. Its elements are
//! `((c + a₀b₀) + a₁b₁) + …` in ascending k, one multiply-add a term, whatever its size.

use std::array::from_fn;

use super::simd::{LANES, Lanes};

/// The most rows of a tile.
pub const ROWS: usize = 4;

/// Where a tile's elements lie: (i, j) at `c[i·row + j]`, for j below `columns`.
pub struct Place<'a> {
    /// Element (0, 0) and what follows.
    pub c: &'a mut [f32],
    /// From one row to the next.
    pub row: usize,
    /// How many columns there are; the rest of the last vector is left out.
    pub columns: usize,
    /// The tile starts from 0, not from what is there.
    pub fresh: bool,
}

/// Operands of a tile, in one of the ways they may lie in memory.
pub trait Operands {
    /// Multiplies a tile of `M` rows and `V` vectors.
    fn multiply<const M: usize, const V: usize>(&self, place: Place);
}

/// Multiplies a tile of 1 to [`ROWS`] rows and 1, 2 or 4 vectors; four only for up to two rows.
#[inline(always)]
pub fn multiply(rows: usize, vectors: usize, operands: &impl Operands, place: Place) {
    match (rows, vectors) {
        (1, 1) => operands.multiply::<1, 1>(place),
        (1, 2) => operands.multiply::<1, 2>(place),
        (1, _) => operands.multiply::<1, 4>(place),
        (2, 1) => operands.multiply::<2, 1>(place),
        (2, 2) => operands.multiply::<2, 2>(place),
        (2, _) => operands.multiply::<2, 4>(place),
        (3, 1) => operands.multiply::<3, 1>(place),
        (3, _) => operands.multiply::<3, 2>(place),
        (_, 1) => operands.multiply::<4, 1>(place),
        (_, _) => operands.multiply::<4, 2>(place),
    }
}

/// Rows of each tile, the last perhaps less, where there are `rows` in all: nearly equal parts.
#[inline(always)]
pub fn rows(rows: usize) -> usize {
    rows.div_ceil(rows.div_ceil(ROWS).max(1))
}

/// Vectors in the next tile, where tiles have `rows` rows and `columns` columns are left.
#[inline(always)]
pub fn vectors(rows: usize, columns: usize) -> usize {
    if rows <= 2 && columns > 2 * LANES {
        4
    } else if columns > LANES {
        2
    } else {
        1
    }
}

/// A by rows that are contiguous along k, B as a panel.
pub struct RowsByPanel<'a> {
    /// A from the tile's first row on.
    pub a: &'a [f32],
    /// From one row to the next.
    pub a_row: usize,
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl Operands for RowsByPanel<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn multiply<const M: usize, const V: usize>(&self, place: Place) {
        let panel = panel::<V>(self.panel);
        let rows: [&[f32]; M] = from_fn(|i| &self.a[i * self.a_row..][..panel.len()]);
        accumulate::<M, V>(
            panel.len(),
            |p| from_fn(|i| rows[i][p]),
            |p| from_fn(|v| Lanes::load(&panel[p][v])),
            place,
        );
    }
}

/// A as a tile of `M` numbers for each k, B as a panel.
pub struct TileByPanel<'a> {
    /// A.
    pub tile: &'a [f32],
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl Operands for TileByPanel<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn multiply<const M: usize, const V: usize>(&self, place: Place) {
        let panel = panel::<V>(self.panel);
        let tile = &self.tile.as_chunks::<M>().0[..panel.len()];
        accumulate::<M, V>(
            panel.len(),
            |p| tile[p],
            |p| from_fn(|v| Lanes::load(&panel[p][v])),
            place,
        );
    }
}

/// A as a tile, B where it lies: rows of whole vectors.
pub struct TileByRows<'a> {
    /// A, `M` numbers for each k.
    pub tile: &'a [f32],
    /// B from the tile's first column on.
    pub b: &'a [f32],
    /// From one row of B to the next.
    pub b_row: usize,
    /// How many there are.
    pub depth: usize,
}

impl Operands for TileByRows<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn multiply<const M: usize, const V: usize>(&self, place: Place) {
        let tile = &self.tile.as_chunks::<M>().0[..self.depth];
        accumulate::<M, V>(
            tile.len(),
            |p| tile[p],
            |p| window::<V>(self.b, p * self.b_row),
            place,
        );
    }
}

/// A by rows, B by looking its row k up: V vectors from `b[at[k]]` on.
pub struct RowsByLookup<'a> {
    /// A from the tile's first row on.
    pub a: &'a [f32],
    /// From one row to the next.
    pub a_row: usize,
    /// B from the tile's first column on.
    pub b: &'a [f32],
    /// Where each row of B begins.
    pub at: &'a [u32],
}

impl Operands for RowsByLookup<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn multiply<const M: usize, const V: usize>(&self, place: Place) {
        let at = self.at;
        let rows: [&[f32]; M] = from_fn(|i| &self.a[i * self.a_row..][..at.len()]);
        accumulate::<M, V>(
            at.len(),
            |p| from_fn(|i| rows[i][p]),
            |p| window::<V>(self.b, at[p] as usize),
            place,
        );
    }
}

/// A by looking its column k up: row i at `a[start[i] + at[k]]`; B as a panel.
pub struct LookupByPanel<'a> {
    /// A.
    pub a: &'a [f32],
    /// Where each row of the tile begins.
    pub start: [usize; ROWS],
    /// Where each column lies behind that.
    pub at: &'a [u32],
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl Operands for LookupByPanel<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn multiply<const M: usize, const V: usize>(&self, place: Place) {
        let panel = panel::<V>(self.panel);
        let at = &self.at[..panel.len()];
        let rows: [&[f32]; M] = from_fn(|i| &self.a[self.start[i]..]);
        accumulate::<M, V>(
            panel.len(),
            |p| from_fn(|i| rows[i][at[p] as usize]),
            |p| from_fn(|v| Lanes::load(&panel[p][v])),
            place,
        );
    }
}

#[inline(always)]
fn panel<const V: usize>(panel: &[f32]) -> &[[[f32; LANES]; V]] {
    panel.as_chunks::<LANES>().0.as_chunks::<V>().0
}

/// V vectors that lie one after another.
#[inline(always)]
fn window<const V: usize>(b: &[f32], at: usize) -> [Lanes; V] {
    let window = b[at..][..V * LANES].as_chunks::<LANES>().0;
    from_fn(|v| Lanes::load(&window[v]))
}

#[inline(always)]
fn accumulate<const M: usize, const V: usize>(
    depth: usize,
    a: impl Fn(usize) -> [f32; M],
    b: impl Fn(usize) -> [Lanes; V],
    place: Place,
) {
    let Place {
        c,
        row,
        columns,
        fresh,
    } = place;
    let mut sums = [[Lanes::splat(0.0); V]; M];
    if !fresh {
        for (i, sums) in sums.iter_mut().enumerate() {
            *sums = load(&c[i * row..][..columns]);
        }
    }
    for p in 0..depth {
        let (a, b) = (a(p), b(p));
        for (sums, a) in sums.iter_mut().zip(a) {
            let a = Lanes::splat(a);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = sum.plus_product(a, b);
            }
        }
    }
    for (i, sums) in sums.into_iter().enumerate() {
        store(sums, &mut c[i * row..][..columns]);
    }
}

#[inline(always)]
fn load<const V: usize>(from: &[f32]) -> [Lanes; V] {
    let mut whole = [[0.0; LANES]; V];
    let from = if from.len() == V * LANES {
        from
    } else {
        whole.as_flattened_mut()[..from.len()].copy_from_slice(from);
        whole.as_flattened()
    };
    let vectors = from.as_chunks::<LANES>().0;
    from_fn(|v| Lanes::load(&vectors[v]))
}

#[inline(always)]
fn store<const V: usize>(sums: [Lanes; V], to: &mut [f32]) {
    if to.len() == V * LANES {
        let vectors = to.as_chunks_mut::<LANES>().0;
        (0..V).for_each(|v| sums[v].store(&mut vectors[v]));
    } else {
        let mut whole = [[0.0; LANES]; V];
        (0..V).for_each(|v| sums[v].store(&mut whole[v]));
        to.copy_from_slice(&whole.as_flattened()[..to.len()]);
    }
}
