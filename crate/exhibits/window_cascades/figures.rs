//! What is seen of cascades.

use super::policy::{Ask, Outcome, errors};
use super::{Policy, SIDE, Score, Settings, Task, Width, WindowCascades, doubt, said};
use crate::exhibits::{
    Axis, Figure, FigureKind, Interval, Map, Plane, Role, Series, Snapshot, Table,
};
use crate::methods::categorical::byte;
use crate::methods::selective::risk_coverage_curve;

/// Points of a drawn curve, about.
const POINTS: usize = 200;

/// The policies as lines, the present one last.
const FAMILIES: [(&str, Policy, Role); 4] = [
    ("one member", Policy::Never, Role::Single),
    ("ensemble", Policy::Always, Role::Ensemble),
    ("window", Policy::Window, Role::Soup),
    ("single threshold", Policy::SingleThreshold, Role::Student),
];

impl Settings {
    fn ask(&self, policy: Policy) -> Ask {
        Ask {
            used: self.used,
            policy,
            window: self.window,
            task: self.task,
        }
    }

    fn measure(&self) -> &'static str {
        match self.task {
            Task::Coverage5 => "coverage at 5 % risk",
            Task::Coverage10 => "coverage at 10 % risk",
            Task::Risk80 => "risk at 80 % coverage",
            Task::FalsePositives95 => "false positives at 95 %",
        }
    }

    fn name(&self) -> &'static str {
        let own = FAMILIES.iter().find(|f| f.1 == self.policy);
        own.map_or("", |f| f.0)
    }
}

impl WindowCascades {
    pub(super) fn middle(&self) -> &Width {
        &self.widths[self.widths.len() / 2]
    }

    /// What becomes of the rows of the middle width.
    fn outcome(&self, settings: &Settings, policy: Policy) -> Outcome {
        let said = self.said(settings.into());
        let middle = &said.widths[self.widths.len() / 2];
        settings.ask(policy).run(middle, &self.validation_labels)
    }
}

/// The numbers of each family, for each seed.
type Numbers = Vec<Vec<said::Numbers>>;

/// Everything at the present settings.
pub fn snapshot(seeds: &[WindowCascades], settings: &Settings) -> Snapshot {
    let numbers: Numbers = FAMILIES
        .iter()
        .map(|f| {
            let own = seeds.iter();
            own.map(|seed| seed.numbers(settings, settings.ask(f.1)))
                .collect()
        })
        .collect();
    let first = &seeds[0];
    let own = first.outcome(settings, settings.policy);
    let table = table(seeds, settings, &numbers);
    let middle = first.widths.len() / 2;
    let mean = |family: usize, part: usize| {
        let all = numbers[family].iter().map(|seed| seed[middle][part]);
        all.sum::<f64>() / seeds.len() as f64
    };
    let sentence = format!(
        "At width {} the window asks {:.2} members a row and reaches a {} of {:.1} %; one member has {:.1} %, all {} have {:.1} %.",
        first.middle().hidden,
        mean(2, 0),
        settings.measure(),
        100.0 * mean(2, 1),
        100.0 * mean(0, 1),
        settings.used.min(first.middle().test.dim().0),
        100.0 * mean(1, 1)
    );
    let mut figures = vec![
        compute(seeds, settings, &numbers),
        risk(first, settings, &own),
        scores(first, settings, &own),
        doubt::reliability(first, settings),
        doubt::disagreement(first),
        doubt::decomposition(seeds),
    ];
    figures.extend(doubt::robustness(seeds, settings));
    figures.extend(stages(first, settings, &own));
    figures.extend(doubt::maps(first, settings));
    Snapshot {
        sentence,
        figures,
        table,
    }
}

/// How it was measured.
pub fn over(seeds: &[WindowCascades], what: &str) -> String {
    let rows = seeds[0].labels.len();
    match seeds.len() {
        1 => format!("{what} {rows} test rows, one seed."),
        n => format!(
            "{what} {rows} test rows, means over {n} seeds; bands are 95 % intervals of the mean (Student)."
        ),
    }
}

