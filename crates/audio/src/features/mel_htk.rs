//! The log-mel spectrogram in torchaudio's convention.

use super::FeatureEntry;
use super::bands::Bands;
use crate::db::DbConfig;
use crate::mel::{Compression, MelSpectrogramConfig};

/// The feature `mel-htk`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-htk",
    summary: "128 HTK mel bands in dB of power 1, 80 dB range: FFT 2048, hop 512, reflected edges",
    source: "torchaudio 2.11, MelSpectrogram and AmplitudeToDB defaults but for the FFT length",
    rate_hz: None,
    plan: |setup| Bands::frames_by_bands(config(setup.rate_hz)).plan(setup),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let config = MelSpectrogramConfig::torchaudio(rate_hz, 2048, 512, 128);
    config.with_compression(Compression::Db(DbConfig::default()))
}
