//! Averages of what members say, and how sure they are.

use super::signature::{Body, Function, Input, gives, labels, number, real};
use super::sources::{SOUPS, STANDARD, WINDOW};
use super::{Fault, Trace};
use crate::ir::Tensor;
use crate::methods::distillation::log_softmax;
use crate::methods::{ensemble, loss, uncertainty};

const MEMBERS: Input = real("logits", "M N K");
const ROWS: Input = real("logits", "N K");
const TEMPERATURE: Input = number("temperature").above(0.0).or(1.0);

/// Ensembles, their scores, and proper scores.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "softmax",
        about: "Probabilities softmax(z / T) along the last axis",
        source: STANDARD,
        inputs: &[real("logits", "... K"), TEMPERATURE],
        outputs: &[gives("output", "... K")],
        needs: &[],
        body: Body::Graph(|t| {
            t.gives(
                "output",
                (t.real("logits") / t.real("temperature")).softmax(),
            );
            Ok(())
        }),
    },
    Function {
        name: "log_softmax",
        about: "Logarithms of softmax(z / T) along the last axis",
        source: STANDARD,
        inputs: &[real("logits", "... K"), TEMPERATURE],
        outputs: &[gives("output", "... K")],
        needs: &[],
        body: Body::Graph(|t| {
            t.gives(
                "output",
                log_softmax(t.real("logits"), t.real("temperature")),
            );
            Ok(())
        }),
    },
    Function {
        name: "logit_ensemble",
        about: "Σ_m c_m f_m: the weighted sum of members' logits, c = 1/M if not given",
        source: SOUPS,
        inputs: &[MEMBERS, real("coefficients", "M").optional()],
        outputs: &[gives("logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| combined(t, "logits", |z| z)),
    },
    Function {
        name: "probability_ensemble",
        about: "Σ_m c_m softmax(f_m): the weighted sum of probabilities, c = 1/M if not given",
        source: SOUPS,
        inputs: &[MEMBERS, real("coefficients", "M").optional()],
        outputs: &[gives("probabilities", "N K")],
        needs: &[],
        body: Body::Graph(|t| combined(t, "probabilities", Tensor::softmax)),
    },
    Function {
        name: "average_logits",
        about: "The mean of the members' logits",
        source: WINDOW,
        inputs: &[MEMBERS],
        outputs: &[gives("output", "N K")],
        needs: &[],
        body: Body::Graph(|t| average(t, ensemble::average_logits)),
    },
    Function {
        name: "average_probabilities",
        about: "The mean of the members' probabilities",
        source: WINDOW,
        inputs: &[MEMBERS],
        outputs: &[gives("output", "N K")],
        needs: &[],
        body: Body::Graph(|t| average(t, ensemble::average_probabilities)),
    },
    Function {
        name: "average_log_probabilities",
        about: "The logarithm of the members' geometric mean probability, normalised again",
        source: WINDOW,
        inputs: &[MEMBERS],
        outputs: &[gives("output", "N K")],
        needs: &[],
        body: Body::Graph(|t| average(t, ensemble::average_log_probabilities)),
    },
    Function {
        name: "uncertainty_scores",
        about: "Largest probability, entropy, largest logit, energy and margin of each row",
        source: WINDOW,
        inputs: &[ROWS],
        outputs: &[
            gives("max_softmax", "N"),
            gives("entropy", "N"),
            gives("max_logit", "N"),
            gives("energy", "N"),
            gives("margin", "N"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let scores = uncertainty::scores(t.real("logits"));
            t.gives("max_softmax", scores.max_softmax);
            t.gives("entropy", scores.entropy);
            t.gives("max_logit", scores.max_logit);
            t.gives("energy", scores.energy);
            t.gives("margin", scores.margin);
            Ok(())
        }),
    },
    Function {
        name: "ensemble_uncertainty",
        about: "An ensemble's entropy, split into members' own doubt and their disagreement",
        source: WINDOW,
        inputs: &[MEMBERS],
        outputs: &[
            gives("mean_probabilities", "N K"),
            gives("max_softmax", "N"),
            gives("predictive_entropy", "N"),
            gives("expected_entropy", "N"),
            gives("mutual_information", "N"),
            gives("variation_ratio", "N"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let scores = uncertainty::ensemble_scores(t.real("logits"));
            t.gives("mean_probabilities", scores.mean_probabilities);
            t.gives("max_softmax", scores.max_softmax);
            t.gives("predictive_entropy", scores.predictive_entropy);
            t.gives("expected_entropy", scores.expected_entropy);
            t.gives("mutual_information", scores.mutual_information);
            t.gives("variation_ratio", scores.variation_ratio);
            Ok(())
        }),
    },
    Function {
        name: "negative_log_likelihood",
        about: "−log softmax(z / T)_y, mean over rows",
        source: WINDOW,
        inputs: &[ROWS, labels("labels", "N", "K"), TEMPERATURE],
        outputs: &[gives("nll", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let z = t.real("logits");
            let nll = loss::cross_entropy(z / t.real("temperature"), t.labels("labels")).mean_all();
            t.gives("nll", nll);
            t.gives_gradient("grad_logits", nll, z);
            Ok(())
        }),
    },
    Function {
        name: "brier_score",
        about: "Σ_k (p_k − 1[k = y])², from 0 to 2, mean over rows",
        source: "Brier 1950",
        inputs: &[ROWS, labels("labels", "N", "K")],
        outputs: &[gives("brier", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let z = t.real("logits");
            let brier = loss::brier_score(z, t.labels("labels")).mean_all();
            t.gives("brier", brier);
            t.gives_gradient("grad_logits", brier, z);
            Ok(())
        }),
    },
];

fn average<'g>(t: &Trace<'g>, mean: fn(Tensor<'g>) -> Tensor<'g>) -> Result<(), Fault> {
    t.gives("output", mean(t.real("logits")));
    Ok(())
}

fn combined<'g>(
    t: &Trace<'g>,
    output: &'static str,
    each: fn(Tensor<'g>) -> Tensor<'g>,
) -> Result<(), Fault> {
    let values = each(t.real("logits"));
    t.gives(
        output,
        if t.args().has("coefficients") {
            ensemble::weighted(values, t.real("coefficients"))
        } else {
            values.mean_members()
        },
    );
    Ok(())
}
