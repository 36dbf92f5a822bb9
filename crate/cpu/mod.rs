//! To be written.
pub mod gemm;
pub mod math;
pub mod simd;
mod tile;
