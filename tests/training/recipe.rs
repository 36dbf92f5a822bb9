//! The recipe of model soups, end to end: a shared start, members with hyper-parameters of
//! their own, and what becomes of them together.
//!
//! Source: Wortsman et al. 2022, arXiv:2203.05482, at the size of small digits.

use std::error::Error;
use std::path::Path;
use std::rc::Rc;

use soupcon::cpu::Cpu;
use soupcon::data::{Augmentation, folder};
use soupcon::lab::{
    self, Answer, DataSpec, Dish, Explorer, Method, ModelSpec, On, Question, Rule, RunSpec, Scored,
    Set, Sets, Soup, Spread, StartSpec, Trainer,
};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::run::Device;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Twelve members learn 500 digits of 14 × 14 with 20 % wrong labels, from a start that has
/// seen 6 500 others turned, moved, faint and noisy.
fn narrow(seed: u32) -> RunSpec {
    RunSpec {
        data: DataSpec::Bundled {
            name: "mnist-14".into(),
        },
        rows: 500,
        validation: 1000,
        test: 10_000,
        label_noise: 0.2,
        model: ModelSpec::Mlp {
            hidden: vec![64, 64],
            activation: Activation::Relu,
        },
        optimiser: Optimiser::AdamW,
        schedule: Schedule::Cosine,
        batch: 32,
        members: 12,
        seed,
        lr: Spread::between(2e-3, 4e-3),
        weight_decay: Spread::between(1e-4, 0.3),
        smoothing: Spread::List(vec![0.0, 0.1]),
        mixup: Spread::List(vec![0.0, 0.5, 1.0]),
        steps: Spread::List(vec![100.0, 200.0]),
        fraction: 1.0.into(),
        bootstrap: false,
        augment: 0.0.into(),
        augmentation: None,
        start: StartSpec::Trained {
            steps: 800,
            lr: 2e-3,
            rows: 6500,
            batch: Some(128),
            augment: Augmentation {
                turn: 0.0,
                rotation: 30.0,
                translation: 1.0,
                contrast: 0.5,
                noise: 0.1,
            },
            copies: 1,
        },
    }
}

/// Accuracies of one run.
#[derive(Clone, Copy, Debug)]
struct Found {
    start: f32,
    member: f32,
    best: f32,
    uniform: f32,
    ensemble: f32,
    apart: f32,
    apart_ensemble: f32,
}

fn rows(spec: &RunSpec) -> Outcome<Sets> {
    let [train, test] = folder::read(Path::new("web/public/data"), "mnist-14")?;
    Ok(Sets::bundled(spec, train, &test)?)
}

async fn trained(spec: &RunSpec, sets: &Sets, start: &[f32]) -> Outcome<Vec<f32>> {
    let mut trainer = Trainer::new(&Cpu, spec, sets, 0..spec.members, start).await?;
    trainer.run(spec.longest())?;
    let theta = trainer.theta().await?;
    assert!(trainer.diverged().await?.iter().all(|&d| d == 0));
    Ok(theta)
}

/// Accuracies of members, of the mean of their logits and of the mean of their weights.
struct Standing {
    members: Vec<f32>,
    ensemble: f32,
    soup: f32,
}

async fn standing(spec: &RunSpec, sets: &Sets, set: Set, theta: &[f32]) -> Outcome<Standing> {
    let device: Rc<dyn Device> = Rc::new(Cpu);
    let mut explorer = Explorer::new(device, spec, sets)?;
    explorer.set_theta(theta)?;
    let members = (0..spec.members).map(|member| Dish::Member { member });
    let rule = Rule::Logits;
    let soup = Dish::Soup(Soup::of(Method::Uniform));
    let of = members.chain([Dish::Ensemble { rule }, soup]).collect();
    let on = On::clean(set);
    let Answer::Score(scores) = explorer.ask(&Question::Score { of, on }).await? else {
        return Err("a score was asked for".into());
    };
    let measures = scores.iter().filter_map(Scored::measure);
    let mut members: Vec<f32> = measures.map(|m| m.accuracy as f32).collect();
    let soup = members.pop().ok_or("no soup")?;
    let ensemble = members.pop().ok_or("no ensemble")?;
    Ok(Standing {
        members,
        ensemble,
        soup,
    })
}

