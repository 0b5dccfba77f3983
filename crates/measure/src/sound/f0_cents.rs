//! Error of the fundamental frequency as musicians count it.

use tonewright_audio::Audio;

use crate::pair::Pair;
use crate::spectra::pitch_pairs::sure_frames;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "f0-cents",
    title: "Pitch error in cents",
    summary: "How far the candidate is out of tune: 100 is a semitone, 1200 an octave",
    source: "f0-hz with the ratio of the pitches in cents in place of their difference",
    unit: "cents",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let frames = sure_frames(&Pair::mono(target, candidate)?);
    if frames.is_empty() {
        return Err(MeasureError::Undefined { measure: ENTRY.name, reason: super::f0_hz::NO_PITCH });
    }
    let cents = frames.iter().map(|(t, c)| 1200.0 * (c / t).log2().abs());
    Ok(cents.sum::<f64>() / frames.len() as f64)
}
