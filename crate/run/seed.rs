//! Randomness without state: Threefry-2×32, keyed by (seed, stream) and counted by (step, element).
//!
//! Every random number is a pure function of its key and its counter, so the
//! order of drawing, the number of members and the executor change nothing:
//! `uniform(key, [step, element])` is the value that [`Op::Uniform`](crate::ir::Op::Uniform)
//! has at that step and element. Streams are told apart by name, through
//! [`stream_key`]. [`Stream`] walks one stream on the host.
//!
//! Source: Salmon, Moraes, Dror and Shaw 2011, *Parallel random numbers: as easy as 1, 2, 3*.

use crate::ir::stream_key;

/// The rotations of the even and of the odd groups of four rounds.
const EVEN: [u32; 4] = [13, 15, 26, 6];
const ODD: [u32; 4] = [17, 29, 16, 24];
/// The parity word of the key schedule.
const PARITY: u32 = 0x1bd1_1bda;
/// One over 2²⁴: uniform numbers are its multiples.
const UNIT: f32 = 1.0 / 16_777_216.0;
/// The number of words.
const WORDS: f64 = 4_294_967_296.0;

/// A key: the seed of a member or a run, and the key of a stream.
pub type Key = [u32; 2];

/// The key of a stream called `name` for `seed`.
pub fn key(seed: u32, name: &str) -> Key {
    [seed, stream_key(name)]
}

/// Threefry-2×32 with 20 rounds: one block of two words.
#[inline]
pub fn threefry(key: Key, counter: [u32; 2]) -> [u32; 2] {
    let third = PARITY ^ key[0] ^ key[1];
    let block = [
        counter[0].wrapping_add(key[0]),
        counter[1].wrapping_add(key[1]),
    ];
    let block = group(block, EVEN, [key[1], third], 1);
    let block = group(block, ODD, [third, key[0]], 2);
    let block = group(block, EVEN, key, 3);
    let block = group(block, ODD, [key[1], third], 4);
    group(block, EVEN, [third, key[0]], 5)
}

/// `(threefry(key, counter)[0] >> 8) · 2⁻²⁴`, in `[0, 1)`; counter = `[step, element]`.
#[inline]
pub fn uniform(key: Key, counter: [u32; 2]) -> f32 {
    unit(threefry(key, counter)[0])
}

/// Uniform numbers of consecutive elements: `out[i] = uniform(key, [step, first + i])`.
///
/// No element waits for another, so that the compiler can use vector registers.
pub fn fill_uniform(key: Key, step: u32, first: u32, out: &mut [f32]) {
    for (i, out) in (0..).zip(out) {
        *out = uniform(key, [step, first.wrapping_add(i)]);
    }
}

/// Standard normal numbers of consecutive elements, by Box and Muller from the two
/// words of a block: `out[i] = √(−2 ln u₁) · cos 2πu₂`, with `u₁` in `(0, 1]`.
///
/// Computed in 64 bits by portable functions and rounded once, so the same
/// everywhere; no value exceeds 6.67 in size.
pub fn fill_normal(key: Key, step: u32, first: u32, out: &mut [f32]) {
    for (i, out) in (0..).zip(out) {
        let [a, b] = threefry(key, [step, first.wrapping_add(i)]);
        *out = normal(a, b) as f32;
    }
}

/// The seed of a member: adding members never changes the ones before.
pub fn member_seed(run_seed: u32, member: u32) -> u32 {
    threefry(key(run_seed, "member"), [member, 0])[0]
}

/// The run seed of repetition `i`: adding repetitions never changes the first ones.
/// Repetition 0 is the run itself.
pub fn repetition_seed(seed: u32, i: u32) -> u32 {
    match i {
        0 => seed,
        _ => threefry(key(seed, "repetition"), [i, 0])[0],
    }
}

/// A word as a number in `[0, 1)`, all of it.
pub fn share(word: u32) -> f64 {
    f64::from(word) / WORDS
}

/// A word as a whole number below `n`; the chances differ by less than `n · 2⁻³²`.
pub fn index(word: u32, n: usize) -> usize {
    ((u64::from(word) * n as u64) >> 32) as usize
}

fn unit(word: u32) -> f32 {
    (word >> 8) as f32 * UNIT
}

fn normal(a: u32, b: u32) -> f64 {
    let u1 = (f64::from(a) + 1.0) / WORDS;
    let angle = share(b) * std::f64::consts::TAU;
    libm::sqrt(-2.0 * libm::log(u1)) * libm::cos(angle)
}

/// Four rounds, by these rotations; then two words of the key and the group's number.
#[inline]
fn group([mut a, mut b]: [u32; 2], rotations: [u32; 4], words: [u32; 2], number: u32) -> [u32; 2] {
    for rotation in rotations {
        a = a.wrapping_add(b);
        b = b.rotate_left(rotation) ^ a;
    }
    [
        a.wrapping_add(words[0]),
        b.wrapping_add(words[1]).wrapping_add(number),
    ]
}

/// A walk along one stream on the host: one block a draw.
///
/// The `i`-th [`uniform`](Stream::uniform) of a fresh stream is
/// `uniform(key(seed, name), [0, i])`.
#[derive(Clone, Debug)]
pub struct Stream {
    key: Key,
    drawn: u64,
}

