//! A graph as text, for snapshots and bug reports.

use std::fmt;

use super::{DType, Graph, Node, Op, Program};

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let args: Vec<_> = self.args.iter().map(|a| format!("%{a}")).collect();
        let dtype = if self.dtype == DType::F32 {
            "f32"
        } else {
            "u32"
        };
        write!(
            f,
            "{dtype}{:?} = {}({})",
            self.dims,
            self.op.name(),
            args.join(", ")
        )?;
        match &self.op {
            Op::Input { name, .. } => write!(f, " {name}"),
            Op::Const(bits, DType::F32) => write!(f, " {}", f64::from_bits(*bits)),
            Op::Const(value, DType::U32) => write!(f, " {value}"),
            Op::Iota { axis, .. }
            | Op::Gather { axis }
            | Op::ScatterAdd { axis, .. }
            | Op::ArgSort { axis } => {
                write!(f, " axis {axis}")
            }
            Op::Uniform { stream, .. } => write!(f, " stream {stream:08x}"),
            Op::Permute(p) => write!(f, " {p:?}"),
            Op::Slice {
                axis, start, step, ..
            } => write!(f, " axis {axis} from {start} by {step}"),
            Op::Pad {
                axis,
                lo,
                hi,
                interior,
            } => write!(f, " axis {axis} {lo}+{hi}, {interior} between"),
            Op::Reduce { kind, axes } => write!(f, " {kind:?} {axes:?}"),
            Op::Conv2d { stride, dilation } => write!(f, " stride {stride} dilation {dilation}"),
            _ => Ok(()),
        }
    }
}

fn list(nodes: &[Node], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    nodes
        .iter()
        .enumerate()
        .try_for_each(|(id, node)| writeln!(f, "%{id}: {node}"))
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(&self.nodes(), f)
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(&self.nodes, f)?;
        for (carry, next) in &self.carries {
            writeln!(f, "carry %{carry} <- %{next}")?;
        }
        for fetch in &self.fetches {
            writeln!(
                f,
                "fetch {} = %{} every {}",
                fetch.name, fetch.node, fetch.every
            )?;
        }
        self.outputs
            .iter()
            .try_for_each(|(name, id)| writeln!(f, "output {name} = %{id}"))
    }
}
