//! Looking up, adding up and ordering along an axis.

use super::{Case, Draw, Row};

pub fn rows() -> Vec<Row> {
    vec![
        Row::new("gather", gather).smooth().moves(),
        Row::new("scatter_add", scatter_add).smooth(),
        Row::new("argsort", argsort),
    ]
}

/// An index with positions outside, and axes that repeat on either side.
fn gather(d: &mut Draw) -> Case {
    let mut out = d.dims(1, 3);
    let axis = d.form.from(1, out.len() - 1);
    let len = d.form.from(1, 7);
    let mut index = out.clone();
    for k in (0..out.len()).filter(|&k| k != axis) {
        if d.form.one_in(4) {
            index[k] = 1;
        } else if d.form.one_in(6) {
            out[k] = 1;
        }
    }
    out[axis] = len;
    let dtype = d.dtype();
    let args = vec![d.elements(&out, dtype), d.index(&index, len)];
    Case::new(args, move |_, a| a[0].gather(axis, a[1]))
}

fn scatter_add(d: &mut Draw) -> Case {
    let dims = d.dims(1, 3);
    let axis = d.form.from(1, dims.len() - 1);
    let len = d.form.from(1, 7);
    let mut index = dims.clone();
    for k in (0..dims.len()).filter(|&k| k != axis) {
        if d.form.one_in(4) {
            index[k] = 1;
        }
    }
    let args = vec![d.floats(&dims, 1e6), d.index(&index, len)];
    Case::new(args, move |_, a| a[0].scatter_add(axis, a[1], len))
}

/// Ties are common; where extremes are wanted, NaN and infinities stand among them.
fn argsort(d: &mut Draw) -> Case {
    let dims = d.dims(1, 3);
    let axis = d.form.from(1, dims.len() - 1);
    let mut x = d.floats(&dims, 1e6);
    if d.form.one_in(2) {
        x = x.map(|x| if x.abs() < 1e6 { x.floor() } else { x });
    }
    Case::new(vec![x], move |_, a| a[0].argsort(axis))
}
