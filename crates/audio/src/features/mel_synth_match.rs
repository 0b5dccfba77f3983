//! The mel spectrogram that synth-match shows its networks, its decibels of an amplitude taken of a power included:
//! 128 × 87 for 1 s at its rate.

use super::FeatureEntry;
use super::bands::{Bands, Rescale};
use crate::db::DbConfig;
use crate::mel::{Compression, MelSpectrogramConfig};

/// The feature `mel-synth-match`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-synth-match",
    summary: "128 Slaney mel bands, (20 log10(power) + 80) / 80 within 0..1, 80 such dB range: FFT 2048, hop 512",
    source: "synth-match (de Jong, 2025): librosa's amplitude_to_db of a power",
    rate_hz: Some(44_100),
    plan: |setup| {
        // (2 x + 80) / 80 of decibels of the power.
        let rescale = Rescale { offset: 40.0, gain: 1.0 / 40.0, low: 0.0, high: 1.0 };
        Bands { rescale, ..Bands::bands_by_frames(config(setup.rate_hz)) }.plan(setup)
    },
};

/// Floor and range are those of a power's decibels: half of what the source calls them.
fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let db = DbConfig { amin: 1e-5, top_db: Some(40.0), ..DbConfig::default() };
    MelSpectrogramConfig::librosa(rate_hz, 2048, 512, 128).with_compression(Compression::Db(db))
}
