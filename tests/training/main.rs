//! Models that learn: what they are trained by, and what comes of it on real data.

mod digits;
mod lessons;
mod recipe;
mod workloads;
