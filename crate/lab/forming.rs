//! How a dish becomes weights, or a rule over several members' logits.

use std::rc::Rc;

use ndarray::ArrayView1;

use crate::data::{InputError, above_zero, finite, within};
use crate::methods::merge::{
    Consensus, MIN_FISHER, MIN_NORM, PARALLEL, Rescale, dare_merge, fisher_merge, linear_merge,
    model_stock_merge, slerp_merge, task_arithmetic_merge, ties_merge,
};
use crate::methods::soup::{self, Greedy};
use crate::nn::Model;
use crate::run::seed;

use super::learned::Learned;
use super::{Dish, Explorer, LabError, Method, Soup};

/// Soups that are kept.
const SOUPS: usize = 32;

/// What was made of the chosen members since their weights or the choice changed.
#[derive(Default)]
pub struct Formed {
    pub(super) soups: Vec<(Soup, Rc<[f32]>)>,
    /// By whether ties are accepted.
    pub(super) greedy: [Option<Rc<Greedy>>; 2],
    pub(super) learned: Option<Rc<Learned>>,
    pub(super) fishers: Option<Rc<[f32]>>,
}

impl Explorer {
    /// The weights of a dish, `[P]` of its own network.
    pub async fn weights(&mut self, of: &Dish) -> Result<Vec<f32>, LabError> {
        match (of, &self.student) {
            (Dish::Student, Some(student)) => Ok(student.theta.clone()),
            _ => Ok(self.formed(of).await?.to_vec()),
        }
    }

    /// Weights of the members' kind, `[P]`.
    pub(super) async fn formed(&mut self, dish: &Dish) -> Result<Rc<[f32]>, LabError> {
        let (mut t, mut of) = (1.0, dish);
        while let Dish::Back { t: own, of: inner } = of {
            t *= within("t", *own, -10.0, 10.0)?;
            of = inner;
        }
        let theta = match of {
            Dish::Member { member } => self.member(*member)?.into(),
            Dish::Start => self.start()?,
            Dish::Student => self.student_of_the_kind()?,
            Dish::Soup(soup) => self.soup(soup).await?,
            Dish::Mix { weights } => self.mix(weights)?.into(),
            Dish::Place { through, x, y } => {
                let plane = self.weight_plane(*through)?;
                finite("x", *x)?;
                finite("y", *y)?;
                plane.at([*x, *y]).into()
            }
            Dish::Ensemble { .. } | Dish::Back { .. } => {
                let limit = "a dish with weights of its own";
                return Err(InputError::range("of", limit, "an ensemble").into());
            }
        };
        if matches!(dish, Dish::Back { .. }) {
            let start = self.start()?;
            let pairs = start.iter().zip(theta.iter());
            return Ok(pairs.map(|(&a, &b)| between(a, b, t)).collect());
        }
        Ok(theta)
    }

    /// The weights of a member, which must be finite.
    pub(super) fn member(&self, member: usize) -> Result<&[f32], InputError> {
        let size = self.network.size();
        let Some(&finite) = self.finite.get(member) else {
            let limit = format!("below {}, the number of members", self.finite.len());
            return Err(InputError::range("member", limit, member));
        };
        if !finite {
            let limit = "one whose weights are finite";
            let found = format!("{member}, which diverged");
            return Err(InputError::range("member", limit, found));
        }
        Ok(&self.theta[member * size..(member + 1) * size])
    }

    fn start(&self) -> Result<Rc<[f32]>, InputError> {
        let limit = "shared by all members";
        let missing = || InputError::range("start", limit, "one of each member's own");
        self.start.as_ref().map(Rc::clone).ok_or_else(missing)
    }

    fn student_of_the_kind(&self) -> Result<Rc<[f32]>, InputError> {
        match &self.student {
            None => Err(no_student()),
            Some(student) if student.network.learner == self.network.learner => {
                Ok(student.theta.as_slice().into())
            }
            Some(_) => {
                let limit = "a dish with weights of the members' kind";
                Err(InputError::range("of", limit, "a student of another width"))
            }
        }
    }

