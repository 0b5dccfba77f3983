//! Difference of loudness contours in decibels: how well attack, decay and release are met.

use tonewright_audio::{Audio, RmsConfig, envelope};

use crate::pair::Pair;
use crate::spectra::{defined, whole_samples};
use crate::{Better, MeasureEntry, MeasureError};

/// What lies further below the louder sound's peak counts as silence.
const RANGE_DB: f32 = 60.0;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "envelope-db",
    title: "Envelope distance",
    summary: "How many decibels the two loudness contours differ on average, from attack to release",
    source: "ours: mean absolute difference of RMS levels (50 ms frames every 12.5 ms), floored 60 dB below the louder \
             sound's peak",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    let config = RmsConfig {
        frame: whole_samples(0.05, pair.rate()),
        hop: whole_samples(0.0125, pair.rate()),
        centred: true,
    };
    let level = |signal: &[f32]| -> Result<Vec<f32>, MeasureError> {
        let mut levels = defined(ENTRY.name, envelope::rms(signal, &config))?;
        levels.iter_mut().for_each(|x| *x = 20.0 * x.max(1e-10).log10());
        Ok(levels)
    };
    let (target, candidate) = pair.sides();
    let (target, candidate) = (level(target)?, level(candidate)?);
    let peak = target.iter().chain(&candidate).copied().fold(f32::NEG_INFINITY, f32::max);
    let floor = peak - RANGE_DB;
    let difference = |(t, c): (&f32, &f32)| f64::from((t.max(floor) - c.max(floor)).abs());
    Ok(target.iter().zip(&candidate).map(difference).sum::<f64>() / target.len().max(1) as f64)
}
