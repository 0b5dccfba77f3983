//! The mel spectrogram that synth-proxy's sound matching takes: 128 × 313 for 5 s at its rate.

use super::FeatureEntry;
use super::bands::Bands;
use crate::db::DbConfig;
use crate::mel::{Compression, MelConfig, MelSpectrogramConfig};
use crate::stft::StftConfig;

/// The feature `mel-synth-proxy`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-synth-proxy",
    summary: "128 Kaldi mel bands after pre-emphasis in dB, none below -80 dB: symmetric Hann 1024, hop 512, reflected edges",
    source: "Combes, Weinzierl and Obermayer, JAES 2025 (synth-proxy); its scaling with a data set's statistics is \
             not part of it",
    rate_hz: Some(32_000),
    plan: |setup| Bands::bands_by_frames(config(setup.rate_hz)).plan(setup),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let front = MelSpectrogramConfig::efficient_at();
    let db = DbConfig { amin: 1e-8, top_db: None, ..DbConfig::default() };
    MelSpectrogramConfig {
        rate_hz,
        stft: StftConfig { win_len: 1024, hop: 512, ..front.stft },
        mel: MelConfig::kaldi(128, 0.0, f64::from(rate_hz) / 2.0),
        ..front
    }
    .with_compression(Compression::Db(db))
}
