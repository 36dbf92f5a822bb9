//! What an exhibit says of its paper: plain words and formulas.

use serde::Serialize;

/// A paper and what is said about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// The exhibit's name in links and on the command line.
    pub slug: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The paper.
    pub paper: Paper,
    /// The question it answers, in one sentence.
    pub question: &'static str,
    /// Its idea in three sentences.
    pub idea: [&'static str; 3],
    /// Its formulas.
    pub equations: &'static [Equation],
    /// The kinds of method it belongs to.
    pub family: &'static [Family],
    /// What an experiment of this size cannot show.
    pub limits: &'static [&'static str],
    /// Where the experiment departs from the paper's.
    pub differences: &'static [&'static str],
    /// What students may try next.
    pub try_next: &'static [&'static str],
    /// Notes for teachers.
    pub teachers: &'static [&'static str],
    /// A tour of the exhibit.
    pub tour: &'static [Step],
}

/// A paper.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Paper {
    /// Its title.
    pub title: &'static str,
    /// Its authors.
    pub authors: &'static str,
    /// Where it appeared.
    pub venue: &'static str,
    /// Its year.
    pub year: u16,
    /// Its number at arXiv.
    pub arxiv: &'static str,
}

/// A formula in TeX.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Equation {
    /// What it defines.
    pub name: &'static str,
    /// The formula.
    pub tex: &'static str,
}

/// A kind of method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Averages of weights.
    WeightSpace,
    /// Averages of outputs.
    OutputSpace,
    /// Students and teachers.
    Distillation,
    /// What is minimised.
    Losses,
    /// Shifts, attacks and poison.
    Robustness,
    /// How words are drawn.
    Decoding,
    /// Chains of steps.
    Reasoning,
    /// Which model, when.
    Choice,
}

/// A step of a tour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What to do.
    pub text: &'static str,
    /// Settings it asks for, by name.
    pub set: &'static [(&'static str, super::Value)],
    /// The figure to look at.
    pub figure: &'static str,
}
