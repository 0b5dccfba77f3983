//! Likeness of loudness contours as Hayes et al. (2025) score it.

use tonewright_audio::{Audio, RmsConfig, envelope};

use crate::pair::Pair;
use crate::spectra::{defined, whole_samples};
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "rms-cosine",
    title: "Envelope likeness",
    summary: "How alike the two sounds swell and fade: 1 for the same contour, 0 for none in common",
    source: "Hayes et al., ISMIR 2025: cosine of the RMS envelopes (50 ms frames every 25 ms)",
    unit: "",
    better: Better::Higher,
    identical: 1.0,
    symmetric: true,
    level_invariant: true,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let config = RmsConfig {
        frame: whole_samples(0.05, pair.rate()),
        hop: whole_samples(0.025, pair.rate()),
        centred: true,
    };
    let (target, candidate) = pair.sides();
    let target = defined(ENTRY.name, envelope::rms(target, &config))?;
    let candidate = defined(ENTRY.name, envelope::rms(candidate, &config))?;
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let norms = (dot(&target, &target) * dot(&candidate, &candidate)).sqrt();
    if norms > 0.0 {
        Ok(dot(&target, &candidate) / norms)
    } else {
        Err(MeasureError::Undefined { measure: ENTRY.name, reason: "one of the sounds is silent" })
    }
}
