//! Losses and their gradients against their closed forms in 64 bits.

use soupcon::ir::grad;
use soupcon::methods::loss::cross_entropy;
use soupcon::methods::margin::{
    Term, dlr_loss, logit_margin_loss, margin_gradient_weights, misclassified,
    probability_margin_loss, probability_term_loss,
};
use soupcon::methods::mixup::smoothed_mixup_loss;
use soupcon::methods::pairing::{logit_pairing_loss, ramp_loss};

use super::{MEMBERS, ROWS, close, floats, labels, on_both, rng, softmax};
use crate::support::referee::Values;

const K: usize = 5;

fn given(seed: u64, size: f64) -> Values {
    let mut rng = rng(seed);
    let dims = [MEMBERS, ROWS, K];
    Values::from([
        ("z".into(), floats(&mut rng, &dims, -size, size)),
        ("s".into(), floats(&mut rng, &dims, -size, size)),
        ("y".into(), labels(&mut rng, K)),
        ("other".into(), labels(&mut rng, K)),
        ("mix".into(), floats(&mut rng, &[1, ROWS, 1], 0.0, 1.0)),
    ])
}

/// For each row of each member: its logits, its label, what `what` makes of them.
fn each_row(given: &Values, what: impl Fn(&[f64], usize) -> Vec<f64>) -> Vec<f64> {
    let rows = given["z"].floats().chunks(K).enumerate();
    rows.flat_map(|(i, z)| what(z, given["y"].ints()[i % ROWS] as usize))
        .collect()
}

fn rival(z: &[f64], y: usize) -> usize {
    let others = (0..K).filter(|&k| k != y);
    others.fold(usize::MAX, |best, k| {
        if best == usize::MAX || z[k] > z[best] {
            k
        } else {
            best
        }
    })
}

fn unit(k: usize, at: usize) -> f64 {
    f64::from(u8::from(k == at))
}

#[test]
fn gradients_of_margins_are_their_closed_forms() {
    for (seed, size) in [(0, 2.0), (1, 8.0), (2, 30.0)] {
        let given = given(seed, size);
        let out = on_both(&given, |_, t| {
            let (z, y) = (t("z"), t("y"));
            let of = |loss| grad(loss, &[z])[0];
            let term = |term| of(probability_term_loss(z, y, term));
            let w = margin_gradient_weights(z, y);
            vec![
                ("ce", of(cross_entropy(z, y))),
                ("logit", of(logit_margin_loss(z, y))),
                ("pm", of(probability_margin_loss(z, y))),
                ("pm value", probability_margin_loss(z, y)),
                ("true", term(Term::True)),
                ("minus true", term(Term::MinusTrue)),
                ("other", term(Term::Other)),
                ("p_y", w.untargeted),
                ("p_j", w.targeted),
                ("wrong", misclassified(z, y)),
            ]
        });
        let of = |f: &dyn Fn(&[f64], usize, usize, usize) -> f64| {
            each_row(&given, |z, y| {
                let (p, j) = (softmax(z), rival(z, y));
                (0..K).map(|k| f(&p, y, j, k)).collect()
            })
        };
        let ce = of(&|p, y, _, k| p[k] - unit(k, y));
        let margin = of(&|p, y, j, k| p[y] * (p[k] - unit(k, y)) - p[j] * (p[k] - unit(k, j)));
        let label = of(&|p, y, _, k| p[y] * (unit(k, y) - p[k]));
        let minus: Vec<f64> = label.iter().map(|x| -x).collect();
        let other = of(&|p, _, j, k| p[j] * (unit(k, j) - p[k]));
        let logit = of(&|_, y, j, k| unit(k, j) - unit(k, y));
        for (_, out) in out {
            close("ce", &out["ce"], &ce, 1e-5, 1e-6);
            close("logit", &out["logit"], &logit, 0.0, 0.0);
            close("pm", &out["pm"], &margin, 1e-5, 1e-6);
            close("true", &out["true"], &label, 1e-5, 1e-6);
            close("minus true", &out["minus true"], &minus, 1e-5, 1e-6);
            close("other", &out["other"], &other, 1e-5, 1e-6);
            let two = |a: fn(&[f64], usize) -> f64| each_row(&given, |z, y| vec![a(z, y)]);
            let p_y = two(|z, y| softmax(z)[y]);
            let p_j = two(|z, y| softmax(z)[rival(z, y)]);
            let gap: Vec<f64> = p_j.iter().zip(&p_y).map(|(j, y)| j - y).collect();
            close("p_y", &out["p_y"], &p_y, 1e-5, 1e-7);
            close("p_j", &out["p_j"], &p_j, 1e-5, 1e-7);
            close("pm value", &out["pm value"], &gap, 1e-5, 1e-6);
            let wrong = two(|z, y| {
                let before = z[..y].iter().any(|&o| o >= z[y]);
                f64::from(u8::from(before || z[y..].iter().any(|&o| o > z[y])))
            });
            close("wrong", &out["wrong"], &wrong, 0.0, 0.0);
        }
    }
}

