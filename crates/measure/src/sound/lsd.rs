//! Log-spectral distance: root mean square over frequency, mean over time.

use tonewright_audio::{Audio, FeatureError, Spectrogram, Stft, StftConfig};

use crate::pair::Pair;
use crate::spectra::defined;
use crate::{Better, MeasureEntry, MeasureError};

/// The smallest power a logarithm is taken of.
const FLOOR: f32 = 1e-10;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "lsd",
    title: "Log-spectral distance",
    summary: "How many powers of ten the spectra differ, moment by moment; quiet parts count as much as loud ones",
    source: "mean over frames of the RMS over bins of log10 power differences; FFT 2048/512, powers floored at 1e-10",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, log_power(target))?;
    let candidate = defined(ENTRY.name, log_power(candidate))?;
    let sum: f64 = target.rows().zip(candidate.rows()).map(|(t, c)| root_mean_square(t, c)).sum();
    Ok(sum / target.frames().max(1) as f64)
}

fn log_power(signal: &[f32]) -> Result<Spectrogram, FeatureError> {
    let mut spectrum = Stft::new(StftConfig::librosa(2048, 512))?.process(signal)?;
    spectrum.values_mut().iter_mut().for_each(|x| *x = x.max(FLOOR).log10());
    Ok(spectrum)
}

fn root_mean_square(a: &[f32], b: &[f32]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(x, y)| f64::from(x - y) * f64::from(x - y)).sum();
    (sum / a.len().max(1) as f64).sqrt()
}
