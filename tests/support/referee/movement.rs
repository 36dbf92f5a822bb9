//! Movements: where each element of the result comes from.

use soupcon::ir::Op;

use crate::support::value::Value;

pub fn moved(op: &Op, x: &Value) -> Value {
    let mut dims = x.dims.clone();
    match op {
        Op::Reshape(to) => {
            let mut out = x.clone();
            out.dims.clone_from(to);
            out
        }
        Op::Permute(p) => {
            for (k, &from) in p.iter().enumerate() {
                dims[k] = x.dims[from];
            }
            x.moved(&dims, |at| {
                let mut source = vec![0; at.len()];
                p.iter().zip(at).for_each(|(&k, &i)| source[k] = i);
                Some(source)
            })
        }
        Op::Expand(to) => x.moved(to, |at| {
            let fold = |(&i, &d): (&usize, &usize)| if d == 1 { 0 } else { i };
            Some(at.iter().zip(&x.dims).map(fold).collect())
        }),
        Op::Slice {
            axis,
            start,
            len,
            step,
        } => {
            dims[*axis] = *len;
            x.moved(&dims, |at| {
                let mut source = at.to_vec();
                source[*axis] = (*start as isize + at[*axis] as isize * step) as usize;
                Some(source)
            })
        }
        Op::Pad {
            axis,
            lo,
            hi,
            interior,
        } => {
            let size = x.dims[*axis];
            let gap = interior + 1;
            dims[*axis] = lo + hi + size + size.saturating_sub(1) * interior;
            x.moved(&dims, |at| {
                let inside = at[*axis].checked_sub(*lo)?;
                let mut source = at.to_vec();
                source[*axis] = inside / gap;
                (inside % gap == 0 && inside / gap < size).then_some(source)
            })
        }
        other => panic!("{} is not a movement", other.name()),
    }
}
