//! Centroid, bandwidth, roll-off and flatness per frame.

use super::entry::usable;
use super::{FeatureEntry, SpectralShape};
use crate::matrix::Matrix;
use crate::stft::StftConfig;

/// The feature `spectral-shape`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "spectral-shape",
    summary: "Centroid, bandwidth and roll-off in Hz, and flatness: FFT 2048, hop 512",
    source: "librosa 0.11, feature.spectral_* defaults",
    shape: |samples, _| Ok((StftConfig::librosa(2048, 512).frames(samples)?, 4)),
    compute: |audio| {
        let shapes = SpectralShape::librosa_of(&usable(audio)?, audio.rate_hz())?;
        let row = |s: SpectralShape| [s.centroid_hz, s.bandwidth_hz, s.rolloff_hz, s.flatness];
        Ok(Matrix::from_values(shapes.into_iter().flat_map(row).collect(), 4))
    },
};
