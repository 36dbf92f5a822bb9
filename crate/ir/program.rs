//! A finished graph: what goes in, what is carried from step to step, what comes out.

use std::panic::Location;

use super::{DType, Graph, GraphError, Node, NodeId, Op, Tensor};

/// A value that is read back, stamped with the step it belongs to.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Its name.
    pub name: String,
    /// The node it is the value of.
    pub node: NodeId,
    /// Kept at every `every`-th step: 1 keeps all.
    pub every: u32,
}

#[derive(Debug, Default)]
pub(super) struct Ends {
    carries: Vec<(NodeId, Option<NodeId>)>,
    fetches: Vec<Fetch>,
    outputs: Vec<(String, NodeId)>,
}

/// One step of a computation, ready to be lowered: nodes in topological order and
/// the names that lead in and out.
#[derive(Clone, Debug)]
pub struct Program {
    /// The number of members.
    pub members: usize,
    /// All nodes.
    pub nodes: Vec<Node>,
    /// Inputs whose next value is another node's.
    pub carries: Vec<(NodeId, NodeId)>,
    /// Values kept step by step.
    pub fetches: Vec<Fetch>,
    /// Values of the last step, left on the device.
    pub outputs: Vec<(String, NodeId)>,
}

impl Program {
    /// An input's name.
    pub fn input_name(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id].op {
            Op::Input { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The nodes that must be computed.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        let carries = self.carries.iter().map(|c| c.1);
        let fetches = self.fetches.iter().map(|f| f.node);
        carries
            .chain(fetches)
            .chain(self.outputs.iter().map(|o| o.1))
    }
}

impl Graph {
    /// A value that lives on the device from step to step, `F32 [M, shape…]`:
    /// parameters, moments. Its next value is given by [`Tensor::set`].
    #[track_caller]
    pub fn carry(&self, name: &str, shape: &[usize]) -> Tensor<'_> {
        let tensor = self.each(name, shape);
        let mut ends = self.ends.borrow_mut();
        if ends.carries.iter().all(|c| c.0 != tensor.id) {
            ends.carries.push((tensor.id, None));
        }
        tensor
    }

    /// Keeps `t` at every `every`-th step, to be read late.
    #[track_caller]
    pub fn fetch(&self, name: &str, t: Tensor<'_>, every: u32) {
        if !self.owns(t, name) {
            return;
        }
        self.fresh_name(name);
        self.ends.borrow_mut().fetches.push(Fetch {
            name: name.into(),
            node: t.id,
            every: every.max(1),
        });
    }

    /// Leaves `t` of the last step on the device under a name.
    #[track_caller]
    pub fn output(&self, name: &str, t: Tensor<'_>) {
        if !self.owns(t, name) {
            return;
        }
        self.fresh_name(name);
        self.ends.borrow_mut().outputs.push((name.into(), t.id));
    }

    #[track_caller]
    fn fresh_name(&self, name: &str) {
        let ends = self.ends.borrow();
        let taken =
            ends.fetches.iter().any(|f| f.name == name) || ends.outputs.iter().any(|o| o.0 == name);
        drop(ends);
        if taken {
            self.name_error("something else that comes out is already called", name);
        }
    }

    #[track_caller]
    fn name_error(&self, what: &'static str, name: &str) {
        self.poison(GraphError::Name {
            what,
            name: name.into(),
            at: Location::caller().to_string(),
        });
    }

    /// The program, or the first mistake made in building it.
    #[track_caller]
    pub fn finish(self) -> Result<Program, GraphError> {
        let unset: Vec<NodeId> = {
            let ends = self.ends.borrow();
            ends.carries
                .iter()
                .filter(|c| c.1.is_none())
                .map(|c| c.0)
                .collect()
        };
        for id in unset {
            if let Op::Input { name, .. } = self.nodes()[id].op.clone() {
                self.name_error("no next value was set for the carry", &name);
            }
        }
        if let Some(error) = self.error.into_inner() {
            return Err(error);
        }
        let ends = self.ends.into_inner();
        let carries = ends
            .carries
            .into_iter()
            .filter_map(|(id, next)| Some((id, next?)))
            .collect();
        let (fetches, outputs) = (ends.fetches, ends.outputs);
        Ok(Program {
            members: self.members,
            nodes: self.nodes.into_inner(),
            carries,
            fetches,
            outputs,
        })
    }
}

impl<'g> Tensor<'g> {
    /// Gives a carry its value at the next step, of the same shape and type.
    #[track_caller]
    pub fn set(self, next: Tensor<'g>) {
        if !self.graph.owns(next, "set") {
            return;
        }
        let next = next.expand(&self.dims());
        if next.dims() != self.dims() || next.dtype() != DType::F32 {
            self.graph.misfit("set", &self.dims(), &next.dims());
            return;
        }
        let mut ends = self.graph.ends.borrow_mut();
        match ends.carries.iter_mut().find(|c| c.0 == self.id) {
            Some(carry) => carry.1 = Some(next.id),
            None => {
                drop(ends);
                self.graph
                    .name_error("not a carry", &format!("node {}", self.id));
            }
        }
    }
}
