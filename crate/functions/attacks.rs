//! What an attack climbs, and how far it may go.

use ndarray::{Array2, ArrayView2};

use super::signature::{Body, Function, Input, binary, choice, gives, labels, number, real, whole};
use super::sources::{PGD, RAMP};
use super::{Answer, Args, Code, Fault, Trace};
use crate::ir::Tensor;
use crate::methods::margin::{self, Term};
use crate::methods::projection::PIXELS;
use crate::methods::step_size::StepSchedule;
use crate::methods::{loss, projection, robustness};

const LOGITS: Input = real("logits", "N K");
const LABELS: Input = labels("labels", "N", "K");
const TWO: &[(&str, usize, Code)] = &[("K", 2, Code::Range)];
const X: Input = real("x", "N D").from(0.0).to(1.0);
const EPS: Input = number("eps").from(0.0);
const PMA: &str = "Probability margin attack 2024, arXiv:2411.15210";

/// Attack losses, projections and steps.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "cross_entropy_attack_loss",
        about: "−log p_y of each row, to be maximised",
        source: PGD,
        inputs: &[LOGITS, LABELS],
        outputs: &[gives("loss", "N"), gives("grad_logits", "N K")],
        needs: TWO,
        body: Body::Graph(|t| climbed(t, |z, y| loss::cross_entropy(z, y))),
    },
    Function {
        name: "logit_margin_loss",
        about: "Largest other logit less the label's, each row, to be maximised",
        source: "Carlini and Wagner 2017, arXiv:1608.04644",
        inputs: &[LOGITS, LABELS],
        outputs: &[gives("loss", "N"), gives("grad_logits", "N K")],
        needs: TWO,
        body: Body::Graph(|t| climbed(t, |z, y| margin::logit_margin_loss(z, y))),
    },
    Function {
        name: "probability_margin_loss",
        about: "Largest other probability less the label's, each row, to be maximised",
        source: PMA,
        inputs: &[LOGITS, LABELS],
        outputs: &[gives("loss", "N"), gives("grad_logits", "N K")],
        needs: TWO,
        body: Body::Graph(|t| climbed(t, |z, y| margin::probability_margin_loss(z, y))),
    },
    Function {
        name: "dlr_loss",
        about: "Logit margin over the difference of the largest and the third logit",
        source: "Croce and Hein 2020, arXiv:2003.01690",
        inputs: &[LOGITS, LABELS],
        outputs: &[gives("loss", "N"), gives("grad_logits", "N K")],
        needs: &[("K", 3, Code::Range)],
        body: Body::Graph(|t| climbed(t, |z, y| margin::dlr_loss(z, y))),
    },
    Function {
        name: "probability_term_loss",
        about: "One term of the probability margin: p_y, −p_y, or the largest other",
        source: PMA,
        inputs: &[
            LOGITS,
            LABELS,
            choice("term", &["true", "minus_true", "other"]),
        ],
        outputs: &[gives("loss", "N"), gives("grad_logits", "N K")],
        needs: TWO,
        body: Body::Graph(|t| {
            let term = match t.args().choice("term") {
                "true" => Term::True,
                "minus_true" => Term::MinusTrue,
                _ => Term::Other,
            };
            climbed(t, |z, y| margin::probability_term_loss(z, y, term))
        }),
    },
    Function {
        name: "margin_gradient_weights",
        about: "How the probability margin weights its untargeted and its targeted direction",
        source: PMA,
        inputs: &[LOGITS, LABELS],
        outputs: &[
            gives("untargeted_weight", "N"),
            gives("targeted_weight", "N"),
            gives("target", "N"),
        ],
        needs: TWO,
        body: Body::Graph(|t| {
            let found = margin::margin_gradient_weights(t.real("logits"), t.labels("labels"));
            t.gives("untargeted_weight", found.untargeted);
            t.gives("targeted_weight", found.targeted);
            t.gives("target", found.target);
            Ok(())
        }),
    },
    Function {
        name: "project_linf",
        about: "A point clipped to [x0 − ε, x0 + ε], then to [lo, hi]",
        source: PGD,
        inputs: &[
            real("x", "N D"),
            real("x0", "N D"),
            EPS,
            number("lo").or(0.0),
            number("hi").or(1.0),
        ],
        outputs: &[gives("projected", "N D")],
        needs: &[],
        body: Body::Graph(|t| {
            let [lo, hi] = ["lo", "hi"].map(|name| t.args().number(name));
            if lo > hi {
                let message = format!("`lo` must be at most `hi`, {hi}, not {lo}");
                return Err(Fault::range("lo", message));
            }
            let (x, x0, eps) = (t.real("x"), t.real("x0"), t.real("eps"));
            t.gives("projected", projection::project_linf(x, x0, eps, [lo, hi]));
            Ok(())
        }),
    },
    Function {
        name: "project_l2",
        about: "A perturbation clipped to the box 0 ≤ x + δ ≤ 1, then scaled to norm ε",
        source: RAMP,
        inputs: &[real("delta", "N D"), X, EPS],
        outputs: &[gives("projected", "N D")],
        needs: &[],
        body: Body::Graph(|t| {
            let (delta, x, eps) = (t.real("delta"), t.real("x"), t.real("eps"));
            t.gives("projected", projection::project_l2(delta, x, eps, PIXELS));
            Ok(())
        }),
    },
    Function {
        name: "project_l1_box",
        about: "The nearest perturbation with ‖δ‖₁ ≤ ε and 0 ≤ x + δ ≤ 1",
        source: RAMP,
        inputs: &[real("delta", "N D"), X, EPS],
        outputs: &[gives("projected", "N D")],
        needs: &[],
        body: Body::Graph(|t| {
            let (delta, x, eps) = (t.real("delta"), t.real("x"), t.real("eps"));
            t.gives(
                "projected",
                projection::project_l1_box(delta, x, eps, PIXELS),
            );
            Ok(())
        }),
    },
    Function {
        name: "l1_ascent_direction",
        about: "Signs of the largest gradients that can still move, over how many those are",
        source: RAMP,
        inputs: &[
            real("gradient", "N D"),
            X,
            number("share").above(0.0).to(1.0).or(0.1),
        ],
        outputs: &[gives("direction", "N D")],
        needs: &[],
        body: Body::Graph(|t| {
            let share = t.args().number("share");
            let direction =
                projection::l1_ascent_direction(t.real("gradient"), t.real("x"), share, PIXELS);
            t.gives("direction", direction);
            Ok(())
        }),
    },
    Function {
        name: "step_size",
        about: "The length of an attack's step: constant, cosine, or cosine in two halves",
        source: PMA,
        inputs: &[
            choice("schedule", &["constant", "cosine", "margin_decomposition"]),
            whole("step", "", 0),
            whole("num_steps", "", 1),
            number("initial").above(0.0),
        ],
        outputs: &[gives("step", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (step, steps) = (args.count("step"), args.count("num_steps"));
            if step >= steps {
                let message = format!("`step` must be below `num_steps`, {steps}, not {step}");
                return Err(Fault::range("step", message));
            }
            let schedule = match args.choice("schedule") {
                "constant" => StepSchedule::Constant,
                "cosine" => StepSchedule::Cosine,
                _ => StepSchedule::MarginDecomposition,
            };
            Ok(Answer::of(
                "step",
                schedule.size(step, steps, args.number("initial")),
            ))
        }),
    },
    Function {
        name: "union_success",
        about: "Share of rows each attack breaks, in order all so far break, and all together",
        source: PMA,
        inputs: &[binary("success", "A N")],
        outputs: &[
            gives("rate", "A"),
            gives("cumulative", "A"),
            gives("union", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = robustness::union_success(flags2(args, "success").view());
            Ok(Answer::of("rate", found.rate)
                .and("cumulative", found.cumulative)
                .and("union", found.union))
        }),
    },
    Function {
        name: "union_accuracy",
        about: "Share of rows right under each attack, under all of them, and on average",
        source: RAMP,
        inputs: &[binary("correct", "A N")],
        outputs: &[
            gives("per_attack", "A"),
            gives("union", ""),
            gives("average", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = robustness::union_accuracy(flags2(args, "correct").view());
            Ok(Answer::of("per_attack", found.per_attack)
                .and("union", found.union)
                .and("average", found.average))
        }),
    },
    Function {
        name: "worst_case_selection",
        about: "The attack with the largest loss for each row, and the mean of those losses",
        source: RAMP,
        inputs: &[real("losses", "A N")],
        outputs: &[gives("choice", "N"), gives("mean_worst_loss", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let losses: ArrayView2<f64> = args.array2("losses");
            let found = robustness::worst_case_selection(losses);
            Ok(Answer::of("choice", found.choice).and("mean_worst_loss", found.mean_worst_loss))
        }),
    },
];

fn flags2(args: &Args, name: &str) -> Array2<bool> {
    args.indices2(name).mapv(|v| v == 1)
}

/// A loss of each row, and the gradient of its sum.
fn climbed<'g>(
    t: &Trace<'g>,
    rows: impl Fn(Tensor<'g>, Tensor<'g>) -> Tensor<'g>,
) -> Result<(), Fault> {
    let z = t.real("logits");
    let loss = rows(z, t.labels("labels"));
    t.gives("loss", loss);
    t.gives_gradient("grad_logits", loss.sum_all(), z);
    Ok(())
}
