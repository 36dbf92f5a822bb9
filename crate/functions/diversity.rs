//! How members differ, and what their average gains by it.

use super::Answer;
use super::signature::{Body, Function, Input, binary, classes, gives, labels, real, whole};
use super::sources::{HERITAGE, WINDOW};
use crate::methods::decomposition::{self, BiasVariance};
use crate::methods::{diversity, voting};

const LOGITS: Input = real("logits", "M N K");
const LABELS: Input = labels("labels", "N", "K");
const DIVERSITY: &str = "Kuncheva and Whitaker 2003";
const DOMINGOS: &str = "Domingos 2000";

/// Votes, disagreement, and errors split into bias and variance.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "majority_vote",
        about: "The class most members choose; ties by mean probability, then lowest index",
        source: WINDOW,
        inputs: &[LOGITS],
        outputs: &[gives("labels", "N"), gives("vote_share", "N K")],
        needs: &[],
        body: Body::Plain(|args| {
            let vote = voting::majority_vote(args.array3("logits"));
            Ok(Answer::of("labels", vote.labels).and("vote_share", vote.vote_share))
        }),
    },
    Function {
        name: "ensemble_scores",
        about: "NLL, Brier score and accuracy of members, of both averages, and of the vote",
        source: WINDOW,
        inputs: &[LOGITS, LABELS],
        outputs: &[
            gives("member_nll", ""),
            gives("probability_average_nll", ""),
            gives("logit_average_nll", ""),
            gives("member_brier", ""),
            gives("probability_average_brier", ""),
            gives("logit_average_brier", ""),
            gives("member_accuracy", ""),
            gives("probability_average_accuracy", ""),
            gives("logit_average_accuracy", ""),
            gives("vote_accuracy", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let s = diversity::ensemble_scores(args.array3("logits"), &args.indices("labels"));
            Ok(Answer::of("member_nll", s.member.nll)
                .and("probability_average_nll", s.probability_average.nll)
                .and("logit_average_nll", s.logit_average.nll)
                .and("member_brier", s.member.brier)
                .and("probability_average_brier", s.probability_average.brier)
                .and("logit_average_brier", s.logit_average.brier)
                .and("member_accuracy", s.member.accuracy)
                .and(
                    "probability_average_accuracy",
                    s.probability_average.accuracy,
                )
                .and("logit_average_accuracy", s.logit_average.accuracy)
                .and("vote_accuracy", s.vote_accuracy))
        }),
    },
    Function {
        name: "disagreement",
        about: "Share of rows on which each two members differ, and its mean over pairs",
        source: DIVERSITY,
        inputs: &[whole("predictions", "M N", 0)],
        outputs: &[gives("matrix", "M M"), gives("mean_pairwise", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let found = diversity::disagreement(args.indices2("predictions").view());
            Ok(Answer::of("matrix", found.matrix).and("mean_pairwise", found.mean_pairwise))
        }),
    },
    Function {
        name: "error_diversity",
        about: "How members' errors hang together: Q, correlation, double faults, variance, kappa",
        source: DIVERSITY,
        inputs: &[binary("correct", "M N")],
        outputs: &[
            gives("q_statistic", ""),
            gives("correlation", ""),
            gives("double_fault", ""),
            gives("kohavi_wolpert_variance", ""),
            gives("kappa", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let correct = args.indices2("correct").mapv(|v| v == 1);
            let found = diversity::error_diversity(correct.view());
            Ok(Answer::of("q_statistic", found.q_statistic)
                .and("correlation", found.correlation)
                .and("double_fault", found.double_fault)
                .and("kohavi_wolpert_variance", found.kohavi_wolpert_variance)
                .and("kappa", found.kappa))
        }),
    },
    Function {
        name: "ambiguity_decomposition",
        about: "What averaging probabilities gains: in Brier score exactly their spread",
        source: "Krogh and Vedelsby 1995",
        inputs: &[LOGITS, LABELS],
        outputs: &[
            gives("brier_gap", ""),
            gives("probability_spread", ""),
            gives("nll_gap", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let found = diversity::ambiguity_decomposition(args.array3("logits"), &labels);
            Ok(Answer::of("brier_gap", found.brier_gap)
                .and("probability_spread", found.probability_spread)
                .and("nll_gap", found.nll_gap))
        }),
    },
    Function {
        name: "bias_variance_squared",
        about: "E (f − t)² = (f̄ − t)² + Var f over training sets, mean over rows",
        source: "Geman, Bienenstock and Doursat 1992",
        inputs: &[real("predictions", "R N"), real("targets", "N")],
        outputs: &[
            gives("bias2", ""),
            gives("variance", ""),
            gives("error", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let targets = args.numbers("targets");
            let found = decomposition::bias_variance_squared(args.array2("predictions"), &targets);
            Ok(parts(["error", "bias2", "variance"], found))
        }),
    },
    Function {
        name: "bias_variance_cross_entropy",
        about: "E −log p_y = −log q_y + E KL(q ‖ p), q the normalised geometric mean",
        source: "Heskes 1998",
        inputs: &[real("logits", "R N K"), LABELS],
        outputs: &[gives("bias", ""), gives("variance", ""), gives("error", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let found = decomposition::bias_variance_cross_entropy(args.array3("logits"), &labels);
            Ok(parts(["error", "bias", "variance"], found))
        }),
    },
    Function {
        name: "bias_variance_zero_one",
        about: "Errors split by the most frequent class over training sets: bias and net variance",
        source: DOMINGOS,
        inputs: &[
            labels("predictions", "R N", "classes"),
            labels("labels", "N", "classes"),
            classes("classes", 1),
        ],
        outputs: &[
            gives("bias", ""),
            gives("variance", ""),
            gives("net_variance", ""),
            gives("error", ""),
            gives("variance_unbiased", ""),
            gives("variance_biased", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let predictions = args.indices2("predictions");
            let classes = args.count("classes");
            let d = decomposition::zero_one_decomposition(predictions.view(), &labels, classes);
            Ok(Answer::of("bias", d.bias)
                .and("variance", d.variance)
                .and("net_variance", d.net_variance)
                .and("error", d.error)
                .and("variance_unbiased", d.variance_unbiased)
                .and("variance_biased", d.variance_biased))
        }),
    },
    Function {
        name: "zero_one_decomposition",
        about: "The most frequent class over runs, and errors split by it",
        source: DOMINGOS,
        inputs: &[
            labels("predictions", "R N", "num_classes"),
            labels("labels", "N", "num_classes"),
            classes("num_classes", 1),
        ],
        outputs: &[
            gives("main", "N"),
            gives("error", ""),
            gives("bias", ""),
            gives("variance", ""),
            gives("net_variance", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let predictions = args.indices2("predictions");
            let classes = args.count("num_classes");
            let d = decomposition::zero_one_decomposition(predictions.view(), &labels, classes);
            Ok(Answer::of("main", d.main)
                .and("error", d.error)
                .and("bias", d.bias)
                .and("variance", d.variance)
                .and("net_variance", d.net_variance))
        }),
    },
    Function {
        name: "bias_variance_brier",
        about: "The runs' mean Brier score: that of their mean, and their spread around it",
        source: HERITAGE,
        inputs: &[real("probabilities", "R N K").from(0.0), LABELS],
        outputs: &[gives("total", ""), gives("bias", ""), gives("variance", "")],
        needs: &[],
        body: Body::Plain(|args| {
            super::heritage::sums_to_one(args)?;
            let labels = args.indices("labels");
            let found = decomposition::bias_variance_brier(args.array3("probabilities"), &labels);
            Ok(parts(["total", "bias", "variance"], found))
        }),
    },
    Function {
        name: "bias_variance_log",
        about: "The runs' mean −log p_y: that of their geometric mean, and KL to it",
        source: HERITAGE,
        inputs: &[real("log_probabilities", "R N K"), LABELS],
        outputs: &[gives("total", ""), gives("bias", ""), gives("variance", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("labels");
            let found = decomposition::bias_variance_log(args.array3("log_probabilities"), &labels);
            Ok(parts(["total", "bias", "variance"], found))
        }),
    },
];

fn parts(names: [&'static str; 3], found: BiasVariance) -> Answer {
    let [error, bias, variance] = names;
    Answer::of(error, found.error)
        .and(bias, found.bias)
        .and(variance, found.variance)
}
