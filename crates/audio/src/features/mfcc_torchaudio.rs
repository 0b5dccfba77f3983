//! MFCCs as torchaudio computes them by default.

use super::FeatureEntry;
use super::rows::matrix;
use crate::mfcc::{Mfcc, MfccConfig};

/// The feature `mfcc-torchaudio`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mfcc-torchaudio",
    summary: "40 mel-frequency cepstral coefficients: FFT 400, hop 200, reflected edges",
    source: "torchaudio, MFCC defaults",
    rate_hz: None,
    plan: |setup| {
        let config = MfccConfig::torchaudio(setup.rate_hz);
        let (shape, mut mfcc) =
            ([config.mel.frames(setup.samples)?, config.coefficients], Mfcc::new(config)?);
        let axes = &["frames", "coefficients"];
        Ok(matrix(setup, shape, axes, move |signal, out| mfcc.process_into(signal, out)))
    },
};
