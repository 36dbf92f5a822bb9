//! The inner loops of contractions: a tile of C that stays in registers while k runs.
//!
//! A tile is two rows by four vectors, four by two or eight by one: eight sums under way hide
//! the latency of a multiply-add, and more do not fit into sixteen registers beside the
//! operands (in WebAssembly, on x86-64: 6×8 and 8×8 run at two thirds and a half of the speed
//! of 4×8, 3×12 as fast, 2×16 up to a fifth faster). Elements are
//! `((c + a₀b₀) + a₁b₁) + …` in ascending k, one multiply-add a term, whatever the tile.

use std::array::from_fn;
use std::ops::Range;

use super::simd::{LANES, Lanes};

/// Rows of a group of A that is laid out.
pub const GROUP: usize = 4;

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

impl Place<'_> {
    /// The same from row i on.
    #[inline(always)]
    fn below(&mut self, i: usize) -> Place<'_> {
        let c = &mut self.c[i * self.row..];
        Place { c, ..*self }
    }
}

/// Operands of a column of tiles, in one of the ways they may lie in memory.
pub trait Operands {
    /// Rows of A are laid out in groups of four, and no tile crosses groups.
    const GROUPED: bool = false;

    /// Multiplies tiles of `M` rows and `V` vectors, one below the other: a whole number of them.
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, place: Place);
}

/// Multiplies a column of tiles that are 1, 2 or 4 vectors wide.
#[inline(always)]
pub fn multiply<T: Operands>(rows: usize, vectors: usize, operands: &T, mut place: Place) {
    match vectors {
        1 => {
            let eights = if T::GROUPED { 0 } else { rows / 8 * 8 };
            if eights > 0 {
                operands.multiply::<8, 1>(0..eights, place.below(0));
            }
            fours::<1, T>(eights..rows, operands, place);
        }
        2 => fours::<2, T>(0..rows, operands, place),
        _ => {
            let twos = rows / 2 * 2;
            operands.multiply::<2, 4>(0..twos, place.below(0));
            operands.multiply::<1, 4>(twos..rows, place);
        }
    }
}

/// Tiles of four rows, and of what is left; a single row shares with the last four.
#[inline(always)]
fn fours<const V: usize, T: Operands>(rows: Range<usize>, operands: &T, mut place: Place) {
    let left = rows.len() % 4;
    let shared = left == 1 && rows.len() > 4 && !T::GROUPED;
    let at = rows.end - left - if shared { 4 } else { 0 };
    if at > rows.start {
        operands.multiply::<4, V>(rows.start..at, place.below(0));
    }
    match rows.end - at {
        0 => {}
        1 => operands.multiply::<1, V>(at..rows.end, place),
        2 => operands.multiply::<2, V>(at..rows.end, place),
        3 => operands.multiply::<3, V>(at..rows.end, place),
        _ => {
            operands.multiply::<3, V>(at..at + 3, place.below(0));
            operands.multiply::<2, V>(at + 3..rows.end, place);
        }
    }
}

/// Vectors of the next column of tiles, where `columns` columns are left.
#[inline(always)]
pub fn vectors(columns: usize) -> usize {
    match columns.div_ceil(LANES) {
        0 | 1 => 1,
        2 | 3 => 2,
        _ => 4,
    }
}

/// A by rows that are contiguous along k, B as a panel.
pub struct RowsByPanel<'a> {
    /// A from the first row on.
    pub a: &'a [f32],
    /// From one row to the next.
    pub a_row: usize,
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl Operands for RowsByPanel<'_> {
    #[inline(never)]
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, mut place: Place) {
        let panel = panel::<V>(self.panel);
        for i in tiles::<M>(rows) {
            let a: [&[f32]; M] = from_fn(|r| &self.a[(i + r) * self.a_row..][..panel.len()]);
            accumulate::<M, V>(
                panel.len(),
                |p| from_fn(|r| a[r][p]),
                |p| from_fn(|v| Lanes::load(&panel[p][v])),
                place.below(i),
            );
        }
    }
}

/// A in groups of four numbers for each k, B as a panel.
pub struct GroupsByPanel<'a> {
    /// A, one group after another.
    pub groups: &'a [f32],
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl Operands for GroupsByPanel<'_> {
    const GROUPED: bool = true;

    #[inline(never)]
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, mut place: Place) {
        let panel = panel::<V>(self.panel);
        for i in tiles::<M>(rows) {
            let group = group(self.groups, i, panel.len());
            accumulate::<M, V>(
                panel.len(),
                |p| from_fn(|r| group[p][(i + r) % GROUP]),
                |p| from_fn(|v| Lanes::load(&panel[p][v])),
                place.below(i),
            );
        }
    }
}

/// A in groups, B where it lies: rows of whole vectors.
pub struct GroupsByRows<'a> {
    /// A, one group after another.
    pub groups: &'a [f32],
    /// B from the first column on.
    pub b: &'a [f32],
    /// From one row of B to the next.
    pub b_row: usize,
    /// How many there are.
    pub depth: usize,
}

