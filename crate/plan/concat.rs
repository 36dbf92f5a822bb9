//! Sums of padded parts that lie end to end: each part is computed in its place.

use std::collections::HashMap;

use crate::ir::{Node, NodeId, Op};

use super::build::Place;

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
    sources.sort_by_key(|s| s.1);
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
