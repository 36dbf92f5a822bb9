//! Trees and forests as smoothers.

use ndarray::{Axis, Ix1, Ix2};

use super::signature::{Body, Function, Input, gives, number, real, whole};
use super::{Answer, Fault};
use crate::methods::{boosting, forest, tree};

const WEIGHTS: Input = real("weights", "Q N");
const SOURCE: &str = "Curth, Jeffares and van der Schaar 2024, arXiv:2402.01502";

/// Smoother weights, what they cost, and the split that grows a tree.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "forest_smoother_weights",
        about: "Weight of each training row in a forest's prediction at each query",
        source: SOURCE,
        inputs: &[
            whole("train_leaves", "B N", 0),
            whole("query_leaves", "B Q", 0),
            real("counts", "B N").from(0.0),
        ],
        outputs: &[gives("output", "Q N")],
        needs: &[],
        body: Body::Plain(|args| {
            let (train, query) = (args.indices2("train_leaves"), args.indices2("query_leaves"));
            let counts = args.array2("counts");
            let weights = forest::forest_smoother_weights(train.view(), query.view(), counts);
            let weights = weights.ok_or_else(|| {
                Fault::range(
                    "query_leaves",
                    "`query_leaves` must be leaves with training weight: one has none",
                )
            })?;
            Ok(Answer::output(weights))
        }),
    },
    Function {
        name: "smoother_predict",
        about: "Σ_i s_i(x) y_i for targets of one or several columns",
        source: SOURCE,
        inputs: &[WEIGHTS, real("targets", "N ...")],
        outputs: &[gives("output", "Q ...")],
        needs: &[],
        body: Body::Plain(|args| {
            let targets = args.array("targets");
            if let Ok(one) = targets.view().into_dimensionality::<Ix1>() {
                let one = one.insert_axis(Axis(1));
                let found = forest::smoother_predict(args.array2("weights"), one);
                return Ok(Answer::output(found.column(0).to_owned()));
            }
            let Ok(several) = targets.view().into_dimensionality::<Ix2>() else {
                return Err(Fault::shape("targets", "`targets` must have 1 or 2 axes"));
            };
            Ok(Answer::output(forest::smoother_predict(
                args.array2("weights"),
                several,
            )))
        }),
    },
    Function {
        name: "effective_parameters",
        about: "n/q Σ ‖s(x)‖²: how many training rows' worth of freedom the predictions use",
        source: SOURCE,
        inputs: &[WEIGHTS],
        outputs: &[gives("effective_parameters", ""), gives("per_query", "Q")],
        needs: &[],
        body: Body::Plain(|args| {
            let found = forest::effective_parameters(args.array2("weights"));
            Ok(
                Answer::of("effective_parameters", found.effective_parameters)
                    .and("per_query", found.per_query),
            )
        }),
    },
    Function {
        name: "smoother_error_decomposition",
        about: "Error of fixed weights: (s·f − f(x))² + σ² ‖s‖², mean over queries",
        source: SOURCE,
        inputs: &[
            WEIGHTS,
            real("signal_train", "N"),
            real("signal_query", "Q"),
            number("noise_sd").from(0.0),
        ],
        outputs: &[
            gives("signal_error", ""),
            gives("noise_variance", ""),
            gives("total", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = forest::smoother_error_decomposition(
                args.array2("weights"),
                &args.numbers("signal_train"),
                &args.numbers("signal_query"),
                args.number("noise_sd"),
            );
            Ok(Answer::of("signal_error", found.signal_error)
                .and("noise_variance", found.noise_variance)
                .and("total", found.total))
        }),
    },
    Function {
        name: "forest_error_decomposition",
        about: "Mean error of trees = error of the forest + variability among the trees",
        source: SOURCE,
        inputs: &[real("tree_predictions", "B Q"), real("signal_query", "Q")],
        outputs: &[
            gives("tree_error", ""),
            gives("forest_error", ""),
            gives("model_variability", ""),
            gives("best_tree_error", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let signal = args.numbers("signal_query");
            let found =
                forest::forest_error_decomposition(args.array2("tree_predictions"), &signal);
            Ok(Answer::of("tree_error", found.tree_error)
                .and("forest_error", found.forest_error)
                .and("model_variability", found.model_variability)
                .and("best_tree_error", found.best_tree_error))
        }),
    },
    Function {
        name: "boosting_smoother_weights",
        about: "Weights of the training rows after rounds of boosting by leaf averages",
        source: SOURCE,
        inputs: &[
            real("round_train", "R N N"),
            real("round_query", "R Q N"),
            number("learning_rate").above(0.0).to(1.0),
        ],
        outputs: &[gives("train", "N N"), gives("query", "Q N")],
        needs: &[],
        body: Body::Plain(|args| {
            let (train, query) = (args.array3("round_train"), args.array3("round_query"));
            let rate = args.number("learning_rate");
            let found = boosting::boosting_smoother_weights(train, query, rate);
            Ok(Answer::of("train", found.train).and("query", found.query))
        }),
    },
    Function {
        name: "best_split",
        about: "The split of one feature that lowers the weighted squared error most; −1 if none",
        source: "Breiman et al. 1984",
        inputs: &[
            real("features", "N D"),
            real("targets", "N"),
            real("sample_weight", "N").from(0.0),
            number("min_leaf_weight").from(0.0).or(1.0),
        ],
        outputs: &[
            gives("gain", ""),
            gives("feature", ""),
            gives("threshold", ""),
            gives("parent_sse", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let weights = args.numbers("sample_weight");
            if weights.iter().sum::<f64>() <= 0.0 {
                let message = "`sample_weight` must be above 0 somewhere";
                return Err(Fault::range("sample_weight", message));
            }
            let targets = args.array1("targets").insert_axis(Axis(1));
            let least = args.number("min_leaf_weight");
            let found = tree::best_split(args.array2("features"), targets, &weights, least);
            let none = found.feature.is_none();
            Ok(Answer::of("gain", found.gain)
                .and("feature", found.feature.map_or(-1, |f| f as i64))
                .and("threshold", if none { 0.0 } else { found.threshold })
                .and("parent_sse", found.parent_sse))
        }),
    },
];
