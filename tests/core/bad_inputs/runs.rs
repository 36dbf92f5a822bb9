//! Runs in plain data: every field out of its range, and data that cannot be learnt.

use soupcon::cpu::Cpu;
use soupcon::data::{Augmentation, Dataset, InputError};
use soupcon::lab::{
    self, DataSpec, LabError, ModelSpec, RunSpec, Sets, Spread, StartSpec, Trainer,
};
use soupcon::nn::{Activation, Optimiser, Schedule};

fn good() -> RunSpec {
    RunSpec {
        data: DataSpec::Toy {
            name: "moons".into(),
            noise: 0.1,
        },
        rows: 64,
        validation: 16,
        test: 32,
        label_noise: 0.0,
        model: ModelSpec::Mlp {
            hidden: vec![8],
            activation: Activation::Tanh,
        },
        optimiser: Optimiser::Adam,
        schedule: Schedule::Cosine,
        batch: 16,
        members: 2,
        seed: 1,
        lr: 0.01.into(),
        weight_decay: 0.0.into(),
        smoothing: 0.0.into(),
        mixup: 0.0.into(),
        steps: 20.0.into(),
        fraction: 1.0.into(),
        bootstrap: false,
        augment: 0.0.into(),
        augmentation: None,
        start: StartSpec::Independent,
    }
}

/// Prepares a run as the page would.
fn prepare(spec: &RunSpec) -> Result<Trainer, LabError> {
    let sets = Sets::generate(spec)?;
    pollster::block_on(async {
        let start = lab::start(&Cpu, spec, &sets).await?;
        Trainer::new(&Cpu, spec, &sets, 0..spec.members, &start).await
    })
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
    let spoilt: &[(&str, Spoil)] = &[
        ("members", |s| s.members = 0),
        ("members", |s| s.members = 1025),
        ("members", |s| s.members = usize::MAX),
        ("batch", |s| s.batch = 0),
        ("batch", |s| s.batch = 65),
        ("batch", |s| s.batch = usize::MAX),
        ("rows", |s| s.rows = 0),
        ("rows", |s| s.rows = usize::MAX),
        ("validation", |s| s.validation = usize::MAX),
        ("test", |s| s.test = 0),
        ("test", |s| s.test = usize::MAX),
        ("rows", |s| {
            (s.rows, s.test, s.validation) = (50_000, 50_000, 1);
        }),
        ("labelNoise", |s| s.label_noise = -0.1),
        ("labelNoise", |s| s.label_noise = 0.95),
        ("labelNoise", |s| s.label_noise = f64::NAN),
        ("steps", |s| s.steps = 0.0.into()),
        ("steps", |s| s.steps = 2.5.into()),
        ("steps", |s| s.steps = 1e7.into()),
        ("steps", |s| s.steps = f64::INFINITY.into()),
        ("steps", |s| s.steps = Spread::between(20.0, 10.0)),
        ("steps", |s| s.steps = Spread::List(vec![])),
        ("lr", |s| s.lr = 0.0.into()),
        ("lr", |s| s.lr = (-0.0).into()),
        ("lr", |s| s.lr = (-1e-3).into()),
        ("lr", |s| s.lr = f64::NAN.into()),
        ("lr", |s| s.lr = f64::INFINITY.into()),
        ("lr", |s| s.lr = 10.5.into()),
        ("lr", |s| s.lr = Spread::between(0.0, 0.1)),
        ("lr", |s| s.lr = Spread::between(0.1, f64::NAN)),
        ("lr", |s| s.lr = Spread::List(vec![0.1; 65])),
        ("lr", |s| s.lr = Spread::List(vec![0.1, 0.0])),
        ("weightDecay", |s| s.weight_decay = 0.1.into()),
        ("weightDecay", |s| decaying(s, -0.1)),
        ("weightDecay", |s| decaying(s, 11.0)),
        ("smoothing", |s| s.smoothing = 1.0.into()),
        ("smoothing", |s| s.smoothing = Spread::between(-0.1, 0.1)),
        ("mixup", |s| s.mixup = 0.3.into()),
        ("mixup", |s| s.mixup = Spread::between(0.0, 1.0)),
        ("mixup", |s| s.mixup = Spread::List(vec![0.5, 2.0])),
        ("fraction", |s| s.fraction = 0.0.into()),
        ("fraction", |s| s.fraction = 1.5.into()),
        ("augment", |s| s.augment = 1.5.into()),
        ("augment.noise", |s| turned(s, |a| a.noise = -1.0)),
        ("augment.turn", |s| turned(s, |a| a.turn = 181.0)),
        ("augment.rotation", |s| turned(s, |a| a.rotation = f64::NAN)),
        ("augment.translation", |s| {
            turned(s, |a| a.translation = 9.0);
        }),
        ("augment.contrast", |s| turned(s, |a| a.contrast = 0.0)),
        ("augment.contrast", |s| turned(s, |a| a.contrast = 0.5)),
        ("start.steps", |s| trained(s, 0, 0.1, 32)),
        ("start.steps", |s| trained(s, u32::MAX, 0.1, 32)),
        ("start.lr", |s| trained(s, 5, 0.0, 32)),
        ("start.rows", |s| trained(s, 5, 0.1, 15)),
        ("start.rows", |s| trained(s, 5, 0.1, usize::MAX)),
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
        ("noise", |s| toy(s, "moons", f64::NAN)),
        ("noise", |s| toy(s, "moons", -1.0)),
        ("data", |s| toy(s, "__proto__", 0.1)),
    ];
    for (i, (field, spoil)) in spoilt.iter().enumerate() {
        let mut spec = good();
        spoil(&mut spec);
        let error = prepare(&spec)
            .err()
            .unwrap_or_else(|| panic!("{i}: {spec:?} is accepted"));
        assert_eq!(error.field(), Some(*field), "{i}: {error}");
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

fn toy(spec: &mut RunSpec, name: &str, noise: f64) {
    let name = name.into();
    spec.data = DataSpec::Toy { name, noise };
}

fn decaying(spec: &mut RunSpec, decay: f64) {
    spec.optimiser = Optimiser::AdamW;
    spec.weight_decay = decay.into();
}

/// A run of augmented members whose augmentation is changed.
fn turned(spec: &mut RunSpec, change: fn(&mut Augmentation)) {
    let mut augmentation = Augmentation::NONE;
    change(&mut augmentation);
    spec.augment = 0.5.into();
    spec.augmentation = Some(augmentation);
}

fn trained(spec: &mut RunSpec, steps: u32, lr: f64, rows: usize) {
    let augment = Augmentation::NONE;
    spec.start = StartSpec::Trained {
        steps,
        lr,
        rows,
        batch: None,
        augment,
        copies: 1,
    };
}

#[test]
fn a_slider_out_of_its_range_changes_nothing() {
    let mut trainer = prepare(&good()).unwrap();
    for lr in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
        let error = trainer.set_lr(&lr.into()).unwrap_err();
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
        ("\"steps\":20.0,", ""),
        ("\"steps\":20.0", "\"steps\":null"),
        ("\"steps\":20.0", "\"steps\":{\"low\":1}"),
        (
            "\"steps\":20.0",
            "\"steps\":{\"low\":1,\"high\":2,\"step\":1}",
        ),
        ("\"kind\":\"independent\"", "\"kind\":\"trained\""),
    ] {
        let spoilt = text.replace(from, to);
        assert_ne!(spoilt, text, "{from} is not there");
        assert!(
            serde_json::from_str::<RunSpec>(&spoilt).is_err(),
            "{to} is accepted"
        );
    }
}
