//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "forest-smoothers",
    title: "Forests as smoothers",
    paper: Paper {
        title: "Why do Random Forests Work? Understanding Tree Ensembles as Self-Regularizing Adaptive Smoothers",
        authors: "Alicia Curth, Alan Jeffares, Mihaela van der Schaar",
        venue: "arXiv",
        year: 2024,
        arxiv: "2402.01502",
    },
    question: "Why does an average of many overgrown trees predict so much better than one of them?",
    idea: [
        "A tree predicts the mean target of the leaf a query falls into, so its prediction is a weighted sum of training targets, and so is the average of many trees.",
        "The squared length of those weights says how many training rows' worth of freedom a prediction uses: an overgrown tree copies one target everywhere, while a forest copies at the training inputs and averages at new ones, the more so the further away they are.",
        "What averaging removes is therefore three things, not one: noise that is passed through, the luck of the trees' random draws, and the coarseness of what a single tree can represent.",
    ],
    equations: &[
        Equation {
            name: "Weights of a forest",
            tex: r"s_i(x)=\frac1B\sum_{b=1}^B\frac{c_{bi}\,\mathbb 1[\ell_b(x_i)=\ell_b(x)]}{\sum_j c_{bj}\,\mathbb 1[\ell_b(x_j)=\ell_b(x)]},\qquad \hat f(x)=\sum_i s_i(x)\,y_i",
        },
        Equation {
            name: "Effective parameters at some inputs",
            tex: r"p=\frac nq\sum_{a=1}^q\lVert s(x_a)\rVert_2^2",
        },
        Equation {
            name: "Error of weights that do not follow the noise",
            tex: r"E\big(\hat f(x)-f(x)\big)^2=\big(s(x)^\top f_{\mathrm{train}}-f(x)\big)^2+\sigma^2\lVert s(x)\rVert_2^2",
        },
        Equation {
            name: "Trees and their forest",
            tex: r"\frac1B\sum_b(\hat f_b-f)^2=(\bar f-f)^2+\frac1B\sum_b(\hat f_b-\bar f)^2",
        },
        Equation {
            name: "Boosting is a smoother too",
            tex: r"R=I-S,\qquad T\leftarrow T+\eta\,Q_rR,\qquad S\leftarrow S+\eta\,A_rR",
        },
    ],
    family: &[Family::OutputSpace],
    limits: &[
        "The formula with fixed weights is not the error of a forest, whose splits follow the noise: what is left over is shown as adaptivity.",
        "With bootstrap samples a forest does not use all n parameters at the training inputs, even of full depth.",
        "Effective parameters above n, or weights below 0, occur in boosting: there the picture of a weighted mean ends.",
    ],
    differences: &[
        "250 training rows of one simulated function and 50 trees; the paper also uses tables of thousands of rows.",
        "Features of data sets are stretched to the unit cube, so that a shift means the same for each; classes are targets of 0 and 1.",
        "Noise is added to the targets of data sets as well, in the ratio that is set.",
    ],
    try_next: &[
        "Turn the bootstrap on: how many parameters does the forest use at its training inputs now, and why about 0.42 n?",
        "Set 4 leaves: averaging cannot pay for the random splits any more.",
        "Set the signal-to-noise ratio to 10 and look for the best number of features per split.",
    ],
    teachers: &[
        "Aim: to see an average of trees as a weighted mean of training targets whose weights depend on the query.",
        "Misreading: \"a forest overfits, as it uses n parameters\". It does at its training inputs; compare with new ones.",
        "Misreading: \"averaging only reduces variance\". Show the representation part, where there is no noise at all.",
    ],
    tour: &[
        Step {
            text: "One tree of full depth uses as many parameters as there are rows, wherever it is asked. Add trees and watch new inputs.",
            set: &[("trees", Value::Whole(50))],
            figure: "effective-parameters",
        },
        Step {
            text: "Move the shift: the further a query is from the training inputs, the more the forest averages.",
            set: &[("shift", Value::Number(0.3))],
            figure: "self-regulation",
        },
        Step {
            text: "On two moons the map has a spike at every training row and is smooth between them.",
            set: &[("data", Value::Word("moons")), ("mtry", Value::Whole(1))],
            figure: "smoothing-map",
        },
        Step {
            text: "The weights of one query: a forest is a nearest-neighbour average that finds its own neighbours.",
            set: &[("query", Value::Place([0.3, 0.7]))],
            figure: "query-weights",
        },
        Step {
            text: "Three mechanisms: look at what each kind of averaging removes.",
            set: &[("decomposition", Value::Word("representation"))],
            figure: "mechanisms",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice(
                "marsadd",
                "Simulated function",
                "A sum of five curves of five uniform features",
            ),
            choice("moons", "Two moons", "Classes as targets of 0 and 1"),
            choice("iris", "Iris", "150 flowers, 4 features, 3 classes"),
            choice(
                "breast-cancer",
                "Breast cancer",
                "569 tissue samples, 30 features, 2 classes",
            ),
        ],
        "marsadd",
    )
    .basic(),
    Control::integer(["n", "n", "Training rows"], [50, 1000], 250)
        .help("Fewer where the data have fewer: 140 of iris, 559 of breast cancer"),
    Control::slider(
        ["snr", "r", "Signal-to-noise ratio"],
        [0.05, 1000.0],
        0.05,
        1.0,
    )
    .log()
    .when("noiseFree=false")
    .help("Variance of the signal over variance of the noise"),
    Control::toggle(["noiseFree", "z", "No noise"], false),
    Control::integer(["mtry", "m", "Features per split"], [1, 30], 2)
        .basic()
        .help("Features drawn at random for each split. With as many as the data have and no bootstrap, all trees are the same"),
    Control::toggle(["bootstrap", "b", "Bootstrap"], false)
        .help("Each tree sees its own sample of the rows, drawn with replacement"),
    Control::integer(["leaves", "l", "Leaves per tree"], [2, 1000], 1000)
        .help("As many as there are rows, or more: trees of full depth"),
    Control::select(
        ["method", "a", "Method"],
        &[
            choice(
                "tree",
                "Tree",
                "One greedy tree that may ask for every feature",
            ),
            choice(
                "forest",
                "Forest",
                "The mean of 50 trees with random splits",
            ),
            choice(
                "boosting",
                "Boosting",
                "50 trees of depth 2, each fitted to what is left over",
            ),
        ],
        "forest",
    ),
    Control::integer(["trees", "t", "Trees used"], [1, 50], 50)
        .live()
        .basic(),
    Control::slider(["shift", "s", "Shift of the inputs"], [0.0, 0.5], 0.01, 0.1)
        .live()
        .help("Standard deviation of what is added to each feature of the training inputs"),
    Control::position(["query", "q", "Query"], [0.5, 0.5]).live(),
    Control::select(
        ["decomposition", "c", "What averaging removed"],
        &[
            choice(
                "noise",
                "Noise",
                "Noise of the targets that is passed through",
            ),
            choice(
                "model-variability",
                "Model variability",
                "The luck of the trees' random draws",
            ),
            choice(
                "representation",
                "Representation",
                "What trees of few leaves cannot represent",
            ),
        ],
        "noise",
    )
    .live(),
];

