//! The plane of the first two features: where a forest smooths, what it says, and from what.

use ndarray::{Array2, Axis as Along};

use super::figures::ROLES;
use super::{Data, ForestSmoothers, MODELS, Settings};
use crate::exhibits::{Axis, Figure, FigureKind, Grid, Map, Plane, Point, Role, Series};
use crate::methods::categorical::{argmax, byte};
use crate::methods::forest::effective_parameters;

/// Squares along a side of a map.
const SIDE: usize = 48;

/// The places of a grid over the first two features, the others at their training means.
fn grid(seed: &ForestSmoothers) -> (Vec<f64>, Array2<f64>) {
    let centre = seed.problem.train.mean_axis(Along(0)).unwrap_or_default();
    let ticks: Vec<f64> = (0..SIDE).map(|i| (i as f64 + 0.5) / SIDE as f64).collect();
    let mut places = Array2::zeros((SIDE * SIDE, centre.len())) + &centre;
    for (i, mut place) in places.outer_iter_mut().enumerate() {
        place[0] = ticks[i % SIDE];
        if let Some(second) = place.get_mut(1) {
            *second = ticks[i / SIDE];
        }
    }
    (ticks, places)
}

fn on_grid(ticks: Vec<f64>, values: Vec<f64>, label: &str) -> Grid {
    Grid {
        x: ticks.clone(),
        y: ticks,
        values,
        label: label.into(),
        unit: None,
        palette: "sequential".into(),
    }
}

/// The training rows, by their target.
fn rows(seed: &ForestSmoothers) -> Vec<Point> {
    let problem = &seed.problem;
    let pairs = problem
        .train
        .outer_iter()
        .zip(problem.train_signal.outer_iter());
    let point = |(x, f): (ndarray::ArrayView1<'_, f64>, ndarray::ArrayView1<'_, f64>)| Point {
        x: x[0],
        y: x.get(1).copied().unwrap_or_default(),
        role: Role::Member,
        label: format!("{:.2}", f[0]),
    };
    pairs.map(point).collect()
}

pub fn smoothing(seed: &ForestSmoothers, used: usize) -> Figure {
    let (ticks, places) = grid(seed);
    let own = effective_parameters(seed.model().weights(used, places.view()).view());
    let n = seed.problem.train.nrows();
    let largest = own.per_query.iter().copied().fold(0.0, f64::max);
    let sentence = format!(
        "On the map the {} uses {:.1} effective parameters on average and {largest:.1} at the most spiked place, of {n}.",
        MODELS[seed.chosen], own.effective_parameters
    );
    let mut figure = Figure::new("smoothing-map", FigureKind::Heat, "Where the model smooths and where it copies")
        .axes(Axis::new("first feature"), Axis::new("second feature"))
        .says(
            "n times the squared length of the weights at each place; other features at their means; the first seed.",
            sentence,
        );
    figure.points = rows(seed);
    figure.grid = Some(on_grid(ticks, own.per_query, "effective parameters"));
    figure
}

pub fn prediction(seed: &ForestSmoothers, settings: &Settings) -> Figure {
    let (ticks, places) = grid(seed);
    let predicted = seed.model().predict(places.view());
    let caption = "The first seed, all trees; other features at their means.";
    let title = "What the model predicts";
    if settings.data == Data::Marsadd {
        let values = predicted.column(0).to_vec();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sentence = format!("On the map the prediction runs from {low:.2} to {high:.2}.");
        let mut figure = Figure::new("prediction-map", FigureKind::Heat, title)
            .axes(Axis::new("first feature"), Axis::new("second feature"))
            .says(caption, sentence);
        figure.points = rows(seed);
        figure.grid = Some(on_grid(ticks, values, "prediction"));
        return figure;
    }
    // The leaf proportions of the classes; of two, only the second has a column.
    let shares: Vec<Vec<f64>> = predicted
        .outer_iter()
        .map(|p| match p.len() {
            1 => vec![1.0 - p[0], p[0]],
            _ => p.to_vec(),
        })
        .collect();
    let from_above = (0..SIDE).rev().flat_map(|row| row * SIDE..(row + 1) * SIDE);
    let winner = |i: usize| argmax(&shares[i]);
    let places: Vec<usize> = from_above.collect();
    let map = Map {
        label: MODELS[seed.chosen].into(),
        role: Some(ROLES[seed.chosen]),
        side: SIDE,
        winner: places.iter().map(|&i| winner(i) as u8).collect(),
        share: places.iter().map(|&i| byte(shares[i][winner(i)])).collect(),
        accuracy: None,
    };
    let count = shares.first().map_or(0, Vec::len);
    let held = |c: usize| map.winner.iter().filter(|&&w| usize::from(w) == c).count();
    let parts: Vec<String> = (0..count)
        .map(|c| format!("{:.0} %", 100.0 * held(c) as f64 / map.winner.len() as f64))
        .collect();
    let sentence = format!("The classes hold {} of the map.", parts.join(", "));
    let problem = &seed.problem;
    let class = |f: ndarray::ArrayView1<'_, f64>| match f.len() {
        1 => f[0] as u32,
        _ => argmax(f) as u32,
    };
    let plane = Plane {
        points: problem
            .train
            .outer_iter()
            .map(|x| [x[0], 1.0 - x[1]])
            .collect(),
        classes: problem.train_signal.outer_iter().map(class).collect(),
        names: (0..count).map(|c| format!("class {}", c + 1)).collect(),
        ..Plane::default()
    };
    let mut figure = Figure::new("prediction-map", FigureKind::Boundary, title)
        .axes(Axis::new("first feature"), Axis::new("second feature"))
        .says(caption, sentence);
    figure.maps = vec![map];
    figure.plane = Some(plane);
    figure
}

pub fn weights(seed: &ForestSmoothers, settings: &Settings, used: usize) -> Figure {
    let mut query = seed.problem.train.mean_axis(Along(0)).unwrap_or_default();
    let two = query.len().min(2);
    for (f, at) in settings.query.into_iter().take(two).enumerate() {
        query[f] = at;
    }
    let own = seed
        .model()
        .weights(used, query.insert_axis(Along(0)).view());
    let own = own.row(0);
    let pairs = rows(seed).into_iter().zip(own);
    let part: Vec<(Point, f64)> = pairs
        .map(|(row, &w)| (row, w))
        .filter(|p| p.1 != 0.0)
        .collect();
    let pick = |of: fn(&Point) -> f64| part.iter().map(|(row, _)| of(row)).collect::<Vec<f64>>();
    let mut drawn = Series::line(
        "rows",
        Role::Ensemble,
        "training rows",
        &pick(|p| p.x),
        pick(|p| p.y),
    );
    drawn.count = Some(part.iter().map(|(_, w)| w.abs()).collect());
    drawn.notes = Some(
        part.iter()
            .map(|(row, w)| format!("weight {w:.4}, target {}", row.label))
            .collect(),
    );
    let length: f64 = own.iter().map(|w| w * w).sum();
    let sentence = format!(
        "{} of {} training rows have a part in this prediction; their weights are worth {:.1} equal ones.",
        part.len(),
        own.len(),
        1.0 / length
    );
    let mut figure = Figure::new("query-weights", FigureKind::Scatter, "What one prediction is made of")
        .axes(Axis::new("first feature"), Axis::new("second feature"))
        .says(
            "Training rows with a weight, the area of a mark in proportion to it; the query's other features at their means; the first seed.",
            sentence,
        );
    figure.series = vec![drawn];
    figure.points = vec![Point {
        x: settings.query[0],
        y: settings.query[1],
        role: Role::Single,
        label: "query".into(),
    }];
    figure
}
