//! Shapes by letters: `"M N K"`, where equal letters are equal lengths.

use std::collections::BTreeMap;

use super::{Code, Fault};

/// The axis that is the member axis, wherever it stands in a shape.
pub const MEMBERS: &str = "M";
/// Any number of axes, the same wherever it stands.
const ANY: &str = "...";

/// The lengths that letters stand for.
#[derive(Clone, Debug, Default)]
pub struct Dims {
    known: BTreeMap<&'static str, (usize, &'static str)>,
    any: Option<Vec<usize>>,
}

impl Dims {
    /// The length that a letter stands for, 1 for an unknown one.
    pub fn get(&self, letter: &str) -> usize {
        self.known.get(letter).map_or(1, |&(length, _)| length)
    }

    /// Whether a letter is known.
    pub fn has(&self, letter: &str) -> bool {
        self.known.contains_key(letter)
    }

    /// Takes in the shape of `field`, or says how it differs from what is known.
    pub fn meet(
        &mut self,
        field: &'static str,
        shape: &'static str,
        found: &[usize],
    ) -> Result<(), Fault> {
        let tokens: Vec<&'static str> = shape.split_whitespace().collect();
        let rest = found.len() + 1;
        let fits = match tokens.iter().position(|t| *t == ANY) {
            Some(_) => rest >= tokens.len(),
            None => found.len() == tokens.len(),
        };
        if !fits {
            let (wanted, found) = (axes(shape), found.len());
            return Err(Fault::shape(
                field,
                format!("`{field}` must have {wanted}, not {found} axes"),
            ));
        }
        if found.contains(&0) {
            return Err(Fault::shape(field, format!("`{field}` must not be empty")));
        }
        let mut at = 0;
        for token in &tokens {
            if *token == ANY {
                let end = at + found.len() + 1 - tokens.len();
                self.meet_any(field, &found[at..end])?;
                at = end;
            } else {
                self.meet_one(field, token, at, found[at])?;
                at += 1;
            }
        }
        Ok(())
    }

    fn meet_any(&mut self, field: &'static str, found: &[usize]) -> Result<(), Fault> {
        let known = self.any.get_or_insert_with(|| found.to_vec());
        if known == found {
            return Ok(());
        }
        Err(Fault::shape(
            field,
            format!("`{field}` must have the leading lengths {known:?}, not {found:?}"),
        ))
    }

    fn meet_one(
        &mut self,
        field: &'static str,
        token: &'static str,
        axis: usize,
        found: usize,
    ) -> Result<(), Fault> {
        let wrong = |wanted: String| {
            Err(Fault::shape(
                field,
                format!("axis {axis} of `{field}` must have length {wanted}, not {found}"),
            ))
        };
        if let Ok(fixed) = token.parse::<usize>() {
            return if fixed == found {
                Ok(())
            } else {
                wrong(fixed.to_string())
            };
        }
        let (letter, offset) = split(token);
        let length = found as i64 - offset;
        match self.known.get(letter) {
            Some(&(known, by)) if known as i64 != length => {
                wrong(format!("{} as `{by}` has it", known as i64 + offset))
            }
            Some(_) => Ok(()),
            None if length < 1 => wrong(format!("{} or more", 1 + offset)),
            None => {
                self.known.insert(letter, (length as usize, field));
                Ok(())
            }
        }
    }

    /// The lengths of a shape; `None` if a letter in it is not known.
    pub fn lengths(&self, shape: &str) -> Option<Vec<usize>> {
        let mut out = Vec::new();
        for token in shape.split_whitespace() {
            match token {
                ANY => out.extend(self.any.as_ref()?),
                fixed if fixed.parse::<usize>().is_ok() => out.extend(fixed.parse::<usize>()),
                _ => {
                    let (letter, offset) = split(token);
                    let known = self.known.get(letter)?.0 as i64;
                    out.push((known + offset).max(0) as usize);
                }
            }
        }
        Some(out)
    }

    /// Refuses a letter that stands for too little.
    pub fn at_least(&self, letter: &str, least: usize, code: Code) -> Result<(), Fault> {
        match self.known.get(letter) {
            Some(&(found, field)) if found < least => Err(Fault::new(
                code,
                field,
                format!("`{field}` must have at least {least} {letter}, not {found}"),
            )),
            _ => Ok(()),
        }
    }
}

/// The place of the member axis in a shape, if it has one; behind [`ANY`] it is counted from
/// the end of `rank`.
pub fn member_axis(shape: &str, rank: usize) -> Option<usize> {
    let tokens: Vec<&str> = shape.split_whitespace().collect();
    let at = tokens.iter().position(|t| *t == MEMBERS)?;
    let any = tokens.iter().position(|t| *t == ANY);
    match any {
        Some(any) if any < at => Some((rank + at).saturating_sub(tokens.len())),
        _ => Some(at),
    }
}

/// `"K-1"` is `("K", -1)`.
fn split(token: &str) -> (&str, i64) {
    match token.find(['-', '+']) {
        Some(at) => (&token[..at], token[at..].parse().unwrap_or(0)),
        None => (token, 0),
    }
}

fn axes(shape: &str) -> String {
    let names: Vec<&str> = shape.split_whitespace().collect();
    if names.is_empty() {
        return "no axis: it is one number".into();
    }
    let some = names.contains(&ANY);
    let count = names.len() - usize::from(some);
    let more = if some { " or more" } else { "" };
    let plural = if count == 1 && !some { "axis" } else { "axes" };
    format!("{count}{more} {plural} [{}]", names.join(", "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_lengths() {
        let mut dims = Dims::default();
        dims.meet("logits", "M N K", &[3, 8, 5]).unwrap();
        dims.meet("windows", "M-1 2", &[2, 2]).unwrap();
        assert_eq!(dims.lengths("N K+1").unwrap(), [8, 6]);
        let fault = dims.meet("labels", "N", &[7]).unwrap_err();
        assert_eq!(
            fault.message,
            "axis 0 of `labels` must have length 8 as `logits` has it, not 7"
        );
        assert!(dims.meet("windows", "M-1 2", &[3, 2]).is_err());
        assert!(dims.meet("x", "N", &[8, 1]).is_err());
        assert!(dims.meet("x", "J", &[0]).is_err());
        assert!(dims.lengths("Q").is_none());
    }

    #[test]
    fn any_axes_are_the_same_everywhere() {
        let mut dims = Dims::default();
        dims.meet("a", "... K", &[2, 3, 4]).unwrap();
        assert_eq!(dims.lengths("...").unwrap(), [2, 3]);
        assert!(dims.meet("b", "... K", &[3, 4]).is_err());
        assert_eq!(member_axis("... M", 1), Some(0));
        assert_eq!(member_axis("... M", 2), Some(1));
        assert_eq!(member_axis("M ...", 3), Some(0));
        assert_eq!(member_axis("N K", 2), None);
    }
}
