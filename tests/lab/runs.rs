//! Runs as a visitor asks for them: what is refused, and what must agree.

mod sets;
mod students;
mod sweeps;

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;

use soupcon::cpu::Cpu;
use soupcon::data::{Augmentation, Dataset, InputError};
use soupcon::lab::{
    self, Answer, DataSpec, Dish, Explorer, LabError, Measure, Method, ModelSpec, On, Question,
    RunSpec, Set, Sets, Soup, Spoilt, Spread, StartSpec, Trainer,
};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::run::Device;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn moons(members: usize) -> RunSpec {
    RunSpec {
        data: DataSpec::Toy {
            name: "moons".into(),
            noise: 0.15,
        },
        rows: 200,
        validation: 0,
        test: 200,
        label_noise: 0.0,
        model: ModelSpec::Mlp {
            hidden: vec![16, 16],
            activation: Activation::Tanh,
        },
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        batch: 32,
        members,
        seed: 3,
        lr: Spread::between(0.005, 0.02),
        weight_decay: 0.0.into(),
        smoothing: 0.0.into(),
        mixup: 0.0.into(),
        steps: 300.0.into(),
        fraction: 1.0.into(),
        bootstrap: false,
        augment: 0.0.into(),
        augmentation: None,
        start: StartSpec::Independent,
    }
}

fn trained(spec: &RunSpec, members: std::ops::Range<usize>, steps: &[u32]) -> Outcome<Vec<f32>> {
    let sets = Sets::generate(spec)?;
    pollster::block_on(async {
        let start = lab::start(&Cpu, spec, &sets).await?;
        let mut trainer = Trainer::new(&Cpu, spec, &sets, members, &start).await?;
        for &n in steps {
            trainer.run(n)?;
        }
        Ok(trainer.theta().await?)
    })
}

