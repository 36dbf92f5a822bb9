//! The graph: what is computed, for all members at once.
//!
//! A [`Graph`] is an append-only list of [`Node`]s. A [`Tensor`] is a handle on
//! one of them that reads like an array. Axis 0 is always the member axis: 1
//! (shared by all) or `M` (one for each). No operation mixes members except those
//! whose name says so (`…_members`, [`Tensor::member`]).
//!
//! Building never fails at once: the first mistake poisons the graph and is
//! reported, with its caller's line, by [`Graph::finish`].

mod derive;
mod error;
mod op;
mod order;
mod print;
mod program;
mod shape;
mod tensor;
mod vjp;

use std::cell::{Ref, RefCell};
use std::collections::HashMap;
use std::panic::Location;

pub use error::GraphError;
pub use op::{DType, Op, ReduceKind};
pub use order::sort_by_key;
pub use program::{Fetch, Program};
pub use shape::MAX_ELEMENTS;
pub(crate) use vjp::ancestors;
pub use vjp::grad;

/// The largest number of members of one graph.
pub const MAX_MEMBERS: usize = 1024;
/// The largest number of nodes of one graph.
pub const MAX_NODES: usize = 20_000;

/// A node's place in its graph.
pub type NodeId = usize;

/// One operation, its arguments and what comes out.
#[derive(Clone, Debug)]
pub struct Node {
    /// The operation.
    pub op: Op,
    /// The nodes it reads, all of them earlier ones.
    pub args: Vec<NodeId>,
    /// The type of the result's elements.
    pub dtype: DType,
    /// The result's dimensions, the member axis first.
    pub dims: Vec<usize>,
    /// The line that asked for it.
    pub at: &'static Location<'static>,
}

/// A graph under construction.
#[derive(Debug)]
pub struct Graph {
    members: usize,
    nodes: RefCell<Vec<Node>>,
    known: RefCell<HashMap<(Op, Vec<NodeId>), NodeId>>,
    error: RefCell<Option<GraphError>>,
    ends: RefCell<program::Ends>,
}

/// A handle on a node: as cheap as a number, as handy as an array.
#[derive(Clone, Copy, Debug)]
pub struct Tensor<'g> {
    graph: &'g Graph,
    id: NodeId,
}

impl Graph {
    /// A graph for `members` models, 1 to [`MAX_MEMBERS`].
    #[track_caller]
    pub fn new(members: usize) -> Self {
        let graph = Graph {
            members: members.clamp(1, MAX_MEMBERS),
            nodes: RefCell::default(),
            known: RefCell::default(),
            error: RefCell::default(),
            ends: RefCell::default(),
        };
        if members != graph.members {
            graph.poison(GraphError::Limit {
                what: "number of members",
                asked: members,
                limit: graph.members,
                at: Location::caller().to_string(),
            });
        }
        graph
    }

    /// The number of members.
    pub fn members(&self) -> usize {
        self.members
    }

