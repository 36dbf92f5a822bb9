//! Mistakes with what goes in and what comes out.

use super::Expected::{Name, Shape};
use super::{Bad, bad};

pub const BAD: &[Bad] = &[
    bad(
        "a member that is not there",
        |g| _ = g.hyper("x").member(2),
        Shape("slice", &[2], &[0, 2, 1]),
    ),
    bad(
        "a carry without a next value",
        |g| _ = g.carry("w", &[3]),
        Name("w"),
    ),
    bad(
        "a carry's next value of another shape",
        |g| g.carry("w", &[3]).set(g.each("x", &[4])),
        Shape("expand", &[2, 4], &[2, 3]),
    ),
    bad(
        "a carry's next value of another type",
        |g| g.carry("w", &[]).set(g.seeds()),
        Shape("set", &[2], &[2]),
    ),
    bad(
        "a next value for what is no carry",
        |g| g.each("x", &[3]).set(g.each("x", &[3])),
        Name("node 0"),
    ),
    bad(
        "two outputs of one name",
        |g| {
            g.output("y", g.constant(1.0));
            g.output("y", g.constant(2.0));
        },
        Name("y"),
    ),
    bad(
        "a fetch and an output of one name",
        |g| {
            g.fetch("y", g.constant(1.0), 1);
            g.output("y", g.constant(2.0));
        },
        Name("y"),
    ),
];
