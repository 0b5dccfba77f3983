//! Error of the fundamental frequency as Hayes et al. (2025) coded it, with our own tracker in place of PESTO.

use tonewright_audio::Audio;

use crate::pair::Pair;
use crate::spectra::pitch_pairs::sure_frames;
use crate::{Better, MeasureEntry, MeasureError};

/// Why there is no pitch error.
pub(super) const NO_PITCH: &str = "there is no moment at which both sounds have a clear pitch";

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "f0-hz",
    title: "Pitch error in hertz",
    summary: "How many hertz the two pitches differ while both are clear",
    source: "Hayes et al., ISMIR 2025 (coded, not reported): mean absolute difference over 20 ms steps where both \
             confidences exceed 0.85; our YIN-based tracker instead of PESTO",
    unit: "Hz",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let frames = sure_frames(&Pair::mono(target, candidate)?);
    if frames.is_empty() {
        return Err(MeasureError::Undefined { measure: ENTRY.name, reason: NO_PITCH });
    }
    Ok(frames.iter().map(|(t, c)| (c - t).abs()).sum::<f64>() / frames.len() as f64)
}
