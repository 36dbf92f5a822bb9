//! What is seen of random losses.

use super::networks::Outcome;
use super::problem::{DRAWS, SETS, Set};
use super::staircase::Staircase;
use super::{AT, EVERY, EnsLoss, Loss, Settings};
use crate::exhibits::{
    Axis, Figure, FigureKind, Interval, Map, Plane, Role, Series, Snapshot, Table,
};
use crate::methods::categorical::{argmax, byte};

/// Places along a side of a map.
pub const SIDE: usize = 48;

/// Everything at the present settings.
pub fn snapshot(
    seeds: &[EnsLoss],
    settings: &Settings,
    look: usize,
    drawn: &Staircase,
) -> Snapshot {
    let set = SETS.iter().position(|&s| s == settings.data).unwrap_or(0);
    let losses = &seeds[0].losses;
    let mean = |loss: usize| {
        let own = seeds.iter().map(|s| s.outcomes[set].accuracy(look, loss));
        100.0 * own.sum::<f64>() / seeds.len() as f64
    };
    let all: Vec<f64> = (0..losses.len()).map(mean).collect();
    let best = argmax(&all);
    let others = (0..losses.len()).filter(|&l| l != best);
    let others: Vec<String> = others
        .map(|l| format!("{} {:.1} %", losses[l].name(), all[l]))
        .collect();
    let sentence = format!(
        "On {} after {} steps {} is right on {:.1} % of the test rows{}{}.",
        settings.data.name(),
        AT[look],
        losses[best].name(),
        all[best],
        if others.is_empty() { "" } else { "; " },
        others.join(", ")
    );
    let mut figures = vec![
        training(seeds, set, look),
        staircase(&seeds[0], set, look, drawn),
        implied(drawn),
    ];
    figures.extend(boundary(&seeds[0], look));
    figures.push(last(seeds));
    Snapshot {
        sentence,
        figures,
        table: table(seeds),
    }
}

fn role(loss: Loss) -> Role {
    match loss {
        Loss::Logistic => Role::Single,
        Loss::Hinge => Role::Member,
        Loss::Exponential => Role::Student,
        Loss::Ensloss => Role::Ensemble,
        Loss::EnslossRedrawn => Role::Soup,
    }
}

/// How it was measured: draws, seeds and the interval.
fn over(seeds: &[EnsLoss], what: &str) -> String {
    match seeds.len() {
        1 => format!("{what} The mean of {DRAWS} draws of training and test rows, one seed."),
        n => format!(
            "{what} Means over {n} seeds of {DRAWS} draws each; bands are 95 % intervals of the mean (Student)."
        ),
    }
}

fn training(seeds: &[EnsLoss], set: usize, look: usize) -> Figure {
    let x = AT.map(f64::from);
    let own = |(l, &loss): (usize, &Loss)| {
        let curve = |s: &EnsLoss| {
            (0..AT.len())
                .map(|at| s.outcomes[set].accuracy(at, l))
                .collect()
        };
        let curves: Vec<Vec<f64>> = seeds.iter().map(curve).collect();
        let name = loss.name();
        Series::over_seeds(name, role(loss), name, &x, &curves).marked()
    };
    let all: Vec<Series> = seeds[0].losses.iter().enumerate().map(own).collect();
    let fall = |s: &Series| {
        let top = s.y.iter().copied().fold(0.0, f64::max);
        format!("{} {:.1}", s.label, 100.0 * (top - s.y[AT.len() - 1]))
    };
    let falls: Vec<String> = all.iter().map(fall).collect();
    let sentence = format!(
        "Points lost from the best step to the last: {}.",
        falls.join(", ")
    );
    Figure::new(
        "accuracy-over-training",
        FigureKind::Curve,
        "Accuracy over training",
    )
    .axes(Axis::new("step"), Axis::share("test accuracy"))
    .series(all)
    .present(f64::from(AT[look]))
    .says(
        over(seeds, &format!("Test rows of {}.", SETS[set].name())),
        sentence,
    )
}

