//! Places of a plane, what models say there, and who is chosen.

use ndarray::ArrayView2;

use super::{Map, Plane, Role};
use crate::data::{Dataset, InputError};
use crate::lab;
use crate::methods::categorical::{argmax, byte, log_softmax};

/// The places of a plane with `side` of them along each side, row by row from above. Their
/// classes mean nothing.
pub fn places(plane: &lab::Plane, side: usize) -> Result<Dataset, InputError> {
    let at = |i: usize| (i as f32 + 0.5) / side as f32;
    let x = (0..side * side).flat_map(|i| plane.at([at(i % side), at(i / side)]));
    let y = (0..side * side).map(|i| (i % 2) as u32).collect();
    Dataset::new("places", x.collect(), &[plane.right.len()], y, 2)
}

/// What logits `[side², K]` decide.
pub fn map(label: &str, role: Role, logits: ArrayView2<'_, f64>) -> Map {
    let log_p = log_softmax(logits);
    let winner = |row: ndarray::ArrayView1<'_, f64>| argmax(row.iter()) as u8;
    let share = |row: ndarray::ArrayView1<'_, f64>| byte(row[argmax(row.iter())].exp());
    Map {
        label: label.into(),
        role: Some(role),
        side: (logits.nrows() as f64).sqrt() as usize,
        winner: log_p.outer_iter().map(winner).collect(),
        share: log_p.outer_iter().map(share).collect(),
        accuracy: None,
    }
}

/// A plane with some rows of two features on it.
pub fn plane(of: &lab::Plane, rows: &Dataset) -> Plane {
    let place = |row: ndarray::ArrayView1<'_, f32>| of.place(&row.to_vec()).map(f64::from);
    Plane {
        points: rows.x().outer_iter().map(place).collect(),
        classes: rows.y().to_vec(),
        names: (0..rows.classes()).map(|k| format!("class {k}")).collect(),
        ..Plane::default()
    }
}

/// Which of so many members, numbered from 1, are among the chosen words; all where none is.
pub fn chosen(words: &[String], members: usize) -> Vec<bool> {
    let mask: Vec<bool> = (1..=members)
        .map(|m| words.iter().any(|word| *word == m.to_string()))
        .collect();
    match mask.iter().any(|&c| c) {
        true => mask,
        false => vec![true; members],
    }
}

/// The share of places at which two maps decide alike.
pub fn agreement(a: &Map, b: &Map) -> f64 {
    let same = a.winner.iter().zip(&b.winner).filter(|(a, b)| a == b);
    same.count() as f64 / a.winner.len().max(1) as f64
}