fn compute(seeds: &[WindowCascades], settings: &Settings, numbers: &Numbers) -> Figure {
    let widths = &seeds[0].widths;
    let line = |(i, (name, _, role)): (usize, &(&str, Policy, Role))| {
        let cost = |w: usize| {
            let own = numbers[i].iter().map(|seed| seed[w][0]);
            widths[w].macs * own.sum::<f64>() / seeds.len() as f64
        };
        let x: Vec<f64> = (0..widths.len()).map(cost).collect();
        let own: Vec<Vec<f64>> = numbers[i]
            .iter()
            .map(|seed| seed.iter().map(|n| n[1]).collect())
            .collect();
        let names = widths
            .iter()
            .map(|w| format!("width {}", w.hidden))
            .collect();
        Series::over_seeds(name, *role, name, &x, &own)
            .marked()
            .named(names)
    };
    let all: Vec<Series> = FAMILIES.iter().enumerate().map(line).collect();
    let at = widths.len() / 2;
    let sentence = format!(
        "At width {}: one member {:.1} %, ensemble {:.1} %, window {:.1} %, single threshold {:.1} %.",
        widths[at].hidden,
        100.0 * all[0].y[at],
        100.0 * all[1].y[at],
        100.0 * all[2].y[at],
        100.0 * all[3].y[at]
    );
    let macs = "multiplications a row";
    Figure::new("compute", FigureKind::Curve, "Doubt against compute")
        .axes(
            Axis::new(macs).log().format("~s"),
            Axis::share(settings.measure()),
        )
        .series(all)
        .present(widths[at].macs)
        .says(over(seeds, "Thresholds from validation rows."), sentence)
}

/// About two hundred points of a curve of risk.
fn thinned(coverage: &[f64], risk: &[f64]) -> [Vec<f64>; 2] {
    let step = (coverage.len() / POINTS).max(1);
    // The first few rows' risk is that of single rows.
    let kept = (step..=coverage.len()).step_by(step).map(|k| k - 1);
    let kept: Vec<usize> = kept.collect();
    [coverage, risk].map(|all| kept.iter().map(|&k| all[k]).collect())
}

fn risk(seed: &WindowCascades, settings: &Settings, own: &Outcome) -> Figure {
    let mut all = Vec::new();
    for (name, policy, role) in FAMILIES {
        let found = seed.outcome(settings, policy);
        let curve = risk_coverage_curve(
            &found.inside.score,
            &errors(&found.inside.labels, &seed.labels),
        );
        let [x, y] = thinned(&curve.coverage, &curve.risk);
        all.push(Series::line(name, role, name, &x, y));
    }
    let (confidence, cost) = own.mixed(&seed.labels, settings.outside_share, settings.beta);
    let curve = risk_coverage_curve(&confidence, &cost);
    let [x, y] = thinned(&curve.coverage, &curve.risk);
    let label = format!("{}, others mixed in", settings.name());
    all.push(Series::line("mixed", Role::Reference, &label, &x, y).dashed());
    let covered = |low: f64| {
        own.inside.score.iter().filter(|&&s| s >= low).count() as f64 / seed.labels.len() as f64
    };
    let value = own.value(settings.task, &seed.labels);
    let sentence = format!(
        "With the policy \"{}\" the {} is {:.1} %; with {:.0} % of other rows mixed in the area under the curve is {:.3}.",
        settings.name(),
        settings.measure(),
        100.0 * value,
        100.0 * settings.outside_share,
        curve.aurc
    );
    let title = "Risk and coverage";
    let figure = Figure::new("risk", FigureKind::Curve, title)
        .axes(Axis::share("coverage"), Axis::new("risk").format(".0%"))
        .series(all)
        .rule("x", covered(own.tau), "threshold");
    let figure = match own.window.iter().all(|w| w.is_finite()) {
        true => figure.rule("x", covered(own.window[1]), "window").rule(
            "x",
            covered(own.window[0]),
            "window",
        ),
        false => figure,
    };
    figure.says(
        format!(
            "Width {}, the first seed; the share accepted and what of it is wrong.",
            seed.middle().hidden
        ),
        sentence,
    )
}

