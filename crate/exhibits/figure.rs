//! Figures and tables as data: what is drawn, listed and put into words.

use serde::Serialize;

use super::series::gaps;
use super::{Axis, Cell, Column, Series, Table};

/// How a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are those of the page's figures")]
pub enum FigureKind {
    Boundary,
    Multiples,
    Curve,
    Scatter,
    Dots,
    Bars,
    Stack,
    Heat,
    Landscape,
    Trace,
    Reliability,
    Matrix,
    Strip,
    Histogram,
    Simplex,
    Map2d,
    Text,
    Images,
    Graph,
    Table,
}

/// What a line or a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are those of the page's roles")]
pub enum Role {
    Member,
    Single,
    Ensemble,
    Soup,
    Student,
    Reference,
    Chance,
}

/// A value for each place of a grid, row by row from the lowest `y`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grid {
    /// The columns' places.
    pub x: Vec<f64>,
    /// The rows' places.
    pub y: Vec<f64>,
    /// The values; what is not finite is no place of the figure.
    #[serde(serialize_with = "gaps")]
    pub values: Vec<f64>,
    /// What they measure.
    pub label: String,
    /// In what unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `sequential` or `diverging`.
    pub palette: String,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Along the axis.
    pub x: f64,
    /// Across.
    pub y: f64,
    /// What it stands for.
    pub role: Role,
    /// What is shown.
    pub label: String,
}

/// A line across a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// The axis it stands on, `x` or `y`.
    pub axis: String,
    /// Where.
    pub at: f64,
    /// What is shown.
    pub label: String,
}

/// Where the present settings are on the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Present {
    /// Along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    /// Across.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
}

/// What a model decides on a square of a plane, rows from above.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Map {
    /// The model's name.
    pub label: String,
    /// What it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Places along a side.
    pub side: usize,
    /// The class with the largest probability.
    pub winner: Vec<u8>,
    /// Its probability, 0 to 255.
    pub share: Vec<u8>,
    /// The share of test rows that are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
}

/// The plane that maps show; places from the upper left, 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Plane {
    /// Named corners of the plane.
    pub anchors: Vec<[f64; 2]>,
    /// Rows that are shown as pictures.
    pub rows: Vec<Vec<f64>>,
    /// Points.
    pub points: Vec<[f64; 2]>,
    /// Their classes.
    pub classes: Vec<u32>,
    /// The classes' names.
    pub names: Vec<String>,
    /// The width and height of a picture; the first three classes are then those of the corners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<usize>,
}

/// What is, against what was said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Row by row.
    pub values: Vec<f64>,
    /// `count` or `share`.
    pub of: String,
}

/// Parts of a whole, one bar a row; signed parts diverge from 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stack {
    /// The parts' names, at most five.
    pub parts: Vec<String>,
    /// The bars.
    pub rows: Vec<Bar>,
}

/// A bar of a stack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// What is shown.
    pub label: String,
    /// One value a part.
    pub values: Vec<f64>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// Its name in the exhibit.
    pub id: String,
    /// How it is drawn.
    pub kind: FigureKind,
    /// What is shown.
    pub title: String,
    /// How it was measured.
    pub caption: String,
    /// What it says now.
    pub sentence: String,
    /// Along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<Axis>,
    /// Across.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<Axis>,
    /// Lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// A field of values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
    /// Marked places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Lines across.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Where the present settings are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<Present>,
    /// Whether the line `y = x` is drawn.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub identity: bool,
    /// Bins of a histogram, steps of a landscape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    /// The corners of a simplex: `x` is the share of the first, `y` of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corners: Option<[String; 3]>,
    /// Maps of decisions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maps: Vec<Map>,
    /// The plane they show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plane: Option<Plane>,
    /// Counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Parts of a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<Stack>,
    /// The columns of a table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// Its rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<Cell>>,
}

/// What an exhibit shows at present settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Snapshot {
    /// What it says now.
    pub sentence: String,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The full table.
    pub table: Table,
}

impl Stack {
    /// Bars of these parts, none yet.
    pub fn new(parts: &[&str]) -> Self {
        Stack {
            parts: parts.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    /// Appends a bar.
    pub fn push(&mut self, label: &str, values: impl Into<Vec<f64>>) {
        let (label, values) = (label.into(), values.into());
        self.rows.push(Bar { label, values });
    }
}

impl Figure {
    /// A figure with nothing in it yet.
    pub fn new(id: &str, kind: FigureKind, title: &str) -> Self {
        Figure {
            id: id.into(),
            kind,
            title: title.into(),
            caption: String::new(),
            sentence: String::new(),
            x: None,
            y: None,
            series: Vec::new(),
            grid: None,
            points: Vec::new(),
            rules: Vec::new(),
            present: None,
            identity: false,
            steps: None,
            corners: None,
            maps: Vec::new(),
            plane: None,
            matrix: None,
            stack: None,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// With these axes.
    pub fn axes(self, x: Axis, y: Axis) -> Self {
        let (x, y) = (Some(x), Some(y));
        Figure { x, y, ..self }
    }

    /// How it was measured, and what it says now.
    pub fn says(self, caption: impl Into<String>, sentence: impl Into<String>) -> Self {
        let (caption, sentence) = (caption.into(), sentence.into());
        Figure {
            caption,
            sentence,
            ..self
        }
    }

    /// With these lines.
    pub fn series(self, series: Vec<Series>) -> Self {
        Figure { series, ..self }
    }

    /// With a table's columns and rows.
    pub fn table(self, table: Table) -> Self {
        let Table { columns, rows } = table;
        Figure {
            columns,
            rows,
            ..self
        }
    }

    /// With a stack of bars.
    pub fn stack(self, stack: Stack) -> Self {
        let stack = Some(stack);
        Figure { stack, ..self }
    }

    /// Where the present settings are along the axis.
    pub fn present(self, x: f64) -> Self {
        let x = Some(x);
        let present = Some(Present { x, y: None });
        Figure { present, ..self }
    }

    /// With a line across the axis `x` or `y`.
    pub fn rule(mut self, axis: &str, at: f64, label: &str) -> Self {
        self.rules.push(Rule {
            axis: axis.into(),
            at,
            label: label.into(),
        });
        self
    }
}
