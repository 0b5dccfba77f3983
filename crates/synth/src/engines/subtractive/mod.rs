//! A subtractive synth of the house's own: two oscillators and a sub, one filter, three envelopes, two LFOs, chorus and
//! reverb.

pub mod engine;
pub mod patch;
pub mod prior;
pub mod spec;
pub mod synth;

pub use engine::Engine;
pub use patch::Patch;
pub use synth::Subtractive;

/// The subtractive synth's entry in the table of synths.
pub const ENTRY: crate::SynthEntry = crate::SynthEntry {
    name: "subtractive",
    summary: "Tonewright's own: two oscillators, one filter, chorus and reverb",
    toy: None,
    build: || Box::new(Subtractive),
};
