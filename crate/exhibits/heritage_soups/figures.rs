//! What is seen of checkpoint soups.

use super::maps::{confusion, map, plane};
use super::standing::Standing;
use super::{Averaging, Decomposition, HeritageSoups, Settings, WARM_UP};
use crate::exhibits::{Axis, Figure, FigureKind, Interval, Role, Series, Snapshot, Stack, Table};

/// Everything at the present settings; `custom` is what became of the first seed's custom soup.
pub fn snapshot(
    seeds: &[HeritageSoups],
    settings: &Settings,
    custom: Option<&Standing>,
) -> Snapshot {
    let chosen: Vec<&Standing> = match custom {
        Some(custom) => vec![custom],
        None => seeds
            .iter()
            .map(|s| s.standing(settings.averaging))
            .collect(),
    };
    let mean = |of: &dyn Fn(&Standing) -> f64| {
        chosen.iter().map(|s| of(s)).sum::<f64>() / chosen.len() as f64
    };
    let last = average(seeds, |s| s.standing(Averaging::Last).accuracy());
    let sentence = format!(
        "The {} is right on {:.1} % of the test images, the last checkpoint on {:.1} %; Brier bias {:.3}, variance {:.3}.",
        settings.averaging.name(),
        100.0 * mean(&Standing::accuracy),
        100.0 * last,
        mean(&|s| s.brier.bias),
        mean(&|s| s.brier.variance)
    );
    let run = settings.run.clamp(1, seeds[0].runs()) - 1;
    Snapshot {
        sentence,
        figures: vec![
            trajectory(seeds),
            decomposition(seeds, settings, custom),
            map(&seeds[0], run),
            confusion(&chosen, settings),
            plane(&seeds[0], run),
            prices(seeds, settings, custom),
        ],
        table: table(seeds),
    }
}

fn average(seeds: &[HeritageSoups], of: impl Fn(&HeritageSoups) -> f64) -> f64 {
    seeds.iter().map(of).sum::<f64>() / seeds.len() as f64
}

fn over(seeds: &[HeritageSoups], what: &str) -> String {
    let (runs, rows) = (seeds[0].runs(), seeds[0].labels.len());
    match seeds.len() {
        1 => format!("{what} {rows} test images, {runs} runs of one seed."),
        n => format!(
            "{what} {rows} test images, means over {n} seeds of {runs} runs each; bands are 95 % intervals of the mean (Student)."
        ),
    }
}

fn trajectory(seeds: &[HeritageSoups]) -> Figure {
    let first = &seeds[0];
    let x: Vec<f64> = first.steps.iter().map(|&s| f64::from(s)).collect();
    let line = |id: &str, role, label: &str, of: fn(&HeritageSoups) -> &ndarray::Array2<f64>| {
        let own = |s: &HeritageSoups| {
            of(s)
                .columns()
                .into_iter()
                .map(|c| c.mean().unwrap_or(f64::NAN))
                .collect()
        };
        let all: Vec<Vec<f64>> = seeds.iter().map(own).collect();
        Series::over_seeds(id, role, label, &x, &all).marked()
    };
    let all = vec![
        line("checkpoints", Role::Single, "checkpoint alone", |s| {
            &s.alone
        }),
        line("soup", Role::Soup, "soup of all so far", |s| &s.running),
    ];
    let ends = all
        .iter()
        .map(|s| 100.0 * s.y.last().copied().unwrap_or(f64::NAN));
    let ends: Vec<f64> = ends.collect();
    let wander = |s: &Series| {
        let steps = s.y.windows(2).map(|w| 100.0 * (w[1] - w[0]).abs());
        steps.sum::<f64>() / s.y.len().saturating_sub(1).max(1) as f64
    };
    let sentence = format!(
        "At the last step the soup of all checkpoints is right on {:.1} %, the checkpoint on {:.1} %; from one to the next the soup moves by {:.2} points, a checkpoint by {:.2}.",
        ends[1],
        ends[0],
        wander(&all[1]),
        wander(&all[0])
    );
    Figure::new("trajectory", FigureKind::Curve, "Along the trajectory")
        .axes(Axis::new("training step"), Axis::share("accuracy"))
        .series(all)
        .says(
            over(
                seeds,
                &format!("Checkpoints after {WARM_UP} steps of warm-up."),
            ),
            sentence,
        )
}

/// Bias and variance in the terms of the decomposition.
fn parts(standing: &Standing, decomposition: Decomposition) -> [f64; 2] {
    match decomposition {
        Decomposition::Brier => [standing.brier.bias, standing.brier.variance],
        Decomposition::Log => [standing.log.bias, standing.log.variance],
        Decomposition::ZeroOne => [standing.zero_one.bias, standing.zero_one.net_variance],
    }
}