fn measured(seed: u32) -> Outcome<Found> {
    let spec = narrow(seed);
    let sets = rows(&spec)?;
    pollster::block_on(async {
        let start = lab::start(&Cpu, &spec, &sets).await?;
        let theta = trained(&spec, &sets, &start).await?;
        let on_test = standing(&spec, &sets, Set::Test, &theta).await?;
        let on_validation = standing(&spec, &sets, Set::Validation, &theta).await?;
        let own = RunSpec {
            start: StartSpec::Independent,
            ..spec.clone()
        };
        let apart = trained(&own, &sets, &[]).await?;
        let apart = standing(&own, &sets, Set::Test, &apart).await?;
        let alone = RunSpec {
            members: 1,
            ..spec.clone()
        };
        let mut best = 0;
        for (m, score) in on_validation.members.iter().enumerate() {
            if *score > on_validation.members[best] {
                best = m;
            }
        }
        let members = on_test.members.iter();
        Ok(Found {
            start: standing(&alone, &sets, Set::Test, &start).await?.soup,
            member: members.sum::<f32>() / spec.members as f32,
            best: on_test.members[best],
            uniform: on_test.soup,
            ensemble: on_test.ensemble,
            apart: apart.soup,
            apart_ensemble: apart.ensemble,
        })
    })
}

/// A mean over runs, and half of its 95 % interval.
#[derive(Clone, Copy, Debug)]
struct Mean {
    mean: f32,
    half: f32,
}

impl Mean {
    /// Of five runs: Student's t with 4 degrees of freedom.
    fn over(found: &[Found; 5], of: impl Fn(&Found) -> f32) -> Self {
        let values = found.each_ref().map(of);
        let mean = values.iter().sum::<f32>() / 5.0;
        let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>();
        let half = 2.776 * (square / 4.0 / 5.0).sqrt();
        Mean { mean, half }
    }
}

/// Means over 5 seeds on all 10 000 test images: the start 0.877, the mean member 0.853, the one
/// that is best on validation rows 0.861, the uniform soup 0.864, the mean logits 0.867; members
/// from first weights of their own 0.151 as a soup and 0.827 as mean logits.
///
/// An independent program found, over 5 seeds of its own, 0.850, 0.850, 0.858, 0.863, 0.867, 0.171
/// and 0.846. Which images it counted on is not known; on the first 2 000 test images, which are
/// harder, ours are 0.841, 0.819, 0.829, 0.831, 0.834, 0.152 and 0.780. All images were chosen
/// after both had been seen. So the four figures of what becomes of the members agree and two do
/// not: our start is better and our independent members are worse, for a reason not found.
///
/// Paired differences with 95 % intervals: best less mean member 0.008 ± 0.008, which just includes 0.
///
/// What must hold: each figure as stated; the four that agree within 0.01 of the other program's;
/// soup and mean logits above the mean member beyond the interval of the paired difference. Best
/// above mean member, soup above best and mean logits above the soup are asked of the means alone:
/// 5 seeds do not resolve them.
#[test]
fn a_narrow_sweep_keeps_the_order_that_an_independent_program_found() -> Outcome {
    let found = [
        measured(0)?,
        measured(1)?,
        measured(2)?,
        measured(3)?,
        measured(4)?,
    ];
    for (what, of, reached, other) in [
        ("start", (|f| f.start) as fn(&Found) -> f32, 0.877, None),
        ("member", |f| f.member, 0.853, Some(0.850)),
        ("best", |f| f.best, 0.861, Some(0.858)),
        ("uniform", |f| f.uniform, 0.864, Some(0.863)),
        ("ensemble", |f| f.ensemble, 0.867, Some(0.867)),
        ("apart", |f| f.apart, 0.151, None),
        ("apart, ensemble", |f| f.apart_ensemble, 0.827, None),
    ] {
        let Mean { mean, half } = Mean::over(&found, of);
        println!("{what}: {mean:.4} ± {half:.4}");
        assert!((mean - reached).abs() <= 0.003, "{what}: {mean}");
        let near = |other: f32| (mean - other).abs() <= 0.01;
        assert!(other.is_none_or(near), "{what}: {mean}");
    }
    for (what, of, resolved) in [
        (
            "best - member",
            (|f| f.best - f.member) as fn(&Found) -> f32,
            false,
        ),
        ("uniform - member", |f| f.uniform - f.member, true),
        ("ensemble - member", |f| f.ensemble - f.member, true),
        ("uniform - best", |f| f.uniform - f.best, false),
        ("ensemble - uniform", |f| f.ensemble - f.uniform, false),
    ] {
        let Mean { mean, half } = Mean::over(&found, of);
        println!("{what}: {mean:.4} ± {half:.4}");
        let least = if resolved { mean - half } else { mean };
        assert!(least > 0.0, "{what}: {mean} ± {half}");
    }
    assert!(found.iter().all(|f| f.apart < 0.35));
    Ok(())
}
