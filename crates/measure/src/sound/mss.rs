//! Multi-scale log-mel distance of Hayes et al. (2025): the field's usual score for sound matching.

use tonewright_audio::{Audio, FeatureError, Reference};

use crate::pair::Pair;
use crate::spectra::log_mel::{Scale, log_mels};
use crate::spectra::{defined, mean_abs_difference};
use crate::{Better, MeasureEntry, MeasureError};

/// The three resolutions of synth-permutations.
const SCALES: [Scale; 3] = [
    Scale { window_secs: 0.010, hop_secs: 0.005, bands: 32 },
    Scale { window_secs: 0.025, hop_secs: 0.010, bands: 64 },
    Scale { window_secs: 0.100, hop_secs: 0.050, bands: 128 },
];

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mss",
    title: "Multi-scale log-mel distance",
    summary: "How many decibels the two pictures of tone colour over time differ on average, level aside",
    source: "Hayes et al., ISMIR 2025 (synth-permutations): windows 10/25/100 ms, hops 5/10/50 ms, 32/64/128 mels, \
             dB below the maximum, 80 dB range",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::new(target, candidate)?;
    defined(ENTRY.name, distance(&pair, Reference::Max))
}

/// Mean over the scales of the mean absolute difference over channels, frames and bands.
pub(super) fn distance(pair: &Pair, reference: Reference) -> Result<f64, FeatureError> {
    let mut sum = 0.0;
    for scale in &SCALES {
        let config = scale.config(pair.rate_hz);
        let target = log_mels(&pair.target, config, reference)?;
        let candidate = log_mels(&pair.candidate, config, reference)?;
        let channels = target.iter().zip(&candidate);
        let total: f64 = channels.map(|(t, c)| mean_abs_difference(t.values(), c.values())).sum();
        sum += total / target.len() as f64;
    }
    Ok(sum / SCALES.len() as f64)
}
