//! Sorting along an axis.

/// Where the elements of one line of a tensor lie: the i-th at `start + i·stride`.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The first element.
    pub start: usize,
    /// From one to the next; 0 repeats the first, negative walks backwards.
    pub stride: isize,
}

impl Line {
    #[inline(always)]
    fn at(self, i: usize) -> usize {
        self.start.wrapping_add_signed(self.stride * i as isize)
    }
}

/// The positions of `n` numbers in ascending order: element `out[to(r)]` is the position of
/// the r-th smallest.
///
/// Equal numbers keep their order, −0 equals 0, −∞ comes first, and NaN of either sign comes
/// last, after ∞. `keys` is scratch that grows to `n` once. Positions are below 2³².
pub fn argsort(n: usize, x: &[f32], from: Line, out: &mut [u32], to: Line, keys: &mut Vec<u64>) {
    keys.clear();
    keys.extend((0..n).map(|i| u64::from(rank(x[from.at(i)])) << 32 | i as u64));
    keys.sort_unstable(); // keys differ by the position, so that this is stable
    for (i, &key) in keys.iter().enumerate() {
        out[to.at(i)] = key as u32;
    }
}

/// Integers in the order of numbers: signs reversed below 0, NaN above all.
#[inline(always)]
fn rank(x: f32) -> u32 {
    let bits = (x + 0.0).to_bits(); // −0 + 0 = 0
    let negative = (bits as i32 >> 31) as u32;
    if x.is_nan() {
        u32::MAX
    } else {
        bits ^ (negative | 0x8000_0000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    fn order(x: &[f32]) -> Vec<u32> {
        let mut out = vec![0; x.len()];
        let line = Line {
            start: 0,
            stride: 1,
        };
        argsort(x.len(), x, line, &mut out, line, &mut Vec::new());
        out
    }

    /// The definition: a stable sort by comparison, NaN last.
    fn reference(x: &[f32]) -> Vec<u32> {
        let compare = |a: f32, b: f32| match (a.is_nan(), b.is_nan()) {
            (false, false) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (a, b) => a.cmp(&b),
        };
        let mut positions: Vec<u32> = (0..x.len() as u32).collect();
        positions.sort_by(|&i, &j| compare(x[i as usize], x[j as usize]));
        positions
    }

    #[test]
    fn special_numbers_have_their_places() {
        let x = [
            f32::NAN,
            0.0,
            f32::INFINITY,
            -0.0,
            f32::NEG_INFINITY,
            -f32::NAN,
            -1e-45,
            1e-45,
        ];
        assert_eq!(order(&x), [4, 6, 1, 3, 7, 2, 0, 5]);
        assert_eq!(order(&[]), [0u32; 0]);
    }

    #[test]
    fn random_bits_sort_as_by_comparison() {
        let mut state = 1u32;
        for n in 0..300 {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state
            };
            let any: Vec<f32> = (0..n).map(|_| f32::from_bits(next())).collect();
            assert_eq!(order(&any), reference(&any));
            let ties: Vec<f32> = (0..n).map(|_| (next() >> 29) as f32 - 3.0).collect();
            assert_eq!(order(&ties), reference(&ties));
        }
    }

    #[test]
    fn lines_may_stride_and_walk_backwards() {
        let x = [3.0, 9.0, 1.0, 9.0, 2.0, 9.0];
        let mut out = [7; 6];
        let from = Line {
            start: 4,
            stride: -2,
        };
        argsort(
            3,
            &x,
            from,
            &mut out,
            Line {
                start: 1,
                stride: 2,
            },
            &mut Vec::new(),
        );
        assert_eq!(out, [7, 1, 7, 0, 7, 2]);
    }
}
