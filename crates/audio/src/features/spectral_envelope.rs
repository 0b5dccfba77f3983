//! The true envelope at a fixed order.

use super::FeatureEntry;
use super::entry::usable;
use crate::matrix::Matrix;
use crate::spectral_envelope::TrueEnvelope;
use crate::stft::StftConfig;

/// Fits pitches up to 350 Hz at 44.1 kHz; higher ones show as ripples of their partials.
const ORDER: usize = 60;

/// The feature `spectral-envelope`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "spectral-envelope",
    summary: "True envelope of order 60 in dB: FFT 2048, hop 512",
    source: "Röbel and Rodet, DAFx 2005",
    shape: |samples, _| Ok((config().frames(samples)?, config().bins())),
    compute: |audio| {
        let mut out = Matrix::new();
        TrueEnvelope::new(config(), ORDER)?.process_into(&usable(audio)?, &mut out)?;
        Ok(out)
    },
};

fn config() -> StftConfig {
    StftConfig::librosa(2048, 512)
}