impl Stream {
    /// The start of the stream called `name` for `seed`.
    pub fn new(seed: u32, name: &str) -> Self {
        let key = key(seed, name);
        Stream { key, drawn: 0 }
    }

    fn block(&mut self) -> [u32; 2] {
        let counter = [(self.drawn >> 32) as u32, self.drawn as u32];
        self.drawn += 1;
        threefry(self.key, counter)
    }

    /// A multiple of 2⁻²⁴ in `[0, 1)`.
    pub fn uniform(&mut self) -> f32 {
        unit(self.block()[0])
    }

    /// A number in `[low, high)`, computed in 64 bits.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.uniform())
    }

    /// A standard normal number, as [`fill_normal`] but before rounding to 32 bits.
    pub fn normal(&mut self) -> f64 {
        let [a, b] = self.block();
        normal(a, b)
    }

    /// A whole number below `n`, each as likely as the others (Lemire 2019: the high
    /// half of a product, redrawn where the low half would favour some). 0 for `n` = 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let threshold = n.wrapping_neg().checked_rem(n).unwrap_or(0);
        loop {
            let product = u64::from(self.block()[0]) * u64::from(n);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }

    /// Puts the items in an order that is one of all with equal chance (Fisher and
    /// Yates, from the end). At most 2³² − 1 items.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }

    /// The numbers `0..n` in random order.
    pub fn permutation(&mut self, n: u32) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors published with Random123 (`kat_vectors`): counter, key, block.
    #[test]
    fn threefry_gives_the_published_answers() {
        let ones = [u32::MAX; 2];
        let pi = [0x243f_6a88, 0x85a3_08d3];
        let more_pi = [0x1319_8a2e, 0x0370_7344];
        assert_eq!(threefry([0; 2], [0; 2]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(threefry(ones, ones), [0x1cb9_96fc, 0xbb00_2be7]);
        assert_eq!(threefry(more_pi, pi), [0xc492_3a9c, 0x483d_f7a0]);
    }

    #[test]
    fn a_filled_slice_equals_single_draws_wherever_it_starts() {
        let key = key(7, "dropout");
        for (first, len) in [(0, 0), (0, 1), (3, 8), (5, 37), (u32::MAX - 4, 9)] {
            let mut out = vec![-1.0; len];
            fill_uniform(key, 11, first, &mut out);
            for (i, &u) in out.iter().enumerate() {
                let single = uniform(key, [11, first.wrapping_add(i as u32)]);
                assert_eq!(u.to_bits(), single.to_bits());
            }
        }
    }

    #[test]
    fn uniforms_have_the_moments_of_the_unit_interval() {
        let mut u = vec![0.0; 1 << 16];
        fill_uniform(key(1, "moments"), 0, 0, &mut u);
        let n = u.len() as f64;
        let mean = u.iter().map(|&u| f64::from(u)).sum::<f64>() / n;
        let second = u.iter().map(|&u| f64::from(u).powi(2)).sum::<f64>() / n;
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12.0 / n).sqrt());
        assert!((second - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0 / n).sqrt());
        assert!(u.iter().all(|u| (0.0..1.0).contains(u)));
    }

    #[test]
    fn normals_have_the_moments_of_the_normal_law() {
        let mut z = vec![0.0; 1 << 16];
        fill_normal(key(1, "moments"), 3, 0, &mut z);
        let n = z.len() as f64;
        let moment = |p: i32| z.iter().map(|&z| f64::from(z).powi(p)).sum::<f64>() / n;
        // The variances of z, z² − 1 and z⁴ − 3 are 1, 2 and 96.
        assert!(moment(1).abs() < 5.0 * (1.0 / n).sqrt());
        assert!((moment(2) - 1.0).abs() < 5.0 * (2.0 / n).sqrt());
        assert!((moment(4) - 3.0).abs() < 5.0 * (96.0 / n).sqrt());
        assert!(z.iter().all(|z| z.abs() < 6.67));
    }

    #[test]
    fn whole_numbers_below_n_are_even() {
        let mut stream = Stream::new(3, "below");
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[stream.below(6) as usize] += 1;
        }
        let off = |&c: &u32| (f64::from(c) - 10_000.0).powi(2) / 10_000.0;
        let chi = counts.iter().map(off).sum::<f64>();
        assert!(chi < 20.5, "chi-squared with 5 degrees of freedom: {chi}");
        assert_eq!(stream.below(1), 0);
        assert_eq!(stream.below(0), 0);
    }

    #[test]
    fn every_order_of_three_comes_up_alike() {
        let mut stream = Stream::new(9, "orders");
        let mut counts = std::collections::BTreeMap::<Vec<u32>, u32>::new();
        for _ in 0..6000 {
            *counts.entry(stream.permutation(3)).or_default() += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|c| c.abs_diff(1000) < 150));
    }

    #[test]
    fn streams_and_members_are_told_apart() {
        assert_ne!(Stream::new(1, "a").block(), Stream::new(1, "b").block());
        let seeds: Vec<u32> = (0..1024).map(|m| member_seed(5, m)).collect();
        let distinct: std::collections::BTreeSet<_> = seeds.iter().collect();
        assert_eq!(distinct.len(), seeds.len());
        assert_eq!(repetition_seed(5, 0), 5);
        assert_ne!(repetition_seed(5, 1), member_seed(5, 1));
    }
}
