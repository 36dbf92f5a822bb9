//! What members doubt, one by one and together.

use ndarray::{Array2, Array3, ArrayView3, Axis as Along, s};

use super::figures::over;
use super::policy::errors;
use super::{SIDE, Settings, Width, WindowCascades};
use crate::exhibits::{Axis, Figure, FigureKind, Grid, Matrix, Role, Series, Stack};
use crate::methods::calibration::{expected_calibration_error, fit_temperature};
use crate::methods::cascade::{Combination, Stages};
use crate::methods::categorical::{argmax, entropy, log_average, log_softmax, scores};
use crate::methods::decomposition::bias_variance_brier;
use crate::methods::diversity::disagreement as disagree;
use crate::methods::selective::risk_coverage_curve;

/// Bins of a reliability diagram.
const BINS: usize = 15;

/// The first members of a width, their logits divided by the temperature.
fn first(z: &Array3<f64>, members: usize, settings: &Settings) -> Array3<f64> {
    let members = members.min(z.dim().0);
    z.slice(s![..members, .., ..])
        .mapv(|z| z / settings.temperature)
}

/// The logarithms of combined probabilities `[N, K]`.
fn together(z: ArrayView3<'_, f64>, by: Combination) -> Array2<f64> {
    let (_, rows, classes) = z.dim();
    let mut out = Array2::zeros((rows, classes));
    for (z, mut out) in z.axis_iter(Along(1)).zip(out.outer_iter_mut()) {
        out.assign(&by.of(z));
    }
    out
}

pub fn reliability(seed: &WindowCascades, settings: &Settings) -> Figure {
    let width = seed.middle();
    let mut words = Vec::new();
    let mut all = vec![Series::line(
        "ideal",
        Role::Reference,
        "as sure as right",
        &[0.0, 1.0],
        vec![0.0, 1.0],
    )];
    let used = settings.used.min(width.test.dim().0);
    for (name, members, role) in [
        ("one member", 1, Role::Single),
        ("ensemble", used, Role::Ensemble),
    ] {
        let z = first(&width.test, members, settings);
        let log_p = together(z.view(), settings.combination.into());
        let said: Vec<usize> = log_p.outer_iter().map(argmax).collect();
        let confidence: Vec<f64> = log_p
            .outer_iter()
            .map(|row| row[argmax(row)].exp().clamp(0.0, 1.0))
            .collect();
        let right: Vec<bool> = said.iter().zip(&seed.labels).map(|(s, y)| s == y).collect();
        let found = expected_calibration_error(&confidence, &right, BINS);
        let brier = scores(log_p.view(), &seed.labels).brier;
        let kept: Vec<usize> = (0..BINS).filter(|&b| found.bin_count[b] > 0).collect();
        let pick = |of: &[f64]| kept.iter().map(|&b| of[b]).collect::<Vec<f64>>();
        let x = pick(&found.bin_confidence);
        let mut line = Series::line(name, role, name, &x, pick(&found.bin_accuracy));
        line.count = Some(kept.iter().map(|&b| found.bin_count[b] as f64).collect());
        all.push(line);
        words.push(format!(
            "{name}: error {:.1} points, Brier {brier:.3}",
            100.0 * found.ece
        ));
    }
    if let Some(best) = seed.temperature {
        words.push(format!("one member's best temperature is {best:.2}"));
    }
    Figure::new("reliability", FigureKind::Reliability, "As sure as right")
        .axes(Axis::share("confidence"), Axis::share("accuracy"))
        .series(all)
        .says(
            format!(
                "15 bins of equal width; width {}, the first seed, at temperature {}.",
                width.hidden, settings.temperature
            ),
            format!("{}.", words.join("; ")),
        )
}

pub fn disagreement(seed: &WindowCascades) -> Figure {
    let width = seed.middle();
    let (members, rows, _) = width.test.dim();
    let said = Array2::from_shape_fn((members, rows), |(m, n)| {
        argmax(width.test.slice(s![m, n, ..]))
    });
    let found = disagree(said.view());
    let names: Vec<String> = (1..=members).map(|m| format!("member {m}")).collect();
    let sentence = format!(
        "Two members give different labels on {:.1} % of the test rows.",
        100.0 * found.mean_pairwise
    );
    let mut figure = Figure::new("disagreement", FigureKind::Matrix, "Where members differ").says(
        format!(
            "Share of test rows with different labels; width {}, the first seed.",
            width.hidden
        ),
        sentence,
    );
    figure.matrix = Some(Matrix {
        rows: names.clone(),
        columns: names,
        values: found.matrix.iter().copied().collect(),
        of: "share".into(),
    });
    figure
}

/// The temperature that suits one member of the middle width best, on validation rows.
pub fn temperature(seed: &WindowCascades) -> Option<f64> {
    let one = seed.middle().validation.index_axis(Along(0), 0);
    let fit = fit_temperature(one, &seed.validation_labels, 0.05, 20.0)?;
    Some(fit.temperature)
}

/// The Brier score of a width's members: that of their average, and their spread.
pub fn brier(width: &Width, labels: &[usize]) -> [f64; 2] {
    let p = log_softmax(width.test.view()).mapv(f64::exp);
    let found = bias_variance_brier(p.view(), labels);
    [found.bias, found.variance]
}

