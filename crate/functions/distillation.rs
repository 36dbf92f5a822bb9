//! Distillation losses, and the losses on labels beside them.

use super::signature::{Body, Function, Input, flag, gives, labels, number, real, whole};
use super::sources::STANDARD;
use super::{Code, Fault, Trace};
use crate::ir::Tensor;
use crate::methods::distillation as methods;
use crate::methods::loss;

const STUDENT: Input = real("student_logits", "N K");
const TEACHER: Input = real("teacher_logits", "N K");
const LABELS: Input = labels("labels", "N", "K");
const TEMPERATURE: Input = number("temperature").above(0.0);
const DDOF: Input = whole("ddof", "", 0).up_to(1).or(0.0);
const EPS: Input = number("eps").from(0.0).or(1e-7);
const HINTON: &str = "Hinton, Vinyals and Dean 2015, arXiv:1503.02531";
const STANDARDISED: &str = "Sun et al. 2024, arXiv:2403.01427";

/// Losses of logits and labels, each with its gradient.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "cross_entropy",
        about: "−log softmax(z)_y, mean over rows",
        source: STANDARD,
        inputs: &[real("logits", "N K"), LABELS],
        outputs: &[gives("loss", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| mean_on_logits(t, |z, y| loss::cross_entropy(z, y))),
    },
    Function {
        name: "label_smoothing_cross_entropy",
        about: "Cross-entropy with the target (1 − ε) e_y + ε/K, mean over rows",
        source: "Szegedy et al. 2016, arXiv:1512.00567",
        inputs: &[
            real("logits", "N K"),
            LABELS,
            number("smoothing").from(0.0).to(1.0),
        ],
        outputs: &[gives("loss", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let smoothing = t.real("smoothing");
            mean_on_logits(t, |z, y| {
                loss::label_smoothing_cross_entropy(z, y, smoothing)
            })
        }),
    },
    Function {
        name: "focal_loss",
        about: "−(1 − p_y)^γ log p_y, mean over rows",
        source: "Lin et al. 2017, arXiv:1708.02002",
        inputs: &[real("logits", "N K"), LABELS, number("gamma").from(0.0)],
        outputs: &[gives("loss", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let gamma = t.real("gamma");
            mean_on_logits(t, |z, y| loss::focal_loss(z, y, gamma))
        }),
    },
    Function {
        name: "standardize_logits",
        about: "Z-score of each row over a base temperature: (z − z̄) / ((σ + ε) τ)",
        source: STANDARDISED,
        inputs: &[real("logits", "N K"), TEMPERATURE, DDOF, EPS],
        outputs: &[gives("output", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let (ddof, eps) = deviation(t)?;
            let z = methods::standardize(t.real("logits"), t.real("temperature"), ddof, eps);
            t.gives("output", z);
            Ok(())
        }),
    },
    Function {
        name: "mse_logits_loss",
        about: "Mean squared difference of logits, each row's mean taken off first if centred",
        source: STANDARD,
        inputs: &[STUDENT, TEACHER, flag("center").or_flag(false)],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let center = t.args().flag("center");
            mean_on_student(t, |s, v| methods::mse_logits_loss(s, v, center))
        }),
    },
    Function {
        name: "kd_loss",
        about: "T² KL(softmax(t/T) ‖ softmax(s/T)), mean over rows",
        source: HINTON,
        inputs: &[STUDENT, TEACHER, TEMPERATURE],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let temperature = t.real("temperature");
            mean_on_student(t, |s, v| methods::kd_loss(s, v, temperature))
        }),
    },
    Function {
        name: "standardized_kd_loss",
        about: "kd_loss of logits standardised row by row",
        source: STANDARDISED,
        inputs: &[STUDENT, TEACHER, TEMPERATURE, DDOF, EPS],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let (ddof, eps) = deviation(t)?;
            let tau = t.real("temperature");
            mean_on_student(t, |s, v| {
                methods::standardized_kd_loss(s, v, tau, ddof, eps)
            })
        }),
    },
    Function {
        name: "dkd_loss",
        about: "α KL of (label, others) + β KL among the others, at temperature T",
        source: "Zhao et al. 2022, arXiv:2203.08679",
        inputs: &[
            STUDENT,
            TEACHER,
            LABELS,
            number("alpha").from(0.0).or(1.0),
            number("beta").from(0.0).or(8.0),
            TEMPERATURE,
            flag("standardize").or_flag(false),
            DDOF,
            EPS,
        ],
        outputs: &[
            gives("loss", ""),
            gives("target_class_loss", ""),
            gives("non_target_class_loss", ""),
            gives("grad_student", "N K"),
        ],
        needs: &[("K", 2, Code::Shape)],
        body: Body::Graph(|t| {
            let student = t.real("student_logits");
            let [s, v] = standardized(t, student)?;
            let parts = methods::decoupled(s, v, t.labels("labels"), t.real("temperature"));
            let [target, others] = [parts.target, parts.others].map(Tensor::mean_all);
            let loss = t.real("alpha") * target + t.real("beta") * others;
            t.gives("loss", loss);
            t.gives("target_class_loss", target);
            t.gives("non_target_class_loss", others);
            t.gives_gradient("grad_student", loss, student);
            Ok(())
        }),
    },
    Function {
        name: "dist_loss",
        about: "β (1 − correlation along rows) + γ (1 − correlation along classes), times T²",
        source: "Huang et al. 2022, arXiv:2205.10536",
        inputs: &[
            STUDENT,
            TEACHER,
            number("temperature").above(0.0).or(1.0),
            number("beta").from(0.0).or(1.0),
            number("gamma").from(0.0).or(1.0),
            number("eps").from(0.0).or(1e-8),
        ],
        outputs: &[
            gives("loss", ""),
            gives("inter_class_loss", ""),
            gives("intra_class_loss", ""),
            gives("grad_student", "N K"),
        ],
        needs: &[],
        body: Body::Graph(|t| {
            let student = t.real("student_logits");
            let teacher = t.real("teacher_logits");
            let d = methods::dist(student, teacher, t.real("temperature"), t.real("eps"));
            let loss = t.real("beta") * d.inter + t.real("gamma") * d.intra;
            t.gives("loss", loss);
            t.gives("inter_class_loss", d.inter);
            t.gives("intra_class_loss", d.intra);
            t.gives_gradient("grad_student", loss, student);
            Ok(())
        }),
    },
    Function {
        name: "distillation_objective",
        about: "λ_CE cross-entropy + λ_KD kd_loss (of standardised logits, if asked)",
        source: STANDARDISED,
        inputs: &[
            STUDENT,
            TEACHER,
            LABELS,
            TEMPERATURE,
            number("ce_weight").from(0.0),
            number("kd_weight").from(0.0),
            flag("standardize").or_flag(false),
            DDOF,
            EPS,
        ],
        outputs: &[gives("loss", ""), gives("grad_student", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let student = t.real("student_logits");
            let [s, v] = standardized(t, student)?;
            let soft = methods::kd_loss(s, v, t.real("temperature")).mean_all();
            let hard = loss::cross_entropy(student, t.labels("labels")).mean_all();
            let loss = t.real("ce_weight") * hard + t.real("kd_weight") * soft;
            t.gives("loss", loss);
            t.gives_gradient("grad_student", loss, student);
            Ok(())
        }),
    },
    Function {
        name: "soft_cross_entropy",
        about: "−Σ_k q_k log softmax(z)_k for a target q, mean over rows",
        source: STANDARD,
        inputs: &[
            real("logits", "N K"),
            real("target", "N K").from(0.0).to(1.0),
        ],
        outputs: &[gives("loss", ""), gives("grad_logits", "N K")],
        needs: &[],
        body: Body::Graph(|t| {
            let z = t.real("logits");
            let loss = loss::soft_cross_entropy(z, t.real("target")).mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_logits", loss, z);
            Ok(())
        }),
    },
];