const NO_NUMBER: &str = "stated without a number in the abstract";

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1a",
        says: "Full-depth trees without bootstrap use as many parameters as there are rows: one tree everywhere, a forest at its training inputs.",
        paper: NO_NUMBER,
        difference: "1e-6 less the largest |p / n − 1| of the three",
        unit: "",
    },
    Claim {
        id: "C1b",
        says: "At new inputs that forest uses fewer than half as many.",
        paper: NO_NUMBER,
        difference: "0.5 − p / n of the forest at new inputs",
        unit: "parameters a row",
    },
    Claim {
        id: "C2a",
        says: "A forest smooths more the further an input is from the training inputs.",
        paper: NO_NUMBER,
        difference: "the least drop of p / n along the shifts 0, 0.01, 0.03, 0.1",
        unit: "parameters a row",
    },
    Claim {
        id: "C2b",
        says: "A single tree does not.",
        paper: NO_NUMBER,
        difference: "1e-6 less the largest |p / n − 1| of the tree along the shifts",
        unit: "",
    },
    Claim {
        id: "C3a",
        says: "A forest passes less of the noise through than a tree.",
        paper: NO_NUMBER,
        difference: "mean ‖s‖² of the tree less that of the forest, at new inputs",
        unit: "noise variances",
    },
    Claim {
        id: "C3b",
        says: "The noisier the targets, the more random the best forest.",
        paper: NO_NUMBER,
        difference: "best number of features per split at a signal-to-noise ratio of 10 less that at 0.1",
        unit: "features",
    },
    Claim {
        id: "C4a",
        says: "Without any noise, trees of 8 leaves are better together than a greedy tree of 8 leaves.",
        paper: NO_NUMBER,
        difference: "error of the greedy tree less that of the forest",
        unit: "squared error",
    },
    Claim {
        id: "C4b",
        says: "So are trees of 16 leaves.",
        paper: NO_NUMBER,
        difference: "error of the greedy tree less that of the forest",
        unit: "squared error",
    },
];
