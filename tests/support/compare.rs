//! Numbers of an executor beside those of the referee.

use super::value::{Data, Value};

/// The first element that is further off than its bound, in words.
pub fn misses(got: &Value, want: &Value, bounds: &[f64]) -> Option<String> {
    if got.dims != want.dims {
        return Some(format!(
            "dimensions {:?} instead of {:?}",
            got.dims, want.dims
        ));
    }
    match (&got.data, &want.data) {
        (Data::F(got), Data::F(want)) => {
            let elements = got.iter().zip(want).zip(bounds).enumerate();
            let mut wrong = elements.filter(|(_, ((g, w), b))| !near(**g, **w, **b));
            let (i, ((g, w), b)) = wrong.next()?;
            let more = wrong.count();
            Some(format!(
                "element {i} is {g:e} instead of {w:e} (± {b:e}); {more} more"
            ))
        }
        (Data::U(got), Data::U(want)) => {
            let i = got.iter().zip(want).position(|(g, w)| g != w)?;
            Some(format!("element {i} is {} instead of {}", got[i], want[i]))
        }
        _ => Some("another element type".into()),
    }
}

/// Whether a 32-bit float is as near to `want` as is asked; 0 asks for the same bits.
pub fn near(got: f64, want: f64, bound: f64) -> bool {
    let nearest = f64::from(want as f32);
    if nearest.is_nan() || got.is_nan() {
        return nearest.is_nan() && got.is_nan();
    }
    if bound == 0.0 || nearest.is_infinite() && want.is_infinite() {
        return got.to_bits() == nearest.to_bits();
    }
    if got.is_infinite() {
        let reach = want.abs() + bound;
        return got.signum() == want.signum() && reach >= f64::from(f32::MAX);
    }
    (got - want).abs() <= bound
}
