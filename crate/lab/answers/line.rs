//! Between two dishes and beyond them.

use ndarray::Array2;

use crate::data::within;

use super::super::forecast::{Forecast, one};
use super::super::forming::between;
use super::super::{Answer, Dish, Explorer, LabError, Measure, On};

impl Explorer {
    /// Soup and ensemble at each place of the line, for each set of rows.
    pub(in crate::lab) async fn line(
        &mut self,
        from: &Dish,
        to: &Dish,
        places: &[f64],
        on: &[On],
    ) -> Result<Answer, LabError> {
        within("places", places.len(), 1, 200)?;
        for &t in places {
            within("places", t, -10.0, 10.0)?;
        }
        within("on", on.len(), 1, 50)?;
        let (a, b) = (self.formed(from).await?, self.formed(to).await?);
        let (mut soup, mut ensemble) = (Vec::new(), Vec::new());
        for on in on {
            soup.push(self.soups_between([&a, &b], places, on).await?);
            ensemble.push(self.ensembles_between([&a, &b], places, on).await?);
        }
        Ok(Answer::Line { soup, ensemble })
    }

    async fn soups_between(
        &mut self,
        [a, b]: [&[f32]; 2],
        places: &[f64],
        on: &On,
    ) -> Result<Vec<Measure>, LabError> {
        let (rows, classes, size) = (self.rows(on)?, self.classes(), self.network.size());
        let mut measures = Vec::new();
        for places in places.chunks(self.finite.len()) {
            let along = |&t: &f64| a.iter().zip(b).map(move |(&a, &b)| between(a, b, t));
            let theta: Vec<f32> = places.iter().flat_map(along).collect();
            let logits = self.network.logits(&theta, rows.values()).await?;
            measures.extend(logits.chunks(rows.len() * classes).map(|logits| {
                Forecast::of(one(logits, classes).view()).measure(rows.y(), [1, size])
            }));
        }
        Ok(measures)
    }

    async fn ensembles_between(
        &mut self,
        ends: [&[f32]; 2],
        places: &[f64],
        on: &On,
    ) -> Result<Vec<Measure>, LabError> {
        let (rows, classes, size) = (self.rows(on)?, self.classes(), self.network.size());
        let logits = self.network.logits(&ends.concat(), rows.values()).await?;
        let (a, b) = logits.split_at(rows.len() * classes);
        let (a, b) = (one(a, classes), one(b, classes));
        let measure = |&t: &f64| {
            let mixed: Array2<f64> = &a * (1.0 - t) + &b * t;
            Forecast::of(mixed.view()).measure(rows.y(), [2, 2 * size])
        };
        Ok(places.iter().map(measure).collect())
    }
}
