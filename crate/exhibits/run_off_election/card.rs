//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "run-off-election",
    title: "Run-off election",
    paper: Paper {
        title: "Run-Off Election: Improved Provable Defense against Data Poisoning Attacks",
        authors: "Keivan Rezaei, Kiarash Banihashem, Atoosa Chegini, Soheil Feizi",
        venue: "ICML 2023",
        year: 2023,
        arxiv: "2302.02300",
    },
    question: "How many training samples may be poisoned before a vote of many models changes, and does a second round help?",
    idea: [
        "Cut the training set into parts by a hash of each sample and let one model learn each part: a poisoned sample then touches one part, so one vote, and a lead of g votes survives about g / 2 poisoned samples, provably.",
        "A plain vote wastes the votes for third classes, so let the two classes with most votes meet in a second round, in which every model votes for the one whose logit is larger.",
        "The winner is safe as long as nobody can push it out of the final nor make it lose a final, and both numbers can be counted exactly.",
    ],
    equations: &[
        Equation {
            name: "Votes and leads",
            tex: r"v_c=\#\{m:\arg\max_k z_{mk}=c\},\qquad \mathrm{gap}(v,a,b)=v_a-v_b+\mathbb 1[b>a]",
        },
        Equation {
            name: "Certificate of a plain vote",
            tex: r"\min_{b\ne c}\big\lceil\mathrm{gap}(v,c,b)/2\big\rceil-1",
        },
        Equation {
            name: "Pushed out of the final",
            tex: r"R_1=\min_{i<j;\ i,j\ne c}\mathrm{cost}\big(\mathrm{gap}(v,c,i),\mathrm{gap}(v,c,j)\big)",
        },
        Equation {
            name: "Beaten in a final",
            tex: r"R_2=\min_{k\ne c}\max\Big(\big\lceil\tfrac{\mathrm{gap}(v,s,k)}2\big\rceil_+,\ \big\lceil\tfrac{2\#\{m:z_{mc}>z_{mk}\}-M+\mathbb 1[k>c]}2\big\rceil_+\Big)",
        },
        Equation {
            name: "Certificate of a run-off",
            tex: r"\min(R_1,R_2)-1",
        },
    ],
    family: &[Family::OutputSpace, Family::Robustness],
    limits: &[
        "Gains are one or two points here; the paper's larger ones need weaker models or more parts.",
        "The certificate counts parts: changing a label is one, changing the pixels of a sample may move it and is two.",
        "Where a part feeds several models the certificates are lower bounds, not exact.",
    ],
    differences: &[
        "Linear models of 14 × 14 pixels and 10 000 training images instead of networks in a network on whole data sets.",
        "Each seed draws its training and test rows anew from all rows of the set.",
    ],
    try_next: &[
        "Raise the number of parts: at which budget do the two curves cross?",
        "Choose the hidden layer of 32: stronger base models scatter their votes less. What happens to the gain?",
        "Switch the attack on and look for a sample whose winner changes at its certificate. There is none.",
    ],
    teachers: &[
        "Aim: a guarantee by counting. Let students find the certificate of a small election by hand.",
        "Misreading: \"the run-off is better\". At budget 0 it is often worse: the second choice of a weak model is noisy.",
        "Misreading: \"the mean of the logits is as accurate, so it is as good\". It has no certificate at all.",
    ],
    tour: &[
        Step {
            text: "Two curves: the share of test images that are right whatever an attacker does with so many samples.",
            set: &[("aggregation", Value::Word("run-off"))],
            figure: "certified-accuracy",
        },
        Step {
            text: "Their difference changes its sign.",
            set: &[("budget", Value::Whole(0))],
            figure: "gain",
        },
        Step {
            text: "One sample's election: wasted votes of the first round come back in the second.",
            set: &[("sample", Value::Whole(7))],
            figure: "election",
        },
        Step {
            text: "Attack it: the winner stands as long as the certificate says.",
            set: &[("attack", Value::Flag(true))],
            figure: "certified-accuracy",
        },
        Step {
            text: "In the plane the certified region can be seen.",
            set: &[("data", Value::Word("blobs")), ("parts", Value::Whole(15))],
            figure: "vote-field",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice("mnist", "MNIST", "Digits of 14 × 14 pixels"),
            choice("fashion", "Fashion-MNIST", "Clothes of 14 × 14 pixels"),
            choice("digits", "Digits", "Digits of 8 × 8 pixels; 1438 training rows"),
            choice("blobs", "Blobs", "Five clouds in the plane"),
        ],
        "mnist",
    )
    .basic(),
    Control::integer(["parts", "k", "Parts"], [5, 200], 50)
        .basic()
        .help("Into how many parts the training set is cut"),
    Control::integer(["fed", "f", "Models per part"], [1, 8], 1)
        .help("Finite aggregation: each part feeds so many models, and there are as many times more parts"),
    Control::select(
        ["base", "m", "Base model"],
        &[
            choice("linear", "Linear", "A softmax of the pixels"),
            choice("mlp", "Hidden layer of 32", "A network with one hidden layer"),
        ],
        "linear",
    ),
    Control::integer(["rows", "n", "Training rows"], [1000, 10_000], 10_000)
        .help("Fewer where the data have fewer"),
    Control::integer(["budget", "b", "Poisoned samples"], [0, 100], 10)
        .live()
        .basic()
        .help("At most half as many as there are parts are shown"),
    Control::select(
        ["aggregation", "a", "Aggregation"],
        &[
            choice("majority", "Majority", "The class with most votes"),
            choice("run-off", "Run-off", "The two classes with most votes meet"),
            choice("mean-logits", "Mean logits", "No votes, and no certificate"),
        ],
        "run-off",
    )
    .live(),
    Control::integer(["sample", "i", "Test sample"], [0, 1999], 0).live(),
    Control::toggle(["attack", "x", "Attack"], false)
        .live()
        .help("Replaces the most useful models and holds the election again"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "S1",
        says: "At the budget where it helps most, the run-off certifies half a point more than the majority.",
        paper: "up to 3 to 4 points on MNIST, CIFAR-10 and GTSRB",
        difference: "largest gain of certified accuracy over budgets − 0.005",
        unit: "share",
    },
    Claim {
        id: "S2",
        says: "The mean gain over all budgets grows with the number of parts.",
        paper: "larger gains with more partitions, reported by set",
        difference: "mean gain with 100 parts − mean gain with 20",
        unit: "share",
    },
    Claim {
        id: "S3",
        says: "No attack within the certificate changes a winner.",
        paper: "a theorem",
        difference: "1e-6 − share of test rows turned within their certificate",
        unit: "share",
    },
    Claim {
        id: "S4",
        says: "Without an attack the run-off is at most a point less accurate.",
        paper: "reported as small",
        difference: "accuracy of the run-off − that of the majority + 0.01",
        unit: "share",
    },
];
