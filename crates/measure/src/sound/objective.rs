//! The objective that matching minimises, as a measure among the others.

use tonewright_audio::Audio;

use crate::pair::Pair;
use crate::{Better, MeasureEntry, MeasureError, Objective};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "objective",
    title: "The objective of matching",
    summary: "What a search lowers: timbre over time at three resolutions, level, envelope and place in frequency together",
    source: "ours: log-mel and low bands, cepstra, envelope, level and spectral transport (see Objective)",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: false,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let (left, right) = pair.sides();
    let score = Objective::new(&Audio::mono(left.to_vec(), pair.rate_hz)).scorer().score(right);
    if score.is_finite() {
        Ok(score)
    } else {
        Err(MeasureError::Undefined { measure: ENTRY.name, reason: "the sounds are too loud to be compared" })
    }
}
