//! Tables as data.

use serde::Serialize;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// What it holds.
    pub label: String,
    /// In what unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `left` or `right`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<String>,
}

/// What stands in a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
    /// Nothing.
    Empty(()),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Column {
    /// A column of words.
    pub fn words(label: &str) -> Self {
        let (label, align) = (label.into(), Some("left".into()));
        let unit = None;
        Column { label, unit, align }
    }

    /// A column of numbers.
    pub fn numbers(label: &str) -> Self {
        let (label, align) = (label.into(), Some("right".into()));
        let unit = None;
        Column { label, unit, align }
    }
}

impl From<f64> for Cell {
    /// What is not finite leaves its cell empty.
    fn from(value: f64) -> Self {
        if value.is_finite() {
            Cell::Number(value)
        } else {
            Cell::Empty(())
        }
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Cell::Text(value.into())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Cell::Text(value)
    }
}

impl Table {
    /// A table of words in the first column and numbers in the others.
    pub fn new(labels: &[&str]) -> Self {
        let column = |(i, label): (usize, &&str)| match i {
            0 => Column::words(label),
            _ => Column::numbers(label),
        };
        Table {
            columns: labels.iter().enumerate().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Appends a row.
    pub fn push(&mut self, name: &str, numbers: impl IntoIterator<Item = f64>) {
        let numbers = numbers.into_iter().map(Cell::from);
        self.rows
            .push(std::iter::once(Cell::from(name)).chain(numbers).collect());
    }
}