/// Slopes of the logistic loss and of the hinge at a margin.
fn fixed_slopes(z: f64) -> [f64; 2] {
    [-1.0 / (1.0 + z.exp()), if z < 1.0 { -1.0 } else { 0.0 }]
}

fn staircase(seed: &EnsLoss, set: usize, look: usize, drawn: &Staircase) -> Figure {
    let slopes = &drawn.slopes[0];
    let own = Series::line(
        "drawn",
        Role::Ensemble,
        "drawn for this batch",
        &drawn.margins,
        slopes.clone(),
    );
    let fixed = |(i, name, role)| {
        let y = drawn.ticks.iter().map(|&z| fixed_slopes(z)[i]).collect();
        Series::line(name, role, name, &drawn.ticks, y)
    };
    let mut all = vec![own];
    all.extend([(0, "logistic", Role::Single), (1, "hinge", Role::Member)].map(fixed));
    all.iter_mut().for_each(|s| s.joined = Some(true));
    let beyond = drawn.margins.iter().filter(|&&z| z > 1.0).count();
    let (first, last) = (slopes[0], slopes[slopes.len() - 1]);
    let sentence = format!(
        "Of {} margins {beyond} lie beyond 1; slopes rise from {first:.3} at the smallest margin to {last:.6} at the largest.",
        drawn.margins.len()
    );
    Figure::new(
        "derivative-staircase",
        FigureKind::Scatter,
        "The slopes of one step",
    )
    .axes(Axis::new("margin"), Axis::new("slope of the loss"))
    .series(all)
    .rule(
        "x",
        1.0,
        "margin 1: beyond it slopes are divided by the margin",
    )
    .says(
        format!(
            "Margins of a batch of {} for the network of {} after {} steps; the first seed.",
            SETS[set].name(),
            seed.losses[drawn.of].name(),
            AT[look]
        ),
        sentence,
    )
}

fn implied(drawn: &Staircase) -> Figure {
    let own = |(i, slopes): (usize, &Vec<f64>)| {
        let (role, label) = match i {
            0 => (Role::Ensemble, "drawn for this batch".into()),
            i => (Role::Reference, format!("another draw, {i}")),
        };
        Series::line(
            &format!("draw-{i}"),
            role,
            &label,
            &drawn.ticks,
            drawn.loss(slopes),
        )
    };
    let mut all: Vec<Series> = drawn.slopes.iter().enumerate().map(own).collect();
    all.reverse();
    let fixed = |name, role, loss: fn(f64) -> f64| {
        let y = drawn.ticks.iter().map(|&z| loss(z)).collect();
        Series::line(name, role, name, &drawn.ticks, y).dashed()
    };
    all.push(fixed("logistic, in bits", Role::Single, |z| {
        (-z).exp().ln_1p() / std::f64::consts::LN_2
    }));
    all.push(fixed("hinge", Role::Member, |z| (1.0 - z).max(0.0)));
    let sentence = format!(
        "{} of {} drawn losses are convex and fall at every margin of the batch.",
        drawn.calibrated,
        drawn.slopes.len()
    );
    Figure::new("implied-losses", FigureKind::Curve, "Losses with such slopes")
        .axes(Axis::new("margin"), Axis::new("loss, 1 at margin 0"))
        .series(all)
        .says("The integral of the slopes, straight between the batch's margins; the network is never told it.", sentence)
}

