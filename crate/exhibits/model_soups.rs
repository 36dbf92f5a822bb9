//! Model soups: the average of many fine-tuned networks (arXiv:2203.05482).
//!
//! Members are trained by the mechanism of runs, once from a shared start and once from starts of
//! their own; all that is made of them is asked of it.

mod card;
mod figures;
mod live;
mod pairs;
mod problem;
mod standing;

use std::cell::RefCell;

use serde::Deserialize;

use super::{Bench, Card, Claim, Control, Exhibit, Snapshot};
use crate::lab::{Answer, LabError, Question, RunSpec, Sets, StartSpec};
use live::{Line, Live};
use pairs::{Pairs, agreement, correlation};
use problem::{Group, sets, spec};
use standing::{Counted, Made, counted, shifted};

/// Members of the plane beside images.
const TOY_MEMBERS: usize = 8;
/// Places along a side of the landscape.
const LANDSCAPE: usize = 11;
/// What basin, correlation and agreement of signs must exceed, and what the greedy soup may cost.
const BASIN: f64 = 0.2;
const CORRELATION: f64 = 0.6;
const AGREEMENT: f64 = 0.65;
const COST: f64 = 0.005;

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    data: Data,
    members: usize,
    start: Start,
    spread: f64,
    noise: f64,
    steps: u32,
    method: Merge,
    chosen: Vec<String>,
    alpha: f64,
    density: f64,
    scale: f64,
    beta: f64,
    shift: ShiftKind,
    severity: usize,
    ties: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Data {
    Moons,
    Circles,
    Spirals,
    Mnist,
    Fashion,
    Digits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Start {
    Trained,
    Same,
    Independent,
}

/// A merge method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Merge {
    Uniform,
    Greedy,
    Learned,
    Linear,
    Slerp,
    TaskArithmetic,
    Ties,
    Dare,
    ModelStock,
    Fisher,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ShiftKind {
    Rotation,
    Translation,
    Noise,
    Blur,
    Contrast,
}

impl ShiftKind {
    /// Its name among the shifts of points or of images; points are not blurred.
    fn name(self, data: Data) -> &'static str {
        match self {
            ShiftKind::Rotation => "rotation",
            ShiftKind::Translation => "translation",
            _ if data.is_plane() => "noise",
            ShiftKind::Noise => "gaussian noise",
            ShiftKind::Blur => "blur",
            ShiftKind::Contrast => "contrast",
        }
    }
}

/// Test errors on the plane of weights through three members.
struct Landscape {
    x: [f64; 2],
    y: [f64; 2],
    error: Vec<f64>,
    corners: [[f64; 2]; 3],
    centroid: [f64; 2],
}

/// What a seed prepares.
pub struct ModelSoups {
    data: Data,
    shared: Group,
    apart: Group,
    counted: Counted,
    /// The soup and the logit ensemble of members with starts of their own: accuracies.
    apart_made: [f64; 2],
    pairs: Pairs,
    landscapes: Vec<Landscape>,
    /// The same on the plane, where images have been learnt.
    toy: Option<[Group; 2]>,
    line: RefCell<Option<Line>>,
}

impl Exhibit for ModelSoups {
    const CARD: Card = card::CARD;
    const CONTROLS: &'static [Control] = card::CONTROLS;
    const CLAIMS: &'static [Claim] = card::CLAIMS;
    type Settings = Settings;

