//! The native engines, one folder each, and the table that lists them.

pub mod dx7;
pub mod subtractive;

use crate::Synth;

/// A native synth: how it is called and how it is made.
pub struct SynthEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Makes the synth.
    pub build: fn() -> Box<dyn Synth>,
}

/// All native synths, in the order of the docs.
pub const SYNTHS: &[SynthEntry] = &[dx7::ENTRY, subtractive::ENTRY];
