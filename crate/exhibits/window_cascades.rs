//! Window-based early exits: only who is near the threshold is asked again (arXiv:2303.08010).
//!
//! Members of several widths are trained once and their logits kept; policies, thresholds and
//! costs are then arithmetic on logits.

mod card;
mod doubt;
mod figures;
mod policy;
mod said;

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::Array3;
use serde::Deserialize;

use super::chart;
use super::{Batch, Bench, Card, Claim, Control, Exhibit, Given, Lesson, Snapshot};
use crate::data::{Corruption, Dataset, Shift, Toy};
use crate::lab::{LabError, Plane};
use crate::nn::{Activation, Mlp, Optimiser, Schedule};
use crate::run::seed::{fill_uniform, key, member_seed};
use policy::Ask;
use said::{Said, Voice};

/// Validation and test rows, at most; rows that are out of distribution.
const VALIDATION: usize = 4000;
const TEST: usize = 4000;
const OUTSIDE: usize = 2000;
/// Rows that are corrupted.
const SHIFTED: usize = 1000;
/// The recipe: batch, rate, decay.
const BATCH: usize = 128;
const RATE: f32 = 1e-3;
const DECAY: f32 = 1e-4;
/// The noise of the two moons' places, and places along a side of their maps.
const MOONS_NOISE: f64 = 0.4;
const SIDE: usize = 64;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Data,
    rows: usize,
    widths: Vec<String>,
    members: usize,
    epochs: u32,
    used: usize,
    policy: Policy,
    window: f64,
    task: Task,
    score: Score,
    combination: Combination,
    temperature: f64,
    outside: Outside,
    outside_share: f64,
    beta: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Data {
    Fashion,
    Mnist,
    Digits,
    Moons,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Policy {
    Window,
    SingleThreshold,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Task {
    #[serde(rename = "cov-5")]
    Coverage5,
    #[serde(rename = "cov-10")]
    Coverage10,
    #[serde(rename = "risk-80")]
    Risk80,
    #[serde(rename = "fpr-95")]
    FalsePositives95,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Score {
    MaxSoftmax,
    NegativeEntropy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Combination {
    Probabilities,
    Logits,
    Vote,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outside {
    Other,
    Noise,
}

/// The members of one width, by their logits `[M, N, K]`.
struct Width {
    hidden: usize,
    /// Multiply-accumulates of one member.
    macs: f64,
    validation: Array3<f64>,
    test: Array3<f64>,
    /// On rows of another kind, and on noise.
    outside: [Array3<f64>; 2],
}

/// What a seed prepares.
pub struct WindowCascades {
    widths: Vec<Width>,
    validation_labels: Vec<usize>,
    labels: Vec<usize>,
    /// Members of the middle width on test rows, corrupted by severities 0 to 5.
    shifted: Vec<Array3<f64>>,
    /// Members of the middle width on a plane of points, from below.
    field: Option<(Plane, Dataset, Array3<f64>)>,
    /// How each width does in what is claimed.
    claimed: Vec<Claimed>,
    /// The Brier score of each width's members: that of their average, and their spread.
    brier: Vec<[f64; 2]>,
    /// The temperature that suits one member of the middle width, on validation rows.
    temperature: Option<f64>,
    /// What members said when they were asked last.
    said: RefCell<Option<Rc<Said>>>,
}

/// What is claimed of one width: coverage at a risk of 5 % of one member, of two, and of the
/// cascades; mean members asked by the window; how one and two tell what is outside.
struct Claimed {
    macs: f64,
    single: f64,
    ensemble: f64,
    window: f64,
    threshold: f64,
    asked: f64,
    auroc: [f64; 2],
}

impl Exhibit for WindowCascades {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let [train, validation, test, other] = rows(settings, seed, bench).await?;
        let noise = noise(&test, seed)?;
        let mut hidden: Vec<usize> = settings.widths.iter().flat_map(|w| w.parse()).collect();
        hidden.sort_unstable();
        let middle = hidden.len() / 2;
        let (mut widths, mut shifted, mut field) = (Vec::new(), Vec::new(), None);
        let cost = |h: usize| (h * h + 200 * h) as f64;
        let total: f64 = hidden.iter().map(|&h| cost(h)).sum();
        let mut done = 0.0;
        for (i, &h) in hidden.iter().enumerate() {
            let sizes = vec![train.features(), h, h, train.classes()];
            let macs = sizes.windows(2).map(|io| (io[0] * io[1]) as f64).sum();
            let activation = Activation::Relu;
            let model = Mlp { sizes, activation };
            let share = [done / total, (done + cost(h)) / total];
            done += cost(h);
            let theta = learn(bench, &model, &train, settings, seed ^ h as u32, share).await?;
            widths.push(Width {
                hidden: h,
                macs,
                validation: bench.logits(&model, &theta, &validation).await?,
                test: bench.logits(&model, &theta, &test).await?,
                outside: [
                    bench.logits(&model, &theta, &other).await?,
                    bench.logits(&model, &theta, &noise).await?,
                ],
            });
            if i == middle {
                let clean = test.first(SHIFTED.min(test.len()))?;
                for severity in 0..=5 {
                    let rows = worse(&clean, severity, seed)?;
                    shifted.push(bench.logits(&model, &theta, &rows).await?);
                }
                if train.features() == 2 {
                    let plane = Plane::around(&train)?;
                    let places = chart::places(&plane, SIDE)?;
                    let logits = bench.logits(&model, &theta, &places).await?;
                    field = Some((plane, train.first(train.len().min(400))?, logits));
                }
            }
        }
        let labels = |d: &Dataset| d.y().iter().map(|&y| y as usize).collect();
        let mut own = WindowCascades {
            widths,
            validation_labels: labels(&validation),
            labels: labels(&test),
            shifted,
            field,
            claimed: Vec::new(),
            brier: Vec::new(),
            temperature: None,
            said: RefCell::default(),
        };
        let plain = own.said(Voice::PLAIN);
        let widths = plain.widths.iter().zip(&own.widths);
        own.claimed = widths
            .map(|(said, w)| own.claims_of(w.macs, said))
            .collect();
        own.brier = own
            .widths
            .iter()
            .map(|w| doubt::brier(w, &own.labels))
            .collect();
        own.temperature = doubt::temperature(&own);
        Ok(own)
    }

    async fn explore(seeds: &[Self], settings: &Settings, _: &Bench) -> Result<Snapshot, LabError> {
        Ok(figures::snapshot(seeds, settings))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let mean = |values: Vec<f64>| {
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let all = |of: &dyn Fn(&Claimed) -> f64| mean(self.claimed.iter().map(of).collect());
        // Between neighbouring widths single models lie on a line in the logarithm of the cost.
        let beside = self.claimed.windows(2).map(|pair| {
            let [a, b] = [&pair[0], &pair[1]];
            let along = a.asked.ln() / (b.macs / a.macs).ln();
            a.window - (a.single + along * (b.single - a.single))
        });
        let helped = self.claimed.iter().map(|c| c.auroc[1] - c.auroc[0]);
        let ends = (self.claimed.first(), self.claimed.last());
        let scaled = match ends {
            (Some(a), Some(b)) if a.macs < b.macs => Some(a.auroc[0] - b.auroc[0]),
            _ => None,
        };
        vec![
            all(&|c| c.window - c.single - 0.8 * (c.ensemble - c.single)),
            all(&|c| 1.3 - c.asked),
            all(&|c| c.window - c.threshold),
            mean(beside.collect()),
            helped.reduce(f64::min),
            scaled,
        ]
    }
}

impl WindowCascades {
    /// What is claimed of one width, with two members, a window of 20 % and probabilities.
    fn claims_of(&self, macs: f64, said: &policy::Said) -> Claimed {
        let ask = |policy| Ask {
            used: 2,
            policy,
            window: 0.2,
            task: Task::Coverage5,
        };
        let at = |policy| {
            let found = ask(policy).run(said, &self.validation_labels);
            let value = found.value(Task::Coverage5, &self.labels);
            (value, found)
        };
        let (single, alone) = at(Policy::Never);
        let (ensemble, both) = at(Policy::Always);
        let (window, saved) = at(Policy::Window);
        let (threshold, _) = at(Policy::SingleThreshold);
        Claimed {
            macs,
            single,
            ensemble,
            window,
            threshold,
            asked: saved.inside.mean_cost,
            auroc: [alone.tells(), both.tells()],
        }
    }
}

/// Training, validation and test rows of a seed, and rows of another kind.
async fn rows(settings: &Settings, seed: u32, bench: &Bench) -> Result<[Dataset; 4], LabError> {
    let wanted = settings.rows + VALIDATION + TEST;
    let pool = async |name| -> Result<Dataset, LabError> {
        let [train, test] = bench.data(name).await?;
        Ok(train.concat(&test)?)
    };
    let (all, other) = match settings.data {
        Data::Fashion => (pool("fashion-14").await?, pool("mnist-14").await?),
        Data::Mnist => (pool("mnist-14").await?, pool("fashion-14").await?),
        Data::Digits => {
            let digits = pool("digits-8").await?;
            let negative = digits.values().iter().map(|v| 1.0 - v).collect();
            let y = digits.y().to_vec();
            let negative =
                Dataset::new("negatives", negative, digits.shape(), y, digits.classes())?;
            (digits, negative)
        }
        Data::Moons => {
            let ring = Toy::Circles { classes: 2 }.generate(OUTSIDE, 0.1, seed)?;
            let ring = ring
                .values()
                .chunks(2)
                .flat_map(|p| [0.5 + 3.0 * p[0], 0.25 + 3.0 * p[1]]);
            let y = (0..OUTSIDE as u32).map(|i| i % 2).collect();
            let ring = Dataset::new("ring", ring.collect(), &[2], y, 2)?;
            (Toy::Moons.generate(wanted, MOONS_NOISE, seed)?, ring)
        }
    };
    let (places, others) = (all.order(seed, "rows"), other.order(seed, "rows"));
    // A set with fewer rows is divided in the same proportions.
    let part = |rows: usize| {
        rows.min(all.len() * rows / wanted.max(all.len()).max(1))
            .max(1)
    };
    let (validation, test) = (part(VALIDATION), part(TEST));
    let train = part(settings.rows).min(all.len() - validation - test);
    let pick = |from: usize, count: usize| all.pick(&places[from..from + count]);
    Ok([
        pick(validation + test, train)?,
        pick(0, validation)?,
        pick(validation, test)?,
        other.pick(&others[..OUTSIDE.min(others.len())])?,
    ])
}

/// Rows of uniform noise over the range that the features of `like` have.
fn noise(like: &Dataset, seed: u32) -> Result<Dataset, LabError> {
    let count = OUTSIDE.min(like.len());
    let low = like.values().iter().copied().fold(f32::INFINITY, f32::min);
    let high = like
        .values()
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let mut x = vec![0.0; count * like.features()];
    fill_uniform(key(seed, "noise rows"), 0, 0, &mut x);
    x.iter_mut().for_each(|v| *v = low + (high - low) * *v);
    let y = (0..count as u32).map(|i| i % 2).collect();
    Ok(Dataset::new("noise", x, like.shape(), y, like.classes())?)
}

/// Noisier rows of the same labels.
fn worse(rows: &Dataset, severity: usize, seed: u32) -> Result<Dataset, LabError> {
    Ok(match rows.features() {
        2 => Shift::named("noise")?.apply(rows, severity, seed)?,
        _ => Corruption::named("gaussian noise")?.apply(rows, severity, seed)?,
    })
}

/// Trains the members of a width, which differ in their first weights and batches only.
async fn learn(
    bench: &Bench,
    model: &Mlp,
    train: &Dataset,
    settings: &Settings,
    seed: u32,
    share: [f64; 2],
) -> Result<Vec<f32>, LabError> {
    let rows = train.len();
    let size = BATCH.min(rows);
    let lesson = Lesson {
        model,
        seeds: (0..settings.members as u32)
            .map(|m| member_seed(seed, m))
            .collect(),
        start: None,
        optimiser: Optimiser::AdamW,
        schedule: Schedule::Cosine,
        lr: vec![RATE],
        decay: DECAY,
        steps: settings.epochs * rows.div_ceil(size) as u32,
        given: vec![
            ("x", Given::Numbers(train.values().to_vec())),
            ("y", Given::Whole(train.y().to_vec())),
        ],
    };
    let doing = format!(
        "training {} members of width {}",
        settings.members, model.sizes[1]
    );
    bench
        .train(&lesson, share, &doing, |g, theta| {
            Batch::of(g, train, size).cross_entropy(model, theta)
        })
        .await
}
