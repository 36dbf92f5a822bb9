//! Random graphs: typed, of random shapes and members, with values kept in bounds.
//!
//! What jumps (`<`, `=`, `floor`, orders, conversions) is only asked of numbers that
//! every executor has exactly: multiples of a `grain` that 32 bits can hold.

mod branch;
mod join;

use std::cell::RefCell;

use soupcon::ir::{DType, Graph, Tensor, grad};

use super::referee::Values;
use super::rng::Rng;
use super::value::Value;

/// The largest number of elements of a tensor.
const MOST_ELEMENTS: usize = 3000;

/// A tensor, and what is known about its values.
#[derive(Clone, Copy)]
pub struct Twig<'g> {
    /// The tensor.
    pub t: Tensor<'g>,
    /// No value is larger.
    pub bound: f64,
    /// What all values are multiples of, if nothing was rounded on the way.
    pub grain: Option<f64>,
}

impl<'g> Twig<'g> {
    fn rounded(t: Tensor<'g>, bound: f64) -> Self {
        let grain = None;
        Twig { t, bound, grain }
    }

    /// Exact if every multiple of the grain up to the bound is a 32-bit float.
    fn grained(t: Tensor<'g>, bound: f64, grain: Option<f64>) -> Self {
        let grain = grain.filter(|g| bound / g <= 4_194_304.0);
        Twig { t, bound, grain }
    }

    fn moved(self, t: Tensor<'g>) -> Self {
        Twig { t, ..self }
    }
}

/// A graph under growth.
pub struct Tree<'g> {
    graph: &'g Graph,
    given: &'g RefCell<Values>,
    prefix: String,
    rng: Rng,
    inputs: Vec<Twig<'g>>,
    twigs: Vec<Twig<'g>>,
}

/// Grows a graph of 5 to 40 nodes from a seed; every other one has gradients too. What
/// comes out is named after `prefix`; so are the inputs, whose values go to `given`.
pub fn grow<'g>(graph: &'g Graph, given: &'g RefCell<Values>, prefix: &str, seed: u64) {
    let mut rng = Rng::new(seed);
    let end = graph.nodes().len() + rng.from(5, 40);
    let mut tree = Tree {
        graph,
        given,
        prefix: prefix.into(),
        rng,
        inputs: Vec::new(),
        twigs: Vec::new(),
    };
    for _ in 0..tree.rng.from(1, 3) {
        let dims = tree.shape();
        tree.input(&dims);
    }
    while graph.nodes().len() < end {
        tree.step();
    }
    tree.finish();
}

impl<'g> Tree<'g> {
    /// A shape whose first axis is 1 or the number of members.
    fn shape(&mut self) -> Vec<usize> {
        let shared = self.rng.one_in(3);
        let mut dims = vec![if shared { 1 } else { self.graph.members() }];
        let rank = self.rng.from(0, 4);
        dims.extend((0..rank).map(|_| self.rng.from(1, 6)));
        dims
    }

