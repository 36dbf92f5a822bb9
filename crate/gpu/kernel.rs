//! From launches to kernels.

use crate::plan::{Plan, Work};

use super::argsort::Order;
use super::conv2d::Convolution;
use super::layout::Layout;
use super::map;
use super::matmul::Product;
use super::reduce::Reduction;
use super::scatter_add::Scatter;
use super::source::Kernel;

/// Words of scratch that any launch of the plan needs.
pub fn scratch(plan: &Plan) -> usize {
    let words = plan.launches.iter().map(|l| match &l.work {
        Work::Reduce {
            dims,
            kind,
            axes,
            tape,
            value,
            out,
        } => Reduction {
            dims,
            kind: *kind,
            axes,
            tape,
            value: *value,
            out,
        }
        .scratch(),
        Work::ArgSort { dims, axis, x, out } => Order {
            dims,
            axis: *axis,
            x,
            out,
        }
        .scratch(),
        _ => 0,
    });
    words.max().unwrap_or(0)
}

/// The kernels of one launch, in order.
pub fn kernels(layout: &Layout, work: &Work) -> Vec<Kernel> {
    match work {
        Work::Map { dims, tape } => vec![map::kernel(layout, dims, tape)],
        Work::Reduce {
            dims,
            kind,
            axes,
            tape,
            value,
            out,
        } => Reduction {
            dims,
            kind: *kind,
            axes,
            tape,
            value: *value,
            out,
        }
        .kernels(layout),
        Work::MatMul {
            dims,
            k,
            a,
            b,
            out,
            tape,
            column_sums,
        } => vec![
            Product {
                dims,
                k: *k,
                a,
                b,
                out: out.as_ref(),
                tape: tape.as_ref(),
                column_sums: column_sums.as_ref(),
            }
            .kernel(layout),
        ],
        Work::Conv2d {
            x_dims,
            w_dims,
            out_dims,
            x,
            w,
            out,
            stride,
            dilation,
        } => vec![
            Convolution {
                x_dims,
                w_dims,
                out_dims,
                x,
                w,
                out,
                stride: *stride,
                dilation: *dilation,
            }
            .kernel(layout),
        ],
        Work::ScatterAdd {
            dims,
            out_dims,
            axis,
            x,
            index,
            out,
        } => vec![
            Scatter {
                dims,
                out_dims,
                axis: *axis,
                x,
                index,
                out,
            }
            .kernel(layout),
        ],
        Work::ArgSort { dims, axis, x, out } => Order {
            dims,
            axis: *axis,
            x,
            out,
        }
        .kernels(layout),
    }
}
