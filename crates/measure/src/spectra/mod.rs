//! Spectra in the conventions of the tools whose measures we have: what several measures share.

pub(crate) mod auraloss;
pub(crate) mod log_mel;
pub(crate) mod nn_audio;
pub(crate) mod pitch_pairs;

use tonewright_audio::{Audio, FeatureError, Quantity, Spectrogram, Stft, StftConfig};

use crate::MeasureError;
use crate::pair::Pair;

/// A feature's refusal in a measure's words.
pub(crate) fn defined<T>(measure: &'static str, feature: Result<T, FeatureError>) -> Result<T, MeasureError> {
    feature.map_err(|error| MeasureError::Undefined {
        measure,
        reason: match error {
            FeatureError::TooShort { .. } | FeatureError::Empty => "the sounds are too short for its windows",
            _ => "the sample rate is too low for its windows",
        },
    })
}

/// What most measures are: a number from the mono pair's features, refused in a measure's words.
pub(crate) fn of_mono(
    measure: &'static str,
    target: &Audio,
    candidate: &Audio,
    distance: impl FnOnce(&Pair) -> Result<f64, FeatureError>,
) -> Result<f64, MeasureError> {
    defined(measure, distance(&Pair::mono(target, candidate)?))
}

/// Magnitudes (frames × bins) under a config, whatever quantity it names.
pub(crate) fn magnitude(signal: &[f32], config: StftConfig) -> Result<Spectrogram, FeatureError> {
    Stft::new(StftConfig { quantity: Quantity::Magnitude, ..config })?.process(signal)
}

/// Mean absolute difference of two equally long series.
pub(crate) fn mean_abs_difference(a: &[f32], b: &[f32]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(x, y)| f64::from((x - y).abs())).sum();
    sum / a.len().min(b.len()).max(1) as f64
}

/// Frobenius norm of the difference, relative to the target's.
pub(crate) fn relative_difference(target: &[f32], candidate: &[f32]) -> f64 {
    let square = |x: f32| f64::from(x) * f64::from(x);
    let difference: f64 = target.iter().zip(candidate).map(|(t, c)| square(t - c)).sum();
    let norm: f64 = target.iter().map(|t| square(*t)).sum();
    (difference / norm).sqrt()
}

/// Window or hop length in samples, cut to a whole number as the Python originals do.
pub(crate) fn whole_samples(secs: f64, rate: f64) -> usize {
    (secs * rate) as usize
}
