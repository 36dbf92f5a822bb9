//! Everything that can be asked about members and what is made of them, held against slow
//! programs of its own in 64 bits.

mod attacks;
mod counts;
mod ensembles;
mod maps;
mod places;
mod refusals;
mod slow;
mod soups;
mod table;

use std::rc::Rc;

use soupcon::cpu::Cpu;
use soupcon::data::{Augmentation, Dataset};
use soupcon::lab::{
    self, Answer, DataSpec, Dish, Explorer, LabError, Measure, Method, ModelSpec, On, Question,
    Rule, RunSpec, Scored, Set, Sets, Soup, Spread, StartSpec, Trainer,
};
use soupcon::nn::{Activation, Optimiser, Schedule};
use soupcon::run::Device;
use soupcon::run::seed::Stream;

use slow::Net;

/// Members of a run, what they started from, their rows, and an explorer that looks at them.
struct Table {
    net: Net,
    theta: Vec<Vec<f32>>,
    start: Vec<f32>,
    train: Dataset,
    validation: Dataset,
    test: Dataset,
    explorer: Explorer,
}

impl Table {
    fn ask(&mut self, question: &Question) -> Answer {
        pollster::block_on(self.explorer.ask(question)).unwrap()
    }

    fn refused(&mut self, question: &Question) -> String {
        let refused = pollster::block_on(self.explorer.ask(question)).unwrap_err();
        assert_eq!(refused.code(), "input", "{refused}");
        refused.to_string()
    }

    fn weights(&mut self, of: &Dish) -> Result<Vec<f32>, LabError> {
        pollster::block_on(self.explorer.weights(of))
    }

    fn score(&mut self, of: &Dish) -> Measure {
        let (of, on) = (vec![of.clone()], On::clean(Set::Test));
        let Answer::Score(scores) = self.ask(&Question::Score { of, on }) else {
            panic!("a score was asked for");
        };
        match &scores[0] {
            Scored::Measure(measure) => *measure,
            Scored::Refused { refused } => panic!("{refused}"),
        }
    }

    /// The start and the members' weights in 64 bits.
    fn wide(&self) -> (Vec<f64>, Vec<Vec<f64>>) {
        let wide = |theta: &Vec<f32>| theta.iter().map(|&w| f64::from(w)).collect();
        (wide(&self.start), self.theta.iter().map(wide).collect())
    }
}

fn member(member: usize) -> Dish {
    Dish::Member { member }
}

fn ensemble(rule: Rule) -> Dish {
    Dish::Ensemble { rule }
}

fn soup(method: Method) -> Dish {
    Dish::Soup(Soup::of(method))
}

const RULES: [Rule; 4] = [Rule::Logits, Rule::Probabilities, Rule::Vote, Rule::RunOff];

/// Images of 6 × 6 with a bright row or column, in four classes, with much noise.
fn bars(rows: usize, seed: u32) -> Dataset {
    let mut stream = Stream::new(seed, "bars");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for n in 0..rows {
        let class = n % 4;
        for i in 0..36 {
            let along = if class < 2 { i / 6 } else { i % 6 };
            let bright = if along == 1 + 3 * (class % 2) {
                0.3
            } else {
                0.0
            };
            x.push((bright + stream.between(0.0, 0.7)) as f32);
        }
        y.push(class as u32);
    }
    Dataset::new("bars", x, &[6, 6], y, 4).unwrap()
}

