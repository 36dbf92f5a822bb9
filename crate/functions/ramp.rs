//! Robustness against several norms at once.

use super::signature::{Body, Function, Input, flag, gives, labels, number, real, whole};
use super::sources::RAMP;
use super::{Answer, Args, Fault};
use crate::methods::{displacement, pairing};

const SOURCE_LOGITS: Input = real("logits_source", "N K");
const TARGET_LOGITS: Input = real("logits_target", "N K");
const LABELS: Input = labels("labels", "N", "K");

/// Logit pairing, the worst case, and joined displacements.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "logit_pairing_loss",
        about: "Mean KL(p_source ‖ p_target) over the rows that are right under the source attack",
        source: RAMP,
        inputs: &[
            SOURCE_LOGITS,
            TARGET_LOGITS,
            LABELS,
            flag("stop_gradient_source").or_flag(false),
        ],
        outputs: &[
            gives("loss", ""),
            gives("num_selected", ""),
            gives("grad_logits_source", "N K"),
            gives("grad_logits_target", "N K"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let (s, v) = (t.real("logits_source"), t.real("logits_target"));
            let stop = t.args().flag("stop_gradient_source");
            let pair = pairing::logit_pairing_loss(s, v, t.labels("labels"), stop);
            t.gives("loss", pair.loss);
            t.gives("num_selected", pair.selected);
            t.gives_gradient("grad_logits_source", pair.loss, s);
            t.gives_gradient("grad_logits_target", pair.loss, v);
            Ok(())
        }),
    },
    Function {
        name: "ramp_loss",
        about: "Mean of the larger cross-entropy of each row, plus λ logit_pairing_loss",
        source: RAMP,
        inputs: &[
            SOURCE_LOGITS,
            TARGET_LOGITS,
            LABELS,
            number("pairing_weight").from(0.0).or(1.5),
            flag("stop_gradient_source").or_flag(false),
        ],
        outputs: &[
            gives("loss", ""),
            gives("worst_case_loss", ""),
            gives("pairing_loss", ""),
            gives("grad_logits_source", "N K"),
            gives("grad_logits_target", "N K"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let (s, v) = (t.real("logits_source"), t.real("logits_target"));
            let stop = t.args().flag("stop_gradient_source");
            let weight = t.real("pairing_weight");
            let ramp = pairing::ramp_loss(s, v, t.labels("labels"), weight, stop);
            t.gives("loss", ramp.loss);
            t.gives("worst_case_loss", ramp.worst_case);
            t.gives("pairing_loss", ramp.pairing);
            t.gives_gradient("grad_logits_source", ramp.loss, s);
            t.gives_gradient("grad_logits_target", ramp.loss, v);
            Ok(())
        }),
    },
    Function {
        name: "gradient_projection",
        about: "Natural and adversarial displacements joined tensor by tensor, by their cosine",
        source: RAMP,
        inputs: &[
            real("old", "P"),
            real("natural", "P"),
            real("adversarial", "P"),
            whole("layout", "T 2", 0),
            number("beta").from(0.0).to(1.0).or(0.5),
        ],
        outputs: &[gives("merged", "P"), gives("cosine", "T")],
        needs: &[],
        body: Body::Plain(|args| {
            let [old, natural, adversarial] =
                ["old", "natural", "adversarial"].map(|name| args.numbers(name));
            let pieces = pieces(args)?;
            let beta = args.number("beta");
            let found =
                displacement::gradient_projection(&old, &natural, &adversarial, &pieces, beta);
            Ok(Answer::of("merged", found.merged).and("cosine", found.cosine))
        }),
    },
];

/// The ranges of `layout`, each `[start, end]` within the parameters `P`, in order.
pub fn pieces(args: &Args) -> Result<Vec<std::ops::Range<usize>>, Fault> {
    let (layout, size) = (args.indices2("layout"), args.dim("P"));
    let mut before = 0;
    let mut pieces = Vec::new();
    for (i, row) in layout.rows().into_iter().enumerate() {
        let (start, end) = (row[0], row[1]);
        if start < before || start >= end || end > size {
            let message = format!(
                "`layout[{i}]` must be [start, end] with {before} ≤ start < end ≤ {size}, not [{start}, {end}]"
            );
            return Err(Fault::range("layout", message));
        }
        before = end;
        pieces.push(start..end);
    }
    Ok(pieces)
}
