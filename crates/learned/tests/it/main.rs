//! What is taught on real data sets of the toy synth, and what listens.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so by panicking")]

mod ears;
mod gpu;
mod guess;
mod hearing;
mod onnx;
mod packed;
mod proxies;
mod school;
mod told;
