//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "logit-standardization",
    title: "A loud teacher, a quiet student",
    paper: Paper {
        title: "Logit Standardization in Knowledge Distillation",
        authors: "Shangquan Sun, Wenqi Ren, Jingzhi Li, Rui Wang, Xiaochun Cao",
        venue: "CVPR 2024",
        year: 2024,
        arxiv: "2403.01427",
    },
    question: "Must a student speak as loudly as its teacher, or is it enough to put things in the same order?",
    idea: [
        "Distillation with one temperature for both makes a student copy the range of its teacher's logits, which a small student may not reach and does not need.",
        "Taking each row's mean off and dividing by its deviation leaves the relations between classes alone, whatever the magnitude, and gives every row and each model a temperature of its own.",
        "What is left is one base temperature, and a loss that also ranks students truly: with raw logits a student that is right but quiet can score worse than one that is wrong.",
    ],
    equations: &[
        Equation {
            name: "Distillation at a shared temperature",
            tex: r"\mathcal L_{KD}=\frac{T^2}N\sum_n\mathrm{KL}\big(\mathrm{softmax}(t_n/T)\,\|\,\mathrm{softmax}(s_n/T)\big)",
        },
        Equation {
            name: "Z-score of a row of logits",
            tex: r"\mathcal Z(z;\tau)=\frac{z-\bar z}{(\sigma+\varepsilon)\,\tau},\qquad\sigma^2=\frac1{K-\mathrm{ddof}}\sum_k(z_k-\bar z)^2",
        },
        Equation {
            name: "Standardised distillation",
            tex: r"\mathcal L_{KD+LS}=\frac{\tau^2}N\sum_n\mathrm{KL}\big(\mathrm{softmax}\,\mathcal Z(t_n;\tau)\,\|\,\mathrm{softmax}\,\mathcal Z(s_n;\tau)\big)",
        },
        Equation {
            name: "Invariance",
            tex: r"\mathcal Z(c\,t;\tau)=\mathcal Z(t;\tau)\quad\text{for } c>0\ (\varepsilon\to0)",
        },
        Equation {
            name: "What is minimised",
            tex: r"0.1\,\mathrm{CE}(s,y)+0.9\,\mathcal L_{KD}\qquad\text{or}\qquad0.1\,\mathrm{CE}(s,y)+9\,\mathcal L_{KD+LS}",
        },
    ],
    family: &[Family::Distillation],
    limits: &[
        "A temperature that suits the teacher does as well as standardised logits or a little better: what is removed is the tuning.",
        "How deep distillation falls with a soft teacher depends on how large a student's first logits are: with pixels from 0 to 1 they are smaller, and the fall is mild.",
        "C1a, and the part of C5 that is about standardised logits, hold exactly because a z-score knows no scale: they check the program, not the paper.",
        "The intervals are over seeds of rows, first weights and batches; all students of a seed share them.",
    ],
    differences: &[
        "MLP 196-16 that learns from 300 rows, with Adam at 5e-3 by a cosine for 500 steps, and a teacher 196-128-10 of 2 000 rows, instead of pairs of convolutional networks on CIFAR-100 and ImageNet.",
        "DKD and DIST share the temperature of KD; DKD weighs its parts 1 and 8, DIST both of its own by 2.",
        "The two students of the last claim are made of the teacher: one with all logits times 0.2, one with the two largest exchanged, on test rows where these are less than 1 apart.",
    ],
    try_next: &[
        "Set T to 1 or 8 and prepare again: which curve moves, and which does not?",
        "Set the base temperature to 1 and 4.",
        "Give the pixels as they are: why is the fall at a soft teacher smaller?",
        "Let the deviation be that of a sample (ddof 1): does anything change but τ?",
    ],
    teachers: &[
        "Aim: to separate what a teacher's logits say about classes from how loudly they say it.",
        "A question before the run: multiply all logits of a teacher by 10. Which losses notice?",
        "Misreading: \"standardising wins\". At the natural scale a tuned temperature is as good; move the scale.",
        "Misreading: \"the student is standardised at the end\". Its raw logits predict; only the loss standardises.",
    ],
    tour: &[
        Step {
            text: "One loss has a best loudness of its teacher, the other is a flat line.",
            set: &[("scale", Value::Number(1.0))],
            figure: "accuracy-by-scale",
        },
        Step {
            text: "Distillation pulls the student's deviation onto the teacher's. Standardised, it is free.",
            set: &[],
            figure: "deviation",
        },
        Step {
            text: "Turn the teacher down to a tenth: the map of plain distillation changes, the other stays.",
            set: &[("scale", Value::Number(0.1))],
            figure: "boundary",
        },
        Step {
            text: "A right but quiet student, and a wrong one as loud as the teacher: which does each loss prefer?",
            set: &[
                ("viewing", Value::Number(1.0)),
                ("loudness", Value::Number(0.2)),
            ],
            figure: "authentic",
        },
        Step {
            text: "What temperature does to one image's probabilities, raw and standardised.",
            set: &[("viewing", Value::Number(2.0))],
            figure: "softened",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::integer(["width", "w", "Student width"], [4, 64], 16)
        .basic()
        .help("Hidden units of the students"),
    Control::integer(["transfer", "n", "Transfer rows"], [50, 2000], 300)
        .basic()
        .help("Labelled rows that students see"),
    Control::subset(
        ["losses", "l", "Losses"],
        &[
            choice("labels", "Labels", "Cross-entropy alone"),
            choice("kd-one", "KD, T = 1", "Distillation without a temperature"),
            choice("kd", "KD", "Distillation at T"),
            choice("standardised", "KD, standardised", "Of Z-scores, at τ"),
            choice("dkd", "DKD", "The label's part and the others' apart, at T"),
            choice(
                "dkd-standardised",
                "DKD, standardised",
                "The same of Z-scores, at τ",
            ),
            choice("mse", "MSE", "Squared differences of logits"),
            choice("dist", "DIST", "Correlations of probabilities, at T"),
        ],
        &["labels", "kd-one", "kd", "standardised"],
    )
    .help("Claims need the losses that they name"),
    Control::slider(["temperature", "t", "T of KD"], [0.5, 8.0], 0.1, 4.0)
        .basic()
        .help("Shared by teacher and student"),
    Control::slider(["base", "b", "Base temperature τ"], [0.5, 8.0], 0.1, 2.0)
        .basic()
        .help("Of standardised logits"),
    Control::toggle(["sample", "d", "Deviation of a sample"], false)
        .help("Divides by K − 1, as the published code does, and not by K"),
    Control::select(
        ["pixels", "p", "Pixels"],
        &[
            choice("standardised", "Standardised", "Less 0.1307, over 0.3081"),
            choice("plain", "From 0 to 1", "As they are in the file"),
        ],
        "standardised",
    )
    .help("How they are given to all networks"),
    Control::slider(
        ["viewing", "z", "Viewing temperature"],
        [0.25, 10.0],
        0.25,
        2.0,
    )
    .live()
    .help("Of the probabilities and divergences that are drawn"),
    Control::slider(
        ["scale", "c", "Teacher's scale shown"],
        [0.1, 10.0],
        0.1,
        1.0,
    )
    .log()
    .live()
    .basic()
    .help("Students are trained at 0.1, 0.3, 1, 3 and 10; the nearest is shown"),
    Control::slider(
        ["loudness", "q", "Right student's scale"],
        [0.05, 2.0],
        0.05,
        0.2,
    )
    .live()
    .help("Of the student that orders classes as the teacher does"),
    Control::integer(["image", "i", "Image shown"], [0, 199], 0)
        .live()
        .help("A test row, whose probabilities are drawn"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1a",
        says: "Standardised distillation does not notice the teacher's scale.",
        paper: "follows from the formula",
        difference: "0.002 − (largest − smallest accuracy over five scales)",
        unit: "share",
    },
    Claim {
        id: "C1b",
        says: "At a fixed temperature plain distillation does.",
        paper: "the reason for the method",
        difference: "(largest − smallest accuracy over five scales) − 0.02",
        unit: "share",
    },
    Claim {
        id: "C2",
        says: "Standardised distillation beats labels alone.",
        paper: "76.62 against 72.50 % for ResNet32x4 to ResNet8x4 on CIFAR-100",
        difference: "accuracy of KD, standardised − of labels alone",
        unit: "share",
    },
    Claim {
        id: "C3",
        says: "It beats distillation whose temperature nobody has tuned.",
        paper: "76.62 against 73.33 % for KD at its usual temperature",
        difference: "accuracy of KD, standardised − of KD at T = 1, at the natural scale",
        unit: "share",
    },
    Claim {
        id: "C4a",
        says: "It leaves the magnitude of the student's logits free.",
        paper: "shown for the deviations of logits",
        difference: "|σ student / σ teacher − 1| of KD, standardised − of KD at T",
        unit: "ratio",
    },
    Claim {
        id: "C4b",
        says: "And that costs at most a point of accuracy.",
        paper: "accuracy rises by 1 to 3 points",
        difference: "accuracy of KD, standardised − of KD at T + 0.01",
        unit: "share",
    },
    Claim {
        id: "C5",
        says: "Raw logits prefer a wrong student that is loud to a right one that is quiet; standardised ones do not.",
        paper: "shown for a toy of two students",
        difference: "the smaller of: raw loss, right − wrong; standardised loss, wrong − right",
        unit: "nats",
    },
];
