//! What a measure of a pair of sounds says of itself.

use tonewright_audio::Audio;

/// Which way a measure improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// A distance: smaller is closer.
    Lower,
    /// A similarity: larger is closer.
    Higher,
}

/// One measure of a pair of sounds.
pub struct MeasureEntry {
    /// What users type and files hold: `mss`.
    pub name: &'static str,
    /// What it is called in full.
    pub title: &'static str,
    /// What it means, in one plain sentence for a musician.
    pub summary: &'static str,
    /// Where its definition and constants come from.
    pub source: &'static str,
    /// Unit of the value, empty where it has none.
    pub unit: &'static str,
    /// Which way it improves.
    pub better: Better,
    /// Its value on two identical sounds.
    pub identical: f64,
    /// Whether swapping the sounds leaves the value.
    pub symmetric: bool,
    /// Whether a change of level alone leaves the value.
    pub level_invariant: bool,
    /// The value for (target, candidate): same rate, any lengths (the shorter is padded with silence).
    pub compute: fn(&Audio, &Audio) -> Result<f64, MeasureError>,
}

/// Why a pair has no value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// The sounds have different sample rates.
    #[error("the sounds have different rates, {target_hz} Hz and {candidate_hz} Hz: resample one first")]
    RatesDiffer {
        /// Rate of the target.
        target_hz: u32,
        /// Rate of the candidate.
        candidate_hz: u32,
    },
    /// One of the sounds is empty or not finite.
    #[error("the {which} can't be measured: {reason}")]
    Unusable {
        /// `target` or `candidate`.
        which: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The measure has no value here (no pitch in either sound, say).
    #[error("{measure} has no value for this pair: {reason}")]
    Undefined {
        /// Which measure.
        measure: &'static str,
        /// Why not.
        reason: &'static str,
    },
}
