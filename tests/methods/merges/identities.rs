//! What equal members, orders, ends and neutral parameters must give.

use soupcon::methods::merge::{
    Consensus, Rescale, dare_merge, fisher_diagonal_linear, fisher_merge, linear_merge,
    slerp_merge, task_arithmetic_merge, ties_merge,
};

use super::{cases, family, near, size, slices, vector, weights};

#[test]
fn equal_members_give_that_member() {
    cases("equal members", |rng| {
        let (m, n) = (rng.from(1, 5), rng.from(1, 700));
        let one = vector(rng, n);
        let base = vector(rng, n);
        let rows = vec![one.as_slice(); m];
        let w = weights(rng, m);
        assert_eq!(linear_merge(&rows, &w, true).unwrap(), one);
        let fishers: Vec<Vec<f32>> = (0..m).map(|_| vector(rng, n)).collect();
        let fishers: Vec<Vec<f32>> = fishers
            .iter()
            .map(|f| f.iter().map(|x| x * x).collect())
            .collect();
        let size = size(&[one.clone(), base.clone()]);
        near(
            &fisher_merge(&rows, &slices(&fishers), &w, 1e-8).unwrap(),
            &one,
            size,
        );
        near(
            &task_arithmetic_merge(&base, &rows, &w, 1.0, true).unwrap(),
            &one,
            size,
        );
        near(&ties_merge(&base, &rows, &w, 1.0, 1.0, true).0, &one, size);
        let t = rng.float(0.0, 1.0);
        near(&slerp_merge(&one, &one, t, 0.9995, 1e-8), &one, size);
    });
}

#[test]
fn the_order_of_members_does_not_matter() {
    cases("order of members", |rng| {
        let (m, n) = (rng.from(2, 6), rng.from(1, 600));
        let (base, rows) = family(rng, m, n);
        let w = weights(rng, m);
        let fishers: Vec<Vec<f32>> = (0..m)
            .map(|_| vector(rng, n).iter().map(|x| x.abs()).collect())
            .collect();
        let mut order: Vec<usize> = (0..m).collect();
        for last in (1..m).rev() {
            order.swap(last, rng.below(last + 1));
        }
        let rows_2: Vec<Vec<f32>> = order.iter().map(|&i| rows[i].clone()).collect();
        let fishers_2: Vec<Vec<f32>> = order.iter().map(|&i| fishers[i].clone()).collect();
        let w_2: Vec<f64> = order.iter().map(|&i| w[i]).collect();
        let (a, b) = (slices(&rows), slices(&rows_2));
        let scale = 10.0 * size(&rows).max(size(std::slice::from_ref(&base)));
        near(
            &linear_merge(&a, &w, true).unwrap(),
            &linear_merge(&b, &w_2, true).unwrap(),
            scale,
        );
        near(
            &task_arithmetic_merge(&base, &a, &w, 0.7, false).unwrap(),
            &task_arithmetic_merge(&base, &b, &w_2, 0.7, false).unwrap(),
            scale,
        );
        near(
            &fisher_merge(&a, &slices(&fishers), &w, 1e-6).unwrap(),
            &fisher_merge(&b, &slices(&fishers_2), &w_2, 1e-6).unwrap(),
            scale,
        );
        // Votes of size 0 up to rounding may fall either way: only clear ones are compared.
        let (merged, _) = ties_merge(&base, &a, &w, 0.4, 1.0, true);
        let (merged_2, _) = ties_merge(&base, &b, &w_2, 0.4, 1.0, true);
        for p in 0..n {
            let vote: f64 = (0..m)
                .map(|i| w[i] * (f64::from(rows[i][p]) - f64::from(base[p])))
                .sum();
            if vote.abs() > 1e-9 || vote == 0.0 {
                let off = (f64::from(merged[p]) - f64::from(merged_2[p])).abs();
                let clear = off <= 1e-6 * scale;
                let trimmed_vote_is_clear = (0..m).all(|i| rows[i][p] != base[p]);
                assert!(clear || !trimmed_vote_is_clear, "element {p}");
            }
        }
    });
}

