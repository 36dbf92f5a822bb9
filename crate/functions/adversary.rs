//! The attack itself, on a network given by its parameters.

use super::signature::{Asked, Body, Function, choice, gives, number, real, whole};
use super::soups::{ACTIVATION, SIZES, below_classes, network};
use super::sources::PGD;
use super::{Answer, Args, Code, Fault};
use crate::methods::attack::{Attack, Norm, Objective, SPARSE};
use crate::methods::projection::PIXELS;
use crate::methods::step_size::StepSchedule;
use crate::nn::Model;
use crate::plan::Plan;
use crate::run::Device;

/// Projected gradient ascent.
pub const FUNCTIONS: &[Function] = &[Function {
    name: "pgd_attack",
    about: "Inputs moved within a ball, step by step uphill, until a network errs on them",
    source: PGD,
    inputs: &[
        real("params", "P"),
        SIZES,
        ACTIVATION,
        real("x", "N D").from(0.0).to(1.0),
        whole("labels", "N", 0),
        number("eps").from(0.0),
        whole("steps", "", 1).up_to(10_000),
        number("step_size").above(0.0),
        choice(
            "loss",
            &["cross_entropy", "margin", "probability_margin", "dlr"],
        )
        .or_word("cross_entropy"),
        choice("schedule", &["constant", "cosine", "margin_decomposition"]).or_word("constant"),
        choice("norm", &["linf", "l2", "l1"]).or_word("linf"),
        whole("seed", "", 0).optional(),
    ],
    outputs: &[
        gives("x_adv", "N D"),
        gives("broken", "N"),
        gives("broken_at_step", "N"),
    ],
    needs: &[("L", 2, Code::Shape)],
    body: Body::Device(attacked),
}];

/// Without a seed the attack begins at the clean inputs, with one at a random point of the ball.
/// A row that is never broken has as its step the number of points looked at, `steps + 1`.
fn attacked<'a>(device: &'a dyn Device, args: &'a Args) -> Asked<'a> {
    Box::pin(async move {
        let mlp = network(args, "x")?;
        below_classes(args, "labels", &mlp)?;
        let attack = described(args);
        if attack.objective == Objective::Dlr && mlp.sizes.last().is_none_or(|&k| k < 3) {
            let message = "`loss` can be `dlr` from 3 classes on".to_owned();
            return Err(Fault::range("loss", message));
        }
        let (rows, features) = (args.dim("N"), args.dim("D"));
        let size = mlp.layout().len();
        let program = attack.program(1, [rows, features], |g, x| {
            mlp.logits(x, g.each("theta", &[size]))
        })?;
        let mut machine = device.compile(Plan::new(&program)).await?;
        let bits = |v: f64| (v as f32).to_bits();
        for (name, input) in [
            ("theta", "params"),
            ("x", "x"),
            ("eps", "eps"),
            ("step size", "step_size"),
        ] {
            let words: Vec<u32> = args.array(input).iter().map(|&v| bits(v)).collect();
            machine.write(name, &words)?;
        }
        let labels: Vec<u32> = args.indices("labels").iter().map(|&y| y as u32).collect();
        machine.write("y", &labels)?;
        machine.write("wrong", &vec![bits(0.0); rows])?;
        if attack.random_start {
            machine.write("seed", &[args.count("seed") as u32])?;
            machine.write("restart", &[0])?;
        }
        machine.run(attack.steps as u32 + 1)?;
        let mut read = async |name: &str| -> Result<Vec<f64>, Fault> {
            let words = machine.read(name).await?;
            Ok(words
                .into_iter()
                .map(|w| f64::from(f32::from_bits(w)))
                .collect())
        };
        let best = read("best").await?;
        let broken: Vec<bool> = read("broken").await?.iter().map(|&b| b > 0.0).collect();
        let survived: Vec<usize> = read("survived")
            .await?
            .iter()
            .map(|&s| s as usize)
            .collect();
        let Ok(moved) = ndarray::Array2::from_shape_vec((rows, features), best) else {
            unreachable!("the attack moves every input")
        };
        Ok(Answer::of("x_adv", moved)
            .and("broken", broken)
            .and("broken_at_step", survived))
    })
}

fn described(args: &Args) -> Attack {
    Attack {
        norm: match args.choice("norm") {
            "l1" => Norm::L1(SPARSE),
            "l2" => Norm::L2,
            _ => Norm::Linf,
        },
        objective: match args.choice("loss") {
            "margin" => Objective::LogitMargin,
            "probability_margin" => Objective::ProbabilityMargin,
            "dlr" => Objective::Dlr,
            _ => Objective::CrossEntropy,
        },
        schedule: match args.choice("schedule") {
            "cosine" => StepSchedule::Cosine,
            "margin_decomposition" => StepSchedule::MarginDecomposition,
            _ => StepSchedule::Constant,
        },
        domain: PIXELS,
        steps: args.count("steps"),
        random_start: args.has("seed"),
    }
}
