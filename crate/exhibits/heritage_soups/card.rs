//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "heritage-soups",
    title: "Checkpoint soups",
    paper: Paper {
        title: "Leveraging Model Soups to Classify Intangible Cultural Heritage Images from the Mekong Delta",
        authors: "Quoc-Khang Tran, Minh-Thien Nguyen, Nguyen-Khang Pham",
        venue: "Research and Development on Information and Communication Technology, 2025 (3)",
        year: 2025,
        arxiv: "2603.02181",
    },
    question: "With few images of look-alike classes, what does averaging the checkpoints of one training run buy?",
    idea: [
        "A network that learns from few images would differ much on another sample of them: its errors are to a good part variance.",
        "Save checkpoints along a single run and average their weights, all of them or greedily those that do not lower the validation accuracy: the soup costs as much as one network when it is used.",
        "Over several runs the errors can be taken apart, and a map of what checkpoints predict shows which of them are redundant.",
    ],
    equations: &[
        Equation {
            name: "Soup and soft voting",
            tex: r"\theta_S=\frac1{|S|}\sum_{c\in S}\theta_c,\qquad \bar p_{nk}=\frac1C\sum_c p_{cnk}",
        },
        Equation {
            name: "Brier score over runs",
            tex: r"\frac1R\sum_r\lVert p_r-e_y\rVert^2=\lVert\bar p-e_y\rVert^2+\frac1R\sum_r\lVert p_r-\bar p\rVert^2",
        },
        Equation {
            name: "Log loss over runs",
            tex: r"\frac1R\sum_r-\log p_r(y)=-\log\tilde p(y)+\frac1R\sum_r\mathrm{KL}(\tilde p\,\|\,p_r),\qquad \tilde p\propto\exp\Big(\frac1R\sum_r\log p_r\Big)",
        },
        Equation {
            name: "Errors over runs",
            tex: r"\text{error}=\mathbb 1[m\ne y]+\big(\Pr[\hat y_r\ne m]\,\mathbb 1[m=y]-\Pr[\hat y_r=y]\,\mathbb 1[m\ne y]\big),\qquad m=\text{the most frequent }\hat y_r",
        },
        Equation {
            name: "Macro-F1",
            tex: r"\frac1K\sum_k\frac{2\,TP_k}{2\,TP_k+FP_k+FN_k}",
        },
        Equation {
            name: "Distance of checkpoints",
            tex: r"D_{ij}=\tfrac12\big[CE(p_i,p_j)+CE(p_j,p_i)\big]-\tfrac12\big[H(p_i)+H(p_j)\big]",
        },
        Equation {
            name: "Map",
            tex: r"B=-\tfrac12JD^{\circ2}J,\quad J=I-\tfrac1n\mathbf 1\mathbf 1^\top,\qquad X=V_2\sqrt{\max(\Lambda_2,0)}",
        },
    ],
    family: &[Family::WeightSpace],
    limits: &[
        "Variance is over runs of other training images and seeds; the checkpoints of one run do not show it.",
        "The bias contains the noise of the test labels and of what no such network can tell apart.",
        "Two dimensions are a rough picture of the checkpoints: look at the stress.",
        "That greedy ingredients spread out is partly made by its rule: after the best ones only different ones help.",
    ],
    differences: &[
        "Seventeen classes of clothes and digits, 510 images of 14 × 14 pixels and a small network, instead of 17 classes of photographs and a CoAtNet.",
        "A tenth of the training labels is wrong, and the learning rate stays constant, so that checkpoints differ.",
        "The paper's exact decomposition and distance are not given: the identities above are used.",
        "The map places the greedy soup and soft voting together with the checkpoints.",
    ],
    try_next: &[
        "Lower the learning rate to 0.001: does the uniform soup add bias now? Look at its first checkpoints.",
        "Choose your own checkpoints: can the last three alone match the soup of all twelve?",
        "Raise the label noise to 0.4 and compare variance with and without a soup.",
        "Which decomposition gives soft voting the smallest variance, and why is it still the more expensive choice?",
    ],
    teachers: &[
        "Aim: to tell variance over runs from disagreement within a run, and to check an exact identity with numbers.",
        "Let students add bias and variance in the table and compare with the score.",
        "Misreading: \"averaging lowers the bias\". The bars show that what falls is the variance.",
        "Misreading: \"the axes of the map mean something\". Only distances do.",
        "Optimiser moments are not averaged: training on from a soup would need a fresh optimiser.",
    ],
    tour: &[
        Step {
            text: "A checkpoint's accuracy jumps up and down; the mean of all so far climbs smoothly.",
            set: &[],
            figure: "trajectory",
        },
        Step {
            text: "Over six runs: the soup's bars are shorter by their variance.",
            set: &[("decomposition", Value::Word("brier"))],
            figure: "bias-variance",
        },
        Step {
            text: "Rings are the greedy soup's ingredients. Are they neighbours?",
            set: &[("run", Value::Whole(1))],
            figure: "map",
        },
        Step {
            text: "In the space of weights checkpoints lie around a better place.",
            set: &[("run", Value::Whole(2))],
            figure: "plane",
        },
        Step {
            text: "Compare the last checkpoint's confusions with the soup's.",
            set: &[("averaging", Value::Word("last"))],
            figure: "confusion",
        },
        Step {
            text: "Soft voting asks every checkpoint, a soup asks one network.",
            set: &[("averaging", Value::Word("uniform"))],
            figure: "price",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::slider(["lr", "l", "Learning rate"], [1e-3, 1e-2], 1e-4, 3e-3)
        .log()
        .basic()
        .help("Constant: a rate that falls to 0 makes all late checkpoints equal"),
    Control::integer(["rows", "n", "Training images"], [170, 3400], 510)
        .basic()
        .help("Of each run; as many of each of the 17 classes, rounded down"),
    Control::slider(["noise", "e", "Label noise"], [0.0, 0.4], 0.01, 0.1)
        .basic()
        .help("Share of training labels that are wrong"),
    Control::integer(["checkpoints", "c", "Checkpoints"], [3, 20], 12),
    Control::integer(["spacing", "s", "Steps between them"], [5, 100], 25),
    Control::integer(["runs", "r", "Runs"], [2, 12], 6)
        .help("Each with training images and first weights of its own"),
    Control::select(
        ["averaging", "a", "Averaging"],
        &[
            choice("last", "Last checkpoint", "No average"),
            choice(
                "best",
                "Best on validation",
                "The checkpoint with the highest validation accuracy",
            ),
            choice(
                "uniform",
                "Uniform soup",
                "The mean of all checkpoints' weights",
            ),
            choice(
                "greedy",
                "Greedy soup",
                "Checkpoints that do not lower the validation accuracy",
            ),
            choice(
                "soft-voting",
                "Soft voting",
                "The mean of all checkpoints' probabilities",
            ),
            choice(
                "custom",
                "Custom soup",
                "The mean of the chosen checkpoints' weights",
            ),
        ],
        "greedy",
    )
    .live()
    .basic(),
    Control::numbers(["chosen", "k", "Checkpoints in the soup"], 20)
        .live()
        .when("averaging=custom")
        .help("Numbers beyond the last checkpoint count for nothing"),
    Control::select(
        ["decomposition", "d", "Decomposition"],
        &[
            choice(
                "brier",
                "Brier",
                "Squared distance of probabilities, around their mean",
            ),
            choice("log", "Log loss", "In nats, around the geometric mean"),
            choice("zero-one", "0-1", "Errors, around the most frequent class"),
        ],
        "brier",
    )
    .live(),
    Control::integer(["run", "m", "Run on the map"], [1, 12], 1)
        .live()
        .help("Of the first seed; the last one where there are fewer"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "S1a",
        says: "The greedy soup is more accurate than the checkpoint that is best on validation.",
        paper: "72.36 % top-1 on ICH-17, above single networks",
        difference: "accuracy of the greedy soup − of the best checkpoint on validation, mean over runs",
        unit: "share",
    },
    Claim {
        id: "S1b",
        says: "The uniform soup is more accurate than the last checkpoint.",
        paper: "72.36 % top-1 on ICH-17, above single networks",
        difference: "accuracy of the uniform soup − of the last checkpoint, mean over runs",
        unit: "share",
    },
    Claim {
        id: "S2",
        says: "The uniform soup has less than nine tenths of the last checkpoint's variance.",
        paper: "soups lower variance; no number in the abstract",
        difference: "0.9 × Brier variance of the last checkpoint − that of the uniform soup",
        unit: "Brier score",
    },
    Claim {
        id: "S3",
        says: "Its bias changes by less than the variance it saves.",
        paper: "little extra bias; no number in the abstract",
        difference: "variance saved − |Brier bias of the uniform soup − of the last checkpoint|",
        unit: "Brier score",
    },
    Claim {
        id: "S4",
        says: "The greedy soup's ingredients lie further apart than as many checkpoints that are best on validation.",
        paper: "soups choose geometrically diverse checkpoints",
        difference: "relative spread of greedy ingredients − of as many of the best, mean over runs with two or more",
        unit: "",
    },
    Claim {
        id: "S5",
        says: "One model does the work of all: uniform soup and soft voting are within a point.",
        paper: "soft voting is compared with; no number in the abstract",
        difference: "0.01 − |accuracy of the uniform soup − of soft voting|",
        unit: "share",
    },
];
