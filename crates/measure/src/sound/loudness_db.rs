//! Difference of loudness of the whole sounds.

use tonewright_audio::{Audio, loudness};

use crate::pair::Pair;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "loudness-db",
    title: "Loudness difference",
    summary: "How many decibels louder or quieter the candidate is to the ear",
    source: "ITU-R BS.1770-4: absolute difference of integrated loudness (LUFS)",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let Pair { target, candidate, rate_hz } = Pair::new(target, candidate)?;
    let lufs = |channels| loudness::integrated_lufs(&Audio::from_channels(channels, rate_hz));
    match (lufs(target), lufs(candidate)) {
        (Some(target), Some(candidate)) => Ok((candidate - target).abs()),
        _ => Err(MeasureError::Undefined {
            measure: ENTRY.name,
            reason: "one of the sounds is below -70 LUFS",
        }),
    }
}
