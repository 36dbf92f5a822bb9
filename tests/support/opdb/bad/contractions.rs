//! Mistakes with reductions, contractions and indices.

use soupcon::ir::Tensor;

use super::Expected::{DType as Types, Shape};
use super::{Bad, bad};

pub const BAD: &[Bad] = &[
    bad(
        "a sum of integers",
        |g| _ = g.iota(1, &[3]).sum(&[1]),
        Types("reduce"),
    ),
    bad(
        "a sum along an axis that is not there",
        |g| _ = g.each("x", &[3]).sum(&[2]),
        Shape("reduce", &[2, 3], &[2]),
    ),
    bad(
        "a maximum along axes out of order",
        |g| _ = g.each("x", &[3, 4]).maximum(&[2, 1]),
        Shape("reduce", &[2, 3, 4], &[2, 1]),
    ),
    bad(
        "a softmax of one number",
        |g| _ = g.hyper("x").softmax(),
        Shape("softmax", &[2], &[]),
    ),
    bad(
        "a log-softmax of one number",
        |g| _ = g.hyper("x").log_softmax(),
        Shape("log_softmax", &[2], &[]),
    ),
    bad(
        "the largest of one number",
        |g| _ = g.hyper("x").argmax(),
        Shape("argmax", &[2], &[]),
    ),
    bad(
        "a product of matrices that do not meet",
        |g| _ = g.each("x", &[2, 3]).matmul(g.each("y", &[4, 5])),
        Shape("matmul", &[2, 2, 3], &[2, 4, 5]),
    ),
    bad(
        "a product of a matrix and a vector",
        |g| _ = g.each("x", &[2, 3]).matmul(g.each("y", &[3])),
        Shape("matmul", &[2, 2, 3], &[2, 3]),
    ),
    bad(
        "a product of 2 and 3 matrices",
        |g| _ = g.each("x", &[2, 1, 1]).matmul(g.each("y", &[3, 1, 1])),
        Shape("matmul", &[2, 2, 1, 1], &[2, 3, 1, 1]),
    ),
    bad(
        "a product of integer matrices",
        |g| _ = g.iota(1, &[2, 2]).matmul(g.iota(1, &[2, 2])),
        Types("matmul"),
    ),
    bad(
        "a window larger than the image",
        |g| {
            g.each("x", &[1, 1, 4, 4])
                .conv2d(g.each("w", &[1, 1, 3, 3]), 1, 2);
        },
        Shape("conv2d", &[2, 1, 1, 4, 4], &[2, 1, 1, 3, 3]),
    ),
    bad(
        "windows that stand still",
        |g| {
            g.each("x", &[1, 1, 4, 4])
                .conv2d(g.each("w", &[1, 1, 3, 3]), 0, 1);
        },
        Shape("conv2d", &[2, 1, 1, 4, 4], &[2, 1, 1, 3, 3]),
    ),
    bad(
        "taps in one place",
        |g| {
            g.each("x", &[1, 1, 4, 4])
                .conv2d(g.each("w", &[1, 1, 3, 3]), 1, 0);
        },
        Shape("conv2d", &[2, 1, 1, 4, 4], &[2, 1, 1, 3, 3]),
    ),
    bad(
        "2 channels seen by 3",
        |g| {
            g.each("x", &[1, 2, 4, 4])
                .conv2d(g.each("w", &[1, 3, 3, 3]), 1, 1);
        },
        Shape("conv2d", &[2, 1, 2, 4, 4], &[2, 1, 3, 3, 3]),
    ),
    bad(
        "a window of no taps",
        |g| {
            g.each("x", &[1, 1, 4, 4])
                .conv2d(g.each("w", &[1, 1, 0, 3]), 1, 1);
        },
        Shape("conv2d", &[2, 1, 1, 4, 4], &[2, 1, 1, 0, 3]),
    ),
    bad(
        "a pool larger than the image",
        |g| _ = g.each("x", &[1, 1, 4, 4]).max_pool(5),
        Shape("max_pool", &[2, 1, 1, 4, 4], &[5, 5]),
    ),
    bad(
        "a lookup by floats",
        |g| _ = g.each("x", &[3]).gather(1, g.each("i", &[2])),
        Types("gather"),
    ),
    bad(
        "a lookup along the members",
        |g| _ = g.each("x", &[3]).gather(0, g.seeds().reshape(&[1])),
        Shape("gather", &[2, 3], &[2, 1]),
    ),
    bad(
        "a lookup by an index of another rank",
        |g| _ = g.each("x", &[3]).gather(1, g.iota(1, &[2, 2])),
        Shape("gather", &[2, 3], &[1, 2, 2]),
    ),
    bad(
        "a lookup by 3 rows in 2",
        |g| _ = g.each("x", &[2, 3]).gather(2, g.iota(1, &[3, 2])),
        Shape("gather", &[2, 2, 3], &[1, 3, 2]),
    ),
    bad(
        "a class picked from one number",
        |g| _ = g.hyper("x").pick(g.seeds()),
        Shape("gather", &[2], &[2]),
    ),
    bad(
        "integers added up",
        |g| _ = g.iota(1, &[3]).scatter_add(1, g.iota(1, &[3]), 3),
        Types("scatter_add"),
    ),
    bad(
        "additions without a place",
        |g| _ = g.each("x", &[3]).scatter_add(1, g.iota(1, &[2]), 3),
        Shape("scatter_add", &[2, 3], &[1, 2]),
    ),
    bad(
        "places given as floats",
        |g| _ = g.each("x", &[3]).scatter_add(1, g.shared("i", &[3]), 3),
        Types("scatter_add"),
    ),
    bad(
        "an order of integers",
        |g| _ = g.iota(1, &[3]).argsort(1),
        Types("argsort"),
    ),
    bad(
        "an order along an axis that is not there",
        |g| _ = g.each("x", &[3]).argsort(2),
        Shape("argsort", &[2, 3], &[2]),
    ),
    bad(
        "the best 4 of 3",
        |g| _ = g.each("x", &[3]).top_k(4),
        Shape("slice", &[2, 3], &[1, 0, 4]),
    ),
    bad(
        "nothing end to end",
        |g| _ = Tensor::concat(g, &[], 1),
        Shape("concat", &[], &[1]),
    ),
    bad(
        "2 and 3 rows end to end",
        |g| {
            let parts = [g.each("x", &[2, 1]), g.each("y", &[3, 1])];
            Tensor::concat(g, &parts, 2);
        },
        Shape("add", &[2, 2, 2], &[2, 3, 2]),
    ),
];
