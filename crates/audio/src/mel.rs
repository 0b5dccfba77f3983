//! Mel scales, triangular filter banks and mel spectrograms in the three conventions of the field: librosa's
//! (Slaney), HTK's as torchaudio has it, and Kaldi's.

use std::f32::consts::LN_10;

use crate::db::DbConfig;
use crate::features::FeatureError;
use crate::lanes::scaled_ln;
use crate::matrix::{Matrix, Spectrogram};
use crate::stft::{Stft, StftConfig};
use crate::window::Window;

/// Which mel scale, and with it where the triangles are straight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MelScale {
    /// Slaney's Auditory Toolbox: linear below 1 kHz, logarithmic above; triangles straight in Hz.
    #[default]
    Slaney,
    /// HTK: 2595 log10(1 + f / 700); triangles straight in Hz.
    Htk,
    /// Kaldi: 1127 ln(1 + f / 700), triangles straight in mel; the Nyquist bin takes no part.
    Kaldi,
}

/// How each triangle is scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MelNorm {
    /// To unit area in Hz: librosa's default.
    #[default]
    Slaney,
    /// Peak 1: HTK, torchaudio, Kaldi.
    None,
    /// To a weight sum of 1 (librosa's `norm=1.0`, which aiSFX uses).
    L1,
}

/// Which frequency each bin is taken to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BinGrid {
    /// `bin · rate / fft_len`.
    #[default]
    Exact,
    /// Evenly from 0 to ⌊rate / 2⌋, as torchaudio has it: wrong by half a bin at the top for odd FFT lengths,
    /// kept so that its values can be reproduced.
    UpToHalfRate,
}

/// The settings of a mel filter bank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MelConfig {
    /// Scale and shape of the triangles.
    pub scale: MelScale,
    /// Scaling of the triangles.
    pub norm: MelNorm,
    /// Number of bands.
    pub bands: usize,
    /// Lower edge of the first band.
    pub low_hz: f64,
    /// Upper edge of the last band; `None` is half the rate.
    pub high_hz: Option<f64>,
    /// Frequencies of the bins.
    pub grid: BinGrid,
}

impl MelConfig {
    /// librosa's bank: Slaney scale and area, from 0 to half the rate.
    pub fn librosa(bands: usize) -> Self {
        Self {
            scale: MelScale::Slaney,
            norm: MelNorm::Slaney,
            bands,
            low_hz: 0.0,
            high_hz: None,
            grid: BinGrid::Exact,
        }
    }

    /// torchaudio's bank: HTK scale, peak 1, from 0 to ⌊rate / 2⌋.
    pub fn torchaudio(bands: usize) -> Self {
        Self {
            scale: MelScale::Htk,
            norm: MelNorm::None,
            grid: BinGrid::UpToHalfRate,
            ..Self::librosa(bands)
        }
    }

    /// Kaldi's bank between two edges.
    pub fn kaldi(bands: usize, low_hz: f64, high_hz: f64) -> Self {
        let (scale, norm) = (MelScale::Kaldi, MelNorm::None);
        Self { scale, norm, low_hz, high_hz: Some(high_hz), ..Self::librosa(bands) }
    }
}

impl MelScale {
    /// Mels of a frequency.
    pub fn mel_from_hz(self, hz: f64) -> f64 {
        match self {
            Self::Slaney if hz >= SLANEY_KNEE_HZ => {
                SLANEY_KNEE_HZ / SLANEY_HZ_PER_MEL + (hz / SLANEY_KNEE_HZ).ln() / slaney_log_step()
            }
            Self::Slaney => hz / SLANEY_HZ_PER_MEL,
            Self::Htk => 2595.0 * (1.0 + hz / 700.0).log10(),
            Self::Kaldi => 1127.0 * (hz / 700.0).ln_1p(),
        }
    }

    /// Frequency of a number of mels.
    pub fn hz_from_mel(self, mel: f64) -> f64 {
        let knee = SLANEY_KNEE_HZ / SLANEY_HZ_PER_MEL;
        match self {
            Self::Slaney if mel >= knee => SLANEY_KNEE_HZ * (slaney_log_step() * (mel - knee)).exp(),
            Self::Slaney => mel * SLANEY_HZ_PER_MEL,
            Self::Htk => 700.0 * (10.0_f64.powf(mel / 2595.0) - 1.0),
            Self::Kaldi => 700.0 * (mel / 1127.0).exp_m1(),
        }
    }
}

const SLANEY_HZ_PER_MEL: f64 = 200.0 / 3.0;
const SLANEY_KNEE_HZ: f64 = 1000.0;

