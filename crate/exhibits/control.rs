//! What can be set, and what it may be.

use std::fmt;

use serde::Serialize;
use serde_json::Value as Json;

use crate::data::InputError;

/// When a setting takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The costly part is done again.
    Prepare,
    /// At once.
    Live,
}

/// How a setting looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number in a range.
    Slider,
    /// A whole number in a range.
    Integer,
    /// One of some words.
    Select,
    /// On or off.
    Toggle,
    /// Some of some words, at least one, each once.
    Subset,
    /// A place in the unit square, which a figure stretches over its axes.
    Position,
}

/// How a slider runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Equal differences.
    Linear,
    /// Equal ratios.
    Log,
}

/// A setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(u32),
    /// On or off.
    Flag(bool),
    /// One of the words.
    Word(&'static str),
    /// Some of the words.
    Words(&'static [&'static str]),
    /// A place.
    Place([f64; 2]),
}

/// One of the words of a select.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The word.
    pub id: &'static str,
    /// What is shown.
    pub label: &'static str,
    /// What it means.
    pub help: &'static str,
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// The name in links and on the command line.
    pub name: &'static str,
    /// A short name for links.
    pub key: &'static str,
    /// When it takes effect.
    pub phase: Phase,
    /// What is shown.
    pub label: &'static str,
    /// What it means.
    pub help: &'static str,
    /// How it looks.
    pub kind: Kind,
    /// The least and the most of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// The step of a slider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// How a slider runs.
    pub scale: Scale,
    /// The unit of a number.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub unit: &'static str,
    /// The words of a select.
    #[serde(skip_serializing_if = "<[Choice]>::is_empty")]
    pub options: &'static [Choice],
    /// The value at first.
    pub default: Value,
    /// Whether it is among the few that are shown first.
    pub basic: bool,
    /// When it has an effect: `name=word|word`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_when: Option<&'static str>,
}

/// A word with its label and its meaning.
pub const fn choice(id: &'static str, label: &'static str, help: &'static str) -> Choice {
    Choice { id, label, help }
}

/// The words of subsets that are numbers.
const NUMERALS: &[&str] = &[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20",
];
const NUMBERS: &[Choice] = &[
    choice("1", "1", ""),
    choice("2", "2", ""),
    choice("3", "3", ""),
    choice("4", "4", ""),
    choice("5", "5", ""),
    choice("6", "6", ""),
    choice("7", "7", ""),
    choice("8", "8", ""),
    choice("9", "9", ""),
    choice("10", "10", ""),
    choice("11", "11", ""),
    choice("12", "12", ""),
    choice("13", "13", ""),
    choice("14", "14", ""),
    choice("15", "15", ""),
    choice("16", "16", ""),
    choice("17", "17", ""),
    choice("18", "18", ""),
    choice("19", "19", ""),
    choice("20", "20", ""),
];

