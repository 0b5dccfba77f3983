//! Mel-frequency cepstral coefficients as librosa and torchaudio define them.

use crate::db::DbConfig;
use crate::dct::Dct;
use crate::features::FeatureError;
use crate::matrix::Matrix;
use crate::mel::{Compression, MelSpectrogram, MelSpectrogramConfig};

/// The settings of MFCCs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MfccConfig {
    /// The mel spectrogram, its compression included (decibels in both libraries' defaults).
    pub mel: MelSpectrogramConfig,
    /// How many coefficients, c0 first.
    pub coefficients: usize,
    /// librosa's sinusoidal lifter: coefficient `k` times `1 + L/2 · sin(π (k+1) / L)`; 0 is none.
    pub lifter: usize,
}

impl MfccConfig {
    /// `librosa.feature.mfcc` defaults: 20 coefficients of 128 Slaney bands in dB (80 dB range), FFT 2048,
    /// hop 512.
    pub fn librosa(rate_hz: u32) -> Self {
        let mel = MelSpectrogramConfig::librosa(rate_hz, 2048, 512, 128);
        Self { mel: mel.with_compression(Compression::Db(DbConfig::default())), coefficients: 20, lifter: 0 }
    }

    /// `torchaudio.transforms.MFCC` defaults: 40 coefficients of 128 HTK bands in dB (80 dB range), FFT 400,
    /// hop 200.
    pub fn torchaudio(rate_hz: u32) -> Self {
        let mel = MelSpectrogramConfig::torchaudio(rate_hz, 400, 200, 128);
        Self { mel: mel.with_compression(Compression::Db(DbConfig::default())), coefficients: 40, lifter: 0 }
    }

    /// With ln(mel + 1e-6) instead of decibels: torchaudio's `log_mels=True`.
    pub fn with_log_mels(self) -> Self {
        Self { mel: self.mel.with_compression(Compression::LnPlus(1e-6)), ..self }
    }

    /// With another FFT length (and window) and hop.
    pub fn with_frames(mut self, fft_len: usize, hop: usize) -> Self {
        (self.mel.stft.fft_len, self.mel.stft.win_len, self.mel.stft.hop) = (fft_len, fft_len, hop);
        self
    }

    /// With another number of coefficients.
    pub fn with_coefficients(self, coefficients: usize) -> Self {
        Self { coefficients, ..self }
    }
}

/// Planned MFCCs with their scratch space.
pub struct Mfcc {
    config: MfccConfig,
    mel: MelSpectrogram,
    bands: Matrix,
    dct: Dct,
    lifter: Vec<f32>,
}

impl Mfcc {
    /// Plans MFCCs.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be, more coefficients than bands among them.
    pub fn new(config: MfccConfig) -> Result<Self, FeatureError> {
        let (bands, wanted) = (config.mel.mel.bands, config.coefficients);
        if wanted == 0 || wanted > bands {
            let reason = format!("is {wanted}, not in 1..={bands} (the number of bands)");
            return Err(FeatureError::config("coefficients", reason));
        }
        Ok(Self {
            config,
            mel: MelSpectrogram::new(config.mel)?,
            bands: Matrix::new(),
            dct: Dct::new(bands, wanted),
            lifter: lifter_weights(config.lifter, wanted),
        })
    }

    /// The settings it was planned with.
    pub fn config(&self) -> &MfccConfig {
        &self.config
    }

    /// Writes the coefficients (frames × coefficients) of `signal`, which is at the config's rate.
    ///
    /// # Errors
    /// As [`crate::StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Matrix) -> Result<(), FeatureError> {
        self.mel.process_into(signal, &mut self.bands)?;
        out.reshape(self.bands.frames(), self.config.coefficients);
        self.dct.rows_into(self.bands.values(), out.values_mut());
        if !self.lifter.is_empty() {
            for row in out.values_mut().chunks_exact_mut(self.lifter.len()) {
                row.iter_mut().zip(&self.lifter).for_each(|(value, weight)| *value *= weight);
            }
        }
        Ok(())
    }

    /// The coefficients of `signal` in a matrix of their own.
    ///
    /// # Errors
    /// As [`crate::StftConfig::frames`].
    pub fn process(&mut self, signal: &[f32]) -> Result<Matrix, FeatureError> {
        let mut out = Matrix::new();
        self.process_into(signal, &mut out)?;
        Ok(out)
    }
}

/// The lifter's weights; none when it is 0.
fn lifter_weights(lifter: usize, coefficients: usize) -> Vec<f32> {
    let half = lifter as f64 / 2.0;
    let weight = |k: usize| 1.0 + half * (std::f64::consts::PI * (k + 1) as f64 / lifter as f64).sin();
    if lifter == 0 { Vec::new() } else { (0..coefficients).map(|k| weight(k) as f32).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_has_only_its_level() {
        let mut mfcc = Mfcc::new(MfccConfig::librosa(44_100)).unwrap();
        let out = mfcc.process(&[0.0; 4096]).unwrap();
        assert_eq!((out.frames(), out.bins()), (9, 20));
        for row in out.rows() {
            assert!((row[0] + 100.0 * 128.0_f32.sqrt()).abs() < 1e-2);
            assert!(row[1..].iter().all(|c| c.abs() < 1e-3));
        }
    }

    #[test]
    fn more_coefficients_than_bands_are_refused() {
        for coefficients in [0, 129] {
            let config = MfccConfig::librosa(44_100).with_coefficients(coefficients);
            assert!(matches!(Mfcc::new(config), Err(FeatureError::Config { .. })));
        }
    }

    #[test]
    fn the_lifter_weighs_as_librosa_says() {
        assert!(lifter_weights(0, 3).is_empty());
        let weights = lifter_weights(22, 3);
        assert!((weights[0] - 2.565_463).abs() < 1e-5 && (weights[2] - 5.569_565).abs() < 1e-5);
    }
}
