//! Images or signals, and what dishes say of them.

use crate::data::{InputError, within};

use super::super::{Answer, Dish, Explorer, LabError, On, Picture, Set};

impl Explorer {
    /// Test images or signals with the decision of each dish and its probability.
    pub(in crate::lab) async fn pictures(
        &mut self,
        of: &[Dish],
        rows: &[usize],
    ) -> Result<Answer, LabError> {
        within("of", of.len(), 0, 100)?;
        within("rows", rows.len(), 1, 64)?;
        let on = On::clean(Set::Test);
        let test = self.rows(&on)?;
        if let [0..=2] = test.shape() {
            return Err(InputError::range("data", "images or signals", "points").into());
        }
        let last = test.len() - 1;
        for &row in rows {
            within("rows", row, 0, last)?;
        }
        let picture = |&row: &usize| Picture {
            row,
            pixels: test.x().row(row).to_vec(),
            label: test.y()[row],
            said: Vec::new(),
        };
        let mut pictures: Vec<Picture> = rows.iter().map(picture).collect();
        for dish in of {
            let forecast = self.forecast(dish, &on).await?;
            let confidence = forecast.confidence();
            for picture in &mut pictures {
                let row = picture.row;
                picture.said.push((forecast.decision[row], confidence[row]));
            }
        }
        let shape = test.shape().to_vec();
        Ok(Answer::Pictures { shape, pictures })
    }
}
