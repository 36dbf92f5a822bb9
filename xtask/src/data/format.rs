//! Images in memory, and as the bytes of a bundled file.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// Square images of one byte a pixel, with labels from 0 to 9.
pub struct Images {
    /// Pixels along a side.
    pub side: usize,
    /// One image after another.
    pub pixels: Vec<u8>,
    /// A label for each.
    pub labels: Vec<u8>,
}

impl Images {
    /// Images of `side` by `side` pixels, none yet.
    pub fn new(side: usize) -> Self {
        let (pixels, labels) = (Vec::new(), Vec::new());
        Images {
            side,
            pixels,
            labels,
        }
    }

    /// The first `count`, or all where there are fewer.
    pub fn first(&self, count: usize) -> Self {
        self.part(0, count.min(self.labels.len()))
    }

    /// The images from `start` to before `end`.
    pub fn part(&self, start: usize, end: usize) -> Self {
        let size = self.side * self.side;
        Images {
            side: self.side,
            pixels: self.pixels[start * size..end * size].to_vec(),
            labels: self.labels[start..end].to_vec(),
        }
    }

    /// Half as wide and high: means of 2 × 2 pixels as whole numbers, ties to even.
    pub fn halved(&self) -> Self {
        let side = self.side / 2;
        let mut pixels = Vec::with_capacity(self.pixels.len() / 4);
        for image in self.pixels.chunks_exact(self.side * self.side) {
            let pixel = |i: usize, j: usize| u16::from(image[i * self.side + j]);
            for at in 0..side * side {
                let (i, j) = (at / side * 2, at % side * 2);
                let sum = pixel(i, j) + pixel(i, j + 1) + pixel(i + 1, j) + pixel(i + 1, j + 1);
                pixels.push(quarter(sum));
            }
        }
        let labels = self.labels.clone();
        Images {
            side,
            pixels,
            labels,
        }
    }

    /// The bytes of a bundled file, before gzip; the table is in `crate/data/bundled.rs`.
    pub fn encoded(&self) -> Vec<u8> {
        let side = (self.side as u16).to_le_bytes();
        let mut file = Vec::with_capacity(20 + self.pixels.len() + self.labels.len());
        file.extend(b"SPDS");
        file.extend([1, 1, 2, 255]);
        file.extend(10_u16.to_le_bytes());
        file.extend(0_u16.to_le_bytes());
        file.extend((self.labels.len() as u32).to_le_bytes());
        file.extend(side);
        file.extend(side);
        file.extend(&self.pixels);
        file.extend(&self.labels);
        file
    }
}

/// A quarter of a sum, rounded, ties to even.
fn quarter(sum: u16) -> u8 {
    let (whole, rest) = (sum / 4, sum % 4);
    let up = rest == 3 || rest == 2 && whole % 2 == 1;
    (whole + u16::from(up)) as u8
}

/// The bytes in gzip, the same every time.
pub fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut file = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    file.write_all(bytes)?;
    Ok(file.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_round_to_even() {
        let sums = [0, 1, 2, 3, 4, 5, 6, 7, 10, 1018, 1020];
        assert_eq!(sums.map(quarter), [0, 0, 0, 1, 1, 1, 2, 2, 2, 254, 255]);
    }

    #[test]
    fn halving_takes_means_of_neighbours() {
        let pixels = vec![0, 4, 8, 8, 0, 4, 8, 8, 1, 1, 255, 255, 1, 1, 255, 255];
        let images = Images {
            side: 4,
            pixels,
            labels: vec![3],
        };
        assert_eq!(images.halved().pixels, [2, 8, 1, 255]);
    }

    #[test]
    fn a_file_is_as_long_as_its_parts() {
        let images = Images {
            side: 2,
            pixels: vec![7; 12],
            labels: vec![1, 2, 9],
        };
        let file = images.part(1, 3).encoded();
        assert_eq!(file.len(), 16 + 4 + 8 + 2);
        assert_eq!(file[12..20], [2, 0, 0, 0, 2, 0, 2, 0]);
        assert_eq!(file[28..], [2, 9]);
    }
}
