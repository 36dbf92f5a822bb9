//! Mistakes with leaves, elements and movements.

use soupcon::ir::{DType, MAX_ELEMENTS, MAX_MEMBERS};

use super::Expected::{DType as Types, Limit, Name, Shape};
use super::{Bad, bad};

pub const BAD: &[Bad] = &[
    Bad {
        what: "no members",
        members: 0,
        make: |_| (),
        expected: Limit("number of members", 0, 1),
    },
    Bad {
        what: "a thousand million members",
        members: 1_000_000_000,
        make: |_| (),
        expected: Limit("number of members", 1_000_000_000, MAX_MEMBERS),
    },
    bad(
        "an input of neither 1 nor M members",
        |g| _ = g.input("x", &[3, 4], DType::F32),
        Shape("input", &[3, 4], &[2]),
    ),
    bad(
        "an input without a member axis",
        |g| _ = g.input("x", &[], DType::F32),
        Shape("input", &[], &[2]),
    ),
    bad(
        "an input twice, of two shapes",
        |g| {
            g.each("x", &[2]);
            g.each("x", &[3]);
        },
        Name("x"),
    ),
    bad(
        "an input of too many elements",
        |g| _ = g.shared("x", &[1 << 15, 1 << 15]),
        Limit("number of elements", 1 << 30, MAX_ELEMENTS),
    ),
    bad(
        "an input of more elements than can be counted",
        |g| _ = g.shared("x", &[usize::MAX, 3]),
        Limit("number of elements", usize::MAX, MAX_ELEMENTS),
    ),
    bad(
        "positions along an axis that is not there",
        |g| _ = g.iota(3, &[2, 2]),
        Shape("iota", &[1, 2, 2], &[3]),
    ),
    bad(
        "an exponential of integers",
        |g| _ = g.constant_u32(1).exp(),
        Types("exp"),
    ),
    bad(
        "a draw for each of several counts",
        |g| _ = g.uniform_at("x", g.iota(1, &[3]), &[2]),
        Shape("uniform", &[1, 3], &[1]),
    ),
    bad(
        "a draw for a count that is not whole",
        |g| _ = g.uniform_at("x", g.constant(1.0), &[2]),
        Types("uniform"),
    ),
    bad(
        "a logarithm of integers",
        |g| _ = g.constant_u32(1).log(),
        Types("log"),
    ),
    bad(
        "a root of integers",
        |g| _ = g.constant_u32(1).sqrt(),
        Types("sqrt"),
    ),
    bad(
        "a sine of integers",
        |g| _ = g.constant_u32(1).sin(),
        Types("sin"),
    ),
    bad(
        "a tangent of integers",
        |g| _ = g.constant_u32(1).tanh(),
        Types("tanh"),
    ),
    bad(
        "integers rounded down",
        |g| _ = g.constant_u32(1).floor(),
        Types("floor"),
    ),
    bad(
        "integers asked whether they are finite",
        |g| _ = g.constant_u32(1).is_finite(),
        Types("is_finite"),
    ),
    bad(
        "a sum of 3 and 4 columns",
        |g| _ = g.each("x", &[3]) + g.each("y", &[4]),
        Shape("add", &[2, 3], &[2, 4]),
    ),
    bad(
        "a product of 3 and 4 columns",
        |g| _ = g.each("x", &[3]) * g.each("y", &[4]),
        Shape("mul", &[2, 3], &[2, 4]),
    ),
    bad(
        "a quotient of 3 and 4 columns",
        |g| _ = g.each("x", &[3]) / g.each("y", &[4]),
        Shape("div", &[2, 3], &[2, 4]),
    ),
    bad(
        "the larger of 3 and 4 columns",
        |g| _ = g.each("x", &[3]).max(g.each("y", &[4])),
        Shape("max", &[2, 3], &[2, 4]),
    ),
    bad(
        "3 and 4 columns compared",
        |g| _ = g.each("x", &[3]).lt(g.each("y", &[4])),
        Shape("lt", &[2, 3], &[2, 4]),
    ),
    bad(
        "3 and 4 columns held equal",
        |g| _ = g.each("x", &[3]).eq(g.each("y", &[4])),
        Shape("eq", &[2, 3], &[2, 4]),
    ),
    bad(
        "a float added to an integer",
        |g| _ = g.constant(1.0) + g.constant_u32(1),
        Types("add"),
    ),
    bad(
        "a float times an integer",
        |g| _ = g.constant(1.0) * g.constant_u32(1),
        Types("mul"),
    ),
    bad(
        "a float compared with an integer",
        |g| _ = g.constant(1.0).lt(g.constant_u32(1)),
        Types("lt"),
    ),
    bad(
        "a choice between 3 and 4 columns",
        |g| _ = g.constant(1.0).select(g.each("x", &[3]), g.each("y", &[4])),
        Shape("select", &[2, 3], &[2, 4]),
    ),
    bad(
        "a choice by integers",
        |g| _ = g.constant_u32(1).select(g.constant(1.0), g.constant(2.0)),
        Types("select"),
    ),
    bad(
        "a choice between element types",
        |g| _ = g.constant(1.0).select(g.constant(1.0), g.constant_u32(2)),
        Types("select"),
    ),
    bad(
        "6 elements as 8",
        |g| _ = g.each("x", &[2, 3]).reshape(&[2, 4]),
        Shape("reshape", &[2, 2, 3], &[2, 2, 4]),
    ),
    bad(
        "elements as more than can be counted",
        |g| _ = g.each("x", &[2]).reshape(&[usize::MAX, 3]),
        Shape("reshape", &[2, 2], &[2, usize::MAX, 3]),
    ),
    bad(
        "the member axis moved",
        |g| _ = g.each("x", &[3]).permute(&[1, 0]),
        Shape("permute", &[2, 3], &[1, 0]),
    ),
    bad(
        "an axis named twice",
        |g| _ = g.each("x", &[3, 4]).permute(&[0, 1, 1]),
        Shape("permute", &[2, 3, 4], &[0, 1, 1]),
    ),
    bad(
        "a transposed vector",
        |g| _ = g.each("x", &[3]).t(),
        Shape("t", &[2, 3], &[]),
    ),
    bad(
        "3 columns repeated to 4",
        |g| _ = g.each("x", &[3]).expand(&[2, 4]),
        Shape("expand", &[2, 3], &[2, 4]),
    ),
    bad(
        "an axis lost in repeating",
        |g| _ = g.each("x", &[3]).expand(&[2]),
        Shape("expand", &[2, 3], &[2]),
    ),
    bad(
        "a slice beyond the end",
        |g| _ = g.each("x", &[5]).slice(1, 3, 2, 2),
        Shape("slice", &[2, 5], &[1, 3, 2]),
    ),
    bad(
        "a slice below the beginning",
        |g| _ = g.each("x", &[5]).slice(1, 1, 3, -1),
        Shape("slice", &[2, 5], &[1, 1, 3]),
    ),
    bad(
        "a slice that stands still",
        |g| _ = g.each("x", &[5]).slice(1, 1, 3, 0),
        Shape("slice", &[2, 5], &[1, 1, 3]),
    ),
    bad(
        "a slice of nothing",
        |g| _ = g.each("x", &[5]).slice(1, 1, 0, 1),
        Shape("slice", &[2, 5], &[1, 1, 0]),
    ),
    bad(
        "a slice of steps too long to count",
        |g| _ = g.each("x", &[5]).slice(1, 0, usize::MAX / 2, isize::MAX),
        Shape("slice", &[2, 5], &[1, 0, usize::MAX / 2]),
    ),
    bad(
        "a slice along an axis that is not there",
        |g| _ = g.each("x", &[5]).narrow(2, 0, 1),
        Shape("slice", &[2, 5], &[2, 0, 1]),
    ),
    bad(
        "an axis that is not there, backwards",
        |g| _ = g.each("x", &[5]).flip(2),
        Shape("flip", &[2, 5], &[2]),
    ),
    bad(
        "zeros along an axis that is not there",
        |g| _ = g.each("x", &[5]).pad(2, 1, 1, 0),
        Shape("pad", &[2, 5], &[2]),
    ),
    bad(
        "more zeros than can be counted",
        |g| _ = g.each("x", &[5]).pad(1, usize::MAX, 1, 0),
        Limit("number of elements", usize::MAX, MAX_ELEMENTS),
    ),
    bad(
        "more zeros between than can be counted",
        |g| _ = g.each("x", &[5]).pad(1, 0, 0, usize::MAX),
        Limit("number of elements", usize::MAX, MAX_ELEMENTS),
    ),
    bad(
        "zeros around an image that is none",
        |g| _ = g.hyper("x").pad_image(1),
        Shape("pad_image", &[2], &[]),
    ),
];
