//! Networks as others know them: their published sizes, and PyTorch's numbers.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so by panicking")]

mod counts;
mod gpu;
mod graph;
mod named;
mod torch;
mod training;
mod weights;
