//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "dual-head-kd",
    title: "Two heads for two losses",
    paper: Paper {
        title: "Dual-Head Knowledge Distillation: Enhancing Logits Utilization with an Auxiliary Head",
        authors: "Penghui Yang, Chen-Chen Zong, Sheng-Jun Huang, Lei Feng, Bo An",
        venue: "arXiv preprint",
        year: 2024,
        arxiv: "2411.08937",
    },
    question: "If labels and a teacher's logits pull a classifier apart, should each have a head of its own?",
    idea: [
        "Softmax forgets the level of the logits, so a loss that compares them one by one, through the logistic function, can tell a student more.",
        "Beside cross-entropy on one linear head it works worse than hoped: in the head the two gradients point against each other, in the layers below they do not.",
        "So give the trunk two heads, the main one for the labels and an auxiliary one for the teacher's logits, and throw the second away at the end.",
    ],
    equations: &[
        Equation {
            name: "Two heads on one trunk",
            tex: r"h=f(x),\qquad s=hW_1+b_1,\qquad a=hW_2+b_2",
        },
        Equation {
            name: "BinaryKL",
            tex: r"\frac{T^2}N\sum_{n,k}\mathrm{KL}\big(\mathrm{Bern}(\sigma(t_{nk}/T))\,\|\,\mathrm{Bern}(\sigma(s_{nk}/T))\big)",
        },
        Equation {
            name: "BinaryKL-Norm",
            tex: r"\frac{T^2}N\sum_{n,k}\mathrm{KL}\big(\mathrm{Bern}(\tfrac12)\,\|\,\mathrm{Bern}(\sigma((s_{nk}-t_{nk})/T))\big)",
        },
        Equation {
            name: "What is minimised",
            tex: r"\mathrm{CE}(s,y)+\lambda\,\mathcal L(a,t);\qquad\text{with one head }a:=s",
        },
        Equation {
            name: "Conflict in the head and below it",
            tex: r"\cos\big(h^\top G_1,\,h^\top G_2\big),\qquad\cos\big(G_1W_1^\top,\,G_2W^\top\big),\qquad G=\frac{\partial\mathcal L}{\partial s}",
        },
        Equation {
            name: "Alignment",
            tex: r"\text{where }\langle g_1,g_2\rangle<0:\quad g_2\leftarrow g_2-\frac{\langle g_2,g_1\rangle}{\|g_1\|^2}\,g_1",
        },
    ],
    family: &[Family::Distillation],
    limits: &[
        "A trunk of one hidden layer and ten classes: the frame of the head has hardly collapsed, and it is the collapse that the paper's conflict comes from.",
        "With few labels the teacher's logits help most in the head that predicts, which is where the remedy does not let them in.",
        "Cosines are means over up to 256 rows that the student has learnt from.",
    ],
    differences: &[
        "MLP 196-16 with Adam at 5e-3 by a cosine, 500 steps, instead of convolutional networks with SGD for 240 epochs.",
        "MNIST of 14 × 14 pixels, some hundred labelled rows, and a teacher 196-128-10 of 2 000 rows, instead of CIFAR-100 and ImageNet.",
        "BinaryKL is computed by softplus, without the clamps of the published code, which lose their last digits in 32 bits.",
        "All students of a seed share first weights and batches, and all of them have a second head, whether it is told anything or not.",
    ],
    try_next: &[
        "Raise the transfer set to 2 000 rows: does the second head still pay against labels alone?",
        "Set the width to 4: a bottleneck that both heads must share.",
        "Predict with the auxiliary head, which has never seen a label.",
        "Turn gradient alignment on, and look at one head again.",
    ],
    teachers: &[
        "Aim: to tell where in a network two losses disagree, and what a remedy costs.",
        "Ask for a prediction first: with a conflict in the head, will two heads beat one? The mechanism is seen and the remedy does not pay; both belong to the answer.",
        "Misreading: \"gradients of opposite sign cancel, so nothing is learnt\". One head learns best here in spite of the conflict.",
        "Misreading: \"two heads beat labels alone, so the method works\". The fair baseline is one head with both losses.",
    ],
    tour: &[
        Step {
            text: "Labels alone, both losses on one head, and two heads. Which wins, and by how much?",
            set: &[],
            figure: "accuracy",
        },
        Step {
            text: "In the head the gradients oppose each other; in the features they hardly do.",
            set: &[("temperature", Value::Number(2.0))],
            figure: "gradient-cosines",
        },
        Step {
            text: "How the classes of each main head lie to each other: a symmetric frame would be one colour beside the diagonal.",
            set: &[],
            figure: "frame-one",
        },
        Step {
            text: "What the second head has learnt can be seen: let it predict.",
            set: &[("head", Value::Word("auxiliary"))],
            figure: "boundary",
        },
        Step {
            text: "BinaryKL-Norm pulls with bounded force; a squared error does not.",
            set: &[],
            figure: "loss-slopes",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::integer(["transfer", "n", "Transfer rows"], [100, 2000], 300)
        .basic()
        .help("Labelled rows that students see"),
    Control::integer(["width", "w", "Student width"], [4, 64], 16)
        .basic()
        .help("Units of the trunk"),
    Control::select(
        ["auxiliary", "a", "Auxiliary loss"],
        &[
            choice(
                "binary-kl",
                "BinaryKL",
                "Logistic functions of logits, class by class",
            ),
            choice(
                "binary-kl-norm",
                "BinaryKL-Norm",
                "The logistic function of their difference",
            ),
            choice("kd", "KD", "Softmax at temperature 4"),
            choice("mse", "MSE", "Squared differences of logits"),
        ],
        "binary-kl-norm",
    )
    .basic()
    .help("What figures show; claims are about BinaryKL, which is always trained"),
    Control::select(
        ["weight", "l", "Auxiliary weight"],
        &[
            choice("0.1", "0.1", "A tenth of the labels' weight"),
            choice("1", "1", "As much as the labels"),
            choice("10", "10", "Ten times as much"),
        ],
        "1",
    )
    .basic()
    .help("All three are trained; claims and curves are about this one"),
    Control::toggle(["alignment", "g", "Gradient alignment"], false)
        .help("Takes off the auxiliary gradient what opposes that of the labels"),
    Control::select(
        ["pixels", "p", "Pixels"],
        &[
            choice("standardised", "Standardised", "Less 0.1307, over 0.3081"),
            choice("plain", "From 0 to 1", "As they are in the file"),
        ],
        "standardised",
    )
    .help("How they are given to all networks"),
    Control::slider(["temperature", "t", "T shown"], [0.5, 8.0], 0.1, 2.0)
        .live()
        .help("Of the losses whose gradients and shapes are drawn"),
    Control::select(
        ["head", "h", "Head that predicts"],
        &[
            choice("main", "Main", "The one that has seen labels"),
            choice(
                "auxiliary",
                "Auxiliary",
                "The one that has seen the teacher",
            ),
            choice("mean", "Mean", "The mean of both heads' logits"),
        ],
        "main",
    )
    .live()
    .basic()
    .help("Of students with two heads"),
    Control::slider(
        ["step", "s", "Training step shown"],
        [0.0, 500.0],
        50.0,
        500.0,
    )
    .live()
    .basic()
    .help("Students are looked at every 50 steps"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1a",
        says: "The gradients of the labels and of BinaryKL agree less in the head than below it.",
        paper: "derived from neural collapse: they contradict each other in the linear head, and agree in the backbone",
        difference: "cosine in the features − cosine in the head, one head, after the last step",
        unit: "cosine",
    },
    Claim {
        id: "C1b",
        says: "In the head they point against each other.",
        paper: "derived from neural collapse",
        difference: "less the cosine in the head, one head, after the last step",
        unit: "cosine",
    },
    Claim {
        id: "C2",
        says: "Both losses on one head do worse than the better of them alone.",
        paper: "reported as a collapse on CIFAR-100",
        difference: "accuracy of the better of labels alone and BinaryKL alone − of one head with both",
        unit: "share",
    },
    Claim {
        id: "C3",
        says: "Two heads beat one head.",
        paper: "the method beats its single-head form on CIFAR-100 and ImageNet",
        difference: "accuracy of two heads − of one head, BinaryKL",
        unit: "share",
    },
    Claim {
        id: "C4",
        says: "The trunk gains from the second head.",
        paper: "the method beats labels alone and other distillation on CIFAR-100 and ImageNet",
        difference: "accuracy of two heads, BinaryKL − of labels alone",
        unit: "share",
    },
];
