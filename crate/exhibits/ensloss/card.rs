//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "ensloss",
    title: "A new loss at every step",
    paper: Paper {
        title: "EnsLoss: Stochastic Calibrated Loss Ensembles for Preventing Overfitting in Classification",
        authors: "Ben Dai",
        venue: "ICML 2025",
        year: 2024,
        arxiv: "2409.00908",
    },
    question: "Does a network overfit less if no two steps minimise the same loss?",
    idea: [
        "Gradient descent never sees a loss, only its slopes at the margins of a batch, and any slopes that are negative and do not fall as margins grow belong to a convex loss that is calibrated for classification.",
        "So draw random negative numbers, sort them, and hand them out in the order of the margins: each step then minimises a legitimate loss that nobody has written down.",
        "Like dropout for losses, this keeps the network from fitting what is peculiar to one loss, above all from chasing rows whose labels are wrong.",
    ],
    equations: &[
        Equation {
            name: "Margins and the gradient of a loss",
            tex: r"z_i=(2y_i-1)f_i,\qquad \frac{\partial}{\partial f_i}\frac1N\sum_j\phi(z_j)=\frac{\phi'(z_i)\,(2y_i-1)}N",
        },
        Equation {
            name: "Fixed losses and their slopes",
            tex: r"\log(1+e^{-z}):\ -\sigma(-z),\qquad (1-z)_+:\ -\mathbb 1[z<1],\qquad e^{-z}:\ -e^{-z}",
        },
        Equation {
            name: "Inverse Box-Cox transform",
            tex: r"B_\lambda(u)=\begin{cases}e^u&\lambda=0\\\max(1+\lambda u,0)^{1/\lambda}&\lambda\ne0\end{cases}",
        },
        Equation {
            name: "Random slopes of one batch",
            tex: r"v=\mathrm{sort}\big(\max(-B_\lambda(u),-1)\big),\quad u\sim\mathcal N(0,I),\qquad g_i=\frac{v_{\mathrm{rank}(z_i)}}{\max(z_i,1)}-10^{-6}",
        },
        Equation {
            name: "What is minimised",
            tex: r"\frac1N\sum_i\mathrm{sg}(g_i)\,z_i,\qquad \mathrm{sg}\text{: a constant to the gradient}",
        },
    ],
    family: &[Family::Losses],
    limits: &[
        "Gains are one to three points on some hundred rows; with many rows or clean labels all losses are alike.",
        "Where a network cannot fit the noise, as on the two moons, there is nothing to prevent.",
        "It tells two classes apart by one score. The paper has no version for more.",
        "What is minimised is no loss to be watched: its value says nothing about the network.",
    ],
    differences: &[
        "Networks of two hidden layers and 600 steps of Adam instead of 1 to 5 layers of 1024 units with batch norm and 300 epochs of SGD.",
        "Pairs of digits, breast cancer and two moons, with a tenth of the training labels wrong, instead of 14 tables and pairs of CIFAR-10 classes.",
        "The features of breast cancer are scaled to mean 0 and standard deviation 1.",
        "Each seed draws training and test rows twice, and its numbers are means of both.",
    ],
    try_next: &[
        "Set label noise to 0. Which claims are left?",
        "Raise the number of training rows: at which number is the gain gone?",
        "Set λ shown to 2 and to −0.9: how do the staircases differ, and why are they clipped at −1?",
        "Leave out losses until the ranking can be read at a glance.",
    ],
    teachers: &[
        "Aim: to see that training uses slopes only, and which slopes belong to a legitimate loss.",
        "Let students sort the slopes the wrong way round on paper: the loss becomes concave and the largest margins are pushed most.",
        "Misreading: \"random losses are better\". Compare the moons, and the training accuracy in the table: the gain is where the noise is fitted.",
        "Misreading: \"the gain comes from changing the law of the slopes\". Redrawing λ adds nothing measurable here.",
    ],
    tour: &[
        Step {
            text: "Fixed losses reach their best early and lose some of it again. Look at how much each has lost at the last step.",
            set: &[("data", Value::Word("3v5"))],
            figure: "accuracy-over-training",
        },
        Step {
            text: "The slopes of one early step: random, negative, and never falling to the right.",
            set: &[("step", Value::Number(100.0))],
            figure: "derivative-staircase",
        },
        Step {
            text: "Integrated, each staircase is a convex loss. Draw again and watch the fan.",
            set: &[("redraw", Value::Whole(1))],
            figure: "implied-losses",
        },
        Step {
            text: "On the moons the network is too smooth to fit the noise, and the boundaries are alike.",
            set: &[
                ("data", Value::Word("moons")),
                ("step", Value::Number(600.0)),
            ],
            figure: "boundary",
        },
        Step {
            text: "Who wins where? Compare with the accuracy on training labels in the table.",
            set: &[],
            figure: "final-accuracy",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice("4v9", "4 v 9", "Digits of 14 × 14 pixels"),
            choice("3v5", "3 v 5", "Digits of 14 × 14 pixels"),
            choice("breast-cancer", "Breast cancer", "Tissue samples of 30 features"),
            choice("moons", "Moons", "Two half circles in the plane, noise 0.3"),
        ],
        "3v5",
    )
    .live()
    .basic()
    .help("All four are learnt; this one is shown"),
    Control::integer(["rows", "n", "Training rows"], [50, 1000], 200)
        .basic()
        .help("Of a pair of digits; breast cancer has half as many, at most 285, and the moons three quarters"),
    Control::slider(["noise", "r", "Label noise"], [0.0, 0.3], 0.01, 0.1)
        .basic()
        .help("Share of training labels that are wrong"),
    Control::integer(["width", "w", "Hidden width"], [16, 128], 64)
        .help("Units of each of the two hidden layers"),
    Control::select(
        ["schedule", "p", "λ of EnsLoss"],
        &[
            choice("zero", "0", "Slopes are log-normal numbers"),
            choice("redrawn", "Redrawn", "Uniform between −1 and 1, anew every 40 steps"),
        ],
        "zero",
    )
    .help("Which EnsLoss the claims and the staircase are about"),
    Control::subset(
        ["losses", "l", "Losses"],
        &[
            choice("logistic", "Logistic", "log(1 + exp(−z))"),
            choice("hinge", "Hinge", "max(1 − z, 0)"),
            choice("exponential", "Exponential", "exp(−z)"),
            choice("ensloss", "EnsLoss", "Random slopes with λ = 0"),
            choice("ensloss-redrawn", "EnsLoss, λ redrawn", "Random slopes, their law redrawn"),
        ],
        &["logistic", "hinge", "exponential", "ensloss", "ensloss-redrawn"],
    )
    .help("Claims need the losses that they name"),
    Control::slider(["lambda", "a", "λ shown"], [-0.9, 2.0], 0.05, 0.0)
        .live()
        .help("Of the staircase and the losses drawn for it"),
    Control::integer(["redraw", "u", "Draw again"], [0, 100], 0)
        .live()
        .help("Another batch, and other slopes"),
    Control::slider(["step", "t", "Training step shown"], [100.0, 600.0], 100.0, 600.0)
        .live()
        .basic()
        .help("Networks are looked at every 100 steps"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1",
        says: "EnsLoss beats the logistic loss on at least two of the three sets whose noise is fitted.",
        paper: "best on almost all of 45 CIFAR-10 pairs; on one of 14 tables 0.778 against 0.782",
        difference: "the middle one of three differences of accuracy: 4 v 9, 3 v 5, breast cancer",
        unit: "share",
    },
    Claim {
        id: "C2",
        says: "EnsLoss beats the best of the fixed losses.",
        paper: "best on almost all of 45 CIFAR-10 pairs",
        difference: "accuracy of EnsLoss − the largest of logistic, hinge and exponential; mean over four sets",
        unit: "share",
    },
    Claim {
        id: "C3",
        says: "EnsLoss loses less after its best step than the logistic loss.",
        paper: "shown as curves over epochs",
        difference: "best − last accuracy, of logistic − of EnsLoss; mean over four sets",
        unit: "share",
    },
    Claim {
        id: "C4",
        says: "No fixed loss wins everywhere: it pays to choose it for each set.",
        paper: "of 45 pairs hinge is better on 42 with one network, logistic on 26 with another",
        difference: "accuracy with the best fixed loss of each set − with the best one for all sets, chosen on one draw of rows and counted on the other",
        unit: "share",
    },
];
