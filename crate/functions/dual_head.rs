//! Losses at the level of logits, and gradients that contradict each other.

use super::distillation::mean_on_student;
use super::signature::{Body, Function, Input, choice, gives, labels, number, real};
use super::{Answer, Code, Fault};
use crate::methods::distillation::{kd_loss, mse_logits_loss};
use crate::methods::dual_head as methods;
use crate::methods::loss;

const TEMPERATURE: Input = number("temperature").above(0.0).or(2.0);
const SOURCE: &str = "Yang et al. 2024, arXiv:2411.08937";

/// Dual-head distillation.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "binary_kl_loss",
        about: "T² Σ_k KL(Bern(σ(t/T)) ‖ Bern(σ(s/T))), mean over rows",
        source: SOURCE,
        inputs: &[
            real("student_logits", "N K"),
            real("teacher_logits", "N K"),
            TEMPERATURE,
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let temperature = t.real("temperature");
            mean_on_student(t, |s, v| methods::binary_kl_loss(s, v, temperature))
        }),
    },
    Function {
        name: "binary_kl_norm_loss",
        about: "T² Σ_k KL(Bern(½) ‖ Bern(σ((s − t)/T))), mean over rows",
        source: SOURCE,
        inputs: &[
            real("student_logits", "N K"),
            real("teacher_logits", "N K"),
            TEMPERATURE,
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let temperature = t.real("temperature");
            mean_on_student(t, |s, v| methods::binary_kl_norm_loss(s, v, temperature))
        }),
    },
    Function {
        name: "dual_head_objective",
        about: "λ_CE cross-entropy of the main head + λ_aux loss of the auxiliary head",
        source: SOURCE,
        inputs: &[
            real("main_logits", "N K"),
            real("aux_logits", "N K"),
            real("teacher_logits", "N K"),
            labels("labels", "N", "K"),
            number("ce_weight").from(0.0).or(1.0),
            number("aux_weight").from(0.0).or(1.0),
            TEMPERATURE,
            choice("aux_loss", &["binary_kl", "binary_kl_norm", "kd", "mse"])
                .or_word("binary_kl_norm"),
        ],
        outputs: &[
            gives("loss", ""),
            gives("grad_main", "N K"),
            gives("grad_aux", "N K"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let (s, a, v) = (
                t.real("main_logits"),
                t.real("aux_logits"),
                t.real("teacher_logits"),
            );
            let heat = t.real("temperature");
            let soft = match t.args().choice("aux_loss") {
                "binary_kl" => methods::binary_kl_loss(a, v, heat),
                "binary_kl_norm" => methods::binary_kl_norm_loss(a, v, heat),
                "kd" => kd_loss(a, v, heat),
                _ => mse_logits_loss(a, v, false),
            };
            let hard = loss::cross_entropy(s, t.labels("labels")).mean_all();
            let loss = t.real("ce_weight") * hard + t.real("aux_weight") * soft.mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_main", loss, s);
            t.gives_gradient("grad_aux", loss, a);
            Ok(())
        }),
    },
    Function {
        name: "linear_head_gradients",
        about: "Gradients of a linear head and of its features for a gradient of its logits",
        source: SOURCE,
        inputs: &[
            real("features", "N D"),
            real("weight", "D K"),
            real("grad_logits", "N K"),
        ],
        outputs: &[
            gives("grad_weight", "D K"),
            gives("grad_bias", "K"),
            gives("grad_features", "N D"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let (h, w, g) = (t.real("features"), t.real("weight"), t.real("grad_logits"));
            let parts = methods::linear_head_gradients(h, w, g);
            t.gives("grad_weight", parts.weight);
            t.gives("grad_bias", parts.bias);
            t.gives("grad_features", parts.features);
            Ok(())
        }),
    },
    Function {
        name: "gradient_cosine",
        about: "Cosine of the angle between two gradients; 0 where one is shorter than 1e-12",
        source: SOURCE,
        inputs: &[real("a", "..."), real("b", "...")],
        outputs: &[gives("output", "")],
        needs: &[],
        body: Body::Graph(|t| {
            t.gives("output", methods::gradient_cosine(t.real("a"), t.real("b")));
            Ok(())
        }),
    },
    Function {
        name: "align_gradients",
        about: "The secondary gradient without what opposes the primary, and the sum of both",
        source: SOURCE,
        inputs: &[real("primary", "P"), real("secondary", "P")],
        outputs: &[gives("aligned", "P"), gives("total", "P")],
        needs: &[],
        body: Body::Graph(|t| {
            let (p, s) = (t.real("primary"), t.real("secondary"));
            let aligned = methods::align_gradients(p, s);
            t.gives("aligned", aligned);
            t.gives("total", p + aligned);
            Ok(())
        }),
    },
    Function {
        name: "neural_collapse_metrics",
        about: "Within- over between-class scatter, and how far the head is from a simplex frame",
        source: "Papyan, Han and Donoho 2020, arXiv:2008.08186",
        inputs: &[
            real("features", "N D"),
            labels("labels", "N", "K"),
            real("weight", "D K"),
        ],
        outputs: &[
            gives("within_over_between", ""),
            gives("weight_norm_cv", ""),
            gives("frame_deviation", ""),
        ],
        needs: &[("K", 2, Code::Shape)],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let features = args.array2("features");
            let found = methods::neural_collapse(features, &labels, args.array2("weight"));
            let found = found.ok_or_else(|| {
                let message = "`labels` must have at least two classes whose means differ, and `weight` columns that differ";
                Fault::range("labels", message)
            })?;
            Ok(Answer::of("within_over_between", found.within_over_between)
                .and("weight_norm_cv", found.weight_norm_cv)
                .and("frame_deviation", found.frame_deviation))
        }),
    },
];
