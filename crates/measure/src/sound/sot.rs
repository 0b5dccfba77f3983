//! Spectral optimal transport after Torres et al. (2023), as Hayes et al. (2025) compute it: how far energy must
//! move along the frequency axis.

use tonewright_audio::{Audio, StftConfig};

use crate::pair::Pair;
use crate::spectra::{defined, magnitude, whole_samples};
use crate::{Better, MeasureEntry, MeasureError};

/// The smallest sum a frame is divided by.
const SMALLEST_SUM: f32 = 1e-6;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "sot",
    title: "Spectral optimal transport",
    summary: "How far, as a share of the whole range, energy must move in frequency to turn one sound into the other",
    source: "Torres et al., arXiv 2312.14507; constants of Hayes et al., ISMIR 2025: magnitudes of 50 ms windows every \
             20 ms, each frame scaled to a sum of 1",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let config = StftConfig::librosa(whole_samples(0.05, pair.rate()), whole_samples(0.02, pair.rate()));
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, magnitude(target, config))?;
    let candidate = defined(ENTRY.name, magnitude(candidate, config))?;
    let frames = target.rows().zip(candidate.rows());
    let sum: f64 = frames.map(|(t, c)| transport(t, c)).sum();
    Ok(sum / target.frames().max(1) as f64)
}

/// The mean over bins of the absolute difference of two frames' cumulative distributions.
fn transport(target: &[f32], candidate: &[f32]) -> f64 {
    let scale = |frame: &[f32]| 1.0 / f64::from(frame.iter().sum::<f32>().max(SMALLEST_SUM));
    let (target_scale, candidate_scale) = (scale(target), scale(candidate));
    let (mut ahead, mut moved) = (0.0_f64, 0.0_f64);
    for (t, c) in target.iter().zip(candidate) {
        ahead += f64::from(*t) * target_scale - f64::from(*c) * candidate_scale;
        moved += ahead.abs();
    }
    moved / target.len() as f64
}