    async fn prepare(settings: &Settings, seed: u32, bench: &Bench) -> Result<Self, LabError> {
        bench.progress(0.0, "drawing data").await?;
        let data = settings.data;
        let shared = spec(settings, data, settings.members, seed);
        let rows = sets(bench, &shared).await?;
        let (own, apart_rows) = apart(&shared, &rows);
        let doing = "fine-tuning members from one start";
        let shared = Group::new(bench, shared, rows, [0.0, 0.35], doing).await?;
        let doing = "training members from starts of their own";
        let apart = Group::new(bench, own, apart_rows, [0.35, 0.5], doing).await?;
        bench.progress(0.5, "counting on test rows").await?;
        let found = counted(bench, &shared, data).await?;
        bench.progress(0.65, "counting the others").await?;
        let apart_made = standing::plain(&apart, [Made::Uniform, Made::Ensemble]).await?;
        bench.progress(0.75, "comparing pairs").await?;
        let pairs = Pairs::new(bench, &shared, seed).await?;
        bench.progress(0.85, "drawing landscapes").await?;
        let mut landscapes = Vec::new();
        if settings.members > 2 {
            for group in [&shared, &apart] {
                landscapes.extend(landscape(group).await?);
                bench.breathe().await?;
            }
        }
        let toy = if data.is_plane() {
            None
        } else {
            Some(plane(settings, seed, bench).await?)
        };
        Ok(ModelSoups {
            data,
            shared,
            apart,
            counted: found,
            apart_made,
            pairs,
            landscapes,
            toy,
            line: RefCell::default(),
        })
    }

    async fn explore(seeds: &[Self], settings: &Settings, _: &Bench) -> Result<Snapshot, LabError> {
        let live = Live::new(&seeds[0], settings).await?;
        Ok(figures::snapshot(seeds, settings, &live))
    }

    fn measure(&self) -> Vec<Option<f64>> {
        let of = |m: Made| self.counted.of(m);
        let [uniform, greedy, best] = [Made::Uniform, Made::Greedy, Made::Best].map(of);
        let gaps = self.pairs.gaps(1.0);
        let shared = !self.shared.start.is_empty();
        let angles = &self.pairs.angles;
        let all = [
            shared.then(|| uniform.plain - self.apart_made[0] - BASIN),
            Some(uniform.plain - self.counted.mean(|s| s.plain)),
            Some(uniform.shifted - self.counted.mean(|s| s.shifted)),
            Some(greedy.plain - best.plain + COST),
            Some(greedy.shifted - best.shifted),
            shared.then(|| correlation(&gaps) - CORRELATION),
            shared.then(|| agreement(&gaps) - AGREEMENT),
            (angles.len() > 2).then(|| correlation(angles)),
        ];
        all.map(|v| v.filter(|v| v.is_finite())).to_vec()
    }
}

/// The landscape through the first three members; none where they are on one line.
async fn landscape(group: &Group) -> Result<Option<Landscape>, LabError> {
    let all = vec![true; group.spec.members];
    let question = Question::Landscape {
        through: [0, 1, 2],
        side: LANDSCAPE,
        on: crate::lab::On::clean(crate::lab::Set::Validation),
    };
    let answer = group.with(&all, async |mut explorer| {
        let found = explorer.ask(&question).await;
        (explorer, found)
    });
    Ok(match answer.await? {
        Answer::Landscape {
            x,
            y,
            error,
            corners,
            centroid,
            ..
        } => Some(Landscape {
            x,
            y,
            error,
            corners,
            centroid,
        }),
        _ => None,
    })
}

/// A run whose members each begin at a start of their own, and its rows.
fn apart(shared: &RunSpec, rows: &Sets) -> (RunSpec, Sets) {
    let spec = RunSpec {
        start: StartSpec::Independent,
        ..shared.clone()
    };
    let rows = Sets {
        start: None,
        ..rows.clone()
    };
    (spec, rows)
}

/// Members on the two moons, from one start and from their own.
async fn plane(settings: &Settings, seed: u32, bench: &Bench) -> Result<[Group; 2], LabError> {
    let shared = spec(settings, Data::Moons, TOY_MEMBERS, seed);
    let rows = sets(bench, &shared).await?;
    let (own, apart_rows) = apart(&shared, &rows);
    let doing = "training members on a plane";
    Ok([
        Group::new(bench, shared, rows, [0.92, 0.96], doing).await?,
        Group::new(bench, own, apart_rows, [0.96, 1.0], doing).await?,
    ])
}
