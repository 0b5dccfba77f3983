//! auraloss 0.4.0's STFT loss (Steinmetz and Reiss 2020): spectral convergence plus the mean absolute difference
//! of natural log magnitudes, on torch's STFT with powers floored at 1e-8.

use tonewright_audio::{Compression, FeatureError, MelConfig, MelFilterbank, Spectrogram, StftConfig};

use super::{mean_abs_difference, relative_difference};

/// The smallest magnitude: the root of auraloss' 1e-8.
const FLOOR: f32 = 1e-4;

/// One resolution of the loss.
pub(crate) struct Resolution {
    pub(crate) fft_len: usize,
    pub(crate) hop: usize,
    pub(crate) win_len: usize,
}

impl Resolution {
    fn magnitude(&self, signal: &[f32]) -> Result<Spectrogram, FeatureError> {
        let config = StftConfig { win_len: self.win_len, ..StftConfig::torchaudio(self.fft_len, self.hop) };
        let mut spectrum = super::magnitude(signal, config)?;
        spectrum.values_mut().iter_mut().for_each(|x| *x = x.max(FLOOR));
        Ok(spectrum)
    }

    /// Convergence plus log difference of the spectra.
    pub(crate) fn loss(&self, target: &[f32], candidate: &[f32]) -> Result<f64, FeatureError> {
        Ok(convergence_and_log(&self.magnitude(target)?, &self.magnitude(candidate)?))
    }

    /// The same on `bands` Slaney mel bands of the magnitudes. Bands without a bin are left out (the original
    /// has no value then).
    pub(crate) fn mel_loss(
        &self,
        target: &[f32],
        candidate: &[f32],
        rate_hz: u32,
        bands: usize,
    ) -> Result<f64, FeatureError> {
        let bank = MelFilterbank::new(&MelConfig::librosa(bands), self.fft_len, rate_hz)?;
        let filled: Vec<usize> = (0..bank.bands()).filter(|b| !bank.band(*b).1.is_empty()).collect();
        let mels = |signal: &[f32]| -> Result<Spectrogram, FeatureError> {
            let mut all = Spectrogram::new();
            bank.apply_into(&self.magnitude(signal)?, &mut all);
            let kept = all.rows().flat_map(|row| filled.iter().map(|b| row[*b])).collect();
            Ok(Spectrogram::from_values(kept, filled.len().max(1)))
        };
        Ok(convergence_and_log(&mels(target)?, &mels(candidate)?))
    }
}

fn convergence_and_log(target: &Spectrogram, candidate: &Spectrogram) -> f64 {
    let logarithms = |spectrum: &Spectrogram| {
        let mut values = spectrum.values().to_vec();
        Compression::LnPlus(0.0).apply(&mut values);
        values
    };
    let apart = mean_abs_difference(&logarithms(target), &logarithms(candidate));
    relative_difference(target.values(), candidate.values()) + apart
}
