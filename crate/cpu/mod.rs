//! To be written.
pub mod conv;
pub mod gemm;
pub mod math;
pub mod scatter;
pub mod simd;
pub mod sort;
mod tile;
