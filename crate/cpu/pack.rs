//! Laying operands out in the order in which tiles read them.

use std::array::from_fn;
use std::ops::Range;

use super::gemm::Matrix;
use super::simd::LANES;
use super::tile::{self, GROUP};

/// A column of tiles.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Its first column.
    pub first: usize,
    /// Its columns.
    pub used: usize,
    /// The vectors that they fill, the last one perhaps in part.
    pub vectors: usize,
}

impl Panel {
    /// Whether its vectors are full.
    #[inline(always)]
    pub fn whole(self) -> bool {
        self.used == self.vectors * LANES
    }

    /// Its words in a run of panels of `depth` rows each.
    #[inline(always)]
    pub fn words(self, depth: usize) -> Range<usize> {
        self.first * depth..(self.first + self.vectors * LANES) * depth
    }
}

/// The columns of tiles over `columns` columns.
#[inline(always)]
pub fn panels(columns: usize) -> impl Iterator<Item = Panel> {
    let mut first = 0;
    std::iter::from_fn(move || {
        let left = columns - first;
        let vectors = tile::vectors(left);
        let used = left.min(vectors * LANES);
        let panel = Panel {
            first,
            used,
            vectors,
        };
        first += used;
        (left > 0).then_some(panel)
    })
}

/// Lays columns of B out as a panel, filled up with 0; b begins at its first.
pub fn pack_panel(b: Matrix, panel: Panel, to: &mut [f32]) {
    match panel.vectors {
        1 => pack_vectors::<1>(b, panel.used, to),
        2 => pack_vectors::<2>(b, panel.used, to),
        _ => pack_vectors::<4>(b, panel.used, to),
    }
}

#[inline(never)]
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
#[inline(never)]
pub fn pack_groups(a: Matrix, rows: usize, depth: usize, groups: &mut [f32]) {
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
