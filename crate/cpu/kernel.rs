//! A launch, prepared: what is left to do is arithmetic.

use crate::ir::ReduceKind;
use crate::plan::{Launch, Plan, View, Work};

use super::code::{Code, Purpose};
use super::conv::Convolution;
use super::domain::{Domain, Turn, Walk, Window};
use super::eval::Registers;
use super::images::Images;
use super::index::{Scatter, Sort};
use super::lanes::{self, Source};
use super::memory::Memory;
use super::product::{self, Product, Room};

/// A prepared launch.
#[derive(Clone, Debug)]
pub enum Kernel {
    /// Elementwise work.
    Map(Code),
    /// A reduction.
    Reduce(Reduce),
    /// A product of matrices.
    Product(Box<Product>),
    /// A correlation of images.
    Images(Images),
    /// Additions at indices.
    Scatter(Scatter),
    /// An order.
    Sort(Sort),
}

impl Kernel {
    /// Prepares a launch of `plan`.
    pub fn new(plan: &Plan, launch: &Launch) -> Self {
        let (each, lead) = (launch.each, launch.lead());
        let mut work = launch.work.clone();
        // One member's room has no other member to step to.
        let scratch = |v: &&mut View| plan.buffers[v.buffer].scratch;
        let own = work.views_mut().into_iter().filter(scratch);
        own.for_each(|v| v.at.terms[0] = 0);
        match &work {
            Work::Map { dims, tape } => Kernel::Map(Code::new(
                tape,
                &Purpose {
                    dims,
                    lead,
                    accumulator: None,
                    result: None,
                },
            )),
            Work::Reduce {
                dims,
                kind,
                axes,
                tape,
                value,
                out,
            } => {
                let purpose = Purpose {
                    dims,
                    lead,
                    accumulator: None,
                    result: Some((*value, &out.at)),
                };
                let code = Code::new(tape, &purpose);
                let mut left = dims.clone();
                axes.iter().for_each(|&k| left[k] = 1);
                let (clear, walks) = Domain::new(&left, lead, false, std::slice::from_ref(&out.at));
                Kernel::Reduce(Reduce {
                    kind: *kind,
                    clear,
                    walks,
                    code,
                    out: out.clone(),
                })
            }
            Work::MatMul {
                dims,
                k,
                a,
                b,
                out,
                tape,
                column_sums,
            } => {
                let spare = product::spare(plan.buffers.len(), dims, lead);
                Kernel::Product(Box::new(Product::new(&product::Parts {
                    dims,
                    inner: *k,
                    lead,
                    a,
                    b,
                    out: out.as_ref(),
                    spare: &spare,
                    buffers: &plan.buffers,
                    sums: column_sums.as_ref(),
                    tape: tape.as_ref(),
                })))
            }
            Work::Conv2d {
                x_dims,
                w_dims,
                x,
                w,
                out,
                stride,
                dilation,
                ..
            } => {
                let shape = Convolution::new(x_dims, w_dims, *stride, *dilation);
                Kernel::Images(Images::new(shape, [x, w, out], each))
            }
            Work::ScatterAdd {
                dims,
                out_dims,
                axis,
                x,
                index,
                out,
            } => Kernel::Scatter(Scatter::new(dims, out_dims, *axis, [x, index, out], each)),
            Work::ArgSort { dims, axis, x, out } => {
                Kernel::Sort(Sort::new(dims, *axis, [x, out], each))
            }
        }
    }

    /// The code it runs.
    pub fn code(&self) -> Option<&Code> {
        match self {
            Kernel::Map(code) => Some(code),
            Kernel::Reduce(reduce) => Some(&reduce.code),
            Kernel::Product(product) => product.after(),
            _ => None,
        }
    }

    /// Does a turn's part.
    pub fn run(&self, turn: Turn, memory: &mut Memory, registers: &mut Registers, room: &mut Room) {
        match self {
            Kernel::Map(code) => code.run(turn, memory, registers),
            Kernel::Reduce(reduce) => reduce.run(turn, memory, registers),
            Kernel::Product(product) => product.run(turn, memory, registers, room),
            Kernel::Images(images) => images.run(turn[0], memory, room),
            Kernel::Scatter(scatter) => scatter.run(turn[0], memory, room),
            Kernel::Sort(sort) => sort.run(turn[0], memory, room),
        }
    }
}

/// A reduction of a tape's value.
#[derive(Clone, Debug)]
pub struct Reduce {
    kind: ReduceKind,
    clear: Domain,
    walks: Vec<Walk>,
    code: Code,
    out: View,
}

impl Reduce {
    fn run(&self, turn: Turn, memory: &mut Memory, registers: &mut Registers) {
        let mut cell = memory.take(self.out.buffer);
        let out = cell.words_mut();
        let start = Source::One(lanes::start(self.kind));
        let walk = &self.walks[0];
        self.clear.walk(turn, registers.window(), &mut |w| {
            let ((outer, inner), (far, near)) = (w.loops(), w.strides(walk));
            for o in 0..outer {
                lanes::scatter(start, inner, out, walk.base(w) + o as isize * far, near);
            }
        });
        self.code.reduce(turn, memory, registers, |w, walk, x| {
            self.add(w, walk, x, out);
        });
        memory.put(self.out.buffer, cell);
    }

    fn add(&self, w: &Window, walk: &Walk, x: &[f32], out: &mut [f32]) {
        let ((_, inner), (far, near)) = (w.loops(), w.strides(walk));
        let base = walk.base(w);
        for (o, row) in x.chunks_exact(inner).enumerate() {
            let at = base + o as isize * far;
            match near {
                0 => {
                    let v = &mut out[at as usize];
                    *v = lanes::join(self.kind, *v, lanes::reduce(self.kind, row));
                }
                1 => {
                    let to = &mut out[at as usize..][..inner];
                    lanes::accumulate(self.kind, Source::Many(row), to);
                }
                near => {
                    for (i, &x) in row.iter().enumerate() {
                        let v = &mut out[(at + i as isize * near) as usize];
                        *v = lanes::join(self.kind, *v, x);
                    }
                }
            }
        }
    }
}
