//! The level over time with librosa's settings.

use super::FeatureEntry;
use super::rows::matrix;
use crate::envelope::RmsConfig;

/// The feature `rms-envelope`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "rms-envelope",
    summary: "Root mean square of frames of 2048 samples, hop 512, centred",
    source: "librosa 0.11, feature.rms defaults",
    rate_hz: None,
    plan: |setup| {
        let config = RmsConfig::default();
        let (shape, axes) = ([config.frames(setup.samples)?, 1], &["frames", "levels"]);
        Ok(matrix(setup, shape, axes, move |signal, out| config.process_into(signal, out)))
    },
};
