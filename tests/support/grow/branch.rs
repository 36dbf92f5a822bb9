//! Growth from one tensor: elements, movements, reductions, and jumps.

use soupcon::ir::DType;

use super::{Tree, Twig};

impl<'g> Tree<'g> {
    /// A function of each element.
    pub(super) fn elementwise(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let (t, b) = (x.t, x.bound);
        Some(match self.rng.below(14) {
            0 => Twig::rounded(t.tanh(), 1.0),
            1 => Twig::rounded(t.sin(), 1.0),
            2 if b <= 4.0 => Twig::rounded(t.exp(), b.exp()),
            3 => Twig::rounded((t.square() + 0.25).sqrt(), b + 0.5),
            4 => Twig::rounded((t.abs() + 0.5).log(), b.max(1.0)),
            5 => Twig::rounded(t.sigmoid(), 1.0),
            6 => Twig::rounded(t.gelu(), b),
            7 => Twig::rounded((t.abs() + 0.5).recip(), 2.0),
            8 => x.moved(t.relu()),
            9 => x.moved(-t),
            10 => x.moved(t.detach()),
            11 => Twig::grained(
                t * 0.5 + 1.0,
                b / 2.0 + 1.0,
                x.grain.map(|g| (g / 2.0).min(1.0)),
            ),
            12 => Twig::grained(t.is_finite(), 1.0, Some(1.0)),
            _ => x.moved(t.at_least(-0.5)).wider(0.5),
        })
    }

    /// The same elements elsewhere.
    pub(super) fn movement(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let dims = x.t.dims();
        let rank = dims.len();
        if rank == 1 {
            return self.spread(x);
        }
        let axis = self.rng.from(1, rank - 1);
        let size = dims[axis];
        Some(match self.rng.below(8) {
            0 => {
                let mut p: Vec<usize> = (0..rank).collect();
                p[1..].rotate_left(self.rng.below(rank - 1));
                x.moved(x.t.permute(&p))
            }
            1 => x.moved(x.t.flip(axis)),
            2 => {
                let (start, step) = (self.rng.below(size), self.rng.from(1, 3));
                let len = (size - 1 - start) / step + 1;
                x.moved(x.t.slice(axis, start, len, step as isize))
            }
            3 => {
                let [lo, hi, interior] = [0; 3].map(|_| self.rng.below(3));
                x.moved(x.t.pad(axis, lo, hi, interior))
            }
            4 => {
                let data: usize = dims[1..].iter().product();
                let split = (2..7).find(|d| data.is_multiple_of(*d)).unwrap_or(1);
                x.moved(x.t.reshape(&[split, data / split]))
            }
            5 => x.moved(x.t.member(self.rng.below(dims[0]))),
            6 => {
                let cut = self.rng.below(size) + 1;
                let parts = [x.t.narrow(axis, 0, cut), x.t.flip(axis)];
                x.moved(soupcon::ir::Tensor::concat(self.graph, &parts, axis))
            }
            _ => return self.spread(x),
        })
    }

    /// Repeated along axes of length 1, or along a new one.
    fn spread(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let mut dims = x.t.dims();
        if dims.len() < 5 {
            dims.insert(1, self.rng.from(1, 4));
        }
        for d in &mut dims[1..] {
            if *d == 1 {
                *d = self.rng.from(1, 4);
            }
        }
        let aligned = [&[dims[0], 1], &x.t.dims()[1..]].concat();
        let t = if dims.len() == x.t.rank() {
            x.t
        } else {
            x.t.reshape(&aligned[1..])
        };
        Some(x.moved(t.expand(&dims)))
    }

    /// Combined along some axes.
    pub(super) fn reduced(&mut self, x: Twig<'g>) -> Option<Twig<'g>> {
        let dims = x.t.dims();
        let axes: Vec<usize> = (1..dims.len()).filter(|_| self.rng.one_in(2)).collect();
        let n: usize = axes.iter().map(|&a| dims[a]).product();
        let long = dims.len() > 1;
        Some(match self.rng.below(7) {
            0 => Twig::grained(x.t.sum(&axes), x.bound * n as f64, x.grain),
            1 => Twig::rounded(x.t.mean(&axes), x.bound),
            2 => x.moved(x.t.maximum(&axes)),
            3 if long => Twig::rounded(x.t.softmax(), 1.0),
            4 if long => Twig::rounded(x.t.log_softmax(), 2.0 * x.bound + 4.0),
            5 => Twig::grained(x.t.sum_members(), x.bound * dims[0] as f64, x.grain),
            _ => Twig::rounded(x.t.mean_members(), x.bound),
        })
    }

    /// What jumps, asked of exact numbers.
    pub(super) fn jump(&mut self, other: Twig<'g>) -> Option<Twig<'g>> {
        let x = self.exact()?;
        let dims = x.t.dims();
        Some(match self.rng.below(7) {
            0 => Twig::grained(x.t.floor(), x.bound + 1.0, Some(1.0)),
            1 => Twig::grained(x.t.lt(self.graph.constant(0.25)), 1.0, Some(1.0)),
            2 => Twig::grained(x.t.eq(x.t.floor()), 1.0, Some(1.0)),
            3 => {
                let whole = (x.t.abs() + 1.0).cast(DType::U32);
                let two = self.graph.constant_u32(2);
                let kept = (whole * whole + two) / two;
                let bound = (x.bound + 1.0) * (x.bound + 1.0);
                Twig::grained(kept.cast(DType::F32), bound, Some(1.0))
            }
            4 if dims.len() > 1 => {
                let axis = self.rng.from(1, dims.len() - 1);
                x.moved(x.t.gather(axis, x.t.argsort(axis)))
            }
            5 => {
                let shape = &dims[1..];
                Twig::grained(
                    self.graph.uniform("noise", shape),
                    1.0,
                    Some(1.0 / 16_777_216.0),
                )
            }
            _ => {
                let (t, o) = self.meeting(x, other)?;
                let c = t.lt(self.graph.constant(0.0));
                Twig::rounded(c.select(o, t), x.bound.max(other.bound))
            }
        })
    }
}

impl Twig<'_> {
    /// The same with a larger bound.
    fn wider(self, least: f64) -> Self {
        let bound = self.bound.max(least);
        let grain = self.grain.map(|g| g.min(0.125));
        Twig {
            bound,
            grain,
            ..self
        }
    }
}
