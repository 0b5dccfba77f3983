//! The log-mel spectrogram in Kaldi's convention.

use super::FeatureEntry;
use super::bands::Bands;
use crate::db::DbConfig;
use crate::mel::{Compression, MelConfig, MelSpectrogramConfig};
use crate::stft::StftConfig;
use crate::window::Window;

/// The feature `mel-kaldi`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-kaldi",
    summary: "128 Kaldi mel bands in dB, none below -80 dB: FFT 1024, hop 512, symmetric Hann, reflected edges",
    source: "Kaldi's mel banks with the framing of Combes et al. 2025 (synth-proxy)",
    rate_hz: None,
    plan: |setup| Bands::frames_by_bands(config(setup.rate_hz)).plan(setup),
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let db = DbConfig { amin: 1e-8, top_db: None, ..DbConfig::default() };
    MelSpectrogramConfig {
        stft: StftConfig { window: Window::HannSymmetric, ..StftConfig::torchaudio(1024, 512) },
        mel: MelConfig::kaldi(128, 0.0, f64::from(rate_hz) / 2.0),
        compression: Compression::Db(db),
        ..MelSpectrogramConfig::librosa(rate_hz, 1024, 512, 128)
    }
}
