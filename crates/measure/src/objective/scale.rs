//! One resolution of the objective: its transform and bands. Frames lie side by side in the lanes of a register,
//! group after group, for the target as for each candidate, so that the two are compared where they lie.

use tonewright_audio::{MelConfig, MelFilterbank, SpectrumColumns, StftConfig};

use super::config::ScaleConfig;
use super::fold::POOL;

/// A planned resolution; shared between threads.
pub(super) struct Scale {
    config: StftConfig,
    bank: MelFilterbank,
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
        let wanted = (config.window_secs * f64::from(rate_hz)).clamp(16.0, 1_048_576.0);
        let fft_len = 1_usize << (wanted.log2().round() as u32);
        let bank = MelFilterbank::new(&MelConfig::librosa(config.bands.clamp(1, 4096)), fft_len, rate_hz)
            .expect("a bank from 0 Hz to half the rate exists for any transform and rate");
        Self { config: StftConfig::librosa(fft_len, fft_len / 2), bank: bank.without_empty_bands() }
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

    /// Number of groups of bins of the transport part.
    pub(super) fn pools(&self) -> usize {
        self.config.fft_len / 2 / POOL
    }

    /// Frames that a sound of `len` samples touches: every later one is silent.
    pub(super) fn frames(&self, len: usize) -> usize {
        (len + self.config.fft_len / 2).div_ceil(self.config.hop)
    }

    /// Writes the band powers of group `index` into the scratch space and returns the powers of all its bins.
    /// Beyond its ends the sound is silent.
    pub(super) fn analyse<'a>(
        &self,
        signal: &[f32],
        index: usize,
        scratch: &'a mut ScaleScratch,
    ) -> &'a [f32] {
        let lanes = scratch.lanes();
        let powers = scratch.spectra.powers(signal, index * lanes);
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
