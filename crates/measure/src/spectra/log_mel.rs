//! Log-mel spectrograms of all channels of a sound with one common decibel reference: librosa's way with stereo.

use tonewright_audio::{DbConfig, FeatureError, Matrix, MelSpectrogram, MelSpectrogramConfig, Reference};

use super::whole_samples;

/// Window and hop in seconds, and the number of mel bands.
pub(crate) struct Scale {
    pub(crate) window_secs: f64,
    pub(crate) hop_secs: f64,
    pub(crate) bands: usize,
}

impl Scale {
    /// librosa's mel spectrogram with windows and hops cut to whole samples.
    pub(crate) fn config(&self, rate_hz: u32) -> MelSpectrogramConfig {
        let samples = |secs| whole_samples(secs, f64::from(rate_hz));
        MelSpectrogramConfig::librosa(rate_hz, samples(self.window_secs), samples(self.hop_secs), self.bands)
    }
}

/// Decibels of each channel (frames × bands), floored 80 dB below the loudest value of all channels.
pub(crate) fn log_mels(
    channels: &[Vec<f32>],
    config: MelSpectrogramConfig,
    reference: Reference,
) -> Result<Vec<Matrix>, FeatureError> {
    let mut mel = MelSpectrogram::new(config)?;
    let (mut powers, mut bands) = (Vec::new(), 1);
    for channel in channels {
        let matrix = mel.process(channel)?;
        bands = matrix.bins();
        powers.extend_from_slice(matrix.values());
    }
    DbConfig { reference, ..DbConfig::default() }.apply(&mut powers);
    let per_channel = powers.len() / channels.len().max(1);
    let split = powers.chunks_exact(per_channel.max(1));
    Ok(split.map(|values| Matrix::from_values(values.to_vec(), bands)).collect())
}
