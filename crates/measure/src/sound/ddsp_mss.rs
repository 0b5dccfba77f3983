//! The multi-scale spectral loss of DDSP (Engel et al. 2020), linear and logarithmic magnitudes.

use tonewright_audio::{Audio, FeatureError, StftConfig};

use crate::pair::Pair;
use crate::spectra::{defined, magnitude, mean_abs_difference};
use crate::{Better, MeasureEntry, MeasureError};

const FFT_LENS: [usize; 6] = [2048, 1024, 512, 256, 128, 64];
/// The smallest magnitude a logarithm is taken of.
const LOG_FLOOR: f32 = 1e-5;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "ddsp-mss",
    title: "DDSP's multi-scale spectral loss",
    summary: "How different the spectrograms are at six resolutions, loudest parts first",
    source: "Engel et al., ICLR 2020: FFT 2048 to 64, 75 % overlap, sum of mean differences of magnitudes and of \
             their natural logs (floor 1e-5); frames start at the first sample and the end is padded",
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
    let scales = FFT_LENS.iter().map(|fft_len| scale(target, candidate, *fft_len));
    defined(ENTRY.name, scales.sum())
}

fn scale(target: &[f32], candidate: &[f32], fft_len: usize) -> Result<f64, FeatureError> {
    let config = StftConfig { center: None, ..StftConfig::librosa(fft_len, fft_len / 4) };
    let spectrum = |signal: &[f32]| {
        let mut padded = signal.to_vec();
        padded.resize((signal.len().div_ceil(config.hop) - 1) * config.hop + fft_len, 0.0);
        magnitude(&padded, config)
    };
    let (mut target, mut candidate) = (spectrum(target)?, spectrum(candidate)?);
    let linear = mean_abs_difference(target.values(), candidate.values());
    for matrix in [&mut target, &mut candidate] {
        matrix.values_mut().iter_mut().for_each(|x| *x = x.max(LOG_FLOOR).ln());
    }
    Ok(linear + mean_abs_difference(target.values(), candidate.values()))
}
