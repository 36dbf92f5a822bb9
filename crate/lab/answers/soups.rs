//! What greedy and learned soups did on the validation rows.

use std::rc::Rc;

use crate::methods::merge::linear_merge;
use crate::methods::soup::{Greedy, greedy_soup};

use super::super::{Answer, Explorer, LabError, On, Set};
use super::score::hits;

impl Explorer {
    /// The greedy soup of the chosen members; members by their numbers.
    pub(in crate::lab) async fn greedy(&mut self, ties: bool) -> Result<Rc<Greedy>, LabError> {
        if let Some(greedy) = &self.formed.greedy[usize::from(ties)] {
            return Ok(Rc::clone(greedy));
        }
        let (circle, accuracy) = self.validated().await?;
        let rows = self.rows(&On::clean(Set::Validation))?;
        let size = self.network.size();
        let (theta, network) = (&self.theta, &mut self.network);
        let mut found = greedy_soup(&accuracy, ties, async |of: &[usize]| {
            let own = |&i: &usize| &theta[circle[i] * size..(circle[i] + 1) * size];
            let models: Vec<&[f32]> = of.iter().map(own).collect();
            let mean = linear_merge(&models, &vec![1.0; models.len()], true).unwrap_or_default();
            let logits = network.logits(&mean, rows.values()).await?;
            Ok::<_, LabError>(hits(&logits, &rows) as f64 / rows.len() as f64)
        })
        .await?;
        let named = |list: &mut Vec<usize>| list.iter_mut().for_each(|i| *i = circle[*i]);
        named(&mut found.order);
        named(&mut found.ingredients);
        let found = Rc::new(found);
        self.formed.greedy[usize::from(ties)] = Some(Rc::clone(&found));
        Ok(found)
    }

    /// The chosen members and their validation accuracies.
    async fn validated(&mut self) -> Result<(Vec<usize>, Vec<f64>), LabError> {
        let circle = self.circle()?;
        let (rows, logits) = self.members_on(&On::clean(Set::Validation)).await?;
        let own = rows.len() * rows.classes();
        let share =
            |&m: &usize| hits(&logits[m * own..(m + 1) * own], &rows) as f64 / rows.len() as f64;
        let accuracy = circle.iter().map(share).collect();
        Ok((circle, accuracy))
    }

    /// What the greedy soup tried.
    pub(in crate::lab) async fn trace(&mut self, ties: bool) -> Result<Answer, LabError> {
        let greedy = self.greedy(ties).await?;
        let (circle, accuracy) = self.validated().await?;
        let own = |m: &usize| {
            let at = circle.iter().position(|c| c == m).unwrap_or(0);
            accuracy[at]
        };
        let kept = |m: &usize| greedy.ingredients.contains(m);
        Ok(Answer::Greedy {
            accepted: greedy.order.iter().map(kept).collect(),
            member: greedy.order.iter().map(own).collect(),
            candidate: greedy.candidate_accuracy.clone(),
            order: greedy.order.clone(),
        })
    }

    /// What the learned soup has learnt.
    pub(in crate::lab) async fn shares(&mut self) -> Result<Answer, LabError> {
        let learned = self.learned().await?;
        let mut shares = vec![0.0; self.finite.len()];
        for (m, share) in self.circle()?.into_iter().zip(&learned.shares) {
            shares[m] = *share;
        }
        let (beta, loss) = (learned.beta, learned.loss);
        Ok(Answer::Learned { shares, beta, loss })
    }
}
