//! From launches to kernels: what shares a level shares dispatches.

use crate::ir::sort_by_key;
use crate::plan::{BufferId, Plan, Work};

use super::argsort::Order;
use super::conv2d::Convolution;
use super::layout::{Layout, MAX_OWN, Spot, each_once};
use super::map;
use super::matmul::Product;
use super::reduce::Reduction;
use super::scatter_add::Scatter;
use super::source::{Kernel, Source};

/// Work items from which on a dispatch is worth its cost alone.
const MANY: usize = 1 << 17;
/// Launches in one dispatch, at most.
const MOST: usize = 6;

fn reduction(work: &Work) -> Option<Reduction<'_>> {
    let Work::Reduce {
        dims,
        kind,
        axes,
        tape,
        value,
        out,
    } = work
    else {
        return None;
    };
    Some(Reduction {
        dims,
        kind: *kind,
        axes,
        tape,
        value: *value,
        out,
    })
}

fn order(work: &Work) -> Option<Order<'_>> {
    let Work::ArgSort { dims, axis, x, out } = work else {
        return None;
    };
    Some(Order {
        dims,
        axis: *axis,
        x,
        out,
    })
}

fn convolution(work: &Work) -> Option<Convolution<'_>> {
    let Work::Conv2d {
        x_dims,
        w_dims,
        out_dims,
        x,
        w,
        out,
        stride,
        dilation,
    } = work
    else {
        return None;
    };
    Some(Convolution {
        x_dims,
        w_dims,
        out_dims,
        x,
        w,
        out,
        stride: *stride,
        dilation: *dilation,
    })
}

/// Words of scratch that a launch needs.
pub fn scratch(work: &Work) -> usize {
    let sums = reduction(work).map_or(0, |r| r.scratch());
    let sums = convolution(work).map_or(sums, |c| c.scratch());
    order(work).map_or(sums, |o| o.scratch())
}

/// Dispatches, one after another, that a launch takes.
pub fn passes(work: &Work) -> usize {
    let sums = reduction(work).map_or(1, |r| r.passes());
    let sums = convolution(work).map_or(sums, |c| c.passes());
    order(work).map_or(sums, |o| o.passes())
}

/// Writes a pass of a launch.
fn write(source: &mut Source, work: &Work, pass: usize) {
    match work {
        Work::Map { dims, tape } => map::write(source, dims, tape),
        Work::Reduce { .. } => {
            if let Some(it) = reduction(work) {
                it.write(source, pass);
            }
        }
        Work::ArgSort { .. } => {
            if let Some(it) = order(work) {
                it.write(source, pass);
            }
        }
        Work::MatMul {
            dims,
            k,
            a,
            b,
            out,
            tape,
            column_sums,
        } => Product {
            dims,
            k: *k,
            a,
            b,
            out: out.as_ref(),
            tape: tape.as_ref(),
            column_sums: column_sums.as_ref(),
        }
        .write(source),
        Work::Conv2d { .. } => {
            if let Some(it) = convolution(work) {
                it.write(source, pass);
            }
        }
        Work::ScatterAdd {
            dims,
            out_dims,
            axis,
            x,
            index,
            out,
        } => Scatter {
            dims,
            out_dims,
            axis: *axis,
            x,
            index,
            out,
        }
        .write(source),
    }
}

/// The dispatches of a step, in order. Neighbours in a level share one while it stays
/// small and within the bindings that every device grants.
pub fn kernels(plan: &Plan, layout: &Layout) -> Vec<Kernel> {
    let mut due: Vec<(usize, usize, usize)> = Vec::new();
    for (launch, &level) in layout.levels.iter().enumerate() {
        let passes = passes(&plan.launches[launch].work);
        due.extend((0..passes).map(|pass| (level + pass, launch, pass)));
    }
    sort_by_key(&mut due, |d| d.0 as u32);
    let mut kernels = Vec::new();
    let mut open: Option<(usize, Source, Vec<BufferId>)> = None;
    for (level, launch, pass) in due {
        let work = &plan.launches[launch].work;
        let own = own(layout, work);
        let joins = open.as_ref().is_some_and(|(at, source, others)| {
            let more = own.iter().filter(|b| !others.contains(b)).count();
            let room = others.len() + more <= MAX_OWN && source.number() < MOST;
            *at == level && room && source.threads() < MANY && items(work) < MANY
        });
        if !joins {
            kernels.extend(open.take().map(|(_, source, _)| source.finish()));
        }
        let (_, source, others) =
            open.get_or_insert_with(|| (level, Source::new(layout), Vec::new()));
        write(source, work, pass);
        let more: Vec<BufferId> = own.into_iter().filter(|b| !others.contains(b)).collect();
        others.extend(more);
    }
    kernels.extend(open.map(|(_, source, _)| source.finish()));
    kernels
}

fn items(work: &Work) -> usize {
    work.dims().iter().product()
}

/// The buffers that a launch touches outside the arena.
fn own(layout: &Layout, work: &Work) -> Vec<BufferId> {
    let views = work.reads().into_iter().chain(work.writes());
    let buffers = views.map(|v| v.buffer);
    each_once(buffers.filter(|&b| layout.spots[b] == Spot::Own))
}
