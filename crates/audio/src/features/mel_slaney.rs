//! The log-mel spectrogram in librosa's convention.

use super::FeatureEntry;
use super::entry::usable;
use crate::db::DbConfig;
use crate::mel::{Compression, MelSpectrogram, MelSpectrogramConfig};
/// The feature `mel-slaney`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-slaney",
    summary: "128 Slaney mel bands in dB of power 1, 80 dB range: FFT 2048, hop 512",
    source: "librosa 0.11, melspectrogram and power_to_db defaults",
    shape: |samples, rate_hz| Ok((config(rate_hz).stft.frames(samples)?, config(rate_hz).mel.bands)),
    compute: |audio| MelSpectrogram::new(config(audio.rate_hz()))?.process(&usable(audio)?),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let config = MelSpectrogramConfig::librosa(rate_hz, 2048, 512, 128);
    config.with_compression(Compression::Db(DbConfig::default()))
}
