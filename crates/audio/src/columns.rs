//! Power spectra of as many frames as a register carries, side by side: for what folds spectra into a few numbers
//! and so has no use for rows. Objectives score candidates this way without ever laying a spectrogram out.

use crate::features::FeatureError;
use crate::lane_stft::LaneStft;
use crate::stft::{Framing, StftConfig};

/// A planned transform with its scratch space: nothing is allocated after the first group.
pub struct SpectrumColumns {
    lanes: LaneStft,
}

impl SpectrumColumns {
    /// Plans a transform (the config's `quantity` is not looked at).
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be, for odd FFT lengths and for lengths with a prime factor
    /// above 31.
    pub fn new(config: StftConfig) -> Result<Self, FeatureError> {
        let window = config.checked_window()?;
        let even = config.fft_len.is_multiple_of(2).then_some(&window);
        match even.and_then(|window| LaneStft::new(window, Framing::new(&config))) {
            Some(lanes) => Ok(Self { lanes }),
            None => Err(FeatureError::config(
                "fft_len",
                format!("is {}, not an even product of primes up to 31", config.fft_len),
            )),
        }
    }

    /// How many frames lie side by side.
    pub fn lanes(&self) -> usize {
        self.lanes.lanes()
    }

    /// Powers of the frames from `first` on: bin after bin, of each bin frame beside frame. Frames beyond the
    /// sound are silent.
    pub fn powers(&mut self, signal: &[f32], first: usize) -> &[f32] {
        self.lanes.powers(signal, first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MelConfig, MelFilterbank, Spectrogram, Stft};

    #[test]
    fn columns_are_the_rows_of_a_spectrogram() {
        let signal: Vec<f32> =
            (0..39 * 128).map(|i| ((i * i * 7 + i * 3) % 101) as f32 / 50.0 - 1.0).collect();
        let config = StftConfig::librosa(256, 128);
        let (mut columns, mut mels) = (SpectrumColumns::new(config).unwrap(), Spectrogram::new());
        let rows = Stft::new(config).unwrap().process(&signal).unwrap();
        let bank = MelFilterbank::new(&MelConfig::librosa(40), 256, 44_100).unwrap().without_empty_bands();
        bank.apply_into(&rows, &mut mels);
        let lanes = columns.lanes();
        let mut bands = vec![0.0; bank.bands() * lanes];
        for first in (0..64).step_by(lanes) {
            let powers = columns.powers(&signal, first);
            bank.columns_into(powers, &mut bands);
            for (lane, frame) in (first..first + lanes).enumerate() {
                let expected = |bin: usize| if frame < rows.frames() { rows.frame(frame)[bin] } else { 0.0 };
                assert!((0..129).all(|bin| powers[bin * lanes + lane] == expected(bin)), "frame {frame}");
                let expected =
                    |band: usize| if frame < rows.frames() { mels.frame(frame)[band] } else { 0.0 };
                for band in 0..bank.bands() {
                    let found = bands[band * lanes + lane];
                    assert!(
                        (found - expected(band)).abs() <= 1e-5 * expected(band),
                        "frame {frame}, band {band}"
                    );
                }
            }
        }
    }

    #[test]
    fn lengths_that_lanes_do_not_do_are_refused() {
        for fft_len in [441, 74, 0] {
            let refused = SpectrumColumns::new(StftConfig::librosa(fft_len, 16));
            assert!(matches!(refused, Err(FeatureError::Config { .. })), "{fft_len}");
        }
    }
}
