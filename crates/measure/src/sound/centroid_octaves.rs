//! Difference of brightness: spectral centroids, frame by frame, in octaves.

use tonewright_audio::{Audio, FeatureError, Spectrogram, StftConfig};

use crate::pair::Pair;
use crate::spectra::{defined, magnitude};
use crate::{Better, MeasureEntry, MeasureError};

/// Frames further below a sound's loudest are left out: their centroid is that of noise.
const RANGE: f64 = 1e-6;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "centroid-octaves",
    title: "Brightness difference",
    summary: "How many octaves the two sounds' brightness differs on average while both sound",
    source: "ours: mean absolute log2 ratio of magnitude centroids (FFT 2048/512) over frames within 60 dB of each \
             sound's loudest",
    unit: "octaves",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, centroids(target))?;
    let candidate = defined(ENTRY.name, centroids(candidate))?;
    let both = target.iter().zip(&candidate).filter_map(|(t, c)| Some(((*t)? / (*c)?).log2().abs()));
    let (sum, count) = both.fold((0.0, 0_usize), |(sum, count), octaves| (sum + octaves, count + 1));
    if count > 0 {
        Ok(sum / count as f64)
    } else {
        Err(MeasureError::Undefined { measure: ENTRY.name, reason: "the sounds are never heard together" })
    }
}

/// Centroids in bins; `None` where the frame is silent or has nothing above 0 Hz.
fn centroids(signal: &[f32]) -> Result<Vec<Option<f64>>, FeatureError> {
    let spectrum: Spectrogram = magnitude(signal, StftConfig::librosa(2048, 512))?;
    let power = |row: &[f32]| row.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>();
    let powers: Vec<f64> = spectrum.rows().map(power).collect();
    let threshold = powers.iter().copied().fold(0.0, f64::max) * RANGE;
    let centroid = |row: &[f32]| {
        let moment: f64 = row.iter().enumerate().map(|(bin, x)| bin as f64 * f64::from(*x)).sum();
        moment / row.iter().map(|x| f64::from(*x)).sum::<f64>()
    };
    let heard = spectrum.rows().zip(powers).map(|(row, power)| (power > threshold).then(|| centroid(row)));
    Ok(heard.map(|c| c.filter(|c| *c > 0.0)).collect())
}
