//! What a function takes and gives.

use std::future::Future;
use std::pin::Pin;

use serde::Serialize;

use super::{Answer, Args, Code, Fault, Trace};
use crate::run::Device;

/// A method under its name.
pub struct Function {
    /// Its name, the same in every paper that uses it.
    pub name: &'static str,
    /// What it computes, in one line.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What it takes, by name.
    pub inputs: &'static [Input],
    /// What it gives, by name.
    pub outputs: &'static [Output],
    /// Lengths that must not be too small.
    pub needs: &'static [(&'static str, usize, Code)],
    /// How it is computed.
    pub body: Body,
}

/// How a function is computed.
#[derive(Clone, Copy)]
pub enum Body {
    /// By a graph, on a device: what can be differentiated.
    Graph(for<'g> fn(&Trace<'g>) -> Result<(), Fault>),
    /// By plain arithmetic in 64 bits.
    Plain(fn(&Args) -> Result<Answer, Fault>),
    /// By a procedure that asks a device again and again.
    Device(for<'a> fn(&'a dyn Device, &'a Args) -> Asked<'a>),
}

/// The answer of a procedure on a device.
pub type Asked<'a> = Pin<Box<dyn Future<Output = Result<Answer, Fault>> + 'a>>;

impl Function {
    /// Whether it runs on a device.
    pub fn on_device(&self) -> bool {
        !matches!(self.body, Body::Plain(_))
    }

    /// Whether it is a graph, and so can be differentiated.
    pub fn is_graph(&self) -> bool {
        matches!(self.body, Body::Graph(_))
    }
}

/// What an input may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Numbers.
    Real {
        /// The least that is allowed, and whether itself.
        low: (f64, bool),
        /// The most that is allowed, and whether itself.
        high: (f64, bool),
    },
    /// Whole numbers.
    Whole {
        /// The least that is allowed.
        low: i64,
        /// The most that is allowed.
        high: i64,
        /// A length they must stay below: labels are below the number of classes.
        below: Option<&'static str>,
    },
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Choice(&'static [&'static str]),
}

/// An input.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// Its shape by letters; empty for one number.
    pub shape: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it is if it is not given.
    pub default: Default,
}

/// What an input is if it is not given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// It must be given.
    None,
    /// Nothing: the function does without.
    Absent,
    /// This number.
    Number(f64),
    /// This answer.
    Flag(bool),
    /// This word.
    Choice(&'static str),
}

const ANYTHING: Kind = Kind::Real {
    low: (f64::NEG_INFINITY, false),
    high: (f64::INFINITY, false),
};

/// Numbers of a shape.
pub const fn real(name: &'static str, shape: &'static str) -> Input {
    Input {
        name,
        shape,
        kind: ANYTHING,
        default: Default::None,
    }
}

/// One number.
pub const fn number(name: &'static str) -> Input {
    real(name, "")
}

/// Whole numbers of a shape, from `low` on.
pub const fn whole(name: &'static str, shape: &'static str, low: i64) -> Input {
    let kind = Kind::Whole {
        low,
        high: u32::MAX as i64,
        below: None,
    };
    Input {
        kind,
        ..real(name, shape)
    }
}

/// How many classes there are, from `low` to 4096.
pub const fn classes(name: &'static str, low: i64) -> Input {
    whole(name, "", low).up_to(4096)
}

/// Labels of a shape: whole numbers below the length that `classes` stands for.
pub const fn labels(name: &'static str, shape: &'static str, classes: &'static str) -> Input {
    let kind = Kind::Whole {
        low: 0,
        high: u32::MAX as i64,
        below: Some(classes),
    };
    Input {
        kind,
        ..real(name, shape)
    }
}

/// Zeros and ones of a shape; `false` and `true` are taken too.
pub const fn binary(name: &'static str, shape: &'static str) -> Input {
    let kind = Kind::Whole {
        low: 0,
        high: 1,
        below: None,
    };
    Input {
        kind,
        ..real(name, shape)
    }
}

/// `true` or `false`.
pub const fn flag(name: &'static str) -> Input {
    Input {
        kind: Kind::Flag,
        ..real(name, "")
    }
}

