//! synth-proxy's STFT distance: one resolution of auraloss' loss.

use tonewright_audio::{Audio, FeatureError};

use crate::pair::Pair;
use crate::spectra::auraloss::Resolution;
use crate::spectra::of_mono;
use crate::{Better, MeasureEntry, MeasureError};

/// synth-proxy's windows.
pub(super) const RESOLUTION: Resolution = Resolution { fft_len: 1024, hop: 256, win_len: 1024 };

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "proxy-stft",
    title: "synth-proxy's STFT loss",
    summary: "How different the spectrograms are, loud parts and quiet parts alike",
    source: "synth-proxy (Combes et al., JAES 2025): spectral convergence plus natural-log error, FFT 1024/256",
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
    RESOLUTION.loss(target, candidate)
}
