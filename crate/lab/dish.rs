//! What can be looked at: a member, several together, or what was made of them.

use serde::Deserialize;

/// One classifier, or several that decide together.
///
/// *Chosen* members are those that [`choose`](super::Explorer::choose) named whose weights are
/// all finite: a member that diverged counts as not chosen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Dish {
    /// `θ_m`.
    Member {
        /// Which, from 0.
        member: usize,
    },
    /// `θ_0`: the weights that all members started from.
    Start,
    /// The student.
    Student,
    /// The chosen members, each asked.
    Ensemble {
        /// How their answers become one.
        rule: Rule,
    },
    /// The chosen members' weights, made into one.
    Soup(Soup),
    /// `Σ_m w_m θ_m` over all members.
    Mix {
        /// `w [M]`, of any sign and sum; 0 for members whose weights are not finite.
        weights: Vec<f64>,
    },
    /// `θ_a + x u + y v` of the plane through three members, `u` and `v` as in
    /// [`plane`](crate::methods::soup::plane).
    Place {
        /// The members `a`, `b`, `c`, which must not lie on one line.
        through: [usize; 3],
        /// Along `u`, the direction from `a` to `b`, in the length of weights.
        x: f64,
        /// Along `v`, at right angles to it towards `c`.
        y: f64,
    },
    /// `(1 − t) θ_0 + t θ`: back towards the start, or beyond. Source: Wortsman et al. 2022,
    /// *Robust fine-tuning of zero-shot models*, arXiv:2109.01903.
    Back {
        /// 0 is the start, 1 the dish itself.
        t: f64,
        /// A dish with weights of the members' kind.
        of: Box<Dish>,
    },
}

/// How several members' answers become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// `softmax(mean_m z_m)`.
    Logits,
    /// `mean_m softmax(z_m)`.
    Probabilities,
    /// The class with most votes; of equals the one of larger mean probability. A class'
    /// probability is its share of the votes.
    Vote,
    /// Of the two classes with most votes the one that more members prefer. Their
    /// probabilities are their shares of the second round; all others have 0.
    RunOff,
}

/// How several members' weights become one model's.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Soup {
    /// The method.
    pub method: Method,
    /// Task arithmetic, TIES, DARE: how far along the merged difference, −10 to 10; 1 if not
    /// given. Differences are means, so that 1 gives task arithmetic the uniform soup.
    pub scale: Option<f64>,
    /// TIES, DARE: the share of entries that is kept, above 0, at most 1; 0.2 if not given.
    pub density: Option<f64>,
    /// SLERP: where between the first and the second, 0 to 1; 0.5 if not given.
    pub t: Option<f64>,
    /// Greedy: whether a member that changes nothing is kept; it is if not given.
    pub accept_ties: Option<bool>,
}

/// A method that merges weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The mean.
    Uniform,
    /// Members by falling validation accuracy, each kept if the mean with it is not worse.
    Greedy,
    /// `Σ_m softmax(a)_m θ_m`, learnt on the validation rows.
    Learned,
    /// Between two, along the great circle.
    Slerp,
    /// `θ_0 + scale · mean_m δ_m`.
    TaskArithmetic,
    /// The largest entries of each difference, those that agree with the elected sign.
    Ties,
    /// A random share of each difference, enlarged.
    Dare,
    /// Both: DARE's differences, TIES' election.
    DareTies,
    /// `t θ̄ + (1 − t) θ_0`, `t` by the angles between the differences, tensor by tensor.
    ModelStock,
    /// The mean weighted by how much each weight matters to its member.
    Fisher,
}

impl Soup {
    /// A method with its usual parameters.
    pub fn of(method: Method) -> Self {
        Soup {
            method,
            scale: None,
            density: None,
            t: None,
            accept_ties: None,
        }
    }
}
