//! Checkpoints on maps, and classes against classes.

use super::problem::{CLASSES, NAMES};
use super::standing::Standing;
use super::{HeritageSoups, Settings};
use crate::exhibits::{Axis, Figure, FigureKind, Grid, Matrix, Point, Role, Series};

/// A run's checkpoints by what they predict.
pub fn map(seed: &HeritageSoups, run: usize) -> Figure {
    let map = &seed.maps[run];
    let count = seed.checkpoints();
    let own = |id: &str, role, label: &str, rows: &[usize]| {
        let pick = |axis: usize| {
            rows.iter()
                .map(|&i| map.coordinates[[i, axis]])
                .collect::<Vec<_>>()
        };
        let name = |&i: &usize| match i {
            i if i < count => format!("step {}", seed.steps[i]),
            _ => label.into(),
        };
        Series::line(id, role, label, &pick(0), pick(1)).named(rows.iter().map(name).collect())
    };
    let all: Vec<usize> = (0..count).collect();
    let (kept, left): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|c| seed.greedy[run].contains(c));
    let mut path = own("path", Role::Chance, "order of the steps", &all);
    path.joined = Some(true);
    let mut series = vec![path];
    if !left.is_empty() {
        series.push(own(
            "checkpoints",
            Role::Single,
            "checkpoint left out",
            &left,
        ));
    }
    series.push(own(
        "ingredients",
        Role::Reference,
        "checkpoint in the greedy soup",
        &kept,
    ));
    series.push(own("greedy", Role::Soup, "greedy soup", &[count]));
    series.push(own("votes", Role::Ensemble, "soft voting", &[count + 1]));
    let said = |selected: &[usize]| match seed.spread(run, selected) {
        Some(spread) => format!("{spread:.2}"),
        None => "no".into(),
    };
    let sentence = format!(
        "The greedy soup's {} checkpoints have a relative spread of {}, as many that are best on validation {}; stress of the map {:.2}.",
        kept.len(),
        said(&seed.greedy[run]),
        said(&seed.best[run]),
        map.stress
    );
    Figure::new("map", FigureKind::Map2d, "Checkpoints by what they predict")
        .axes(
            Axis::new("half the Jeffreys divergence").unit("nats"),
            Axis::new(""),
        )
        .series(series)
        .says(
            format!(
                "Classical scaling to two dimensions; run {} of the first seed.",
                run + 1
            ),
            sentence,
        )
}

/// Which classes the chosen averaging takes for which.
pub fn confusion(chosen: &[&Standing], settings: &Settings) -> Figure {
    let mut counts = ndarray::Array2::<usize>::zeros((CLASSES, CLASSES));
    chosen.iter().for_each(|s| counts += &s.confusion);
    let of_row = |i: usize| counts.row(i).sum().max(1) as f64;
    let wrong = counts.indexed_iter().filter(|((i, j), _)| i != j);
    let share = |((i, j), &n): ((usize, usize), &usize)| (n as f64 / of_row(i), i, j);
    let worst = wrong
        .map(share)
        .fold((0.0, 0, 0), |a, b| if b.0 > a.0 { b } else { a });
    let clothes: f64 = [0, 2, 4, 6]
        .map(|i| 1.0 - counts[[i, i]] as f64 / of_row(i))
        .iter()
        .sum();
    let sentence = format!(
        "Of the images of class {} {:.0} % are taken for {}; T-shirts, pullovers, coats and shirts are wrong in {:.1} % of the cases.",
        NAMES[worst.1],
        100.0 * worst.0,
        NAMES[worst.2],
        100.0 * clothes / 4.0
    );
    let names = NAMES.map(String::from).to_vec();
    let mut figure = Figure::new(
        "confusion",
        FigureKind::Matrix,
        "Which classes are taken for which",
    )
    .axes(Axis::new("predicted class"), Axis::new("true class"))
    .says(
        format!("The {}; all runs together.", settings.averaging.name()),
        sentence,
    );
    figure.matrix = Some(Matrix {
        rows: names.clone(),
        columns: names,
        values: counts.iter().map(|&n| n as f64).collect(),
        of: "count".into(),
    });
    figure
}

/// Errors on the plane through three checkpoints of a run.
pub fn plane(seed: &HeritageSoups, run: usize) -> Figure {
    let field = &seed.fields[run];
    let mark = |c: usize, at: &[f64; 2]| Point {
        x: at[0],
        y: at[1],
        role: if field.through.contains(&c) {
            Role::Single
        } else {
            Role::Member
        },
        label: format!("step {}", seed.steps[c]),
    };
    let mut points: Vec<Point> = field
        .places
        .iter()
        .enumerate()
        .map(|(c, at)| mark(c, at))
        .collect();
    points.push(Point {
        x: field.soup[0],
        y: field.soup[1],
        role: Role::Soup,
        label: "mean of all checkpoints".into(),
    });
    let corners = field.through.map(|c| field.error_at(field.places[c]));
    let sentence = format!(
        "In this plane {:.1} % are wrong nearest to the mean of all checkpoints, {:.1} % on average nearest to the three corners.",
        100.0 * field.error_at(field.soup),
        100.0 * corners.iter().sum::<f64>() / 3.0
    );
    let mut figure = Figure::new("plane", FigureKind::Landscape, "The plane through three checkpoints")
        .axes(Axis::new("distance of weights"), Axis::new("distance of weights"))
        .says(
            format!("Share of 500 test images that are wrong; other checkpoints and the mean where they are nearest; run {} of the first seed.", run + 1),
            sentence,
        );
    figure.points = points;
    figure.grid = Some(Grid {
        x: field.x.clone(),
        y: field.y.clone(),
        values: field.error.clone(),
        label: "test error".into(),
        unit: None,
        palette: "sequential".into(),
    });
    figure
}
