//! A function's inputs, checked.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayD, ArrayView, ArrayView1, ArrayView2, ArrayView3, Dimension};
use serde_json::{Map, Value};

use super::shape::Dims;
use super::signature::{Default, Function, Input, Kind, bounds};
use super::{Code, Fault, parse};

/// The inputs of a call, as its function declares them.
#[derive(Clone, Debug)]
pub struct Args {
    values: BTreeMap<&'static str, Given>,
    dims: Dims,
}

/// A value of an input.
#[derive(Clone, Debug)]
enum Given {
    Real(ArrayD<f64>),
    Whole(ArrayD<i64>),
    Flag(bool),
    Choice(&'static str),
}

impl Args {
    /// Checks `inputs`, an object: names and kinds, then shapes, then arrays and whole numbers
    /// for being finite, then the ranges of whole numbers, then the same for single numbers
    /// and all other ranges, then how large the answer would be. The first mistake is reported.
    pub fn parse(function: &Function, inputs: &Value) -> Result<Self, Fault> {
        let Value::Object(given) = inputs else {
            let message = format!("`{}` takes an object of inputs by name", function.name);
            return Err(Fault::new(Code::Type, "inputs", message));
        };
        unknown(function, given)?;
        let mut args = Args {
            values: BTreeMap::new(),
            dims: Dims::default(),
        };
        for input in function.inputs {
            if let Some(value) = read(input, given.get(input.name))? {
                args.values.insert(input.name, value);
            }
        }
        args.check_shapes(function)?;
        let early = |i: &&Input| !i.shape.is_empty() || matches!(i.kind, Kind::Whole { .. });
        let (first, numbers): (Vec<_>, Vec<_>) = function.inputs.iter().partition(early);
        first.iter().try_for_each(|i| args.check_finite(i))?;
        function
            .inputs
            .iter()
            .try_for_each(|i| args.check_range(i, true))?;
        numbers.iter().try_for_each(|i| args.check_finite(i))?;
        function
            .inputs
            .iter()
            .try_for_each(|i| args.check_range(i, false))?;
        for &(letter, least, code) in function.needs {
            args.dims.at_least(letter, least, code)?;
        }
        args.check_outputs(function)?;
        args.settle(function);
        Ok(args)
    }

    /// Refuses what would be answered by too many numbers.
    fn check_outputs(&self, function: &Function) -> Result<(), Fault> {
        let along = |axis: &str| match self.dims.lengths(axis) {
            Some(lengths) => lengths.iter().map(|&length| length as f64).product(),
            // A length that is an input's value, or one that the function chooses.
            None => self.number(axis).max(1.0),
        };
        for output in function.outputs {
            let numbers: f64 = output.shape.split_whitespace().map(along).product();
            if numbers > parse::MOST_NUMBERS as f64 {
                let (name, most) = (output.name, parse::MOST_NUMBERS);
                let message = format!("`{name}` must have at most {most} numbers, not {numbers}");
                return Err(Fault::new(Code::Limit, name, message));
            }
        }
        Ok(())
    }

    /// Turns what is declared as whole numbers into integers.
    fn settle(&mut self, function: &Function) {
        for input in function.inputs {
            if let (Kind::Whole { .. }, Some(Given::Real(array))) =
                (input.kind, self.values.get(input.name))
            {
                let whole = Given::Whole(array.mapv(|v| v as i64));
                self.values.insert(input.name, whole);
            }
        }
    }

    fn check_shapes(&mut self, function: &Function) -> Result<(), Fault> {
        for input in function.inputs {
            let Some(Given::Real(array)) = self.values.get_mut(input.name) else {
                continue;
            };
            match self.dims.lengths(input.shape) {
                // Nothing at all, where nothing is what there should be.
                Some(lengths) if array.is_empty() && lengths.contains(&0) => {
                    *array = ArrayD::zeros(lengths);
                }
                _ => self.dims.meet(input.name, input.shape, array.shape())?,
            }
        }
        for &(letter, least, code) in function.needs {
            if code == Code::Shape {
                self.dims.at_least(letter, least, code)?;
            }
        }
        Ok(())
    }

    fn check_finite(&self, input: &Input) -> Result<(), Fault> {
        let Some(Given::Real(array)) = self.values.get(input.name) else {
            return Ok(());
        };
        match array.indexed_iter().find(|(_, v)| !v.is_finite()) {
            None => Ok(()),
            Some((at, found)) => {
                let place = place(input.name, at.as_array_view().as_slice().unwrap_or(&[]));
                let message = format!("`{place}` must be a finite number, not {found}");
                Err(Fault::new(Code::NonFinite, input.name, message))
            }
        }
    }

    /// Checks the range of whole numbers, or that of all others.
    fn check_range(&self, input: &Input, whole: bool) -> Result<(), Fault> {
        let Some(Given::Real(array)) = self.values.get(input.name) else {
            return Ok(());
        };
        let (inside, wanted): (Box<dyn Fn(f64) -> bool>, String) = match input.kind {
            Kind::Whole { low, high, below } if whole => {
                let high = below.map_or(high, |name| self.length(name) as i64 - 1);
                let test = move |v: f64| v.fract() == 0.0 && v >= low as f64 && v <= high as f64;
                (
                    Box::new(test),
                    format!("a whole number from {low} to {high}"),
                )
            }
            Kind::Real { low, high } if !whole => {
                let test = move |v: f64| {
                    (v > low.0 || (low.1 && v == low.0)) && (v < high.0 || (high.1 && v == high.0))
                };
                (Box::new(test), format!("a number{}", bounds(low, high)))
            }
            _ => return Ok(()),
        };
        match array.indexed_iter().find(|(_, v)| !inside(**v)) {
            None => Ok(()),
            Some((at, found)) => {
                let place = place(input.name, at.as_array_view().as_slice().unwrap_or(&[]));
                let message = format!("`{place}` must be {wanted}, not {found}");
                Err(Fault::range(input.name, message))
            }
        }
    }

