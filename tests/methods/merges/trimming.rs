//! Trimming and the election of signs against plain sorting.

use soupcon::methods::merge::{kept, ties_merge, trim_by_magnitude};

use super::{cases, family, slices, vector, weights};

/// The indices of the `k` largest magnitudes, by a stable sort.
fn largest(delta: &[f64], density: f64) -> Vec<bool> {
    let k = ((density * delta.len() as f64 + 1e-9).floor() as usize).clamp(1, delta.len());
    let mut order: Vec<usize> = (0..delta.len()).collect();
    let magnitude = |i: usize| (delta[i] as f32).abs();
    order.sort_by(|&a, &b| magnitude(b).total_cmp(&magnitude(a)));
    let mut keep = vec![false; delta.len()];
    order[..k].iter().for_each(|&i| keep[i] = true);
    keep
}

#[test]
fn trimming_keeps_what_sorting_puts_first() {
    cases("trimming", |rng| {
        let n = rng.from(1, 1500);
        let (delta, density) = (vector(rng, n), rng.float(0.0, 1.0).max(1e-3));
        let exact: Vec<f64> = delta.iter().map(|&x| x.into()).collect();
        let keep = largest(&exact, density);
        let expected = delta.iter().zip(&keep);
        let expected: Vec<f32> = expected.map(|(&x, &k)| if k { x } else { 0.0 }).collect();
        assert_eq!(trim_by_magnitude(&delta, density), expected);
        assert_eq!(trim_by_magnitude(&delta, 1.0), delta);
    });
}

#[test]
fn of_equal_magnitudes_the_first_stay() {
    assert_eq!(
        trim_by_magnitude(&[1.0, -1.0, 1.0, -1.0, 0.5], 0.4),
        [1.0, -1.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(trim_by_magnitude(&[0.0, 0.0, 0.0], 0.5), [0.0, 0.0, 0.0]);
    assert_eq!(trim_by_magnitude::<f32>(&[], 0.5), [0.0; 0]);
    assert_eq!(
        [
            kept(0.2, 10),
            kept(0.3, 10),
            kept(0.01, 10),
            kept(1.0, 7),
            kept(0.5, 0)
        ],
        [2, 3, 1, 7, 0]
    );
}

/// TIES as its paper writes it: three whole-vector steps in 64 bits.
#[test]
fn ties_is_trim_elect_merge() {
    cases("ties", |rng| {
        let (m, n) = (rng.from(1, 6), rng.from(1, 700));
        let (base, rows) = family(rng, m, n);
        let mut w = weights(rng, m);
        if rng.one_in(4) {
            w[0] = -w[0];
        }
        let density = rng.float(0.05, 1.0);
        let (scale, normalize) = (rng.float(0.0, 2.0), rng.one_in(2));
        let trimmed: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| {
                let delta: Vec<f64> = row
                    .iter()
                    .zip(&base)
                    .map(|(&x, &b)| f64::from(x) - f64::from(b))
                    .collect();
                let keep = largest(&delta, density);
                delta
                    .iter()
                    .zip(keep)
                    .map(|(&d, k)| if k { d } else { 0.0 })
                    .collect()
            })
            .collect();
        let (merged, signs) = ties_merge(&base, &slices(&rows), &w, density, scale, normalize);
        for p in 0..n {
            let vote: f64 = (0..m).map(|i| w[i] * trimmed[i][p]).sum();
            let sign = if vote >= 0.0 { 1.0 } else { -1.0 };
            let agree: Vec<usize> = (0..m)
                .filter(|&i| w[i] * trimmed[i][p] * sign > 0.0)
                .collect();
            let sum: f64 = agree.iter().map(|&i| w[i] * trimmed[i][p]).sum();
            let mass: f64 = agree.iter().map(|&i| w[i]).sum();
            let divisor = if normalize && mass.abs() >= 1e-8 {
                mass
            } else {
                1.0
            };
            let expected = (f64::from(base[p]) + scale * sum / divisor) as f32;
            assert_eq!(f64::from(signs[p]), sign, "sign of element {p}");
            assert!((merged[p] - expected).abs() <= 1e-5 * expected.abs().max(1.0));
        }
    });
}

#[test]
fn a_drawn_vote_goes_up() {
    let rows: [&[f32]; 2] = [&[1.0, -2.0, 0.0], &[-1.0, 2.0, 0.0]];
    let (merged, signs) = ties_merge(&[0.0; 3], &rows, &[1.0, 1.0], 1.0, 1.0, true);
    assert_eq!(merged, [1.0, 2.0, 0.0]);
    assert_eq!(signs, [1.0; 3]);
}