/// One of some words.
pub const fn choice(name: &'static str, words: &'static [&'static str]) -> Input {
    Input {
        kind: Kind::Choice(words),
        ..real(name, "")
    }
}

impl Input {
    const fn bounded(self, from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> Self {
        let (mut low, mut high) = match self.kind {
            Kind::Real { low, high } => (low, high),
            _ => ((f64::NEG_INFINITY, false), (f64::INFINITY, false)),
        };
        if let Some(from) = from {
            low = from;
        }
        if let Some(to) = to {
            high = to;
        }
        Input {
            kind: Kind::Real { low, high },
            ..self
        }
    }

    /// Above `least`, and not equal to it.
    pub const fn above(self, least: f64) -> Self {
        self.bounded(Some((least, false)), None)
    }

    /// At least `least`.
    pub const fn from(self, least: f64) -> Self {
        self.bounded(Some((least, true)), None)
    }

    /// At most `most`.
    pub const fn to(self, most: f64) -> Self {
        self.bounded(None, Some((most, true)))
    }

    /// At most `most`, for whole numbers.
    pub const fn up_to(self, most: i64) -> Self {
        match self.kind {
            Kind::Whole { low, below, .. } => Input {
                kind: Kind::Whole {
                    low,
                    high: most,
                    below,
                },
                ..self
            },
            _ => self,
        }
    }

    /// `value` if it is not given.
    pub const fn or(self, value: f64) -> Self {
        Input {
            default: Default::Number(value),
            ..self
        }
    }

    /// `answer` if it is not given.
    pub const fn or_flag(self, answer: bool) -> Self {
        Input {
            default: Default::Flag(answer),
            ..self
        }
    }

    /// `word` if it is not given.
    pub const fn or_word(self, word: &'static str) -> Self {
        Input {
            default: Default::Choice(word),
            ..self
        }
    }

    /// It may be left out, or be `null`.
    pub const fn optional(self) -> Self {
        Input {
            default: Default::Absent,
            ..self
        }
    }

    /// What it may be, in words: `labels [N] below K`, `number > 0, else 1`.
    pub fn words(&self) -> String {
        let axes = self.shape.split_whitespace().collect::<Vec<_>>().join(", ");
        let array = if axes.is_empty() {
            String::new()
        } else {
            format!(" [{axes}]")
        };
        let kind = match self.kind {
            Kind::Real { low, high } => format!("number{array}{}", bounds(low, high)),
            Kind::Whole {
                below: Some(length),
                ..
            } => format!("integer{array} in 0..{length}"),
            Kind::Whole { low, high, .. } if high < i64::from(u32::MAX) => {
                format!("integer{array} from {low} to {high}")
            }
            Kind::Whole { low, .. } => format!("integer{array} ≥ {low}"),
            Kind::Flag => "true or false".into(),
            Kind::Choice(words) => words.join(" | "),
        };
        match self.default {
            Default::None => kind,
            Default::Absent => format!("{kind}, optional"),
            Default::Number(value) => format!("{kind}, else {value}"),
            Default::Flag(answer) => format!("{kind}, else {answer}"),
            Default::Choice(word) => format!("{kind}, else {word}"),
        }
    }
}

/// ` > 0 and ≤ 1`, or nothing.
pub fn bounds(low: (f64, bool), high: (f64, bool)) -> String {
    let low = low
        .0
        .is_finite()
        .then(|| format!("{} {}", if low.1 { "≥" } else { ">" }, low.0));
    let high = high
        .0
        .is_finite()
        .then(|| format!("{} {}", if high.1 { "≤" } else { "<" }, high.0));
    match (low, high) {
        (Some(low), Some(high)) => format!(" {low} and {high}"),
        (Some(one), None) | (None, Some(one)) => format!(" {one}"),
        (None, None) => String::new(),
    }
}

/// An output.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// Its shape by letters; empty for one number. Letters that no input has are lengths
    /// that the function chooses.
    pub shape: &'static str,
}

/// An output of a shape.
pub const fn gives(name: &'static str, shape: &'static str) -> Output {
    Output { name, shape }
}

/// A function as plain data, for lists and pages.
#[derive(Debug, Serialize)]
pub struct Description {
    name: &'static str,
    about: &'static str,
    source: &'static str,
    inputs: Vec<(&'static str, String)>,
    outputs: Vec<(&'static str, String)>,
    differentiable: bool,
}

impl Function {
    /// It as plain data.
    pub fn describe(&self) -> Description {
        let shown = |shape: &str| {
            let axes: Vec<&str> = shape.split_whitespace().collect();
            if axes.is_empty() {
                "number".into()
            } else {
                format!("[{}]", axes.join(", "))
            }
        };
        Description {
            name: self.name,
            about: self.about,
            source: self.source,
            inputs: self.inputs.iter().map(|i| (i.name, i.words())).collect(),
            outputs: self
                .outputs
                .iter()
                .map(|o| (o.name, shown(o.shape)))
                .collect(),
            differentiable: self.is_graph(),
        }
    }
}
