//! One resolution of the objective: its transform and bands. Frames lie side by side in the lanes of a register,
//! group after group, for the target as for each candidate, so that the two are compared where they lie.

use tonewright_audio::{MelConfig, MelFilterbank, MelNorm, SpectrumColumns, StftConfig};

use super::config::{BandsConfig, ScaleConfig};
use super::fold::POOL;
use super::thin::Thinner;

/// A planned resolution; shared between threads.
pub(super) struct Scale {
    config: StftConfig,
    bank: MelFilterbank,
    bin_hz: f64,
    /// Of low bands: what leaves out the samples that they don't need.
    thinner: Option<Thinner>,
}

/// One thread's transform and buffers for one resolution.
pub(super) struct ScaleScratch {
    spectra: SpectrumColumns,
    /// Powers of the bands of a group's frames: band after band, frame beside frame.
    pub(super) bands: Vec<f32>,
}

impl Scale {
    /// Plans a resolution at a rate; bands that hold no bin are left out.
    pub(super) fn new(config: &ScaleConfig, rate_hz: u32) -> Self {
        let rate = f64::from(rate_hz);
        let thinner = match config.bands {
            BandsConfig::Mel { .. } => None,
            BandsConfig::Low { up_to_hz, .. } => Some(Thinner::new(rate_hz, up_to_hz.clamp(20.0, rate))),
        };
        let kept_hz = thinner.as_ref().map_or(rate, |thinner| thinner.rate_hz(rate_hz));
        let wanted = (config.window_secs * kept_hz).clamp(16.0, 1_048_576.0);
        let fft_len = 1_usize << (wanted.log2().round() as u32);
        let bin_hz = kept_hz / fft_len as f64;
        let bank = match config.bands {
            BandsConfig::Mel { count } => {
                MelFilterbank::new(&MelConfig::librosa(count.clamp(1, 4096)), fft_len, rate_hz)
                    .expect("a bank from 0 Hz to half the rate exists for any transform and rate")
            }
            BandsConfig::Low { per_octave, up_to_hz } => {
                let edges = low_edges(bin_hz, per_octave, up_to_hz.min(0.5 * kept_hz));
                MelFilterbank::over_edges(&edges, MelNorm::Slaney, fft_len, kept_hz)
                    .expect("the edges rise from 0 Hz")
            }
        };
        let config = StftConfig::librosa(fft_len, fft_len / 2);
        Self { config, bank: bank.without_empty_bands(), bin_hz, thinner }
    }

    pub(super) fn scratch(&self) -> ScaleScratch {
        let spectra = SpectrumColumns::new(self.config).expect("powers of two can be transformed");
        let bands = vec![0.0; self.bands() * spectra.lanes()];
        ScaleScratch { spectra, bands }
    }

    /// Number of bands that hold a bin.
    pub(super) fn bands(&self) -> usize {
        self.bank.bands()
    }

    /// Middle of each band in Hz.
    pub(super) fn centres_hz(&self) -> impl Iterator<Item = f64> {
        (0..self.bands()).map(|band| {
            let (first, weights) = self.bank.band(band);
            self.bin_hz * (first as f64 + 0.5 * (weights.len() - 1) as f64)
        })
    }

    /// The power that noise of density 1 has in a band, whatever the resolution: bands are scaled by their widths.
    pub(super) fn power_per_density(&self) -> f32 {
        (self.config.fft_len as f32).powi(2)
    }

    /// Number of groups of bins of the transport part.
    pub(super) fn pools(&self) -> usize {
        self.config.fft_len / 2 / POOL
    }

    /// Frames that a sound of `len` samples touches: every later one is silent.
    pub(super) fn frames(&self, len: usize) -> usize {
        let len = self.thinner.as_ref().map_or(len, |thinner| thinner.len(len));
        (len + self.config.fft_len / 2).div_ceil(self.config.hop)
    }

    /// The sound as this resolution takes it: itself, or thinned out into `thinned`.
    pub(super) fn heard<'a>(&self, signal: &'a [f32], thinned: &'a mut Vec<f32>) -> &'a [f32] {
        let Some(thinner) = &self.thinner else { return signal };
        thinner.process_into(signal, thinned);
        thinned
    }

    /// Writes the band powers of group `index` of a sound as [`Self::heard`] into the scratch space and returns the
    /// powers of all its bins. Beyond its ends the sound is silent.
    pub(super) fn analyse<'a>(
        &self,
        heard: &[f32],
        index: usize,
        scratch: &'a mut ScaleScratch,
    ) -> &'a [f32] {
        let lanes = scratch.lanes();
        let powers = scratch.spectra.powers(heard, index * lanes);
        self.bank.columns_into(powers, &mut scratch.bands);
        powers
    }
}

impl ScaleScratch {
    /// How many frames a group has.
    pub(super) fn lanes(&self) -> usize {
        self.spectra.lanes()
    }
}

/// Edges from 0 Hz on: a bin apart, and from where that is less than their share of an octave, that share.
fn low_edges(bin_hz: f64, per_octave: f64, up_to_hz: f64) -> Vec<f64> {
    let share = (1.0 / per_octave.clamp(1.0, 1200.0)).exp2() - 1.0;
    let mut edges = vec![0.0, bin_hz, 2.0 * bin_hz];
    let mut last = 2.0 * bin_hz;
    while last < up_to_hz {
        last += bin_hz.max(share * last);
        edges.push(last);
    }
    edges
}
