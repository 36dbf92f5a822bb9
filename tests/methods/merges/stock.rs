//! Model Stock: where on the way from the base to the mean the answer lies.

use soupcon::methods::merge::{linear_merge, model_stock_merge};

use super::{cases, family, near, size, slices};

#[test]
fn identical_differences_go_all_the_way() {
    cases("identical differences", |rng| {
        let (m, n) = (rng.from(2, 6), rng.from(1, 500));
        let (base, row) = family(rng, 1, n);
        if row[0] == base {
            return;
        }
        let rows = vec![row[0].as_slice(); m];
        let out = model_stock_merge(&base, &rows, &[[0, n]]).unwrap();
        let norm = row[0]
            .iter()
            .zip(&base)
            .map(|(a, b)| f64::from(a - b).powi(2))
            .sum::<f64>();
        if norm > 1e-5 {
            assert!((out.t[0] - 1.0).abs() < 1e-12 && (out.mean_cosine[0] - 1.0).abs() < 1e-12);
            near(&out.merged, &row[0], size(&row));
        }
    });
}

#[test]
fn each_tensor_lies_on_the_line_from_the_base_to_the_mean() {
    cases("model stock", |rng| {
        let (m, n) = (rng.from(2, 6), rng.from(2, 500));
        let (base, rows) = family(rng, m, n);
        let cut = rng.from(1, n - 1);
        let layout = [[0, cut], [cut, n]];
        let out = model_stock_merge(&base, &slices(&rows), &layout).unwrap();
        let mean = linear_merge(&slices(&rows), &vec![1.0; m], true).unwrap();
        for (tensor, &[start, end]) in layout.iter().enumerate() {
            let delta = |i: usize| -> Vec<f64> {
                (start..end)
                    .map(|p| f64::from(rows[i][p]) - f64::from(base[p]))
                    .collect()
            };
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let (mut sum, mut pairs) = (0.0, 0.0);
            for i in 0..m {
                for j in 0..i {
                    let (a, b) = (delta(i), delta(j));
                    let norms = (dot(&a, &a) * dot(&b, &b)).sqrt().max(1e-6);
                    sum += (dot(&a, &b) / norms).clamp(-1.0, 1.0);
                    pairs += 1.0;
                }
            }
            let c = sum / pairs;
            assert!((out.mean_cosine[tensor] - c).abs() < 1e-9);
            let denominator = 1.0 + (m as f64 - 1.0) * c;
            if denominator.abs() < 1e-3 {
                continue;
            }
            let t = m as f64 * c / denominator;
            assert!((out.t[tensor] - t).abs() < 1e-5 * t.abs().max(1.0));
            for p in start..end {
                let on_line = t * f64::from(mean[p]) + (1.0 - t) * f64::from(base[p]);
                let off = (f64::from(out.merged[p]) - on_line).abs();
                assert!(off < 1e-5 * t.abs().max(1.0) * size(&rows).max(1.0));
            }
        }
    });
}

#[test]
fn opposite_differences_stay_at_the_base_and_one_member_is_too_few() {
    let (base, up, down) = ([1.0, 2.0], [2.0, 4.0], [0.0, 0.0]);
    let out = model_stock_merge(&base, &[&up, &down], &[[0, 2]]).unwrap();
    assert_eq!((out.merged, out.t), (base.to_vec(), vec![0.0]));
    assert_eq!(model_stock_merge(&base, &[&up], &[[0, 2]]), None);
}
