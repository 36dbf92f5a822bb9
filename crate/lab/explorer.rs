//! Looks at snapshots of members' weights.

use std::rc::Rc;

use crate::data::{Corruption, Dataset, InputError, Shift};
use crate::nn::Activation;
use crate::run::Device;

use super::adversary::Adversary;
use super::apart::apart;
use super::forming::Formed;
use super::network::Network;
use super::{Answer, LabError, Learner, ModelSpec, On, Plane, Question, RunSpec, Set, Sets};

/// The seed of the corruptions, so that every model meets the same rows.
const SHIFT_SEED: u32 = 0x5eed;
/// Numbers that are kept of shifted rows and of logits: 64 MiB.
const KEPT: usize = 1 << 24;

/// Members' weights and what can be asked about them.
///
/// What a question needs is kept for the next: compiled programs, members' logits until their
/// weights change, soups until the weights or the choice change.
pub struct Explorer {
    pub(super) spec: RunSpec,
    pub(super) train: Rc<Dataset>,
    validation: Option<Rc<Dataset>>,
    test: Rc<Dataset>,
    plane: Result<Plane, InputError>,
    pub(super) network: Network,
    pub(super) theta: Vec<f32>,
    pub(super) finite: Vec<bool>,
    pub(super) chosen: Vec<bool>,
    pub(super) start: Option<Rc<[f32]>>,
    pub(super) student: Option<Taught>,
    pub(super) formed: Formed,
    pub(super) adversary: Adversary,
    views: Vec<View>,
    pub(super) charted: Option<(usize, Rc<[f32]>)>,
}

/// A student: a network of the members' kind or of another width.
pub struct Taught {
    pub(super) network: Network,
    pub(super) theta: Vec<f32>,
}

/// Rows, and what the members say of them.
struct View {
    on: On,
    rows: Rc<Dataset>,
    logits: Option<Rc<[f32]>>,
}

impl View {
    /// The numbers it holds beside those of the sets as they are.
    fn numbers(&self) -> usize {
        let own = match self.on.shift {
            Some(_) => self.rows.values().len(),
            None => 0,
        };
        own + self.logits.as_ref().map_or(0, |logits| logits.len())
    }
}

impl Explorer {
    /// Prepares to look at the members of a run. Soups are chosen on the validation rows and
    /// all is counted on the test rows; the plane is that of the points, or goes through the
    /// first test rows of three classes.
    pub fn new(device: Rc<dyn Device>, spec: &RunSpec, sets: &Sets) -> Result<Self, LabError> {
        spec.check()?;
        let Sets {
            train,
            validation,
            test,
            ..
        } = sets;
        let learner = spec.learner(train)?;
        let plane = match train.features() {
            1 | 2 => Plane::around(train),
            _ => through_classes(test),
        };
        let ends = [train.features(), train.classes()];
        let network = Network::new(device, learner, ends, spec.members);
        Ok(Explorer {
            train: Rc::new(train.clone()),
            validation: validation.clone().map(Rc::new),
            test: Rc::new(test.clone()),
            plane,
            theta: vec![0.0; spec.members * network.size()],
            finite: vec![true; spec.members],
            chosen: vec![true; spec.members],
            start: None,
            student: None,
            formed: Formed::default(),
            adversary: Adversary::default(),
            views: Vec::new(),
            charted: None,
            network,
            spec: spec.clone(),
        })
    }

    /// The plane that maps show; an error if there are not enough rows to lay it through.
    pub fn plane(&self) -> Result<&Plane, InputError> {
        self.plane.as_ref().map_err(Clone::clone)
    }

    /// The rows that are counted on.
    pub fn test(&self) -> &Dataset {
        &self.test
    }

    /// Takes a snapshot of the weights of all members, `[M, P]`.
    pub fn set_theta(&mut self, theta: &[f32]) -> Result<(), LabError> {
        length("theta", self.theta.len(), theta.len())?;
        self.theta.copy_from_slice(theta);
        let members = self.theta.chunks(self.network.size());
        self.finite = members.map(finite).collect();
        self.formed = Formed::default();
        self.charted = None;
        self.views.iter_mut().for_each(|view| view.logits = None);
        Ok(())
    }