pub fn decomposition(seeds: &[WindowCascades]) -> Figure {
    let mut stack = Stack::new(&["error of the average", "variance"]);
    let mut words = Vec::new();
    for w in 0..seeds[0].widths.len() {
        let own = seeds.iter().map(|seed| seed.brier[w]);
        let sum = own.fold([0.0; 2], |[a, b], [c, d]| [a + c, b + d]);
        let parts = sum.map(|s| s / seeds.len() as f64);
        stack.push(&format!("width {}", seeds[0].widths[w].hidden), parts);
        words.push(format!("{:.0} %", 100.0 * parts[1] / (parts[0] + parts[1])));
    }
    Figure::new(
        "bias-variance",
        FigureKind::Stack,
        "What an ensemble removes",
    )
    .stack(stack)
    .says(
        over(
            seeds,
            "Brier score of a member: that of the average of all members, and their spread.",
        ),
        format!(
            "From narrow to wide, {} of a member's error is variance.",
            words.join(", ")
        ),
    )
}

/// Accuracy and the area under the curve of risk, by the severity of noise.
pub fn robustness(seeds: &[WindowCascades], settings: &Settings) -> [Figure; 2] {
    let x: Vec<f64> = (0..seeds[0].shifted.len()).map(|s| s as f64).collect();
    let own = |seed: &WindowCascades, members: usize| -> Vec<[f64; 2]> {
        let said = seed.said(settings.into());
        let at = |stages: &Stages| {
            let stage = members.min(stages.score.nrows()) - 1;
            let wrong = errors(stages.labels.row(stage), &seed.labels);
            let error = wrong.iter().sum::<f64>() / wrong.len() as f64;
            let confidence = stages.score.row(stage).to_vec();
            [1.0 - error, risk_coverage_curve(&confidence, &wrong).aurc]
        };
        said.shifted.iter().map(at).collect()
    };
    let line = |name: &str, members: usize, role, part: usize| {
        let values: Vec<Vec<f64>> = seeds
            .iter()
            .map(|seed| own(seed, members).iter().map(|of| of[part]).collect())
            .collect();
        Series::over_seeds(name, role, name, &x, &values).marked()
    };
    let both = |part| {
        vec![
            line("one member", 1, Role::Single, part),
            line("ensemble", settings.used, Role::Ensemble, part),
        ]
    };
    let [accuracy, area] = [0, 1].map(both);
    let gain = |all: &[Series], at: usize| all[1].y[at] - all[0].y[at];
    let [mild, strong] = [0, 5].map(|at| 100.0 * gain(&accuracy, at));
    let [few, many] = [0, 5].map(|at| -gain(&area, at));
    let caption = over(
        seeds,
        "Gaussian noise on the first of the test rows, up to 1 000; the middle width.",
    );
    let severity = || Axis::new("severity of the noise");
    [
        Figure::new("robustness", FigureKind::Curve, "Accuracy under noise")
            .axes(severity(), Axis::share("accuracy"))
            .series(accuracy)
            .says(
                caption.clone(),
                format!("The ensemble is {mild:+.1} points better without noise and {strong:+.1} at severity 5."),
            ),
        Figure::new("robustness-risk", FigureKind::Curve, "Ranking under noise")
            .axes(severity(), Axis::new("area under the curve of risk"))
            .series(area)
            .says(
                caption,
                format!("The ensemble's area is {few:.3} smaller without noise and {many:.3} at severity 5."),
            ),
    ]
}

/// Four maps of doubt on the plane.
pub fn maps(seed: &WindowCascades, settings: &Settings) -> Vec<Figure> {
    let Some((plane, _, logits)) = &seed.field else {
        return Vec::new();
    };
    let z = first(logits, settings.used, settings);
    let log_p = log_softmax(z.view());
    let mean = log_average(log_p.view());
    let total: Vec<f64> = mean.outer_iter().map(entropy).collect();
    let rows = log_p.axis_iter(Along(1));
    let expected: Vec<f64> = rows
        .map(|members| members.outer_iter().map(entropy).sum::<f64>() / members.nrows() as f64)
        .collect();
    let mutual = total
        .iter()
        .zip(&expected)
        .map(|(t, e)| (t - e).max(0.0))
        .collect();
    let sure = mean
        .outer_iter()
        .map(|row| row[argmax(row)].exp())
        .collect();
    let corner = |i: usize| (i as f32 + 0.5) / SIDE as f32;
    let x: Vec<f64> = (0..SIDE)
        .map(|i| f64::from(plane.at([corner(i), 0.0])[0]))
        .collect();
    let y: Vec<f64> = (0..SIDE)
        .rev()
        .map(|i| f64::from(plane.at([0.0, corner(i)])[1]))
        .collect();
    let figure = |id: &str, title: &str, values: Vec<f64>, unit: &str| {
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        // Places run from above, grids from below.
        let from_below: Vec<f64> = values.chunks(SIDE).rev().flatten().copied().collect();
        let mut figure = Figure::new(id, FigureKind::Heat, title)
            .axes(Axis::new("x"), Axis::new("y"))
            .says(
                format!("{} members of the middle width, the first seed.", z.dim().0),
                format!("{mean:.2} {unit} on average, {largest:.2} at most."),
            );
        figure.grid = Some(Grid {
            x: x.clone(),
            y: y.clone(),
            values: from_below,
            label: title.to_lowercase(),
            unit: Some(unit.trim().into()),
            palette: "sequential".into(),
        });
        figure
    };
    vec![
        figure("total-doubt", "All doubt", total, "nats"),
        figure("expected-doubt", "Doubt of each member", expected, "nats"),
        figure(
            "mutual-information",
            "Doubt between members",
            mutual,
            "nats",
        ),
        figure("confidence", "Largest probability", sure, "of 1"),
    ]
}
