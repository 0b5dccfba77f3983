//! One DX7 voice as the hardware holds it, plus what only the Dexed plug-in has.

/// Bytes of an unpacked voice (VCED) with its name.
pub const VOICE_LEN: usize = 155;

/// A DX7 voice: the 155 VCED bytes in SysEx order (operator 6 first, 21 bytes each, then 19 global bytes
/// and 10 characters of name), operator switches, and the plug-in's four global knobs.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// VCED bytes, each within its range.
    pub bytes: [u8; VOICE_LEN],
    /// Whether each operator sounds, operator 1 first.
    pub operators_on: [bool; 6],
    /// The plug-in's knobs, which no SysEx voice holds.
    pub globals: Globals,
}

/// The four knobs of the Dexed plug-in that are not part of a voice, on the knob (0..=1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Globals {
    /// Low-pass cutoff; 1 switches the filter off.
    pub cutoff_norm: f32,
    /// Low-pass resonance.
    pub resonance_norm: f32,
    /// Output gain; 1 is unity.
    pub output_norm: f32,
    /// Master tune; 0.5 is no change.
    pub master_tune_norm: f32,
}

impl Default for Globals {
    fn default() -> Self {
        Self { cutoff_norm: 1.0, resonance_norm: 0.0, output_norm: 1.0, master_tune_norm: 0.5 }
    }
}