    /// Takes the weights `[P]` that all members started from; none if empty.
    pub fn set_start(&mut self, theta: &[f32]) -> Result<(), LabError> {
        if !theta.is_empty() {
            length("start", self.network.size(), theta.len())?;
            check_finite("start", theta)?;
        }
        self.formed = Formed::default();
        self.start = (!theta.is_empty()).then(|| theta.into());
        Ok(())
    }

    /// Takes a student's weights, of a network with hidden layers `hidden`, or of the members'
    /// kind if that is empty; none if `theta` is empty.
    pub fn set_student(&mut self, theta: &[f32], hidden: &[usize]) -> Result<(), LabError> {
        if theta.is_empty() {
            self.student = None;
            return Ok(());
        }
        let learner = if hidden.is_empty() {
            self.network.learner.clone()
        } else {
            self.of_widths(hidden)?
        };
        check_finite("student", theta)?;
        match &mut self.student {
            Some(student) if student.network.learner == learner => {
                length("student", student.network.size(), theta.len())?;
                student.theta = theta.to_vec();
            }
            student => {
                let device = Rc::clone(&self.network.device);
                let ends = [self.train.features(), self.train.classes()];
                let network = Network::new(device, learner, ends, 1);
                length("student", network.size(), theta.len())?;
                let theta = theta.to_vec();
                *student = Some(Taught { network, theta });
            }
        }
        Ok(())
    }

    /// A fully connected network with these hidden layers.
    fn of_widths(&self, hidden: &[usize]) -> Result<Learner, InputError> {
        let activation = match self.spec.model {
            ModelSpec::Mlp { activation, .. } => activation,
            ModelSpec::Cnn { .. } => Activation::Relu,
        };
        let hidden = hidden.to_vec();
        let spec = ModelSpec::Mlp { hidden, activation };
        spec.check()?;
        Learner::new(&spec, &self.train)
    }

    /// Chooses the members that count together, at least one.
    pub fn choose(&mut self, chosen: &[bool]) -> Result<(), LabError> {
        let count = chosen.iter().filter(|&&c| c).count();
        if chosen.len() != self.chosen.len() || count == 0 {
            let limit = format!("{} choices with at least one member", self.chosen.len());
            return Err(InputError::range("chosen", limit, count).into());
        }
        if self.chosen != chosen {
            self.chosen = chosen.to_vec();
            self.formed = Formed::default();
        }
        Ok(())
    }

    /// The chosen members whose weights are finite, in order; at least one.
    pub(super) fn circle(&self) -> Result<Vec<usize>, LabError> {
        let of = |&m: &usize| self.chosen[m] && self.finite[m];
        let circle: Vec<usize> = (0..self.chosen.len()).filter(of).collect();
        if circle.is_empty() {
            let limit = "at least one member whose weights are finite";
            return Err(InputError::range("chosen", limit, "members that diverged").into());
        }
        Ok(circle)
    }

    /// The number of classes.
    pub(super) fn classes(&self) -> usize {
        self.train.classes()
    }

    /// Answers a question.
    pub async fn ask(&mut self, question: &Question) -> Result<Answer, LabError> {
        match question {
            Question::Score { of, on } => apart(self.score(of, on)).await,
            Question::Line {
                from,
                to,
                places,
                on,
            } => apart(self.line(from, to, places, on)).await,
            Question::Landscape { through, side, on } => {
                apart(self.landscape(*through, *side, on)).await
            }
            Question::Attack {
                of,
                norm,
                objective,
                steps,
                epsilons,
                rows,
            } => {
                let how = (*norm, *objective, *steps);
                apart(self.attack(of, how, epsilons, *rows)).await
            }
            Question::Reliability { of, on, bins } => apart(self.reliability(of, on, *bins)).await,
            Question::Risk { of, on } => apart(self.risk(of, on)).await,
            Question::Growth { on, orders } => apart(self.growth(on, *orders)).await,
            Question::Greedy { accept_ties } => apart(self.trace(*accept_ties)).await,
            Question::Learned => apart(self.shares()).await,
            Question::Pictures { of, rows } => apart(self.pictures(of, rows)).await,
        }
    }