/// Where `p_y` rounds to 1 the gradient is small, not 0, also that of the label's logit.
#[test]
fn a_sure_network_can_still_be_climbed() {
    let mut given = given(3, 1.0);
    let y = given["y"].clone();
    let z = given.get_mut("z").unwrap().floats_mut();
    for (i, row) in z.chunks_mut(K).enumerate() {
        row[y.ints()[i % ROWS] as usize] += 40.0;
    }
    let want = each_row(&given, |z, y| {
        let (p, j) = (softmax(z), rival(z, y));
        let rest: f64 = (0..K).filter(|&k| k != y).map(|k| p[k]).sum();
        let of = |k: usize| match k {
            _ if k == y => -p[y] * (rest + p[j]),
            _ if k == j => p[j] * (1.0 - p[j] + p[y]),
            _ => p[k] * (p[y] - p[j]),
        };
        (0..K).map(of).collect()
    });
    for (_, out) in on_both(&given, |_, t| {
        let loss = probability_margin_loss(t("z"), t("y"));
        vec![("gradient", grad(loss, &[t("z")])[0])]
    }) {
        close("gradient", &out["gradient"], &want, 1e-4, 0.0);
        assert!(out["gradient"].iter().all(|g| *g != 0.0));
    }
}

#[test]
fn the_ratio_of_differences_ignores_shift_and_scale() {
    let given = given(4, 4.0);
    let want = each_row(&given, |z, y| {
        let mut sorted = z.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        vec![(z[rival(z, y)] - z[y]) / (sorted[0] - sorted[2])]
    });
    for (_, out) in on_both(&given, |_, t| {
        let (z, y) = (t("z"), t("y"));
        let slope = grad(dlr_loss(z, y), &[z])[0];
        vec![
            ("plain", dlr_loss(z, y)),
            ("moved", dlr_loss(z * 16.0 - 3.0, y)),
            ("shift", slope.sum(&[2])),
            ("scale", (slope * z).sum(&[2])),
        ]
    }) {
        close("plain", &out["plain"], &want, 1e-4, 1e-5);
        close("moved", &out["moved"], &want, 1e-3, 1e-4);
        // So the gradient is orthogonal to both.
        let size = out["plain"]
            .iter()
            .map(|x| x.abs())
            .fold(1.0, f64::max)
            .powi(2);
        let none = vec![0.0; MEMBERS * ROWS];
        close("shift", &out["shift"], &none, 0.0, 1e-4 * size);
        close("scale", &out["scale"], &none, 0.0, 1e-4 * size);
    }
}

