//! The log-mel spectrogram that SynthRL's networks take: 128 × 345 for 4 s at its rate.

use super::FeatureEntry;
use super::bands::{Bands, Rescale};
use crate::mel::{Compression, MelConfig, MelNorm, MelSpectrogramConfig};

/// The feature `mel-synthrl`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-synthrl",
    summary: "128 HTK mel bands of unit area, ln(power + 1e-5) / 12 within -1..1: FFT 1024, hop 256, reflected edges",
    source: "SynthRL, IJCAI 2025, with torch's edges",
    rate_hz: Some(22_050),
    plan: |setup| {
        let rescale = Rescale { offset: 0.0, gain: 1.0 / 12.0, low: -1.0, high: 1.0 };
        Bands { rescale, ..Bands::bands_by_frames(config(setup.rate_hz)) }.plan(setup)
    },
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let config = MelSpectrogramConfig::torchaudio(rate_hz, 1024, 256, 128);
    MelSpectrogramConfig { mel: MelConfig { norm: MelNorm::Slaney, ..config.mel }, ..config }
        .with_compression(Compression::LnPlus(1e-5))
}
