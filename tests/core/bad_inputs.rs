//! Hostile input is refused with an error that names the field and the limit; nothing
//! panics, nothing hangs.

mod machines;
mod runs;

use crate::support::opdb::{Bad, mistakes};
use soupcon::ir::{DType, Graph, GraphError, MAX_NODES, Tensor, grad};

fn error_of(bad: &Bad) -> Option<GraphError> {
    let graph = Graph::new(bad.members);
    (bad.make)(&graph);
    graph.finish().err()
}

#[test]
fn every_mistake_in_building_is_named() {
    for bad in mistakes() {
        let error = error_of(bad).unwrap_or_else(|| panic!("{}: accepted", bad.what));
        assert!(bad.expected.is(&error), "{}: {error}", bad.what);
    }
    println!("{} mistakes refused", mistakes().count());
}

#[test]
fn every_message_says_where_and_is_one_line() {
    for bad in mistakes() {
        let text = error_of(bad).unwrap().to_string();
        assert!(
            !text.contains('\n') && text.len() < 200,
            "{}: {text}",
            bad.what
        );
        assert!(
            text.contains(".rs:"),
            "{}: `{text}` does not say where",
            bad.what
        );
    }
}

#[test]
fn tensors_of_two_graphs_do_not_mix() {
    type Mix = for<'g> fn(&'g Graph, Tensor<'g>, Tensor<'g>);
    let mixes: [(&str, Mix); 12] = [
        ("add", |_, a, b| _ = a + b),
        ("lt", |_, a, b| _ = a.lt(b)),
        ("select", |_, a, b| _ = a.select(b, b)),
        ("select", |_, a, b| _ = a.select(a, b)),
        ("matmul", |_, a, b| _ = a.matmul(b)),
        ("conv2d", |_, a, b| {
            let (x, w) = (a.reshape(&[1, 1, 3, 3]), b.reshape(&[1, 1, 3, 3]));
            x.conv2d(w, 1, 1);
        }),
        ("gather", |_, a, b| _ = a.gather(1, b.cast(DType::U32))),
        ("scatter_add", |_, a, b| {
            a.scatter_add(1, b.cast(DType::U32), 3);
        }),
        ("grad", |_, a, b| _ = grad(a, &[b])),
        ("y", |g, _, b| g.output("y", b)),
        ("z", |g, _, b| g.fetch("z", b, 1)),
        ("set", |g, _, b| g.carry("w", &[3, 3]).set(b)),
    ];
    for (name, mix) in mixes {
        let (own, other) = (Graph::new(2), Graph::new(2));
        for i in 0..50 {
            other.shared(&format!("unrelated {i}"), &[]);
        }
        mix(&own, own.each("x", &[3, 3]), other.each("x", &[3, 3]));
        let error = own.finish().unwrap_err();
        let named = matches!(&error, GraphError::Name { name: found, .. } if found == name);
        assert!(named, "{name}: {error}");
    }
}

#[test]
fn the_first_mistake_is_the_one_reported() {
    let graph = Graph::new(2);
    let line = line!() + 1;
    let wrong = graph.each("x", &[3]) + graph.each("y", &[4]);
    wrong.matmul(wrong.argmax()).conv2d(wrong, 0, 0).exp();
    let text = graph.finish().unwrap_err().to_string();
    assert!(text.contains(&format!("bad_inputs.rs:{line}:")), "{text}");
    assert!(text.starts_with("add: shapes [2, 3] and [2, 4]"), "{text}");
}

#[test]
fn a_graph_of_too_many_nodes_ends_with_the_limit() {
    let graph = Graph::new(1);
    let mut x = graph.shared("x", &[]);
    for i in 0..2 * MAX_NODES {
        x = x + i as f64;
    }
    assert!(graph.nodes().len() <= MAX_NODES);
    let error = graph.finish().unwrap_err();
    let limit = |e: &GraphError| matches!(e, GraphError::Limit { what, limit, .. } if *what == "number of nodes" && *limit == MAX_NODES);
    assert!(limit(&error), "{error}");
}

#[test]
fn a_gradient_in_a_failed_graph_ends_too() {
    let graph = Graph::new(2);
    let x = graph.each("x", &[3]);
    let wrong = x.matmul(x);
    let gradients = grad(grad(wrong, &[x])[0], &[x, wrong]);
    assert_eq!(gradients.len(), 2);
    assert!(graph.finish().is_err());
}
