//! What is seen of forests as smoothers.

use super::{
    COUNTS, Decomposition, ForestSmoothers, LEAVES, MODELS, RATIOS, SHIFTS, Settings, Smoother,
    maps, split,
};
use crate::exhibits::{Axis, Figure, FigureKind, Interval, Role, Series, Snapshot, Stack, Table};
use crate::methods::categorical::argmax;

/// How the models are drawn.
pub const ROLES: [Role; 5] = [
    Role::Single,
    Role::Ensemble,
    Role::Member,
    Role::Soup,
    Role::Student,
];

/// Everything at the present settings.
pub fn snapshot(seeds: &[ForestSmoothers], settings: &Settings) -> Snapshot {
    let first = &seeds[0];
    let used = settings.trees.min(first.model().trees.len());
    let n = first.problem.train.nrows();
    let own = |seed: &ForestSmoothers| {
        let query = seed.problem.query.view();
        seed.model().parameters(used, query)
    };
    let found = mean(seeds.iter().map(own));
    let name = MODELS[first.chosen];
    let trees = if used == 1 {
        "1 tree".into()
    } else {
        format!("{used} trees")
    };
    let sentence = format!(
        "The {name} of {trees} uses {found:.1} effective parameters at new inputs; there are {n} training rows."
    );
    Snapshot {
        figures: vec![
            growing(seeds, used),
            regulation(seeds, settings, used),
            maps::smoothing(first, used),
            maps::prediction(first, settings),
            maps::weights(first, settings, used),
            by_features(seeds),
            mechanisms(seeds, settings),
            robustness(seeds),
        ],
        table: table(seeds),
        sentence,
    }
}

