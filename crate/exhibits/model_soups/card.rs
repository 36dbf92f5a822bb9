//! What the exhibit says, what can be set, and what is claimed.

use crate::exhibits::{Card, Claim, Control, Equation, Family, Paper, Step, Value, choice};

pub const CARD: Card = Card {
    slug: "model-soups",
    title: "Model soups",
    paper: Paper {
        title: "Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time",
        authors: "Mitchell Wortsman, Gabriel Ilharco, Samir Yitzhak Gadre, Rebecca Roelofs, Raphael Gontijo-Lopes, Ari S. Morcos, Hongseok Namkoong, Ali Farhadi, Yair Carmon, Simon Kornblith, Ludwig Schmidt",
        venue: "ICML 2022",
        year: 2022,
        arxiv: "2203.05482",
    },
    question: "Can the average of many networks be better than the best one?",
    idea: [
        "Fine-tune one pre-trained network many times with different settings; instead of keeping the best and throwing the others away, average their weights.",
        "The average is one network, so it costs what one costs, and it works because all members lie in one basin around their common start: networks from starts of their own average to nothing.",
        "A greedy soup goes down the list of members and keeps each one that does no harm on validation rows; a soup behaves like the ensemble where the loss between members is flat and predictions are confident.",
    ],
    equations: &[
        Equation {
            name: "Uniform soup",
            tex: r"\bar\theta=\frac1M\sum_i\theta_i",
        },
        Equation {
            name: "Greedy soup",
            tex: r"I\leftarrow I\cup\{i\}\quad\text{if}\quad\mathrm{acc}_{val}\Big(\tfrac1{|I|+1}\sum_{j\in I\cup\{i\}}\theta_j\Big)\ge\mathrm{acc}_{val}\Big(\tfrac1{|I|}\sum_{j\in I}\theta_j\Big)",
        },
        Equation {
            name: "Learned soup",
            tex: r"\min_{a,\beta}\frac1N\sum_n\mathrm{CE}\Big(\beta f\big(x_n;\textstyle\sum_i s_i\theta_i\big),y_n\Big),\qquad s=\mathrm{softmax}(a)",
        },
        Equation {
            name: "Soup against ensemble",
            tex: r"\mathcal L^{soup}_\alpha-\mathcal L^{ens}_\alpha\approx\frac{\alpha(1-\alpha)}2\Big(-\frac{d^2}{d\alpha^2}\mathcal L^{soup}_\alpha+\beta^2\,\mathbb E_x\mathrm{Var}_{Y\sim\mathrm{softmax}(\beta f(x;\theta_\alpha))}[\Delta_Y(x)]\Big)",
        },
        Equation {
            name: "Angle between what two members have learnt",
            tex: r"\cos\phi=\frac{(\theta_i-\theta_0)^\top(\theta_j-\theta_0)}{\|\theta_i-\theta_0\|\,\|\theta_j-\theta_0\|}",
        },
        Equation {
            name: "Task arithmetic, TIES, DARE",
            tex: r"\theta_0+\lambda\sum_iw_i\delta_i,\qquad\delta_i=\theta_i-\theta_0\ \text{whole, trimmed and with elected signs, or thinned at random}",
        },
    ],
    family: &[Family::WeightSpace],
    limits: &[
        "Half a point of accuracy needs more than five seeds: read the intervals.",
        "On the plane a network is so small that soups of two starts still work; with eight they do not.",
        "A step back towards the start (task arithmetic with λ = 0.5) beats every finer merge here, because the start has seen more rows than the members.",
        "With a wide range of learning rates the uniform soup is worse than its best member, as in the paper.",
    ],
    differences: &[
        "MLP 196-64-64-10 pre-trained on 6 500 turned, moved, faint and noisy digits and fine-tuned on 500 with wrong labels, instead of CLIP and ALIGN on ImageNet.",
        "Shifts are corruptions of the test rows of the severity that is nearest to a turn of 30°, noise of 0.4, a blur of one pixel, a move by two and a contrast of 0.3.",
        "SLERP and linear merges take the first two chosen members; the coefficient is α.",
        "The learned soup has one share a member, not one for each tensor.",
    ],
    try_next: &[
        "Raise the range of learning rates to 12: which soup survives its bad members?",
        "Give each member a start of its own. What is left of the soup, and of the ensemble?",
        "Set label noise to 0: does greedy still beat the best member?",
        "Merge by task arithmetic and walk λ from 0 to 2.",
    ],
    teachers: &[
        "Aim: to see that averaging weights needs a common start, and what it costs and saves against an ensemble.",
        "Ask first: the average of eight good networks from different starts: how good is it? Then turn to the landscape.",
        "Misreading: \"a soup is an ensemble\". Compare the dashed line with the other one, and the forward passes in the table.",
        "Misreading: \"more members, better soup\". Drop the worst ones, or let greedy do it.",
    ],
    tour: &[
        Step {
            text: "Members, their ensemble and their soup on the plane; and a soup of networks from starts of their own.",
            set: &[("method", Value::Word("uniform"))],
            figure: "boundary",
        },
        Step {
            text: "Between two members from one start the accuracy hardly changes: a flat valley.",
            set: &[("alpha", Value::Number(0.5))],
            figure: "interpolation",
        },
        Step {
            text: "The plane through three members: from one start a basin, from their own starts a ridge.",
            set: &[],
            figure: "landscape",
        },
        Step {
            text: "How the greedy soup is built: down the list, keeping what does no harm.",
            set: &[("method", Value::Word("greedy"))],
            figure: "greedy",
        },
        Step {
            text: "Accuracy on test rows and on shifted ones: who is up and to the right?",
            set: &[],
            figure: "robustness",
        },
    ],
};

