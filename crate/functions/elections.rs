//! Elections among base models, and how many poisoned parts they stand.

use ndarray::Array2;

use super::signature::{Body, Function, Input, gives, labels, real, whole};
use super::{Answer, Args, Code, Fault};
use crate::methods::{certificate, election, finite_aggregation};

const LOGITS: Input = real("logits", "M N K");
const VOTES: Input = whole("votes", "N K", 0);
/// The least of whole numbers below 0: as far from 0 as the largest, and so exact in a 64-bit
/// float, whose sums over an array fit in 64 bits.
const LEAST: i64 = -(u32::MAX as i64);
const TWO: &[(&str, usize, Code)] = &[("K", 2, Code::Range)];
const SOURCE: &str = "Rezaei et al. 2023, arXiv:2302.02300";
const DPA: &str = "Levine and Feizi 2021, arXiv:2006.14768";
const FA: &str = "Wang, Levine and Feizi 2022, arXiv:2202.02628";

/// Votes, run-offs and their certificates.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "first_round_votes",
        about: "How many members' largest logit is each class'; the lowest index wins ties",
        source: SOURCE,
        inputs: &[LOGITS],
        outputs: &[gives("votes", "N K")],
        needs: TWO,
        body: Body::Plain(|args| {
            let votes = election::first_round_votes(args.array3("logits"));
            Ok(Answer::of("votes", votes))
        }),
    },
    Function {
        name: "pairwise_preferences",
        about: "How many members give class a a larger logit than class b, for all pairs",
        source: SOURCE,
        inputs: &[LOGITS],
        outputs: &[gives("wins", "N K K")],
        needs: TWO,
        body: Body::Plain(|args| {
            let wins = election::pairwise_preferences(args.array3("logits"));
            Ok(Answer::of("wins", wins))
        }),
    },
    Function {
        name: "run_off_predict",
        about: "The two most voted classes, and which of them more members prefer",
        source: SOURCE,
        inputs: &[LOGITS],
        outputs: &[
            gives("prediction", "N"),
            gives("finalists", "N 2"),
            gives("second_round_votes", "N 2"),
        ],
        needs: TWO,
        body: Body::Plain(|args| {
            let found = election::run_off_predict(args.array3("logits"));
            Ok(Answer::of("prediction", found.prediction)
                .and("finalists", Array2::from(found.finalists))
                .and("second_round_votes", Array2::from(found.second_round_votes)))
        }),
    },
    Function {
        name: "run_off_certificate",
        about: "Poisoned parts that cannot change the run-off's winner; 1000000000 for no limit",
        source: SOURCE,
        inputs: &[LOGITS],
        outputs: &[
            gives("prediction", "N"),
            gives("certificate", "N"),
            gives("round1", "N"),
            gives("round2", "N"),
        ],
        needs: TWO,
        body: Body::Plain(|args| {
            let found = certificate::run_off_certificate(args.array3("logits"));
            Ok(Answer::of("prediction", found.prediction)
                .and("certificate", found.certificate)
                .and("round1", found.round1)
                .and("round2", found.round2))
        }),
    },
    Function {
        name: "plurality_predict",
        about: "The most voted class; the lowest index wins ties",
        source: DPA,
        inputs: &[VOTES],
        outputs: &[gives("prediction", "N")],
        needs: TWO,
        body: Body::Plain(|args| {
            let prediction = election::plurality_predict(votes(args).view());
            Ok(Answer::of("prediction", prediction))
        }),
    },
    Function {
        name: "plurality_certificate",
        about: "Poisoned parts that cannot change the most voted class",
        source: DPA,
        inputs: &[VOTES],
        outputs: &[gives("certificate", "N")],
        needs: TWO,
        body: Body::Plain(|args| {
            let found = certificate::plurality_certificate(votes(args).view());
            Ok(Answer::of("certificate", found))
        }),
    },
    Function {
        name: "certified_accuracy_curve",
        about: "Share of rows that are right with a certificate of at least each budget",
        source: SOURCE,
        inputs: &[
            whole("predictions", "N", 0),
            whole("certificates", "N", 0),
            whole("labels", "N", 0),
            whole("budgets", "B", 0),
        ],
        outputs: &[gives("accuracy", "B")],
        needs: &[],
        body: Body::Plain(|args| {
            let small = |name: &str| {
                args.indices(name)
                    .iter()
                    .map(|&v| v as u32)
                    .collect::<Vec<_>>()
            };
            let curve = certificate::certified_accuracy_curve(
                &args.indices("predictions"),
                &small("certificates"),
                &args.indices("labels"),
                &small("budgets"),
            );
            Ok(Answer::of("accuracy", curve))
        }),
    },
    Function {
        name: "finite_aggregation_run_off",
        about: "The run-off where each part feeds several members, certified by greedy covers",
        source: FA,
        inputs: &[LOGITS, labels("members_of_partition", "B S", "M")],
        outputs: &[gives("prediction", "N"), gives("certificate", "N")],
        needs: TWO,
        body: Body::Plain(|args| {
            let parts = args.indices2("members_of_partition");
            let found =
                finite_aggregation::finite_aggregation_run_off(args.array3("logits"), parts.view());
            Ok(Answer::of("prediction", found.prediction).and("certificate", found.certificate))
        }),
    },
    Function {
        name: "partition_hash",
        about: "The part of a sample: the sum of its values modulo the number of parts",
        source: DPA,
        inputs: &[
            whole("values", "N D", LEAST),
            whole("num_partitions", "", 1),
        ],
        outputs: &[gives("partition", "N")],
        needs: &[],
        body: Body::Plain(|args| {
            let Ok(values) = args.whole("values").into_dimensionality() else {
                return Err(Fault::shape("values", "`values` must have 2 axes"));
            };
            let parts = args.count("num_partitions") as u32;
            let found = certificate::partition_hash(values.view(), parts);
            Ok(Answer::of("partition", found))
        }),
    },
    Function {
        name: "two_rival_cost",
        about: "Fewest flips, each taking (2, 1) or (1, 2), that end two leads",
        source: SOURCE,
        inputs: &[whole("g1", "", LEAST), whole("g2", "", LEAST)],
        outputs: &[gives("cost", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let lead = |name: &str| args.whole(name).first().copied().unwrap_or(0);
            let cost = certificate::two_rival_cost(lead("g1"), lead("g2"));
            Ok(Answer::of("cost", i64::from(cost)))
        }),
    },
    Function {
        name: "greedy_cover",
        about: "How many powers, largest first, end a lead; −1 if all together do not",
        source: FA,
        inputs: &[whole("lead", "", LEAST), whole("powers", "B", LEAST)],
        outputs: &[gives("count", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let lead = args.whole("lead").first().copied().unwrap_or(0);
            let powers: Vec<i64> = args.whole("powers").iter().copied().collect();
            let count = finite_aggregation::greedy_cover(lead, &powers);
            Ok(Answer::of("count", count.map_or(-1, |c| c as i64)))
        }),
    },
];

fn votes(args: &Args) -> Array2<u32> {
    args.indices2("votes").mapv(|v| v as u32)
}
