//! Many cases in one program, so that a device compiles it once.

use soupcon::ir::{Graph, NodeId, Program};
use soupcon::plan::Plan;

use super::backends::{Backend, prepare, read};
use super::compare::misses;
use super::opdb::Case;
use super::referee::{Arithmetic, Values, evaluate};
use super::rng::Rng;
use super::tolerance;
use super::value::Value;

/// Cases that share a program.
pub struct Batch {
    program: Program,
    given: Values,
    /// The values of all nodes, by the referee.
    expected: Vec<Value>,
}

impl Batch {
    pub fn new(cases: &[Case], members: usize, rng: &mut Rng) -> Self {
        let graph = Graph::new(members);
        let mut given = Values::new();
        for (i, case) in cases.iter().enumerate() {
            let mut args = Vec::new();
            for (k, value) in case.args.iter().enumerate() {
                let name = format!("{i} {k}");
                args.push(graph.input(&name, &value.dims, value.dtype()));
                given.insert(name, value.clone());
            }
            graph.output(&format!("out {i}"), (case.build)(&graph, &args));
        }
        let seeds = (0..members).map(|i| if i == 1 { u32::MAX } else { rng.word() as u32 });
        given.insert("seed".into(), Value::u(&[members], seeds.collect()));
        given.insert("step".into(), Value::u(&[1], vec![rng.below(5000) as u32]));
        let program = graph.finish().unwrap();
        let expected = evaluate(&program, &given, &mut Arithmetic::Single);
        Batch {
            program,
            given,
            expected,
        }
    }

    /// Runs the cases and says what is further from the referee than its bound.
    pub fn faults(&self, backend: &Backend) -> Vec<String> {
        let plan = Plan::new(&self.program);
        let mut machine = prepare(&*backend.device, plan, &self.given);
        machine.run(1).unwrap();
        let mut out = Vec::new();
        for (name, id) in &self.program.outputs {
            let got = read(&mut *machine, name);
            let want = &self.expected[*id];
            if let Some(miss) = misses(&got, want, &self.bounds(*id, backend.gpu)) {
                out.push(format!("{name}: {}: {miss}", self.describe(*id)));
            }
        }
        out
    }

    fn bounds(&self, id: NodeId, gpu: bool) -> Vec<f64> {
        let node = &self.program.nodes[id];
        let args: Vec<&Value> = node.args.iter().map(|&a| &self.expected[a]).collect();
        tolerance::bounds(&node.op, &args, &self.expected[id], gpu)
    }

    fn describe(&self, id: NodeId) -> String {
        let node = &self.program.nodes[id];
        let args: Vec<_> = node
            .args
            .iter()
            .map(|&a| self.program.nodes[a].to_string())
            .collect();
        format!("{node} of {}", args.join("; "))
    }
}
