//! MFCCs as librosa computes them by default.

use super::FeatureEntry;
use super::entry::usable;
use crate::mfcc::{Mfcc, MfccConfig};

/// The feature `mfcc-librosa`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mfcc-librosa",
    summary: "20 mel-frequency cepstral coefficients: FFT 2048, hop 512",
    source: "librosa, MFCC defaults",
    shape: |samples, rate_hz| {
        let config = MfccConfig::librosa(rate_hz);
        Ok((config.mel.stft.frames(samples)?, config.coefficients))
    },
    compute: |audio| Mfcc::new(MfccConfig::librosa(audio.rate_hz()))?.process(&usable(audio)?),
};
