//! Mean absolute difference of log magnitudes with SynthRL's constants.

use tonewright_audio::{Audio, FeatureError, Spectrogram};

use crate::pair::Pair;
use crate::spectra::{mean_abs_difference, nn_audio, of_mono};
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "log-spectral-mae",
    title: "Log-spectral error",
    summary: "How many powers of ten the two spectrograms differ on average",
    source: "SynthRL (spec_mae): log10 magnitudes of an STFT 1024/256, Hann, floored at 1e-4. preset-gen-vae floors \
             its own at -120 dB",
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

pub(super) fn distance(pair: &Pair) -> Result<f64, FeatureError> {
    let log = |signal| -> Result<Spectrogram, FeatureError> {
        let mut spectrum = nn_audio::magnitude(signal)?;
        spectrum.values_mut().iter_mut().for_each(|x| *x = x.log10());
        Ok(spectrum)
    };
    let (target, candidate) = pair.sides();
    Ok(mean_abs_difference(log(target)?.values(), log(candidate)?.values()))
}
