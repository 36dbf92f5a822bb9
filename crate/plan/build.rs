//! From nodes to instructions: a node's value at a position of a launch's domain.

use std::collections::{HashMap, HashSet};

use crate::ir::{DType, Node, NodeId, Op, ReduceKind};

use super::coords::{self, Affine, Coords};
use super::site::{Need, Site};
use super::tape::{Binary, Instr, Reg, Tape, Unary};

/// The largest number of instructions of one launch.
pub const MAX_INSTRS: usize = 160;
/// The longest row that is combined within a launch.
const MAX_ROW: usize = 4096;
/// Rows that are longer, and fewer than their elements, are combined by a launch of their own:
/// one work item for each would leave a graphics device idle.
const SHORT_ROW: usize = 64;

/// A tape under construction over one domain.
#[derive(Clone)]
pub struct Builder {
    /// The domain.
    pub dims: Vec<usize>,
    /// The instructions so far.
    pub tape: Tape,
    rows: bool,
    known: HashMap<(NodeId, Coords), Reg>,
}

impl Builder {
    /// An empty tape over `dims`; `rows` allows to combine along the last axis.
    pub fn new(dims: &[usize], rows: bool) -> Self {
        Builder {
            dims: dims.into(),
            tape: Tape::default(),
            rows,
            known: HashMap::new(),
        }
    }

    /// The value of `node` at the position `at` falls on.
    pub fn value(&mut self, site: &Site, node: NodeId, at: &Coords) -> Result<Reg, Need> {
        let key = (node, at.clone());
        if let Some(&reg) = self.known.get(&key) {
            return Ok(reg);
        }
        let lies = || site.place(node).is_some() || site.nodes[node].args.is_empty();
        if self.tape.instrs.len() > MAX_INSTRS && !lies() {
            return Err(Need::Full(node));
        }
        let reg = self.fresh(site, node, at)?;
        self.known.insert(key, reg);
        Ok(reg)
    }

