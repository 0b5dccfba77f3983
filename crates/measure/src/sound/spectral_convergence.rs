//! Spectral convergence with SynthRL's constants: the part of its reward that pitch decides.

use tonewright_audio::{Audio, FeatureError};

use crate::pair::Pair;
use crate::spectra::{nn_audio, of_mono, relative_difference};
use crate::{Better, MeasureEntry, MeasureError};

/// SynthRL's largest value.
const LARGEST: f64 = 5.0;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "spectral-convergence",
    title: "Spectral convergence",
    summary: "The energy of the difference of the two spectrograms, as a share of the target's",
    source: "SynthRL (spec_sc): STFT 1024/256, Hann, magnitudes at least 1e-4, at most 5. preset-gen-vae takes raw \
             magnitudes of a symmetric Hann, without limits",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: false,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    of_mono(ENTRY.name, target, candidate, distance)
}

pub(super) fn distance(pair: &Pair) -> Result<f64, FeatureError> {
    let (target, candidate) = pair.sides();
    let (target, candidate) = (nn_audio::magnitude(target)?, nn_audio::magnitude(candidate)?);
    Ok(relative_difference(target.values(), candidate.values()).min(LARGEST))
}
