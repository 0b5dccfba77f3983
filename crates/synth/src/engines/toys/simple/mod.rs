//! The synths of synth-match (M. de Jong, 2024-25, a hobby project that nudges knobs until a sound matches): two as they
//! were published, and the one that its list of wishes asks for.

mod butterworth;
mod envelope;
mod oscillator;
pub mod published;
pub mod second;
pub mod super_simple;

/// Where they come from.
const SOURCE: &str = "synth-match, M. de Jong, 2024-25";
