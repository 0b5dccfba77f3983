//! The mean of synth-proxy's four distances, by which it chooses its models.

use tonewright_audio::{Audio, FeatureError};

use super::{mr_stft, proxy_mel, proxy_mfccd, proxy_stft};
use crate::pair::Pair;
use crate::spectra::of_mono;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "proxy-mean",
    title: "Mean of synth-proxy's distances",
    summary: "The average of four views of how different the spectra are",
    source: "synth-proxy (a_mean): mean of proxy-stft, mr-stft, proxy-mel and proxy-mfccd, each pair by itself \
             (the original's batches weigh pairs by their energy)",
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

fn distance(pair: &Pair) -> Result<f64, FeatureError> {
    let stft = proxy_stft::distance(pair)? + mr_stft::distance(pair)?;
    Ok((stft + proxy_mel::distance(pair)? + proxy_mfccd::distance(pair)?) / 4.0)
}
