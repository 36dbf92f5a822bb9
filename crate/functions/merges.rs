//! Merges of weights.

use ndarray::Array2;

use super::ramp::pieces;
use super::signature::{
    Body, Function, Input, binary, choice, flag, gives, labels, number, real, whole,
};
use super::sources::{FISHER, SOUPS, TIES};
use super::{Answer, Args, Code, Fault};
use crate::methods::merge::{self, Consensus, Rescale};

const WEIGHTS: Input = real("weights", "M P");
const FINETUNED: Input = real("finetuned", "M P");
const BASE: Input = real("base", "P");
const COEFFICIENTS: Input = real("coefficients", "M");
const DENSITY: Input = number("density").above(0.0).to(1.0);
const SCALE: Input = number("scale").or(1.0);

/// From several sets of weights to one.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "linear_merge",
        about: "Σ w_m θ_m, over Σ w_m if normalised",
        source: SOUPS,
        inputs: &[WEIGHTS, COEFFICIENTS, flag("normalize").or_flag(true)],
        outputs: &[gives("merged", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let (w, c) = (members(args, "weights"), args.numbers("coefficients"));
            let merged = merge::linear_merge(&slices(&w), &c, args.flag("normalize"));
            Ok(Answer::of("merged", merged.ok_or_else(no_sum)?))
        }),
    },
    Function {
        name: "slerp_merge",
        about: "The point at t on the great circle through two sets of weights, else on the line",
        source: "Shoemake 1985",
        inputs: &[
            real("w0", "P"),
            real("w1", "P"),
            number("t").from(0.0).to(1.0),
            number("dot_threshold").or(merge::PARALLEL),
            number("eps").from(0.0).or(merge::MIN_NORM),
        ],
        outputs: &[gives("merged", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let (a, b) = (args.numbers("w0"), args.numbers("w1"));
            let [t, threshold, eps] = ["t", "dot_threshold", "eps"].map(|n| args.number(n));
            Ok(Answer::of(
                "merged",
                merge::slerp_merge(&a, &b, t, threshold, eps),
            ))
        }),
    },
    Function {
        name: "task_arithmetic_merge",
        about: "θ_0 + λ Σ w_m δ_m",
        source: "Ilharco et al. 2023, arXiv:2212.04089",
        inputs: &[
            BASE,
            FINETUNED,
            COEFFICIENTS,
            SCALE,
            flag("normalize").or_flag(false),
        ],
        outputs: &[gives("merged", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let (w, c) = (members(args, "finetuned"), args.numbers("coefficients"));
            let merged = merge::task_arithmetic_merge(
                &args.numbers("base"),
                &slices(&w),
                &c,
                args.number("scale"),
                args.flag("normalize"),
            );
            Ok(Answer::of("merged", merged.ok_or_else(no_sum)?))
        }),
    },
    Function {
        name: "trim_by_magnitude",
        about: "The largest share of a task vector's entries; the others are 0",
        source: TIES,
        inputs: &[real("delta", "P"), DENSITY],
        outputs: &[gives("trimmed", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let trimmed = merge::trim_by_magnitude(&args.numbers("delta"), args.number("density"));
            Ok(Answer::of("trimmed", trimmed))
        }),
    },
    Function {
        name: "ties_merge",
        about: "Task vectors trimmed, a sign elected for each weight, and those that agree averaged",
        source: TIES,
        inputs: &[
            BASE,
            FINETUNED,
            COEFFICIENTS,
            DENSITY.or(0.2),
            SCALE,
            flag("normalize").or_flag(true),
        ],
        outputs: &[gives("merged", "P"), gives("elected_sign", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let (w, c) = (members(args, "finetuned"), args.numbers("coefficients"));
            let (merged, sign) = merge::ties_merge(
                &args.numbers("base"),
                &slices(&w),
                &c,
                args.number("density"),
                args.number("scale"),
                args.flag("normalize"),
            );
            let sign: Vec<i64> = sign.into_iter().map(|s| s as i64).collect();
            Ok(Answer::of("merged", merged).and("elected_sign", sign))
        }),
    },
    Function {
        name: "dare_merge",
        about: "Task vectors with entries dropped by a mask and the rest enlarged, then combined",
        source: "Yu et al. 2024, arXiv:2311.03099",
        inputs: &[
            BASE,
            FINETUNED,
            COEFFICIENTS,
            binary("keep_mask", "M P"),
            DENSITY,
            choice("mode", &["linear", "ties"]).or_word("linear"),
            choice("rescale", &["inverse_density", "l1", "none"]).or_word("inverse_density"),
            SCALE,
            flag("normalize").or_flag(false),
        ],
        outputs: &[gives("merged", "P")],
        needs: &[],
        body: Body::Plain(dare),
    },
    Function {
        name: "model_stock_merge",
        about: "Each tensor between the mean and the base, by the mean cosine of task vectors",
        source: "Jang, Yun and Han 2024, arXiv:2403.19522",
        inputs: &[BASE, FINETUNED, whole("layout", "T 2", 0)],
        outputs: &[
            gives("merged", "P"),
            gives("t", "T"),
            gives("mean_cosine", "T"),
        ],
        needs: &[("M", 2, Code::Range)],
        body: Body::Plain(|args| {
            let w = members(args, "finetuned");
            let layout: Vec<[usize; 2]> = pieces(args)?
                .into_iter()
                .map(|piece| [piece.start, piece.end])
                .collect();
            let stock = merge::model_stock_merge(&args.numbers("base"), &slices(&w), &layout);
            let stock = stock.ok_or_else(|| {
                Fault::range("finetuned", "`finetuned` must have at least 2 members")
            })?;
            Ok(Answer::of("merged", stock.merged)
                .and("t", stock.t)
                .and("mean_cosine", stock.mean_cosine))
        }),
    },
    Function {
        name: "fisher_merge",
        about: "Σ w_m F_m θ_m / Σ w_m F_m, each Fisher information at least `floor`",
        source: FISHER,
        inputs: &[
            WEIGHTS,
            real("fishers", "M P").from(0.0),
            COEFFICIENTS.from(0.0),
            number("floor").above(0.0).or(merge::MIN_FISHER),
        ],
        outputs: &[gives("merged", "P")],
        needs: &[],
        body: Body::Plain(|args| {
            let (w, f) = (members(args, "weights"), members(args, "fishers"));
            let c = args.numbers("coefficients");
            let merged = merge::fisher_merge(&slices(&w), &slices(&f), &c, args.number("floor"));
            Ok(Answer::of("merged", merged.ok_or_else(no_sum)?))
        }),
    },
    Function {
        name: "fisher_diagonal_linear",
        about: "Diagonal Fisher information of a linear softmax layer; with labels, the empirical one",
        source: FISHER,
        inputs: &[
            real("x", "N D"),
            real("w", "D K"),
            real("b", "K"),
            labels("y", "N", "K").optional(),
        ],
        outputs: &[gives("weight", "D K"), gives("bias", "K")],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args
                .indices("y")
                .iter()
                .map(|&y| y as u32)
                .collect::<Vec<_>>();
            let labels = args.has("y").then_some(labels);
            let [x, w, b] = ["x", "w", "b"].map(|name| args.numbers(name));
            let (weight, bias) = merge::fisher_diagonal_linear(&x, &w, &b, labels.as_deref());
            let shape = (args.dim("D"), args.dim("K"));
            let Ok(weight) = Array2::from_shape_vec(shape, weight) else {
                unreachable!("a layer has as many weights as its dimensions say");
            };
            Ok(Answer::of("weight", weight).and("bias", bias))
        }),
    },
];

