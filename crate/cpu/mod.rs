//! To be written.
pub mod math;
pub mod simd;
