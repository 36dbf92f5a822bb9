//! From a program to launches: what must lie in a buffer, and what computes it.

use std::collections::HashMap;

use crate::ir::{DType, Node, NodeId, Op, Program, ReduceKind};

use super::build::{Builder, is_row};
use super::coords::{self, Affine};
use super::launch::{Buffer, BufferId, Launch, Role, Work};
use super::site::{Need, Place, Site, drawn};
use super::tape::{Instr, Store, Tape, View};

/// How many earlier launches a value may try to join.
const MAX_TRIES: usize = 4;

/// A program on its way to a plan.
pub struct Lowering<'p> {
    /// The program.
    pub program: &'p Program,
    /// The buffers so far.
    pub buffers: Vec<Buffer>,
    /// The launches so far, in an order that respects what they read.
    pub launches: Vec<Launch>,
    /// Where each computed node lies.
    pub places: HashMap<NodeId, Place>,
    once: Vec<bool>,
    drawn: Vec<bool>,
    concats: Vec<bool>,
    fuse: bool,
    maps: Vec<(usize, Builder)>,
    producer: HashMap<BufferId, usize>,
}

impl<'p> Lowering<'p> {
    /// Nothing computed yet but the inputs that are read.
    pub fn new(program: &'p Program, live: &[bool], fuse: bool) -> Self {
        let nodes = &program.nodes;
        let drawn = drawn(nodes);
        let mut readers = vec![0usize; nodes.len()];
        for (node, _) in nodes.iter().zip(live).filter(|(_, live)| **live) {
            node.args.iter().for_each(|&a| readers[a] += 1);
        }
        let once = (0..nodes.len())
            .map(|id| drawn[id] && readers[id] > 1)
            .collect();
        let none = HashMap::new();
        let concats = (0..nodes.len())
            .map(|id| fuse && super::concat::parts(nodes, &none, id).is_some())
            .collect();
        let mut it = Lowering {
            program,
            buffers: Vec::new(),
            launches: Vec::new(),
            places: HashMap::new(),
            once,
            drawn,
            concats,
            fuse,
            maps: Vec::new(),
            producer: HashMap::new(),
        };
        it.inputs(live);
        it
    }

    fn inputs(&mut self, live: &[bool]) {
        let program = self.program;
        for (id, node) in program.nodes.iter().enumerate() {
            let Op::Input { name, .. } = &node.op else {
                continue;
            };
            let carried = program.carries.iter().any(|c| c.0 == id);
            if !live[id] && !carried {
                continue;
            }
            let role = match name.as_str() {
                "step" => Role::Step,
                _ if carried => Role::Carry(name.clone()),
                _ => Role::Input(name.clone()),
            };
            let buffer = self.buffer(role, node.dtype, &node.dims);
            let place = self.whole(buffer);
            self.places.insert(id, place);
        }
    }

    /// A new buffer.
    pub fn buffer(&mut self, role: Role, dtype: DType, dims: &[usize]) -> BufferId {
        self.buffers.push(Buffer {
            role,
            dtype,
            dims: dims.into(),
            scratch: false,
        });
        self.buffers.len() - 1
    }

    /// The place of a node that fills a buffer.
    pub fn whole(&self, buffer: BufferId) -> Place {
        let b = &self.buffers[buffer];
        let member_stride = if b.dims[0] == 1 {
            0
        } else {
            b.member_words() as isize
        };
        Place {
            buffer,
            offset: 0,
            dims: b.dims.clone(),
            member_stride,
        }
    }

