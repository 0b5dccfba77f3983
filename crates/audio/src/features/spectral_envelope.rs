//! The true envelope at a fixed order.

use super::FeatureEntry;
use super::rows::matrix;
use crate::spectral_envelope::TrueEnvelope;
use crate::stft::StftConfig;

/// Fits pitches up to 350 Hz at 44.1 kHz; higher ones show as ripples of their partials.
const ORDER: usize = 60;

/// The feature `spectral-envelope`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "spectral-envelope",
    summary: "True envelope of order 60 in dB: FFT 2048, hop 512",
    source: "Röbel and Rodet, DAFx 2005",
    rate_hz: None,
    plan: |setup| {
        let config = StftConfig::librosa(2048, 512);
        let shape = [config.frames(setup.samples)?, config.bins()];
        let mut envelope = TrueEnvelope::new(config, ORDER)?;
        let axes = &["frames", "bins"];
        Ok(matrix(setup, shape, axes, move |signal, out| envelope.process_into(signal, out)))
    },
};
