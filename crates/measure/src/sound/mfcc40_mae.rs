//! Mean absolute difference of 40 MFCCs with SynthRL's constants.

use tonewright_audio::{Audio, FeatureError};

use crate::pair::Pair;
use crate::spectra::{mean_abs_difference, nn_audio, of_mono};
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mfcc40-mae",
    title: "MFCC error, 40 coefficients",
    summary: "How different the fine spectral shape is, moment by moment",
    source: "SynthRL (mfcc40_mae): nnAudio MFCCs, FFT 1024/256, 128 mels. preset-gen-vae takes librosa's 2048/512",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    of_mono(ENTRY.name, target, candidate, distance)
}

fn distance(pair: &Pair) -> Result<f64, FeatureError> {
    let (target, candidate) = pair.sides();
    let mfcc = |signal| nn_audio::mfcc(signal, pair.rate_hz, 40);
    Ok(mean_abs_difference(mfcc(target)?.values(), mfcc(candidate)?.values()))
}