    /// The rows of a set, as they are or shifted.
    pub(super) fn rows(&mut self, on: &On) -> Result<Rc<Dataset>, LabError> {
        let at = self.view(on)?;
        Ok(Rc::clone(&self.views[at].rows))
    }

    /// Rows, and the logits `[M, N, K]` of all members on them.
    pub(super) async fn members_on(
        &mut self,
        on: &On,
    ) -> Result<(Rc<Dataset>, Rc<[f32]>), LabError> {
        let at = self.view(on)?;
        let rows = Rc::clone(&self.views[at].rows);
        if let Some(logits) = &self.views[at].logits {
            return Ok((rows, Rc::clone(logits)));
        }
        let logits = self.network.logits(&self.theta, rows.values()).await?;
        let logits: Rc<[f32]> = logits.into();
        self.views[at].logits = Some(Rc::clone(&logits));
        Ok((rows, logits))
    }

    /// The place of a view, which is made if there is none; those not used for longest go.
    fn view(&mut self, on: &On) -> Result<usize, InputError> {
        if let Some(at) = self.views.iter().position(|view| view.on == *on) {
            self.views[..=at].rotate_right(1);
            return Ok(0);
        }
        let set = match on.set {
            Set::Test => &self.test,
            Set::Validation => self.validation.as_ref().ok_or_else(|| {
                let limit = "at least 1 row to choose on";
                InputError::range("validation", limit, 0)
            })?,
            Set::Train => &self.train,
        };
        let rows = match &on.shift {
            None => Rc::clone(set),
            Some(shift) => Rc::new(shifted(set, &shift.name, shift.severity)?),
        };
        let (on, logits) = (on.clone(), None);
        self.views.insert(0, View { on, rows, logits });
        let mut sum = 0;
        self.views.retain(|view| {
            sum += view.numbers();
            sum <= KEPT || view.logits.is_none() && view.on.shift.is_none()
        });
        Ok(0)
    }
}

/// Whether all weights are finite.
pub fn finite(theta: &[f32]) -> bool {
    theta.iter().all(|w| w.is_finite())
}

fn check_finite(field: &'static str, theta: &[f32]) -> Result<(), InputError> {
    match theta.iter().find(|w| !w.is_finite()) {
        Some(w) => Err(InputError::range(field, "finite weights", w)),
        None => Ok(()),
    }
}

fn length(field: &'static str, limit: usize, found: usize) -> Result<(), InputError> {
    let error = InputError::Length {
        field,
        limit,
        found,
    };
    (limit == found).then_some(()).ok_or(error)
}

/// Rows under a named shift: a corruption of images, or a shift of points.
#[inline(never)]
fn shifted(rows: &Dataset, name: &str, severity: usize) -> Result<Dataset, InputError> {
    if rows.shape().len() > 1 {
        Corruption::named(name)?.apply(rows, severity, SHIFT_SEED)
    } else {
        Shift::named(name)?.apply(rows, severity, SHIFT_SEED)
    }
}

/// The plane through the first rows of the first three classes there are; with fewer classes
/// through further rows.
fn through_classes(data: &Dataset) -> Result<Plane, InputError> {
    let first = |class: u32| data.y().iter().position(|&y| y == class);
    let mut rows: Vec<usize> = (0..data.classes() as u32).filter_map(first).collect();
    for row in 0..data.len().min(3) {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let &[a, b, c, ..] = rows.as_slice() else {
        return Err(InputError::range("test", "at least 3 rows", data.len()));
    };
    let row = |i: usize| &data.values()[i * data.features()..(i + 1) * data.features()];
    Ok(Plane::through([row(a), row(b), row(c)]))
}
