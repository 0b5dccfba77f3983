//! MFCCs as librosa computes them by default.

use super::FeatureEntry;
use super::rows::matrix;
use crate::mfcc::{Mfcc, MfccConfig};

/// The feature `mfcc-librosa`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mfcc-librosa",
    summary: "20 mel-frequency cepstral coefficients: FFT 2048, hop 512",
    source: "librosa, MFCC defaults",
    rate_hz: None,
    plan: |setup| {
        let config = MfccConfig::librosa(setup.rate_hz);
        let (shape, mut mfcc) =
            ([config.mel.frames(setup.samples)?, config.coefficients], Mfcc::new(config)?);
        let axes = &["frames", "coefficients"];
        Ok(matrix(setup, shape, axes, move |signal, out| mfcc.process_into(signal, out)))
    },
};
