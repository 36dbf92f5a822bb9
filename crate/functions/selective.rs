//! Calibration, selective prediction and cascades.

use ndarray::{Array2, s};

use super::signature::{Body, Function, Input, binary, choice, gives, labels, number, real, whole};
use super::sources::{STANDARD, WINDOW};
use super::{Answer, Args, Fault};
use crate::methods::cascade::{self, Combination, Policy, Score, Stages};
use crate::methods::{calibration, selective};

const CONFIDENCE: Input = real("confidence", "N");
const COST: Input = real("cost", "N");
const SCORES: Input = real("scores", "N");
const POSITIVE: Input = binary("positive", "N");
const CALIBRATION: &str = "Guo et al. 2017, arXiv:1706.04599";
const SELECTIVE: &str = "Geifman and El-Yaniv 2017, arXiv:1705.08500";

/// How much to trust a score, and whom to ask next.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "expected_calibration_error",
        about: "Σ_b |B_b|/N |accuracy − confidence| over bins of equal width (lo, hi]",
        source: CALIBRATION,
        inputs: &[
            CONFIDENCE.from(0.0).to(1.0),
            binary("correct", "N"),
            whole("bins", "", 1).up_to(100_000).or(15.0),
        ],
        outputs: &[
            gives("ece", ""),
            gives("mce", ""),
            gives("bin_count", "bins"),
            gives("bin_confidence", "bins"),
            gives("bin_accuracy", "bins"),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let found = calibration::expected_calibration_error(
                &args.numbers("confidence"),
                &args.flags("correct"),
                args.count("bins"),
            );
            Ok(Answer::of("ece", found.ece)
                .and("mce", found.mce)
                .and("bin_count", found.bin_count)
                .and("bin_confidence", found.bin_confidence)
                .and("bin_accuracy", found.bin_accuracy))
        }),
    },
    Function {
        name: "fit_temperature",
        about: "The temperature with the smallest −log softmax(z / T)_y on held-out rows",
        source: CALIBRATION,
        inputs: &[
            real("logits", "N K"),
            labels("labels", "N", "K"),
            number("low").above(0.0).or(0.05),
            number("high").above(0.0).or(20.0),
        ],
        outputs: &[
            gives("temperature", ""),
            gives("nll_before", ""),
            gives("nll_after", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let (low, high) = (args.number("low"), args.number("high"));
            let labels = args.indices("labels");
            if low >= high {
                let message = format!("`low` must be below `high`, {high}, not {low}");
                return Err(Fault::range("low", message));
            }
            let fit = calibration::fit_temperature(args.array2("logits"), &labels, low, high);
            let fit = fit.ok_or_else(|| {
                Fault::range(
                    "logits",
                    "`logits` must differ in some row: no temperature is better",
                )
            })?;
            Ok(Answer::of("temperature", fit.temperature)
                .and("nll_before", fit.nll_before)
                .and("nll_after", fit.nll_after))
        }),
    },
    Function {
        name: "auroc",
        about: "Probability that a positive row scores above a negative one; ties count a half",
        source: "Hanley and McNeil 1982",
        inputs: &[SCORES, POSITIVE],
        outputs: &[gives("output", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let found = selective::auroc(&args.numbers("scores"), &args.flags("positive"));
            Ok(Answer::output(found.ok_or_else(one_class)?))
        }),
    },
    Function {
        name: "fpr_at_tpr",
        about: "Share of negatives at or above the highest threshold that keeps `tpr` positives",
        source: STANDARD,
        inputs: &[SCORES, POSITIVE, number("tpr").above(0.0).to(1.0).or(0.95)],
        outputs: &[gives("output", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (scores, positive) = (args.numbers("scores"), args.flags("positive"));
            let found = selective::fpr_at_tpr(&scores, &positive, args.number("tpr"));
            Ok(Answer::output(found.ok_or_else(one_class)?))
        }),
    },
    Function {
        name: "risk_coverage_curve",
        about: "Mean cost of the k surest rows for every k; equal confidences count together",
        source: SELECTIVE,
        inputs: &[CONFIDENCE, COST],
        outputs: &[
            gives("coverage", "N"),
            gives("risk", "N"),
            gives("threshold", "N"),
            gives("block_end", "N"),
            gives("aurc", ""),
            gives("excess_aurc", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let (confidence, cost) = (args.numbers("confidence"), args.numbers("cost"));
            let curve = selective::risk_coverage_curve(&confidence, &cost);
            Ok(Answer::of("coverage", curve.coverage)
                .and("risk", curve.risk)
                .and("threshold", curve.threshold)
                .and("block_end", curve.block_end)
                .and("aurc", curve.aurc)
                .and("excess_aurc", curve.excess_aurc))
        }),
    },
    Function {
        name: "coverage_at_risk",
        about: "The largest share of rows whose mean cost is at most `risk`; 0 and null if none",
        source: SELECTIVE,
        inputs: &[CONFIDENCE, COST, number("risk").from(0.0)],
        outputs: &[gives("coverage", ""), gives("threshold", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (confidence, cost) = (args.numbers("confidence"), args.numbers("cost"));
            let point = selective::coverage_at_risk(&confidence, &cost, args.number("risk"));
            Ok(Answer::of("coverage", point.map_or(0.0, |p| p.coverage))
                .and("threshold", point.map(|p| p.threshold)))
        }),
    },
    Function {
        name: "risk_at_coverage",
        about: "Mean cost of the surest rows that make up a share of all",
        source: SELECTIVE,
        inputs: &[CONFIDENCE, COST, number("coverage").above(0.0).to(1.0)],
        outputs: &[gives("risk", ""), gives("threshold", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let (confidence, cost) = (args.numbers("confidence"), args.numbers("cost"));
            let point = selective::risk_at_coverage(&confidence, &cost, args.number("coverage"));
            Ok(Answer::of("risk", point.map(|p| p.risk))
                .and("threshold", point.map(|p| p.threshold)))
        }),
    },
    Function {
        name: "exit_window",
        about: "The window of validation scores, `width` of them wide, around a threshold",
        source: WINDOW,
        inputs: &[
            real("validation_scores", "N"),
            number("tau"),
            number("width").from(0.0).or(0.2),
        ],
        outputs: &[
            gives("tau_quantile", ""),
            gives("low", ""),
            gives("high", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let scores = args.numbers("validation_scores");
            let window = cascade::exit_window(&scores, args.number("tau"), args.number("width"));
            Ok(Answer::of("tau_quantile", window.tau_quantile)
                .and("low", window.low)
                .and("high", window.high))
        }),
    },
    Function {
        name: "cascade",
        about: "Members asked in turn; a row leaves when its score is outside the stage's window",
        source: WINDOW,
        inputs: &[
            real("logits", "M N K"),
            real("windows", "M-1 2"),
            real("stage_cost", "M").from(0.0),
            choice("score", &["max_softmax", "negative_entropy"]).or_word("max_softmax"),
            choice("policy", &["window", "single"]).or_word("window"),
        ],
        outputs: &[
            gives("stage", "N"),
            gives("probabilities", "N K"),
            gives("score", "N"),
            gives("labels", "N"),
            gives("mean_cost", ""),
            gives("stage_fraction", "M"),
        ],
        needs: &[],
        body: Body::Plain(cascaded),
    },
];

