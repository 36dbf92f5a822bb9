//! Growth from two tensors: pairs, products, lookups.

use soupcon::ir::Tensor;

use super::{Tree, Twig};

impl<'g> Tree<'g> {
    /// Both, so that their dimensions broadcast.
    pub(super) fn meeting(&mut self, x: Twig<'g>, y: Twig<'g>) -> Option<(Tensor<'g>, Tensor<'g>)> {
        let (a, b) = (x.t.dims(), y.t.dims());
        let fits = a[1..]
            .iter()
            .rev()
            .zip(b[1..].iter().rev())
            .all(|(m, n)| m == n || *m == 1 || *n == 1);
        if fits {
            return Some((x.t, y.t));
        }
        // Of the second, one number for each member.
        let axes: Vec<usize> = (1..b.len()).collect();
        Some((x.t, y.t.maximum(&axes).reshape(&[])))
    }

    /// Two tensors, element by element.
    pub(super) fn pair(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let y = self.any();
        let (s, t) = self.meeting(x, y)?;
        let finer = x.grain.zip(y.grain).map(|(a, b)| a.min(b));
        let product = x.grain.zip(y.grain).map(|(a, b)| a * b);
        Some(match self.rng.below(8) {
            0 | 1 => Twig::grained(s + t, x.bound + y.bound, finer),
            2 => Twig::grained(s - t, x.bound + y.bound, finer),
            3 | 4 => Twig::grained(s * t, x.bound * y.bound, product),
            5 => Twig::grained(s.max(t), x.bound.max(y.bound), finer),
            6 => Twig::grained(s.min(t), x.bound.max(y.bound), finer),
            _ => Twig::rounded(s / (t.abs() + 0.5), x.bound * 2.0),
        })
    }

    /// A product of matrices, a convolution, a lookup, or additions by index.
    pub(super) fn contracted(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let dims = x.t.dims();
        let rank = dims.len();
        let members = self.graph.members();
        match self.rng.below(5) {
            0 | 1 if rank > 2 => {
                let inner = dims[rank - 1];
                if self.rng.one_in(4) {
                    return Some(Twig::rounded(
                        x.t.matmul(x.t.t()),
                        x.bound * x.bound * inner as f64,
                    ));
                }
                let shared = if self.rng.one_in(2) { 1 } else { members };
                let mut other = vec![shared; 1];
                other.extend(
                    dims[1..rank - 2]
                        .iter()
                        .map(|&d| if self.rng.one_in(2) { 1 } else { d }),
                );
                other.extend([inner, self.rng.from(1, 6)]);
                let w = self.input(&other);
                let product = x.t.matmul(w.t);
                let t = if self.rng.one_in(2) {
                    product
                } else {
                    product + self.bias(&product.dims())
                };
                Some(Twig::rounded(t, x.bound * 2.0 * inner as f64 + 2.0))
            }
            2 => {
                let data: usize = dims[1..].iter().product();
                let height = (1..=data)
                    .rev()
                    .find(|h| data.is_multiple_of(*h) && h * h <= data)?;
                let width = data / height;
                let taps = [
                    self.rng.from(1, height.min(3)),
                    self.rng.from(1, width.min(3)),
                ];
                let w = self.input(&[members, 2, 1, taps[0], taps[1]]);
                let wide = taps[0] * 2 - 1 <= height && taps[1] * 2 - 1 <= width;
                let dilation = if wide { self.rng.from(1, 2) } else { 1 };
                let stride = self.rng.from(1, 3);
                let y =
                    x.t.reshape(&[1, 1, height, width])
                        .conv2d(w.t, stride, dilation);
                Some(Twig::rounded(y, x.bound * 2.0 * 9.0))
            }
            3 if rank > 1 => {
                let axis = self.rng.from(1, rank - 1);
                let mut index = dims.clone();
                index[0] = if self.rng.one_in(2) { 1 } else { dims[0] };
                index[axis] = self.rng.from(1, 5);
                let index = self.index(&index, dims[axis]);
                Some(x.moved(x.t.gather(axis, index)))
            }
            4 if rank > 1 => {
                let axis = self.rng.from(1, rank - 1);
                let mut index = dims.clone();
                for (k, d) in index.iter_mut().enumerate() {
                    if k != axis && self.rng.one_in(3) {
                        *d = 1;
                    }
                }
                let len = self.rng.from(1, 5);
                let index = self.index(&index, len);
                let bound = x.bound * dims[axis] as f64;
                Some(Twig::grained(
                    x.t.scatter_add(axis, index, len),
                    bound,
                    x.grain,
                ))
            }
            _ => None,
        }
    }

    /// One number for each column.
    fn bias(&mut self, dims: &[usize]) -> Tensor<'g> {
        let dims = [dims[0], dims[dims.len() - 1]];
        self.input(&dims).t
    }
}
