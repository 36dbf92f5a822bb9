//! Projections never leave what they project to, change nothing the second time, and are nearest.

use soupcon::methods::projection::{
    ANYWHERE, PIXELS, l1_ascent_direction, project_l1_box, project_l2, project_linf,
};

use super::{MEMBERS, ROWS, floats, on_both, rng};
use crate::support::referee::Values;
use crate::support::value::Value;

const D: usize = 11;
/// The radii of the members: one leaves nothing, one binds, one may not.
const RADII: [f64; MEMBERS] = [0.0, 0.75, 3.0];

/// Perturbations, and inputs some of which lie on the box's sides.
fn given(seed: u64) -> Values {
    let mut rng = rng(seed);
    let dims = [MEMBERS, ROWS, D];
    let mut x = floats(&mut rng, &dims, -0.2, 1.2);
    x.floats_mut()
        .iter_mut()
        .for_each(|x| *x = x.clamp(0.0, 1.0));
    let size = rng.float(0.2, 2.0);
    Values::from([
        ("delta".into(), floats(&mut rng, &dims, -size, size)),
        ("x".into(), x),
        ("eps".into(), Value::f(&[MEMBERS], RADII.to_vec())),
    ])
}

/// The rows of `[M, N, D]` with their member.
fn rows(values: &[f64]) -> impl Iterator<Item = (usize, &[f64])> {
    let all = values.chunks(D).enumerate();
    all.map(|(i, row)| (i / ROWS, row))
}

fn in_box(x: &[f64], delta: &[f64]) {
    for (x, d) in x.iter().zip(delta) {
        assert!((-1e-6..=1.0 + 1e-6).contains(&(x + d)), "{x} + {d}");
    }
}

#[test]
fn the_linf_projection_stays_near_and_inside() {
    for seed in 0..3 {
        let given = given(seed);
        let out = on_both(&given, |_, t| {
            let project = |p| project_linf(p, t("x"), t("eps"), [0.0, 1.0]);
            let once = project(t("x") + t("delta"));
            vec![("once", once), ("twice", project(once))]
        });
        for (backend, out) in out {
            assert_eq!(out["once"], out["twice"], "{}", backend.label);
            let x = given["x"].floats();
            for ((m, p), (_, x)) in rows(&out["once"]).zip(rows(x)) {
                for (p, x) in p.iter().zip(x) {
                    assert!((0.0..=1.0).contains(p));
                    assert!((p - x).abs() <= RADII[m] + 1e-7);
                    assert!(m > 0 || p == x, "radius 0 moved {x} to {p}");
                }
            }
        }
    }
}

#[test]
fn the_l2_projection_stays_in_ball_and_box() {
    for seed in 10..13 {
        let given = given(seed);
        let out = on_both(&given, |_, t| {
            let project = |d| project_l2(d, t("x"), t("eps"), PIXELS);
            let once = project(t("delta"));
            vec![("once", once), ("twice", project(once))]
        });
        for (_, out) in out {
            super::close("twice", &out["twice"], &out["once"], 1e-6, 1e-7);
            for ((m, p), (_, x)) in rows(&out["once"]).zip(rows(given["x"].floats())) {
                in_box(x, p);
                let norm = p.iter().map(|p| p * p).sum::<f64>().sqrt();
                assert!(norm <= RADII[m] * (1.0 + 1e-6), "{norm}");
            }
        }
    }
}

/// `Π(d)` in 64 bits, by trying every breakpoint of the piecewise linear `‖δ(μ)‖₁`.
fn nearest(d: &[f64], x: &[f64], eps: f64) -> Vec<f64> {
    let at = |mu: f64| -> Vec<f64> {
        let each = d.iter().zip(x);
        each.map(|(&d, &x)| (d.signum() * (d.abs() - mu).max(0.0)).clamp(-x, 1.0 - x))
            .collect()
    };
    let length = |mu: f64| at(mu).iter().map(|p| p.abs()).sum::<f64>();
    if length(0.0) <= eps {
        return at(0.0);
    }
    let room = |(&d, &x): (&f64, &f64)| if d > 0.0 { 1.0 - x } else { x };
    let mut breaks = vec![0.0];
    breaks.extend(d.iter().map(|d| d.abs()));
    breaks.extend(
        d.iter()
            .zip(x)
            .map(|p| p.0.abs() - room(p))
            .filter(|&b| b > 0.0),
    );
    breaks.sort_by(f64::total_cmp);
    let after = breaks.iter().position(|&b| length(b) <= eps).unwrap();
    let (lo, hi) = (breaks[after - 1], breaks[after]);
    let (a, b) = (length(lo), length(hi));
    at(lo + (hi - lo) * (a - eps) / (a - b))
}

