//! The MFCC row of timbremetrics: the Euclidean distance of two whole sequences, c0 included.

use tonewright_audio::{Audio, Mfcc, MfccConfig};

use crate::pair::Pair;
use crate::spectra::defined;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mfcc40-euclidean",
    title: "MFCC distance of whole sounds",
    summary: "How different timbre and level are over the whole sound; it grows with length",
    source: "Tian et al., ISMIR 2025 (timbremetrics): librosa's 40 MFCCs, FFT 2048/512, Euclidean distance",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let mut mfcc = defined(ENTRY.name, Mfcc::new(MfccConfig::librosa(pair.rate_hz).with_coefficients(40)))?;
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, mfcc.process(target))?;
    let candidate = defined(ENTRY.name, mfcc.process(candidate))?;
    let square = |(x, y): (&f32, &f32)| f64::from(x - y) * f64::from(x - y);
    Ok(target.values().iter().zip(candidate.values()).map(square).sum::<f64>().sqrt())
}
