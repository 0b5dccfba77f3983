//! Preset encoders, one file each, and the table that lists them: those of *Neural Proxies for Sound Synthesizers* (Combes,
//! Weinzierl and Obermayer, JAES 73(9), 2025) and of its program synth-proxy with their published sizes, and one of our own.

mod gru_oh;
mod hn_oh;
mod hn_pt;
mod hn_ptgru;
mod mlp_oh;
mod mlp_raw;
mod operators;
mod rn_oh;
mod tfm;

use crate::config::EncoderConfig;

/// A line of the table.
pub struct PresetEncoderEntry {
    /// What users type.
    pub name: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
    /// Its sizes.
    pub config: EncoderConfig,
}

/// All of them: those of the paper in its order, then ours.
pub const PRESET_ENCODERS: &[PresetEncoderEntry] = &[
    mlp_raw::ENTRY,
    mlp_oh::ENTRY,
    hn_oh::ENTRY,
    rn_oh::ENTRY,
    hn_pt::ENTRY,
    hn_ptgru::ENTRY,
    gru_oh::ENTRY,
    tfm::ENTRY,
    operators::ENTRY,
];
