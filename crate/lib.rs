//! Soupçon: many small models, trained at once and combined.
//!
//! A model is described once as a [graph](ir), lowered once to a [plan], and
//! replayed by one of two executors of equal rank: [cpu] and [gpu].

#[cfg(target_arch = "wasm32")]
pub mod api;
pub mod checkpoint;
pub mod cpu;
pub mod data;
pub mod exhibits;
pub mod functions;
pub mod gpu;
pub mod ir;
pub mod lab;
pub mod methods;
pub mod nn;
pub mod plan;
pub mod run;
pub mod workloads;
