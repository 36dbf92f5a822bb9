//! From JSON to arrays.

use ndarray::{ArrayD, IxDyn};
use serde_json::Value;

use super::{Code, Fault};

/// The most axes an array may have.
const MOST_AXES: usize = 6;
/// The most numbers an array may have, be it given or an answer.
pub const MOST_NUMBERS: usize = 1 << 24;

/// An array of numbers: nested lists of equal lengths, or one number. `null` and `"NaN"` are
/// NaN, `"Infinity"` and `"-Infinity"` what they say; `true` is 1 and `false` is 0.
pub fn array(field: &'static str, value: &Value) -> Result<ArrayD<f64>, Fault> {
    let mut shape = Vec::new();
    let mut first = value;
    while let Value::Array(items) = first {
        shape.push(items.len());
        if shape.len() > MOST_AXES {
            return Err(Fault::shape(
                field,
                format!("`{field}` must have at most {MOST_AXES} axes"),
            ));
        }
        match items.first() {
            Some(item) => first = item,
            None => break,
        }
    }
    let mut numbers = Vec::new();
    collect(field, value, &shape, &mut numbers)?;
    ArrayD::from_shape_vec(IxDyn(&shape), numbers)
        .map_err(|_| Fault::shape(field, format!("`{field}` must not be empty")))
}

fn collect(
    field: &'static str,
    value: &Value,
    shape: &[usize],
    out: &mut Vec<f64>,
) -> Result<(), Fault> {
    let ragged = || Fault::shape(field, format!("`{field}` must have rows of equal length"));
    match (shape.split_first(), value) {
        (Some((&length, inner)), Value::Array(items)) if items.len() == length => items
            .iter()
            .try_for_each(|item| collect(field, item, inner, out)),
        (Some(_), _) | (None, Value::Array(_)) => Err(ragged()),
        (None, value) => {
            if out.len() == MOST_NUMBERS {
                return Err(Fault::new(
                    Code::Limit,
                    field,
                    format!("`{field}` must have at most {MOST_NUMBERS} numbers"),
                ));
            }
            out.push(scalar(field, value)?);
            Ok(())
        }
    }
}

fn scalar(field: &'static str, value: &Value) -> Result<f64, Fault> {
    match value {
        Value::Null => Ok(f64::NAN),
        Value::Bool(yes) => Ok(f64::from(u8::from(*yes))),
        Value::Number(number) => Ok(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(word) => match word.as_str() {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            _ => Err(Fault::new(
                Code::Type,
                field,
                format!("`{field}` must hold numbers, not text"),
            )),
        },
        _ => Err(Fault::new(
            Code::Type,
            field,
            format!("`{field}` must hold numbers, not objects"),
        )),
    }
}

/// A number as JSON: what JSON cannot hold is a string.
pub fn number(value: f64) -> Value {
    match serde_json::Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_lists_are_arrays() {
        let a = array("x", &json!([[1, 2.5, "NaN"], [null, "-Infinity", true]])).unwrap();
        assert_eq!(a.shape(), [2, 3]);
        assert!(a[[0, 2]].is_nan() && a[[1, 0]].is_nan());
        assert_eq!((a[[1, 1]], a[[1, 2]]), (f64::NEG_INFINITY, 1.0));
        assert_eq!(array("x", &json!(3)).unwrap().ndim(), 0);
        assert_eq!(array("x", &json!([])).unwrap().shape(), [0]);
    }

    #[test]
    fn what_is_no_array_is_refused() {
        for (value, code) in [
            (json!([[1, 2], [3]]), Code::Shape),
            (json!([[1, 2], 3]), Code::Shape),
            (json!([1, [2]]), Code::Shape),
            (json!([[[[[[[1]]]]]]]), Code::Shape),
            (json!(["1"]), Code::Type),
            (json!({"a": 1}), Code::Type),
        ] {
            assert_eq!(array("x", &value).unwrap_err().code, code, "{value}");
        }
    }
}
