//! The runs of a seed: members from one start, and members from starts of their own.

use std::cell::RefCell;
use std::future::Future;

use super::{Data, Settings, Start};
use crate::data::Augmentation;
use crate::exhibits::{Bench, Portions};
use crate::lab::{
    self, DataSpec, Explorer, LabError, ModelSpec, RunSpec, Sets, Spread, StartSpec, Trainer,
};
use crate::nn::{Activation, Optimiser, Schedule};

/// The largest learning rate that members draw: of images, of points.
const LARGEST: [f64; 2] = [4e-3, 1e-2];

impl Data {
    pub fn is_plane(self) -> bool {
        matches!(self, Data::Moons | Data::Circles | Data::Spirals)
    }

    fn spec(self) -> DataSpec {
        let toy = |name: &str| DataSpec::Toy {
            name: name.into(),
            noise: 0.2,
        };
        let bundled = |name: &str| DataSpec::Bundled { name: name.into() };
        match self {
            Data::Moons => toy("moons"),
            Data::Circles => toy("circles"),
            Data::Spirals => toy("spirals"),
            Data::Mnist => bundled("mnist-14"),
            Data::Fashion => bundled("fashion-14"),
            Data::Digits => bundled("digits-8"),
        }
    }

    /// The shifts that accuracies are averaged over, with severities near those of the paper's
    /// small form: turned by 30°, noise of 0.4, blur of a pixel, moved by two, contrast 0.3.
    pub fn shifts(self) -> &'static [(&'static str, usize)] {
        match self.is_plane() {
            true => &[("rotation", 3), ("translation", 3), ("noise", 3)],
            false => &[
                ("rotation", 4),
                ("gaussian noise", 5),
                ("blur", 4),
                ("translation", 4),
                ("contrast", 2),
            ],
        }
    }
}

/// What is trained on a set.
pub fn spec(settings: &Settings, data: Data, members: usize, seed: u32) -> RunSpec {
    let plane = data.is_plane();
    let largest = LARGEST[usize::from(plane)];
    let few = data == Data::Digits;
    let start = match settings.start {
        Start::Independent => StartSpec::Independent,
        Start::Same => StartSpec::Same,
        Start::Trained => StartSpec::Trained {
            steps: if plane { 300 } else { 800 },
            lr: if plane { 5e-3 } else { 2e-3 },
            rows: if plane {
                400
            } else if few {
                700
            } else {
                6500
            },
            batch: Some(if plane { 32 } else { 128 }),
            augment: Augmentation {
                turn: if plane { 20.0 } else { 0.0 },
                rotation: if plane { 0.0 } else { 30.0 },
                translation: if plane { 0.0 } else { 1.0 },
                contrast: if plane { 1.0 } else { 0.5 },
                noise: if plane { 0.0 } else { 0.1 },
            },
            copies: 1,
        },
    };
    RunSpec {
        data: data.spec(),
        rows: if plane {
            60
        } else if few {
            300
        } else {
            500
        },
        validation: if plane || few { 200 } else { 1000 },
        test: if plane {
            1000
        } else if few {
            300
        } else {
            2000
        },
        label_noise: settings.noise,
        model: ModelSpec::Mlp {
            hidden: if plane { vec![32, 32] } else { vec![64, 64] },
            activation: Activation::Relu,
        },
        optimiser: Optimiser::AdamW,
        schedule: Schedule::Cosine,
        batch: if plane { 16 } else { 32 },
        members,
        seed,
        lr: Spread::between(largest / settings.spread, largest),
        weight_decay: Spread::between(1e-4, 0.3),
        smoothing: Spread::List(vec![0.0, 0.1]),
        mixup: Spread::List(vec![0.0, 0.5, 1.0]),
        steps: Spread::List(vec![
            f64::from((settings.steps / 2).max(1)),
            f64::from(settings.steps),
        ]),
        fraction: 1.0.into(),
        bootstrap: false,
        augment: 0.0.into(),
        augmentation: None,
        start,
    }
}

/// The rows of a run. Test rows of images are the first of a shuffled test file.
pub async fn sets(bench: &Bench, spec: &RunSpec) -> Result<Sets, LabError> {
    match &spec.data {
        DataSpec::Bundled { name } if name == "digits-8" => {
            let [train, test] = bench.data(name).await?;
            Ok(Sets::given(spec, train.concat(&test)?)?)
        }
        DataSpec::Bundled { name } => {
            let [train, test] = bench.data(name).await?;
            let test = test.pick(&test.order(spec.seed, "test rows"))?;
            Ok(Sets::bundled(spec, train, &test)?)
        }
        _ => Ok(Sets::generate(spec)?),
    }
}

/// Members of one run, and who looks at them.
pub struct Group {
    pub spec: RunSpec,
    pub sets: Sets,
    /// What all members began at; empty where each has its own.
    pub start: Vec<f32>,
    /// Their weights `[M, P]`.
    pub theta: Vec<f32>,
    explorer: RefCell<Option<Explorer>>,
}

impl Group {
    /// Trains the members of a run.
    pub async fn new(
        bench: &Bench,
        spec: RunSpec,
        sets: Sets,
        share: [f64; 2],
        doing: &str,
    ) -> Result<Self, LabError> {
        bench.progress(share[0], doing).await?;
        let start = lab::start(&*bench.device(), &spec, &sets).await?;
        let device = bench.device();
        let mut trainer = Trainer::new(&*device, &spec, &sets, 0..spec.members, &start).await?;
        let last = spec.longest();
        let (mut done, mut portions) = (0, Portions::default());
        while done < last {
            let portion = portions.next(last - done, bench);
            trainer.run(portion)?;
            trainer.settle().await?;
            portions.done(bench);
            done += portion;
            let part = f64::from(done) / f64::from(last);
            bench
                .progress(share[0] + part * (share[1] - share[0]), doing)
                .await?;
        }
        let theta = trainer.theta().await?;
        let mut explorer = Explorer::new(device, &spec, &sets)?;
        explorer.set_theta(&theta)?;
        explorer.set_start(&start)?;
        Ok(Group {
            spec,
            sets,
            start,
            theta,
            explorer: RefCell::new(Some(explorer)),
        })
    }

    /// Asks the explorer, with these members chosen.
    pub async fn with<T, F, A>(&self, chosen: &[bool], ask: A) -> Result<T, LabError>
    where
        A: FnOnce(Explorer) -> F,
        F: Future<Output = (Explorer, Result<T, LabError>)>,
    {
        let Some(mut explorer) = self.explorer.take() else {
            return Err(crate::run::RunError::Cancelled.into());
        };
        if let Err(error) = explorer.choose(chosen) {
            self.explorer.replace(Some(explorer));
            return Err(error);
        }
        let (explorer, found) = ask(explorer).await;
        self.explorer.replace(Some(explorer));
        found
    }

    /// The weights of a member.
    pub fn member(&self, m: usize) -> &[f32] {
        let size = self.theta.len() / self.spec.members;
        &self.theta[m * size..(m + 1) * size]
    }
}
