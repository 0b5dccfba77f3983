//! MFCCs as torchaudio computes them by default.

use super::FeatureEntry;
use super::entry::usable;
use crate::mfcc::{Mfcc, MfccConfig};

/// The feature `mfcc-torchaudio`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mfcc-torchaudio",
    summary: "40 mel-frequency cepstral coefficients: FFT 400, hop 200, reflected edges",
    source: "torchaudio, MFCC defaults",
    shape: |samples, rate_hz| {
        let config = MfccConfig::torchaudio(rate_hz);
        Ok((config.mel.stft.frames(samples)?, config.coefficients))
    },
    compute: |audio| Mfcc::new(MfccConfig::torchaudio(audio.rate_hz()))?.process(&usable(audio)?),
};
