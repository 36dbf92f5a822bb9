//! A map of models by how differently they predict.
//!
//! Source of all but where said: checkpoint soups of heritage images, arXiv:2603.02181; the exact
//! distance is this project's choice.

use ndarray::{Array2, ArrayView2, ArrayView3, Axis};

use super::eigen;

/// `D_ij = ½ [CE(p_i, p_j) + CE(p_j, p_i)]`, less `½ [H(p_i) + H(p_j)]` if entropies are subtracted,
/// with `CE(p, q) = −1/N Σ_nk p log max(q, eps)` and `H(p) = CE(p, p)`.
///
/// `probabilities [C, N, K]` → `[C, C]`, symmetric. With entropies subtracted it is half the
/// Jeffreys divergence, whose diagonal is 0: only then is it a distance to draw a map from.
pub fn cross_entropy_distance(
    probabilities: ArrayView3<'_, f64>,
    eps: f64,
    subtract_entropy: bool,
) -> Array2<f64> {
    let (models, rows, _) = probabilities.dim();
    let logs = probabilities.mapv(|p| p.max(eps).ln());
    let cross = Array2::from_shape_fn((models, models), |(i, j)| {
        let (p, log_q) = (
            probabilities.index_axis(Axis(0), i),
            logs.index_axis(Axis(0), j),
        );
        -p.iter().zip(log_q).map(|(p, l)| p * l).sum::<f64>() / rows as f64
    });
    Array2::from_shape_fn((models, models), |(i, j)| {
        let both = cross[[i, j]] + cross[[j, i]];
        let own = cross[[i, i]] + cross[[j, j]];
        0.5 * if subtract_entropy { both - own } else { both }
    })
}

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// A point for each model, `[C, dims]`, around 0.
    pub coordinates: Array2<f64>,
    /// The largest eigenvalues of the centred matrix, `dims`; of negative ones the axis is 0.
    pub eigenvalues: Vec<f64>,
    /// `√(Σ_{i<j} (‖x_i − x_j‖ − D_ij)² / Σ_{i<j} D_ij²)`: what the map gets wrong; 0 if all
    /// distances are.
    pub stress: f64,
}

/// Classical multidimensional scaling: `B = −½ J D² J` with `J = I − 1/C`, and `X = V √max(Λ, 0)` of its
/// largest eigenvalues.
///
/// Distances `[C, C]`, symmetric and ≥ 0; `dims` from 1 to `C`. Each axis is turned so that its
/// coordinate of largest magnitude is positive, so that maps do not flip. Distances of points in
/// space come out exactly, up to a rotation. Source: Torgerson 1952.
pub fn classical_mds(distances: ArrayView2<'_, f64>, dims: usize) -> Map {
    let n = distances.nrows();
    let square = distances.mapv(|d| d * d);
    let row: Vec<f64> = square
        .rows()
        .into_iter()
        .map(|r| r.sum() / n as f64)
        .collect();
    let all = row.iter().sum::<f64>() / n as f64;
    let centred = Array2::from_shape_fn((n, n), |(i, j)| {
        -0.5 * (square[[i, j]] - row[i] - row[j] + all)
    });
    let (values, vectors) = eigen::symmetric(centred.view());
    let mut coordinates = Array2::zeros((n, dims));
    for (axis, &value) in values.iter().enumerate().take(dims) {
        let column = vectors.column(axis);
        let farthest = column.fold(
            0.0,
            |far: f64, &x| if x.abs() > far.abs() { x } else { far },
        );
        let length = value.max(0.0).sqrt() * farthest.signum();
        coordinates.column_mut(axis).assign(&(&column * length));
    }
    Map {
        stress: stress(distances, coordinates.view()),
        coordinates,
        eigenvalues: values[..dims].to_vec(),
    }
}

fn stress(distances: ArrayView2<'_, f64>, coordinates: ArrayView2<'_, f64>) -> f64 {
    let (mut off, mut total) = (0.0, 0.0);
    for ((i, j), &d) in distances.indexed_iter().filter(|((i, j), _)| i < j) {
        off += (apart(coordinates, i, j) - d).powi(2);
        total += d * d;
    }
    if total > 0.0 {
        (off / total).sqrt()
    } else {
        0.0
    }
}

/// The distance between two points of a map.
fn apart(coordinates: ArrayView2<'_, f64>, i: usize, j: usize) -> f64 {
    let pairs = coordinates.row(i).into_iter().zip(coordinates.row(j));
    pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// How a selection lies on a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean distance of its pairs by that of all pairs; `None` for fewer than 2 points or if
    /// all points are one.
    pub relative_spread: Option<f64>,
    /// The distance of its centroid from that of all, by the root mean square radius of all;
    /// `None` if nothing is selected or all points are one.
    pub centroid_offset: Option<f64>,
}

/// [`Spread`] of the selected rows (without repeats) of `coordinates [C, dims]`.
pub fn spread(coordinates: ArrayView2<'_, f64>, selected: &[usize]) -> Spread {
    let all: Vec<usize> = (0..coordinates.nrows()).collect();
    let mean_distance = |of: &[usize]| -> Option<f64> {
        let pairs = of.iter().enumerate();
        let pairs = pairs.flat_map(|(a, &i)| of[..a].iter().map(move |&j| (i, j)));
        let each: Vec<f64> = pairs.map(|(i, j)| apart(coordinates, i, j)).collect();
        (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64)
    };
    let centroid = |of: &[usize]| coordinates.select(Axis(0), of).mean_axis(Axis(0));
    let ratio = |a: Option<f64>, b: Option<f64>| Some(a? / b.filter(|&b| b > 0.0)?);
    let square = |v: &ndarray::Array1<f64>| v.dot(v);
    let centre = centroid(&all);
    let radius = centre.as_ref().map(|c| {
        let each = coordinates.rows().into_iter().map(|x| square(&(&x - c)));
        (each.sum::<f64>() / all.len() as f64).sqrt()
    });
    let offset = || Some(square(&(centroid(selected)? - centre.as_ref()?)).sqrt());
    Spread {
        relative_spread: ratio(mean_distance(selected), mean_distance(&all)),
        centroid_offset: ratio(offset(), radius),
    }
}
