//! Mel spectrograms: a transform, a bank and what becomes of the band powers, planned together.

use std::f32::consts::LN_10;

use super::{MelConfig, MelFilterbank};
use crate::db::{DbConfig, Reference};
use crate::features::FeatureError;
use crate::lanes::{Levels, scaled_ln};
use crate::matrix::Matrix;
use crate::stft::{Quantity, Quiet, Stft, StftConfig};
use crate::window::Window;

/// What becomes of the band powers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Compression {
    /// They stay as they are.
    #[default]
    None,
    /// Decibels.
    Db(DbConfig),
    /// ln(x + offset): 1e-5 for EfficientAT, 1e-6 for torchaudio's `log_mels`.
    LnPlus(f32),
    /// log10(1 + gain · x): aiSFX and musicnn with a gain of 10 000.
    Log10OnePlus(f32),
}

impl Compression {
    /// Compresses band powers in place.
    pub fn apply(&self, values: &mut [f32]) {
        match *self {
            Self::None => {}
            Self::Db(config) => config.apply(values),
            Self::LnPlus(offset) => scaled_ln(values, [1.0, 1.0, offset, f32::MIN_POSITIVE]),
            Self::Log10OnePlus(gain) => scaled_ln(values, [LN_10.recip(), gain, 1.0, f32::MIN_POSITIVE]),
        }
    }

    /// The least power that is told from none, and the share of the largest power below which none is either.
    pub(crate) fn least(&self) -> (f32, f32) {
        match *self {
            // Somewhat less than what the floor and the range say: their logarithms are rounded.
            Self::Db(DbConfig { amin, top_db, .. }) => {
                (0.999 * amin, top_db.map_or(0.0, |top_db| 0.999 * 10.0_f32.powf(-0.1 * top_db)))
            }
            // What is lost beside the offset.
            Self::LnPlus(offset) => (offset * (f32::EPSILON / 8.0), 0.0),
            Self::Log10OnePlus(gain) => (f32::EPSILON / 8.0 / gain, 0.0),
            Self::None => (0.0, 0.0),
        }
    }

    /// The same as one pass over powers of which `largest` is the largest; `None` where they stay as they are.
    pub(crate) fn levels(&self, largest: f32) -> Option<Levels> {
        let logarithm = match *self {
            Self::None => return None,
            Self::Db(DbConfig { amin, .. }) => [10.0 / LN_10, 1.0, 0.0, amin],
            Self::LnPlus(offset) => [1.0, 1.0, offset, f32::MIN_POSITIVE],
            Self::Log10OnePlus(gain) => [LN_10.recip(), gain, 1.0, f32::MIN_POSITIVE],
        };
        let (low, high) = (f32::NEG_INFINITY, f32::INFINITY);
        let plain = Levels { logarithm, reference: 0.0, lowest: low, offset: 0.0, factor: 1.0, low, high };
        let Self::Db(config) = *self else { return Some(plain) };
        // As the powers themselves are turned, so that the largest lies at 0 dB exactly where it is the reference.
        let level = |power: f32| {
            let mut level = [power];
            scaled_ln(&mut level, logarithm);
            level[0]
        };
        let reference = match config.reference {
            Reference::One => 0.0,
            Reference::Value(value) => level(value.abs()),
            Reference::Max => level(largest),
        };
        let lowest = config.top_db.map_or(low, |top_db| level(largest) - reference - top_db);
        Some(Levels { reference, lowest, ..plain })
    }
}

/// The settings of a mel spectrogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MelSpectrogramConfig {
    /// Rate of the sounds.
    pub rate_hz: u32,
    /// The spectrum (its `quantity` is what the bands sum).
    pub stft: StftConfig,
    /// The bands.
    pub mel: MelConfig,
    /// What becomes of the band powers.
    pub compression: Compression,
    /// The `a` of `y[t] = x[t + 1] − a x[t]` applied first, if any; the sound becomes one sample shorter.
    pub pre_emphasis: Option<f32>,
}

impl MelSpectrogramConfig {
    /// `librosa.feature.melspectrogram` for an FFT length, hop and number of bands.
    pub fn librosa(rate_hz: u32, fft_len: usize, hop: usize, bands: usize) -> Self {
        Self {
            rate_hz,
            stft: StftConfig::librosa(fft_len, hop),
            mel: MelConfig::librosa(bands),
            compression: Compression::None,
            pre_emphasis: None,
        }
    }

    /// `torchaudio.transforms.MelSpectrogram` for an FFT length, hop and number of bands.
    pub fn torchaudio(rate_hz: u32, fft_len: usize, hop: usize, bands: usize) -> Self {
        Self {
            stft: StftConfig::torchaudio(fft_len, hop),
            mel: MelConfig::torchaudio(bands),
            ..Self::librosa(rate_hz, fft_len, hop, bands)
        }
    }