    /// What the builder may know.
    pub fn site(&self) -> Site<'_> {
        let Lowering {
            program,
            places,
            once,
            drawn,
            concats,
            fuse,
            ..
        } = self;
        Site {
            nodes: &program.nodes,
            places,
            once,
            drawn,
            concats,
            fuse: *fuse,
        }
    }

    /// A node of the program.
    pub fn node(&self, id: NodeId) -> &'p Node {
        &self.program.nodes[id]
    }

    /// Makes sure that a node lies in a buffer.
    pub fn materialise(&mut self, node: NodeId) -> Place {
        if let Some(place) = self.site().place(node) {
            self.places.insert(node, place.clone());
            return place;
        }
        self.compute(node, None)
    }

    /// Computes a node into a fresh buffer, even if it is another's view or an input.
    pub fn copy(&mut self, node: NodeId) -> Place {
        let dims = self.node(node).dims.clone();
        let buffer = self.buffer(Role::Temp, self.node(node).dtype, &dims);
        let place = self.whole(buffer);
        self.map(node, &place, &coords::identity(&dims), false);
        place
    }

    /// Computes a node, into a given place if there is one.
    pub fn compute(&mut self, node: NodeId, target: Option<Place>) -> Place {
        let Node {
            op, dims, dtype, ..
        } = self.node(node);
        if self.concats[node]
            && let Some(parts) = super::concat::parts(&self.program.nodes, &self.places, node)
        {
            let place = target.unwrap_or_else(|| self.fresh(dims, *dtype));
            self.concat(parts, &place);
            self.places.insert(node, place.clone());
            return place;
        }
        let place = target.unwrap_or_else(|| self.fresh(dims, *dtype));
        match op {
            Op::MatMul => self.matmul(node, &place),
            Op::Conv2d { stride, dilation } => self.conv2d(node, *stride, *dilation, &place),
            Op::Reduce { kind, axes } => self.reduce(node, *kind, axes, &place),
            Op::ScatterAdd { axis, .. } => self.scatter_add(node, *axis, &place),
            Op::ArgSort { axis } => self.argsort(node, *axis, &place),
            Op::Pad {
                axis, lo, interior, ..
            } => {
                self.fill(&place);
                let source = self.node(node).args[0];
                let mut at = coords::identity(&self.node(source).dims);
                at[*axis] = at[*axis].scaled(*lo as isize, *interior as isize + 1);
                self.map(source, &place, &at, false);
            }
            _ => self.map(node, &place, &coords::identity(dims), true),
        }
        self.places.insert(node, place.clone());
        place
    }

    fn fresh(&mut self, dims: &[usize], dtype: DType) -> Place {
        let buffer = self.buffer(Role::Temp, dtype, dims);
        self.whole(buffer)
    }

    /// Appends a launch and remembers what it writes.
    pub fn launch(&mut self, work: Work) -> usize {
        let members = self.program.members;
        let spans = |dims: &[usize]| dims[0] == members;
        let each = match &work {
            Work::Reduce { dims, axes, .. } => spans(dims) && (members == 1 || !axes.contains(&0)),
            work => spans(work.dims()),
        };
        let index = self.launches.len();
        for view in work.writes() {
            self.producer.insert(view.buffer, index);
        }
        self.launches.push(Launch {
            work,
            phase: 0,
            each,
            blocks: None,
        });
        index
    }

    /// Zeros all over a place.
    pub fn fill(&mut self, place: &Place) {
        let mut tape = Tape::default();
        let reg = tape.push(Instr::Const(0));
        let view = place.view(&coords::identity(&place.dims), place.dims.len());
        tape.stores.push(Store {
            reg,
            view,
            row: false,
        });
        self.launch(Work::Map {
            dims: place.dims.clone(),
            tape,
        });
    }

    /// Evaluates a node elementwise and stores it at `at` of `place`; joins an earlier
    /// launch over the same domain where that is possible.
    pub fn map(&mut self, node: NodeId, place: &Place, at: &[Affine], join: bool) {
        let dims = self.node(node).dims.clone();
        let mut domain = dims.clone();
        let builder = loop {
            let mut builder = Builder::new(&domain, true);
            match builder.value(&self.site(), node, &root_coords(&dims, &domain)) {
                Ok(_) => break builder,
                Err(Need::Row(len)) => *domain.last_mut().unwrap_or(&mut 1) = len,
                Err(need) => self.meet(&need, &builder, node),
            }
        };
        let row = domain != dims;
        let at: Vec<Affine> = at.iter().map(|a| of_row(a, row)).collect();
        let view = place.view(&at, domain.len());
        let joined = if join && self.fuse {
            self.join(node, place.buffer, &dims, &domain)
        } else {
            None
        };
        let (launch, slot) = joined.unwrap_or_else(|| {
            let launch = self.launch(Work::Map {
                dims: domain.clone(),
                tape: Tape::default(),
            });
            self.maps.push((launch, builder));
            (launch, self.maps.len() - 1)
        });
        let key = root_coords(&dims, &domain);
        let builder = &mut self.maps[slot].1;
        let places = HashMap::new();
        let known = Site {
            nodes: &self.program.nodes,
            places: &places,
            once: &[],
            drawn: &[],
            concats: &[],
            fuse: true,
        };
        if let Ok(reg) = builder.value(&known, node, &key) {
            builder.tape.stores.push(Store { reg, view, row });
        }
        let tape = builder.tape.clone();
        let last = self.producer.entry(place.buffer).or_insert(launch);
        *last = launch.max(*last);
        self.launches[launch].work = Work::Map { dims: domain, tape };
    }

    /// Computes what stands in the way of `root` on the tape of `builder`.
    fn meet(&mut self, need: &Need, builder: &Builder, root: NodeId) {
        match *need {
            Need::Node(first) => {
                self.materialise(first);
            }
            Need::Row(_) => {
                self.materialise(root);
            }
            Need::Full(first) => {
                let mut cut = builder.frontier(&self.site(), root);
                if cut.is_empty() {
                    cut.push(first);
                }
                for node in cut {
                    self.materialise(node);
                }
            }
        }
    }

    /// An earlier launch over `domain` that could compute `node` as well.
    fn join(
        &mut self,
        node: NodeId,
        target: BufferId,
        dims: &[usize],
        domain: &[usize],
    ) -> Option<(usize, usize)> {
        let filled = self.last_fill(target);
        let candidates = (0..self.maps.len())
            .rev()
            .filter(|&s| self.maps[s].1.dims == domain && filled.is_none_or(|f| f < self.maps[s].0))
            .take(MAX_TRIES);
        for slot in candidates.collect::<Vec<_>>() {
            let (launch, mut builder) = self.maps[slot].clone();
            if builder
                .value(&self.site(), node, &root_coords(dims, domain))
                .is_err()
            {
                continue;
            }
            // What the launch reads must be whole before it.
            let early = |b: &BufferId| self.producer.get(b).is_none_or(|&p| p < launch);
            if builder.tape.reads().iter().all(early) {
                self.maps[slot].1 = builder;
                return Some((launch, slot));
            }
        }
        None
    }

    /// Where an operand lies, computed first if need be.
    fn operand(&mut self, node: NodeId) -> View {
        let dims = self.node(node).dims.clone();
        loop {
            match self.site().view(node, &coords::identity(&dims), dims.len()) {
                Ok(view) => return view,
                Err(Need::Node(first) | Need::Full(first)) => self.materialise(first),
                Err(Need::Row(_)) => self.materialise(node),
            };
        }
    }

    /// As [`Self::operand`], but dense in the data axes.
    fn dense(&mut self, node: NodeId) -> View {
        let view = self.operand(node);
        let dims = &self.node(node).dims;
        let wanted = coords::strides(dims);
        let dense = (1..dims.len()).all(|k| dims[k] == 1 || view.at.terms[k] == wanted[k]);
        if dense {
            return view;
        }
        let place = self.copy(node);
        self.places.insert(node, place);
        self.operand(node)
    }

    fn matmul(&mut self, node: NodeId, place: &Place) {
        let Node { args, dims, .. } = self.node(node);
        let (a, b) = (self.operand(args[0]), self.operand(args[1]));
        let k = self.node(args[0]).dims[dims.len() - 1];
        let out = Some(place.view(&coords::identity(dims), dims.len()));
        self.launch(Work::MatMul {
            dims: dims.clone(),
            k,
            a,
            b,
            out,
            tape: None,
            column_sums: None,
        });
    }

    fn conv2d(&mut self, node: NodeId, stride: usize, dilation: usize, place: &Place) {
        let Node { args, dims, .. } = self.node(node);
        let (x, w) = (self.dense(args[0]), self.dense(args[1]));
        let [x_dims, w_dims] = [args[0], args[1]].map(|a| self.node(a).dims.clone());
        let out = place.view(&coords::identity(dims), dims.len());
        self.launch(Work::Conv2d {
            x_dims,
            w_dims,
            out_dims: dims.clone(),
            x,
            w,
            out,
            stride,
            dilation,
        });
    }

    fn reduce(&mut self, node: NodeId, kind: ReduceKind, axes: &[usize], place: &Place) {
        let source = self.node(node).args[0];
        let dims = self.node(source).dims.clone();
        let (builder, value) = loop {
            let mut builder = Builder::new(&dims, false);
            match builder.value(&self.site(), source, &coords::identity(&dims)) {
                Ok(reg) => break (builder, reg),
                Err(Need::Node(first)) if self.along_row(first, &dims, axes) => {
                    let at = coords::identity(&self.node(node).dims);
                    return self.map(node, place, &at, true);
                }
                Err(need) => self.meet(&need, &builder, source),
            }
        };
        let mut at = coords::identity(&dims);
        axes.iter().for_each(|&k| at[k] = Affine::zero(dims.len()));
        let out = place.view(&at, dims.len());
        self.launch(Work::Reduce {
            dims,
            kind,
            axes: axes.into(),
            tape: builder.tape,
            value,
            out,
        });
    }

    /// Whether a sum along the rows of `dims` waits for another along the same rows: one launch
    /// does both.
    fn along_row(&self, first: NodeId, dims: &[usize], axes: &[usize]) -> bool {
        let Node { op, args, .. } = self.node(first);
        let same = matches!(op, Op::Reduce { axes: inner, .. } if inner == axes);
        let last = axes == [dims.len() - 1] && axes != [0];
        self.fuse && last && same && self.node(args[0]).dims == dims && is_row(dims)
    }

    fn scatter_add(&mut self, node: NodeId, axis: usize, place: &Place) {
        let Node {
            args,
            dims: out_dims,
            ..
        } = self.node(node);
        let dims = self.node(args[0]).dims.clone();
        let x = self.operand(args[0]);
        let index_dims = self.node(args[1]).dims.clone();
        let spread = |k: usize| {
            if index_dims[k] == 1 {
                Affine::zero(dims.len())
            } else {
                Affine::axis(dims.len(), k)
            }
        };
        let at: Vec<Affine> = (0..dims.len()).map(spread).collect();
        let place_of_index = self.materialise(args[1]);
        let index = place_of_index.view(&at, dims.len());
        let out = place.view(&coords::identity(out_dims), out_dims.len());
        self.launch(Work::ScatterAdd {
            dims,
            out_dims: out_dims.clone(),
            axis,
            x,
            index,
            out,
        });
    }

    fn argsort(&mut self, node: NodeId, axis: usize, place: &Place) {
        let Node { args, dims, .. } = self.node(node);
        let x = self.operand(args[0]);
        let out = place.view(&coords::identity(dims), dims.len());
        self.launch(Work::ArgSort {
            dims: dims.clone(),
            axis,
            x,
            out,
        });
    }
}

/// The position of a node of `dims` in a domain that may have longer rows.
fn root_coords(dims: &[usize], domain: &[usize]) -> Vec<Affine> {
    let mut at = coords::identity(domain);
    if let (Some(&1), Some(last)) = (dims.last(), at.last_mut()) {
        *last = Affine::zero(domain.len());
    }
    at
}

/// A position that does not move along the row, where there is one.
fn of_row(at: &Affine, row: bool) -> Affine {
    let mut at = at.clone();
    if let (true, Some(last)) = (row, at.terms.last_mut()) {
        *last = 0;
    }
    at
}
