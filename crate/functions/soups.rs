//! Averages of weights, and what explains them.

use ndarray::{Array2, ArrayView2};

use super::signature::{
    Asked, Body, Function, Input, choice, flag, gives, labels, number, real, whole,
};
use super::sources::SOUPS;
use super::{Answer, Args, Code, Fault, Trace};
use crate::ir::{DType, Graph, Tensor};
use crate::methods::{loss, soup};
use crate::nn::{Activation, Mlp, Model};
use crate::plan::Plan;
use crate::run::Device;

const WEIGHTS: Input = real("weights", "M P");
/// The widths of a network's layers, inputs first.
pub const SIZES: Input = whole("sizes", "L", 1);
/// What its hidden layers do with their sums.
pub const ACTIVATION: Input = choice("activation", &["relu", "tanh"]).or_word("relu");

/// Soups and the geometry of weights.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "mlp_forward",
        about: "Logits of a multi-layer perceptron given by its flat parameters W0, b0, W1, …",
        source: SOUPS,
        inputs: &[real("params", "P"), SIZES, ACTIVATION, real("x", "N D")],
        outputs: &[gives("logits", "N K")],
        needs: &[("L", 2, Code::Shape)],
        body: Body::Graph(|t| {
            let mlp = network(t.args(), "x")?;
            t.gives("logits", mlp.logits(t.real("x"), t.real("params")));
            Ok(())
        }),
    },
    Function {
        name: "uniform_soup",
        about: "The mean of the members' weights",
        source: SOUPS,
        inputs: &[WEIGHTS],
        outputs: &[gives("soup", "P")],
        needs: &[],
        body: Body::Graph(|t| {
            t.gives("soup", soup::uniform_soup(t.real("weights")));
            Ok(())
        }),
    },
    Function {
        name: "greedy_soup",
        about: "Members by falling validation accuracy, each kept if the mean with it is not worse",
        source: SOUPS,
        inputs: &[
            WEIGHTS,
            SIZES,
            ACTIVATION,
            real("x_val", "N D"),
            whole("y_val", "N", 0),
            flag("accept_ties").or_flag(true),
        ],
        outputs: &[
            gives("order", "M"),
            gives("member_accuracy", "M"),
            gives("ingredients", "I"),
            gives("soup", "P"),
            gives("candidate_accuracy", "M"),
            gives("best_accuracy", ""),
        ],
        needs: &[("L", 2, Code::Shape)],
        body: Body::Device(greedy),
    },
    Function {
        name: "learned_soup",
        about: "Σ_m softmax(a)_m θ_m, globally or with mixing logits for each tensor",
        source: SOUPS,
        inputs: &[WEIGHTS, SIZES, real("alpha_logits", "... M")],
        outputs: &[gives("soup", "P")],
        needs: &[("L", 2, Code::Shape)],
        body: Body::Graph(|t| {
            let (_, mixed) = learned(t, t.real("alpha_logits"))?;
            t.gives("soup", mixed);
            Ok(())
        }),
    },
    Function {
        name: "learned_soup_loss",
        about: "Mean cross-entropy of β f(x; learned soup), with gradients in a and β",
        source: SOUPS,
        inputs: &[
            WEIGHTS,
            SIZES,
            ACTIVATION,
            real("x", "N D"),
            whole("y", "N", 0),
            real("alpha_logits", "... M"),
            number("beta").above(0.0),
        ],
        outputs: &[
            gives("loss", ""),
            gives("grad_alpha_logits", "... M"),
            gives("grad_beta", ""),
        ],
        needs: &[("L", 2, Code::Shape)],
        body: Body::Graph(|t| {
            let (alpha, beta) = (t.real("alpha_logits"), t.real("beta"));
            let (_, mixed) = learned(t, alpha)?;
            let mlp = network(t.args(), "x")?;
            below_classes(t.args(), "y", &mlp)?;
            let logits = mlp.logits(t.real("x"), mixed) * beta;
            let loss = loss::cross_entropy(logits, t.labels("y")).mean_all();
            t.gives("loss", loss);
            t.gives_gradient("grad_alpha_logits", loss, alpha);
            t.gives_gradient("grad_beta", loss, beta);
            Ok(())
        }),
    },
    Function {
        name: "interpolate_weights",
        about: "(1 − α) w0 + α w1 for each α; beyond 0 and 1 it extrapolates",
        source: SOUPS,
        inputs: &[real("w0", "P"), real("w1", "P"), real("alphas", "A")],
        outputs: &[gives("weights", "A P")],
        needs: &[],
        body: Body::Graph(|t| {
            let (points, size) = (t.args().dim("A"), t.args().dim("P"));
            let [a, b] = ["w0", "w1"].map(|name| t.real(name).reshape(&[1, size]));
            let at = t.real("alphas").reshape(&[points, 1]);
            t.gives("weights", a.lerp(b, at));
            Ok(())
        }),
    },
    Function {
        name: "soup_ensemble_gap",
        about: "Loss of a soup less that of the logit ensemble, measured and estimated",
        source: SOUPS,
        inputs: &[
            real("logits0", "N K"),
            real("logits1", "N K"),
            real("logits_soup", "N K"),
            labels("y", "N", "K"),
            number("alpha"),
            number("beta").above(0.0).or(1.0),
            number("loss_minus"),
            number("loss_mid"),
            number("loss_plus"),
            number("h").above(0.0),
        ],
        outputs: &[
            gives("measured_gap", ""),
            gives("second_derivative", ""),
            gives("variance_term", ""),
            gives("approximate_gap", ""),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let labels = args.indices("y");
            let gap = soup::gap(&soup::Line {
                logits: ["logits0", "logits1", "logits_soup"].map(|name| args.array2(name)),
                labels: &labels,
                alpha: args.number("alpha"),
                beta: args.number("beta"),
                losses: ["loss_minus", "loss_mid", "loss_plus"].map(|name| args.number(name)),
                step: args.number("h"),
            });
            Ok(Answer::of("measured_gap", gap.measured)
                .and("second_derivative", gap.second_derivative)
                .and("variance_term", gap.variance_term)
                .and("approximate_gap", gap.approximate))
        }),
    },
    Function {
        name: "plane_basis",
        about: "Orthonormal axes of the plane through three models, and where they lie in it",
        source: SOUPS,
        inputs: &[real("w0", "P"), real("w1", "P"), real("w2", "P")],
        outputs: &[
            gives("u", "P"),
            gives("v", "P"),
            gives("coordinates", "3 2"),
            gives("centroid", "2"),
        ],
        needs: &[],
        body: Body::Plain(|args| {
            let [w0, w1, w2] = ["w0", "w1", "w2"].map(|name| args.array1(name));
            let plane = soup::plane(w0, w1, w2).ok_or_else(|| {
                Fault::range("w2", "`w0`, `w1` and `w2` must not lie on one line")
            })?;
            Ok(Answer::of("u", plane.u)
                .and("v", plane.v)
                .and("coordinates", plane.coordinates)
                .and("centroid", plane.centroid.to_vec()))
        }),
    },
    Function {
        name: "task_vector_cosine",
        about: "The angle between two models as seen from the one they were fine-tuned from",
        source: SOUPS,
        inputs: &[real("base", "P"), real("w1", "P"), real("w2", "P")],
        outputs: &[gives("cosine", ""), gives("degrees", "")],
        needs: &[],
        body: Body::Plain(|args| {
            let [base, w1, w2] = ["base", "w1", "w2"].map(|name| args.array1(name).to_vec());
            let (cosine, degrees) = soup::task_vector_cosine(&base, &w1, &w2)
                .ok_or_else(|| Fault::range("w1", "`w1` and `w2` must both differ from `base`"))?;
            Ok(Answer::of("cosine", cosine).and("degrees", degrees))
        }),
    },
];

