//! Merged weights, by hand.

use super::*;

const ALL: [Method; 10] = [
    Method::Uniform,
    Method::Greedy,
    Method::Learned,
    Method::Slerp,
    Method::TaskArithmetic,
    Method::Ties,
    Method::Dare,
    Method::DareTies,
    Method::ModelStock,
    Method::Fisher,
];

/// `θ_0 + scale · (…)` of differences that are combined entry by entry.
fn from_start(start: &[f64], scale: f64, entry: impl Fn(usize) -> f64) -> Vec<f64> {
    let at = |(i, w): (usize, &f64)| w + scale * entry(i);
    start.iter().enumerate().map(at).collect()
}

/// The mean of the entries that have the sign of their sum.
fn elected(entries: &[f64]) -> f64 {
    let up = entries.iter().sum::<f64>() >= 0.0;
    let agree = entries
        .iter()
        .filter(|&&e| if up { e > 0.0 } else { e < 0.0 });
    let (sum, count) = agree.fold((0.0, 0.0), |(s, n), e| (s + e, n + 1.0));
    sum / f64::max(count, 1.0)
}

#[test]
fn merges_of_differences_are_those_of_a_slow_program() {
    let mut table = moons(3);
    let (start, wide) = table.wide();
    let delta: Vec<Vec<f64>> = wide
        .iter()
        .map(|w| w.iter().zip(&start).map(|(w, s)| w - s).collect())
        .collect();
    let size = start.len();
    let (scale, density) = (0.7, 0.3);
    let dish = |method| {
        Dish::Soup(Soup {
            scale: Some(scale),
            density: Some(density),
            ..Soup::of(method)
        })
    };
    let column = |of: &[Vec<f64>], i: usize| of.iter().map(|d| d[i]).collect::<Vec<f64>>();

    let arithmetic = from_start(&start, scale, |i| {
        column(&delta, i).iter().sum::<f64>() / 3.0
    });
    let found = table.weights(&dish(Method::TaskArithmetic)).unwrap();
    all_close("task arithmetic", &found, &arithmetic, 1e-6);

    let trimmed: Vec<Vec<f64>> = delta
        .iter()
        .map(|d| {
            let mut order: Vec<usize> = (0..size).collect();
            order.sort_by(|&a, &b| d[b].abs().total_cmp(&d[a].abs()));
            order.truncate((density * size as f64 + 1e-9) as usize);
            (0..size)
                .map(|i| if order.contains(&i) { d[i] } else { 0.0 })
                .collect()
        })
        .collect();
    let ties = from_start(&start, scale, |i| elected(&column(&trimmed, i)));
    let found = table.weights(&dish(Method::Ties)).unwrap();
    all_close("TIES", &found, &ties, 1e-6);

    // The mask is Bernoulli, drawn by the member's seed.
    let spec = spec_of_moons(3);
    let masked: Vec<Vec<f64>> = (0..3)
        .map(|m| {
            let key = soupcon::run::seed::key(spec.member_seed(m), "dare");
            let kept =
                |i: usize| f64::from(soupcon::run::seed::uniform(key, [0, i as u32])) < density;
            let entry = |i| if kept(i) { delta[m][i] / density } else { 0.0 };
            (0..size).map(entry).collect()
        })
        .collect();
    let share = masked.concat().iter().filter(|d| **d != 0.0).count() as f64 / (3 * size) as f64;
    close("share that is kept", share, density, 0.1);
    let dare = from_start(&start, scale, |i| {
        column(&masked, i).iter().sum::<f64>() / 3.0
    });
    let found = table.weights(&dish(Method::Dare)).unwrap();
    all_close("DARE", &found, &dare, 2e-6);
    let both = from_start(&start, scale, |i| elected(&column(&masked, i)));
    let found = table.weights(&dish(Method::DareTies)).unwrap();
    all_close("DARE and TIES", &found, &both, 2e-6);
}

