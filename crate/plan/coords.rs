//! Affine maps between the positions of a launch's domain and those of a node.

/// `offset + Σ_k terms[k] · position[k]`, over the axes of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Affine {
    /// The value at position 0.
    pub offset: isize,
    /// What one step along each axis adds.
    pub terms: Vec<isize>,
}

impl Affine {
    /// The constant 0 over `rank` axes.
    pub fn zero(rank: usize) -> Self {
        Affine {
            offset: 0,
            terms: vec![0; rank],
        }
    }

    /// The position along one axis.
    pub fn axis(rank: usize, axis: usize) -> Self {
        let mut it = Self::zero(rank);
        it.terms[axis] = 1;
        it
    }

    /// `start + step · self`.
    pub fn scaled(&self, start: isize, step: isize) -> Self {
        let terms = self.terms.iter().map(|t| t * step).collect();
        Affine {
            offset: start + self.offset * step,
            terms,
        }
    }

    /// `self + factor · other`.
    pub fn plus(&self, other: &Self, factor: isize) -> Self {
        let terms = self
            .terms
            .iter()
            .zip(&other.terms)
            .map(|(a, b)| a + b * factor)
            .collect();
        Affine {
            offset: self.offset + other.offset * factor,
            terms,
        }
    }
}

/// For each axis of a node, where a domain's position falls on it.
pub type Coords = Vec<Affine>;

/// The position in `dims` itself; axes of length 1 count as constant.
pub fn identity(dims: &[usize]) -> Coords {
    let rank = dims.len();
    (0..rank)
        .map(|k| {
            if dims[k] == 1 {
                Affine::zero(rank)
            } else {
                Affine::axis(rank, k)
            }
        })
        .collect()
}

/// The row-major position in `dims`, or with strides of one's own.
pub fn linear(coords: &[Affine], strides: &[isize], rank: usize) -> Affine {
    coords
        .iter()
        .zip(strides)
        .fold(Affine::zero(rank), |sum, (c, &s)| sum.plus(c, s))
}

/// Row-major strides of `dims`.
pub fn strides(dims: &[usize]) -> Vec<isize> {
    let mut out = vec![1; dims.len()];
    for k in (1..dims.len()).rev() {
        out[k - 1] = out[k] * dims[k] as isize;
    }
    out
}

/// Coordinates of `from` given those of its reshape `to`, when every axis of `from`
/// is a whole run of axes of `to`; else `None`.
pub fn split(coords: &[Affine], from: &[usize], to: &[usize], rank: usize) -> Option<Coords> {
    let mut axes = 0..to.len();
    from.iter()
        .map(|&size| {
            let (mut run, mut at) = (1, Affine::zero(rank));
            while run < size {
                let k = axes.next()?;
                at = at.scaled(0, to[k] as isize).plus(&coords[k], 1);
                run *= to[k];
            }
            (run == size).then_some(at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_axis_is_an_affine_sum_and_a_merged_one_is_refused() {
        let fine = identity(&[2, 3, 4]);
        let coarse = split(&fine, &[2, 12], &[2, 3, 4], 3).expect("12 = 3 · 4");
        assert_eq!(coarse[1].terms, vec![0, 4, 1]);
        let merged = identity(&[2, 12]);
        assert!(split(&merged, &[2, 3, 4], &[2, 12], 2).is_none());
    }

    #[test]
    fn axes_of_length_one_may_come_and_go() {
        let coords = identity(&[2, 1, 5, 1]);
        let fewer = split(&coords, &[2, 5], &[2, 1, 5, 1], 4).expect("only ones differ");
        assert_eq!(fewer[1].terms, vec![0, 0, 1, 0]);
    }
}