    /// What the tape has computed that the rest of `root` asks for, the latest first: with all of
    /// it in buffers, nothing of the tape need be computed again.
    pub fn frontier(&self, site: &Site, root: NodeId) -> Vec<NodeId> {
        let known: HashSet<NodeId> = self.known.keys().map(|key| key.0).collect();
        let (mut todo, mut seen) = (vec![root], HashSet::new());
        let mut found = Vec::new();
        while let Some(node) = todo.pop() {
            for &arg in &site.nodes[node].args {
                let from = site.origin(arg);
                if !site.is_computed(from) || !seen.insert(from) {
                    continue;
                }
                if known.contains(&from) {
                    found.push(from);
                } else {
                    todo.push(from);
                }
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found
    }

    fn rank(&self) -> usize {
        self.dims.len()
    }

    fn fresh(&mut self, site: &Site, node: NodeId, at: &Coords) -> Result<Reg, Need> {
        let rank = self.rank();
        if let Some(place) = site.place(node) {
            return Ok(self.tape.push(Instr::Load(place.view(at, rank))));
        }
        let Node { op, args, .. } = &site.nodes[node];
        let top = self.tape.instrs.is_empty() && self.known.is_empty();
        if op.is_elementwise() && !top && (site.once[node] || !site.fuse) || site.concats[node] {
            return Err(Need::Node(node));
        }
        if let Some(moved) = site.moved(node, at, rank) {
            let (source, coords) = moved?;
            let origin = site.origin(source);
            if matches!(op, Op::Expand(_)) && site.drawn[source] && site.is_computed(origin) {
                return Err(Need::Node(origin));
            }
            let inlined = !site.fuse && site.nodes[source].op.is_elementwise();
            if inlined && !matches!(op, Op::Detach) && site.place(source).is_none() {
                return Err(Need::Node(source));
            }
            return self.value(site, source, &coords);
        }
        let instr = match op {
            Op::Const(bits, DType::F32) => Instr::Const((f64::from_bits(*bits) as f32).to_bits()),
            Op::Const(value, DType::U32) => Instr::Const(*value as u32),
            Op::Iota { axis, .. } => Instr::Index(at[*axis].clone()),
            Op::Uniform { stream, dims } => self.uniform(site, *stream, dims, args, at)?,
            Op::IsFinite => Instr::LoadFinite(site.view(args[0], at, rank)?),
            Op::Select => {
                let [c, a, b] = self.values(site, [args[0], args[1], args[2]], at)?;
                Instr::Select(c, a, b)
            }
            Op::Gather { axis } => return self.gather(site, node, *axis, at),
            Op::ScatterAdd { axis, .. } => return self.scatter(site, node, *axis, at),
            Op::Reduce { kind, .. } => return self.row(site, node, *kind, at),
            Op::Exp | Op::Log | Op::Sqrt | Op::Sin | Op::Tanh | Op::Floor | Op::Cast(_) => {
                let x = self.value(site, args[0], at)?;
                match unary(op, site.nodes[args[0]].dtype) {
                    Some(f) => Instr::Unary(f, x),
                    None => return Ok(x),
                }
            }
            op => {
                let integer =
                    site.nodes[*args.first().ok_or(Need::Node(node))?].dtype == DType::U32;
                let f = binary(op, integer).ok_or(Need::Node(node))?;
                if let (Binary::Add, Some(negated)) = (f, negation(site, args[1])) {
                    let [a, b] = self.values(site, [args[0], negated], at)?;
                    return Ok(self.tape.push(Instr::Binary(Binary::Sub, a, b)));
                }
                let [a, b] = self.values(site, [args[0], args[1]], at)?;
                Instr::Binary(f, a, b)
            }
        };
        Ok(self.tape.push(instr))
    }

    fn values<const N: usize>(
        &mut self,
        site: &Site,
        nodes: [NodeId; N],
        at: &Coords,
    ) -> Result<[Reg; N], Need> {
        let mut out = [0; N];
        for (out, node) in out.iter_mut().zip(nodes) {
            *out = self.value(site, node, at)?;
        }
        Ok(out)
    }

    fn uniform(
        &mut self,
        site: &Site,
        stream: u32,
        dims: &[usize],
        args: &[NodeId],
        at: &Coords,
    ) -> Result<Instr, Need> {
        let rank = self.rank();
        let alone = site.nodes[args[0]].dims[0] == 1;
        let member = if alone {
            Affine::zero(rank)
        } else {
            at[0].clone()
        };
        let seed = self.value(site, args[0], &vec![member])?;
        let step = self.value(site, args[1], &vec![Affine::zero(rank)])?;
        let mut strides = coords::strides(dims);
        strides[0] = 0;
        Ok(Instr::Uniform {
            stream,
            seed,
            step,
            element: coords::linear(at, &strides, rank),
        })
    }

    /// A lookup reads a buffer; where there is none, a lookup of one element in a row
    /// is a masked sum over the row.
    fn gather(&mut self, site: &Site, node: NodeId, axis: usize, at: &Coords) -> Result<Reg, Need> {
        let Node { args, dims, .. } = &site.nodes[node];
        let (x, index) = (args[0], args[1]);
        let each = &site.nodes[index].dims;
        let repeats = each.iter().zip(dims).any(|(own, all)| own < all);
        let origin = site.origin(index);
        if site.fuse && repeats && site.is_computed(origin) && site.is_costly(origin) {
            return Err(Need::Node(origin));
        }
        let index_at = broadcast(each, dims, axis, at, self.rank());
        let mut first = at.clone();
        first[axis] = Affine::zero(self.rank());
        match site.view(x, &first, self.rank()) {
            Ok(view) => {
                let mut second = first.clone();
                second[axis].offset = 1;
                let next = site.view(x, &second, self.rank())?;
                let stride = (next.at.offset - view.at.offset).max(0) as usize;
                let flipped = next.at.offset < view.at.offset;
                if flipped {
                    return Err(Need::Node(x));
                }
                let index = self.value(site, index, &index_at)?;
                let len = site.nodes[x].dims[axis];
                Ok(self.tape.push(Instr::Indexed {
                    view,
                    stride,
                    len,
                    index,
                }))
            }
            Err(need) => {
                if !self.rows_of(site, x, axis, dims[axis], at)? {
                    return Err(need);
                }
                let full = coords::identity(&self.dims);
                let index = self.value(site, index, &index_at)?;
                let hit = self.hit(index);
                let x = self.value(site, x, &full)?;
                let zero = self.tape.push(Instr::Const(0));
                let masked = self.tape.push(Instr::Select(hit, x, zero));
                Ok(self.tape.push(Instr::RowReduce(ReduceKind::Sum, masked)))
            }
        }
    }

    /// Adding one element to a row is choosing where it stands.
    fn scatter(
        &mut self,
        site: &Site,
        node: NodeId,
        axis: usize,
        at: &Coords,
    ) -> Result<Reg, Need> {
        let Node { args, dims, .. } = &site.nodes[node];
        let (x, index) = (args[0], args[1]);
        if !site.fuse || site.nodes[x].dims[axis] != 1 {
            return Err(Need::Node(node));
        }
        let mut one = at.clone();
        one[axis] = Affine::zero(self.rank());
        let index_at = broadcast(&site.nodes[index].dims, dims, axis, &one, self.rank());
        let index = self.value(site, index, &index_at)?;
        let position = self.tape.push(Instr::Index(at[axis].clone()));
        let hit = self.tape.push(Instr::Binary(Binary::EqU, position, index));
        let x = self.value(site, x, &one)?;
        let zero = self.tape.push(Instr::Const(0));
        Ok(self.tape.push(Instr::Select(hit, x, zero)))
    }

    fn row(
        &mut self,
        site: &Site,
        node: NodeId,
        kind: ReduceKind,
        at: &Coords,
    ) -> Result<Reg, Need> {
        let Node { op, args, dims, .. } = &site.nodes[node];
        let axis = dims.len() - 1;
        let along_last = matches!(op, Op::Reduce { axes, .. } if axes == &[axis] && axis > 0);
        if !along_last || !self.rows_of(site, args[0], axis, 1, at)? {
            return Err(Need::Node(node));
        }
        let full = coords::identity(&self.dims);
        let x = self.value(site, args[0], &full)?;
        Ok(self.tape.push(Instr::RowReduce(kind, x)))
    }

    /// Whether the domain's rows are the rows of `x`, each combined into the one element at `at`.
    fn rows_of(
        &self,
        site: &Site,
        x: NodeId,
        axis: usize,
        out: usize,
        at: &Coords,
    ) -> Result<bool, Need> {
        let from = &site.nodes[x].dims;
        let len = from[axis];
        if !self.rows || !site.fuse || axis + 1 != from.len() || out != 1 || !is_row(from) {
            return Ok(false);
        }
        let mut wanted = coords::identity(&self.dims);
        let same_rank = from.len() == self.rank();
        if !same_rank || from[..axis] != self.dims[..axis] {
            return Ok(false);
        }
        wanted[axis] = Affine::zero(self.rank());
        if *at != wanted {
            return Ok(false);
        }
        match self.dims[axis] {
            d if d == len => Ok(true),
            1 => Err(Need::Row(len)),
            _ => Ok(false),
        }
    }

    /// Whether the position in the row is `index`.
    fn hit(&mut self, index: Reg) -> Reg {
        let last = self.rank() - 1;
        let position = self
            .tape
            .push(Instr::Index(Affine::axis(self.rank(), last)));
        self.tape.push(Instr::Binary(Binary::EqU, position, index))
    }
}

/// Whether the last axis of `dims` may be combined within a launch over them.
pub fn is_row(dims: &[usize]) -> bool {
    let (len, rows) = match dims {
        [rows @ .., len] => (*len, rows.iter().product::<usize>()),
        [] => return false,
    };
    (2..=MAX_ROW).contains(&len) && (len <= SHORT_ROW || rows >= len)
}

/// Where an index that repeats off its axis is read.
fn broadcast(index: &[usize], dims: &[usize], axis: usize, at: &Coords, rank: usize) -> Coords {
    let repeats = |k: usize| index[k] == 1 && (k == axis || dims[k] != 1);
    (0..index.len())
        .map(|k| {
            if repeats(k) {
                Affine::zero(rank)
            } else {
                at[k].clone()
            }
        })
        .collect()
}

/// `x` where the node is `x · (−1)`.
fn negation(site: &Site, node: NodeId) -> Option<NodeId> {
    let Node {
        op: Op::Mul,
        args,
        dtype: DType::F32,
        ..
    } = &site.nodes[node]
    else {
        return None;
    };
    if site.places.contains_key(&node) || !site.fuse {
        return None;
    }
    let mut factor = args[1];
    while let Op::Expand(_) | Op::Reshape(_) = site.nodes[factor].op {
        factor = site.nodes[factor].args[0];
    }
    let minus_one = Op::Const((-1f64).to_bits(), DType::F32);
    (site.nodes[factor].op == minus_one).then_some(args[0])
}

fn unary(op: &Op, from: DType) -> Option<Unary> {
    Some(match op {
        Op::Exp => Unary::Exp,
        Op::Log => Unary::Log,
        Op::Sqrt => Unary::Sqrt,
        Op::Sin => Unary::Sin,
        Op::Tanh => Unary::Tanh,
        Op::Floor => Unary::Floor,
        Op::Cast(DType::U32) if from == DType::F32 => Unary::ToU32,
        Op::Cast(DType::F32) if from == DType::U32 => Unary::ToF32,
        _ => return None,
    })
}

fn binary(op: &Op, integer: bool) -> Option<Binary> {
    Some(match (op, integer) {
        (Op::Add, false) => Binary::Add,
        (Op::Mul, false) => Binary::Mul,
        (Op::Div, false) => Binary::Div,
        (Op::Max, false) => Binary::Max,
        (Op::Lt, false) => Binary::Lt,
        (Op::Eq, false) => Binary::Eq,
        (Op::Add, true) => Binary::AddU,
        (Op::Mul, true) => Binary::MulU,
        (Op::Div, true) => Binary::DivU,
        (Op::Max, true) => Binary::MaxU,
        (Op::Lt, true) => Binary::LtU,
        (Op::Eq, true) => Binary::EqU,
        _ => return None,
    })
}
