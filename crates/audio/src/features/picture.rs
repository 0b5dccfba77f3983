//! A small picture of a sound, by whose mean difference neighbours are found.

use super::FeatureEntry;
use super::rows::rows;
use crate::picture::{BANDS, FLOOR_DB, MOMENTS, Painter};

/// The feature `picture`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "picture",
    summary: "Levels of 32 log-spaced bands at 16 moments, in dB above -90 dB of full scale; denser where the sound begins",
    source: "ours",
    rate_hz: None,
    plan: |setup| {
        let mut painter = Painter::new(setup.rate_hz);
        Ok(rows(setup, [MOMENTS, BANDS], &["moments", "bands"], move |signal, out| {
            let levels = painter.levels_db(signal).map(|level_db| (level_db - FLOOR_DB).max(0.0) as f32);
            out.iter_mut().zip(levels).for_each(|(slot, level)| *slot = level);
            Ok(())
        }))
    },
};
