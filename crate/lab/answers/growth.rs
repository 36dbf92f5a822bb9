//! What more members are worth.

use crate::data::within;
use crate::run::seed::Stream;

use super::super::forecast::{Forecast, several};
use super::super::{Answer, Band, Explorer, LabError, On, Rule};
use super::score::hits;

impl Explorer {
    /// The accuracy of ensemble and uniform soup of the first `1, 2, …` chosen members in random
    /// orders: order `i` is the `i`-th permutation of the run's stream `growth`.
    pub(in crate::lab) async fn growth(
        &mut self,
        on: &On,
        orders: usize,
    ) -> Result<Answer, LabError> {
        within("orders", orders, 1, 100)?;
        let (circle, size) = (self.circle()?, self.network.size());
        let (rows, logits) = self.members_on(on).await?;
        let dims = [rows.len(), rows.classes()];
        let share = |hits: usize| hits as f64 / rows.len() as f64;
        let mut stream = Stream::new(self.spec.seed, "growth");
        // `[orders, sizes]`.
        let (mut ensembles, mut soups) = (Vec::new(), Vec::new());
        for _ in 0..orders {
            let order = stream.permutation(circle.len() as u32);
            let order: Vec<usize> = order.into_iter().map(|i| circle[i as usize]).collect();
            let all = several(&logits, &order, dims, 0..rows.len());
            for n in 1..=order.len() {
                let first = all.slice(ndarray::s![..n, .., ..]);
                let right = Forecast::of_all(first, Rule::Logits).correct(rows.y());
                ensembles.push(share(right.iter().filter(|&&r| r).count()));
            }
            let mut sum = vec![0.0_f64; size];
            let numbered: Vec<(usize, usize)> = (1..).zip(order).collect();
            for part in numbered.chunks(self.finite.len()) {
                let mut theta = Vec::with_capacity(part.len() * size);
                for &(n, m) in part {
                    let own = &self.theta[m * size..(m + 1) * size];
                    sum.iter_mut()
                        .zip(own)
                        .for_each(|(s, &w)| *s += f64::from(w));
                    theta.extend(sum.iter().map(|s| (s / n as f64) as f32));
                }
                let logits = self.network.logits(&theta, rows.values()).await?;
                let each = logits.chunks(rows.len() * rows.classes());
                soups.extend(each.map(|logits| share(hits(logits, &rows))));
            }
        }
        let sizes = circle.len();
        Ok(Answer::Growth {
            size: (1..=sizes).collect(),
            ensemble: band(&ensembles, sizes),
            soup: band(&soups, sizes),
        })
    }
}

/// Mean, smallest and largest of each column of `values [orders, sizes]`.
fn band(values: &[f64], sizes: usize) -> Band {
    let mut band = Band::default();
    for size in 0..sizes {
        let column = || values.iter().skip(size).step_by(sizes).copied();
        band.mean
            .push(column().sum::<f64>() / column().count() as f64);
        band.low.push(column().fold(f64::INFINITY, f64::min));
        band.high.push(column().fold(f64::NEG_INFINITY, f64::max));
    }
    band
}
