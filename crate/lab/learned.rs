//! The learned soup: shares and an inverse temperature by gradient descent on validation rows.

use std::rc::Rc;
use std::slice;

use crate::data::Dataset;
use crate::ir::{DType, Graph, GraphError, Program, Tensor, grad};
use crate::methods::loss::cross_entropy;
use crate::methods::soup::learned_soup;
use crate::nn::{Health, Model, Optimiser, Schedule};
use crate::plan::Plan;

use super::network::Network;
use super::{Explorer, LabError, Learner, On, Set};

/// Steps of `AdamW` over all validation rows.
const STEPS: u32 = 100;
/// Its learning rate.
const RATE: f32 = 0.05;

/// What was learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// `softmax(a)`, one for each chosen member.
    pub shares: Vec<f64>,
    /// `β`: by what the soup's logits are best multiplied.
    pub beta: f64,
    /// The loss at the first step and at the last.
    pub loss: [f64; 2],
}

impl Explorer {
    /// The learned soup of the chosen members.
    pub(super) async fn learned(&mut self) -> Result<Rc<Learned>, LabError> {
        if let Some(learned) = &self.formed.learned {
            return Ok(Rc::clone(learned));
        }
        let size = self.network.size();
        let circle = self.circle()?;
        let own = circle.iter().map(|&m| m * size..(m + 1) * size);
        let theta: Vec<f32> = own
            .flat_map(|own| self.theta[own].iter().copied())
            .collect();
        let rows = self.rows(&On::clean(Set::Validation))?;
        let learned = Rc::new(learn(&self.network, &theta, &rows).await?);
        self.formed.learned = Some(Rc::clone(&learned));
        Ok(learned)
    }
}

/// Minimises `mean_n CE(β f(x_n; Σ_m softmax(a)_m θ_m), y_n)` over `a` and `log β`, from the
/// uniform soup and `β = 1`, by `AdamW` without decay.
///
/// Source: Wortsman et al. 2022, arXiv:2203.05482, §2.
async fn learn(network: &Network, theta: &[f32], rows: &Dataset) -> Result<Learned, LabError> {
    let members = theta.len() / network.size();
    let dims = [rows.len(), rows.features()];
    let program = program(members, dims, &network.learner)?;
    let mut machine = network.device.compile(Plan::new(&program)).await?;
    let mut give = |name: &str, values: &[f32]| machine.write(name, bytemuck::cast_slice(values));
    give("theta", theta)?;
    give("x", rows.values())?;
    give("mix", &vec![0.0; 2 * members])?;
    give("lr", &vec![RATE; members])?;
    give("diverged", &vec![0.0; members])?;
    for moment in Optimiser::AdamW.moments() {
        give(moment, &vec![0.0; 2 * members])?;
    }
    for &(name, value) in Optimiser::AdamW.hypers() {
        let value = if name == "weight_decay" { 0.0 } else { value };
        give(name, &vec![value; members])?;
    }
    machine.write("y", rows.y())?;
    machine.run(STEPS)?;
    machine.settle().await?;
    let losses = machine.fetched();
    let loss = |record: Option<&crate::run::Record>| {
        let word = record.and_then(|r| r.words.first().copied());
        f64::from(word.map_or(f32::NAN, f32::from_bits))
    };
    let loss = [loss(losses.first()), loss(losses.last())];
    let mix = machine.read("mix").await?;
    let mix: Vec<f64> = mix.iter().map(|&w| f64::from(f32::from_bits(w))).collect();
    let top = mix
        .iter()
        .step_by(2)
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = mix.iter().step_by(2).map(|a| libm::exp(a - top)).collect();
    let sum: f64 = parts.iter().sum();
    let heat = mix.iter().skip(1).step_by(2).sum::<f64>() / members as f64;
    Ok(Learned {
        shares: parts.iter().map(|p| p / sum).collect(),
        beta: libm::exp(heat),
        loss,
    })
}

/// The carry `mix [M, 2]` holds each member's `a` and a copy of `log β`, whose mean counts.
fn program(
    members: usize,
    [rows, features]: [usize; 2],
    learner: &Learner,
) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let size = learner.layout().len();
    let mix = g.carry("mix", &[2]);
    let x = g.shared("x", &[rows, features]);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let whole = 0..size;
    let soup = learned_soup(
        g.each("theta", &[size]),
        mix.narrow(1, 0, 1),
        slice::from_ref(&whole),
    );
    let heat: Tensor<'_> = mix.narrow(1, 1, 1).mean_members();
    let logits = learner.logits(x, soup) * heat.exp().reshape(&[1, 1]);
    let loss = cross_entropy(logits, y).mean_all();
    let gradient = grad(loss, &[mix])[0];
    let health = Health::watch(&g, loss, gradient);
    Optimiser::AdamW.update(&g, mix, gradient, Schedule::Constant.factor(&g), health);
    g.fetch("loss", loss, 1);
    g.finish()
}