fn explorer(spec: &RunSpec, theta: &[f32]) -> Outcome<Explorer> {
    let sets = Sets::generate(spec)?;
    let device: Rc<dyn Device> = Rc::new(Cpu);
    let mut explorer = Explorer::new(device, spec, &sets)?;
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
    let sets = Sets::generate(&spec)?;
    let (first, again) = pollster::block_on(async {
        let mut trainer = Trainer::new(&Cpu, &spec, &sets, 0..2, &[]).await?;
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
fn members_part_from_a_shared_start_and_their_soup_is_good() -> Outcome {
    let spec = RunSpec {
        start: StartSpec::Trained {
            steps: 300,
            lr: 0.01,
            rows: 200,
            batch: None,
            augment: Augmentation::NONE,
            copies: 1,
        },
        ..moons(4)
    };
    let start = trained(&spec, 0..4, &[])?;
    let size = start.len() / 4;
    assert!(start.chunks(size).all(|own| own == &start[..size]));
    let theta = trained(&spec, 0..4, &[300])?;
    assert!(theta[..size] != theta[size..2 * size]);
    let (of, on) = (
        vec![Dish::Soup(Soup::of(Method::Uniform))],
        On::clean(Set::Test),
    );
    let score = pollster::block_on(explorer(&spec, &theta)?.ask(&Question::Score { of, on }))?;
    let Answer::Score(score) = score else {
        return Err("a score was asked for".into());
    };
    let good = |m: &Measure| m.accuracy > 0.85;
    assert!(score[0].measure().is_some_and(good), "{score:?}");
    Ok(())
}

#[test]
fn a_member_that_runs_away_is_stopped_and_the_others_go_on() -> Outcome {
    let spec = RunSpec {
        optimiser: Optimiser::Sgd,
        schedule: Schedule::Constant,
        lr: 2.0.into(),
        weight_decay: Spread::List(vec![0.0, 10.0]),
        ..moons(4)
    };
    let wild: Vec<bool> = (0..4).map(|m| spec.recipe(m).weight_decay > 0.0).collect();
    assert!(wild.contains(&true) && wild.contains(&false), "{wild:?}");
    let sets = Sets::generate(&spec)?;
    pollster::block_on(async {
        let mut trainer = Trainer::new(&Cpu, &spec, &sets, 0..4, &[]).await?;
        trainer.run(60)?;
        let diverged = trainer.diverged().await?;
        let theta = trainer.theta().await?;
        trainer.run(10)?;
        let later = trainer.theta().await?;
        let size = theta.len() / 4;
        let pairs = theta.chunks(size).zip(later.chunks(size));
        for (m, (theta, later)) in pairs.enumerate() {
            assert_eq!((1..60).contains(&diverged[m]), wild[m], "{diverged:?}");
            let stopped = theta
                .iter()
                .zip(later)
                .all(|(a, b)| a.to_bits() == b.to_bits());
            assert_eq!(stopped, wild[m], "member {m}");
            assert!(wild[m] || later.iter().all(|v| v.is_finite()));
        }
        Ok(())
    })
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
    assert_eq!(
        Sets::given(&spec, small).err().map(|e| e.field()),
        Some("test")
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
    let sets = Sets::generate(&spec)?;
    let refused = pollster::block_on(Trainer::new(&Cpu, &spec, &sets, 0..1024, &[])).err();
    assert_eq!(refused.map(|e| e.code()), Some("memory"));
    Ok(())
}

#[test]
fn signals_are_made_from_the_seed_and_learnt() -> Outcome {
    let spec = RunSpec {
        data: DataSpec::Signals {
            name: "mnist-1d".into(),
        },
        rows: 3000,
        validation: 500,
        test: 1000,
        model: ModelSpec::Mlp {
            hidden: vec![64, 64],
            activation: Activation::Relu,
        },
        steps: 800.0.into(),
        batch: 64,
        lr: 3e-3.into(),
        ..moons(2)
    };
    let theta = trained(&spec, 0..2, &[spec.longest()])?;
    let of = (0..2).map(|member| Dish::Member { member }).collect();
    let on = On::clean(Set::Test);
    let shift = |severity| On {
        shift: Some(Spoilt {
            name: "noise".into(),
            severity,
        }),
        ..on.clone()
    };
    let accuracy = |on| -> Outcome<f64> {
        let mut explorer = explorer(&spec, &theta)?;
        let question = Question::Score {
            of: Vec::clone(&of),
            on,
        };
        let Answer::Score(scores) = pollster::block_on(explorer.ask(&question))? else {
            return Err("a score was asked for".into());
        };
        Ok(scores
            .iter()
            .filter_map(|s| Some(s.measure()?.accuracy))
            .sum::<f64>()
            / 2.0)
    };
    let [clean, noisy] = [accuracy(on.clone())?, accuracy(shift(5))?];
    assert!(clean > 0.4, "{clean}, where chance is 0.1");
    assert!(noisy < clean - 0.05, "{noisy} with noise, {clean} without");
    let question = Question::Pictures {
        of: of.clone(),
        rows: vec![3],
    };
    let answer = pollster::block_on(explorer(&spec, &theta)?.ask(&question))?;
    let Answer::Pictures { shape, pictures } = answer else {
        return Err("pictures were asked for".into());
    };
    assert_eq!((shape, pictures[0].pixels.len()), (vec![40], 40));
    assert_eq!(pictures[0].said.len(), 2);
    let other = RunSpec {
        data: DataSpec::Signals {
            name: "mnist-2d".into(),
        },
        ..spec.clone()
    };
    let sentence = Sets::generate(&other).err().ok_or("refused")?.to_string();
    assert_eq!(
        sentence,
        "`data.name` must be one of mnist-1d, not `mnist-2d`"
    );
    let many = RunSpec { test: 1001, ..spec };
    let sentence = Sets::generate(&many).err().ok_or("refused")?.to_string();
    assert!(
        sentence.contains("`test` must be at most 1000"),
        "{sentence}"
    );
    Ok(())
}

#[test]
fn a_rate_is_of_the_last_portion_that_its_time_has_room_for() -> Outcome {
    let spec = moons(2);
    let sets = Sets::generate(&spec)?;
    // Whenever it is asked, the clock is 5 ms later: 1, 2, 4, 8 and 16 steps take 5 ms each.
    for (budget, steps, asked) in [(0.0, 1.0, 3), (50.0, 16.0, 11), (54.0, 16.0, 11)] {
        let times = Cell::new(0_u32);
        let clock = || {
            times.set(times.get() + 1);
            5.0 * f64::from(times.get())
        };
        let rate = pollster::block_on(lab::rate(&Cpu, &spec, &sets, budget, clock))?;
        assert_eq!((rate, times.get()), (steps * 1e3 / 5.0, asked), "{budget}");
    }
    Ok(())
}
