//! Maps of what dishes decide on a plane of inputs.

use std::rc::Rc;

use serde::Serialize;

use crate::data::InputError;
use crate::methods::categorical::{argmax, byte};

use super::super::forecast::{Forecast, several};
use super::super::forming::no_student;
use super::super::{Dish, Explorer, LabError, Rule};

/// Points whose logits are put together at a time.
const POINTS: usize = 1024;
/// Numbers of members' logits that are kept for the next map: 32 MiB.
const KEPT: usize = 1 << 23;

/// One dish's map, row after row from the upper left.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Map {
    /// The class that is decided for.
    pub class: Vec<u8>,
    /// Its probability, 0 to 255; 0 where it is not a number.
    pub share: Vec<u8>,
}

impl Explorer {
    /// Maps of `side × side` points, taken at the middle of each square; `side` from 2 to 256. A
    /// member that diverged has probability 0 everywhere.
    pub async fn maps(&mut self, of: &[Dish], side: usize) -> Result<Vec<Map>, LabError> {
        if !(2..=256).contains(&side) {
            return Err(InputError::range("side", "from 2 to 256", side).into());
        }
        let plane = self.plane()?.clone();
        let classes = self.classes();
        let single = |dish: &&Dish| matches!(dish, Dish::Member { .. });
        let several = of.iter().filter(single).count() > 1;
        let mut maps = Vec::with_capacity(of.len());
        for dish in of {
            let logits = match dish {
                Dish::Ensemble { rule } => {
                    maps.push(self.together(*rule, side).await?);
                    continue;
                }
                Dish::Member { member }
                    if several || self.is_charted(side) || self.has_diverged(*member) =>
                {
                    if *member >= self.finite.len() {
                        self.member(*member)?;
                    }
                    let all = self.charted(side).await?;
                    let own = side * side * classes;
                    maps.push(painted(&all[member * own..(member + 1) * own], classes));
                    continue;
                }
                Dish::Student => {
                    let student = self.student.as_mut().ok_or_else(no_student)?;
                    student.network.plane(&student.theta, &plane, side).await?
                }
                other => {
                    let theta = self.formed(other).await?;
                    self.network.plane(&theta, &plane, side).await?
                }
            };
            maps.push(painted(&logits, classes));
        }
        Ok(maps)
    }

    fn has_diverged(&self, member: usize) -> bool {
        self.finite.get(member) == Some(&false)
    }

    fn is_charted(&self, side: usize) -> bool {
        self.charted.as_ref().is_some_and(|(s, _)| *s == side)
    }

    /// The logits of all members on the plane, `[M, side², K]`.
    async fn charted(&mut self, side: usize) -> Result<Rc<[f32]>, LabError> {
        if let Some((_, logits)) = self.charted.as_ref().filter(|(s, _)| *s == side) {
            return Ok(Rc::clone(logits));
        }
        let plane = self.plane()?.clone();
        let logits = self.network.plane(&self.theta, &plane, side).await?;
        let logits: Rc<[f32]> = logits.into();
        if logits.len() <= KEPT {
            self.charted = Some((side, Rc::clone(&logits)));
        }
        Ok(logits)
    }

    async fn together(&mut self, rule: Rule, side: usize) -> Result<Map, LabError> {
        let circle = self.circle()?;
        let all = self.charted(side).await?;
        let dims = [side * side, self.classes()];
        let mut map = Map::default();
        for first in (0..dims[0]).step_by(POINTS) {
            let part = first..(first + POINTS).min(dims[0]);
            let forecast = Forecast::of_all(several(&all, &circle, dims, part).view(), rule);
            map.class
                .extend(forecast.decision.iter().map(|&c| c.min(255) as u8));
            map.share
                .extend(forecast.confidence().iter().map(|&p| byte(p)));
        }
        Ok(map)
    }
}

/// The map of one model's logits `[side², K]`.
fn painted(logits: &[f32], classes: usize) -> Map {
    let mut map = Map::default();
    for z in logits.chunks(classes) {
        let class = argmax(z.iter());
        let sum: f32 = z.iter().map(|&other| (other - z[class]).exp()).sum();
        map.class.push(class.min(255) as u8);
        map.share.push(byte(f64::from(1.0 / sum)));
    }
    map
}
