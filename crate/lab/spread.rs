//! A number that members share, or that each draws for itself.

use serde::{Deserialize, Serialize};

use crate::data::InputError;
use crate::run::seed::{key, uniform};

/// Entries that a list may have.
const MAX_CHOICES: usize = 64;

/// A number for each member. What a member draws depends on its seed and on the field's name
/// alone, so that more members, or another spread elsewhere, change nothing of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a field that members may differ in must be a number, {low, high} or a list of numbers"
)]
pub enum Spread {
    /// The same for all.
    Value(f64),
    /// Drawn from an interval.
    Range(Interval),
    /// One of a list, each as likely as the others.
    List(Vec<f64>),
}

/// An interval, with `low` at most `high`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// How an interval is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Even,
    /// Evenly in the logarithm, where the lower end is above 0; else evenly.
    Log,
    /// Whole numbers, evenly, both ends included.
    Whole,
}

/// What a field's numbers must be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The field's name.
    pub field: &'static str,
    /// Whether one number will do.
    pub holds: fn(f64) -> bool,
    /// What it must be, in words.
    pub limit: &'static str,
    /// How an interval is drawn from.
    pub scale: Scale,
}

impl Spread {
    /// Drawn from `low` to `high`.
    pub fn between(low: f64, high: f64) -> Self {
        Spread::Range(Interval { low, high })
    }

    /// An error that names the field if a member could draw what it must not.
    pub fn check(&self, limits: &Limits) -> Result<(), InputError> {
        let Limits {
            field,
            holds,
            limit,
            scale,
        } = *limits;
        let ends = match self {
            Spread::Value(value) => &[*value],
            Spread::Range(Interval { low, high }) => {
                if low.partial_cmp(high).is_none_or(std::cmp::Ordering::is_gt) {
                    let found = format!("from {low} to {high}");
                    return Err(InputError::range(field, "from low to high", found));
                }
                &[*low, *high][..]
            }
            Spread::List(list) => {
                if !(1..=MAX_CHOICES).contains(&list.len()) {
                    let limit = format!("a list of 1 to {MAX_CHOICES} numbers");
                    return Err(InputError::range(field, limit, list.len()));
                }
                list
            }
        };
        let whole = |v: f64| scale != Scale::Whole || v.fract() == 0.0;
        let fits = |v: &&f64| !(v.is_finite() && holds(**v) && whole(**v));
        match ends.iter().find(fits) {
            Some(found) => Err(InputError::range(field, limit, found)),
            None => Ok(()),
        }
    }

    /// The number of the member with this seed.
    ///
    /// With `u` uniform in `[0, 1)`: `low + u (high − low)`, `low (high / low)ᵘ`,
    /// `low + ⌊u (high − low + 1)⌋`, or entry `⌊u · length⌋`. Computed in 64 bits by portable
    /// functions.
    pub fn draw(&self, member_seed: u32, limits: &Limits) -> f64 {
        let u = f64::from(uniform(key(member_seed, limits.field), [0, 0]));
        match self {
            Spread::Value(value) => *value,
            Spread::List(list) => {
                let at = (u * list.len() as f64) as usize;
                list.get(at).copied().unwrap_or_default()
            }
            Spread::Range(Interval { low, high }) if low == high => *low,
            Spread::Range(Interval { low, high }) => match limits.scale {
                Scale::Whole => low + (u * (high - low + 1.0)).floor(),
                Scale::Log if *low > 0.0 => low * libm::exp(u * libm::log(high / low)),
                _ => low + u * (high - low),
            },
        }
    }

    /// The largest number that a member can draw.
    pub fn largest(&self) -> f64 {
        match self {
            Spread::Value(value) => *value,
            Spread::Range(Interval { high, .. }) => *high,
            Spread::List(list) => list.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// The smallest number that a member can draw.
    pub fn smallest(&self) -> f64 {
        match self {
            Spread::Value(value) => *value,
            Spread::Range(Interval { low, .. }) => *low,
            Spread::List(list) => list.iter().copied().fold(f64::INFINITY, f64::min),
        }
    }
}

impl From<f64> for Spread {
    fn from(value: f64) -> Self {
        Spread::Value(value)
    }
}
