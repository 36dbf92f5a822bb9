//! Looks at snapshots of members' weights.

use std::rc::Rc;

use serde::Serialize;

use crate::data::{Corruption, Dataset, InputError, Shift};
use crate::nn::Model;
use crate::run::Device;

use super::programs::{self, Cast};
use super::score::{ROWS, Scorer};
use super::{Atlas, LabError, Learner, Map, Plane, RunSpec, Score};

/// The seed of the corruptions, so that every model meets the same rows.
const SHIFT_SEED: u32 = 0x5eed;
/// Sizes of a single map that are kept ready: a coarse one for a moving hand, a fine one.
const SKETCHES: usize = 2;

/// How the members do, and how they do together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Standing {
    /// Each member.
    pub members: Vec<Score>,
    /// Mean logits of the chosen members.
    pub ensemble: Score,
    /// Mean weights of the chosen members.
    pub soup: Score,
}

/// Members' weights and what can be asked about them.
pub struct Explorer {
    device: Rc<dyn Device>,
    learner: Learner,
    members: usize,
    test: Dataset,
    rows: usize,
    plane: Plane,
    theta: Vec<f32>,
    shares: Vec<f32>,
    standing: Option<Scorer>,
    line: Option<(usize, Scorer)>,
    atlas: Option<(usize, Atlas)>,
    sketches: Vec<(usize, Atlas)>,
}

impl Explorer {
    /// Prepares to look at the members of a run. `rows` of `test` are counted on; the plane
    /// is that of the points, or goes through the first test rows of three classes.
    pub fn new(
        device: Rc<dyn Device>,
        spec: &RunSpec,
        train: &Dataset,
        test: Dataset,
        rows: usize,
    ) -> Result<Self, LabError> {
        spec.check()?;
        let learner = spec.learner(train)?;
        let plane = match train.features() {
            2 => Plane::around(train)?,
            _ => through_classes(&test)?,
        };
        let size = learner.layout().len();
        Ok(Explorer {
            device,
            learner,
            members: spec.members,
            rows: rows.clamp(1, test.len()),
            test,
            plane,
            theta: vec![0.0; spec.members * size],
            shares: vec![1.0 / spec.members as f32; spec.members],
            standing: None,
            line: None,
            atlas: None,
            sketches: Vec::new(),
        })
    }

    /// The plane that maps show.
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// The rows that are counted on.
    pub fn test(&self) -> &Dataset {
        &self.test
    }

    /// Takes a snapshot of the weights of all members, `[M, P]`.
    pub fn set_theta(&mut self, theta: &[f32]) -> Result<(), LabError> {
        if theta.len() != self.theta.len() {
            let (field, limit, found) = ("theta", self.theta.len(), theta.len());
            return Err(InputError::Length {
                field,
                limit,
                found,
            }
            .into());
        }
        self.theta.copy_from_slice(theta);
        Ok(())
    }

    /// Chooses the members that count together, at least one.
    pub fn choose(&mut self, chosen: &[bool]) -> Result<(), LabError> {
        let count = chosen.iter().filter(|&&c| c).count();
        if chosen.len() != self.members || count == 0 {
            let limit = format!("{} choices with at least one member", self.members);
            return Err(InputError::range("chosen", limit, count).into());
        }
        let share = |&c: &bool| if c { 1.0 / count as f32 } else { 0.0 };
        self.shares = chosen.iter().map(share).collect();
        Ok(())
    }

    /// Scores of all members and of the chosen ones together, on the test rows as they are
    /// or under a `shift` of severity 1 to 5.
    pub async fn standing(&mut self, shift: Option<(&str, usize)>) -> Result<Standing, LabError> {
        let rows = match shift {
            None => self.test.clone(),
            Some((name, severity)) => shifted(&self.test.first(self.rows)?, name, severity)?,
        };
        let cast = self.cast();
        if self.standing.is_none() {
            let program = programs::score(cast, ROWS, self.test.features(), &self.learner)?;
            let scorer = Scorer::new(&*self.device, &program, cast.names()).await?;
            self.standing = Some(scorer);
        }
        let Some(scorer) = &mut self.standing else {
            return Ok(Standing::default());
        };
        let machine = scorer.machine();
        machine.write("theta", bytemuck::cast_slice(&self.theta))?;
        machine.write("alpha", bytemuck::cast_slice(&self.shares))?;
        let mut scores = scorer.run(&rows, self.rows).await?.into_iter();
        let members = scores.next().unwrap_or_default();
        let mut one = || {
            scores
                .next()
                .and_then(|s| s.first().copied())
                .unwrap_or_default()
        };
        Ok(Standing {
            members,
            ensemble: one(),
            soup: one(),
        })
    }

