//! The log-mel spectrogram in librosa's convention.

use super::FeatureEntry;
use super::bands::Bands;
use crate::db::DbConfig;
use crate::mel::{Compression, MelSpectrogramConfig};

/// The feature `mel-slaney`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-slaney",
    summary: "128 Slaney mel bands in dB of power 1, 80 dB range: FFT 2048, hop 512",
    source: "librosa 0.11, melspectrogram and power_to_db defaults",
    rate_hz: None,
    plan: |setup| Bands::frames_by_bands(config(setup.rate_hz)).plan(setup),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let config = MelSpectrogramConfig::librosa(rate_hz, 2048, 512, 128);
    config.with_compression(Compression::Db(DbConfig::default()))
}
