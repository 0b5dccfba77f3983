//! The toy synths of papers: formulas with few parameters, on which methods are studied before they meet instruments.
//!
//! Their angular frequencies are per sample where the papers' are, and presets are drawn uniformly, as the papers draw
//! them. The papers' own train, validation and test presets come from seeds that collide (1249 of 51 200 test presets of
//! k-osc are also trained on); draw yours from streams of different names ([`crate::seed::stream`]), which don't.

mod blocks;
#[cfg(test)]
mod check_values;
mod edge;
mod family;
pub mod fm;
pub mod k_osc;
pub mod k_sin;
pub mod simple;
mod spec;
mod synth;

pub use family::ToyFamily;
pub use spec::Symmetry;
