//! The power spectrogram with librosa's settings.

use super::FeatureEntry;
use super::entry::usable;
use crate::stft::{Stft, StftConfig};

/// The feature `stft`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "stft",
    summary: "Power spectrogram: FFT 2048, hop 512, periodic Hann, centred",
    source: "librosa 0.11, stft defaults",
    shape: |samples, _| Ok((config().frames(samples)?, config().bins())),
    compute: |audio| Stft::new(config())?.process(&usable(audio)?),
};

fn config() -> StftConfig {
    StftConfig::librosa(2048, 512)
}