fn decomposition(
    seeds: &[HeritageSoups],
    settings: &Settings,
    custom: Option<&Standing>,
) -> Figure {
    let kind = settings.decomposition;
    let (names, unit, what) = match kind {
        Decomposition::Brier => (
            ["bias", "variance"],
            "Brier score",
            "The bias contains the noise of the labels.",
        ),
        Decomposition::Log => (
            ["bias", "variance"],
            "nats",
            "Around the runs' geometric mean.",
        ),
        Decomposition::ZeroOne => (
            ["bias", "net variance"],
            "error",
            "Around the class that most runs say; net variance may be below 0.",
        ),
    };
    let mut stack = Stack::new(&names);
    let mut of = Vec::new();
    for averaging in Averaging::FIXED {
        let part = |i: usize| average(seeds, |s| parts(s.standing(averaging), kind)[i]);
        let own = [part(0), part(1)];
        stack.push(averaging.name(), own.to_vec());
        of.push(own);
    }
    if let Some(custom) = custom {
        stack.push(Averaging::Custom.name(), parts(custom, kind).to_vec());
    }
    let (last, uniform) = (of[0], of[Averaging::Uniform as usize]);
    let sentence = format!(
        "From the last checkpoint to the uniform soup the bias goes from {:.3} to {:.3} and the {} from {:.3} to {:.3} ({unit}).",
        last[0], uniform[0], names[1], last[1], uniform[1]
    );
    Figure::new(
        "bias-variance",
        FigureKind::Stack,
        "Bias and variance over runs",
    )
    .axes(Axis::new("method"), Axis::new(unit))
    .stack(stack)
    .says(over(seeds, what), sentence)
}

/// Forward passes of an image.
fn passes(averaging: Averaging, checkpoints: usize) -> f64 {
    match averaging {
        Averaging::SoftVoting => checkpoints as f64,
        _ => 1.0,
    }
}

fn prices(seeds: &[HeritageSoups], settings: &Settings, custom: Option<&Standing>) -> Figure {
    let mut table = Table::new(&["method", "top-1 accuracy", "macro-F1", "forward passes"]);
    let count = seeds[0].checkpoints();
    for averaging in Averaging::FIXED {
        let own = [
            average(seeds, |s| s.standing(averaging).accuracy()),
            average(seeds, |s| s.standing(averaging).f1()),
            passes(averaging, count),
        ];
        table.push(averaging.name(), own);
    }
    if let Some(custom) = custom {
        table.push(
            Averaging::Custom.name(),
            [custom.accuracy(), custom.f1(), 1.0],
        );
    }
    let gain = |a, b| {
        average(seeds, |s| {
            100.0 * (s.standing(a).accuracy() - s.standing(b).accuracy())
        })
    };
    let sentence = format!(
        "Soft voting asks {count} checkpoints and is {:+.1} points more accurate than the uniform soup, which asks one model.",
        gain(Averaging::SoftVoting, Averaging::Uniform)
    );
    let what = match settings.averaging {
        Averaging::Custom => "The custom soup: the first seed.",
        _ => "",
    };
    Figure::new("price", FigureKind::Table, "What it costs")
        .table(table)
        .says(over(seeds, what).trim_start(), sentence)
}

fn table(seeds: &[HeritageSoups]) -> Table {
    let mut table = Table::new(&[
        "method",
        "accuracy",
        "± (95 %)",
        "macro-F1",
        "Brier bias",
        "Brier variance",
        "log bias",
        "log variance",
        "0-1 bias",
        "0-1 net variance",
    ]);
    for averaging in Averaging::FIXED {
        let own: Vec<f64> = seeds
            .iter()
            .map(|s| s.standing(averaging).accuracy())
            .collect();
        let half = match Interval::student(&own) {
            Some(i) if i.n > 1 => (i.high - i.low) / 2.0,
            _ => f64::NAN,
        };
        let mean = |of: &dyn Fn(&Standing) -> f64| average(seeds, |s| of(s.standing(averaging)));
        let mut row = vec![mean(&Standing::accuracy), half, mean(&Standing::f1)];
        for kind in [
            Decomposition::Brier,
            Decomposition::Log,
            Decomposition::ZeroOne,
        ] {
            row.extend([0, 1].map(|i| mean(&|s| parts(s, kind)[i])));
        }
        table.push(averaging.name(), row);
    }
    let spreads = |of: fn(&HeritageSoups) -> &Vec<Vec<usize>>| {
        average(seeds, |s| {
            let own: Vec<f64> = (0..s.runs())
                .filter_map(|r| s.spread(r, &of(s)[r]))
                .collect();
            own.iter().sum::<f64>() / own.len() as f64
        })
    };
    let none = [f64::NAN; 8];
    let rest = |spread: f64| [&[spread][..], &none].concat();
    table.push(
        "relative spread of the greedy soup",
        rest(spreads(|s| &s.greedy)),
    );
    table.push(
        "relative spread of as many of the best",
        rest(spreads(|s| &s.best)),
    );
    table
}
