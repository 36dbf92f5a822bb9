//! Axes and the lines between them.

use serde::{Serialize, Serializer};

use super::{Interval, Role, Scale};

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Axis {
    /// What it measures.
    pub label: String,
    /// In what unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `log`, or linear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// Its ends, if they are not those of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<[f64; 2]>,
    /// How its numbers are written, in the words of d3-format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Where its ticks are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticks: Option<Vec<f64>>,
    /// Of shares: what guessing reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
}

/// A line, a row of dots, or bars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// Its name in the figure.
    pub id: String,
    /// What it stands for.
    pub role: Role,
    /// What is shown.
    pub label: String,
    /// Places along the axis.
    pub x: Vec<f64>,
    /// Values; what is not finite travels as null and is a gap.
    #[serde(serialize_with = "gaps")]
    pub y: Vec<f64>,
    /// Lower ends of the intervals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lo: Option<Vec<f64>>,
    /// Upper ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hi: Option<Vec<f64>>,
    /// Over how many seeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<usize>,
    /// Which interval: `t95` or `wilson95`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// Where the numbers are from: `live`, `recorded` or `paper`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// A name for each point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// How many rows each point stands for: the area of its mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Vec<f64>>,
    /// Whether each step was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Vec<bool>>,
    /// A remark on each point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<String>>,
    /// Whether each point has a marker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marked: Option<bool>,
    /// Whether the line is dashed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dashed: Option<bool>,
    /// Whether the points of a scatter are joined in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<bool>,
}

impl Axis {
    /// An axis that measures `label`.
    pub fn new(label: &str) -> Self {
        Axis {
            label: label.into(),
            ..Axis::default()
        }
    }

    /// An axis of shares, shown in per cent.
    pub fn share(label: &str) -> Self {
        Axis::new(label).format(".0%")
    }

    /// Equal ratios.
    pub fn log(self) -> Self {
        let scale = Some(Scale::Log);
        Axis { scale, ..self }
    }

    /// How its numbers are written.
    pub fn format(self, format: &str) -> Self {
        let format = Some(format.into());
        Axis { format, ..self }
    }

    /// What guessing reaches.
    pub fn chance(self, chance: f64) -> Self {
        let chance = Some(chance);
        Axis { chance, ..self }
    }

    /// In what unit.
    pub fn unit(self, unit: &str) -> Self {
        let unit = Some(unit.into());
        Axis { unit, ..self }
    }
}

impl Series {
    /// A line through values.
    pub fn line(id: &str, role: Role, label: &str, x: &[f64], y: Vec<f64>) -> Self {
        Series {
            id: id.into(),
            role,
            label: label.into(),
            x: x.to_vec(),
            y,
            lo: None,
            hi: None,
            n: None,
            interval: None,
            badge: Some("live".into()),
            names: None,
            count: None,
            kept: None,
            notes: None,
            marked: None,
            dashed: None,
            joined: None,
        }
    }

    /// A line through means over seeds, with Student's intervals: `values` holds the seeds'
    /// own lines, of equal lengths.
    pub fn over_seeds(id: &str, role: Role, label: &str, x: &[f64], values: &[Vec<f64>]) -> Self {
        let at = |i: usize| {
            let here: Vec<f64> = values.iter().map(|line| line[i]).collect();
            Interval::student(&here)
        };
        let means: Vec<Option<Interval>> = (0..x.len()).map(at).collect();
        let pick = |end: fn(Interval) -> f64| -> Vec<f64> {
            let end = |i: &Option<Interval>| i.map_or(f64::NAN, end);
            means.iter().map(end).collect()
        };
        let line = Series::line(id, role, label, x, pick(|i| i.mean));
        let whole = values.len() > 1 && means.iter().all(Option::is_some);
        Series {
            lo: whole.then(|| pick(|i| i.low)),
            hi: whole.then(|| pick(|i| i.high)),
            n: Some(values.len()),
            interval: whole.then(|| "t95".into()),
            ..line
        }
    }

    /// With a marker at each point.
    pub fn marked(self) -> Self {
        let marked = Some(true);
        Series { marked, ..self }
    }

    /// Dashed.
    pub fn dashed(self) -> Self {
        let dashed = Some(true);
        Series { dashed, ..self }
    }

    /// With a name for each point.
    pub fn named(self, names: Vec<String>) -> Self {
        let names = Some(names);
        Series { names, ..self }
    }
}

/// What is not finite travels as null.
pub fn gaps<S: Serializer>(values: &[f64], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(values.iter().map(|v| v.is_finite().then_some(*v)))
}
