//! What is known of a program while instructions are made: which nodes lie where.

use std::collections::HashMap;

use crate::ir::{Node, NodeId, Op};

use super::coords::{self, Affine, Coords};
use super::launch::BufferId;
use super::tape::View;

/// How many operations are as well done again as looked up.
const CHEAP: usize = 16;

/// Where a computed node lies: dense in its data axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The buffer.
    pub buffer: BufferId,
    /// The first word of member 0.
    pub offset: isize,
    /// The node's dimensions.
    pub dims: Vec<usize>,
    /// Words from one member to the next.
    pub member_stride: isize,
}

impl Place {
    /// The word that holds the element at `coords`.
    pub fn view(&self, coords: &[Affine], rank: usize) -> View {
        let mut strides = coords::strides(&self.dims);
        strides[0] = self.member_stride;
        let mut at = coords::linear(coords, &strides, rank);
        at.offset += self.offset;
        View {
            buffer: self.buffer,
            at,
        }
    }
}

/// What stands in the way of an instruction.
#[derive(Debug, PartialEq, Eq)]
pub enum Need {
    /// This node must lie in a buffer first.
    Node(NodeId),
    /// The domain's last axis must be a row of this length.
    Row(usize),
    /// The tape is full: what it has computed for others must lie in buffers first; this node
    /// must where there is none of that.
    Full(NodeId),
}

/// What is known while instructions are made.
pub struct Site<'a> {
    /// The graph.
    pub nodes: &'a [Node],
    /// The nodes that lie in buffers.
    pub places: &'a HashMap<NodeId, Place>,
    /// Nodes that are worth computing once: drawn numbers with several readers.
    pub once: &'a [bool],
    /// Nodes that draw numbers, directly or through elementwise operations.
    pub drawn: &'a [bool],
    /// Sums of parts that lie end to end, each best computed in its place.
    pub concats: &'a [bool],
    /// Whether elementwise work is fused at all.
    pub fuse: bool,
}

impl Site<'_> {
    /// Where a node lies, through reshapes of what lies dense.
    pub fn place(&self, node: NodeId) -> Option<Place> {
        if let Some(place) = self.places.get(&node) {
            return Some(place.clone());
        }
        let Node { op, args, dims, .. } = &self.nodes[node];
        let place = matches!(op, Op::Reshape(_) | Op::Detach)
            .then(|| self.place(args[0]))
            .flatten()?;
        let data: usize = dims[1..].iter().product();
        let own: usize = place.dims[1..].iter().product();
        if place.dims[0] == dims[0] {
            return Some(Place {
                dims: dims.clone(),
                ..place
            });
        }
        let dense = place.member_stride == own as isize;
        dense.then(|| Place {
            dims: dims.clone(),
            member_stride: data as isize,
            ..place
        })
    }

    /// What a node is a part or a repetition of: the first, through movements, that lies in a
    /// buffer or is none.
    pub fn origin(&self, node: NodeId) -> NodeId {
        let mut at = node;
        while !self.places.contains_key(&at) && is_movement(&self.nodes[at].op) {
            at = self.nodes[at].args[0];
        }
        at
    }

    /// Whether a node is computed: it lies nowhere, and is no leaf.
    pub fn is_computed(&self, node: NodeId) -> bool {
        let leaf = matches!(
            self.nodes[node].op,
            Op::Const(..) | Op::Iota { .. } | Op::Input { .. }
        );
        !leaf && self.place(node).is_none()
    }

    /// Whether a node is better looked up than computed for each position it is wanted at.
    pub fn is_costly(&self, node: NodeId) -> bool {
        let (mut todo, mut seen) = (vec![node], Vec::new());
        while let Some(next) = todo.pop() {
            let next = self.origin(next);
            if !self.is_computed(next) || seen.contains(&next) {
                continue;
            }
            seen.push(next);
            if seen.len() > CHEAP {
                return true;
            }
            todo.extend(&self.nodes[next].args);
        }
        false
    }

    /// The word of a node that lies in a buffer, through movements.
    pub fn view(&self, node: NodeId, at: &Coords, rank: usize) -> Result<View, Need> {
        if let Some(place) = self.place(node) {
            return Ok(place.view(at, rank));
        }
        match self.moved(node, at, rank) {
            Some(Ok((source, coords))) => self.view(source, &coords, rank),
            Some(Err(need)) => Err(need),
            None => Err(Need::Node(node)),
        }
    }

    /// For a movement: what it moves, and where in it the position falls.
    pub fn moved(
        &self,
        node: NodeId,
        at: &Coords,
        rank: usize,
    ) -> Option<Result<(NodeId, Coords), Need>> {
        let Node { op, args, dims, .. } = &self.nodes[node];
        let source = *args.first()?;
        let from = &self.nodes[source].dims;
        let coords = match op {
            Op::Detach => at.clone(),
            Op::Reshape(_) => match coords::split(at, from, dims, rank) {
                Some(coords) => coords,
                None => return Some(Err(Need::Node(source))),
            },
            Op::Permute(p) => {
                let mut out = at.clone();
                p.iter()
                    .enumerate()
                    .for_each(|(i, &k)| out[k] = at[i].clone());
                out
            }
            Op::Expand(_) => {
                let kept = |k: usize| {
                    if from[k] == dims[k] {
                        at[k].clone()
                    } else {
                        Affine::zero(rank)
                    }
                };
                (0..from.len()).map(kept).collect()
            }
            Op::Slice {
                axis, start, step, ..
            } => {
                let mut out = at.clone();
                out[*axis] = at[*axis].scaled(*start as isize, *step);
                out
            }
            _ => return None,
        };
        Some(Ok((source, coords)))
    }
}

fn is_movement(op: &Op) -> bool {
    matches!(
        op,
        Op::Detach | Op::Reshape(_) | Op::Permute(_) | Op::Expand(_) | Op::Slice { .. }
    )
}

/// Which nodes draw random numbers, directly or through elementwise operations.
pub fn drawn(nodes: &[Node]) -> Vec<bool> {
    let mut out = vec![false; nodes.len()];
    for (id, node) in nodes.iter().enumerate() {
        let passes = node.op.is_elementwise()
            || matches!(node.op, Op::Reshape(_) | Op::Permute(_) | Op::Slice { .. });
        out[id] =
            matches!(node.op, Op::Uniform { .. }) || passes && node.args.iter().any(|&a| out[a]);
    }
    out
}
