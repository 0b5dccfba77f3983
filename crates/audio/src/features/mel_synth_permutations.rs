//! The mel spectrogram of the data sets of synth-permutations: each channel for itself, levels relative to the loudest
//! band of all of them.

use super::FeatureEntry;
use super::bands::{Bands, Channels};
use crate::db::{DbConfig, Reference};
use crate::mel::{Compression, MelSpectrogramConfig};
use crate::stft::StftConfig;
use crate::window::Window;

/// The feature `mel-synth-permutations`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "mel-synth-permutations",
    summary: "128 Slaney mel bands of each channel in dB below the loudest of all, 80 dB range: Hamming of 25 ms, hop 10 ms",
    source: "Hayes, Saitis and Fazekas, ISMIR 2025 (synth-permutations); its standardisation with a data set's \
             statistics is not part of it",
    rate_hz: None,
    plan: |setup| {
        let bands = Bands::bands_by_frames(config(setup.rate_hz));
        Bands { channels: Channels::Each, ..bands }.plan(setup)
    },
};

/// Window and hop are whole samples, rounded down: 1102 and 441 at 44.1 kHz.
fn config(rate_hz: u32) -> MelSpectrogramConfig {
    let (fft_len, hop) = (rate_hz as usize / 40, rate_hz as usize / 100);
    let db = DbConfig { reference: Reference::Max, ..DbConfig::default() };
    MelSpectrogramConfig {
        stft: StftConfig { window: Window::HammingPeriodic, ..StftConfig::librosa(fft_len, hop) },
        compression: Compression::Db(db),
        ..MelSpectrogramConfig::librosa(rate_hz, fft_len, hop, 128)
    }
}