#[test]
fn the_l1_projection_is_the_nearest_point_of_ball_and_box() {
    for seed in 20..24 {
        let given = given(seed);
        let out = on_both(&given, |_, t| {
            let project = |d| project_l1_box(d, t("x"), t("eps"), PIXELS);
            let once = project(t("delta"));
            vec![("once", once), ("twice", project(once))]
        });
        for (_, out) in out {
            super::close("twice", &out["twice"], &out["once"], 1e-5, 1e-6);
            let mut binding = 0;
            let inputs = rows(given["delta"].floats()).zip(rows(given["x"].floats()));
            for ((m, p), ((_, d), (_, x))) in rows(&out["once"]).zip(inputs) {
                in_box(x, p);
                let length = p.iter().map(|p| p.abs()).sum::<f64>();
                assert!(length <= RADII[m] + 2e-6, "{length}");
                super::close("projection", p, &nearest(d, x, RADII[m]), 1e-5, 1e-6);
                binding += usize::from(length > RADII[m] - 1e-4);
            }
            assert!(binding > ROWS, "the ball hardly ever bound: {binding}");
        }
    }
}

/// Without a box, by hand: clipped, scaled, and soft-thresholded to length 1.
#[test]
fn inputs_that_may_lie_anywhere_are_held_by_the_ball_alone() {
    let given = Values::from([
        ("x".into(), Value::f(&[1, 1, 3], vec![5.0, -7.0, 0.5])),
        ("delta".into(), Value::f(&[1, 1, 3], vec![3.0, -4.0, 0.0])),
        ("eps".into(), Value::f(&[1], vec![1.0])),
    ]);
    for (_, out) in on_both(&given, |_, t| {
        let near = project_linf(t("x") + t("delta"), t("x"), t("eps"), ANYWHERE);
        vec![
            ("linf", near - t("x")),
            ("l2", project_l2(t("delta"), t("x"), t("eps"), ANYWHERE)),
            ("l1", project_l1_box(t("delta"), t("x"), t("eps"), ANYWHERE)),
            (
                "step",
                l1_ascent_direction(t("delta"), t("x"), 0.3, ANYWHERE),
            ),
        ]
    }) {
        super::close("linf", &out["linf"], &[1.0, -1.0, 0.0], 1e-6, 1e-6);
        super::close("l2", &out["l2"], &[0.6, -0.8, 0.0], 1e-6, 1e-6);
        super::close("l1", &out["l1"], &[0.0, -1.0, 0.0], 1e-6, 1e-6);
        super::close("step", &out["step"], &[0.0, -1.0, 0.0], 1e-6, 1e-6);
    }
}

/// No random point of ball and box is nearer: `⟨d − p, q − p⟩ ≤ 0` for all allowed `q`.
#[test]
fn the_l1_projection_satisfies_the_variational_inequality() {
    let given = given(30);
    let mut rng = rng(31);
    for (_, out) in on_both(&given, |_, t| {
        vec![("p", project_l1_box(t("delta"), t("x"), t("eps"), PIXELS))]
    }) {
        let inputs = rows(given["delta"].floats()).zip(rows(given["x"].floats()));
        for ((m, p), ((_, d), (_, x))) in rows(&out["p"]).zip(inputs) {
            for _ in 0..20 {
                let q: Vec<f64> = x.iter().map(|x| rng.float(-x, 1.0 - x)).collect();
                let length: f64 = q.iter().map(|q| q.abs()).sum();
                let scale = (RADII[m] / length).min(1.0);
                let each = d.iter().zip(p).zip(&q);
                let product: f64 = each.map(|((d, p), q)| (d - p) * (q * scale - p)).sum();
                assert!(product < 1e-5, "{product}");
            }
        }
    }
}

/// By sorting: the largest that can move, ties to the lower index.
fn sparse(g: &[f64], x: &[f64], count: usize) -> Vec<f64> {
    let can = |i: usize| (g[i] > 0.0 && x[i] < 1.0) || (g[i] < 0.0 && x[i] > 0.0);
    let mut order: Vec<usize> = (0..g.len()).filter(|&i| can(i)).collect();
    order.sort_by(|&i, &j| g[j].abs().total_cmp(&g[i].abs()).then(i.cmp(&j)));
    order.truncate(count);
    let mut out = vec![0.0; g.len()];
    for &i in &order {
        out[i] = g[i].signum() / order.len() as f64;
    }
    out
}

#[test]
fn sparse_ascent_takes_the_largest_that_can_move() {
    for (seed, share) in [(40, 0.1), (41, 0.3), (42, 1.0)] {
        let mut given = given(seed);
        // Few distinct sizes, so that many tie, and zeros.
        let coarse = |g: &mut f64| *g = (*g * 3.0).round() / 3.0;
        given
            .get_mut("delta")
            .unwrap()
            .floats_mut()
            .iter_mut()
            .for_each(coarse);
        let out = on_both(&given, |_, t| {
            vec![("d", l1_ascent_direction(t("delta"), t("x"), share, PIXELS))]
        });
        let count = (share * D as f64).ceil() as usize;
        for (_, out) in out {
            let inputs = rows(given["delta"].floats()).zip(rows(given["x"].floats()));
            for ((_, d), ((_, g), (_, x))) in rows(&out["d"]).zip(inputs) {
                super::close("direction", d, &sparse(g, x, count), 1e-6, 0.0);
            }
        }
    }
}
