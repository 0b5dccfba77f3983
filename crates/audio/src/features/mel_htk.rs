//! The log-mel spectrogram in torchaudio's convention.

use super::FeatureEntry;
use super::entry::usable;
use crate::db::DbConfig;
use crate::mel::{Compression, MelSpectrogram, MelSpectrogramConfig};
/// The feature `mel-htk`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-htk",
    summary: "128 HTK mel bands in dB of power 1, 80 dB range: FFT 2048, hop 512, reflected edges",
    source: "torchaudio 2.11, MelSpectrogram and AmplitudeToDB defaults but for the FFT length",
    shape: |samples, rate_hz| Ok((config(rate_hz).stft.frames(samples)?, config(rate_hz).mel.bands)),
    compute: |audio| MelSpectrogram::new(config(audio.rate_hz()))?.process(&usable(audio)?),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let config = MelSpectrogramConfig::torchaudio(rate_hz, 2048, 512, 128);
    config.with_compression(Compression::Db(DbConfig::default()))
}
