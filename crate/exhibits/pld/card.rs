//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "pld",
    title: "A ranking to learn from",
    paper: Paper {
        title: "PLD: A Choice-Theoretic List-Wise Knowledge Distillation",
        authors: "Ejafa Bassam, Dawei Zhu, Kaigui Bian",
        venue: "arXiv preprint",
        year: 2025,
        arxiv: "2506.12542",
    },
    question: "Can a student learn from the order in which its teacher ranks the classes, without a weight to tune?",
    idea: [
        "Logits can be read as worths: a ranking comes about by choosing again and again among the classes that are left, each time by softmax.",
        "Put the true label first and the other classes behind it in the teacher's order, and make this ranking probable, each choice weighted by the teacher's own probability of the class chosen.",
        "The first choice is cross-entropy, the later ones carry the teacher's order; there is nothing beside it, so there is no mixing weight.",
    ],
    equations: &[
        Equation {
            name: "The teacher-optimal ranking",
            tex: r"\pi_1=y,\qquad \pi_2,\dots,\pi_K=\text{the other classes by falling }t",
        },
        Equation {
            name: "Weights by rank",
            tex: r"\alpha_k=\mathrm{softmax}(t/\tau)_{\pi_k}",
        },
        Equation {
            name: "PLD",
            tex: r"\mathcal L=\frac1N\sum_n\sum_{k=1}^K\alpha_k\,\Big(\log\sum_{l\ge k}e^{s_{\pi_l}}-s_{\pi_k}\Big)",
        },
        Equation {
            name: "Plackett-Luce likelihood of a ranking",
            tex: r"\log P(\pi\,|\,s)=\sum_k\Big(s_{\pi_k}-\log\sum_{l\ge k}e^{s_{\pi_l}}\Big)",
        },
        Equation {
            name: "Its relatives",
            tex: r"\alpha=(1,0,\dots):\ \text{cross-entropy},\qquad\alpha=(1,1,\dots):\ \text{ListMLE}",
        },
        Equation {
            name: "Agreement of two rankings (Kendall)",
            tex: r"\tau_a=\frac2{K(K-1)}\sum_{i<j}\mathrm{sign}(a_i-a_j)\,\mathrm{sign}(b_i-b_j)",
        },
    ],
    family: &[Family::Distillation, Family::Losses],
    limits: &[
        "Distillation at temperature 4 beats PLD here: the paper's order of the two does not appear against a temperature that suits the teacher.",
        "Students of eight units differ by some points from seed to seed; differences of a point need more than five seeds.",
        "Ten classes: the tail of the ranking, where a list says most, is short.",
    ],
    differences: &[
        "MLP 196-8 that learns from 300 rows, with Adam at 5e-3 by a cosine for 600 steps, and a teacher 196-128-10 of 2 000 rows, instead of networks on CIFAR-100, ImageNet and COCO.",
        "KD is pure distillation (no labels), but for the curve of its weight; DIST weighs both of its parts by 2 at temperature 1.",
        "The teacher's temperature acts on the weights only; the paper leaves it at 1.",
    ],
    try_next: &[
        "Set τ to 2 and 4 and prepare again: a warm weight is the better one.",
        "Give the teacher wrong labels: how much does each student notice?",
        "Widen the students to 16: which differences are left?",
        "Keep only the first ranks of the example: from where on do weights say nothing?",
    ],
    teachers: &[
        "Aim: to read logits as a model of choice, and cross-entropy as its first choice.",
        "On paper: the teacher prefers b to a to c, the label is a. Which ranking is taught, with which weights?",
        "Misreading: \"the order alone teaches\". ListMLE has the order without the weights, and does worse than labels alone.",
        "Misreading: \"no weight to tune, so nothing to tune\". The temperature of the weights matters by some points.",
    ],
    tour: &[
        Step {
            text: "Who gains over labels alone, and who falls behind?",
            set: &[],
            figure: "accuracy",
        },
        Step {
            text: "Distillation with labels has a knob. PLD is one line.",
            set: &[],
            figure: "knob",
        },
        Step {
            text: "What one example teaches: a class, a weight and a choice at each rank. Where the teacher is wrong, the label has hardly any weight.",
            set: &[("example", Value::Whole(0))],
            figure: "ladder",
        },
        Step {
            text: "All that can be said of three classes: each loss is a bowl, and the weights decide where its bottom lies.",
            set: &[("shown", Value::Number(1.0))],
            figure: "bowl-pld",
        },
        Step {
            text: "How much of the teacher's order is learnt as its weights grow warmer.",
            set: &[],
            figure: "rank-agreement",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice("mnist", "MNIST", "Digits of 14 × 14 pixels"),
            choice("digits", "Digits", "1 797 digits of 8 × 8 pixels"),
            choice("blobs", "Blobs", "Five clouds in the plane"),
        ],
        "mnist",
    )
    .basic(),
    Control::integer(["width", "w", "Student width"], [4, 64], 8)
        .basic()
        .help("Hidden units of the students"),
    Control::integer(["transfer", "n", "Transfer rows"], [50, 2000], 300)
        .basic()
        .help("Labelled rows that students see"),
    Control::slider(
        ["temperature", "t", "Teacher's temperature τ"],
        [0.5, 8.0],
        0.1,
        1.0,
    )
    .basic()
    .help("Of PLD's weights; the curve has it doubled and fourfold too"),
    Control::slider(
        ["noise", "r", "Teacher's label noise"],
        [0.0, 0.4],
        0.05,
        0.0,
    )
    .help("Share of labels that the teacher is told wrongly"),
    Control::subset(
        ["losses", "l", "Losses"],
        &[
            choice("labels", "Labels", "Cross-entropy alone"),
            choice("kd-one", "KD, T = 1", "Distillation without a temperature"),
            choice(
                "kd",
                "KD, T = 4",
                "Distillation at a temperature that suits",
            ),
            choice(
                "kd-weights",
                "KD and labels",
                "At T = 4, with weights 0, 0.1, 0.5 and 0.9 on the labels",
            ),
            choice("dist", "DIST", "Correlations of probabilities"),
            choice("pld", "PLD", "The ranking, weighted by the teacher"),
            choice("list-mle", "ListMLE", "The ranking, all choices alike"),
            choice(
                "short-list-mle",
                "ListMLE, first 3",
                "Its first three choices",
            ),
        ],
        &[
            "labels",
            "kd-one",
            "kd",
            "kd-weights",
            "dist",
            "pld",
            "list-mle",
            "short-list-mle",
        ],
    )
    .help("Claims need the losses that they name"),
    Control::select(
        ["pixels", "p", "Pixels"],
        &[
            choice("standardised", "Standardised", "Less 0.1307, over 0.3081"),
            choice("plain", "From 0 to 1", "As they are in the file"),
        ],
        "standardised",
    )
    .when("data=mnist")
    .help("How they are given to all networks"),
    Control::integer(["example", "i", "Example shown"], [0, 199], 3)
        .live()
        .basic()
        .help("A test row, whose ranking is drawn"),
    Control::slider(["shown", "s", "τ shown"], [0.25, 8.0], 0.25, 1.0)
        .live()
        .basic()
        .help("Of the weights that are drawn"),
    Control::integer(["top", "k", "Ranks kept"], [1, 10], 10)
        .live()
        .help("Ranks of the example, and choices of ListMLE on the simplex"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1",
        says: "PLD beats labels alone.",
        paper: "implied by its gains over distillation",
        difference: "accuracy of PLD − of labels alone",
        unit: "share",
    },
    Claim {
        id: "C2a",
        says: "PLD beats DIST.",
        paper: "+0.42 points for pairs of one kind, +0.48 for others, on image benchmarks",
        difference: "accuracy of PLD − of DIST",
        unit: "share",
    },
    Claim {
        id: "C2b",
        says: "PLD beats distillation without a temperature.",
        paper: "+1.04 points over KD for pairs of one kind, +1.09 for others",
        difference: "accuracy of PLD − of KD at T = 1",
        unit: "share",
    },
    Claim {
        id: "C3",
        says: "The weights matter: PLD beats the same ranking without them.",
        paper: "ListMLE is the special case of equal weights",
        difference: "accuracy of PLD − of ListMLE",
        unit: "share",
    },
    Claim {
        id: "C4",
        says: "The teacher's ranking is transferred.",
        paper: "the aim of the loss",
        difference: "Kendall's τ with the teacher, of PLD − of labels alone",
        unit: "tau",
    },
    Claim {
        id: "C5",
        says: "PLD has no weight to tune where distillation has one that matters.",
        paper: "no separate cross-entropy term",
        difference: "(largest − smallest accuracy of KD over weights of the labels 0, 0.1, 0.5, 0.9) − 0.02",
        unit: "share",
    },
];