impl Operands for GroupsByRows<'_> {
    const GROUPED: bool = true;

    #[inline(never)]
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, mut place: Place) {
        for i in tiles::<M>(rows) {
            let group = group(self.groups, i, self.depth);
            accumulate::<M, V>(
                group.len(),
                |p| from_fn(|r| group[p][(i + r) % GROUP]),
                |p| window::<V>(self.b, p * self.b_row),
                place.below(i),
            );
        }
    }
}

/// A by rows, B by looking its row k up: V vectors from `b[at[k]]` on.
pub struct RowsByLookup<'a> {
    /// A from the first row on.
    pub a: &'a [f32],
    /// From one row to the next.
    pub a_row: usize,
    /// B from the first column on.
    pub b: &'a [f32],
    /// Where each row of B begins.
    pub at: &'a [u32],
}

impl Operands for RowsByLookup<'_> {
    #[inline(never)]
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, mut place: Place) {
        let at = self.at;
        for i in tiles::<M>(rows) {
            let a: [&[f32]; M] = from_fn(|r| &self.a[(i + r) * self.a_row..][..at.len()]);
            accumulate::<M, V>(
                at.len(),
                |p| from_fn(|r| a[r][p]),
                |p| window::<V>(self.b, at[p] as usize),
                place.below(i),
            );
        }
    }
}

/// A by looking its column k up: row i at `a[start(i) + at[k]]`; B as a panel.
pub struct LookupByPanel<'a, S> {
    /// A.
    pub a: &'a [f32],
    /// Where each row begins.
    pub start: S,
    /// Where each column lies behind that.
    pub at: &'a [u32],
    /// B, `V` vectors for each k.
    pub panel: &'a [f32],
}

impl<S: Fn(usize) -> usize> Operands for LookupByPanel<'_, S> {
    #[inline(never)]
    fn multiply<const M: usize, const V: usize>(&self, rows: Range<usize>, mut place: Place) {
        let panel = panel::<V>(self.panel);
        let at = &self.at[..panel.len()];
        for i in tiles::<M>(rows) {
            let a: [&[f32]; M] = from_fn(|r| &self.a[(self.start)(i + r)..]);
            accumulate::<M, V>(
                panel.len(),
                |p| from_fn(|r| a[r][at[p] as usize]),
                |p| from_fn(|v| Lanes::load(&panel[p][v])),
                place.below(i),
            );
        }
    }
}

/// The first rows of tiles.
#[inline(always)]
fn tiles<const M: usize>(rows: Range<usize>) -> impl Iterator<Item = usize> {
    (0..rows.len() / M).map(move |t| rows.start + t * M)
}

/// The group that row i is in.
#[inline(always)]
fn group(groups: &[f32], i: usize, depth: usize) -> &[[f32; GROUP]] {
    &groups.as_chunks::<GROUP>().0[i / GROUP * depth..][..depth]
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
    let (vectors, rest) = from.as_chunks::<LANES>();
    if from.len() == V * LANES {
        return from_fn(|v| Lanes::load(&vectors[v]));
    }
    from_fn(|v| match vectors.get(v) {
        Some(vector) => Lanes::load(vector),
        None if v == vectors.len() => load_rest(rest),
        None => Lanes::splat(0.0),
    })
}

#[inline(always)]
fn store<const V: usize>(sums: [Lanes; V], to: &mut [f32]) {
    if to.len() == V * LANES {
        let vectors = to.as_chunks_mut::<LANES>().0;
        return (0..V).for_each(|v| sums[v].store(&mut vectors[v]));
    }
    if V == 1 {
        return store_first(sums[0], to);
    }
    let (vectors, rest) = to.as_chunks_mut::<LANES>();
    let whole = vectors.len();
    for (v, sum) in sums.into_iter().enumerate() {
        match vectors.get_mut(v) {
            Some(vector) => sum.store(vector),
            None if v == whole => store_rest(sum, rest),
            None => {}
        }
    }
}

/// The first lanes to memory, one by one: a copy of any length would be a slow call.
#[inline(always)]
fn store_first(sum: Lanes, to: &mut [f32]) {
    let mut lanes = [0.0; LANES];
    sum.store(&mut lanes);
    for (lane, x) in lanes.into_iter().enumerate() {
        if let Some(to) = to.get_mut(lane) {
            *to = x;
        }
    }
}

/// The same out of line, to keep the rarer paths small.
#[inline(never)]
fn store_rest(sum: Lanes, to: &mut [f32]) {
    store_first(sum, to);
}

/// The first lanes from memory, 0 in the others.
#[inline(never)]
fn load_rest(from: &[f32]) -> Lanes {
    Lanes::load(&from_fn(|lane| from.get(lane).copied().unwrap_or(0.0)))
}
