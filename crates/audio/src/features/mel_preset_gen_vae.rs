//! The mel spectrogram that preset-gen-vae learns from: 257 × 347 for its renders of 88 576 samples.

use super::FeatureEntry;
use super::bands::{Bands, Rescale};
use crate::db::DbConfig;
use crate::mel::{Compression, MelConfig, MelNorm, MelSpectrogramConfig};
use crate::stft::{Quantity, Scaling, StftConfig};
use crate::window::Window;

/// The feature `mel-preset-gen-vae`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-preset-gen-vae",
    summary: "257 Slaney mel bands of peak 1 of magnitudes in dB, none below -120 dB: symmetric Hann 1024, hop 256",
    source: "Le Vaillant, Dutoit and Dekeyser, DAFx 2021 (preset-gen-vae); its scaling to -1..1 with a data set's \
             extremes is not part of it",
    rate_hz: Some(22_050),
    plan: |setup| {
        // Magnitudes have twice the decibels that powers would.
        let rescale = Rescale { gain: 2.0, ..Rescale::NONE };
        Bands { rescale, ..Bands::bands_by_frames(config(setup.rate_hz)) }.plan(setup)
    },
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let db = DbConfig { amin: 1e-6, top_db: None, ..DbConfig::default() };
    MelSpectrogramConfig {
        stft: StftConfig {
            window: Window::HannSymmetric,
            quantity: Quantity::Magnitude,
            scaling: Scaling::WindowSum,
            ..StftConfig::librosa(1024, 256)
        },
        mel: MelConfig { norm: MelNorm::None, ..MelConfig::librosa(257) },
        compression: Compression::Db(db),
        ..MelSpectrogramConfig::librosa(rate_hz, 1024, 256, 257)
    }
}
