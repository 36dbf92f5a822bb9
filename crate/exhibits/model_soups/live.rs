//! What the hand asks: one dish, one line, and maps.

use std::rc::Rc;

use super::problem::Group;
use super::standing::scores;
use super::{Merge, ModelSoups, Settings, shifted};
use crate::exhibits::chart::chosen;
use crate::exhibits::{Map, Role};
use crate::lab::{Answer, Dish, LabError, Measure, Method, On, Question, Rule, Set, Soup};

/// Places along the line between two members.
pub const PLACES: [f64; 13] = [
    -0.5, -0.3, -0.15, 0.0, 0.15, 0.35, 0.5, 0.65, 0.85, 1.0, 1.15, 1.3, 1.5,
];
/// Places along a side of a map.
const SIDE: usize = 40;
/// Members that are shown on the plane.
const SHOWN: usize = 8;

/// Accuracies between two members, of the mix of their weights and of their logits, on test rows as
/// they are and shifted.
#[derive(Clone)]
pub struct Line {
    between: [usize; 2],
    on: (String, usize),
    pub soup: Rc<[Vec<f64>; 2]>,
    pub ensemble: Rc<[Vec<f64>; 2]>,
}

/// What is shown of the first seed.
pub struct Live {
    /// Which members count.
    pub chosen: Vec<bool>,
    /// The chosen merge: on test rows as they are, and shifted; none where it cannot be made.
    pub made: [Option<Measure>; 2],
    /// The first two chosen members.
    pub between: [usize; 2],
    pub line: Line,
    pub maps: Vec<Map>,
}

/// The first two chosen members; the first two of all where fewer are chosen.
fn first_two(chosen: &[bool]) -> [usize; 2] {
    let mut all = (0..chosen.len()).filter(|&m| chosen[m]);
    match (all.next(), all.next()) {
        (Some(a), Some(b)) => [a, b],
        _ => [0, 1],
    }
}

impl Settings {
    /// The dish of the method, and whom it is made of.
    fn dish(&self, chosen: &[bool]) -> (Dish, Vec<bool>) {
        let [a, b] = first_two(chosen);
        let two: Vec<bool> = (0..chosen.len()).map(|m| m == a || m == b).collect();
        let soup = |method| Soup {
            scale: Some(self.scale),
            density: Some(self.density),
            t: Some(self.alpha.clamp(0.0, 1.0)),
            accept_ties: Some(self.ties),
            ..Soup::of(method)
        };
        let of = |method| (Dish::Soup(soup(method)), chosen.to_vec());
        match self.method {
            Merge::Uniform => of(Method::Uniform),
            Merge::Greedy => of(Method::Greedy),
            Merge::Learned => of(Method::Learned),
            Merge::Linear => {
                let mut weights = vec![0.0; chosen.len()];
                weights[a] = 1.0 - self.alpha;
                weights[b] = self.alpha;
                (Dish::Mix { weights }, chosen.to_vec())
            }
            Merge::Slerp => (Dish::Soup(soup(Method::Slerp)), two),
            Merge::TaskArithmetic => of(Method::TaskArithmetic),
            Merge::Ties => of(Method::Ties),
            Merge::Dare => of(Method::Dare),
            Merge::ModelStock => of(Method::ModelStock),
            Merge::Fisher => of(Method::Fisher),
        }
    }
}

impl Live {
    pub async fn new(seed: &ModelSoups, settings: &Settings) -> Result<Self, LabError> {
        let group = &seed.shared;
        let chosen = chosen(&settings.chosen, group.spec.members);
        let (dish, whose) = settings.dish(&chosen);
        let name = settings.shift.name(seed.data);
        let spoilt = shifted(name, settings.severity);
        let one = async |on: On| -> Result<Option<Measure>, LabError> {
            Ok(scores(group, vec![dish.clone()], on, &whose)
                .await?
                .pop()
                .flatten())
        };
        let made = [one(On::clean(Set::Test)).await?, one(spoilt).await?];
        let between = first_two(&chosen);
        let line = line(seed, between, (name.into(), settings.severity)).await?;
        let maps = maps(seed, settings).await?;
        Ok(Live {
            chosen,
            made,
            between,
            line,
            maps,
        })
    }
}