    /// The nodes so far.
    pub fn nodes(&self) -> Ref<'_, Vec<Node>> {
        self.nodes.borrow()
    }

    /// A shared `F32` input `[1, shape…]`: data, or one number for all members.
    #[track_caller]
    pub fn shared(&self, name: &str, shape: &[usize]) -> Tensor<'_> {
        self.input(name, &[&[1], shape].concat(), DType::F32)
    }

    /// An `F32` input with a value for each member, `[M, shape…]`.
    #[track_caller]
    pub fn each(&self, name: &str, shape: &[usize]) -> Tensor<'_> {
        self.input(name, &[&[self.members], shape].concat(), DType::F32)
    }

    /// A hyper-parameter: one number for each member, `[M]`.
    #[track_caller]
    pub fn hyper(&self, name: &str) -> Tensor<'_> {
        self.each(name, &[])
    }

    /// An input of any type and dimensions (the member axis first). Asking for a name
    /// again gives the same tensor.
    #[track_caller]
    pub fn input(&self, name: &str, dims: &[usize], dtype: DType) -> Tensor<'_> {
        let op = Op::Input {
            name: name.into(),
            dims: dims.into(),
            dtype,
        };
        if dims.first().is_none_or(|&m| m != 1 && m != self.members) {
            return self.misfit("input", dims, &[self.members]);
        }
        let clash = self.nodes.borrow().iter().any(|n| match &n.op {
            Op::Input { name: other, .. } => other == name && n.op != op,
            _ => false,
        });
        if clash {
            self.poison(GraphError::Name {
                what: "an input of another shape is already called",
                name: name.into(),
                at: Location::caller().to_string(),
            });
        }
        self.push(op, &[])
    }

    /// The seed of each member, `U32 [M]`: the input `seed`.
    #[track_caller]
    pub fn seeds(&self) -> Tensor<'_> {
        self.input("seed", &[self.members], DType::U32)
    }

    /// The number of steps done so far, `U32 [1]`: the input `step`, counted by the runner.
    #[track_caller]
    pub fn step(&self) -> Tensor<'_> {
        self.input("step", &[1], DType::U32)
    }

    /// One `F32` number for all, `[1]`.
    #[track_caller]
    pub fn constant(&self, value: f64) -> Tensor<'_> {
        self.push(Op::Const(value.to_bits(), DType::F32), &[])
    }

    /// One `U32` number for all, `[1]`.
    #[track_caller]
    pub fn constant_u32(&self, value: u32) -> Tensor<'_> {
        self.push(Op::Const(u64::from(value), DType::U32), &[])
    }

    /// Positions `0, 1, …` along `axis` (data axes count from 1) of `[1, shape…]`, as `U32`.
    #[track_caller]
    pub fn iota(&self, axis: usize, shape: &[usize]) -> Tensor<'_> {
        self.push(
            Op::Iota {
                axis,
                dims: [&[1], shape].concat(),
            },
            &[],
        )
    }

    /// Uniform numbers in `[0, 1)` with 24 bits, `[M, shape…]`: another draw at each
    /// step, the same whatever the backend and the number of members.
    #[track_caller]
    pub fn uniform(&self, stream: &str, shape: &[usize]) -> Tensor<'_> {
        self.uniform_at(stream, self.step(), shape)
    }

    /// As [`Graph::uniform`], with another draw for each value of `count` (`U32 [1]`)
    /// instead of each step: an epoch, say.
    #[track_caller]
    pub fn uniform_at<'g>(
        &'g self,
        stream: &str,
        count: Tensor<'g>,
        shape: &[usize],
    ) -> Tensor<'g> {
        let dims = [&[self.members], shape].concat();
        let op = Op::Uniform {
            stream: stream_key(stream),
            dims,
        };
        self.push(op, &[self.seeds(), count])
    }

    /// Appends a node, or finds the one that computes the same.
    #[track_caller]
    pub(crate) fn push(&self, op: Op, args: &[Tensor<'_>]) -> Tensor<'_> {
        if !args.iter().all(|t| self.owns(*t, op.name())) {
            return self.stand_in();
        }
        let key = (op, args.iter().map(|t| t.id).collect());
        if let Some(&id) = self.known.borrow().get(&key) {
            return Tensor { graph: self, id };
        }
        let ruling = {
            let nodes = self.nodes.borrow();
            let given: Vec<_> = key
                .1
                .iter()
                .map(|&a| (nodes[a].dims.as_slice(), nodes[a].dtype))
                .collect();
            shape::infer(&key.0, &given)
        };
        match ruling {
            Ok((dims, dtype)) => self.append(key, dims, dtype),
            Err(misfit) => {
                self.report(key.0.name(), misfit);
                self.stand_in()
            }
        }
    }

    #[track_caller]
    fn append(&self, key: (Op, Vec<NodeId>), dims: Vec<usize>, dtype: DType) -> Tensor<'_> {
        let at = Location::caller();
        let id = self.nodes.borrow().len();
        if id >= MAX_NODES {
            let (what, at) = ("number of nodes", at.to_string());
            self.poison(GraphError::Limit {
                what,
                asked: id + 1,
                limit: MAX_NODES,
                at,
            });
            return Tensor { graph: self, id: 0 };
        }
        let (op, args) = key.clone();
        self.nodes.borrow_mut().push(Node {
            op,
            args,
            dtype,
            dims,
            at,
        });
        self.known.borrow_mut().insert(key, id);
        Tensor { graph: self, id }
    }

    /// Whether `t` belongs to this graph, which is poisoned otherwise.
    #[track_caller]
    pub(crate) fn owns(&self, t: Tensor<'_>, used_by: &str) -> bool {
        let own = std::ptr::eq(t.graph, self);
        if !own {
            self.poison(GraphError::Name {
                what: "a tensor of another graph was given to",
                name: used_by.into(),
                at: Location::caller().to_string(),
            });
        }
        own
    }

    #[track_caller]
    fn report(&self, op: &'static str, misfit: shape::Misfit) {
        let at = Location::caller().to_string();
        self.poison(match misfit {
            shape::Misfit::Shape(left, right) => GraphError::Shape {
                op,
                left,
                right,
                at,
            },
            shape::Misfit::DType(found) => GraphError::DType { op, found, at },
            shape::Misfit::Limit(what, asked, limit) => GraphError::Limit {
                what,
                asked,
                limit,
                at,
            },
        });
    }

    #[track_caller]
    pub(crate) fn misfit(&self, op: &'static str, left: &[usize], right: &[usize]) -> Tensor<'_> {
        self.report(op, shape::Misfit::Shape(left.into(), right.into()));
        self.stand_in()
    }

    /// What a failed operation returns: some tensor, in a graph that will not finish.
    fn stand_in(&self) -> Tensor<'_> {
        self.append((Op::Const(0, DType::F32), Vec::new()), vec![1], DType::F32)
    }

    fn poison(&self, error: GraphError) {
        self.error.borrow_mut().get_or_insert(error);
    }
}

/// The key of a random stream: the 32-bit FNV-1a hash of its name.
pub fn stream_key(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    })
}