fn scores(seed: &WindowCascades, settings: &Settings, own: &Outcome) -> Figure {
    // What the window selects is decided by the first member's scores.
    let first = seed.outcome(settings, Policy::Never);
    let wrong = errors(&first.inside.labels, &seed.labels);
    let shown = |score: f64| match settings.score {
        Score::MaxSoftmax => score.exp(),
        Score::NegativeEntropy => score,
    };
    let pick = |keep: f64| -> Vec<f64> {
        let pairs = first.inside.score.iter().zip(&wrong);
        pairs
            .filter(|(_, w)| **w == keep)
            .map(|(s, _)| shown(*s))
            .collect()
    };
    let (right, wrong) = (pick(0.0), pick(1.0));
    let outside: Vec<f64> = first.outside.score.iter().map(|&s| shown(s)).collect();
    let series = |id: &str, role, values: Vec<f64>| {
        let x: Vec<f64> = (0..values.len()).map(|i| i as f64).collect();
        Series::line(id, role, id, &x, values)
    };
    let on = own
        .inside
        .stage_fraction
        .first()
        .map_or(0.0, |left| 1.0 - left);
    let sentence = format!(
        "{:.0} % of the test rows go on; {} right, {} wrong and {} other rows are drawn.",
        100.0 * on,
        right.len(),
        wrong.len(),
        outside.len()
    );
    let all = vec![
        series("right", Role::Ensemble, right),
        series("wrong", Role::Soup, wrong),
        series("out of distribution", Role::Reference, outside),
    ];
    let mut figure = Figure::new("scores", FigureKind::Histogram, "Whom the window selects")
        .axes(Axis::new("rows"), Axis::new("score of the first member"))
        .series(all)
        .rule("y", shown(own.tau), "threshold");
    for (end, name) in own.window.into_iter().zip(["window from", "window to"]) {
        if end.is_finite() {
            figure = figure.rule("y", shown(end), name);
        }
    }
    figure.steps = Some(40);
    figure.says(
        format!("Width {}, the first seed.", seed.middle().hidden),
        sentence,
    )
}

fn stages(seed: &WindowCascades, settings: &Settings, own: &Outcome) -> Option<Figure> {
    let (plane, train, _) = seed.field.as_ref()?;
    let said = seed.said(settings.into());
    let field = said.field.as_ref()?;
    let members = settings.used.min(field.score.nrows());
    let windows = ndarray::Array2::from_shape_fn((members - 1, 2), |(_, end)| own.window[end]);
    let found = field.exits(windows.view(), &vec![1.0; members], settings.policy.into());
    let names = (0..members)
        .map(|m| format!("leaves after {}", m + 1))
        .collect();
    let gone = |stage: usize| {
        let count = found.stage.iter().filter(|&&s| s == stage).count();
        100.0 * count as f64 / found.stage.len() as f64
    };
    let sentence = format!("On {:.0} % of the map one member is enough.", gone(0));
    let mut figure = Figure::new("stages", FigureKind::Boundary, "Who goes on")
        .says(
            "The last member asked at each place, by the first window; the class boundary is in the map beside it; the first seed.",
            sentence,
        );
    let strength = |score: &f64| byte(score.exp());
    figure.maps = vec![
        Map {
            label: "last member asked".into(),
            role: None,
            side: SIDE,
            winner: found.stage.iter().map(|&s| s as u8).collect(),
            share: vec![255; found.stage.len()],
            accuracy: None,
        },
        Map {
            label: "class".into(),
            role: None,
            side: SIDE,
            winner: found.labels.iter().map(|&l| l as u8).collect(),
            share: found.score.iter().map(strength).collect(),
            accuracy: None,
        },
    ];
    let place = |row: ndarray::ArrayView1<'_, f32>| plane.place(&row.to_vec()).map(f64::from);
    figure.plane = Some(Plane {
        points: train.x().outer_iter().map(place).collect(),
        classes: train.y().to_vec(),
        names,
        ..Plane::default()
    });
    Some(figure)
}

fn table(seeds: &[WindowCascades], settings: &Settings, numbers: &Numbers) -> Table {
    let measure = settings.measure();
    let mut table = Table::new(&[
        "width and policy",
        "members asked",
        measure,
        "± (95 %)",
        "area, rows outside",
        "multiplications",
    ]);
    for (w, width) in seeds[0].widths.iter().enumerate() {
        for (f, (name, _, _)) in FAMILIES.iter().enumerate() {
            let own =
                |part: usize| -> Vec<f64> { numbers[f].iter().map(|seed| seed[w][part]).collect() };
            let [cost, value, tells] = [0, 1, 2].map(|part| Interval::student(&own(part)));
            let tells = tells.map_or(f64::NAN, |i| i.mean);
            let cost = cost.map_or(f64::NAN, |i| i.mean);
            let half = value
                .filter(|i| i.n > 1)
                .map_or(f64::NAN, |i| (i.high - i.low) / 2.0);
            table.push(
                &format!("{}, {name}", width.hidden),
                [
                    cost,
                    value.map_or(f64::NAN, |i| i.mean),
                    half,
                    tells,
                    cost * width.macs,
                ],
            );
        }
    }
    table
}
