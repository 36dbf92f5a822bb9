//! Runs as a visitor asks for them: what is refused, and what must agree.

use std::error::Error;
use std::rc::Rc;

use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, InputError};
use soupcon::lab::{DataSpec, Explorer, LabError, ModelSpec, RunSpec, Score, Trainer};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::run::Device;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn moons(members: usize) -> RunSpec {
    RunSpec {
        data: DataSpec::Toy {
            name: "moons".into(),
            rows: 200,
            noise: 0.15,
        },
        model: ModelSpec::Mlp {
            hidden: vec![16, 16],
            activation: Activation::Tanh,
        },
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        lr: 0.01,
        spread: 2.0,
        batch: 32,
        steps: 300,
        members,
        shared_steps: 0,
        seed: 3,
    }
}

fn trained(spec: &RunSpec, members: std::ops::Range<usize>, steps: &[u32]) -> Outcome<Vec<f32>> {
    let [train, _] = spec.generate()?;
    pollster::block_on(async {
        let mut trainer = Trainer::new(&Cpu, spec, &train, members).await?;
        for &n in steps {
            trainer.run(n)?;
        }
        Ok(trainer.theta().await?)
    })
}

fn explorer(spec: &RunSpec, theta: &[f32]) -> Outcome<Explorer> {
    let [train, test] = spec.generate()?;
    let device: Rc<dyn Device> = Rc::new(Cpu);
    let mut explorer = Explorer::new(device, spec, &train, test, 200)?;
    explorer.set_theta(theta)?;
    Ok(explorer)
}

#[test]
fn members_are_the_same_whoever_trains_them_and_in_whatever_portions() -> Outcome {
    let spec = moons(5);
    let whole = trained(&spec, 0..5, &[60])?;
    let parts = [
        trained(&spec, 0..2, &[60])?,
        trained(&spec, 2..5, &[1, 20, 39])?,
    ]
    .concat();
    assert!(whole == parts);
    Ok(())
}

#[test]
fn resetting_repeats_the_run_and_another_seed_does_not() -> Outcome {
    let spec = moons(2);
    let [train, _] = spec.generate()?;
    let (first, again) = pollster::block_on(async {
        let mut trainer = Trainer::new(&Cpu, &spec, &train, 0..2).await?;
        trainer.run(40)?;
        let first = trainer.theta().await?;
        trainer.reset()?;
        assert_eq!(trainer.step(), 0);
        trainer.run(40)?;
        Ok::<_, LabError>((first, trainer.theta().await?))
    })?;
    assert!(first == again);
    let other = RunSpec { seed: 4, ..spec };
    assert!(first != trained(&other, 0..2, &[40])?);
    Ok(())
}

#[test]
fn moons_are_learnt_and_a_line_ends_at_its_members() -> Outcome {
    let spec = moons(3);
    let theta = trained(&spec, 0..3, &[300])?;
    let mut explorer = explorer(&spec, &theta)?;
    let standing = pollster::block_on(explorer.standing(None))?;
    let accurate = |s: &Score| s.accuracy > 0.88;
    assert!(standing.members.iter().all(accurate), "{standing:?}");
    assert!(accurate(&standing.ensemble), "{standing:?}");
    let line = pollster::block_on(explorer.line(0, 2, &[0.0, 0.5, 1.0]))?;
    for (end, member) in [(0, 0), (2, 2)] {
        let own = standing.members[member];
        assert_eq!(line[end].accuracy, own.accuracy);
        assert!((line[end].loss - own.loss).abs() < 1e-4);
    }
    Ok(())
}

#[test]
fn one_chosen_member_is_its_own_ensemble_and_soup() -> Outcome {
    let spec = moons(3);
    let mut theta = trained(&spec, 0..3, &[50])?;
    // Another member's weights may be anything, even not finite.
    theta[0] = f32::NAN;
    let mut explorer = explorer(&spec, &theta)?;
    explorer.choose(&[false, true, false])?;
    let standing = pollster::block_on(explorer.standing(None))?;
    assert_eq!(standing.ensemble.accuracy, standing.members[1].accuracy);
    assert_eq!(standing.soup.accuracy, standing.members[1].accuracy);
    assert!(standing.members[0].loss.is_nan());
    let maps = pollster::block_on(explorer.maps(16))?;
    assert_eq!(maps.len(), 5);
    assert!(maps[3] == maps[1] && maps[4] == maps[1]);
    let between = pollster::block_on(explorer.between(1, 2, 0.0, 16))?;
    assert!(between == maps[1]);
    Ok(())
}

