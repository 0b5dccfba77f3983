//! The power spectrogram with librosa's settings.

use super::FeatureEntry;
use super::rows::rows;
use crate::stft::{Stft, StftConfig};

/// The feature `stft`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "stft",
    summary: "Power spectrogram: FFT 2048, hop 512, periodic Hann, centred",
    source: "librosa 0.11, stft defaults",
    rate_hz: None,
    plan: |setup| {
        let config = StftConfig::librosa(2048, 512);
        let (shape, mut stft) = ([config.frames(setup.samples)?, config.bins()], Stft::new(config)?);
        Ok(rows(setup, shape, &["frames", "bins"], move |signal, out| {
            stft.rows_into(signal, out);
            Ok(())
        }))
    },
};
