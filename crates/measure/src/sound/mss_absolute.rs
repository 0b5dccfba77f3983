//! The multi-scale log-mel distance with a fixed decibel reference: level counts, and listeners agree with it more.

use tonewright_audio::{Audio, Reference};

use crate::pair::Pair;
use crate::spectra::defined;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "mss-absolute",
    title: "Multi-scale log-mel distance, level included",
    summary: "As mss, but a candidate that is too quiet or too loud is further away",
    source: "mss with librosa's power_to_db(ref=1) instead of ref=max",
    unit: "dB",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::new(target, candidate)?;
    defined(ENTRY.name, super::mss::distance(&pair, Reference::One))
}
