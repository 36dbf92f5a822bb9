//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "spurious-diversity",
    title: "Spurious feature diversity",
    paper: Paper {
        title: "Spurious Feature Diversification Improves Out-of-distribution Generalization",
        authors: "Yong Lin, Lu Tan, Yifan Hao, Honam Wong, Hanze Dong, Weizhong Zhang, Yujiu Yang, Tong Zhang",
        venue: "ICLR 2024",
        year: 2024,
        arxiv: "2309.17230",
    },
    question: "Can two models that are wrong be right together?",
    idea: [
        "Averaging a pre-trained and a fine-tuned network corrects many shifted images that both get wrong: each relies on many spurious features, and after a shift each of these points to a random class.",
        "Two models that use different spurious features make different, scattered mistakes; together every single spurious feature counts less, what is invariant adds up, and the right class wins.",
        "A fine-tuned network that is too sure of itself drowns the other one in the average: BANG fine-tunes with label smoothing and mixup, which lowers its voice, and then averages.",
    ],
    equations: &[
        Equation {
            name: "Average in weights, average in outputs",
            tex: r"\theta_\alpha=(1-\alpha)\theta_{pre}+\alpha\theta_{ft},\qquad f_\alpha=(1-\alpha)f_{pre}+\alpha f_{ft}",
        },
        Equation {
            name: "Features that vote",
            tex: r"s_k=\sum_fc_f\,1[f\text{ votes }k],\qquad q_t=1-p+\tfrac pK,\quad q_o=\tfrac pK",
        },
        Equation {
            name: "What a feature counts in two models",
            tex: r"c_{out}=a+b,\qquad c_{weights}=(a+b)^2",
        },
        Equation {
            name: "The true class's lead over another one",
            tex: r"\mu=\sum_vc_v+(1-p)\sum_sc_s,\qquad\sigma^2=\sum_sc_s^2\big(q_t+q_o-(q_t-q_o)^2\big)",
        },
        Equation {
            name: "BANG's target, for inputs mixed by λ from Beta(a, a)",
            tex: r"t=(1-s)\big(\lambda e_{y_i}+(1-\lambda)e_{y_j}\big)+\tfrac sK",
        },
    ],
    family: &[Family::WeightSpace, Family::OutputSpace],
    limits: &[
        "More patches in one network do not help here: its accuracy falls the more it sees. They help when they are shared out among networks.",
        "BANG lifts the average on spoilt digits by a point or two, most of it by mixup; where the patches tell the class perfectly it does harm, because a smoothed network leans on them even more.",
        "Averaged weights count a feature that both models use four times: with much overlap the average is worse than either model.",
        "α = 0.5 is fixed beforehand; the best α is shown but was looked up on the test rows.",
    ],
    differences: &[
        "MLPs on 14 × 14 digits instead of CLIP on ImageNet.",
        "MultiColorMNIST is rebuilt from its description: 32 patches of ten colours, noise of 0.1, each patch with its own colour for each class.",
        "For averages of networks with patches the first network was trained where patches deceive half the time, and fine-tuned where they never do.",
        "Invariant features of the voting models are each model's own, as many in both.",
        "Shifts of digits: a turn by 32°, noise of 0.38, a blur and a move of 1.1 pixels, a contrast of 0.4.",
    ],
    try_next: &[
        "Let both voting models use the same 10 of 20 spurious features: what becomes of averaged weights?",
        "Let every member see all patches. What is left of the ensemble's gain?",
        "Multiply the fine-tuned head by 3: where is the best α now? And with 0.3?",
        "Set mixup to 0: how much of BANG is label smoothing?",
    ],
    teachers: &[
        "Aim: to see that errors which are scattered cancel, and which do not.",
        "Ask first: both models are wrong on an image. Can their sum be right? Then read the row's votes.",
        "Misreading: \"spurious features are good\". One network without patches beats all of them at p = 1.",
        "Misreading: \"averaging weights is averaging outputs\". Raise the overlap and compare.",
    ],
    tour: &[
        Step {
            text: "Each model has two features that always tell the truth and twenty that mostly lie; together they are right far more often.",
            set: &[("probability", Value::Number(0.9))],
            figure: "votes",
        },
        Step {
            text: "One row's votes: lies are scattered over the classes, truths add up.",
            set: &[],
            figure: "ballot",
        },
        Step {
            text: "Networks that see different patches of a digit: the more of them, the slower the fall.",
            set: &[],
            figure: "accuracy-by-shift",
        },
        Step {
            text: "From a pre-trained to a fine-tuned network: shifted digits are best understood in between.",
            set: &[("alpha", Value::Number(0.5))],
            figure: "way",
        },
        Step {
            text: "Fine-tuning makes the network surer than it is right; smoothing and mixup quieten it.",
            set: &[],
            figure: "confidence",
        },
        Step {
            text: "Where patches tell everything, BANG does harm.",
            set: &[],
            figure: "way-patches",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["part", "t", "What is trained"],
        &[
            choice("all", "All", "Patches and averages"),
            choice("votes", "Nothing", "Features that vote need no training"),
            choice(
                "patches",
                "Patches",
                "Members that see different patches of a digit",
            ),
            choice(
                "averages",
                "Averages",
                "A network before and after fine-tuning",
            ),
        ],
        "all",
    ),
    Control::integer(["spurious", "s", "Patches"], [0, 32], 32)
        .basic()
        .help("Coloured patches of an image that networks may see"),
    Control::slider(
        ["seen", "h", "Share each member sees"],
        [0.1, 1.0],
        0.05,
        0.5,
    )
    .basic(),
    Control::integer(["members", "m", "Members"], [2, 16], 8).basic(),
    Control::slider(
        ["smoothing", "ls", "Label smoothing"],
        [0.0, 0.3],
        0.02,
        0.1,
    )
    .help("Of BANG, and of smoothing alone"),
    Control::slider(["mixup", "mx", "Mixup a"], [0.0, 1.0], 0.05, 0.5)
        .help("Shares of mixes are drawn from Beta(a, a); 0 mixes nothing"),
    Control::integer(["before", "b", "Pre-training steps"], [20, 2000], 800)
        .help("Of the network that is fine-tuned"),
    Control::integer(["steps", "n", "Fine-tuning steps"], [50, 1000], 400),
    Control::slider(["lr", "lr", "Fine-tuning rate"], [1e-4, 1e-2], 1e-4, 3e-3).log(),
    Control::slider(
        ["probability", "p", "Probability of shift p"],
        [0.0, 1.0],
        0.1,
        0.9,
    )
    .live()
    .basic()
    .help("That a spurious feature, or a patch, is one of a class drawn from all"),
    Control::integer(["invariant", "i", "Invariant features"], [0, 10], 2)
        .live()
        .help("Of each voting model"),
    Control::integer(["features", "f", "Spurious features"], [0, 40], 20)
        .live()
        .help("Of each voting model"),
    Control::integer(["overlap", "o", "Overlap"], [0, 40], 0)
        .live()
        .basic()
        .help("Spurious features that both voting models use, at most all of them"),
    Control::integer(["classes", "k", "Classes"], [2, 20], 10)
        .live()
        .help("Of the voting models"),
    Control::slider(["alpha", "a", "α"], [0.0, 1.0], 0.1, 0.5)
        .live()
        .basic()
        .help("The fine-tuned network's part in the average"),
    Control::slider(["loudness", "l", "Loudness"], [0.1, 5.0], 0.1, 1.0)
        .log()
        .live()
        .basic()
        .help("What the fine-tuned network's last layer is multiplied by"),
    Control::select(
        ["space", "w", "Combine in"],
        &[
            choice("weights", "Weights", "One network of averaged weights"),
            choice("logits", "Logits", "Two networks, averaged outputs"),
        ],
        "weights",
    )
    .live()
    .basic(),
    Control::select(
        ["shift", "x", "Shift of digits"],
        &[
            choice("all", "All five", "A mean over them"),
            choice("rotation", "Rotation", "Turned by 32°"),
            choice("noise", "Noise", "Normal noise of 0.38"),
            choice("blur", "Blur", "Blurred by 1.1 pixels"),
            choice("translation", "Translation", "Moved by 1.1 pixels"),
            choice("contrast", "Contrast", "Made faint"),
        ],
        "all",
    )
    .live(),
    Control::numbers(["chosen", "c", "Members together"], 16)
        .live()
        .help("Numbers above the number of members are not used"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "S1a",
        says: "Two models of many spurious features are better together than alone.",
        paper: "derived for features that vote",
        difference: "accuracy of the summed outputs − of one model − 0.1, p = 0.9, 2 invariant and 20 spurious features",
        unit: "share",
    },
    Claim {
        id: "S1b",
        says: "They correct more rows that both get wrong than they spoil rows that both get right.",
        paper: "averages correct many samples that both networks get wrong",
        difference: "share wrong, wrong, right − share right, right, wrong",
        unit: "share",
    },
    Claim {
        id: "S2a",
        says: "Networks that see different patches are better in pairs.",
        paper: "the more diverse the spurious features, the better under shift",
        difference: "accuracy of two members − of one, a mean over p = 0.7, 0.8, 0.9, 1",
        unit: "share",
    },
    Claim {
        id: "S2b",
        says: "All of them together are better still.",
        paper: "the more diverse the spurious features, the better under shift",
        difference: "accuracy of all members − of two, a mean over the same p",
        unit: "share",
    },
    Claim {
        id: "S2c",
        says: "Pairs correct more than they spoil.",
        paper: "averages correct many samples that both networks get wrong",
        difference: "share wrong, wrong, right − share right, right, wrong, of two members",
        unit: "share",
    },
    Claim {
        id: "S3",
        says: "Fine-tuning makes a network too sure of shifted images.",
        paper: "fine-tuned networks are highly overconfident under shift",
        difference: "confidence − accuracy on spoilt digits, fine-tuned − pre-trained − 0.05",
        unit: "share",
    },
    Claim {
        id: "S4a",
        says: "BANG's average is better on spoilt digits.",
        paper: "BANG improves the average significantly under shift",
        difference: "accuracy of the average at α = 0.5, BANG − plain",
        unit: "share",
    },
    Claim {
        id: "S4b",
        says: "BANG's average is better where patches deceive.",
        paper: "BANG improves the average significantly under shift",
        difference: "the same with patches, p = 0.9",
        unit: "share",
    },
];
