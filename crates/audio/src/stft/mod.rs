//! The short-time Fourier transform with librosa's and torch's framing: any FFT length (odd ones included),
//! windows shorter than it, three ways to treat the edges.

mod config;
mod framing;
mod quiet;
mod single;

use crate::features::FeatureError;
use crate::lane_stft::LaneStft;
use crate::matrix::{ComplexSpectrogram, Spectrogram};
use crate::mel::MelFilterbank;

pub use config::{Padding, Quantity, Scaling, StftConfig};
pub(crate) use framing::Framing;
pub(crate) use quiet::Quiet;
use single::SingleStft;

/// A planned short-time Fourier transform with its scratch space: allocates only on the first sound.
pub struct Stft {
    config: StftConfig,
    engine: Engine,
}

/// How frames are transformed.
enum Engine {
    /// A frame per SIMD lane: the lengths that sound analysis uses.
    Lanes(Box<LaneStft>),
    /// One after the other: lengths with a large prime factor.
    Single(Box<SingleStft>),
}

impl Stft {
    /// Plans a transform.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for lengths that can't be.
    pub fn new(config: StftConfig) -> Result<Self, FeatureError> {
        let (window, framing) = (config.checked_window()?, Framing::new(&config));
        let engine = match LaneStft::new(&window, framing) {
            Some(lanes) => Engine::Lanes(Box::new(lanes)),
            None => Engine::Single(Box::new(SingleStft::new(window, framing))),
        };
        Ok(Self { config, engine })
    }

    /// The settings it was planned with.
    pub fn config(&self) -> &StftConfig {
        &self.config
    }

    /// Writes the power or magnitude spectrogram (frames × bins) of `signal`, as the config's `quantity` says.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Spectrogram) -> Result<(), FeatureError> {
        out.reshape(self.config.frames(signal.len())?, self.config.bins());
        self.rows_into(signal, out.values_mut());
        Ok(())
    }

    /// Writes powers or magnitudes into rows that are as many as `signal` has frames.
    pub(crate) fn rows_into(&mut self, signal: &[f32], rows: &mut [f32]) {
        let (bins, root) = (self.config.bins(), self.root());
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.spectrogram_into(signal, root, rows),
            Engine::Single(single) => {
                single.each_row(signal, root, (rows, bins), |spectrum, row| row.copy_from_slice(spectrum));
            }
        }
    }

    /// The power or magnitude spectrogram of `signal` in a matrix of its own.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process(&mut self, signal: &[f32]) -> Result<Spectrogram, FeatureError> {
        let mut out = Spectrogram::new();
        self.process_into(signal, &mut out)?;
        Ok(out)
    }

    /// Writes the complex spectrogram (frames × bins) of `signal`.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn complex_into(&mut self, signal: &[f32], out: &mut ComplexSpectrogram) -> Result<(), FeatureError> {
        let frames = self.config.frames(signal.len())?;
        out.reshape(frames, self.config.bins());
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.complex_into(signal, out),
            Engine::Single(single) => {
                for frame in 0..frames {
                    single.transform(signal, frame);
                    out.frame_mut(frame).copy_from_slice(&single.spectrum);
                }
            }
        }
        Ok(())
    }

    /// Writes the sums over mel bands (frames × bands) of the spectrogram, which itself is never laid out.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    ///
    /// # Panics
    /// When the bank is for another number of bins.
    pub fn mel_into(
        &mut self,
        signal: &[f32],
        bank: &MelFilterbank,
        out: &mut Spectrogram,
    ) -> Result<(), FeatureError> {
        out.reshape(self.config.frames(signal.len())?, bank.bands());
        self.mel_rows_into(signal, bank, out.values_mut(), None);
        Ok(())
    }

    /// Writes the sums over mel bands into rows that are as many as `signal` has frames; 0 in frames that `quiet`, which
    /// has listened to the signal, finds nothing in.
    ///
    /// # Panics
    /// When the bank is for another number of bins.
    pub(crate) fn mel_rows_into(
        &mut self,
        signal: &[f32],
        bank: &MelFilterbank,
        rows: &mut [f32],
        quiet: Option<&mut Quiet>,
    ) {
        assert_eq!(bank.bins(), self.config.bins(), "a bank for this transform");
        let root = self.root();
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.mel_into(signal, root, bank, rows, quiet),
            Engine::Single(single) => {
                single.each_row(signal, root, (&mut *rows, bank.bands()), |spectrum, row| {
                    bank.frame_into(spectrum, row);
                });
                if let Some(quiet) = quiet {
                    quiet.hear(rows);
                }
            }
        }
    }

    /// Whether magnitudes are wanted, the roots of powers.
    fn root(&self) -> bool {
        self.config.quantity == Quantity::Magnitude
    }
}

#[cfg(test)]
mod tests;
