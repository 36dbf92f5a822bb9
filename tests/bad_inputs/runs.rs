//! Runs in plain data: every field out of its range, and data that cannot be learnt.

use soupcon::cpu::Cpu;
use soupcon::data::{Dataset, InputError};
use soupcon::lab::{DataSpec, LabError, ModelSpec, RunSpec, Trainer};
use soupcon::nn::{Activation, Optimiser, Schedule};

fn good() -> RunSpec {
    RunSpec {
        data: DataSpec::Toy {
            name: "moons".into(),
            rows: 64,
            noise: 0.1,
        },
        model: ModelSpec::Mlp {
            hidden: vec![8],
            activation: Activation::Tanh,
        },
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        lr: 0.01,
        spread: 1.0,
        batch: 16,
        steps: 20,
        members: 2,
        shared_steps: 0,
        seed: 1,
    }
}

/// Prepares a run as the page would.
fn prepare(spec: &RunSpec) -> Result<Trainer, LabError> {
    spec.check()?;
    let [train, _] = spec.generate()?;
    pollster::block_on(Trainer::new(&Cpu, spec, &train, 0..spec.members))
}

#[test]
fn a_good_run_runs() {
    let mut trainer = prepare(&good()).unwrap();
    trainer.run(20).unwrap();
    pollster::block_on(trainer.settle()).unwrap();
    assert_eq!(trainer.step(), 20);
}

#[test]
fn each_field_out_of_its_range_is_named_with_its_limit() {
    type Spoil = fn(&mut RunSpec);
    let spoilt: [(&str, Spoil); 31] = [
        ("members", |s| s.members = 0),
        ("members", |s| s.members = 1025),
        ("members", |s| s.members = 1_000_000_000),
        ("members", |s| s.members = usize::MAX),
        ("steps", |s| s.steps = 0),
        ("steps", |s| s.steps = u32::MAX),
        ("batch", |s| s.batch = 0),
        ("batch", |s| s.batch = 65),
        ("batch", |s| s.batch = usize::MAX),
        ("lr", |s| s.lr = 0.0),
        ("lr", |s| s.lr = -0.0),
        ("lr", |s| s.lr = -1e-3),
        ("lr", |s| s.lr = f32::NAN),
        ("lr", |s| s.lr = f32::INFINITY),
        ("lr", |s| s.lr = 10.5),
        ("spread", |s| s.spread = 0.0),
        ("spread", |s| s.spread = f32::NAN),
        ("sharedSteps", |s| s.shared_steps = u32::MAX),
        ("hidden", |s| s.model = mlp(&[])),
        ("hidden", |s| s.model = mlp(&[0])),
        ("hidden", |s| s.model = mlp(&[8, 1_000_000_000])),
        ("hidden", |s| s.model = mlp(&[8; 7])),
        ("channels", |s| {
            s.model = ModelSpec::Cnn { channels: vec![] }
        }),
        ("channels", |s| {
            s.model = ModelSpec::Cnn { channels: vec![65] }
        }),
        ("data", |s| s.model = ModelSpec::Cnn { channels: vec![4] }),
        ("data", |s| {
            s.data = DataSpec::Bundled {
                name: "mnist-14".into(),
            }
        }),
        ("rows", |s| toy(s, "moons", 0, 0.1)),
        ("rows", |s| toy(s, "moons", usize::MAX, 0.1)),
        ("noise", |s| toy(s, "moons", 64, f64::NAN)),
        ("noise", |s| toy(s, "moons", 64, -1.0)),
        ("data", |s| toy(s, "__proto__", 64, 0.1)),
    ];
    for (i, (field, spoil)) in spoilt.into_iter().enumerate() {
        let mut spec = good();
        spoil(&mut spec);
        let error = prepare(&spec)
            .err()
            .unwrap_or_else(|| panic!("{i}: {spec:?} is accepted"));
        assert_eq!(error.field(), Some(field), "{i}: {error}");
        let text = error.to_string();
        assert!(
            text.contains(&format!("`{field}`")) && !text.contains('\n'),
            "{i}: {text}"
        );
    }
}

fn mlp(hidden: &[usize]) -> ModelSpec {
    let (hidden, activation) = (hidden.to_vec(), Activation::Relu);
    ModelSpec::Mlp { hidden, activation }
}

fn toy(spec: &mut RunSpec, name: &str, rows: usize, noise: f64) {
    let name = name.into();
    spec.data = DataSpec::Toy { name, rows, noise };
}

#[test]
fn a_slider_out_of_its_range_changes_nothing() {
    let mut trainer = prepare(&good()).unwrap();
    for lr in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        let error = trainer.set_lr(lr).unwrap_err();
        assert_eq!(error.field(), Some("lr"), "{error}");
    }
    let mut untouched = prepare(&good()).unwrap();
    trainer.run(10).unwrap();
    untouched.run(10).unwrap();
    let theta = |t: &mut Trainer| pollster::block_on(t.theta()).unwrap();
    assert_eq!(theta(&mut trainer), theta(&mut untouched));
}

#[test]
fn data_that_cannot_be_learnt_are_refused() {
    let set = |x: Vec<f32>, shape: &[usize], y: Vec<u32>, classes| {
        Dataset::new("mine", x, shape, y, classes).unwrap_err()
    };
    let one = set(vec![0.0; 8], &[2], vec![1; 4], 2);
    assert_eq!(one, InputError::OneClass { rows: 4, class: 1 });
    let refused = [
        ("x", set(vec![0.0, f32::NAN, 0.0, 1.0], &[2], vec![0, 1], 2)),
        (
            "x",
            set(vec![0.0, f32::INFINITY, 0.0, 1.0], &[2], vec![0, 1], 2),
        ),
        ("x", set(vec![0.0; 3], &[2], vec![0, 1], 2)),
        ("rows", set(vec![], &[2], vec![], 2)),
        ("classes", set(vec![0.0; 4], &[2], vec![0, 1], 0)),
        ("classes", set(vec![0.0; 4], &[2], vec![0, 1], usize::MAX)),
        ("y", set(vec![0.0; 4], &[2], vec![0, 2], 2)),
    ];
    for (i, (field, error)) in refused.iter().enumerate() {
        assert_eq!(error.field(), *field, "{i}: {error}");
    }
    assert!(Dataset::new("mine", vec![0.0; 4], &[usize::MAX, 2], vec![0, 1], 2).is_err());
    assert!(Dataset::new("mine", vec![], &[0], vec![0, 1], 2).is_err());
}

#[test]
fn text_that_is_no_run_is_refused() {
    let text = serde_json::to_string(&good()).unwrap();
    assert_eq!(serde_json::from_str::<RunSpec>(&text).unwrap(), good());
    for (from, to) in [
        ("\"lr\":0.01", "\"lr\":\"0.01\""),
        ("\"members\":2", "\"members\":-1"),
        ("\"members\":2", "\"members\":2.5"),
        ("\"members\":2", "\"members\":1e300"),
        ("\"members\":2", "\"members\":null"),
        ("\"seed\":1", "\"seed\":4294967296"),
        ("\"seed\":1", "\"seed\":1,\"__proto__\":{}"),
        ("\"optimiser\":\"adam\"", "\"optimiser\":\"toString\""),
        ("\"steps\":20,", ""),
    ] {
        let spoilt = text.replace(from, to);
        assert_ne!(spoilt, text, "{from} is not there");
        assert!(
            serde_json::from_str::<RunSpec>(&spoilt).is_err(),
            "{to} is accepted"
        );
    }
}