#[test]
fn means_and_arcs_are_those_of_a_slow_program() {
    let mut table = moons(3);
    let (start, wide) = table.wide();
    let found = table.weights(&soup(Method::Uniform)).unwrap();
    all_close("uniform", &found, &slow::mean(&wide), 1e-6);

    table.explorer.choose(&[true, false, true]).unwrap();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (a, b) = (&wide[0], &wide[2]);
    let omega = (dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()).acos();
    let t = 0.3;
    let part = |share: f64| (share * omega).sin() / omega.sin();
    let pairs = a.iter().zip(b);
    let arc: Vec<f64> = pairs
        .map(|(a, b)| part(1.0 - t) * a + part(t) * b)
        .collect();
    let dish = Dish::Soup(Soup {
        t: Some(t),
        ..Soup::of(Method::Slerp)
    });
    all_close("SLERP", &table.weights(&dish).unwrap(), &arc, 1e-5);

    // Layer by layer: `t = 2 c / (1 + c)`.
    let (mut stock, mut at) = (Vec::new(), 0);
    for io in table.net.0.windows(2) {
        for len in [io[0] * io[1], io[1]] {
            let piece = at..at + len;
            let delta = |w: &[f64]| {
                let pairs = w[piece.clone()].iter().zip(&start[piece.clone()]);
                pairs.map(|(w, s)| w - s).collect::<Vec<_>>()
            };
            let (a, b) = (delta(a), delta(b));
            let cosine = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
            let t = 2.0 * cosine / (1.0 + cosine);
            let mean = a.iter().zip(&b).map(|(a, b)| t * f64::midpoint(*a, *b));
            stock.extend(mean.zip(&start[piece.clone()]).map(|(d, s)| s + d));
            at += len;
        }
    }
    let found = table.weights(&soup(Method::ModelStock)).unwrap();
    all_close("Model Stock", &found, &stock, 1e-5);
}

/// The mean square of the rows' gradients, one row after another by the chain rule.
#[test]
fn the_fisher_soup_weighs_by_the_squares_of_the_rows_gradients() {
    let mut table = moons(2);
    let (_, wide) = table.wide();
    let rows: Vec<Vec<f64>> = table
        .train
        .values()
        .chunks(2)
        .map(|x| x.iter().map(|&x| f64::from(x)).collect())
        .collect();
    let fisher = |theta: &[f64]| {
        let mut sum = vec![0.0; theta.len()];
        for (x, &y) in rows.iter().zip(table.train.y()) {
            let gradient = table.net.gradient(theta, x, y as usize);
            sum.iter_mut().zip(gradient).for_each(|(s, g)| *s += g * g);
        }
        sum.iter()
            .map(|s| (s / rows.len() as f64).max(1e-8))
            .collect::<Vec<f64>>()
    };
    let fishers: Vec<Vec<f64>> = wide.iter().map(|w| fisher(w)).collect();
    let merged = |i: usize| {
        let mass = fishers[0][i] + fishers[1][i];
        (fishers[0][i] * wide[0][i] + fishers[1][i] * wide[1][i]) / mass
    };
    let wanted: Vec<f64> = (0..wide[0].len()).map(merged).collect();
    let found = table.weights(&soup(Method::Fisher)).unwrap();
    all_close("Fisher", &found, &wanted, 1e-4);
    let apart = wide[0].iter().zip(&wide[1]).map(|(a, b)| (a - b).abs());
    assert!(apart.fold(0.0, f64::max) > 0.1, "the members are the same");
}