#[test]
fn the_gradient_of_mixed_labels_is_the_probability_less_the_target() {
    let given = given(5, 6.0);
    let smoothing = 0.1;
    let rows = given["z"].floats().chunks(K).enumerate();
    let want: Vec<f64> = rows
        .flat_map(|(i, z)| {
            let n = i % ROWS;
            let [a, b] = ["y", "other"].map(|name| given[name].ints()[n] as usize);
            let mix = given["mix"].floats()[n];
            let target = move |k: usize| {
                let hard = mix * unit(k, a) + (1.0 - mix) * unit(k, b);
                (1.0 - smoothing) * hard + smoothing / K as f64
            };
            let p = softmax(z);
            (0..K).map(|k| p[k] - target(k)).collect::<Vec<_>>()
        })
        .collect();
    for (_, out) in on_both(&given, |g, t| {
        let loss = smoothed_mixup_loss(t("z"), t("y"), t("other"), t("mix"), g.constant(smoothing));
        vec![("gradient", grad(loss, &[t("z")])[0])]
    }) {
        close("gradient", &out["gradient"], &want, 1e-5, 1e-6);
    }
}

#[test]
fn pairing_with_itself_costs_nothing_and_ties_go_to_the_target() {
    let mut given = given(6, 5.0);
    let same = given["z"].clone();
    given.insert("copy".into(), same);
    for (_, out) in on_both(&given, |g, t| {
        let (s, z, y) = (t("z"), t("copy"), t("y"));
        let pair = logit_pairing_loss(s, z, y, false);
        let ramp = ramp_loss(s, z, y, g.constant(0.0), false);
        let [a, b] = [pair.loss, ramp.worst_case].map(|loss| grad(loss, &[s, z]));
        let alone = grad(cross_entropy(z, y).mean_all(), &[z])[0];
        let loss = cross_entropy(z, y).mean_all();
        vec![
            ("pairing", pair.loss),
            ("pairing source", a[0]),
            ("pairing target", a[1]),
            ("source", b[0]),
            ("target", b[1]),
            ("alone", alone),
            ("worst", ramp.loss),
            ("loss", loss),
        ]
    }) {
        let nothing = |name: &str| assert!(out[name].iter().all(|x| x.abs() < 1e-7), "{name}");
        ["pairing", "pairing source", "pairing target", "source"]
            .into_iter()
            .for_each(nothing);
        close("target", &out["target"], &out["alone"], 0.0, 0.0);
        close("worst", &out["worst"], &out["loss"], 1e-6, 1e-6);
    }
}

#[test]
fn pairing_pulls_by_the_closed_form() {
    for stop in [false, true] {
        let given = given(7, 4.0);
        let of = |name: &str| {
            given[name]
                .floats()
                .chunks(K)
                .map(softmax)
                .collect::<Vec<_>>()
        };
        let (source, target) = (of("s"), of("z"));
        let label = |i: usize| given["y"].ints()[i % ROWS] as usize;
        let right = |i: usize| (0..K).all(|k| source[i][k] <= source[i][label(i)]);
        let count = |i: usize| {
            let first = i / ROWS * ROWS;
            (first..first + ROWS).filter(|&i| right(i)).count() as f64
        };
        let (mut at_s, mut at_t) = (Vec::new(), Vec::new());
        for (i, (s, t)) in source.iter().zip(&target).enumerate() {
            let logs: Vec<f64> = s.iter().zip(t).map(|(s, t)| (s / t).ln()).collect();
            let kl: f64 = s.iter().zip(&logs).map(|(s, l)| s * l).sum();
            let on = f64::from(u8::from(right(i))) / count(i);
            let kept = if stop { 0.0 } else { on };
            at_t.extend((0..K).map(|k| (t[k] - s[k]) * on));
            at_s.extend((0..K).map(|k| s[k] * (logs[k] - kl) * kept));
        }
        for (_, out) in on_both(&given, |_, t| {
            let pair = logit_pairing_loss(t("s"), t("z"), t("y"), stop);
            let g = grad(pair.loss, &[t("s"), t("z")]);
            vec![("s", g[0]), ("t", g[1]), ("n", pair.selected)]
        }) {
            close("source", &out["s"], &at_s, 1e-4, 1e-6);
            close("target", &out["t"], &at_t, 1e-4, 1e-6);
            let n: Vec<f64> = (0..MEMBERS).map(|m| count(m * ROWS)).collect();
            close("selected", &out["n"], &n, 0.0, 0.0);
        }
    }
}
