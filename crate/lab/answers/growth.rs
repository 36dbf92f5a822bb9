//! What more members are worth.

use crate::data::within;
use crate::run::seed::Stream;

use super::super::forecast::{Forecast, several};
use super::super::{Answer, Band, Explorer, LabError, On, Rule};
use super::score::hits;

impl Explorer {
    /// The accuracy of the ensemble, the mean of probabilities, and of the uniform soup of the
    /// first `2, 3, …` chosen members in random orders: order `i` is the `i`-th permutation of the
    /// run's stream `growth`. One member alone stands for each of them, whatever the orders.
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
        let own = logits.chunks(dims[0] * dims[1]);
        let own: Vec<f64> = own.map(|logits| share(hits(logits, &rows))).collect();
        let alone: Vec<f64> = circle.iter().map(|&m| own[m]).collect();
        let mut stream = Stream::new(self.spec.seed, "growth");
        // For each size the accuracies.
        let mut ensembles = vec![Vec::with_capacity(orders); circle.len()];
        ensembles[0] = alone;
        let mut soups = ensembles.clone();
        for _ in 0..orders {
            let order = stream.permutation(circle.len() as u32);
            let order: Vec<usize> = order.into_iter().map(|i| circle[i as usize]).collect();
            let all = several(&logits, &order, dims, 0..rows.len());
            for n in 2..=order.len() {
                let first = all.slice(ndarray::s![..n, .., ..]);
                let right = Forecast::of_all(first, Rule::Probabilities).correct(rows.y());
                ensembles[n - 1].push(share(right.iter().filter(|&&r| r).count()));
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
                let each = logits.chunks(dims[0] * dims[1]);
                for (&(n, _), logits) in part.iter().zip(each).filter(|((n, _), _)| *n > 1) {
                    soups[n - 1].push(share(hits(logits, &rows)));
                }
            }
        }
        Ok(Answer::Growth {
            size: (1..=circle.len()).collect(),
            ensemble: band(&ensembles),
            soup: band(&soups),
        })
    }
}

/// Mean, smallest and largest of the values of each size.
fn band(sizes: &[Vec<f64>]) -> Band {
    let mut band = Band::default();
    for values in sizes {
        let all = || values.iter().copied();
        let (low, high) = (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        );
        // Sums are rounded: the mean of equal values may lie beside them.
        let mean = all().sum::<f64>() / values.len() as f64;
        band.mean.push(mean.clamp(low, high));
        band.low.push(low);
        band.high.push(high);
    }
    band
}
