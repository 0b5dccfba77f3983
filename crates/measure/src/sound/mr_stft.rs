//! auraloss' multi-resolution STFT loss, which is also synth-proxy's mSTFT.

use tonewright_audio::{Audio, FeatureError};

use crate::pair::Pair;
use crate::spectra::auraloss::Resolution;
use crate::spectra::of_mono;
use crate::{Better, MeasureEntry, MeasureError};

/// auraloss' defaults.
const RESOLUTIONS: [Resolution; 3] = [
    Resolution { fft_len: 1024, hop: 120, win_len: 600 },
    Resolution { fft_len: 2048, hop: 240, win_len: 1200 },
    Resolution { fft_len: 512, hop: 50, win_len: 240 },
];

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mr-stft",
    title: "Multi-resolution STFT loss",
    summary: "How different the spectrograms are at three resolutions, loud parts and quiet parts alike",
    source: "auraloss 0.4.0 MultiResolutionSTFTLoss with its defaults; the same numbers are synth-proxy's mSTFT",
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
    let losses = RESOLUTIONS.iter().map(|resolution| resolution.loss(target, candidate));
    Ok(losses.sum::<Result<f64, _>>()? / RESOLUTIONS.len() as f64)
}
