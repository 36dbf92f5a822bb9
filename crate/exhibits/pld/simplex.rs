//! Losses over all that a student may say of three classes.

use super::Settings;
use crate::exhibits::{Bench, Given};
use crate::ir::DType;
use crate::lab::LabError;
use crate::methods::listwise::{listmle_loss, pld_loss, teacher_optimal_permutation};
use crate::methods::loss::cross_entropy;

/// Steps along a side of the simplex.
const SIDE: usize = 24;
/// The teacher's logits; the first class is the label.
pub const TEACHER: [f64; 3] = [1.5, 1.0, -0.5];

/// Losses at places of the simplex; what lies outside is not a number.
pub struct Bowls {
    /// Shares of the first class, and of the second.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// Of cross-entropy, PLD and `ListMLE`, row by row from the lowest share of the second class.
    pub loss: [Vec<f64>; 3],
    /// Where each is smallest.
    pub least: [[f64; 3]; 3],
}

/// Losses at the temperature of the settings, `ListMLE` with the ranks that they keep.
pub async fn bowls(bench: &Bench, settings: &Settings) -> Result<Bowls, LabError> {
    // Corners and edges have infinite logits: the places lie just inside of them.
    let at = |i: usize| (i as f64 + 0.5) / (SIDE as f64 + 0.5);
    let ticks: Vec<f64> = (0..SIDE).map(at).collect();
    let mut places = Vec::new();
    for j in 0..SIDE {
        for i in 0..SIDE {
            let (a, b) = (ticks[i], ticks[j]);
            let c = 1.0 - a - b;
            places.push((c > 1e-9).then_some([a, b, c]));
        }
    }
    let inside: Vec<[f64; 3]> = places.iter().flatten().copied().collect();
    let count = inside.len();
    let logs = inside.iter().flatten().map(|p| p.ln() as f32).collect();
    let given = [
        ("student", Given::Numbers(logs)),
        (
            "teacher",
            Given::Numbers(TEACHER.repeat(count).iter().map(|&z| z as f32).collect()),
        ),
        ("labels", Given::Whole(vec![0; count])),
    ];
    let (shown, top) = (settings.shown, settings.top.min(3));
    let found = bench
        .values(1, &given, |g| {
            let s = g.shared("student", &[count, 3]);
            let teacher = g.shared("teacher", &[count, 3]);
            let labels = g.input("labels", &[1, count, 1], DType::U32);
            let ranking = teacher_optimal_permutation(teacher, labels);
            vec![
                cross_entropy(s, labels),
                pld_loss(s, teacher, labels, g.constant(shown)),
                listmle_loss(s, ranking, top),
            ]
        })
        .await?;
    let field = |of: usize| {
        let mut own = found[of].iter().map(|&v| f64::from(v));
        let mut next = |inside: bool| inside.then(|| own.next()).flatten().unwrap_or(f64::NAN);
        places
            .iter()
            .map(|p| next(p.is_some()))
            .collect::<Vec<f64>>()
    };
    let least = |of: usize| {
        let all = found[of].iter().enumerate();
        let best = all.min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
        inside[best]
    };
    Ok(Bowls {
        x: ticks.clone(),
        y: ticks,
        loss: [0, 1, 2].map(field),
        least: [0, 1, 2].map(least),
    })
}