#[test]
fn members_part_from_a_shared_start_and_their_soup_is_good() -> Outcome {
    let spec = RunSpec {
        shared_steps: 150,
        ..moons(4)
    };
    let start = trained(&spec, 0..4, &[])?;
    let size = start.len() / 4;
    assert!(start.chunks(size).all(|own| own == &start[..size]));
    let theta = trained(&spec, 0..4, &[150])?;
    assert!(theta[..size] != theta[size..2 * size]);
    let standing = pollster::block_on(explorer(&spec, &theta)?.standing(None))?;
    assert!(standing.soup.accuracy > 0.85, "{standing:?}");
    Ok(())
}

#[test]
fn a_harder_shift_is_harder() -> Outcome {
    let spec = moons(2);
    let theta = trained(&spec, 0..2, &[300])?;
    let mut explorer = explorer(&spec, &theta)?;
    let clean = pollster::block_on(explorer.standing(None))?
        .ensemble
        .accuracy;
    let worst = pollster::block_on(explorer.standing(Some(("noise", 5))))?;
    assert!(
        worst.ensemble.accuracy < clean - 0.05,
        "{worst:?} beside {clean}"
    );
    Ok(())
}

#[test]
fn a_member_that_runs_away_is_stopped_and_the_others_go_on() -> Outcome {
    let spec = RunSpec {
        optimiser: Optimiser::Sgd,
        schedule: Schedule::Constant,
        lr: 0.05,
        model: ModelSpec::Mlp {
            hidden: vec![16, 16],
            activation: Activation::Relu,
        },
        ..moons(2)
    };
    let [train, _] = spec.generate()?;
    pollster::block_on(async {
        let mut trainer = Trainer::new(&Cpu, &spec, &train, 0..2).await?;
        trainer.set_member_lr(0, 1e30)?;
        trainer.run(30)?;
        let diverged = trainer.diverged().await?;
        assert!(diverged[0] > 0 && diverged[0] < 30, "{diverged:?}");
        assert_eq!(diverged[1], 0);
        let theta = trainer.theta().await?;
        assert!(theta[theta.len() / 2..].iter().all(|v| v.is_finite()));
        trainer.run(10)?;
        let later = trainer.theta().await?;
        let same = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same(&later[..theta.len() / 2], &theta[..theta.len() / 2]));
        Ok(())
    })
}

/// What is refused, and the field that is named.
#[test]
fn runs_that_cannot_be_are_refused_by_name() {
    let bad = |change: fn(&mut RunSpec)| {
        let mut spec = moons(2);
        change(&mut spec);
        spec.check().err().map(|e| e.field())
    };
    assert_eq!(bad(|s| s.members = 0), Some("members"));
    assert_eq!(bad(|s| s.members = 1_000_000_000), Some("members"));
    assert_eq!(bad(|s| s.lr = 0.0), Some("lr"));
    assert_eq!(bad(|s| s.lr = -1.0), Some("lr"));
    assert_eq!(bad(|s| s.lr = f32::NAN), Some("lr"));
    assert_eq!(bad(|s| s.spread = 0.5), Some("spread"));
    assert_eq!(bad(|s| s.batch = 0), Some("batch"));
    assert_eq!(bad(|s| s.steps = 0), Some("steps"));
    let wide = |s: &mut RunSpec| {
        s.model = ModelSpec::Mlp {
            hidden: vec![0],
            activation: Activation::Relu,
        };
    };
    assert_eq!(bad(wide), Some("hidden"));
    assert_eq!(bad(|_| ()), None);
}

#[test]
fn data_that_cannot_be_learnt_from_are_refused_by_name() -> Outcome {
    let spec = moons(2);
    let field = |data: Result<Dataset, InputError>| data.err().map(|e| e.field());
    let two = |x: Vec<f32>, y: Vec<u32>| Dataset::new("given", x, &[2], y, 2);
    assert_eq!(
        field(two(vec![0.0, f32::NAN, 1.0, 1.0], vec![0, 1])),
        Some("x")
    );
    assert_eq!(field(two(vec![0.0; 4], vec![1, 1])), Some("y"));
    assert_eq!(field(two(vec![0.0; 4], vec![0, 2])), Some("y"));
    let small = two(vec![0.0, 0.0, 1.0, 1.0], vec![0, 1])?;
    let refused = pollster::block_on(Trainer::new(&Cpu, &spec, &small, 0..2)).err();
    let refused = refused.map(|e| e.to_string());
    assert!(
        refused
            .as_ref()
            .is_some_and(|e| e.starts_with("`batch` must be")),
        "{refused:?}"
    );
    Ok(())
}

#[test]
fn a_model_that_does_not_fit_the_memory_is_refused_before_it_is_made() -> Outcome {
    let spec = RunSpec {
        members: 1024,
        model: ModelSpec::Mlp {
            hidden: vec![1024, 1024],
            activation: Activation::Relu,
        },
        ..moons(1)
    };
    let [train, _] = spec.generate()?;
    let refused = pollster::block_on(Trainer::new(&Cpu, &spec, &train, 0..1024)).err();
    assert_eq!(refused.map(|e| e.code()), Some("memory"));
    Ok(())
}
