//! Drawing shapes and numbers.

use soupcon::ir::DType;

use crate::support::rng::Rng;
use crate::support::value::Value;

/// Which numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finite, with zeros of both signs, ties, large and small ones.
    Plain,
    /// With infinities, NaN and subnormal numbers, and now and then no elements at all.
    Extreme,
    /// Away from every kink and pole.
    Smooth,
}

/// Where cases come from.
pub struct Draw {
    /// Shapes and settings: what a kernel is made for.
    pub form: Rng,
    /// Numbers.
    pub rng: Rng,
    /// The number of members.
    pub members: usize,
    /// Which numbers.
    pub kind: Kind,
}

const EXTREME: [f32; 12] = [
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    -f32::MIN_POSITIVE,
    1e-40,
    -1e-45,
    0.0,
    -0.0,
    1.0,
];

impl Draw {
    pub fn new(seed: u64, members: usize, kind: Kind) -> Self {
        let (form, rng) = (Rng::new(seed), Rng::new(!seed));
        Draw {
            form,
            rng,
            members,
            kind,
        }
    }

    /// Dimensions with `least` to `most` data axes.
    pub fn dims(&mut self, least: usize, most: usize) -> Vec<usize> {
        let rank = self.form.from(least, most);
        let mut dims = vec![self.axis_of_members()];
        for _ in 0..rank {
            let none = self.kind == Kind::Extreme && self.form.one_in(30);
            dims.push(if none { 0 } else { self.form.from(1, 5) });
        }
        if self.form.one_in(12) && rank > 0 && !self.smooth() {
            dims[rank] = self.form.from(60, 140);
        }
        dims
    }

    pub fn axis_of_members(&mut self) -> usize {
        if self.form.one_in(3) { 1 } else { self.members }
    }

    pub fn smooth(&self) -> bool {
        self.kind == Kind::Smooth
    }

    pub fn plain(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whether integers are drawn this time.
    pub fn integers(&mut self) -> bool {
        !self.smooth() && self.form.one_in(3)
    }

    pub fn dtype(&mut self) -> DType {
        if self.integers() {
            DType::U32
        } else {
            DType::F32
        }
    }

    /// A number of the kind; `span` bounds most of the plain ones.
    pub fn number(&mut self, span: f64) -> f64 {
        let rng = &mut self.rng;
        match self.kind {
            Kind::Smooth => return rng.sign() * rng.float(0.3, 2.0),
            Kind::Extreme if rng.one_in(3) => return f64::from(rng.pick(&EXTREME)),
            _ => {}
        }
        let x = match rng.below(10) {
            0 => 0.0 * rng.sign(),
            1 | 2 => rng.from(0, 6) as f64 - 3.0,
            3 => rng.sign() * 10f64.powf(rng.float(-6.0, span.log10())),
            4 => rng.float(-span, span),
            _ => rng.float(-3.0, 3.0),
        };
        f64::from(x.clamp(-span, span) as f32)
    }

    pub fn floats(&mut self, dims: &[usize], span: f64) -> Value {
        let len = dims.iter().product();
        Value::f(dims, (0..len).map(|_| self.number(span)).collect())
    }

    /// Integers of all sizes, 0 and the largest included.
    pub fn ints(&mut self, dims: &[usize]) -> Value {
        let len = dims.iter().product();
        let number = |rng: &mut Rng| match rng.below(4) {
            0 => rng.below(4) as u32,
            1 => u32::MAX - rng.below(3) as u32,
            2 => rng.below(1000) as u32,
            _ => rng.word() as u32,
        };
        Value::u(dims, (0..len).map(|_| number(&mut self.rng)).collect())
    }

    /// Elements of one type or the other.
    pub fn elements(&mut self, dims: &[usize], dtype: DType) -> Value {
        match dtype {
            DType::F32 => self.floats(dims, 1e6),
            DType::U32 => self.ints(dims),
        }
    }

    /// Positions below `len`, some of them outside.
    pub fn index(&mut self, dims: &[usize], len: usize) -> Value {
        let count = dims.iter().product();
        let number = |rng: &mut Rng| match rng.below(12) {
            0 => u32::MAX,
            1 => (len + rng.below(3)) as u32,
            _ => rng.below(len.max(1)) as u32,
        };
        Value::u(dims, (0..count).map(|_| number(&mut self.rng)).collect())
    }

    /// Numbers of which no two are nearer than 0.06: multiples of 0.2 in a random
    /// order, off by at most 0.02, plus `shift`.
    pub fn apart(&mut self, dims: &[usize], shift: f64) -> Value {
        let len: usize = dims.iter().product();
        let mut order: Vec<usize> = (0..len).collect();
        for i in (1..len).rev() {
            order.swap(i, self.rng.below(i + 1));
        }
        let number = |&i: &usize| {
            let centre = 0.2 * (i as f64 - (len / 2) as f64);
            centre + shift + self.rng.float(-0.02, 0.02)
        };
        Value::f(dims, order.iter().map(number).collect())
    }

    /// Dimensions that broadcast to `dims`: some axes of length 1, leading ones left out.
    pub fn narrower(&mut self, dims: &[usize]) -> Vec<usize> {
        let mut out = dims.to_vec();
        for d in &mut out {
            if self.form.one_in(5) {
                *d = 1;
            }
        }
        let dropped = if self.form.one_in(4) {
            self.form.from(0, dims.len() - 1)
        } else {
            0
        };
        out.drain(1..=dropped);
        out
    }
}
