//! Centroid, bandwidth, roll-off and flatness per frame.

use super::FeatureEntry;
use super::rows::rows;
use super::shape::SpectralShapes;

/// The feature `spectral-shape`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "spectral-shape",
    summary: "Centroid, bandwidth and roll-off in Hz, and flatness: FFT 2048, hop 512",
    source: "librosa 0.11, feature.spectral_* defaults",
    rate_hz: None,
    plan: |setup| {
        let (mut planned, mut shapes) = (SpectralShapes::new(setup.rate_hz)?, Vec::new());
        let shape = [planned.frames(setup.samples)?, 4];
        Ok(rows(setup, shape, &["frames", "numbers"], move |signal, out| {
            planned.process_into(signal, &mut shapes)?;
            for (row, shape) in out.as_chunks_mut().0.iter_mut().zip(&shapes) {
                *row = [shape.centroid_hz, shape.bandwidth_hz, shape.rolloff_hz, shape.flatness];
            }
            Ok(())
        }))
    },
};
