//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "window-cascades",
    title: "Window-based cascades",
    paper: Paper {
        title: "Window-Based Early-Exit Cascades for Uncertainty Estimation: When Deep Ensembles are More Efficient than Single Models",
        authors: "Guoxuan Xia, Christos-Savvas Bouganis",
        venue: "ICCV 2023",
        year: 2023,
        arxiv: "2303.08010",
    },
    question: "Can an ensemble's sense of doubt be had for little more than the price of one model?",
    idea: [
        "Rejecting what is uncertain is a yes-or-no question: only inputs whose confidence lies near the threshold can change sides when a second model is asked.",
        "So let an input leave after the first model unless its confidence falls in a window around the threshold, on either side, and average in the next model only for those inside.",
        "About a fifth of the inputs pay for the second model, and most of the ensemble's gain remains; the usual rule, which asks again wherever a model is unsure, spends that money on inputs that will be rejected anyway.",
    ],
    equations: &[
        Equation {
            name: "Probabilities and score after stage m",
            tex: r"\bar p^{(m)}_{nk}=\frac1{m+1}\sum_{j\le m}\mathrm{softmax}(z_{jn})_k,\qquad s^{(m)}_n=\max_k\bar p^{(m)}_{nk}",
        },
        Equation {
            name: "The window around the threshold",
            tex: r"t_1=Q\big(\max(F(\tau)-\tfrac w2,0)\big),\qquad t_2=Q\big(\min(F(\tau)+\tfrac w2,1)\big)",
        },
        Equation {
            name: "Who leaves",
            tex: r"s^{(m)}_n<t_1\ \text{ or }\ s^{(m)}_n>t_2",
        },
        Equation {
            name: "Cost",
            tex: r"C=\frac1N\sum_n\sum_{j\le\mathrm{stage}(n)}c_j",
        },
        Equation {
            name: "Risk and coverage",
            tex: r"\mathrm{risk}(k)=\frac1k\sum_{i\le k}e_{(i)},\qquad \mathrm{cov@}r=\max\{k/N:\mathrm{risk}(k)\le r\}",
        },
    ],
    family: &[Family::OutputSpace, Family::Choice],
    limits: &[
        "The threshold comes from validation rows of the same kind: under a shift it no longer keeps the risk it was set for.",
        "Where a model's error is below the risk asked for, everything is covered and the comparison says nothing.",
        "Small fully connected networks grow worse at telling other images the wider they are; large convolutional ones need not.",
    ],
    differences: &[
        "Networks of two hidden layers on images of 14 × 14 pixels instead of EfficientNets on ImageNet; cost counts multiplications of these networks.",
        "Each seed draws its training, validation and test rows anew, and trains members of its own.",
        "Every stage has its own threshold and window, from what the members asked so far say on validation rows.",
    ],
    try_next: &[
        "Set the window to 0 and to 1: which other policies are these?",
        "Use four members: does the last one still help?",
        "Choose the single threshold: it gains accuracy, but what about the coverage?",
    ],
    teachers: &[
        "Aim: to see that doubt is only worth money where it can change a decision.",
        "Misreading: \"ask again where the model is unsure\". Compare the single threshold with the window at the same cost.",
        "Misreading: \"a larger model knows better what it does not know\". Look at images of another kind by width.",
    ],
    tour: &[
        Step {
            text: "Up and to the left is better: the cascades sit above single models of the same cost.",
            set: &[("policy", Value::Word("window"))],
            figure: "compute",
        },
        Step {
            text: "Only the ranking near the threshold matters. The band shows who is asked again.",
            set: &[("window", Value::Number(0.2))],
            figure: "scores",
        },
        Step {
            text: "The same money spent on the unsure ones gains nothing here.",
            set: &[("policy", Value::Word("single-threshold"))],
            figure: "compute",
        },
        Step {
            text: "On two moons the window is a band around the contour of rejection, not around the class boundary.",
            set: &[("data", Value::Word("moons"))],
            figure: "stages",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice(
                "fashion",
                "Fashion-MNIST",
                "Clothes of 14 × 14 pixels; outside: digits",
            ),
            choice(
                "mnist",
                "MNIST",
                "Digits of 14 × 14 pixels; outside: clothes",
            ),
            choice(
                "digits",
                "Digits",
                "Digits of 8 × 8 pixels; outside: their negatives",
            ),
            choice(
                "moons",
                "Two moons",
                "Points of the plane; outside: a wide ring",
            ),
        ],
        "fashion",
    )
    .basic(),
    Control::integer(["rows", "n", "Training rows"], [500, 10_000], 3000)
        .help("Fewer where the data have fewer"),
    Control::subset(
        ["widths", "h", "Widths"],
        &[
            choice("16", "16", "3 552 multiplications a row of 196 pixels"),
            choice("32", "32", "7 616"),
            choice("64", "64", "17 280"),
            choice("128", "128", "42 752"),
            choice("256", "256", "118 272"),
        ],
        &["16", "32", "64", "128", "256"],
    ),
    Control::integer(["members", "m", "Members of a width"], [2, 8], 4),
    Control::integer(["epochs", "ep", "Epochs"], [5, 60], 25),
    Control::integer(["used", "u", "Members used"], [1, 8], 2)
        .live()
        .basic()
        .help("At most as many as are trained"),
    Control::select(
        ["policy", "p", "Policy"],
        &[
            choice("window", "Window", "Near the threshold goes on"),
            choice("single-threshold", "Single threshold", "The unsure go on"),
            choice("always", "Always", "Everybody goes on: the ensemble"),
            choice("never", "Never", "Nobody goes on: one member"),
        ],
        "window",
    )
    .live()
    .basic(),
    Control::slider(["window", "w", "Window"], [0.0, 1.0], 0.01, 0.2)
        .live()
        .basic()
        .help("The share of validation scores inside it"),
    Control::select(
        ["task", "t", "Task"],
        &[
            choice(
                "cov-5",
                "Coverage at 5 % risk",
                "How much is accepted if at most 5 % of it may be wrong",
            ),
            choice("cov-10", "Coverage at 10 % risk", "The same for 10 %"),
            choice(
                "risk-80",
                "Risk at 80 % coverage",
                "How much of the surest 80 % is wrong",
            ),
            choice(
                "fpr-95",
                "False positives at 95 %",
                "Rows of another kind accepted where 95 % of the others are",
            ),
        ],
        "cov-5",
    )
    .live(),
    Control::select(
        ["score", "s", "Score"],
        &[
            choice(
                "max-softmax",
                "Largest probability",
                "Compared as a logarithm, so that sure ones still have an order",
            ),
            choice(
                "negative-entropy",
                "Negative entropy",
                "Of all classes' probabilities",
            ),
        ],
        "max-softmax",
    )
    .live(),
    Control::select(
        ["combination", "c", "Combination"],
        &[
            choice(
                "probabilities",
                "Probabilities",
                "The mean of the members' probabilities",
            ),
            choice("logits", "Logits", "The mean of their logits"),
            choice("vote", "Vote", "Their shares of votes"),
        ],
        "probabilities",
    )
    .live(),
    Control::slider(["temperature", "T", "Temperature"], [0.25, 4.0], 0.01, 1.0)
        .live()
        .log()
        .help("Logits are divided by it"),
    Control::select(
        ["outside", "o", "Out of distribution"],
        &[
            choice("other", "Another kind", "As the data say"),
            choice(
                "noise",
                "Noise",
                "Uniform noise over the range of the features",
            ),
        ],
        "other",
    )
    .live(),
    Control::slider(
        ["outsideShare", "O", "Share out of distribution"],
        [0.0, 0.9],
        0.01,
        0.5,
    )
    .live()
    .help("In the curve of risk with such rows mixed in"),
    Control::slider(["beta", "b", "Their cost"], [0.0, 1.0], 0.01, 1.0)
        .live()
        .help("Of accepting such a row; accepting a wrong one costs 1"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1a",
        says: "The window keeps four fifths of what a second member gains in coverage at 5 % risk.",
        paper: "an EfficientNet-B2 cascade reaches about the coverage at 5 % risk of a B4 on ImageNet",
        difference: "coverage of the window − of one member − 0.8 of the ensemble's gain, mean over widths",
        unit: "share",
    },
    Claim {
        id: "C1b",
        says: "It asks at most 1.3 members a row.",
        paper: "with less than 30 % of that model's multiplications",
        difference: "1.3 − members asked a row, mean over widths",
        unit: "members",
    },
    Claim {
        id: "C2",
        says: "The window covers more than asking again wherever a member is unsure, at the same cost.",
        paper: "the window exceeds the single threshold in its figures",
        difference: "coverage at 5 % risk of the window − of the single threshold, mean over widths",
        unit: "share",
    },
    Claim {
        id: "C3",
        says: "The window covers more than a wider single model of the same cost.",
        paper: "ensembles by window are more efficient than scaling up",
        difference: "coverage of the window − that on the line between neighbouring single models at its cost, mean over widths",
        unit: "share",
    },
    Claim {
        id: "C4a",
        says: "Two members tell images of another kind better than one, at every width.",
        paper: "gains of ensembles on out-of-distribution data are more reliable than those of scaling",
        difference: "least over widths of the area under the curve of two members − of one",
        unit: "share",
    },
    Claim {
        id: "C4b",
        says: "A wider model need not tell them better.",
        paper: "stated for its models; here as: the narrowest tells them better than the widest",
        difference: "area under the curve of the narrowest member − of the widest",
        unit: "share",
    },
];
