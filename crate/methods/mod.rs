//! The papers' methods, as pure functions.
//!
//! What can be differentiated is a function of tensors: axis 0 is the member axis (1 for
//! what all share, `M` for one each), rows come next, classes last. A loss gives one number a
//! row, `[M, N, 1]`, and whoever trains takes its mean: rows can then be weighted or left
//! out. Its gradient comes from [`crate::ir::grad`]; what a paper treats as a constant is
//! detached, and nothing else is.
//!
//! What selects, counts or fits is a function of arrays in 64 bits. It expects what its
//! documentation says (equal shapes, finite numbers, labels below the number of classes) and
//! answers `None` where its result does not exist.

pub mod attack;
pub mod boosting;
pub mod calibration;
pub mod cascade;
pub mod categorical;
pub mod certificate;
pub mod confusion;
pub mod decomposition;
pub mod displacement;
pub mod distillation;
pub mod diversity;
pub mod dual_head;
pub mod eigen;
pub mod election;
pub mod ensemble;
pub mod ensloss;
pub mod features;
pub mod finite_aggregation;
pub mod forest;
pub mod listwise;
pub mod loss;
pub mod margin;
pub mod merge;
pub mod mixup;
pub mod pairing;
pub mod projection;
pub mod robustness;
pub mod scaling;
pub mod selective;
pub mod soup;
pub mod step_size;
pub mod tree;
pub mod uncertainty;
pub mod voting;