    /// The front end of EfficientAT's networks at 32 kHz (Schmid et al. 2023): pre-emphasis 0.97, symmetric
    /// Hann of 800 in 1024, hop 320, 128 Kaldi bands from 0 to 15 kHz, ln(x + 1e-5). The networks take
    /// (value + 4.5) / 5.
    pub fn efficient_at() -> Self {
        let stft =
            StftConfig { win_len: 800, window: Window::HannSymmetric, ..StftConfig::torchaudio(1024, 320) };
        Self {
            rate_hz: 32_000,
            stft,
            mel: MelConfig::kaldi(128, 0.0, 15_000.0),
            compression: Compression::LnPlus(1e-5),
            pre_emphasis: Some(0.97),
        }
    }

    /// Number of frames of a sound of `samples`.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn frames(&self, samples: usize) -> Result<usize, FeatureError> {
        let lost = usize::from(self.pre_emphasis.is_some());
        if samples > 0 && samples <= lost {
            return Err(FeatureError::TooShort { samples, needed: lost + 1, purpose: "pre-emphasis" });
        }
        self.stft.frames(samples.saturating_sub(lost)).map_err(|error| match error {
            FeatureError::TooShort { needed, purpose, .. } => {
                FeatureError::TooShort { samples, needed: needed + lost, purpose }
            }
            other => other,
        })
    }

    /// With the powers compressed.
    pub fn with_compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }
}

/// A planned mel spectrogram with its scratch space.
pub struct MelSpectrogram {
    config: MelSpectrogramConfig,
    stft: Stft,
    bank: MelFilterbank,
    emphasised: Vec<f32>,
}

impl MelSpectrogram {
    /// Plans a mel spectrogram.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be.
    pub fn new(config: MelSpectrogramConfig) -> Result<Self, FeatureError> {
        Ok(Self {
            config,
            stft: Stft::new(config.stft)?,
            bank: MelFilterbank::new(&config.mel, config.stft.fft_len, config.rate_hz)?,
            emphasised: Vec::new(),
        })
    }

    /// The settings it was planned with.
    pub fn config(&self) -> &MelSpectrogramConfig {
        &self.config
    }

    /// Writes the mel spectrogram (frames × bands) of `signal`, which is at the config's rate.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Matrix) -> Result<(), FeatureError> {
        out.reshape(self.config.frames(signal.len())?, self.bank.bands());
        self.band_sums_into(signal, out.values_mut(), None);
        self.config.compression.apply(out.values_mut());
        Ok(())
    }

    /// What tells frames that may be passed over.
    pub(crate) fn quiet(&self) -> Result<Quiet, FeatureError> {
        Quiet::new(&self.config.stft, &self.bank, self.config.stft.quantity == Quantity::Magnitude)
    }

    /// Writes the sums over bands, not yet compressed, into rows that are as many as `signal` has frames; 0 in frames
    /// that `quiet` finds nothing in.
    pub(crate) fn band_sums_into(&mut self, signal: &[f32], rows: &mut [f32], mut quiet: Option<&mut Quiet>) {
        let signal = match self.config.pre_emphasis {
            Some(coefficient) => {
                pre_emphasis_into(signal, coefficient, &mut self.emphasised);
                &self.emphasised
            }
            None => signal,
        };
        if let Some(quiet) = &mut quiet {
            quiet.listen(signal);
        }
        self.stft.mel_rows_into(signal, &self.bank, rows, quiet);
    }

    /// The mel spectrogram of `signal` in a matrix of its own.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process(&mut self, signal: &[f32]) -> Result<Matrix, FeatureError> {
        let mut out = Matrix::new();
        self.process_into(signal, &mut out)?;
        Ok(out)
    }
}

/// Several mel spectrograms of one sound, planned together: nothing is allocated once the longest sound was seen.
pub struct MultiMel {
    parts: Vec<MelSpectrogram>,
}

impl MultiMel {
    /// Plans one mel spectrogram per config.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be.
    pub fn new(configs: &[MelSpectrogramConfig]) -> Result<Self, FeatureError> {
        Ok(Self { parts: configs.iter().map(|c| MelSpectrogram::new(*c)).collect::<Result<_, _>>()? })
    }

    /// How many spectrograms there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Writes every spectrogram of `signal`, in the order of the configs; `out` is brought to their number.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Vec<Matrix>) -> Result<(), FeatureError> {
        out.resize_with(self.parts.len(), Matrix::new);
        self.parts.iter_mut().zip(out).try_for_each(|(part, matrix)| part.process_into(signal, matrix))
    }
}

/// Writes `y[t] = x[t + 1] − coefficient · x[t]`, one sample shorter than `signal`.
pub(crate) fn pre_emphasis_into(signal: &[f32], coefficient: f32, out: &mut Vec<f32>) {
    out.clear();
    out.extend(signal.windows(2).map(|pair| pair[1] - coefficient * pair[0]));
}
