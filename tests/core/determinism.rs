//! What is promised to be the same: bit for bit on one device, numbers drawn on all of
//! them, and training within the error of its arithmetic across them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::support::backends::{Backend, backends, cpu, gpu, prepare, read};
use crate::support::compare::misses;
use crate::support::lesson::{carried, given, program};
use crate::support::referee::{self, Arithmetic, Referee};
use crate::support::rng::Rng;
use crate::support::tolerance::ulp;
use crate::support::value::Value;
use soupcon::cpu::Cpu;
use soupcon::data::Augmentation;
use soupcon::lab::{self, DataSpec, ModelSpec, RunSpec, Sets, Spread, StartSpec, Trainer};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::plan::Plan;
use soupcon::run::{Machine, seed};

/// Bits by name, and fetched bits by name and step.
type State = BTreeMap<String, Vec<u32>>;

fn start(backend: &Backend, members: usize, first: u32, watch: bool) -> Box<dyn Machine> {
    let plan = Plan::new(&program(members, watch));
    prepare(&*backend.device, plan, &given(members, first))
}

/// All that is carried, and every loss so far.
fn state(machine: &mut dyn Machine) -> State {
    pollster::block_on(machine.settle()).unwrap();
    let records = machine.fetched().into_iter().filter(|r| r.name == "loss");
    let mut out: State = records
        .map(|r| (format!("loss at {}", r.step), r.words))
        .collect();
    for name in carried() {
        let words = read(machine, &name).words();
        out.insert(name, words);
    }
    out
}

/// What is the same for member `i` of `members`.
fn of_member(state: &State, i: usize, members: usize) -> State {
    let part = |words: &Vec<u32>| {
        let size = words.len() / members;
        words[i * size..(i + 1) * size].to_vec()
    };
    state
        .iter()
        .map(|(name, words)| (name.clone(), part(words)))
        .collect()
}

fn run(machine: &mut dyn Machine, parts: &[u32]) -> State {
    parts.iter().for_each(|&n| machine.run(n).unwrap());
    state(machine)
}

#[test]
fn three_runs_give_the_same_bits() {
    for backend in backends() {
        let runs = [(); 3].map(|()| run(&mut *start(&backend, 4, 0, false), &[12]));
        assert_eq!(runs[0].len(), 12 + carried().len(), "{}", backend.label);
        assert!(
            runs[0] == runs[1] && runs[1] == runs[2],
            "{}",
            backend.label
        );
    }
}

#[test]
fn the_size_of_a_chunk_changes_nothing() {
    for backend in backends() {
        let whole = run(&mut *start(&backend, 4, 0, false), &[12]);
        for parts in [&[1; 12][..], &[5, 7], &[2, 3, 1, 6], &[11, 1]] {
            let other = run(&mut *start(&backend, 4, 0, false), parts);
            assert!(whole == other, "{}: in parts of {parts:?}", backend.label);
        }
    }
}

#[test]
fn a_pause_changes_nothing_even_on_another_machine() {
    for backend in backends() {
        let whole = run(&mut *start(&backend, 4, 0, false), &[12]);
        let mut first = start(&backend, 4, 0, false);
        let half = run(&mut *first, &[5]);
        let mut second = start(&backend, 4, 0, false);
        for name in carried() {
            second.write(&name, &half[&name]).unwrap();
        }
        second.set_step(first.step());
        let moved = run(&mut *second, &[7]);
        let paused = run(&mut *first, &[7]);
        for name in carried() {
            assert!(
                paused[&name] == whole[&name],
                "{}: {name} after a pause",
                backend.label
            );
            assert!(
                moved[&name] == whole[&name],
                "{}: {name} after a move",
                backend.label
            );
        }
    }
}

#[test]
fn watching_changes_nothing() {
    for backend in backends() {
        let alone = run(&mut *start(&backend, 4, 0, false), &[12]);
        let watched = run(&mut *start(&backend, 4, 0, true), &[12]);
        for (name, words) in &alone {
            assert!(words == &watched[name], "{}: {name}", backend.label);
        }
    }
}

/// Members of an ensemble of 64 beside the same members alone.
fn company_changes_nothing(backend: &Backend, steps: u32, looked_at: &[usize]) {
    let together = run(&mut *start(backend, 64, 0, false), &[steps]);
    for &i in looked_at {
        let alone = run(&mut *start(backend, 1, i as u32, false), &[steps]);
        let own = of_member(&together, i, 64);
        for (name, words) in &alone {
            assert!(words == &own[name], "{}: member {i}: {name}", backend.label);
        }
    }
    println!(
        "{}: {} members of 64, {steps} steps",
        backend.label,
        looked_at.len()
    );
}

#[test]
fn a_member_of_sixty_four_is_bit_for_bit_the_member_alone_on_the_cpu() {
    company_changes_nothing(&cpu(), 60, &(0..64).collect::<Vec<_>>());
}

#[test]
fn a_member_of_sixty_four_is_bit_for_bit_the_member_alone_on_the_gpu() {
    company_changes_nothing(&gpu(), 10, &[0, 1, 31, 62, 63]);
}