/// 27 logarithmic steps from 1 kHz to 6.4 kHz.
fn slaney_log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

/// A bank of triangular filters, of which only the non-zero weights are kept.
#[derive(Clone, Debug)]
pub struct MelFilterbank {
    bins: usize,
    /// Per band: first bin, then where its weights lie in `weights`.
    spans: Vec<(usize, std::ops::Range<usize>)>,
    weights: Vec<f32>,
}

impl MelFilterbank {
    /// The bank for spectra of `fft_len / 2 + 1` bins at `rate_hz`.
    ///
    /// # Errors
    /// [`FeatureError::Config`] when there is no band or the edges are not 0 ≤ low < high ≤ rate.
    pub fn new(config: &MelConfig, fft_len: usize, rate_hz: u32) -> Result<Self, FeatureError> {
        let (bins, rate) = (fft_len / 2 + 1, f64::from(rate_hz));
        let half_rate =
            if config.grid == BinGrid::UpToHalfRate { f64::from(rate_hz / 2) } else { rate / 2.0 };
        let high_hz = config.high_hz.unwrap_or(half_rate);
        if config.bands == 0 || config.bands > 1 << 16 {
            return Err(FeatureError::config("bands", format!("is {}, not in 1..=65536", config.bands)));
        }
        if !(config.low_hz >= 0.0 && config.low_hz < high_hz && high_hz <= rate) {
            let reason =
                format!("must lie above low_hz ({}) and within the rate, not {high_hz}", config.low_hz);
            return Err(FeatureError::config("high_hz", reason));
        }
        let bin_hz = match config.grid {
            BinGrid::Exact => rate / fft_len as f64,
            BinGrid::UpToHalfRate => half_rate / (bins - 1).max(1) as f64,
        };
        let mut bank = Self { bins, spans: Vec::with_capacity(config.bands), weights: Vec::new() };
        let usable = if config.scale == MelScale::Kaldi { fft_len / 2 } else { bins };
        let positions: Vec<f64> = match config.scale {
            MelScale::Kaldi => (0..usable).map(|b| config.scale.mel_from_hz(b as f64 * bin_hz)).collect(),
            _ => (0..usable).map(|b| b as f64 * bin_hz).collect(),
        };
        let edges = config.edges(high_hz);
        for edge in edges.windows(3) {
            bank.push_triangle([edge[0], edge[1], edge[2]], &positions, config.norm);
        }
        Ok(bank)
    }

    /// Appends the triangle over three edges, in the unit of `positions`.
    fn push_triangle(&mut self, [left, centre, right]: [f64; 3], positions: &[f64], norm: MelNorm) {
        let height = |x: f64| ((x - left) / (centre - left)).min((right - x) / (right - centre)).max(0.0);
        let first = positions.iter().position(|x| height(*x) > 0.0).unwrap_or(0);
        let start = self.weights.len();
        let above = positions[first..].iter().map(|x| height(*x)).take_while(|weight| *weight > 0.0);
        // Rounded to f32 before scaling, as both libraries do.
        self.weights.extend(above.map(|weight| weight as f32));
        let weights = &mut self.weights[start..];
        let scale = match norm {
            MelNorm::None => 1.0,
            MelNorm::Slaney => 2.0 / (right - left),
            MelNorm::L1 => match weights.iter().map(|w| f64::from(*w)).sum::<f64>() {
                0.0 => 1.0,
                sum => 1.0 / sum,
            },
        };
        weights.iter_mut().for_each(|w| *w = (f64::from(*w) * scale) as f32);
        self.spans.push((first, start..self.weights.len()));
    }

    /// Number of bands.
    pub fn bands(&self) -> usize {
        self.spans.len()
    }

    /// Number of bins of the spectra it takes.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The first bin and the non-zero weights of band `index` (no weight where the band lies between two bins).
    pub fn band(&self, index: usize) -> (usize, &[f32]) {
        let (first, range) = &self.spans[index];
        (*first, &self.weights[range.clone()])
    }

    /// Writes the band sums of one spectrum.
    ///
    /// # Panics
    /// When the lengths are not those of the bank.
    pub fn frame_into(&self, spectrum: &[f32], out: &mut [f32]) {
        assert_eq!((spectrum.len(), out.len()), (self.bins(), self.bands()), "lengths of the bank");
        for (index, slot) in out.iter_mut().enumerate() {
            let (first, weights) = self.band(index);
            *slot = weights.iter().zip(&spectrum[first..]).map(|(w, s)| w * s).sum();
        }
    }