/// A run from a start that was trained, with `[rows, validation, test]`.
fn spec(data: DataSpec, members: usize, hidden: &[usize], rows: [usize; 3]) -> RunSpec {
    RunSpec {
        data,
        rows: rows[0],
        validation: rows[1],
        test: rows[2],
        label_noise: 0.0,
        model: ModelSpec::Mlp {
            hidden: hidden.to_vec(),
            activation: Activation::Tanh,
        },
        optimiser: Optimiser::Adam,
        schedule: Schedule::Constant,
        batch: 16,
        members,
        seed: 5,
        lr: Spread::between(0.004, 0.03),
        weight_decay: 0.0.into(),
        smoothing: 0.0.into(),
        mixup: 0.0.into(),
        steps: 60.0.into(),
        fraction: 1.0.into(),
        bootstrap: false,
        augment: 0.0.into(),
        augmentation: None,
        start: StartSpec::Trained {
            steps: 40,
            lr: 0.01,
            rows: 100,
            batch: None,
            augment: Augmentation::NONE,
            copies: 1,
        },
    }
}

/// Trains on the processor and looks by `device`.
fn table(device: Rc<dyn Device>, spec: &RunSpec, sets: Sets) -> Table {
    let trained = pollster::block_on(async {
        let start = lab::start(&Cpu, spec, &sets).await?;
        let mut trainer = Trainer::new(&Cpu, spec, &sets, 0..spec.members, &start).await?;
        trainer.run(spec.longest())?;
        Ok::<_, LabError>((start, trainer.theta().await?))
    });
    let (start, theta) = trained.unwrap();
    let mut explorer = Explorer::new(device, spec, &sets).unwrap();
    explorer.set_theta(&theta).unwrap();
    explorer.set_start(&start).unwrap();
    let ModelSpec::Mlp { hidden, .. } = &spec.model else {
        panic!("the slow program knows no convolutions");
    };
    let ends = [sets.train.features(), sets.train.classes()];
    Table {
        net: Net([&ends[..1], hidden.as_slice(), &ends[1..]].concat()),
        theta: theta.chunks(start.len()).map(<[f32]>::to_vec).collect(),
        start,
        train: sets.train,
        validation: sets.validation.unwrap(),
        test: sets.test,
        explorer,
    }
}

fn spec_of_moons(members: usize) -> RunSpec {
    let (name, noise) = ("moons".into(), 0.3);
    spec(
        DataSpec::Toy { name, noise },
        members,
        &[8, 6],
        [600, 200, 400],
    )
}

fn moons_on(device: Rc<dyn Device>, members: usize) -> Table {
    let spec = spec_of_moons(members);
    let sets = Sets::generate(&spec).unwrap();
    table(device, &spec, sets)
}

/// Points in two classes.
fn moons(members: usize) -> Table {
    moons_on(Rc::new(Cpu), members)
}

/// Images in four classes.
fn images(members: usize) -> Table {
    let name = "bars".into();
    let spec = spec(
        DataSpec::Given {
            name,
            standardise: false,
        },
        members,
        &[10],
        [240, 160, 300],
    );
    let sets = Sets::given(&spec, bars(800, 1)).unwrap();
    table(Rc::new(Cpu), &spec, sets)
}

/// Rows of so many features in two classes, all on one line.
fn on_a_line(features: usize) -> Table {
    let name = "line".into();
    let data = DataSpec::Given {
        name,
        standardise: true,
    };
    let spec = spec(data, 3, &[6], [120, 60, 60]);
    let along = |n: usize| (n * 37 % 400) as f32 / 400.0;
    let x = (0..400).flat_map(|n| {
        [1.0, -2.0, 0.5]
            .map(|e| e * along(n))
            .into_iter()
            .take(features)
    });
    let y = (0..400).map(|n| u32::from(along(n) > 0.5)).collect();
    let rows = Dataset::new("line", x.collect(), &[features], y, 2).unwrap();
    let sets = Sets::given(&spec, rows).unwrap();
    table(Rc::new(Cpu), &spec, sets)
}

fn close(what: &str, found: f64, wanted: f64, tolerance: f64) {
    let off = (found - wanted).abs();
    assert!(off <= tolerance, "{what}: {found} for {wanted}");
}

fn all_close(what: &str, found: &[f32], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (i, (&found, &wanted)) in found.iter().zip(wanted).enumerate() {
        close(&format!("{what} {i}"), f64::from(found), wanted, tolerance);
    }
}
