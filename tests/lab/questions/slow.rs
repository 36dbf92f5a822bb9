//! A network in 64 bits, one row at a time, and what is counted of it.

use soupcon::data::Dataset;

/// A fully connected network with tanh between its layers, of these widths.
pub struct Net(pub Vec<usize>);

impl Net {
    /// What goes into each layer, and the logits last.
    fn layers(&self, theta: &[f64], x: &[f64]) -> Vec<Vec<f64>> {
        let (mut layers, mut at) = (vec![x.to_vec()], 0);
        for (l, io) in self.0.windows(2).enumerate() {
            let [i, o] = [io[0], io[1]];
            let (w, b) = (&theta[at..at + i * o], &theta[at + i * o..at + (i + 1) * o]);
            let h = &layers[l];
            let sum = |k: usize| b[k] + (0..i).map(|j| h[j] * w[j * o + k]).sum::<f64>();
            let z: Vec<f64> = (0..o).map(sum).collect();
            let last = l + 2 == self.0.len();
            let out = z.iter().map(|z| if last { *z } else { z.tanh() });
            layers.push(out.collect());
            at += (i + 1) * o;
        }
        layers
    }

    /// The logits of a row.
    pub fn logits(&self, theta: &[f64], x: &[f64]) -> Vec<f64> {
        self.layers(theta, x).pop().unwrap()
    }

    /// The logits of all rows, `[N][K]`.
    pub fn on(&self, theta: &[f64], rows: &Dataset) -> Vec<Vec<f64>> {
        let wide = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        let rows = rows.values().chunks(rows.features());
        rows.map(|x| self.logits(theta, &wide(x))).collect()
    }

    /// The gradient of one row's cross-entropy, by the chain rule.
    pub fn gradient(&self, theta: &[f64], x: &[f64], y: usize) -> Vec<f64> {
        let layers = self.layers(theta, x);
        let mut delta = softmax(layers.last().unwrap());
        delta[y] -= 1.0;
        let mut out = vec![0.0; theta.len()];
        let mut end = theta.len();
        for (l, io) in self.0.windows(2).enumerate().rev() {
            let [i, o] = [io[0], io[1]];
            let at = end - (i + 1) * o;
            let h = &layers[l];
            for k in 0..o {
                out[at + i * o + k] = delta[k];
                for j in 0..i {
                    out[at + j * o + k] = h[j] * delta[k];
                }
            }
            let back = |j: usize| {
                let pull: f64 = (0..o).map(|k| theta[at + j * o + k] * delta[k]).sum();
                pull * (1.0 - h[j] * h[j])
            };
            delta = (0..i).map(back).collect();
            end = at;
        }
        out
    }
}

pub fn softmax(z: &[f64]) -> Vec<f64> {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = z.iter().map(|z| (z - top).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}

pub fn argmax(z: &[f64]) -> usize {
    (0..z.len()).fold(0, |best, k| if z[k] > z[best] { k } else { best })
}

/// The share of rows whose largest entry is the label's.
pub fn accuracy(p: &[Vec<f64>], y: &[u32]) -> f64 {
    let right = |(p, y): &(&Vec<f64>, &u32)| argmax(p) == **y as usize;
    p.iter().zip(y).filter(right).count() as f64 / y.len() as f64
}

pub fn nll(p: &[Vec<f64>], y: &[u32]) -> f64 {
    let rows = p.iter().zip(y);
    rows.map(|(p, &y)| -p[y as usize].ln()).sum::<f64>() / y.len() as f64
}

pub fn brier(p: &[Vec<f64>], y: &[u32]) -> f64 {
    let row = |(p, &y): (&Vec<f64>, &u32)| {
        let off = |k: usize| p[k] - if k == y as usize { 1.0 } else { 0.0 };
        (0..p.len()).map(|k| off(k).powi(2)).sum::<f64>()
    };
    p.iter().zip(y).map(row).sum::<f64>() / y.len() as f64
}

/// The calibration error over 15 bins of the largest probability.
pub fn ece(p: &[Vec<f64>], y: &[u32]) -> f64 {
    let mut bins = [[0.0; 3]; 15];
    for (p, &y) in p.iter().zip(y) {
        let class = argmax(p);
        let bin = (0..15)
            .find(|&b| p[class] <= f64::from(b + 1) / 15.0)
            .unwrap();
        let right = if class == y as usize { 1.0 } else { 0.0 };
        for (sum, x) in bins[bin as usize].iter_mut().zip([1.0, p[class], right]) {
            *sum += x;
        }
    }
    let gaps = bins
        .iter()
        .map(|[_, confidence, right]| (confidence - right).abs());
    gaps.sum::<f64>() / y.len() as f64
}

/// The mean of vectors.
pub fn mean(of: &[Vec<f64>]) -> Vec<f64> {
    let column = |i: usize| of.iter().map(|v| v[i]).sum::<f64>() / of.len() as f64;
    (0..of[0].len()).map(column).collect()
}