pub const CONTROLS: &[Control] = &[
    Control::select(
        ["data", "d", "Data"],
        &[
            choice("mnist", "MNIST", "Digits of 14 × 14 pixels"),
            choice("fashion", "Fashion", "Clothes of 14 × 14 pixels"),
            choice("digits", "Digits", "1 797 digits of 8 × 8 pixels"),
            choice("moons", "Moons", "Two half circles in the plane"),
            choice("circles", "Circles", "Two rings in the plane"),
            choice("spirals", "Spirals", "Two spirals in the plane"),
        ],
        "mnist",
    )
    .basic(),
    Control::integer(["members", "m", "Members"], [2, 16], 12)
        .basic()
        .help("Fine-tuned networks; on the plane beside images there are eight"),
    Control::select(
        ["start", "i", "Start"],
        &[
            choice(
                "trained",
                "Pre-trained",
                "One network that has learnt before",
            ),
            choice(
                "same",
                "The same weights",
                "One network that has learnt nothing",
            ),
            choice(
                "independent",
                "Their own",
                "First weights of each member's own",
            ),
        ],
        "trained",
    )
    .basic()
    .help("Where members begin; those from starts of their own are always trained beside"),
    Control::slider(
        ["spread", "f", "Range of learning rates"],
        [1.0, 30.0],
        0.5,
        2.0,
    )
    .help("The largest over the smallest that members draw"),
    Control::slider(["noise", "r", "Label noise"], [0.0, 0.5], 0.05, 0.2)
        .basic()
        .help("Share of the members' labels that are wrong"),
    Control::integer(["steps", "t", "Fine-tuning steps"], [20, 600], 200)
        .help("Half of the members, by lot, take half as many"),
    Control::select(
        ["method", "k", "Merge"],
        &[
            choice("uniform", "Uniform", "The mean of all"),
            choice("greedy", "Greedy", "The mean of those that do no harm"),
            choice(
                "learned",
                "Learned",
                "Shares by gradient descent on validation rows",
            ),
            choice("linear", "Linear", "The first two chosen, by α"),
            choice("slerp", "SLERP", "The first two chosen, along an arc"),
            choice(
                "task-arithmetic",
                "Task arithmetic",
                "The start and λ times what was learnt",
            ),
            choice("ties", "TIES", "Large changes of the elected sign"),
            choice("dare", "DARE", "Changes thinned at random, the rest raised"),
            choice(
                "model-stock",
                "Model Stock",
                "Between start and mean, by the angle",
            ),
            choice("fisher", "Fisher", "Means weighted by Fisher information"),
        ],
        "greedy",
    )
    .live()
    .basic(),
    Control::numbers(["chosen", "c", "Members in the soup"], 16)
        .live()
        .help("Numbers above the number of members are not used"),
    Control::slider(["alpha", "a", "Interpolation α"], [-0.5, 1.5], 0.05, 0.5)
        .live()
        .basic()
        .help("Between the first two chosen members"),
    Control::slider(["density", "n", "Density"], [0.05, 1.0], 0.05, 0.2)
        .live()
        .when("method=ties|dare")
        .help("Share of the changes that are kept"),
    Control::slider(["scale", "l", "Scale λ"], [0.0, 2.0], 0.05, 1.0)
        .live()
        .when("method=task-arithmetic|ties|dare")
        .help("Of what was learnt"),
    Control::slider(["beta", "b", "Inverse temperature β"], [0.1, 5.0], 0.1, 1.0)
        .log()
        .live()
        .help("Of the losses whose gap is estimated"),
    Control::select(
        ["shift", "s", "Shift"],
        &[
            choice("rotation", "Rotation", "Test rows are turned"),
            choice("translation", "Translation", "Test rows are moved"),
            choice("noise", "Noise", "Normal noise is added"),
            choice("blur", "Blur", "Images are blurred; points get noise"),
            choice(
                "contrast",
                "Contrast",
                "Images are made faint; points get noise",
            ),
        ],
        "rotation",
    )
    .live(),
    Control::integer(["severity", "y", "Severity"], [1, 5], 3)
        .live()
        .help("Of the shift"),
    Control::toggle(["ties", "q", "Greedy accepts ties"], true)
        .live()
        .when("method=greedy")
        .help("The paper's text does, its script does not"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "S1",
        says: "A soup needs a common start.",
        paper: "members share their pre-training and lie in one basin",
        difference: "accuracy of the uniform soup from one start − from starts of their own − 0.2",
        unit: "share",
    },
    Claim {
        id: "S2a",
        says: "The uniform soup beats its members' mean.",
        paper: "79.97 % for 72 CLIP models on ImageNet, above most of them",
        difference: "accuracy of the uniform soup − mean accuracy of its members",
        unit: "share",
    },
    Claim {
        id: "S2b",
        says: "It does so on shifted rows too.",
        paper: "66.54 % on ImageNet-R against 60.63 % of the best model",
        difference: "the same, a mean over shifts",
        unit: "share",
    },
    Claim {
        id: "S3a",
        says: "The greedy soup costs nothing against the best member.",
        paper: "81.03 % against 80.39 % on ImageNet",
        difference: "accuracy of the greedy soup − of the member best on validation rows + 0.005",
        unit: "share",
    },
    Claim {
        id: "S3b",
        says: "On shifted rows it is better.",
        paper: "69.55 % against 68.44 % on ImageNetV2, 47.77 % against 44.51 % on Sketch",
        difference: "the same, a mean over shifts",
        unit: "share",
    },
    Claim {
        id: "S4a",
        says: "Flatness and confidence tell how soup and ensemble differ.",
        paper: "shown as a scatter with a strong correlation",
        difference: "Pearson's r of estimated and measured gap − 0.6",
        unit: "r",
    },
    Claim {
        id: "S4b",
        says: "They tell which of the two is better.",
        paper: "shown as a scatter",
        difference: "share of places where both gaps have one sign − 0.65",
        unit: "share",
    },
    Claim {
        id: "S5",
        says: "The wider the angle between two members, the more their mean gains.",
        paper: "shown as a scatter for pairs of fine-tuned models",
        difference: "Pearson's r of angle and advantage over all pairs",
        unit: "r",
    },
];
