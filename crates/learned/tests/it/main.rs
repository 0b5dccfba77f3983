//! What is taught on real data sets of the toy synth.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so by panicking")]

mod proxies;
mod school;
