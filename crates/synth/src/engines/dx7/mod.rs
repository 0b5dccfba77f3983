//! The Yamaha DX7 as Dexed plays it: six operators, 32 algorithms, 155 parameters.

pub mod engine;
pub mod prior;
pub mod spec;
pub mod structure;
pub mod synth;
pub mod sysex;
pub mod voice;

pub use synth::Dx7;
pub use voice::Voice;

/// The house's JSON presets of the DX7.
pub const JSON: crate::PresetFormat = crate::PresetFormat {
    name: "json",
    summary: "readable by people and programs, every parameter by name",
    extensions: &["json"],
    read: |bytes| crate::preset::json::read(spec::spec(), bytes),
    write: |presets| crate::preset::json::write(spec::spec(), presets),
};

/// The preset files of the DX7, the usual one first.
pub const FORMATS: &[crate::PresetFormat] = &[sysex::FORMAT, JSON];

/// The DX7's entry in the table of synths.
pub const ENTRY: crate::SynthEntry = crate::SynthEntry {
    name: "dx7",
    summary: "Yamaha DX7 as Dexed plays it: six operators, 32 algorithms",
    build: || Box::new(Dx7::mark_one()),
    formats: FORMATS,
    prior: || Box::new(prior::RealVoices::new()),
};
