//! Sums of padded parts that lie end to end: each part is computed in its place.

use std::collections::HashMap;

use crate::ir::{Node, NodeId, Op, sort_by_key};

use super::coords;
use super::launch::{BufferId, Launch, Work};
use super::lower::Lowering;
use super::site::Place;
use super::tape::Instr;

/// Parts along an axis, none over another.
pub struct Parts {
    /// The axis they lie along.
    pub axis: usize,
    /// Each part and its first position.
    pub sources: Vec<(NodeId, usize)>,
    /// Whether some positions belong to no part, and are zero.
    pub gaps: bool,
}

/// The parts of `node`, if it is such a sum.
pub fn parts(nodes: &[Node], places: &HashMap<NodeId, Place>, node: NodeId) -> Option<Parts> {
    let mut pads = Vec::new();
    let sum = nodes[node].op == Op::Add && collect(nodes, places, node, &mut pads);
    sum.then_some(())?;
    let axis = pads.first()?.0;
    if pads.iter().any(|p| p.0 != axis) || axis == 0 {
        return None;
    }
    let mut sources: Vec<(NodeId, usize)> = pads.iter().map(|p| (p.1, p.2)).collect();
    sort_by_key(&mut sources, |s| s.1 as u32);
    let (mut end, mut gaps) = (0, false);
    for &(source, lo) in &sources {
        if lo < end {
            return None;
        }
        gaps |= lo > end;
        end = lo + nodes[source].dims[axis];
    }
    gaps |= end < nodes[node].dims[axis];
    Some(Parts {
        axis,
        sources,
        gaps,
    })
}

/// The pads that `node` adds up: axis, source, first position.
fn collect(
    nodes: &[Node],
    places: &HashMap<NodeId, Place>,
    node: NodeId,
    pads: &mut Vec<(usize, NodeId, usize)>,
) -> bool {
    let it = &nodes[node];
    match &it.op {
        _ if places.contains_key(&node) => false,
        Op::Pad {
            axis,
            lo,
            interior: 0,
            ..
        } => {
            pads.push((*axis, it.args[0], *lo));
            true
        }
        Op::Add => it.args.iter().all(|&a| collect(nodes, places, a, pads)),
        _ => false,
    }
}

impl Lowering<'_> {
    /// Computes each part in its place.
    pub fn concat(&mut self, parts: Parts, place: &Place) {
        if parts.gaps {
            self.fill(place);
        }
        for (source, lo) in parts.sources {
            let dims = self.node(source).dims.clone();
            let leading: usize = place.dims[1..parts.axis].iter().product();
            let inner: usize = place.dims[parts.axis + 1..].iter().product();
            let mut base = source;
            while let (Op::Reshape(_), false) =
                (&self.node(base).op, self.places.contains_key(&base))
            {
                base = self.node(base).args[0];
            }
            let base_dims = self.node(base).dims.clone();
            let direct =
                leading == 1 && self.site().place(base).is_none() && base_dims[0] == place.dims[0];
            if direct {
                let offset = place.offset + (lo * inner) as isize;
                let part = Place {
                    buffer: place.buffer,
                    offset,
                    dims: base_dims,
                    member_stride: place.member_stride,
                };
                self.compute(base, Some(part));
            } else {
                let mut at = coords::identity(&dims);
                at[parts.axis] = at[parts.axis].scaled(lo as isize, 1);
                self.map(source, place, &at, false);
            }
        }
    }

    /// The launch that last wrote zeros all over a buffer.
    pub fn last_fill(&self, buffer: BufferId) -> Option<usize> {
        let fills = |l: &Launch| match &l.work {
            Work::Map { tape, .. } => matches!(
                (&tape.instrs[..], &tape.stores[..]),
                ([Instr::Const(0)], [store]) if store.view.buffer == buffer
            ),
            _ => false,
        };
        self.launches.iter().rposition(fills)
    }
}
