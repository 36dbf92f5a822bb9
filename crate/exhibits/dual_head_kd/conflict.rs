//! Where the gradients of two losses pull apart, and what the losses look like.

use super::heads::{Auxiliary, Variant, both};
use super::{DualHeadKd, LOOKS, Settings};
use crate::exhibits::{Bench, Given};
use crate::ir::{DType, grad};
use crate::lab::LabError;
use crate::methods::dual_head::{gradient_cosine, linear_head_gradients};
use crate::methods::loss::cross_entropy;
use crate::nn::Model;

/// Cosines between the gradients of the labels' loss and of the teacher's, model by model.
pub struct Cosines {
    /// With both losses on the main head: in its weights, and in the features.
    pub one_head: Vec<[f64; 2]>,
    /// With the teacher's loss on the second head: in the features, all that they share.
    pub two_heads: Vec<f64>,
}

/// The cosines of models, on the probe's rows.
pub async fn cosines(
    bench: &Bench,
    seed: &DualHeadKd,
    models: &[&[f32]],
    kind: Auxiliary,
    temperature: f64,
) -> Result<Cosines, LabError> {
    let (probe, taught) = seed.probe()?;
    let (rows, features, classes) = (probe.len(), probe.features(), probe.classes());
    let size = seed.model.layout().len();
    let given = [
        ("theta", Given::Numbers(models.concat())),
        ("x", Given::Numbers(probe.values().to_vec())),
        ("y", Given::Whole(probe.y().to_vec())),
        (
            "teacher",
            Given::Numbers(taught.iter().map(|&z| z as f32).collect()),
        ),
    ];
    let found = bench
        .values(models.len(), &given, |g| {
            let theta = g.each("theta", &[size]);
            let x = g.shared("x", &[rows, features]);
            let y = g.input("y", &[1, rows, 1], DType::U32);
            let teacher = g.shared("teacher", &[rows, classes]);
            let t = g.constant(temperature);
            let h = seed.model.features(x, theta).detach();
            let head = seed.model.layout().get(theta, "w1").detach();
            let [w1, w2] = [0, classes].map(|from| head.narrow(2, from, classes));
            let [main, second] = both(&seed.model, x, theta).map(|z| z.detach());
            let labels = cross_entropy(main, y).mean_all().sum_members();
            let labels = grad(labels, &[main])[0];
            let told = |z| {
                let loss = kind.loss(z, teacher, t).mean_all().sum_members();
                grad(loss, &[z])[0]
            };
            let first = linear_head_gradients(h, w1, labels);
            let same = linear_head_gradients(h, w1, told(main));
            let other = linear_head_gradients(h, w2, told(second));
            vec![
                gradient_cosine(first.weight, same.weight),
                gradient_cosine(first.features, same.features),
                gradient_cosine(first.features, other.features),
            ]
        })
        .await?;
    let of = |which: usize, i: usize| f64::from(found[which][i]);
    let all = 0..models.len();
    Ok(Cosines {
        one_head: all.clone().map(|i| [of(0, i), of(1, i)]).collect(),
        two_heads: all.map(|i| of(2, i)).collect(),
    })
}

/// The cosines of the chosen loss along the training of the first seed: head and features with one
/// head, features with two.
pub async fn curves(
    bench: &Bench,
    seed: &DualHeadKd,
    settings: &Settings,
) -> Result<[Vec<f64>; 3], LabError> {
    let (kind, weight) = (settings.auxiliary, settings.weight);
    let path = |variant| seed.place(variant).map(|m| seed.path_of(m));
    let one = path(Variant::OneHead(kind, weight)).unwrap_or_default();
    let two = path(Variant::TwoHeads(kind, weight)).unwrap_or_default();
    let models = [one, two].concat();
    let found = cosines(bench, seed, &models, kind, settings.temperature).await?;
    let part = |i: usize| found.one_head[..LOOKS].iter().map(|c| c[i]).collect();
    Ok([part(0), part(1), found.two_heads[LOOKS..].to_vec()])
}

/// Losses of one logit against the teacher's, which is 0, and their slopes.
pub struct Shapes {
    pub x: Vec<f64>,
    /// `BinaryKL`, `BinaryKL-Norm`, MSE.
    pub loss: [Vec<f64>; 3],
    pub slope: [Vec<f64>; 3],
}

pub const SHAPED: [Auxiliary; 3] = [Auxiliary::BinaryKl, Auxiliary::BinaryKlNorm, Auxiliary::Mse];

/// The losses' shapes at a temperature.
pub async fn shapes(bench: &Bench, temperature: f64) -> Result<Shapes, LabError> {
    let x: Vec<f64> = (-40..=40).map(|i| f64::from(i) / 4.0).collect();
    let count = x.len();
    let given = [("x", Given::Numbers(x.iter().map(|&x| x as f32).collect()))];
    let found = bench
        .values(1, &given, |g| {
            let s = g.shared("x", &[count, 1]);
            let teacher = s.detach() * 0.0;
            let t = g.constant(temperature);
            let all = SHAPED.map(|kind| kind.loss(s, teacher, t));
            let slopes = all.map(|loss| grad(loss.sum_all().sum_members(), &[s])[0]);
            [all, slopes].concat()
        })
        .await?;
    let of = |i: usize| found[i].iter().map(|&v| f64::from(v)).collect();
    Ok(Shapes {
        x,
        loss: [of(0), of(1), of(2)],
        slope: [of(3), of(4), of(5)],
    })
}
