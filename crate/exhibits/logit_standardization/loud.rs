//! Losses of a student whose teacher is louder or softer than it was.

use serde::Deserialize;

use super::SCALES;
use crate::exhibits::classroom::Lot;
use crate::ir::{Graph, Tensor};
use crate::methods::distillation::{
    decoupled, dist, kd_loss, mse_logits_loss, standardize, standardized_kd_loss,
};
use crate::methods::loss::cross_entropy;
use crate::nn::{Mlp, Model};

/// Weights of the labels, of a loss of raw logits, and of one of standardised logits.
const LABELS: f64 = 0.1;
const RAW: f64 = 0.9;
const STANDARD: f64 = 9.0;
/// The weights of DKD's two parts, and of both of DIST's.
const DKD: [f64; 2] = [1.0, 8.0];
const DIST: f64 = 2.0;
/// What is added to a deviation, and to the denominator of a correlation.
const EPS: f64 = 1e-7;
const DIST_EPS: f64 = 1e-8;

/// What a student minimises beside the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    Labels,
    KdOne,
    Kd,
    Standardised,
    Dkd,
    DkdStandardised,
    Mse,
    Dist,
}

impl Loss {
    pub const ALL: [Loss; 8] = [
        Loss::Labels,
        Loss::KdOne,
        Loss::Kd,
        Loss::Standardised,
        Loss::Dkd,
        Loss::DkdStandardised,
        Loss::Mse,
        Loss::Dist,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Loss::Labels => "labels alone",
            Loss::KdOne => "KD, T = 1",
            Loss::Kd => "KD",
            Loss::Standardised => "KD, standardised",
            Loss::Dkd => "DKD",
            Loss::DkdStandardised => "DKD, standardised",
            Loss::Mse => "MSE",
            Loss::Dist => "DIST",
        }
    }

    /// The scales of the teacher that it is trained at.
    pub fn scales(self) -> &'static [f64] {
        match self {
            Loss::Labels => &[1.0],
            _ => &SCALES,
        }
    }
}

/// How losses are set.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// `T` of KD, DKD and DIST.
    pub temperature: f64,
    /// `τ` of standardised logits.
    pub base: f64,
    /// What is taken off `K` in the deviation.
    pub ddof: usize,
}

/// What each student minimises, `[M]`; the teacher's logits are multiplied by the member's `scale`.
pub fn objective<'g>(
    g: &'g Graph,
    model: &Mlp,
    lot: Lot<'g>,
    loss: Loss,
    told: Told,
) -> Tensor<'g> {
    let student = model.logits(lot.x, lot.theta);
    let teacher = lot.teacher * g.hyper("scale").reshape(&[1, 1]);
    let labels = cross_entropy(student, lot.labels).mean_all();
    let number = |value: f64| g.constant(value);
    let (t, base, eps) = (number(told.temperature), number(told.base), number(EPS));
    let dkd = |s: Tensor<'g>, z: Tensor<'g>, t: Tensor<'g>| {
        let parts = decoupled(s, z, lot.labels, t);
        (parts.target * DKD[0] + parts.others * DKD[1]).mean_all()
    };
    let plain = |z: Tensor<'g>| standardize(z, number(1.0), told.ddof, eps);
    let (weight, own) = match loss {
        // Nothing but labels, however loud the teacher is.
        Loss::Labels => return labels + teacher.detach().mean_all() * 0.0,
        Loss::KdOne => (RAW, kd_loss(student, teacher, number(1.0)).mean_all()),
        Loss::Kd => (RAW, kd_loss(student, teacher, t).mean_all()),
        Loss::Standardised => {
            let rows = standardized_kd_loss(student, teacher, base, told.ddof, eps);
            (STANDARD, rows.mean_all())
        }
        Loss::Dkd => (RAW, dkd(student, teacher, t)),
        Loss::DkdStandardised => (STANDARD, dkd(plain(student), plain(teacher), base)),
        Loss::Mse => (RAW, mse_logits_loss(student, teacher, false).mean_all()),
        Loss::Dist => {
            let parts = dist(student, teacher, t, number(DIST_EPS));
            (RAW, (parts.inter + parts.intra) * DIST)
        }
    };
    labels * LABELS + own * weight
}
