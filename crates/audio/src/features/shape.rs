//! Four numbers for the shape of a spectrum, as librosa defines them: centroid, bandwidth, roll-off, flatness.

use crate::features::FeatureError;
use crate::matrix::Spectrogram;
use crate::stft::{Quantity, Stft, StftConfig};

/// The shape of one frame's spectrum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpectralShape {
    /// Mean frequency, weighted by magnitude; 0 in silence.
    pub centroid_hz: f32,
    /// Standard deviation about the centroid, weighted by magnitude; 0 in silence.
    pub bandwidth_hz: f32,
    /// The frequency below which 85 % of the magnitude lies.
    pub rolloff_hz: f32,
    /// Geometric over arithmetic mean of the powers, none taken below 1e-10: 1 for a flat spectrum.
    pub flatness: f32,
}

impl SpectralShape {
    /// Share of the magnitude below the roll-off frequency: librosa's default.
    const ROLLOFF: f64 = 0.85;
    /// The least power in the flatness: librosa's default.
    const LEAST_POWER: f64 = 1e-10;

    /// The shape of a spectrum of magnitudes whose bins are `bin_hz` apart, from 0 Hz.
    pub fn of_magnitudes(magnitudes: &[f32], bin_hz: f64) -> Self {
        let bins = || magnitudes.iter().enumerate().map(|(bin, x)| (bin as f64 * bin_hz, f64::from(*x)));
        let total: f64 = bins().map(|(_, x)| x).sum();
        let share = if total > 0.0 { 1.0 / total } else { 0.0 };
        let centroid = bins().map(|(hz, x)| hz * x).sum::<f64>() * share;
        let variance = bins().map(|(hz, x)| (hz - centroid).powi(2) * x).sum::<f64>() * share;
        let mut below = 0.0;
        let rolloff = bins().find(|(_, x)| {
            below += x;
            below >= Self::ROLLOFF * total
        });
        let powers = || bins().map(|(_, x)| (x * x).max(Self::LEAST_POWER));
        let count = magnitudes.len().max(1) as f64;
        let geometric = (powers().map(f64::ln).sum::<f64>() / count).exp();
        Self {
            centroid_hz: centroid as f32,
            bandwidth_hz: variance.sqrt() as f32,
            rolloff_hz: rolloff.map_or(0.0, |(hz, _)| hz) as f32,
            flatness: (geometric * count / powers().sum::<f64>().max(Self::LEAST_POWER)) as f32,
        }
    }

    /// The shapes of a sound's frames with librosa's settings: FFT 2048, hop 512, centred.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn librosa_of(signal: &[f32], rate_hz: u32) -> Result<Vec<Self>, FeatureError> {
        let config = StftConfig { quantity: Quantity::Magnitude, ..StftConfig::librosa(2048, 512) };
        let mut magnitudes = Spectrogram::new();
        Stft::new(config)?.process_into(signal, &mut magnitudes)?;
        let bin_hz = f64::from(rate_hz) / config.fft_len as f64;
        Ok(magnitudes.rows().map(|row| Self::of_magnitudes(row, bin_hz)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_a_plain_and_nothing() {
        let mut line = [0.0; 11];
        line[4] = 2.0;
        let shape = SpectralShape::of_magnitudes(&line, 100.0);
        assert_eq!((shape.centroid_hz, shape.bandwidth_hz, shape.rolloff_hz), (400.0, 0.0, 400.0));
        assert!(shape.flatness < 1e-3);
        let plain = SpectralShape::of_magnitudes(&[0.3; 11], 100.0);
        assert!((plain.centroid_hz - 500.0).abs() < 1e-3 && (plain.flatness - 1.0).abs() < 1e-6);
        assert!((plain.rolloff_hz - 900.0).abs() < 1e-3);
        let nothing = SpectralShape::of_magnitudes(&[0.0; 11], 100.0);
        assert_eq!((nothing.centroid_hz, nothing.rolloff_hz, nothing.flatness), (0.0, 0.0, 1.0));
    }
}
