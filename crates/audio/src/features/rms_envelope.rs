//! The level over time with librosa's settings.

use super::FeatureEntry;
use super::entry::usable;
use crate::envelope::RmsConfig;
use crate::matrix::Matrix;

/// The feature `rms-envelope`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "rms-envelope",
    summary: "Root mean square of frames of 2048 samples, hop 512, centred",
    source: "librosa 0.11, feature.rms defaults",
    shape: |samples, _| Ok((RmsConfig::default().frames(samples)?, 1)),
    compute: |audio| {
        let mut out = Matrix::new();
        RmsConfig::default().process_into(&usable(audio)?, &mut out)?;
        Ok(out)
    },
};
