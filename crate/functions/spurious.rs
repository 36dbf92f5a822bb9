//! Features that hold everywhere, and features that hold only in training.

use super::signature::{
    Body, Function, Input, binary, choice, classes, gives, labels, number, real, whole,
};
use super::{Answer, Code, Fault};
use crate::methods::features::{self, Combination};
use crate::methods::mixup;

const MASK_A: Input = binary("mask_a", "F");
const MASK_B: Input = binary("mask_b", "F");
const CLASSES: Input = classes("num_classes", 2);
const SOURCE: &str = "Lin et al. 2023, arXiv:2309.17230";

/// Votes of features, what merging changes, and the loss of balanced fine-tuning.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "feature_coefficients",
        about: "What each feature counts in one of two models, or in their two ensembles",
        source: SOURCE,
        inputs: &[
            MASK_A,
            MASK_B,
            choice("mode", &["single_a", "single_b", "output", "weight"]),
        ],
        outputs: &[gives("coefficients", "F")],
        needs: &[],
        body: Body::Plain(|args| {
            let mode = match args.choice("mode") {
                "single_a" => Combination::SingleA,
                "single_b" => Combination::SingleB,
                "output" => Combination::Output,
                _ => Combination::Weight,
            };
            let (a, b) = (args.flags("mask_a"), args.flags("mask_b"));
            Ok(Answer::of(
                "coefficients",
                features::feature_coefficients(&a, &b, mode),
            ))
        }),
    },
    Function {
        name: "margin_statistics",
        about: "Mean and variance of the true class's lead over another one under a shift",
        source: SOURCE,
        inputs: &[
            real("coefficients", "F"),
            binary("is_spurious", "F"),
            number("shift_probability").from(0.0).to(1.0),
            CLASSES,
        ],
        outputs: &[
            gives("mean", ""),
            gives("variance", ""),
            gives("signal_to_noise", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = features::margin_statistics(
                &args.numbers("coefficients"),
                &args.flags("is_spurious"),
                args.number("shift_probability"),
                args.count("num_classes"),
            );
            Ok(Answer::of("mean", found.mean)
                .and("variance", found.variance)
                .and("signal_to_noise", found.signal_to_noise))
        }),
    },
    Function {
        name: "scores_from_pointers",
        about: "Σ_f c_f 1[feature f votes k] for each row and class",
        source: SOURCE,
        inputs: &[
            real("coefficients", "F"),
            labels("pointers", "N F", "num_classes"),
            CLASSES.up_to(4096),
        ],
        outputs: &[gives("scores", "N num_classes")],
        needs: &[],
        body: Body::Plain(|args| {
            let coefficients = args.numbers("coefficients");
            let pointers = args.indices2("pointers");
            let classes = args.count("num_classes");
            let scores = features::scores_from_pointers(&coefficients, pointers.view(), classes);
            Ok(Answer::of("scores", scores))
        }),
    },
    Function {
        name: "expected_accuracy_with_ties",
        about: "Share of right rows, a tie of t classes counted as 1/t",
        source: SOURCE,
        inputs: &[
            real("scores", "N K"),
            labels("labels", "N", "K"),
            number("tol").from(0.0).or(1e-9),
        ],
        outputs: &[gives("accuracy", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (scores, labels) = (args.array2("scores"), args.indices("labels"));
            let found = features::expected_accuracy_with_ties(scores, &labels, args.number("tol"));
            Ok(Answer::of("accuracy", found))
        }),
    },
    Function {
        name: "correctness_transitions",
        about: "Shares of rows by whether first, second and merged model are right (t) or not (f)",
        source: SOURCE,
        inputs: &[
            real("logits_a", "N K"),
            real("logits_b", "N K"),
            real("logits_merged", "N K"),
            labels("labels", "N", "K"),
        ],
        outputs: &[
            gives("fff", ""),
            gives("fft", ""),
            gives("ftf", ""),
            gives("ftt", ""),
            gives("tff", ""),
            gives("tft", ""),
            gives("ttf", ""),
            gives("ttt", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let [a, b, merged] =
                ["logits_a", "logits_b", "logits_merged"].map(|name| args.array2(name));
            let t = features::correctness_transitions(a, b, merged, &args.indices("labels"));
            Ok(Answer::of("fff", t.fff)
                .and("fft", t.fft)
                .and("ftf", t.ftf)
                .and("ftt", t.ftt)
                .and("tff", t.tff)
                .and("tft", t.tft)
                .and("ttf", t.ttf)
                .and("ttt", t.ttt))
        }),
    },
    Function {
        name: "smoothed_mixup_loss",
        about: "Cross-entropy with two mixed labels, both smoothed, mean over rows",
        source: SOURCE,
        inputs: &[
            real("logits", "N K"),
            labels("labels_a", "N", "K"),
            labels("labels_b", "N", "K"),
            real("mix", "N").from(0.0).to(1.0),
            number("smoothing").from(0.0).to(1.0),
        ],
        outputs: &[gives("loss", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let z = t.real("logits");
            let (a, b) = (t.labels("labels_a"), t.labels("labels_b"));
            let mix = t.real("mix").reshape(&[t.args().dim("N"), 1]);
            let loss = mixup::smoothed_mixup_loss(z, a, b, mix, t.real("smoothing")).mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_logits", loss, z);
            Ok(())
        }),
    },
    Function {
        name: "overconfidence",
        about: "Mean largest probability, accuracy, their gap, and the confidence of wrong rows",
        source: SOURCE,
        inputs: &[real("logits", "N K"), labels("labels", "N", "K")],
        outputs: &[
            gives("mean_confidence", ""),
            gives("accuracy", ""),
            gives("gap", ""),
            gives("confidence_when_wrong", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = features::overconfidence(args.array2("logits"), &args.indices("labels"));
            Ok(Answer::of("mean_confidence", found.mean_confidence)
                .and("accuracy", found.accuracy)
                .and("gap", found.gap)
                .and("confidence_when_wrong", found.confidence_when_wrong))
        }),
    },
    Function {
        name: "confidence_ratio",
        about: "How much louder the second model's centred logits are than the first's",
        source: SOURCE,
        inputs: &[real("logits_a", "N K"), real("logits_b", "N K")],
        outputs: &[gives("ratio", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (a, b) = (args.array2("logits_a"), args.array2("logits_b"));
            let ratio = features::confidence_ratio(a, b).ok_or_else(|| {
                Fault::new(
                    Code::Range,
                    "logits_a",
                    "`logits_a` must differ within some row",
                )
            })?;
            Ok(Answer::of("ratio", ratio))
        }),
    },
    Function {
        name: "colour_patches",
        about: "Patches in the colours that pointers name, with noise, clipped to [0, 1]",
        source: SOURCE,
        inputs: &[
            whole("labels", "N", 0),
            labels("pointers", "N S", "C"),
            real("palette", "C 3"),
            number("patch_noise").from(0.0),
            real("noise", "N S 3"),
        ],
        outputs: &[gives("patches", "N S 3")],
        needs: &[],
        body: Body::Plain(|args| {
            let patches = features::colour_patches(
                args.indices2("pointers").view(),
                args.array2("palette"),
                args.number("patch_noise"),
                args.array3("noise"),
            );
            Ok(Answer::of("patches", patches))
        }),
    },
];
