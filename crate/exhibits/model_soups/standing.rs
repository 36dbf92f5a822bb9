//! How models stand: on test rows as they are, and on shifted ones.

use super::Data;
use super::problem::Group;
use crate::exhibits::Bench;
use crate::lab::{
    Answer, Dish, LabError, Measure, Method, On, Question, Rule, Scored, Set, Soup, Spoilt,
};

/// What is made of the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    Start,
    Best,
    Ensemble,
    Uniform,
    Greedy,
    Learned,
    Half,
    Ties,
    Dare,
    Stock,
    Fisher,
}

impl Made {
    pub const ALL: [Made; 11] = [
        Made::Start,
        Made::Best,
        Made::Ensemble,
        Made::Uniform,
        Made::Greedy,
        Made::Learned,
        Made::Half,
        Made::Ties,
        Made::Dare,
        Made::Stock,
        Made::Fisher,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Made::Start => "start",
            Made::Best => "best on validation",
            Made::Ensemble => "logit ensemble",
            Made::Uniform => "uniform soup",
            Made::Greedy => "greedy soup",
            Made::Learned => "learned soup",
            Made::Half => "task arithmetic, λ = 0.5",
            Made::Ties => "TIES, density 0.2",
            Made::Dare => "DARE, density 0.3",
            Made::Stock => "Model Stock",
            Made::Fisher => "Fisher",
        }
    }

    fn dish(self, best: usize) -> Dish {
        let soup = |method| Soup::of(method);
        Dish::Soup(match self {
            Made::Start => return Dish::Start,
            Made::Best => return Dish::Member { member: best },
            Made::Ensemble => return Dish::Ensemble { rule: Rule::Logits },
            Made::Uniform => soup(Method::Uniform),
            Made::Greedy => soup(Method::Greedy),
            Made::Learned => soup(Method::Learned),
            Made::Half => Soup {
                scale: Some(0.5),
                ..soup(Method::TaskArithmetic)
            },
            Made::Ties => soup(Method::Ties),
            Made::Dare => Soup {
                density: Some(0.3),
                ..soup(Method::Dare)
            },
            Made::Stock => soup(Method::ModelStock),
            Made::Fisher => soup(Method::Fisher),
        })
    }
}

/// A model as it is counted: on test rows, and on shifted ones on average.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub plain: f64,
    pub shifted: f64,
    pub passes: f64,
}

impl Standing {
    pub const NONE: Standing = Standing {
        plain: f64::NAN,
        shifted: f64::NAN,
        passes: f64::NAN,
    };
}

/// The greedy soup as it was built.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    pub order: Vec<usize>,
    pub candidate: Vec<f64>,
    pub accepted: Vec<bool>,
}

/// Everything that is counted once.
pub struct Counted {
    pub members: Vec<Standing>,
    /// In the order of [`Made::ALL`].
    pub made: Vec<Standing>,
    /// The greedy soup with ties refused, and accepted.
    pub trace: [Trace; 2],
}

impl Counted {
    pub fn of(&self, made: Made) -> Standing {
        self.made[made as usize]
    }

    pub fn mean(&self, of: fn(&Standing) -> f64) -> f64 {
        self.members.iter().map(of).sum::<f64>() / self.members.len() as f64
    }
}

/// The same question of one dish after the other.
pub async fn scores(
    group: &Group,
    of: Vec<Dish>,
    on: On,
    chosen: &[bool],
) -> Result<Vec<Option<Measure>>, LabError> {
    let answer = group.with(chosen, async |mut explorer| {
        let found = explorer.ask(&Question::Score { of, on }).await;
        (explorer, found)
    });
    match answer.await? {
        Answer::Score(all) => Ok(all.iter().map(|s| Scored::measure(s).copied()).collect()),
        _ => Ok(Vec::new()),
    }
}

/// Test rows under a shift.
pub fn shifted(name: &str, severity: usize) -> On {
    On {
        set: Set::Test,
        shift: Some(Spoilt {
            name: name.into(),
            severity,
        }),
    }
}

/// Accuracies on test rows of what is made of all members.
pub async fn plain<const N: usize>(group: &Group, made: [Made; N]) -> Result<[f64; N], LabError> {
    let all = vec![true; group.spec.members];
    let dishes = made.map(|m| m.dish(0)).to_vec();
    let found = scores(group, dishes, On::clean(Set::Test), &all).await?;
    Ok(std::array::from_fn(|i| {
        found[i].map_or(f64::NAN, |m| m.accuracy)
    }))
}

/// Counts members and what is made of them.
pub async fn counted(bench: &Bench, group: &Group, data: Data) -> Result<Counted, LabError> {
    let members = group.spec.members;
    let all = vec![true; members];
    let single: Vec<Dish> = (0..members).map(|member| Dish::Member { member }).collect();
    let chosen_by = scores(group, single.clone(), On::clean(Set::Validation), &all).await?;
    let accuracy = |m: &Option<Measure>| m.map_or(0.0, |m| m.accuracy);
    let best = crate::methods::categorical::argmax(chosen_by.iter().map(accuracy));
    let made = Made::ALL.map(|m| m.dish(best));
    let dishes = [single, made.to_vec()].concat();
    let plain = scores(group, dishes.clone(), On::clean(Set::Test), &all).await?;
    let mut sums = vec![0.0; dishes.len()];
    let shifts = data.shifts();
    for (name, severity) in shifts {
        bench.breathe().await?;
        let own = scores(group, dishes.clone(), shifted(name, *severity), &all).await?;
        for (sum, found) in sums.iter_mut().zip(own) {
            *sum += found.map_or(f64::NAN, |m| m.accuracy) / shifts.len() as f64;
        }
    }
    let standing = |(found, &shifted): (&Option<Measure>, &f64)| match found {
        Some(m) => Standing {
            plain: m.accuracy,
            shifted,
            passes: m.passes as f64,
        },
        None => Standing::NONE,
    };
    let mut standings: Vec<Standing> = plain.iter().zip(&sums).map(standing).collect();
    let made = standings.split_off(members);
    let mut trace = [Trace::default(), Trace::default()];
    for (ties, own) in [false, true].into_iter().zip(&mut trace) {
        bench.breathe().await?;
        let accept_ties = ties;
        let answer = group.with(&all, async |mut explorer| {
            let found = explorer.ask(&Question::Greedy { accept_ties }).await;
            (explorer, found)
        });
        if let Answer::Greedy {
            order,
            candidate,
            accepted,
            ..
        } = answer.await?
        {
            *own = Trace {
                order,
                candidate,
                accepted,
            };
        }
    }
    Ok(Counted {
        members: standings,
        made,
        trace,
    })
}
