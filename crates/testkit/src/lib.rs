//! What tests share: toy synth, signals, tolerances, contract suites, reference comparisons, timing.

pub mod contract;
pub mod mixed;
pub mod peer;
pub mod python;
pub mod signals;
pub mod surrogate;
pub mod timing;
pub mod tolerance;
pub mod toy_synth;

pub use surrogate::{Clueless, Imagined};
pub use toy_synth::{FlakySynth, ToySynth};