    /// What labels stay below: the length that a letter stands for, or an input's value.
    fn length(&self, name: &str) -> usize {
        if self.dims.has(name) {
            self.dims.get(name)
        } else {
            self.number(name).max(0.0) as usize
        }
    }

    /// The length that a letter stands for.
    pub fn dim(&self, letter: &str) -> usize {
        self.dims.get(letter)
    }

    pub(super) fn dims(&self) -> &Dims {
        &self.dims
    }

    /// Whether an optional input was given.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Numbers, as they were declared.
    pub fn array(&self, name: &str) -> ArrayD<f64> {
        match self.values.get(name) {
            Some(Given::Real(array)) => array.clone(),
            Some(Given::Whole(array)) => array.mapv(|v| v as f64),
            _ => ArrayD::zeros(vec![0]),
        }
    }

    fn view<D: Dimension>(&self, name: &str) -> ArrayView<'_, f64, D> {
        let Some(Given::Real(array)) = self.values.get(name) else {
            unreachable!("`{name}` is not declared as an array of numbers");
        };
        match array.view().into_dimensionality() {
            Ok(view) => view,
            Err(_) => unreachable!("`{name}` is declared with another number of axes"),
        }
    }

    /// Numbers with one axis.
    pub fn array1(&self, name: &str) -> ArrayView1<'_, f64> {
        self.view(name)
    }

    /// Numbers with two axes.
    pub fn array2(&self, name: &str) -> ArrayView2<'_, f64> {
        self.view(name)
    }

    /// Numbers with three axes.
    pub fn array3(&self, name: &str) -> ArrayView3<'_, f64> {
        self.view(name)
    }

    /// One number.
    pub fn number(&self, name: &str) -> f64 {
        self.array(name).first().copied().unwrap_or(0.0)
    }

    /// Whole numbers, with their shape.
    pub fn whole(&self, name: &str) -> ArrayD<i64> {
        match self.values.get(name) {
            Some(Given::Whole(array)) => array.clone(),
            _ => ArrayD::zeros(vec![0]),
        }
    }

    /// Whole numbers of 0 or more, row after row.
    pub fn indices(&self, name: &str) -> Vec<usize> {
        self.whole(name)
            .iter()
            .map(|&v| v.max(0) as usize)
            .collect()
    }

    /// Whole numbers of 0 or more, with two axes.
    pub fn indices2(&self, name: &str) -> Array2<usize> {
        match self.whole(name).into_dimensionality() {
            Ok(array) => array.mapv(|v| v.max(0) as usize),
            Err(_) => unreachable!("`{name}` is declared with another number of axes"),
        }
    }

    /// Zeros and ones as noes and yeses, row after row.
    pub fn flags(&self, name: &str) -> Vec<bool> {
        self.whole(name).iter().map(|&v| v == 1).collect()
    }

    /// Numbers, row after row.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.array(name).iter().copied().collect()
    }

    /// One whole number of 0 or more.
    pub fn count(&self, name: &str) -> usize {
        self.indices(name).first().copied().unwrap_or(0)
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Given::Flag(true)))
    }

    /// The word that was chosen.
    pub fn choice(&self, name: &str) -> &'static str {
        match self.values.get(name) {
            Some(Given::Choice(word)) => word,
            _ => "",
        }
    }
}

fn unknown(function: &Function, given: &Map<String, Value>) -> Result<(), Fault> {
    let known = |name: &String| function.inputs.iter().any(|i| i.name == *name);
    match given.keys().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            let inputs: Vec<_> = function.inputs.iter().map(|i| i.name).collect();
            let message = format!(
                "`{}` has no input `{shown}`: it takes {}",
                function.name,
                inputs.join(", ")
            );
            Err(Fault::new(Code::Unknown, &shown, message))
        }
    }
}

fn read(input: &Input, value: Option<&Value>) -> Result<Option<Given>, Fault> {
    let optional = input.default != Default::None;
    let value = match value {
        Some(Value::Null) if optional => None,
        other => other,
    };
    let Some(value) = value else {
        return match input.default {
            Default::None => {
                let message = format!("`{}` is missing: {}", input.name, input.words());
                Err(Fault::new(Code::Missing, input.name, message))
            }
            Default::Absent => Ok(None),
            Default::Number(v) => Ok(Some(Given::Real(ndarray::arr0(v).into_dyn()))),
            Default::Flag(v) => Ok(Some(Given::Flag(v))),
            Default::Choice(v) => Ok(Some(Given::Choice(v))),
        };
    };
    let wrong = |code: Code, wanted: String| {
        let message = format!("`{}` must be {wanted}", input.name);
        Err(Fault::new(code, input.name, message))
    };
    match (input.kind, value) {
        (Kind::Flag, Value::Bool(yes)) => Ok(Some(Given::Flag(*yes))),
        (Kind::Flag, _) => wrong(Code::Type, "true or false".into()),
        (Kind::Choice(words), Value::String(word)) => match words.iter().find(|w| *w == word) {
            Some(word) => Ok(Some(Given::Choice(word))),
            None => wrong(Code::Range, format!("one of {}", words.join(", "))),
        },
        (Kind::Choice(words), _) => wrong(Code::Type, format!("one of {}", words.join(", "))),
        _ => Ok(Some(Given::Real(parse::array(input.name, value)?))),
    }
}

fn place(name: &str, at: &[usize]) -> String {
    at.iter()
        .fold(name.to_owned(), |path, i| format!("{path}[{i}]"))
}
