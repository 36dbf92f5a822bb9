//! Rankings of classes as what is learned.

use super::distillation::mean_on_student;
use super::signature::{Body, Function, Input, gives, labels, number, real, whole};
use super::{Args, Code, Fault};
use crate::methods::listwise as methods;

const RANKING: Input = labels("ranking", "N K", "K");
const PLD: &str = "Plackett-Luce distillation 2025, arXiv:2506.12542";

/// Plackett-Luce losses and what measures rankings.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "teacher_optimal_permutation",
        about: "The label first, then the other classes by falling teacher logit",
        source: PLD,
        inputs: &[real("teacher_logits", "N K"), labels("labels", "N", "K")],
        outputs: &[gives("output", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let teacher = t.real("teacher_logits");
            let order = methods::teacher_optimal_permutation(teacher, t.labels("labels"));
            t.gives("output", order);
            Ok(())
        }),
    },
    Function {
        name: "plackett_luce_log_likelihood",
        about: "log P(ranking | scores) = Σ_k (s_πk − log Σ_{l≥k} exp s_πl), a number a row",
        source: "Plackett 1975",
        inputs: &[real("scores", "N K"), RANKING],
        outputs: &[gives("output", "N")],
        needs: &[],
        body: Body::Graph(|t| {
            permutations(t.args())?;
            let (scores, ranking) = (t.real("scores"), t.whole("ranking"));
            t.gives(
                "output",
                methods::plackett_luce_log_likelihood(scores, ranking),
            );
            Ok(())
        }),
    },
    Function {
        name: "weighted_listwise_loss",
        about: "Σ_k α_k (log Σ_{l≥k} exp s_πl − s_πk) for weights by rank, mean over rows",
        source: PLD,
        inputs: &[
            real("student_logits", "N K"),
            RANKING,
            real("weights", "N K").from(0.0),
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            permutations(t.args())?;
            let s = t.real("student_logits");
            let rows = methods::weighted_listwise_loss(s, t.whole("ranking"), t.real("weights"));
            t.gives("loss", rows.mean_all());
            t.gives_gradient("grad_student", rows.mean_all(), s);
            Ok(())
        }),
    },
    Function {
        name: "listmle_loss",
        about: "−log P of the first `top` choices of a ranking, mean over rows",
        source: "Xia et al. 2008",
        inputs: &[
            real("student_logits", "N K"),
            RANKING,
            whole("top", "", 1).optional(),
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            permutations(t.args())?;
            let classes = t.args().dim("K");
            let top = if t.args().has("top") {
                t.args().count("top")
            } else {
                classes
            };
            if top > classes {
                let message = format!("`top` must be from 1 to {classes}, not {top}");
                return Err(Fault::range("top", message));
            }
            let s = t.real("student_logits");
            let loss = methods::listmle_loss(s, t.whole("ranking"), top).mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_student", loss, s);
            Ok(())
        }),
    },
    Function {
        name: "pld_loss",
        about: "Listwise loss along the teacher's order, weighted by its probabilities",
        source: PLD,
        inputs: &[
            real("student_logits", "N K"),
            real("teacher_logits", "N K"),
            labels("labels", "N", "K"),
            number("teacher_temperature").above(0.0).or(1.0),
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let (labels, heat) = (t.labels("labels"), t.real("teacher_temperature"));
            mean_on_student(t, |s, v| methods::pld_loss(s, v, labels, heat))
        }),
    },
    Function {
        name: "kendall_tau",
        about: "Kendall's tau-a between two rows of scores",
        source: "Kendall 1938",
        inputs: &[real("a", "N K"), real("b", "N K")],
        outputs: &[gives("output", "N")],
        needs: &[("K", 2, Code::Shape)],
        body: Body::Graph(|t| {
            t.gives("output", methods::kendall_tau(t.real("a"), t.real("b")));
            Ok(())
        }),
    },
];

/// Refuses a row of `ranking` that leaves a class out.
fn permutations(args: &Args) -> Result<(), Fault> {
    let (ranking, classes) = (args.indices("ranking"), args.dim("K"));
    for (n, row) in ranking.chunks(classes).enumerate() {
        let mut seen = vec![false; classes];
        row.iter().for_each(|&k| seen[k] = true);
        if let Some(missing) = seen.iter().position(|s| !s) {
            let message =
                format!("`ranking[{n}]` must name every class once: {missing} is missing");
            return Err(Fault::range("ranking", message));
        }
    }
    Ok(())
}
