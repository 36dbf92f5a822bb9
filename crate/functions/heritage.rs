//! Checkpoints of one run: their votes, their scores, and how they lie to each other.

use super::signature::{Body, Function, Input, classes, flag, gives, labels, number, real, whole};
use super::sources::{HERITAGE, STANDARD};
use super::{Answer, Args, Code, Fault};
use crate::methods::{confusion, scaling, voting};

const PROBABILITIES: Input = real("probabilities", "C N K").from(0.0);
const PREDICTIONS: Input = labels("predictions", "N", "num_classes");
const LABELS: Input = labels("labels", "N", "num_classes");
const CLASSES: Input = classes("num_classes", 1);
/// Points whose distances are taken apart in a few seconds.
const MOST_POINTS: usize = 512;

/// Soft votes, confusion, and maps of predictions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "soft_voting",
        about: "Σ_c w_c p_c / Σ_c w_c: the weighted mean of checkpoints' probabilities",
        source: HERITAGE,
        inputs: &[PROBABILITIES, real("weights", "C").from(0.0).optional()],
        outputs: &[gives("probabilities", "N K")],
        needs: &[],
        body: Body::Plain(|args| {
            sums_to_one(args)?;
            let weights = args.has("weights").then(|| args.numbers("weights"));
            if weights
                .as_ref()
                .is_some_and(|w| w.iter().sum::<f64>() <= 0.0)
            {
                let message = "`weights` must be above 0 somewhere";
                return Err(Fault::range("weights", message));
            }
            let mean = voting::soft_voting(args.array3("probabilities"), weights.as_deref());
            Ok(Answer::of("probabilities", mean))
        }),
    },
    Function {
        name: "confusion_matrix",
        about: "How many rows of each true class (down) are called each class (across)",
        source: STANDARD,
        inputs: &[PREDICTIONS, LABELS, CLASSES],
        outputs: &[gives("matrix", "num_classes num_classes")],
        needs: &[],
        body: Body::Plain(|args| {
            let (said, true_) = (args.indices("predictions"), args.indices("labels"));
            let matrix = confusion::confusion_matrix(&said, &true_, args.count("num_classes"));
            Ok(Answer::of("matrix", matrix))
        }),
    },
    Function {
        name: "macro_f1",
        about: "Mean over all classes of 2TP / (2TP + FP + FN), 0 where a class never occurs",
        source: STANDARD,
        inputs: &[PREDICTIONS, LABELS, CLASSES],
        outputs: &[
            gives("macro_f1", ""),
            gives("per_class", "num_classes"),
            gives("accuracy", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let (said, true_) = (args.indices("predictions"), args.indices("labels"));
            let found = confusion::macro_f1(&said, &true_, args.count("num_classes"));
            Ok(Answer::of("macro_f1", found.macro_f1)
                .and("per_class", found.per_class)
                .and("accuracy", found.accuracy))
        }),
    },
    Function {
        name: "cross_entropy_distance",
        about: "Symmetric cross-entropy between checkpoints' predictions, their own taken off",
        source: HERITAGE,
        inputs: &[
            PROBABILITIES,
            number("eps").above(0.0).or(1e-12),
            flag("subtract_entropy").or_flag(true),
        ],
        outputs: &[gives("distances", "C C")],
        needs: &[],
        body: Body::Plain(|args| {
            sums_to_one(args)?;
            let distances = scaling::cross_entropy_distance(
                args.array3("probabilities"),
                args.number("eps"),
                args.flag("subtract_entropy"),
            );
            Ok(Answer::of("distances", distances))
        }),
    },
    Function {
        name: "classical_mds",
        about: "Points whose distances are as near as can be to those given",
        source: "Torgerson 1952",
        inputs: &[
            real("distances", "C C").from(0.0),
            whole("dims", "", 1).or(2.0),
        ],
        outputs: &[
            gives("coordinates", "C dims"),
            gives("eigenvalues", "dims"),
            gives("stress", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let (distances, dims) = (args.array2("distances"), args.count("dims"));
            let points = distances.nrows();
            if points > MOST_POINTS {
                let message =
                    format!("`distances` must be of at most {MOST_POINTS} points, not {points}");
                return Err(Fault::new(Code::Limit, "distances", message));
            }
            if dims > points {
                let message =
                    format!("`dims` must be at most {points}, the number of points, not {dims}");
                return Err(Fault::range("dims", message));
            }
            for ((i, j), d) in distances.indexed_iter() {
                let back = distances[[j, i]];
                if (d - back).abs() > 1e-6 * (1.0 + d.abs()) {
                    let message = format!(
                        "`distances` must be symmetric: [{i}][{j}] is {d}, [{j}][{i}] is {back}"
                    );
                    return Err(Fault::range("distances", message));
                }
            }
            let map = scaling::classical_mds(distances, dims);
            Ok(Answer::of("coordinates", map.coordinates)
                .and("eigenvalues", map.eigenvalues)
                .and("stress", map.stress))
        }),
    },
    Function {
        name: "spread",
        about: "How far apart the selected points of a map are, and how far off its middle",
        source: HERITAGE,
        inputs: &[real("coordinates", "C D"), labels("selected", "S", "C")],
        outputs: &[gives("relative_spread", ""), gives("centroid_offset", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let found = scaling::spread(args.array2("coordinates"), &args.indices("selected"));
            Ok(Answer::of("relative_spread", found.relative_spread)
                .and("centroid_offset", found.centroid_offset))
        }),
    },
];

/// How far a row of probabilities may be from summing to 1.
const SLACK: f64 = 1e-3;

/// Refuses rows of `probabilities` that do not sum to 1.
pub fn sums_to_one(args: &Args) -> Result<(), Fault> {
    let probabilities = args.array3("probabilities");
    let rows = probabilities.dim().1;
    for (i, row) in probabilities.rows().into_iter().enumerate() {
        let sum = row.sum();
        if (sum - 1.0).abs() > SLACK {
            let place = format!("`probabilities[{}][{}]`", i / rows, i % rows);
            let message = format!("{place} must sum to 1 within {SLACK}, not to {sum}");
            return Err(Fault::new(Code::Range, "probabilities", message));
        }
    }
    Ok(())
}
