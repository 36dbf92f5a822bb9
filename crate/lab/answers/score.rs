//! How dishes do: measures, reliability, risk.

use crate::data::{Dataset, within};
use crate::methods::calibration::expected_calibration_error;
use crate::methods::categorical::argmax;
use crate::methods::selective::risk_coverage_curve;

use super::super::forecast::{Forecast, one, several};
use super::super::forming::no_student;
use super::super::{Answer, Dish, Explorer, LabError, Measure, On, Rule, Scored, Set};

impl Explorer {
    /// What a dish says of rows.
    pub(in crate::lab) async fn forecast(
        &mut self,
        dish: &Dish,
        on: &On,
    ) -> Result<Forecast, LabError> {
        let classes = self.classes();
        let logits = match dish {
            Dish::Ensemble { rule } => {
                let circle = self.circle()?;
                let (rows, logits) = self.members_on(on).await?;
                let all = several(&logits, &circle, [rows.len(), classes], 0..rows.len());
                return Ok(Forecast::of_all(all.view(), *rule));
            }
            Dish::Member { member } => {
                self.member(*member)?;
                let (rows, logits) = self.members_on(on).await?;
                let own = rows.len() * classes;
                return Ok(Forecast::of(
                    one(&logits[member * own..(member + 1) * own], classes).view(),
                ));
            }
            Dish::Student => {
                let rows = self.rows(on)?;
                let student = self.student.as_mut().ok_or_else(no_student)?;
                let theta = &student.theta;
                student.network.logits(theta, rows.values()).await?
            }
            other => {
                let theta = self.formed(other).await?;
                let rows = self.rows(on)?;
                self.network.logits(&theta, rows.values()).await?
            }
        };
        Ok(Forecast::of(one(&logits, classes).view()))
    }

    /// Forward passes of an answer, and parameters.
    fn cost(&self, dish: &Dish) -> Result<[usize; 2], LabError> {
        let size = self.network.size();
        Ok(match (dish, &self.student) {
            (Dish::Ensemble { .. }, _) => {
                let passes = self.circle()?.len();
                [passes, passes * size]
            }
            (Dish::Student, Some(student)) => [1, student.network.size()],
            _ => [1, size],
        })
    }

    async fn measure(&mut self, dish: &Dish, on: &On) -> Result<Measure, LabError> {
        let forecast = self.forecast(dish, on).await?;
        let cost = self.cost(dish)?;
        Ok(forecast.measure(self.rows(on)?.y(), cost))
    }

    /// What each dish does on rows. A dish that cannot be formed says why; rows that there are
    /// not, and a device that fails, end it.
    pub(in crate::lab) async fn score(&mut self, of: &[Dish], on: &On) -> Result<Answer, LabError> {
        within("of", of.len(), 1, 1000)?;
        self.rows(on)?;
        let mut scores = Vec::new();
        for dish in of {
            scores.push(match self.measure(dish, on).await {
                Ok(measure) => Scored::Measure(measure),
                Err(LabError::Input(why)) => Scored::Refused {
                    refused: why.to_string(),
                },
                Err(error) => return Err(error),
            });
        }
        Ok(Answer::Score(scores))
    }

    pub(in crate::lab) async fn reliability(
        &mut self,
        of: &Dish,
        on: &On,
        bins: usize,
    ) -> Result<Answer, LabError> {
        within("bins", bins, 1, 100)?;
        let (forecast, correct) = self.judged(of, on).await?;
        let found = expected_calibration_error(&forecast.confidence(), &correct, bins);
        Ok(Answer::Reliability {
            confidence: found.bin_confidence,
            accuracy: found.bin_accuracy,
            count: found.bin_count,
            ece: found.ece,
        })
    }

    pub(in crate::lab) async fn risk(&mut self, of: &Dish, on: &On) -> Result<Answer, LabError> {
        let (forecast, correct) = self.judged(of, on).await?;
        let cost: Vec<f64> = correct.iter().map(|&c| f64::from(u8::from(!c))).collect();
        let curve = risk_coverage_curve(&forecast.confidence(), &cost);
        Ok(Answer::Risk {
            coverage: curve.coverage,
            risk: curve.risk,
            area: curve.aurc,
        })
    }

    async fn judged(&mut self, of: &Dish, on: &On) -> Result<(Forecast, Vec<bool>), LabError> {
        let forecast = self.forecast(of, on).await?;
        let correct = forecast.correct(self.rows(on)?.y());
        Ok((forecast, correct))
    }

    /// Logits `[N, K]` of a dish on a set: of one model its own, of an ensemble the mean logits
    /// or, for other rules, the logarithms of its probabilities.
    pub async fn logits(&mut self, of: &Dish, set: Set) -> Result<Vec<f32>, LabError> {
        let on = On::clean(set);
        let classes = self.classes();
        match of {
            Dish::Ensemble { rule: Rule::Logits } => {
                let circle = self.circle()?;
                let (rows, logits) = self.members_on(&on).await?;
                let all = several(&logits, &circle, [rows.len(), classes], 0..rows.len());
                let sum = all.sum_axis(ndarray::Axis(0)) / circle.len() as f64;
                Ok(sum.iter().map(|&z| z as f32).collect())
            }
            Dish::Ensemble { .. } => {
                let forecast = self.forecast(of, &on).await?;
                Ok(forecast.log_p.iter().map(|&z| z as f32).collect())
            }
            Dish::Student => {
                let rows = self.rows(&on)?;
                let student = self.student.as_mut().ok_or_else(no_student)?;
                student.network.logits(&student.theta, rows.values()).await
            }
            one => {
                let theta = self.formed(one).await?;
                let rows = self.rows(&on)?;
                self.network.logits(&theta, rows.values()).await
            }
        }
    }
}

/// How many rows one model's logits `[N, K]` decide rightly.
pub fn hits(logits: &[f32], rows: &Dataset) -> usize {
    let rows = logits.chunks(rows.classes()).zip(rows.y());
    rows.filter(|(z, y)| argmax(z.iter()) == **y as usize)
        .count()
}