#[test]
fn the_ends_of_an_arc_are_its_models() {
    cases("ends of slerp", |rng| {
        let n = rng.from(1, 400);
        let (a, b) = (vector(rng, n), vector(rng, n));
        assert_eq!(slerp_merge(&a, &b, 0.0, 0.9995, 1e-8), a);
        assert_eq!(slerp_merge(&a, &b, 1.0, 0.9995, 1e-8), b);
    });
}

#[test]
fn an_arc_between_models_of_one_length_keeps_the_length() {
    cases("length along slerp", |rng| {
        let n = rng.from(2, 400);
        let norm = |x: &[f32]| x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        let unit = |x: Vec<f32>| {
            let by = norm(&x).max(1e-6);
            x.iter()
                .map(|&x| (f64::from(x) / by) as f32)
                .collect::<Vec<_>>()
        };
        let mut draw = || -> Vec<f32> { (0..n).map(|_| rng.float(-1.0, 1.0) as f32).collect() };
        let (a, b) = (unit(draw()), unit(draw()));
        let cosine: f64 = a
            .iter()
            .zip(&b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum();
        if cosine.abs() > 0.999 {
            return;
        }
        let t = rng.float(0.0, 1.0);
        let c = slerp_merge(&a, &b, t, 0.9995, 1e-8);
        assert!((norm(&c) - 1.0).abs() < 1e-5, "{}", norm(&c));
        let along: f64 = a
            .iter()
            .zip(&c)
            .map(|(a, c)| f64::from(*a) * f64::from(*c))
            .sum();
        let angle = along.clamp(-1.0, 1.0).acos();
        assert!(
            (angle - t * cosine.acos()).abs() < 1e-3,
            "the angle grows in proportion"
        );
    });
}

#[test]
fn one_model_untrimmed_is_that_model() {
    cases("one model", |rng| {
        let n = rng.from(1, 600);
        let (base, rows) = family(rng, 1, n);
        let rows_of = slices(&rows);
        let (merged, signs) = ties_merge(&base, &rows_of, &[1.0], 1.0, 1.0, true);
        assert_eq!(merged, rows[0]);
        for p in 0..n {
            let expected = if rows[0][p] >= base[p] { 1.0 } else { -1.0 };
            assert_eq!(signs[p], expected);
        }
        assert_eq!(
            task_arithmetic_merge(&base, &rows_of, &[1.0], 1.0, false).unwrap(),
            rows[0]
        );
        assert_eq!(
            task_arithmetic_merge(&base, &rows_of, &[1.0], 0.0, false).unwrap(),
            base
        );
    });
}

#[test]
fn dare_that_keeps_all_is_what_it_thins_out() {
    cases("dare of density 1", |rng| {
        let (m, n) = (rng.from(1, 5), rng.from(1, 600));
        let (base, rows) = family(rng, m, n);
        let (rows, w) = (slices(&rows), weights(rng, m));
        let all = vec![vec![true; n]; m];
        let (scale, normalize) = (rng.float(0.0, 2.0), rng.one_in(2));
        let rescale = rng.pick(&[Rescale::InverseDensity, Rescale::L1, Rescale::Nothing]);
        let dare = |consensus| {
            dare_merge(
                &base,
                &rows,
                &w,
                &slices(&all),
                1.0,
                consensus,
                rescale,
                scale,
                normalize,
            )
            .unwrap()
        };
        assert_eq!(
            dare(Consensus::Sum),
            task_arithmetic_merge(&base, &rows, &w, scale, normalize).unwrap()
        );
        assert_eq!(
            dare(Consensus::Elect),
            ties_merge(&base, &rows, &w, 1.0, scale, normalize).0
        );
    });
}

#[test]
fn dare_that_keeps_nothing_is_the_base_and_l1_keeps_the_norm() {
    cases("dare's masks", |rng| {
        let n = rng.from(1, 600);
        let (base, rows) = family(rng, 1, n);
        let rows_of = slices(&rows);
        let none = vec![vec![false; n]];
        for rescale in [Rescale::InverseDensity, Rescale::L1, Rescale::Nothing] {
            let merged = dare_merge(
                &base,
                &rows_of,
                &[1.0],
                &slices(&none),
                0.5,
                Consensus::Sum,
                rescale,
                1.0,
                false,
            );
            assert_eq!(merged.unwrap(), base);
        }
        let zero = vec![0.0_f32; n];
        let keep: Vec<Vec<bool>> = vec![(0..n).map(|_| rng.one_in(2)).collect()];
        let merged = dare_merge(
            &zero,
            &rows_of,
            &[1.0],
            &slices(&keep),
            0.5,
            Consensus::Sum,
            Rescale::L1,
            1.0,
            false,
        )
        .unwrap();
        let l1 = |x: &[f32]| x.iter().map(|&x| f64::from(x).abs()).sum::<f64>();
        if l1(&merged) > 0.0 {
            assert!((l1(&merged) - l1(&rows[0])).abs() <= 1e-5 * l1(&rows[0]));
        }
    });
}

#[test]
fn equal_information_is_a_linear_merge_and_all_of_it_decides() {
    cases("fisher", |rng| {
        let (m, n) = (rng.from(2, 5), rng.from(1, 600));
        let (_, rows) = family(rng, m, n);
        let w = weights(rng, m);
        let equal = vec![vec![rng.float(0.1, 3.0) as f32; n]; m];
        near(
            &fisher_merge(&slices(&rows), &slices(&equal), &w, 1e-8).unwrap(),
            &linear_merge(&slices(&rows), &w, true).unwrap(),
            size(&rows),
        );
        let chosen = rng.below(m);
        let mut certain = vec![vec![0.0; n]; m];
        certain[chosen] = vec![1e9; n];
        near(
            &fisher_merge(&slices(&rows), &slices(&certain), &w, 1e-8).unwrap(),
            &rows[chosen],
            size(&rows),
        );
    });
}

/// The exact Fisher information is the mean of the empirical one over the model's own labels.
#[test]
fn exact_information_is_the_expectation_of_the_empirical_one() {
    cases("fisher of a linear layer", |rng| {
        let (n, d, k) = (rng.from(1, 6), rng.from(1, 4), rng.from(1, 5));
        let mut draw = |n| -> Vec<f32> { (0..n).map(|_| rng.float(-1.5, 1.5) as f32).collect() };
        let (x, w, b) = (draw(n * d), draw(d * k), draw(k));
        let (exact, exact_bias) = fisher_diagonal_linear(&x, &w, &b, None);
        let (mut mean, mut mean_bias) = (vec![0.0; d * k], vec![0.0; k]);
        for row in x.chunks_exact(d) {
            let z: Vec<f64> = (0..k)
                .map(|j| {
                    f64::from(b[j])
                        + (0..d)
                            .map(|i| f64::from(row[i]) * f64::from(w[i * k + j]))
                            .sum::<f64>()
                })
                .collect();
            let total: f64 = z.iter().map(|z| z.exp()).sum();
            for (label, z) in z.iter().enumerate() {
                let p = z.exp() / total;
                let (weight, bias) = fisher_diagonal_linear(row, &w, &b, Some(&[label as u32]));
                mean.iter_mut()
                    .zip(weight)
                    .for_each(|(m, f)| *m += p * f / n as f64);
                mean_bias
                    .iter_mut()
                    .zip(bias)
                    .for_each(|(m, f)| *m += p * f / n as f64);
            }
        }
        // E[(p_k − 1[y = k])²] = p_k (1 − p_k)² + (1 − p_k) p_k² = p_k (1 − p_k).
        let pairs = mean
            .iter()
            .zip(&exact)
            .chain(mean_bias.iter().zip(&exact_bias));
        for (mean, exact) in pairs {
            assert!((mean - exact).abs() < 1e-10, "{mean} and {exact}");
        }
    });
}

#[test]
fn a_sum_of_weights_of_nothing_divides_nothing() {
    let rows: [&[f32]; 2] = [&[1.0, 2.0], &[3.0, 4.0]];
    assert_eq!(linear_merge(&rows, &[1.0, -1.0], true), None);
    assert_eq!(
        task_arithmetic_merge(&[0.0, 0.0], &rows, &[0.5, -0.5], 1.0, true),
        None
    );
    assert_eq!(fisher_merge(&rows, &rows, &[0.0, 0.0], 1e-8), None);
    assert_eq!(
        linear_merge(&rows, &[1.0, -1.0], false),
        Some(vec![-2.0, -2.0])
    );
}