    fn mix(&self, weights: &[f64]) -> Result<Vec<f32>, InputError> {
        let (field, limit, found) = ("weights", self.finite.len(), weights.len());
        if limit != found {
            return Err(InputError::Length {
                field,
                limit,
                found,
            });
        }
        let (mut models, mut shares) = (Vec::new(), Vec::new());
        for (m, &w) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            models.push(self.member(m)?);
            shares.push(within(field, w, -1e3, 1e3)?);
        }
        if models.is_empty() {
            return Err(InputError::range(field, "not all 0", 0));
        }
        Ok(linear_merge(&models, &shares, false).unwrap_or_default())
    }

    /// The plane through three members.
    pub(super) fn weight_plane(&self, through: [usize; 3]) -> Result<WeightPlane, InputError> {
        let [a, b, c] = through;
        let corners = [self.member(a)?, self.member(b)?, self.member(c)?];
        let wide = corners.map(|w| w.iter().map(|&w| f64::from(w)).collect::<Vec<_>>());
        let [w0, w1, w2] = [&wide[0], &wide[1], &wide[2]].map(|w| ArrayView1::from(w.as_slice()));
        let Some(axes) = soup::plane(w0, w1, w2) else {
            let limit = "three members that are not on one line";
            return Err(InputError::range(
                "through",
                limit,
                format!("{a}, {b} and {c}"),
            ));
        };
        let angle = soup::task_vector_cosine(&wide[0], &wide[1], &wide[2]);
        let [origin, ..] = wide;
        Ok(WeightPlane {
            origin,
            axes,
            angle: angle.map_or(0.0, |(_, degrees)| degrees),
        })
    }

    /// The chosen members' weights, made into one.
    async fn soup(&mut self, soup: &Soup) -> Result<Rc<[f32]>, LabError> {
        if let Some((_, theta)) = self.formed.soups.iter().find(|(s, _)| s == soup) {
            return Ok(Rc::clone(theta));
        }
        let theta: Rc<[f32]> = self.merged(soup).await?.into();
        self.formed.soups.truncate(SOUPS - 1);
        self.formed.soups.insert(0, (*soup, Rc::clone(&theta)));
        Ok(theta)
    }

    async fn merged(&mut self, soup: &Soup) -> Result<Vec<f32>, LabError> {
        let scale = within("scale", soup.scale.unwrap_or(1.0), -10.0, 10.0)?;
        let density = soup.density.unwrap_or(0.2);
        let density = above_zero("density", density, 1.0)?;
        let t = within("t", soup.t.unwrap_or(0.5), 0.0, 1.0)?;
        let mut circle = self.circle()?;
        let mut shares = vec![1.0; circle.len()];
        match soup.method {
            Method::Greedy => {
                let ties = soup.accept_ties.unwrap_or(true);
                circle.clone_from(&self.greedy(ties).await?.ingredients);
                shares.truncate(circle.len());
            }
            Method::Learned => shares.clone_from(&self.learned().await?.shares),
            _ => {}
        }
        let fishers = match soup.method {
            Method::Fisher => Some(self.fishers().await?),
            _ => None,
        };
        let size = self.network.size();
        let of = |all: &'_ [f32], m: usize| all[m * size..(m + 1) * size].to_vec();
        let own: Vec<Vec<f32>> = circle.iter().map(|&m| of(&self.theta, m)).collect();
        let models: Vec<&[f32]> = own.iter().map(Vec::as_slice).collect();
        let merged = match soup.method {
            Method::Uniform | Method::Greedy | Method::Learned => {
                linear_merge(&models, &shares, true)
            }
            Method::Slerp => match models.as_slice() {
                [a, b] => Some(slerp_merge(a, b, t, PARALLEL, MIN_NORM)),
                _ => return Err(few("exactly two members for SLERP", circle.len())),
            },
            Method::TaskArithmetic => {
                task_arithmetic_merge(&self.start()?, &models, &shares, scale, true)
            }
            Method::Ties => {
                let (merged, _) =
                    ties_merge(&self.start()?, &models, &shares, density, scale, true);
                Some(merged)
            }
            Method::Dare | Method::DareTies => {
                let consensus = match soup.method {
                    Method::Dare => Consensus::Sum,
                    _ => Consensus::Elect,
                };
                let masks: Vec<Vec<bool>> = circle.iter().map(|&m| self.mask(m, density)).collect();
                let keep: Vec<&[bool]> = masks.iter().map(Vec::as_slice).collect();
                dare_merge(
                    &self.start()?,
                    &models,
                    &shares,
                    &keep,
                    density,
                    consensus,
                    Rescale::InverseDensity,
                    scale,
                    true,
                )
            }
            Method::ModelStock => {
                let layout = self.network.learner.layout();
                let pieces = layout.entries().iter();
                let pieces: Vec<_> = pieces.map(|e| [e.offset, e.offset + e.len()]).collect();
                let base = self.start()?;
                match model_stock_merge(&base, &models, &pieces) {
                    Some(stock) => Some(stock.merged),
                    None => return Err(few("at least two members for Model Stock", circle.len())),
                }
            }
            Method::Fisher => {
                let all = fishers.unwrap_or_default();
                let own: Vec<Vec<f32>> = circle.iter().map(|&m| of(&all, m)).collect();
                let fishers: Vec<&[f32]> = own.iter().map(Vec::as_slice).collect();
                fisher_merge(&models, &fishers, &shares, MIN_FISHER)
            }
        };
        merged.ok_or_else(|| few("members whose shares do not cancel", circle.len()))
    }

    /// DARE's mask of a member: entry `p` is kept where uniform number `p` of the member's
    /// stream `dare` is below the density.
    pub(super) fn mask(&self, member: usize, density: f64) -> Vec<bool> {
        let key = seed::key(self.spec.member_seed(member), "dare");
        let mut drawn = vec![0.0; self.network.size()];
        seed::fill_uniform(key, 0, 0, &mut drawn);
        drawn.iter().map(|&u| f64::from(u) < density).collect()
    }
}

/// `origin + x u + y v` in weights.
pub struct WeightPlane {
    origin: Vec<f64>,
    pub(super) axes: soup::Plane,
    pub(super) angle: f64,
}

impl WeightPlane {
    /// The weights at a place.
    pub fn at(&self, [x, y]: [f64; 2]) -> Vec<f32> {
        let axes = self.axes.u.iter().zip(&self.axes.v);
        let along = self.origin.iter().zip(axes);
        along
            .map(|(w, (u, v))| (w + x * u + y * v) as f32)
            .collect()
    }
}

/// `(1 − t) a + t b`: exactly the ends at 0 and 1.
pub fn between(a: f32, b: f32, t: f64) -> f32 {
    ((1.0 - t) * f64::from(a) + t * f64::from(b)) as f32
}

/// There is no student.
pub fn no_student() -> InputError {
    InputError::range(
        "of",
        "a dish that there is",
        "a student before it is taught",
    )
}

fn few(limit: &str, found: usize) -> LabError {
    InputError::range("chosen", limit, found).into()
}