fn one_class() -> Fault {
    Fault::range("positive", "`positive` must have at least one 0 and one 1")
}

fn cascaded(args: &Args) -> Result<Answer, Fault> {
    let windows = args.array2("windows");
    if let Some(stage) = windows.rows().into_iter().position(|w| w[0] > w[1]) {
        let message = format!("`windows[{stage}]` must have its lower end first");
        return Err(Fault::range("windows", message));
    }
    let score = match args.choice("score") {
        "negative_entropy" => Score::NegativeEntropy,
        _ => Score::MaxSoftmax,
    };
    let policy = match args.choice("policy") {
        "single" => Policy::Single,
        _ => Policy::Window,
    };
    let costs = args.numbers("stage_cost");
    let logits = args.array3("logits");
    let together = Combination::Probabilities;
    let stages = Stages::of(together, logits, 1.0, score);
    let found = stages.exits(windows, &costs, policy);
    let mut probabilities = Array2::zeros((logits.dim().1, logits.dim().2));
    for (n, mut row) in probabilities.outer_iter_mut().enumerate() {
        let asked = logits.slice(s![..=found.stage[n], n, ..]);
        row.assign(&together.of(asked).mapv(f64::exp));
    }
    Ok(Answer::of("stage", found.stage)
        .and("probabilities", probabilities)
        .and("score", found.score)
        .and("labels", found.labels)
        .and("mean_cost", found.mean_cost)
        .and("stage_fraction", found.stage_fraction))
}