/// The line between two members, kept until other ones or another shift are asked for.
async fn line(
    seed: &ModelSoups,
    between: [usize; 2],
    on: (String, usize),
) -> Result<Line, LabError> {
    let kept = seed.line.borrow().clone();
    if let Some(kept) = kept
        && kept.between == between
        && kept.on == on
    {
        return Ok(kept);
    }
    let [from, to] = between.map(|member| Dish::Member { member });
    let question = Question::Line {
        from,
        to,
        places: PLACES.to_vec(),
        on: vec![On::clean(Set::Test), shifted(&on.0, on.1)],
    };
    let all = vec![true; seed.shared.spec.members];
    let answer = seed.shared.with(&all, async |mut explorer| {
        let found = explorer.ask(&question).await;
        (explorer, found)
    });
    let accuracies = |all: &[Vec<Measure>]| -> [Vec<f64>; 2] {
        [0, 1].map(|on| {
            all.get(on)
                .map_or(Vec::new(), |m| m.iter().map(|m| m.accuracy).collect())
        })
    };
    let (soup, ensemble) = match answer.await? {
        Answer::Line { soup, ensemble } => (accuracies(&soup), accuracies(&ensemble)),
        _ => Default::default(),
    };
    let line = Line {
        between,
        on,
        soup: Rc::new(soup),
        ensemble: Rc::new(ensemble),
    };
    seed.line.replace(Some(line.clone()));
    Ok(line)
}

/// What members and what is made of them decide on the plane.
async fn maps(seed: &ModelSoups, settings: &Settings) -> Result<Vec<Map>, LabError> {
    let [shared, apart] = seed.on_plane();
    let chosen = chosen(&settings.chosen, shared.spec.members);
    let (dish, whose) = settings.dish(&chosen);
    let count = shared.spec.members.min(SHOWN);
    let mut all = Vec::new();
    let singles: Vec<Dish> = (0..count).map(|member| Dish::Member { member }).collect();
    let names = (1..=count).map(|m| format!("member {m}"));
    let names: Vec<(String, Role)> = names.map(|n| (n, Role::Member)).collect();
    all.extend(drawn(shared, singles, &chosen, &names).await?);
    let rule = Rule::Logits;
    let ensemble = [("logit ensemble".to_owned(), Role::Ensemble)];
    all.extend(drawn(shared, vec![Dish::Ensemble { rule }], &chosen, &ensemble).await?);
    let made = [(super::figures::name(settings), Role::Soup)];
    // A merge that cannot be made has no map.
    if let Ok(maps) = drawn(shared, vec![dish], &whose, &made).await {
        all.extend(maps);
    }
    let everybody = vec![true; apart.spec.members];
    let soup = vec![Dish::Soup(Soup::of(Method::Uniform))];
    let name = [("soup of starts of their own".to_owned(), Role::Reference)];
    all.extend(drawn(apart, soup, &everybody, &name).await?);
    Ok(all)
}

async fn drawn(
    group: &Group,
    of: Vec<Dish>,
    chosen: &[bool],
    names: &[(String, Role)],
) -> Result<Vec<Map>, LabError> {
    let maps = group.with(chosen, async |mut explorer| {
        let found = explorer.maps(&of, SIDE).await;
        (explorer, found)
    });
    let named = maps.await?.into_iter().zip(names);
    let map = |(map, (label, role)): (crate::lab::Map, &(String, Role))| Map {
        label: label.clone(),
        role: Some(*role),
        side: SIDE,
        winner: map.class,
        share: map.share,
        accuracy: None,
    };
    Ok(named.map(map).collect())
}

impl ModelSoups {
    /// The members that are drawn on a plane: from one start, and from their own.
    pub fn on_plane(&self) -> [&Group; 2] {
        match &self.toy {
            Some([shared, apart]) => [shared, apart],
            None => [&self.shared, &self.apart],
        }
    }
}