/// The network that `sizes` and `activation` describe; its parameters are `P`, the features of
/// `x` its first width, and `K` its last.
pub fn network(args: &Args, x: &str) -> Result<Mlp, Fault> {
    let mlp = shaped(args)?;
    let (wanted, found) = (mlp.sizes[0], args.dim("D"));
    if wanted != found {
        let message =
            format!("`{x}` must have rows of length {wanted}, the first of `sizes`, not {found}");
        return Err(Fault::shape(x, message));
    }
    Ok(mlp)
}

fn shaped(args: &Args) -> Result<Mlp, Fault> {
    let mlp = Mlp {
        sizes: args.indices("sizes"),
        activation: match args.choice("activation") {
            "tanh" => Activation::Tanh,
            _ => Activation::Relu,
        },
    };
    let sizes = mlp.sizes.windows(2);
    let wanted = sizes.fold(0usize, |n, io| {
        n.saturating_add(io[0].saturating_add(1).saturating_mul(io[1]))
    });
    let found = args.dim("P");
    if wanted != found {
        let message = format!("a network of these `sizes` has {wanted} parameters, not {found}");
        return Err(Fault::shape("sizes", message));
    }
    Ok(mlp)
}

/// Refuses labels that the network has no class for.
pub fn below_classes(args: &Args, field: &str, mlp: &Mlp) -> Result<(), Fault> {
    let classes = mlp.sizes.last().copied().unwrap_or(0);
    match args.indices(field).iter().position(|&y| y >= classes) {
        None => Ok(()),
        Some(n) => {
            let message = format!("`{field}[{n}]` must be below {classes}, the last of `sizes`");
            Err(Fault::range(field, message))
        }
    }
}

