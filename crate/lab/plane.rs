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
    /// The plane of a set of one or two features, square, with a margin around the points.
    ///
    /// `t` points down, the second feature up. One feature runs across, and down nothing changes.
    pub fn around(data: &Dataset) -> Result<Self, InputError> {
        if data.features() > 2 {
            let limit = "one or two features";
            return Err(InputError::range("data", limit, data.features()));
        }
        let side = |k: usize| {
            let column = data.x().column(k);
            let low = column.iter().copied().fold(f32::INFINITY, f32::min);
            let high = column.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            (f32::midpoint(low, high), high - low)
        };
        let (x, width) = side(0);
        let (right, down, origin) = if data.features() == 1 {
            let size = extent(width * 1.25);
            (vec![size], vec![0.0], vec![x - size / 2.0])
        } else {
            let (y, height) = side(1);
            let size = extent(width.max(height) * 1.25);
            let origin = vec![x - size / 2.0, y + size / 2.0];
            (vec![size, 0.0], vec![0.0, -size], origin)
        };
        Ok(Plane {
            right,
            down,
            origin,
            anchors: Vec::new(),
        })
    }

    /// The plane through three rows, drawn without distortion: the first two lie side by
    /// side, the third below. Lengths are Euclidean distances in the input space. Where the rows
    /// lie on one line, the plane goes through it and in some direction across.
    ///
    /// Source: the planes of Somepalli et al. 2022, arXiv:2203.08124.
    pub fn through(rows: [&[f32]; 3]) -> Self {
        let mut u = minus(rows[1], rows[0]);
        let mut v = minus(rows[2], rows[0]);
        let (second, reach) = (norm(&u), norm(&v));
        if second == 0.0 {
            u.clone_from(&v);
            if reach == 0.0 {
                u[0] = 1.0;
            }
        }
        let width = norm(&u);
        let across = dot(&u, &v) / (width * width).max(f32::MIN_POSITIVE);
        v.iter_mut().zip(&u).for_each(|(v, u)| *v -= across * u);
        let mut height = norm(&v);
        if height <= ON_A_LINE * reach {
            (v, height) = (normal(&u), 0.0);
        }
        let along = across * width;
        let (left, right) = (along.min(0.0), along.max(second));
        let size = extent((right - left).max(height) * 1.4);
        let (x, y) = (
            f32::midpoint(left, right) - size / 2.0,
            (height - size) / 2.0,
        );
        let unit = |by: &[f32]| {
            let length = norm(by).max(f32::MIN_POSITIVE);
            by.iter().map(|v| v / length).collect::<Vec<_>>()
        };
        let (e1, e2) = (unit(&u), unit(&v));
        let origin = rows[0].iter().zip(&e1).zip(&e2);
        let origin = origin.map(|((a, e1), e2)| a + x * e1 + y * e2).collect();
        let times = |e: &[f32]| e.iter().map(|v| v * size).collect();
        let place = |s: f32, t: f32| [(s - x) / size, (t - y) / size];
        Plane {
            right: times(&e1),
            down: times(&e2),
            origin,
            anchors: vec![place(0.0, 0.0), place(second, 0.0), place(along, height)],
        }
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

    /// Where a row of a set of one or two features lies, as (s, t); in the middle of an axis along
    /// which nothing changes.
    pub fn place(&self, row: &[f32]) -> [f32; 2] {
        let along = |axis: &[f32]| {
            let square: f32 = axis.iter().map(|v| v * v).sum();
            let dot = row.iter().zip(&self.origin).zip(axis);
            let dot: f32 = dot.map(|((x, o), a)| (x - o) * a).sum();
            if square > 0.0 { dot / square } else { 0.5 }
        };
        [along(&self.right), along(&self.down)]
    }
}

/// A row this near to the line through two others, as a share of its distance, lies on it.
const ON_A_LINE: f32 = 1e-5;

/// The side of a plane, 1 where everything that it is to show lies at one place.
fn extent(size: f32) -> f32 {
    if size > 0.0 { size } else { 1.0 }
}

fn minus(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f32]) -> f32 {
    dot(a, a).sqrt()
}

/// A direction at right angles to `u`, nearest to the axis that `u` turns to least; 0 where there
/// is but one feature.
fn normal(u: &[f32]) -> Vec<f32> {
    let square = dot(u, u);
    let mut out = vec![0.0; u.len()];
    let least = (0..u.len()).min_by(|&a, &b| u[a].abs().total_cmp(&u[b].abs()));
    if let Some(k) = least.filter(|_| u.len() > 1) {
        out.iter_mut()
            .zip(u)
            .for_each(|(v, u_i)| *v = -u[k] * u_i / square);
        out[k] += 1.0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meets(rows: [&[f32]; 3]) -> Plane {
        let plane = Plane::through(rows);
        for (row, [s, t]) in rows.iter().zip(&plane.anchors) {
            for (k, x) in plane.at([*s, *t]).into_iter().enumerate() {
                assert!((x - row[k]).abs() < 1e-5, "feature {k}: {x} for {}", row[k]);
            }
        }
        plane
    }

    #[test]
    fn the_three_rows_lie_where_the_anchors_say() {
        meets([
            &[0.0, 0.0, 1.0, 2.0],
            &[3.0, 0.0, 1.0, 0.0],
            &[1.0, 5.0, 0.0, 2.0],
        ]);
    }

    #[test]
    fn rows_on_a_line_lie_on_the_middle_of_a_plane_through_it() {
        for rows in [
            [[0.0, 0.0, 0.0], [1.0, 1.0, 0.5], [2.0, 2.0, 1.0]],
            [[1.0, 0.0, 3.0], [1.0, 0.0, 3.0], [0.0, 0.0, 3.0]],
            [[1.0, 0.0, 3.0], [0.0, 0.0, 3.0], [1.0, 0.0, 3.0]],
            [[4.0, 5.0, 6.0]; 3],
        ] {
            let plane = meets([&rows[0], &rows[1], &rows[2]]);
            assert!(plane.anchors.iter().all(|[_, t]| (t - 0.5).abs() < 1e-6));
            let [across, down] = [norm(&plane.right), norm(&plane.down)];
            assert!(across > 0.0 && (across - down).abs() < 1e-5 * across);
            assert!(dot(&plane.right, &plane.down).abs() < 1e-5);
        }
        assert_eq!(meets([&[1.0], &[2.0], &[4.0]]).down, [0.0]);
    }

    #[test]
    fn one_feature_runs_across_and_its_rows_lie_in_the_middle() {
        let data = Dataset::new("own", vec![1.0, 2.0, 5.0], &[1], vec![0, 1, 1], 2);
        let plane = Plane::around(&data.unwrap()).unwrap();
        assert_eq!(
            (&plane.right[..], &plane.down[..]),
            (&[5.0][..], &[0.0][..])
        );
        assert_eq!(plane.at([0.5, 0.1]), [3.0]);
        assert_eq!(plane.place(&[3.0]), [0.5, 0.5]);
    }
}