fn boundary(seed: &EnsLoss, look: usize) -> Option<Figure> {
    let moons = seed.moons.as_ref()?;
    let outcome: &Outcome = seed.outcomes.last()?;
    let own = |(l, &loss): (usize, &Loss)| {
        let scores = moons.scores.slice(ndarray::s![l, look, ..]);
        let sure = |&s: &f32| 1.0 / (1.0 + (-s.abs()).exp());
        Map {
            label: loss.name().into(),
            role: Some(role(loss)),
            side: SIDE,
            winner: scores.iter().map(|&s| u8::from(s > 0.0)).collect(),
            share: scores.iter().map(|s| byte(sure(s).into())).collect(),
            accuracy: Some(outcome.test[[0, look, l]]),
        }
    };
    let maps: Vec<Map> = seed.losses.iter().enumerate().map(own).collect();
    let held = |m: &Map| {
        let ones: usize = m.winner.iter().map(|&w| usize::from(w)).sum();
        format!(
            "{} {:.0} %",
            m.label,
            100.0 * ones as f64 / m.winner.len() as f64
        )
    };
    let held: Vec<String> = maps.iter().map(held).collect();
    let sentence = format!("The second moon's share of the map: {}.", held.join(", "));
    let place = |row: ndarray::ArrayView1<'_, f32>| moons.plane.place(&row.to_vec()).map(f64::from);
    let mut figure = Figure::new("boundary", FigureKind::Multiples, "Boundaries on the two moons")
        .says(
            format!("Training points with their noisy labels, after {} steps; strength: the logistic function of the score; the first seed's first draw.", AT[look]),
            sentence,
        );
    figure.plane = Some(Plane {
        points: moons.train.x().outer_iter().map(place).collect(),
        classes: moons.train.y().to_vec(),
        names: vec!["first moon".into(), "second moon".into()],
        ..Plane::default()
    });
    figure.maps = maps;
    Some(figure)
}

fn last(seeds: &[EnsLoss]) -> Figure {
    let losses = &seeds[0].losses;
    let mut all = Vec::new();
    let mut wins = Vec::new();
    for (s, set) in SETS.iter().enumerate() {
        let own = |(l, &loss): (usize, &Loss)| {
            let name = format!("{}, {}", set.name(), loss.name());
            let values: Vec<Vec<f64>> = seeds.iter().map(|e| vec![e.outcomes[s].last(l)]).collect();
            Series::over_seeds(&name, role(loss), &name, &[l as f64], &values)
                .named(vec![name.clone()])
        };
        let here: Vec<Series> = losses.iter().enumerate().map(own).collect();
        let best = argmax(here.iter().map(|s| s.y[0]));
        wins.push(format!("{} on {}", losses[best].name(), set.name()));
        all.extend(here);
    }
    Figure::new("final-accuracy", FigureKind::Dots, "Which loss wins where")
        .axes(Axis::new("loss"), Axis::share("test accuracy"))
        .series(all)
        .says(
            over(seeds, &format!("After {} steps.", EVERY * AT.len() as u32)),
            format!("Best: {}.", wins.join(", ")),
        )
}

fn table(seeds: &[EnsLoss]) -> Table {
    let mut table = Table::new(&[
        "set and loss",
        "test accuracy",
        "± (95 %)",
        "less logistic",
        "± (95 %) ",
        "lost since the best step",
        "accuracy on noisy training labels",
    ]);
    let interval = |own: &dyn Fn(&EnsLoss) -> f64| {
        let all: Vec<f64> = seeds.iter().map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    let first = &seeds[0];
    for (s, set) in SETS.iter().copied().enumerate() {
        for (l, loss) in first.losses.iter().enumerate() {
            let [accuracy, half] = interval(&|e| e.outcomes[s].last(l));
            let [gain, gain_half] = match first.place(Loss::Logistic) {
                Some(logistic) if logistic != l => {
                    interval(&|e| e.outcomes[s].last(l) - e.outcomes[s].last(logistic))
                }
                _ => [f64::NAN; 2],
            };
            let [decay, _] = interval(&|e| e.outcomes[s].decay(l));
            let [fit, _] = interval(&|e| {
                e.outcomes[s]
                    .fit
                    .slice(ndarray::s![.., AT.len() - 1, l])
                    .sum()
                    / DRAWS as f64
            });
            let name = format!("{}, {}", Set::name(set), loss.name());
            table.push(&name, [accuracy, half, gain, gain_half, decay, fit]);
        }
    }
    table
}
