//! A small picture of a sound, by whose mean difference neighbours are found.

use super::rows::rows;
use super::{FeatureEntry, FeatureError};
use crate::picture::{BANDS, FLOOR_DB, MOMENTS, Painter};

/// The feature `picture`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "picture",
    summary: "Levels of 32 log-spaced bands at 16 moments, in dB above -90 dB of full scale; denser where the sound begins",
    source: "ours",
    rate_hz: None,
    plan: |setup| {
        if setup.samples == 0 {
            return Err(FeatureError::Empty);
        }
        let mut painter = Painter::new(setup.rate_hz);
        Ok(rows(setup, [MOMENTS, BANDS], &["moments", "bands"], move |signal, out| {
            let mut slots = out.iter_mut();
            painter.levels_db(signal, |level_db| {
                if let Some(slot) = slots.next() {
                    *slot = (level_db - FLOOR_DB).max(0.0) as f32;
                }
            });
            Ok(())
        }))
    },
};
