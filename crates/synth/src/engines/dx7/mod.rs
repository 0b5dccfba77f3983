//! The Yamaha DX7 as Dexed plays it: six operators, 32 algorithms, 155 parameters.

pub mod engine;
pub mod prior;
pub mod spec;
pub mod structure;
pub mod synth;
pub mod sysex;
pub mod voice;
pub mod wiring;

pub use synth::Dx7;
pub use voice::Voice;

/// The DX7's entry in the table of synths.
pub const ENTRY: crate::SynthEntry = crate::SynthEntry {
    name: "dx7",
    summary: "Yamaha DX7 as Dexed plays it: six operators, 32 algorithms",
    toy: None,
    build: || Box::new(Dx7::mark_one()),
};