    /// Writes the band sums (frames × bands) of a spectrogram.
    ///
    /// # Panics
    /// When the spectrogram's bins are not those of the bank.
    pub fn apply_into(&self, spectrogram: &Spectrogram, out: &mut Spectrogram) {
        out.reshape(spectrogram.frames(), self.bands());
        for frame in 0..spectrogram.frames() {
            self.frame_into(spectrogram.frame(frame), out.frame_mut(frame));
        }
    }
}

impl MelConfig {
    /// The `bands + 2` edges of the triangles: in mel for Kaldi, in Hz for the others.
    fn edges(&self, high_hz: f64) -> Vec<f64> {
        let (low, high) = (self.scale.mel_from_hz(self.low_hz), self.scale.mel_from_hz(high_hz));
        let step = (high - low) / (self.bands + 1) as f64;
        let edge = |i: usize| {
            let mel = low + i as f64 * step;
            if self.scale == MelScale::Kaldi { mel } else { self.scale.hz_from_mel(mel) }
        };
        (0..self.bands + 2).map(edge).collect()
    }
}

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
        match self.config.pre_emphasis {
            Some(coefficient) => {
                pre_emphasis_into(signal, coefficient, &mut self.emphasised);
                self.stft.mel_into(&self.emphasised, &self.bank, out)?;
            }
            None => self.stft.mel_into(signal, &self.bank, out)?,
        }
        self.config.compression.apply(out.values_mut());
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_their_known_points_and_invert() {
        assert!((MelScale::Slaney.mel_from_hz(1000.0) - 15.0).abs() < 1e-12);
        assert!((MelScale::Slaney.mel_from_hz(6400.0) - 42.0).abs() < 1e-12);
        assert!((MelScale::Htk.mel_from_hz(1000.0) - 999.985_537).abs() < 1e-5);
        for scale in [MelScale::Slaney, MelScale::Htk, MelScale::Kaldi] {
            for hz in [0.0, 20.0, 440.0, 999.9, 1000.0, 1000.1, 22_050.0] {
                let back = scale.hz_from_mel(scale.mel_from_hz(hz));
                assert!((back - hz).abs() < 1e-8 * (1.0 + hz), "{scale:?}: {hz} came back as {back}");
            }
        }
    }

    /// Sums that an independent description of EfficientAT's bank gives.
    #[test]
    fn the_kaldi_bank_of_efficient_at() {
        let sums = |high_hz: f64| -> Vec<f32> {
            let bank = MelFilterbank::new(&MelConfig::kaldi(128, 0.0, high_hz), 1024, 32_000).unwrap();
            assert_eq!((bank.bands(), bank.bins()), (128, 513));
            (0..128).map(|i| bank.band(i).1.iter().sum()).collect()
        };
        let low = sums(15_000.0);
        let total: f64 = low.iter().map(|x| f64::from(*x)).sum();
        assert!((total - 473.490_55).abs() < 2e-3, "total {total}");
        for (row, sum) in [(0, 0.18859), (1, 0.81141), (2, 0.45300), (64, 2.67134), (127, 11.83268)] {
            assert!((low[row] - sum).abs() < 2e-4, "row {row}: {}", low[row]);
        }
        let full = sums(16_000.0);
        let total: f64 = full.iter().map(|x| f64::from(*x)).sum();
        assert!((total - 504.982_55).abs() < 2e-3, "total {total}");
    }

    #[test]
    fn l1_rows_sum_to_one_and_empty_bands_stay_empty() {
        let config = MelConfig { norm: MelNorm::L1, scale: MelScale::Htk, ..MelConfig::librosa(96) };
        let bank = MelFilterbank::new(&config, 2048, 44_100).unwrap();
        for band in 0..96 {
            let sum: f32 = bank.band(band).1.iter().sum();
            assert!((sum - 1.0).abs() < 1e-5, "band {band}: {sum}");
        }
        let crowded = MelFilterbank::new(&MelConfig::librosa(128), 64, 44_100).unwrap();
        assert!((0..128).any(|band| crowded.band(band).1.is_empty()));
    }

    #[test]
    fn impossible_banks_are_refused() {
        for config in [
            MelConfig { bands: 0, ..MelConfig::librosa(8) },
            MelConfig { low_hz: -1.0, ..MelConfig::librosa(8) },
            MelConfig { low_hz: f64::NAN, ..MelConfig::librosa(8) },
            MelConfig { low_hz: 5000.0, high_hz: Some(4000.0), ..MelConfig::librosa(8) },
            MelConfig { high_hz: Some(f64::INFINITY), ..MelConfig::librosa(8) },
        ] {
            let result = MelFilterbank::new(&config, 1024, 16_000);
            assert!(matches!(result, Err(FeatureError::Config { .. })), "{config:?}");
        }
    }
}
