//! A rectangle of a plane through the inputs, to be drawn.

use crate::data::{Dataset, InputError};

/// `origin + s · right + t · down`, `s` and `t` in `[0, 1]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// From the left edge to the right one.
    pub right: Vec<f32>,
    /// From the upper edge to the lower one.
    pub down: Vec<f32>,
    /// The upper left corner.
    pub origin: Vec<f32>,
    /// Points that the plane was laid through, as (s, t).
    pub anchors: Vec<[f32; 2]>,
}

impl Plane {
    /// The plane of a two-dimensional set, square, with a margin around the points.
    ///
    /// `t` points down, the second feature up.
    pub fn around(data: &Dataset) -> Result<Self, InputError> {
        if data.features() != 2 {
            let limit = "two features";
            return Err(InputError::range("data", limit, data.features()));
        }
        let side = |k: usize| {
            let column = data.x().column(k);
            let low = column.iter().copied().fold(f32::INFINITY, f32::min);
            let high = column.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            (f32::midpoint(low, high), high - low)
        };
        let ((x, width), (y, height)) = (side(0), side(1));
        let size = width.max(height) * 1.25;
        let corner = [x - size / 2.0, y + size / 2.0];
        Ok(Plane {
            right: vec![size, 0.0],
            down: vec![0.0, -size],
            origin: corner.to_vec(),
            anchors: Vec::new(),
        })
    }

    /// The plane through three rows, drawn without distortion: the first two lie side by
    /// side, the third below. Lengths are Euclidean distances in the input space.
    ///
    /// Source: the planes of Somepalli et al. 2022, arXiv:2203.08124.
    pub fn through(rows: [&[f32]; 3]) -> Result<Self, InputError> {
        let minus = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let u: Vec<f32> = minus(rows[1], rows[0]);
        let mut v: Vec<f32> = minus(rows[2], rows[0]);
        let width = dot(&u, &u).sqrt();
        let across = dot(&u, &v) / (width * width).max(f32::MIN_POSITIVE);
        v.iter_mut().zip(&u).for_each(|(v, u)| *v -= across * u);
        let height = dot(&v, &v).sqrt();
        if width <= 1e-6 || height <= 1e-6 {
            let limit = "three that are not on one line";
            return Err(InputError::range("rows", limit, "rows on a line"));
        }
        let along = across * width;
        let (left, right) = (along.min(0.0), along.max(width));
        let size = (right - left).max(height) * 1.4;
        let (x, y) = (
            f32::midpoint(left, right) - size / 2.0,
            (height - size) / 2.0,
        );
        let step = |by: &[f32], length: f32| by.iter().map(|v| v / length).collect::<Vec<_>>();
        let (e1, e2) = (step(&u, width), step(&v, height));
        let origin = rows[0].iter().zip(&e1).zip(&e2);
        let origin = origin.map(|((a, e1), e2)| a + x * e1 + y * e2).collect();
        let times = |e: &[f32]| e.iter().map(|v| v * size).collect();
        let place = |s: f32, t: f32| [(s - x) / size, (t - y) / size];
        Ok(Plane {
            right: times(&e1),
            down: times(&e2),
            origin,
            anchors: vec![place(0.0, 0.0), place(width, 0.0), place(along, height)],
        })
    }

    /// The three rows that a program takes: right, down, origin.
    pub fn axes(&self) -> Vec<f32> {
        [&self.right[..], &self.down, &self.origin].concat()
    }

    /// The input at (s, t).
    pub fn at(&self, [s, t]: [f32; 2]) -> Vec<f32> {
        let axes = self.right.iter().zip(&self.down).zip(&self.origin);
        axes.map(|((right, down), origin)| origin + s * right + t * down)
            .collect()
    }

    /// Where a row of a two-dimensional set lies, as (s, t).
    pub fn place(&self, row: &[f32]) -> [f32; 2] {
        let along = |axis: &[f32]| {
            let square: f32 = axis.iter().map(|v| v * v).sum();
            let dot = row.iter().zip(&self.origin).zip(axis);
            let dot: f32 = dot.map(|((x, o), a)| (x - o) * a).sum();
            dot / square
        };
        [along(&self.right), along(&self.down)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_rows_lie_where_the_anchors_say() {
        let rows: [&[f32]; 3] = [
            &[0.0, 0.0, 1.0, 2.0],
            &[3.0, 0.0, 1.0, 0.0],
            &[1.0, 5.0, 0.0, 2.0],
        ];
        let plane = Plane::through(rows).expect("they span a plane");
        for (row, [s, t]) in rows.iter().zip(&plane.anchors) {
            for (k, x) in plane.at([*s, *t]).into_iter().enumerate() {
                assert!((x - row[k]).abs() < 1e-5, "feature {k}: {x} for {}", row[k]);
            }
        }
    }

    #[test]
    fn rows_on_a_line_are_refused() {
        let rows: [&[f32]; 3] = [&[0.0, 0.0], &[1.0, 1.0], &[2.0, 2.0]];
        assert_eq!(Plane::through(rows).expect_err("one line").field(), "rows");
    }
}