    /// A new input: multiples of 1/8 up to 2, or any numbers up to 2.
    fn input(&mut self, dims: &[usize]) -> Twig<'g> {
        let name = format!("{}x{}", self.prefix, self.inputs.len());
        let exact = self.rng.one_in(2);
        let number = |rng: &mut Rng| match exact {
            true => rng.below(33) as f64 / 8.0 - 2.0,
            false => f64::from(rng.float(-2.0, 2.0) as f32),
        };
        let value = Value::from_fn(dims, |_| number(&mut self.rng));
        self.given.borrow_mut().insert(name.clone(), value);
        let t = self.graph.input(&name, dims, DType::F32);
        let twig = Twig::grained(t, 2.0, exact.then_some(0.125));
        self.inputs.push(twig);
        self.twigs.push(twig);
        twig
    }

    /// An index input, some of it out of range.
    fn index(&mut self, dims: &[usize], len: usize) -> Tensor<'g> {
        let name = format!("{}i{}", self.prefix, self.graph.nodes().len());
        let number = |rng: &mut Rng| match rng.below(10) {
            0 => u32::MAX,
            _ => rng.below(len + 1) as u32,
        };
        let count = dims.iter().product();
        let value = Value::u(dims, (0..count).map(|_| number(&mut self.rng)).collect());
        self.given.borrow_mut().insert(name.clone(), value);
        self.graph.input(&name, dims, DType::U32)
    }

    /// One of the tensors so far, more often a late one.
    fn any(&mut self) -> Twig<'g> {
        let n = self.twigs.len();
        let i = self.rng.below(n).max(self.rng.below(n));
        self.twigs[i]
    }

    /// One that holds exact numbers, if there is one.
    fn exact(&mut self) -> Option<Twig<'g>> {
        let exact: Vec<_> = self
            .twigs
            .iter()
            .copied()
            .filter(|t| t.grain.is_some())
            .collect();
        (!exact.is_empty()).then(|| self.rng.pick(&exact))
    }

    /// Grows by one operation, or by a few that belong together.
    fn step(&mut self) {
        let x = self.any();
        let grown = match self.rng.below(10) {
            0..=2 => self.elementwise(x),
            3 | 4 => self.pair(x),
            5 | 6 => self.movement(x),
            7 => self.reduced(x),
            8 => self.contracted(x),
            _ => self.jump(x),
        };
        if let Some(twig) = grown {
            self.keep(twig);
        }
    }

    /// Keeps a tensor; one that has grown out of bounds is drawn back first.
    fn keep(&mut self, twig: Twig<'g>) {
        if twig.t.dims().iter().product::<usize>() > MOST_ELEMENTS {
            return;
        }
        let tame = match twig.bound {
            b if b > 1e4 => Twig::rounded(twig.t.tanh(), 1.0),
            b if b > 50.0 => Twig::grained(twig.t * 0.0625, b / 16.0, twig.grain.map(|g| g / 16.0)),
            _ => twig,
        };
        self.twigs.push(tame);
    }

    /// Names what comes out: the last tensors, gradients of one of them, values kept by
    /// the step, and carries.
    fn finish(mut self) {
        let last: Vec<_> = self.twigs.iter().rev().take(3).copied().collect();
        for (i, twig) in last.iter().enumerate() {
            self.graph.output(&format!("{}y{i}", self.prefix), twig.t);
        }
        if self.rng.one_in(2) {
            let loss = last[0].t.sum_all();
            let inputs: Vec<_> = self.inputs.iter().map(|i| i.t).collect();
            for (i, g) in grad(loss, &inputs).into_iter().enumerate() {
                self.graph.output(&format!("{}g{i}", self.prefix), g);
            }
        }
        if self.rng.one_in(2) {
            let (kept, every) = (self.any().t, self.rng.from(1, 2));
            self.graph
                .fetch(&format!("{}f", self.prefix), kept, every as u32);
        }
        self.carry();
    }

    /// Lets inputs that are not exact be carries, whose next values stay in bounds.
    fn carry(&mut self) {
        let members = self.graph.members();
        let inputs = self.inputs.clone();
        let free = |i: &(usize, Twig<'g>)| i.1.grain.is_none() && i.1.t.dims()[0] == members;
        for (i, own) in inputs.iter().copied().enumerate().filter(free) {
            let dims = own.t.dims();
            let name = format!("{}x{i}", self.prefix);
            let carry = self.graph.carry(&name, &dims[1..]);
            let (other, twig) = (self.rng.pick(&inputs), self.any());
            let next = match self.rng.below(4) {
                0 if dims.len() > 1 => own.t.flip(self.rng.from(1, dims.len() - 1)),
                1 if other.t.dims() == dims => other.t,
                2 => own.t * 0.5 + twig.t.tanh().mean_all(),
                _ if self.broadcasts(&twig.t.dims(), &dims) => twig.t.tanh(),
                _ => own.t.tanh(),
            };
            carry.set(next);
        }
    }

    /// Whether a tensor repeats to `dims`.
    fn broadcasts(&self, from: &[usize], dims: &[usize]) -> bool {
        let lead = dims.len().checked_sub(from.len());
        let fits = |lead: usize| {
            let data = from[1..].iter().zip(&dims[1 + lead..]);
            data.into_iter().all(|(a, b)| a == b || *a == 1)
        };
        (from[0] == 1 || from[0] == dims[0]) && lead.is_some_and(fits)
    }
}
