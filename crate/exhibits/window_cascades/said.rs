//! What members say, kept until they are asked in another voice.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::Array3;

use super::policy::{self, Ask};
use super::{Combination, Outside, Score, Settings, WindowCascades};
use crate::methods::cascade::{self, Stages};

/// How members are put together and what is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    combination: Combination,
    score: Score,
    temperature: f64,
    outside: Outside,
}

impl Voice {
    /// Mean probabilities as they are, beside images of another kind.
    pub const PLAIN: Voice = Voice {
        combination: Combination::Probabilities,
        score: Score::MaxSoftmax,
        temperature: 1.0,
        outside: Outside::Other,
    };

    /// What members of these logits `[M, N, K]` say.
    pub fn hear(self, logits: &Array3<f64>) -> Stages {
        let combination = self.combination.into();
        Stages::of(
            combination,
            logits.view(),
            self.temperature,
            self.score.into(),
        )
    }
}

impl From<&Settings> for Voice {
    fn from(settings: &Settings) -> Self {
        Voice {
            combination: settings.combination,
            score: settings.score,
            temperature: settings.temperature,
            outside: settings.outside,
        }
    }
}

impl From<Score> for cascade::Score {
    fn from(of: Score) -> Self {
        match of {
            Score::MaxSoftmax => cascade::Score::MaxLogSoftmax,
            Score::NegativeEntropy => cascade::Score::NegativeEntropy,
        }
    }
}

impl From<Combination> for cascade::Combination {
    fn from(of: Combination) -> Self {
        match of {
            Combination::Probabilities => cascade::Combination::Probabilities,
            Combination::Logits => cascade::Combination::Logits,
            Combination::Vote => cascade::Combination::Vote,
        }
    }
}

/// What the members of a seed say in one voice.
pub struct Said {
    voice: Voice,
    /// The widths, from narrow to wide.
    pub widths: Vec<policy::Said>,
    /// The middle width on rows corrupted by severities 0 to 5.
    pub shifted: Vec<Stages>,
    /// The middle width on the plane, if there is one.
    pub field: Option<Stages>,
    /// The numbers of each width as each policy was asked last.
    known: RefCell<Vec<(Ask, Numbers)>>,
}

/// For each width: members asked of a row, the number the task asks for, and how well rows
/// outside are told.
pub type Numbers = Rc<Vec<[f64; 3]>>;

impl WindowCascades {
    /// What members say in this voice; computed once as long as it is the same.
    pub fn said(&self, voice: Voice) -> Rc<Said> {
        if let Some(said) = &*self.said.borrow()
            && said.voice == voice
        {
            return said.clone();
        }
        let widths = self.widths.iter().map(|width| policy::Said {
            validation: voice.hear(&width.validation),
            test: voice.hear(&width.test),
            outside: voice.hear(&width.outside[usize::from(voice.outside == Outside::Noise)]),
        });
        let said = Rc::new(Said {
            voice,
            widths: widths.collect(),
            shifted: self.shifted.iter().map(|z| voice.hear(z)).collect(),
            field: self.field.as_ref().map(|(_, _, z)| voice.hear(z)),
            known: RefCell::default(),
        });
        self.said.replace(Some(said.clone()));
        said
    }

    /// The numbers of each width; computed once as long as the question is the same.
    pub(super) fn numbers(&self, settings: &Settings, ask: Ask) -> Numbers {
        let said = self.said(settings.into());
        let ask = ask.plain();
        let mut known = said.known.borrow_mut();
        if let Some((_, numbers)) = known.iter().find(|(asked, _)| *asked == ask) {
            return numbers.clone();
        }
        let widths = said.widths.iter();
        let numbers = widths.map(|said| ask.numbers(said, &self.validation_labels, &self.labels));
        let numbers = Rc::new(numbers.collect::<Vec<_>>());
        known.retain(|(asked, _)| asked.policy != ask.policy);
        known.push((ask, numbers.clone()));
        numbers
    }
}