impl ForestSmoothers {
    pub(super) fn model(&self) -> &Smoother {
        &self.models[self.chosen]
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let all: Vec<f64> = values.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// How it was measured: the seeds and the interval.
fn over(seeds: &[ForestSmoothers], what: &str) -> String {
    match seeds.len() {
        1 => format!("{what} One seed."),
        n => {
            format!("{what} Means over {n} seeds; bands are 95 % intervals of the mean (Student).")
        }
    }
}

/// A line for each seed, put together.
fn line(
    id: &str,
    model: usize,
    label: &str,
    x: &[f64],
    seeds: &[ForestSmoothers],
    own: impl Fn(&ForestSmoothers) -> Vec<f64>,
) -> Series {
    let values: Vec<Vec<f64>> = seeds.iter().map(own).collect();
    Series::over_seeds(id, ROLES[model], label, x, &values)
}

fn growing(seeds: &[ForestSmoothers], used: usize) -> Figure {
    let x = COUNTS.map(|c| c as f64);
    let n = seeds[0].problem.train.nrows() as f64;
    let part = |which: usize, at: usize| {
        move |seed: &ForestSmoothers| seed.growing[which].iter().map(|p| p[at]).collect()
    };
    let all = vec![
        line(
            "forest-train",
            1,
            "forest, training inputs",
            &x,
            seeds,
            part(0, 0),
        )
        .dashed(),
        line(
            "forest-test",
            1,
            "forest, new inputs",
            &x,
            seeds,
            part(0, 1),
        ),
        line(
            "boosting-train",
            4,
            "boosting, training inputs",
            &x,
            seeds,
            part(1, 0),
        )
        .dashed(),
        line(
            "boosting-test",
            4,
            "boosting, new inputs",
            &x,
            seeds,
            part(1, 1),
        ),
    ];
    let [train, test] = [0, 1].map(|s: usize| all[s].y.last().copied().unwrap_or(f64::NAN));
    let sentence = format!(
        "Of {n} possible parameters, 50 trees together use {train:.1} at the training inputs and {test:.1} at new ones."
    );
    Figure::new(
        "effective-parameters",
        FigureKind::Curve,
        "Effective parameters of more and more trees",
    )
    .axes(Axis::new("trees").log(), Axis::new("effective parameters"))
    .series(all)
    .rule("y", n, "one tree of full depth: n")
    .present(used as f64)
    .says(
        over(seeds, "n times the mean squared length of the weights."),
        sentence,
    )
}

fn regulation(seeds: &[ForestSmoothers], settings: &Settings, used: usize) -> Figure {
    let part = |m: usize| move |seed: &ForestSmoothers| seed.shifted[m].clone();
    let lines = MODELS.iter().enumerate();
    let mut all: Vec<Series> = lines
        .map(|(m, name)| line(name, m, name, &SHIFTS, seeds, part(m)))
        .collect();
    let at = |seed: &ForestSmoothers| {
        let places = &seed.problem.train + &(&seed.directions * settings.shift);
        vec![seed.model().parameters(used, places.view())]
    };
    let chosen = seeds[0].chosen;
    let here = line(
        "here",
        chosen,
        "the present model",
        &[settings.shift],
        seeds,
        at,
    )
    .marked();
    let sentence = format!(
        "At a shift of {:.2} the {} uses {:.1} effective parameters, at its training inputs {:.1}.",
        settings.shift, MODELS[chosen], here.y[0], all[chosen].y[0]
    );
    all.push(here);
    Figure::new(
        "self-regulation",
        FigureKind::Curve,
        "Effective parameters away from the training inputs",
    )
    .axes(
        Axis::new("standard deviation of the shift"),
        Axis::new("effective parameters"),
    )
    .series(all)
    .present(settings.shift)
    .says(
        over(
            seeds,
            "Training inputs with normal noise added to each feature.",
        ),
        sentence,
    )
}

fn by_features(seeds: &[ForestSmoothers]) -> Figure {
    let x: Vec<f64> = seeds[0].features.iter().map(|&m| m as f64).collect();
    let relative = |r: usize| {
        move |seed: &ForestSmoothers| {
            let errors = &seed.errors[r];
            let least = errors.iter().copied().fold(f64::INFINITY, f64::min);
            errors.iter().map(|e| e / least).collect()
        }
    };
    let own = |(r, ratio): (usize, &f64)| {
        let label = format!("ratio {ratio}");
        line(&label, r, &label, &x, seeds, relative(r)).marked()
    };
    let all: Vec<Series> = RATIOS.iter().enumerate().map(own).collect();
    let best = |s: &Series| x[argmax(s.y.iter().map(|y| -y))];
    let sentence = format!(
        "The best number of features per split is {} at a signal-to-noise ratio of {} and {} at {}.",
        best(&all[0]),
        RATIOS[0],
        best(&all[3]),
        RATIOS[3]
    );
    Figure::new(
        "mtry-snr",
        FigureKind::Curve,
        "How random a forest should be",
    )
    .axes(
        Axis::new("features per split"),
        Axis::new("error over the least error"),
    )
    .series(all)
    .says(
        over(
            seeds,
            "50 trees of full depth with bootstrap; squared error to the signal.",
        ),
        sentence,
    )
}

fn mechanisms(seeds: &[ForestSmoothers], settings: &Settings) -> Figure {
    let average = |own: &dyn Fn(&ForestSmoothers) -> Vec<f64>| -> Vec<f64> {
        let all: Vec<Vec<f64>> = seeds.iter().map(own).collect();
        (0..all[0].len())
            .map(|i| mean(all.iter().map(|v| v[i])))
            .collect()
    };
    let (stack, sentence) = match settings.decomposition {
        Decomposition::Noise => {
            let mut stack = Stack::new(&["signal error", "noise passed through", "adaptivity"]);
            let parts = MODELS.iter().enumerate().map(|(m, name)| {
                let parts = average(&|seed: &ForestSmoothers| seed.standing[m][1..].to_vec());
                stack.push(name, parts.clone());
                parts
            });
            let parts: Vec<Vec<f64>> = parts.collect();
            let sentence = format!(
                "A tree passes {:.2} of noise on, the forest {:.2}; real splits follow the noise, which adds {:.2} to the forest's error.",
                parts[0][1], parts[1][1], parts[1][2]
            );
            (stack, sentence)
        }
        Decomposition::ModelVariability => {
            let mut stack = Stack::new(&["error of the average", "model variability", "own error"]);
            let parts = average(&|seed: &ForestSmoothers| {
                let forest = &seed.models[seed.forest];
                let own = split(&seed.problem, forest, settings.trees);
                vec![own.forest_error, own.model_variability, own.best_tree_error]
            });
            stack.push("mean tree", [parts[0], parts[1], 0.0]);
            stack.push("best tree", [0.0, 0.0, parts[2]]);
            stack.push("forest", [parts[0], 0.0, 0.0]);
            let sentence = format!(
                "The mean tree's error {:.2} is the forest's {:.2} and {:.2} of luck; even the best tree has {:.2}.",
                parts[0] + parts[1],
                parts[0],
                parts[1],
                parts[2]
            );
            (stack, sentence)
        }
        Decomposition::Representation => {
            let mut stack = Stack::new(&["error of the average", "model variability"]);
            let parts = average(&|seed: &ForestSmoothers| seed.representation.concat());
            for (leaves, own) in LEAVES.iter().zip(parts.chunks(3)) {
                stack.push(&format!("greedy tree, {leaves} leaves"), [own[0], 0.0]);
                stack.push(&format!("mean tree, {leaves} leaves"), [own[1], own[2]]);
                stack.push(&format!("forest, {leaves} leaves"), [own[1], 0.0]);
            }
            let gain = |i: usize| parts[3 * i] - parts[3 * i + 1];
            let sentence = format!(
                "Without noise the forest is better than the greedy tree by {:.2} with 16 leaves, by {:.2} with 8 and by {:.2} with 4.",
                gain(2),
                gain(1),
                gain(0)
            );
            (stack, sentence)
        }
    };
    Figure::new("mechanisms", FigureKind::Stack, "What averaging removed")
        .stack(stack)
        .says(
            over(
                seeds,
                "Squared error to the signal at new inputs and its parts.",
            ),
            sentence,
        )
}

fn robustness(seeds: &[ForestSmoothers]) -> Figure {
    let own = |(i, (m, name)): (usize, (usize, &str))| {
        line(name, m, name, &SHIFTS, seeds, move |seed| {
            seed.robustness[i].clone()
        })
    };
    let models = [(0, "tree"), (1, "forest"), (4, "boosting")];
    let all: Vec<Series> = models.into_iter().enumerate().map(own).collect();
    let rise = |s: &Series| s.y[3] - s.y[0];
    let sentence = format!(
        "Noise of 0.1 on the inputs adds {:.2} to the tree's error, {:.2} to the forest's and {:.2} to boosting's.",
        rise(&all[0]),
        rise(&all[1]),
        rise(&all[2])
    );
    Figure::new("robustness", FigureKind::Curve, "Noisy inputs")
        .axes(
            Axis::new("standard deviation of the inputs' noise"),
            Axis::new("squared error to the signal"),
        )
        .series(all)
        .says(
            over(seeds, "The signal is that of the inputs before the noise."),
            sentence,
        )
}

fn table(seeds: &[ForestSmoothers]) -> Table {
    let mut table = Table::new(&[
        "model",
        "p, training inputs",
        "p, new inputs",
        "p, shift 0.01",
        "p, shift 0.03",
        "p, shift 0.1",
        "p, shift 0.3",
        "error",
        "± (95 %)",
        "signal error",
        "noise passed through",
    ]);
    for (m, name) in MODELS.iter().enumerate() {
        let over = |own: &dyn Fn(&ForestSmoothers) -> f64| mean(seeds.iter().map(own));
        let errors: Vec<f64> = seeds
            .iter()
            .map(|s| s.standing[m][1..].iter().sum())
            .collect();
        let half = match Interval::student(&errors) {
            Some(i) if i.n > 1 => (i.high - i.low) / 2.0,
            _ => f64::NAN,
        };
        let shift = |i: usize| over(&|s| s.shifted[m][i]);
        let part = |i: usize| over(&|s| s.standing[m][i]);
        let error = mean(errors.iter().copied());
        table.push(
            name,
            [
                shift(0),
                part(0),
                shift(1),
                shift(2),
                shift(3),
                shift(5),
                error,
                half,
                part(1),
                part(2),
            ],
        );
    }
    table
}
