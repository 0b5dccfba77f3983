//! Banks of triangular filters over the bins of a spectrum.

use pulp::Arch;

use super::MelScale;
use super::quads::BankQuads;
use crate::features::FeatureError;
use crate::lane_stft::BandSums;
use crate::lanes::lane_count;
use crate::matrix::Spectrogram;

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

/// A bank of triangular filters, of which only the non-zero weights are kept.
#[derive(Clone, Debug)]
pub struct MelFilterbank {
    bins: usize,
    /// Per band: first bin, then where its weights lie in `weights`.
    spans: Vec<(usize, std::ops::Range<usize>)>,
    weights: Vec<f32>,
    /// The same for four bins of four bands at a time.
    quads: BankQuads,
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
        let mut bank = Self::empty(bins);
        let usable = if config.scale == MelScale::Kaldi { fft_len / 2 } else { bins };
        let positions: Vec<f64> = match config.scale {
            MelScale::Kaldi => (0..usable).map(|b| config.scale.mel_from_hz(b as f64 * bin_hz)).collect(),
            _ => (0..usable).map(|b| b as f64 * bin_hz).collect(),
        };
        let edges = config.edges(high_hz);
        for edge in edges.windows(3) {
            bank.push_triangle([edge[0], edge[1], edge[2]], &positions, config.norm);
        }
        Ok(bank.in_quads())
    }

    /// The bank of triangles over neighbouring edges: each rises from one edge to the next and falls to the one
    /// after, so that there are two bands fewer than edges.
    ///
    /// # Errors
    /// [`FeatureError::Config`] when there are fewer than three edges or they don't rise from 0 or above.
    pub fn over_edges(
        edges_hz: &[f64],
        norm: MelNorm,
        fft_len: usize,
        rate_hz: f64,
    ) -> Result<Self, FeatureError> {
        let rising = edges_hz.windows(2).all(|pair| pair[0] < pair[1]);
        if edges_hz.len() < 3 || !rising || !edges_hz.iter().all(|hz| hz.is_finite() && *hz >= 0.0) {
            return Err(FeatureError::config("edges_hz", "must be three or more, rising from 0 or above"));
        }
        let bin_hz = rate_hz / fft_len as f64;
        let positions: Vec<f64> = (0..fft_len / 2 + 1).map(|bin| bin as f64 * bin_hz).collect();
        let mut bank = Self::empty(positions.len());
        for edge in edges_hz.windows(3) {
            bank.push_triangle([edge[0], edge[1], edge[2]], &positions, norm);
        }
        Ok(bank.in_quads())
    }

    fn empty(bins: usize) -> Self {
        Self { bins, spans: Vec::new(), weights: Vec::new(), quads: BankQuads::default() }
    }

    /// With the weights laid out for four bins of four bands at a time.
    fn in_quads(mut self) -> Self {
        let mut quads = BankQuads::default();
        for first in (0..self.bands()).step_by(4) {
            let band = |index: usize| if index < self.bands() { self.band(index) } else { (0, &[][..]) };
            let bands = [0, 1, 2, 3].map(|index| band(first + index));
            quads.push(self.bins, bands);
        }
        self.quads = quads;
        self
    }

    /// Its weights for four bins of four bands at a time.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn quads(&self) -> &BankQuads {
        &self.quads
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

    /// The bank without the bands that lie between two bins and so have no weight.
    pub fn without_empty_bands(mut self) -> Self {
        self.spans.retain(|(_, weights)| !weights.is_empty());
        self.in_quads()
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

    /// Writes the band sums of frames that lie side by side as [`crate::SpectrumColumns`] gives them: band after
    /// band, frame beside frame.
    ///
    /// # Panics
    /// When the lengths are not those of the bank for one register of frames.
    pub fn columns_into(&self, spectrum: &[f32], bands: &mut [f32]) {
        let lanes = lane_count();
        let lengths = (self.bins() * lanes, self.bands() * lanes);
        assert_eq!((spectrum.len(), bands.len()), lengths, "lengths of the bank");
        Arch::new().dispatch(BandSums { spectrum, bank: self, bands });
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

#[cfg(test)]
mod tests {
    use super::*;

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
