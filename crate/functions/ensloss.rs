//! Margin losses, and a new random one at every step.

use super::signature::{Body, Function, Input, binary, choice, gives, number, real};
use super::{Answer, Args, Code, Fault, Trace};
use crate::ir::{DType, Tensor};
use crate::methods::ensloss::{self as methods, Margin};

const LAMBDA: Input = number("lam").or(0.0);
const FLOOR: Input = number("floor").from(0.0).or(1e-6);
const SOURCE: &str = "Dai 2024, arXiv:2409.00908";

/// Ensembles of losses.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "margin_loss",
        about: "A fixed loss of the margins (2y − 1) f, mean over rows",
        source: SOURCE,
        inputs: &[
            real("scores", "N"),
            binary("targets", "N"),
            choice(
                "kind",
                &["logistic", "hinge", "exponential", "squared_hinge"],
            ),
        ],
        outputs: &[gives("loss", ""), gives("grad_scores", "N")],
        needs: &[],
        body: Body::Graph(|t| {
            let word = t.args().choice("kind");
            let known = Margin::ALL.iter().find(|(name, _)| *name == word);
            let margin = known.map_or(Margin::Logistic, |(_, margin)| *margin);
            let scores = t.real("scores");
            let loss = margin.loss(methods::margins(scores, targets(t))).mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_scores", loss, scores);
            Ok(())
        }),
    },
    Function {
        name: "inverse_box_cox",
        about: "e^u at λ = 0, else max(1 + λu, 0)^(1/λ)",
        source: "Box and Cox 1964",
        inputs: &[real("z", "N"), number("lam")],
        outputs: &[gives("output", "N")],
        needs: &[],
        body: Body::Graph(|t| {
            supported(t.args())?;
            t.gives(
                "output",
                methods::inverse_box_cox(t.real("z"), t.real("lam")),
            );
            Ok(())
        }),
    },
    Function {
        name: "ensloss_derivatives",
        about: "Derivatives of a random calibrated convex loss at the margins of a batch",
        source: SOURCE,
        inputs: &[real("margins", "N"), real("normals", "N"), LAMBDA, FLOOR],
        outputs: &[gives("output", "N")],
        needs: &[],
        body: Body::Graph(|t| {
            let (z, u) = (t.real("margins"), t.real("normals"));
            let g = methods::ensloss_derivatives(z, u, t.real("lam"), t.real("floor"));
            t.gives("output", g);
            Ok(())
        }),
    },
    Function {
        name: "ensloss_gradient",
        about: "The surrogate (1/N) Σ g z with g constant, and its gradient in the scores",
        source: SOURCE,
        inputs: &[
            real("scores", "N"),
            binary("targets", "N"),
            real("normals", "N"),
            LAMBDA,
            FLOOR,
        ],
        outputs: &[gives("surrogate", ""), gives("grad_scores", "N")],
        needs: &[],
        body: Body::Graph(|t| {
            let (f, u) = (t.real("scores"), t.real("normals"));
            let (lam, floor) = (t.real("lam"), t.real("floor"));
            let loss = methods::ensloss_surrogate(f, targets(t), u, lam, floor).mean_all();
            t.gives("surrogate", loss);
            t.gives_gradient("grad_scores", loss, f);
            Ok(())
        }),
    },
    Function {
        name: "is_calibrated_derivative",
        about: "Whether derivatives are negative, and do not fall as the margin grows",
        source: SOURCE,
        inputs: &[
            real("margins", "N"),
            real("derivatives", "N"),
            number("tol").from(0.0).or(0.0),
        ],
        outputs: &[gives("negative", ""), gives("non_decreasing", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (z, g) = (args.numbers("margins"), args.numbers("derivatives"));
            let (negative, rising) = methods::is_calibrated_derivative(&z, &g, args.number("tol"));
            Ok(Answer::of("negative", negative).and("non_decreasing", rising))
        }),
    },
];

fn targets<'g>(t: &Trace<'g>) -> Tensor<'g> {
    t.whole("targets").cast(DType::F32)
}

/// Refuses what lies outside the support of the transform, where it is infinite.
fn supported(args: &Args) -> Result<(), Fault> {
    let lambda = args.number("lam");
    let outside = |u: &f64| lambda < 0.0 && 1.0 + lambda * u <= 0.0;
    match args.array("z").iter().position(outside) {
        None => Ok(()),
        Some(i) => {
            let limit = -1.0 / lambda;
            let message = format!(
                "`z[{i}]` must be below {limit} for `lam` {lambda}: the result is infinite"
            );
            Err(Fault::new(Code::NonFinite, "z", message))
        }
    }
}