#[test]
fn every_backend_draws_the_same_numbers() {
    let mut rng = Rng::new(3);
    for _ in 0..2000 {
        let [own, stream, step, element] = [(); 4].map(|()| rng.word() as u32);
        let host = seed::uniform([own, stream], [step, element]);
        let known = referee::uniform(own, stream, step, element);
        assert_eq!(f64::from(host).to_bits(), known.to_bits());
    }
    for backend in backends() {
        let mut machine = start(&backend, 4, 0, true);
        machine.run(1).unwrap();
        let seeds = given(4, 0)["seed"].ints().to_vec();
        let stream = soupcon::ir::stream_key("dropout");
        pollster::block_on(machine.settle()).unwrap();
        let records = machine.fetched();
        let hidden = records.iter().find(|r| r.name == "hidden").unwrap();
        for (i, &word) in hidden.words.iter().enumerate() {
            let (member, element) = (i / 128, (i % 128) as u32);
            let kept = 0.25 < referee::uniform(seeds[member], stream, 0, element);
            let dropped = f32::from_bits(word) == 0.0;
            assert_eq!(
                dropped, !kept,
                "{}: member {member}, element {element}",
                backend.label
            );
        }
    }
}

#[test]
fn executors_train_alike_step_by_step() {
    let (members, steps) = (3, 6);
    let program = program(members, false);
    let train = |arithmetic| {
        let mut referee = Referee::new(&program, given(members, 0), arithmetic);
        referee.run(steps);
        let mut out: BTreeMap<String, Value> = carried()
            .into_iter()
            .map(|n| (n.clone(), referee.given[&n].clone()))
            .collect();
        for (name, step, value) in referee.fetched {
            out.insert(format!("{name} at {step}"), value);
        }
        out
    };
    let exact = train(Arithmetic::Single);
    let nudged: Vec<_> = (0..8)
        .map(|i| train(Arithmetic::Nudged(Rng::new(i))))
        .collect();
    for backend in backends() {
        let got = run(&mut *start(&backend, members, 0, false), &[steps]);
        for (name, want) in &exact {
            let values = want.floats().iter().enumerate();
            let bounds: Vec<f64> = values
                .map(|(i, &x)| {
                    let away = nudged.iter().map(|n| (n[name].floats()[i] - x).abs());
                    8.0 * away.fold(0.0, f64::max) + 4.0 * ulp(x)
                })
                .collect();
            let largest = bounds.iter().fold(0.0, |a: f64, b| a.max(*b));
            assert!(
                largest < 1e-3,
                "{name}: a bound of {largest:e} proves nothing"
            );
            let value = Value::from_words(&want.dims, want.dtype(), &got[name]);
            if let Some(miss) = misses(&value, want, &bounds) {
                panic!("{}: {name}: {miss}", backend.label);
            }
        }
    }
}

/// A pool of workers gives each a range of the members.
#[test]
fn members_divided_among_workers_are_the_same_members() {
    let spec = RunSpec {
        data: DataSpec::Toy {
            name: "moons".into(),
            noise: 0.1,
        },
        rows: 64,
        validation: 16,
        test: 32,
        label_noise: 0.1,
        model: ModelSpec::Mlp {
            hidden: vec![16, 8],
            activation: Activation::Relu,
        },
        optimiser: Optimiser::AdamW,
        schedule: Schedule::Cosine,
        batch: 16,
        members: 7,
        seed: 9,
        lr: Spread::between(0.007, 0.06),
        weight_decay: Spread::between(1e-4, 0.3),
        smoothing: Spread::List(vec![0.0, 0.1]),
        mixup: Spread::List(vec![0.0, 0.5, 1.0]),
        steps: Spread::between(20.0, 40.0),
        fraction: Spread::between(0.5, 1.0),
        bootstrap: true,
        augment: Spread::between(0.0, 1.0),
        augmentation: None,
        start: StartSpec::Trained {
            steps: 5,
            lr: 0.02,
            rows: 48,
            batch: None,
            augment: Augmentation::usual(&[2]),
            copies: 1,
        },
    };
    let sets = Sets::generate(&spec).unwrap();
    let start = pollster::block_on(lab::start(&Cpu, &spec, &sets)).unwrap();
    let theta = |members: Range<usize>| {
        let trainer = Trainer::new(&Cpu, &spec, &sets, members, &start);
        let mut trainer = pollster::block_on(trainer).unwrap();
        trainer.run(spec.longest()).unwrap();
        let theta = pollster::block_on(trainer.theta()).unwrap();
        theta.into_iter().map(f32::to_bits).collect::<Vec<_>>()
    };
    let whole = theta(0..7);
    for cuts in [&[0, 4, 7][..], &[0, 1, 2, 7], &[0, 1, 2, 3, 4, 5, 6, 7]] {
        let parts = cuts.windows(2).flat_map(|w| theta(w[0]..w[1]));
        assert!(parts.eq(whole.iter().copied()), "cut at {cuts:?}");
    }
    let size = whole.len() / 7;
    assert!(
        whole[..size] != whole[size..2 * size],
        "members do not differ"
    );
}