fn dare(args: &Args) -> Result<Answer, Fault> {
    let (w, c) = (members(args, "finetuned"), args.numbers("coefficients"));
    let mask = args.indices2("keep_mask").mapv(|v| v == 1);
    let keep: Vec<Vec<bool>> = mask.rows().into_iter().map(|row| row.to_vec()).collect();
    let keep: Vec<&[bool]> = keep.iter().map(Vec::as_slice).collect();
    let consensus = match args.choice("mode") {
        "ties" => Consensus::Elect,
        _ => Consensus::Sum,
    };
    let rescale = match args.choice("rescale") {
        "l1" => Rescale::L1,
        "none" => Rescale::Nothing,
        _ => Rescale::InverseDensity,
    };
    let merged = merge::dare_merge(
        &args.numbers("base"),
        &slices(&w),
        &c,
        &keep,
        args.number("density"),
        consensus,
        rescale,
        args.number("scale"),
        args.flag("normalize"),
    );
    Ok(Answer::of("merged", merged.ok_or_else(no_sum)?))
}

/// The rows of an input.
fn members(args: &Args, name: &str) -> Vec<Vec<f64>> {
    let rows = args.array2(name);
    rows.rows().into_iter().map(|row| row.to_vec()).collect()
}

fn slices(members: &[Vec<f64>]) -> Vec<&[f64]> {
    members.iter().map(Vec::as_slice).collect()
}

fn no_sum() -> Fault {
    let message = format!(
        "`coefficients` must not sum to 0 (below {})",
        merge::MIN_SUM
    );
    Fault::range("coefficients", message)
}
