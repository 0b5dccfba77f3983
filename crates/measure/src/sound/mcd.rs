//! Mel-cepstral distortion, frame by frame. The variant that warps time first is left to `wmfcc`: a synth's
//! envelope must arrive on time, and a warped measure forgives one that does not.

use tonewright_audio::{Audio, Compression, DbConfig, MelSpectrogramConfig, Mfcc, MfccConfig};

use crate::pair::Pair;
use crate::spectra::defined;
use crate::{Better, MeasureEntry, MeasureError};

const BANDS: usize = 40;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mcd",
    title: "Mel-cepstral distortion",
    summary: "How many decibels the coarse spectral shapes differ, moment by moment, level aside",
    source: "Kubichek 1993: (10 / ln 10) √(2 Σ Δc²) over cepstra 1 to 13 of 40 mel bands (FFT 2048/512), frames not \
             warped; c is the cosine series of the natural log power (floor 1e-10)",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let db = DbConfig { top_db: None, ..DbConfig::default() };
    let mel = MelSpectrogramConfig::librosa(pair.rate_hz, 2048, 512, BANDS);
    let config = MfccConfig { mel: mel.with_compression(Compression::Db(db)), coefficients: 14, lifter: 0 };
    let mut mfcc = defined(ENTRY.name, Mfcc::new(config))?;
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, mfcc.process(target))?;
    let candidate = defined(ENTRY.name, mfcc.process(candidate))?;
    let sum: f64 = target.rows().zip(candidate.rows()).map(|(t, c)| distortion(&t[1..], &c[1..])).sum();
    Ok(sum / target.frames().max(1) as f64)
}

/// Kubichek's formula on orthonormal coefficients of decibels `X`: c = ln 10 / 10 · X / √(2 bands), so that all
/// constants fold into √(Σ ΔX² / bands).
fn distortion(target: &[f32], candidate: &[f32]) -> f64 {
    let square = |(t, c): (&f32, &f32)| f64::from(t - c) * f64::from(t - c);
    (target.iter().zip(candidate).map(square).sum::<f64>() / BANDS as f64).sqrt()
}
