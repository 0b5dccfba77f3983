//! synth-proxy's mel distance: auraloss' loss on mel bands.

use tonewright_audio::{Audio, FeatureError};

use super::proxy_stft::RESOLUTION;
use crate::pair::Pair;
use crate::spectra::of_mono;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "proxy-mel",
    title: "synth-proxy's mel loss",
    summary: "How different the spectrograms are in bands as the ear has them",
    source: "synth-proxy: spectral convergence plus natural-log error of 128 Slaney mel bands of magnitudes, FFT 1024/256",
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
    RESOLUTION.mel_loss(target, candidate, pair.rate_hz, 128)
}
