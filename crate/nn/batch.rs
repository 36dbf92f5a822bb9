//! Which rows a step learns from, drawn on the device.

use crate::ir::{DType, Graph, Tensor};

/// Rounds of the shuffling network.
const ROUNDS: u32 = 4;
/// How often a position that fell outside the rows is sent through the network again.
const WALKS: usize = 5;

/// Rows of a data set, in an order that each member draws anew for each epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batches {
    /// Rows of the data set.
    pub rows: usize,
    /// Rows of a batch, 1 to `rows`; what does not fill a batch is left out of the epoch.
    pub size: usize,
}

impl Batches {
    /// Row numbers of the present step, `U32 [M, size]`.
    ///
    /// Position `i` of epoch `e` is sent through a keyed Feistel network on
    /// `a · b ≥ rows` positions, and again while it falls outside (Black and Rogaway 2002,
    /// cycle walking). The network adds instead of exclusive-ors, so it permutes any
    /// `a × b`. After the last walk what is still outside takes its remainder: with 8 000
    /// rows `a · b = rows` and none is.
    #[track_caller]
    pub fn rows<'g>(&self, g: &'g Graph) -> Tensor<'g> {
        let whole = |n: usize| g.constant_u32(n as u32);
        let per_epoch = self.rows / self.size.clamp(1, self.rows.max(1));
        let step = g.step();
        let epoch = step / whole(per_epoch);
        let within = step.modulo(per_epoch as u32) * whole(self.size);
        let position = g.iota(1, &[self.size]) + within.reshape(&[1]);
        let (a, b) = sides(self.rows);
        let keys = g.uniform_at("batches", epoch, &[2 * ROUNDS as usize]) * 16_777_216.0;
        let keys = keys.cast(DType::U32);
        let walk = |x: Tensor<'g>| {
            let (mut left, mut right) = (x / whole(b), x.modulo(b as u32));
            for round in 0..ROUNDS as usize {
                let key = |i: usize| keys.narrow(1, i, 1);
                left = (left + hash(right, key(2 * round))).modulo(a as u32);
                right = (right + hash(left, key(2 * round + 1))).modulo(b as u32);
            }
            left * whole(b) + right
        };
        let mut row = walk(position.expand(&[g.members(), self.size]));
        if a * b > self.rows {
            for _ in 0..WALKS {
                row = row.lt(whole(self.rows)).select(row, walk(row));
            }
        }
        row.modulo(self.rows as u32)
    }
}

/// A number between 0 and 2¹⁶ that depends on every bit of `x` and `key`.
fn hash<'g>(x: Tensor<'g>, key: Tensor<'g>) -> Tensor<'g> {
    let g = x.graph();
    let mixed = (x + key) * g.constant_u32(0x9e37_79b1);
    let folded = mixed + mixed / g.constant_u32(1 << 15);
    folded * g.constant_u32(0x85eb_ca6b) / g.constant_u32(1 << 16)
}

/// `a · b ≥ rows` with `a ≤ b`, both near the root, and as little left over as can be.
fn sides(rows: usize) -> (usize, usize) {
    let root = rows.isqrt().max(1);
    let candidates = (root / 2 + 1..=root).map(|a| (a, rows.div_ceil(a)));
    candidates
        .min_by_key(|&(a, b)| (a * b - rows, b - a))
        .unwrap_or((1, rows))
}
