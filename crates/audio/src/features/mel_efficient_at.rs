//! The log-mel spectrogram that EfficientAT's networks take, of a whole sound: what cuts a sound into segments first,
//! as synth-proxy does, mirrors the edges of each.

use super::FeatureEntry;
use super::bands::{Bands, Rescale};
use crate::mel::{MelConfig, MelSpectrogramConfig};

/// The feature `mel-efficient-at`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-efficient-at",
    summary: "128 Kaldi mel bands to 15 kHz after pre-emphasis, (ln(power + 1e-5) + 4.5) / 5: symmetric Hann 800 in 1024, hop 320",
    source: "Schmid, Koutini and Widmer, ICASSP 2023 (EfficientAT), in evaluation",
    rate_hz: Some(32_000),
    plan: |setup| {
        let rescale = Rescale { offset: 4.5, gain: 0.2, ..Rescale::NONE };
        Bands { rescale, ..Bands::bands_by_frames(config(setup.rate_hz)) }.plan(setup)
    },
};

fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let highest_hz = (f64::from(rate_hz) / 2.0).min(15_000.0);
    MelSpectrogramConfig {
        rate_hz,
        mel: MelConfig::kaldi(128, 0.0, highest_hz),
        ..MelSpectrogramConfig::efficient_at()
    }
}