/// The learned soup of `weights [M, P]`; `alpha [M]` is for all parameters, `[M, T]` for each tensor.
fn learned<'g>(t: &Trace<'g>, alpha: Tensor<'g>) -> Result<(Mlp, Tensor<'g>), Fault> {
    let mlp = shaped(t.args())?;
    let layout = mlp.layout();
    let each = layout
        .entries()
        .iter()
        .map(|e| e.offset..e.offset + e.len());
    let whole = std::iter::once(0..layout.len());
    let pieces: Vec<_> = if alpha.rank() == 1 {
        whole.collect()
    } else {
        each.collect()
    };
    let found: usize = alpha.dims()[1..].iter().product();
    if alpha.rank() > 2 || found != pieces.len() {
        let message = format!(
            "`alpha_logits` must be [M] or [{}, M], one row for each tensor",
            layout.entries().len()
        );
        return Err(Fault::shape("alpha_logits", message));
    }
    let mixed = soup::learned_soup(t.real("weights"), alpha.reshape(&[pieces.len()]), &pieces);
    Ok((mlp, mixed))
}

fn greedy<'a>(device: &'a dyn Device, args: &'a Args) -> Asked<'a> {
    Box::pin(async move {
        let mlp = network(args, "x_val")?;
        below_classes(args, "y_val", &mlp)?;
        let weights = args.array2("weights");
        let accuracy = accuracies(device, &mlp, args, weights).await?;
        let mean = |of: &[usize]| {
            let picked = weights.select(ndarray::Axis(0), of);
            picked.sum_axis(ndarray::Axis(0)) / of.len() as f64
        };
        let ties = args.flag("accept_ties");
        let found = soup::greedy_soup(&accuracy, ties, async |of| {
            let one: Array2<f64> = mean(of).insert_axis(ndarray::Axis(0));
            Ok::<_, Fault>(accuracies(device, &mlp, args, one.view()).await?[0])
        });
        let found = found.await?;
        Ok(Answer::of("soup", mean(&found.ingredients))
            .and("order", found.order)
            .and("member_accuracy", accuracy)
            .and("ingredients", found.ingredients)
            .and("candidate_accuracy", found.candidate_accuracy)
            .and("best_accuracy", found.best_accuracy))
    })
}

/// The validation accuracy of each row of `weights`.
async fn accuracies(
    device: &dyn Device,
    mlp: &Mlp,
    args: &Args,
    weights: ArrayView2<'_, f64>,
) -> Result<Vec<f64>, Fault> {
    let (rows, members) = (args.dim("N"), weights.nrows());
    let g = Graph::new(members);
    let theta = g.each("theta", &[mlp.layout().len()]);
    let x = g.shared("x", &[rows, mlp.sizes[0]]);
    let y = g.input("y", &[1, rows, 1], DType::U32);
    let hits = mlp.logits(x, theta).argmax().eq(y).sum_all();
    g.output("hits", hits);
    let mut machine = device.compile(Plan::new(&g.finish()?)).await?;
    let bits = |v: &f64| (*v as f32).to_bits();
    machine.write("theta", &weights.iter().map(bits).collect::<Vec<_>>())?;
    machine.write(
        "x",
        &args.array("x_val").iter().map(bits).collect::<Vec<_>>(),
    )?;
    let labels: Vec<u32> = args.indices("y_val").iter().map(|&y| y as u32).collect();
    machine.write("y", &labels)?;
    machine.run(1)?;
    let hits = machine.read("hits").await?;
    Ok(hits
        .into_iter()
        .map(|w| f64::from(f32::from_bits(w)) / rows as f64)
        .collect())
}