    /// Scores at `(1 − t) a + t b` for members `a`, `b` and each of `points`.
    pub async fn line(
        &mut self,
        a: usize,
        b: usize,
        points: &[f32],
    ) -> Result<Vec<Score>, LabError> {
        let [a, b] = [self.member(a)?.to_vec(), self.member(b)?.to_vec()];
        let n = points.len();
        if self.line.as_ref().is_none_or(|(points, _)| *points != n) {
            let program = programs::line(n, ROWS, self.test.features(), &self.learner)?;
            let scorer = Scorer::new(&*self.device, &program, &["each"]).await?;
            self.line = Some((n, scorer));
        }
        let Some((_, scorer)) = &mut self.line else {
            return Ok(Vec::new());
        };
        let machine = scorer.machine();
        machine.write("a", bytemuck::cast_slice(&a))?;
        machine.write("b", bytemuck::cast_slice(&b))?;
        machine.write("t", bytemuck::cast_slice(points))?;
        let scores = scorer.run(&self.test, self.rows).await?;
        Ok(scores.into_iter().next().unwrap_or_default())
    }

    /// Maps of `side × side` points: each member, the ensemble, the soup.
    pub async fn maps(&mut self, side: usize) -> Result<Vec<Map>, LabError> {
        let cast = self.cast();
        if self.atlas.as_ref().is_none_or(|(s, _)| *s != side) {
            self.atlas = Some((side, self.draw_with(cast, side).await?));
        }
        let Some((_, atlas)) = &mut self.atlas else {
            return Ok(Vec::new());
        };
        let machine = atlas.machine();
        machine.write("theta", bytemuck::cast_slice(&self.theta))?;
        machine.write("alpha", bytemuck::cast_slice(&self.shares))?;
        Ok(atlas.draw().await?)
    }

    /// The map of `(1 − t) a + t b` for members `a` and `b`.
    pub async fn between(
        &mut self,
        a: usize,
        b: usize,
        t: f32,
        side: usize,
    ) -> Result<Map, LabError> {
        let (a, b) = (self.member(a)?, self.member(b)?);
        let mixed: Vec<f32> = a
            .iter()
            .zip(b)
            .map(|(a, b)| a * (1.0 - t) + b * t)
            .collect();
        if self.sketches.iter().all(|(s, _)| *s != side) {
            let alone = Cast {
                models: 1,
                together: false,
            };
            let sketch = (side, self.draw_with(alone, side).await?);
            self.sketches.truncate(SKETCHES - 1);
            self.sketches.insert(0, sketch);
        }
        let sketch = self.sketches.iter_mut().find(|(s, _)| *s == side);
        let Some((_, atlas)) = sketch else {
            return Ok(Map::default());
        };
        let machine = atlas.machine();
        machine.write("theta", bytemuck::cast_slice(&mixed))?;
        Ok(atlas.draw().await?.swap_remove(0))
    }

    fn cast(&self) -> Cast {
        Cast {
            models: self.members,
            together: true,
        }
    }

    async fn draw_with(&self, cast: Cast, side: usize) -> Result<Atlas, LabError> {
        if !(2..=256).contains(&side) {
            return Err(InputError::range("side", "from 2 to 256", side).into());
        }
        let program = programs::plane(cast, side, self.test.features(), &self.learner)?;
        let device = &*self.device;
        Ok(Atlas::new(device, &program, cast.names(), &self.plane).await?)
    }

    fn member(&self, i: usize) -> Result<&[f32], LabError> {
        let size = self.theta.len() / self.members;
        let own = self.theta.chunks(size).nth(i);
        let limit = || format!("below {}, the number of members", self.members);
        own.ok_or_else(|| InputError::range("member", limit(), i).into())
    }
}

/// Rows under a named shift: a corruption of images, or a shift of points.
fn shifted(rows: &Dataset, name: &str, severity: usize) -> Result<Dataset, InputError> {
    if rows.shape().len() > 1 {
        Corruption::named(name)?.apply(rows, severity, SHIFT_SEED)
    } else {
        Shift::named(name)?.apply(rows, severity, SHIFT_SEED)
    }
}

/// The plane through the first rows of the first three classes there are.
fn through_classes(data: &Dataset) -> Result<Plane, InputError> {
    let first = |class: u32| data.y().iter().position(|&y| y == class);
    let rows: Vec<usize> = (0..data.classes() as u32)
        .filter_map(first)
        .take(3)
        .collect();
    let row = |i: usize| {
        let at = rows.get(i).map_or(i, |&r| r) * data.features();
        &data.values()[at..at + data.features()]
    };
    Plane::through([row(0), row(1), row(2)])
}