impl Control {
    const fn new(names: [&'static str; 3], kind: Kind, default: Value) -> Self {
        Control {
            name: names[0],
            key: names[1],
            phase: Phase::Prepare,
            label: names[2],
            help: "",
            kind,
            range: None,
            step: None,
            scale: Scale::Linear,
            unit: "",
            options: &[],
            default,
            basic: false,
            enabled_when: None,
        }
    }

    /// A number from `range[0]` to `range[1]`; `names` are name, key and label.
    pub const fn slider(names: [&'static str; 3], range: [f64; 2], step: f64, at: f64) -> Self {
        Control {
            range: Some(range),
            step: Some(step),
            ..Self::new(names, Kind::Slider, Value::Number(at))
        }
    }

    /// A whole number from `range[0]` to `range[1]`.
    pub const fn integer(names: [&'static str; 3], range: [u32; 2], at: u32) -> Self {
        Control {
            range: Some([range[0] as f64, range[1] as f64]),
            step: Some(1.0),
            ..Self::new(names, Kind::Integer, Value::Whole(at))
        }
    }

    /// One of some words.
    pub const fn select(
        names: [&'static str; 3],
        options: &'static [Choice],
        at: &'static str,
    ) -> Self {
        Control {
            options,
            ..Self::new(names, Kind::Select, Value::Word(at))
        }
    }

    /// Some of some words.
    pub const fn subset(
        names: [&'static str; 3],
        options: &'static [Choice],
        at: &'static [&'static str],
    ) -> Self {
        Control {
            options,
            ..Self::new(names, Kind::Subset, Value::Words(at))
        }
    }

    /// Some of the numbers from 1 to `count`, at most 20; all of them at first.
    pub const fn numbers(names: [&'static str; 3], count: usize) -> Self {
        let (options, at) = (NUMBERS.split_at(count).0, NUMERALS.split_at(count).0);
        Self::subset(names, options, at)
    }

    /// On or off.
    pub const fn toggle(names: [&'static str; 3], at: bool) -> Self {
        Self::new(names, Kind::Toggle, Value::Flag(at))
    }

    /// A place in the unit square.
    pub const fn position(names: [&'static str; 3], at: [f64; 2]) -> Self {
        Control {
            range: Some([0.0, 1.0]),
            ..Self::new(names, Kind::Position, Value::Place(at))
        }
    }

    /// Takes effect at once.
    pub const fn live(self) -> Self {
        Control {
            phase: Phase::Live,
            ..self
        }
    }

    /// What it means.
    pub const fn help(self, help: &'static str) -> Self {
        Control { help, ..self }
    }

    /// Is shown first.
    pub const fn basic(self) -> Self {
        Control {
            basic: true,
            ..self
        }
    }

    /// Equal ratios; the range must be above 0.
    pub const fn log(self) -> Self {
        Control {
            scale: Scale::Log,
            ..self
        }
    }

    /// The unit of the number.
    pub const fn unit(self, unit: &'static str) -> Self {
        Control { unit, ..self }
    }

    /// Has an effect only then: `name=word|word`.
    pub const fn when(self, rule: &'static str) -> Self {
        Control {
            enabled_when: Some(rule),
            ..self
        }
    }

    /// The value if it is one that this control allows, else a sentence that names the control
    /// and the limit.
    pub fn check(&self, value: &Json) -> Result<(), InputError> {
        let found = || value.to_string().chars().take(32).collect::<String>();
        let refuse = |limit: String| Err(InputError::range(self.name, limit, found()));
        let [low, high] = self.range.unwrap_or_default();
        let inside = |v: &Json| v.as_f64().is_some_and(|v| v >= low && v <= high);
        let known = |v: &Json| self.options.iter().any(|o| Some(o.id) == v.as_str());
        let fits = match self.kind {
            Kind::Slider => inside(value),
            Kind::Integer => value.is_u64() && inside(value),
            Kind::Toggle => value.is_boolean(),
            Kind::Select => known(value),
            Kind::Subset => value.as_array().is_some_and(|all| {
                let once = |(i, v)| known(v) && !all[..i].contains(v);
                !all.is_empty() && all.iter().enumerate().all(once)
            }),
            Kind::Position => value
                .as_array()
                .is_some_and(|all| all.len() == 2 && all.iter().all(inside)),
        };
        if fits {
            return Ok(());
        }
        let words = self.options.iter().map(|o| o.id).collect::<Vec<_>>();
        refuse(match self.kind {
            Kind::Slider => format!("a number from {low} to {high}"),
            Kind::Integer => format!("a whole number from {low} to {high}"),
            Kind::Toggle => "true or false".into(),
            Kind::Select => format!("one of {}", words.join(", ")),
            Kind::Subset => format!("a list of at least one of {}, each once", words.join(", ")),
            Kind::Position => format!("two numbers from {low} to {high}"),
        })
    }

    /// The value that `text`, such as one from a command line, stands for; what it allows is
    /// another question. A list's items are separated by commas.
    pub fn read(&self, text: &str) -> Json {
        let number = |text: &str| serde_json::from_str(text.trim()).unwrap_or(Json::Null);
        let word = |text: &str| Json::from(text.trim());
        match self.kind {
            Kind::Slider | Kind::Integer | Kind::Toggle => match number(text) {
                Json::Null => word(text),
                value => value,
            },
            Kind::Select => word(text),
            Kind::Subset => text.split(',').map(word).collect(),
            Kind::Position => text.split(',').map(number).collect(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(value) => write!(f, "{value}"),
            Value::Whole(value) => write!(f, "{value}"),
            Value::Flag(value) => write!(f, "{value}"),
            Value::Word(value) => f.write_str(value),
            Value::Words(values) => f.write_str(&values.join(",")),
            Value::Place([x, y]) => write!(f, "{x},{y}"),
        }
    }
}
