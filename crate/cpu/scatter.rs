//! Adding rows to where an index points.

/// Elements of which (o, i, r) lies at `data[start + o·stride[0] + i·stride[1] + r·stride[2]]`:
/// the axes before the indexed one, that axis, and those behind it. Strides may be 0 or negative.
#[derive(Clone, Copy, Debug)]
pub struct Strided<'a, T> {
    /// All that can be reached.
    pub data: &'a [T],
    /// Element (0, 0, 0).
    pub start: usize,
    /// What one step along each axis adds.
    pub stride: [isize; 3],
}

impl<T: Copy> Strided<'_, T> {
    /// Where (o, i, 0) lies.
    #[inline(always)]
    fn row(&self, o: usize, i: usize) -> usize {
        let [outer, along, _] = self.stride;
        self.start
            .wrapping_add_signed(outer * o as isize + along * i as isize)
    }
}

/// The lengths of the axes before, along and behind the indexed one.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The axes before, as one.
    pub outer: usize,
    /// Along the axis: how many elements are added.
    pub n: usize,
    /// The axes behind, as one.
    pub inner: usize,
    /// Along the axis in the result.
    pub len: usize,
}

/// `out[o, index[o, i, r], r] += x[o, i, r]`, from zero, with i ascending; an index of `len` or more
/// is left out.
///
/// `out` is dense, `[outer, len, inner]`, and overwritten. An index that is the same for a whole row
/// has stride 0 on its last axis.
pub fn scatter_add(extent: Extent, x: Strided<f32>, index: Strided<u32>, out: &mut [f32]) {
    let Extent {
        outer,
        n,
        inner,
        len,
    } = extent;
    debug_assert!(out.len() >= outer * len * inner, "the result is too short");
    out[..outer * len * inner].fill(0.0);
    if len * inner == 0 {
        return;
    }
    for (o, out) in out.chunks_exact_mut(len * inner).take(outer).enumerate() {
        for i in 0..n {
            let (from, by) = (x.row(o, i), index.row(o, i));
            if index.stride[2] == 0 && x.stride[2] == 1 {
                let j = index.data[by] as usize;
                if j < len {
                    let to = &mut out[j * inner..][..inner];
                    let row = &x.data[from..][..inner];
                    to.iter_mut().zip(row).for_each(|(to, x)| *to += x);
                }
                continue;
            }
            for r in 0..inner {
                let j = index.data[by.wrapping_add_signed(index.stride[2] * r as isize)] as usize;
                if j < len {
                    let x = x.data[from.wrapping_add_signed(x.stride[2] * r as isize)];
                    out[j * inner + r] += x;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense<T>(data: &[T], n: usize, inner: usize) -> Strided<'_, T> {
        let stride = [(n * inner) as isize, inner as isize, 1];
        Strided {
            data,
            start: 0,
            stride,
        }
    }

    #[test]
    fn rows_are_added_in_ascending_order() {
        // (1e8 + 1) − 1e8 is 0 in this order and 1 in another.
        let extent = Extent {
            outer: 1,
            n: 3,
            inner: 1,
            len: 2,
        };
        let mut out = [9.0; 2];
        let x = [1e8, 1.0, -1e8];
        scatter_add(extent, dense(&x, 3, 1), dense(&[1, 1, 1], 3, 1), &mut out);
        assert_eq!(out, [0.0, 0.0]);
        let x = [1e8, -1e8, 1.0];
        scatter_add(extent, dense(&x, 3, 1), dense(&[1, 1, 1], 3, 1), &mut out);
        assert_eq!(out, [0.0, 1.0]);
    }

    #[test]
    fn out_of_range_is_left_out_and_nothing_gives_zero() {
        let extent = Extent {
            outer: 2,
            n: 2,
            inner: 2,
            len: 3,
        };
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let index = [0, 3, u32::MAX, 2, 1, 1, 1, 0];
        let mut out = [9.0; 12];
        scatter_add(extent, dense(&x, 2, 2), dense(&index, 2, 2), &mut out);
        assert_eq!(
            out,
            [1.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 8.0, 12.0, 6.0, 0.0, 0.0]
        );
        let none = Extent { n: 0, ..extent };
        scatter_add(none, dense(&[], 0, 2), dense(&[], 0, 2), &mut out);
        assert_eq!(out, [0.0; 12]);
        scatter_add(
            Extent { len: 0, ..extent },
            dense(&x, 2, 2),
            dense(&index, 2, 2),
            &mut [],
        );
    }

    #[test]
    fn one_index_for_a_row_is_the_same_as_one_for_each_element() {
        let mut state = 5u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for _ in 0..200 {
            let (outer, n) = (1 + next(3) as usize, 1 + next(9) as usize);
            let (inner, len) = (1 + next(6) as usize, 1 + next(5) as usize);
            let extent = Extent {
                outer,
                n,
                inner,
                len,
            };
            let x: Vec<f32> = (0..outer * n * inner)
                .map(|_| next(100) as f32 / 7.0)
                .collect();
            let rows: Vec<u32> = (0..outer * n).map(|_| next(len as u32 + 2)).collect();
            let each: Vec<u32> = rows.iter().flat_map(|&j| vec![j; inner]).collect();
            let by_row = Strided {
                data: &rows,
                start: 0,
                stride: [n as isize, 1, 0],
            };
            let (mut a, mut b) = (
                vec![1.0; outer * len * inner],
                vec![2.0; outer * len * inner],
            );
            scatter_add(extent, dense(&x, n, inner), by_row, &mut a);
            scatter_add(extent, dense(&x, n, inner), dense(&each, n, inner), &mut b);
            assert_eq!(a, b);
            let total: f64 = a.iter().map(|&x| f64::from(x)).sum();
            let kept = |i: &usize| rows[i / inner] < len as u32;
            let want: f64 = (0..x.len()).filter(kept).map(|i| f64::from(x[i])).sum();
            assert!((total - want).abs() < 1e-3, "{total} {want}");
        }
    }
}