#[test]
fn the_greedy_trace_is_that_of_the_function_of_its_name() {
    let mut table = moons(5);
    for ties in [true, false] {
        let inputs = serde_json::json!({
            "weights": table.theta,
            "sizes": table.net.0,
            "activation": "tanh",
            "x_val": table.validation.values().chunks(2).collect::<Vec<_>>(),
            "y_val": table.validation.y(),
            "accept_ties": ties,
        });
        let call = soupcon::functions::call(&Cpu, "greedy_soup", &inputs);
        let wanted = pollster::block_on(call).unwrap();
        let list = |name: &str| -> Vec<f64> {
            let list = wanted[name].as_array().unwrap();
            list.iter().map(|v| v.as_f64().unwrap()).collect()
        };
        let Answer::Greedy {
            order,
            candidate,
            accepted,
            member,
        } = table.ask(&Question::Greedy { accept_ties: ties })
        else {
            panic!("a trace was asked for");
        };
        let named: Vec<f64> = order.iter().map(|&m| m as f64).collect();
        assert_eq!(named, list("order"));
        let own = list("member_accuracy");
        for (place, &m) in order.iter().enumerate() {
            close("member", member[place], own[m], 1e-6);
            close(
                "soup",
                candidate[place],
                list("candidate_accuracy")[place],
                1e-6,
            );
        }
        let kept = order.iter().zip(&accepted).filter(|(_, kept)| **kept);
        let kept: Vec<f64> = kept.map(|(&m, _)| m as f64).collect();
        assert_eq!(kept, list("ingredients"));
        let dish = Dish::Soup(Soup {
            accept_ties: Some(ties),
            ..Soup::of(Method::Greedy)
        });
        all_close("soup", &table.weights(&dish).unwrap(), &list("soup"), 1e-6);
    }
}

#[test]
fn the_learned_soup_learns_on_validation_rows() {
    let mut table = moons(4);
    let Answer::Learned { shares, beta, loss } = table.ask(&Question::Learned) else {
        panic!("shares were asked for");
    };
    close("sum", shares.iter().sum(), 1.0, 1e-9);
    assert!(beta > 0.0 && loss[1] < loss[0], "{beta} {loss:?}");
    let (_, wide) = table.wide();
    let mixed = |shares: &[f64]| {
        let at = |i: usize| wide.iter().zip(shares).map(|(w, s)| w[i] * s).sum();
        (0..wide[0].len()).map(at).collect::<Vec<f64>>()
    };
    let found = table.weights(&soup(Method::Learned)).unwrap();
    all_close("soup", &found, &mixed(&shares), 1e-6);
    let nll = |theta: &[f64], beta: f64| {
        let z = table.net.on(theta, &table.validation);
        let p = z
            .iter()
            .map(|z| slow::softmax(&z.iter().map(|z| z * beta).collect::<Vec<_>>()));
        slow::nll(&p.collect::<Vec<_>>(), table.validation.y())
    };
    close("first loss", loss[0], nll(&slow::mean(&wide), 1.0), 1e-5);
    // The last loss is that before the last step.
    close("last loss", loss[1], nll(&mixed(&shares), beta), 2e-3);
}

#[test]
fn soups_follow_the_choice_and_the_weights() {
    let mut table = moons(3);
    let (_, wide) = table.wide();
    let mut before = None;
    for chosen in [[true, true, false], [false, true, true]] {
        table.explorer.choose(&chosen).unwrap();
        let of: Vec<_> = wide.iter().zip(chosen).filter(|(_, c)| *c).collect();
        let of: Vec<_> = of.into_iter().map(|(w, _)| w.clone()).collect();
        let found = table.weights(&soup(Method::Uniform)).unwrap();
        all_close("uniform", &found, &slow::mean(&of), 1e-6);
        assert_ne!(before.replace(found.clone()), Some(found));
    }
    let same = table.theta[0].repeat(3);
    table.explorer.set_theta(&same).unwrap();
    for method in ALL {
        table.explorer.choose(&[true, true, false]).unwrap();
        let density = Some(1.0);
        let dish = Dish::Soup(Soup {
            density,
            ..Soup::of(method)
        });
        let wide: Vec<f64> = table.theta[0].iter().map(|&w| f64::from(w)).collect();
        all_close(
            &format!("{method:?}"),
            &table.weights(&dish).unwrap(),
            &wide,
            1e-6,
        );
    }
}