/// The mean of a loss of logits and labels over rows, and its gradient.
fn mean_on_logits<'g>(
    t: &Trace<'g>,
    rows: impl Fn(Tensor<'g>, Tensor<'g>) -> Tensor<'g>,
) -> Result<(), Fault> {
    let z = t.real("logits");
    let loss = rows(z, t.labels("labels")).mean_all();
    t.gives("loss", loss);
    t.gives_gradient("grad_logits", loss, z);
    Ok(())
}

/// The mean of a loss of a student's and a teacher's logits over rows, and its gradient.
pub fn mean_on_student<'g>(
    t: &Trace<'g>,
    rows: impl Fn(Tensor<'g>, Tensor<'g>) -> Tensor<'g>,
) -> Result<(), Fault> {
    let s = t.real("student_logits");
    let loss = rows(s, t.real("teacher_logits")).mean_all();
    t.gives("loss", loss);
    t.gives_gradient("grad_student", loss, s);
    Ok(())
}

/// `ddof`, which must leave something to divide by, and `eps`.
fn deviation<'g>(t: &Trace<'g>) -> Result<(usize, Tensor<'g>), Fault> {
    let (classes, ddof) = (t.args().dim("K"), t.args().count("ddof"));
    if ddof >= classes {
        let message = format!("`ddof` must be below the number of classes, {classes}, not {ddof}");
        return Err(Fault::range("ddof", message));
    }
    Ok((ddof, t.real("eps")))
}

/// Student's and teacher's logits, standardised if the flag says so.
fn standardized<'g>(t: &Trace<'g>, student: Tensor<'g>) -> Result<[Tensor<'g>; 2], Fault> {
    let both = [student, t.real("teacher_logits")];
    if !t.args().flag("standardize") {
        return Ok(both);
    }
    let (ddof, eps) = deviation(t)?;
    let one = t.graph().constant(1.0);
    Ok(both.map(|z| methods::standardize(z, one, ddof, eps)))
}
