//! The types of numbers that models are made of.

/// A floating-point number that weights are given and written in.
pub trait Weight: Copy + Default + Into<f64> {
    /// Digits of 16 bits that a [`key`](Weight::key) has.
    const DIGITS: usize;

    /// The number of this type that is nearest.
    fn nearest(x: f64) -> Self;

    /// The magnitude of a number rounded to this type, as a whole number that orders as it does.
    fn key(x: f64) -> u64;
}

impl Weight for f32 {
    const DIGITS: usize = 2;

    #[inline]
    fn nearest(x: f64) -> Self {
        x as f32
    }

    #[inline]
    fn key(x: f64) -> u64 {
        u64::from((x as f32).to_bits() << 1)
    }
}

impl Weight for f64 {
    const DIGITS: usize = 4;

    #[inline]
    fn nearest(x: f64) -> Self {
        x
    }

    #[inline]
    fn key(x: f64) -> u64 {
        x.to_bits() << 1
    }
}
