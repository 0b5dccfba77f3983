//! The spectral envelope: the smooth curve over the partials, which is what a resonance or a formant looks
//! like once the pitch is taken out.
//!
//! The true envelope (Imai and Abe 1979; Röbel and Rodet, DAFx 2005): the cepstrum of the log spectrum is cut
//! at an order, the spectrum's valleys are raised to the curve found, and again, until no partial stands more
//! than 2 dB above it. Unlike one cut of the cepstrum, it runs through the peaks and not through the mean of
//! peaks and valleys. We depart in one thing: valleys are taken no deeper than 60 dB below the strongest partial,
//! because deeper ones make the curve overshoot between its first partials (by 12 dB for a clean tone of 500 Hz
//! at order 40). The paper's order for a known pitch is half the rate over the pitch.

use std::sync::Arc;

use tonewright_fourier::num_complex::Complex32;
use tonewright_fourier::{ComplexToReal, RealToComplex, pair_f32};

use crate::features::FeatureError;
use crate::matrix::{Matrix, Spectrogram};
use crate::stft::{Quantity, Stft, StftConfig};

/// How far a partial may stand above the envelope, in dB: Röbel and Rodet's choice.
const TOLERANCE_DB: f32 = 2.0;
/// Rounds after which the envelope is taken as it is; most frames need fewer than 20.
const MOST_ROUNDS: usize = 64;
/// How deep valleys are taken below the strongest partial, in dB.
const RANGE_DB: f32 = 60.0;
/// The magnitude below which nothing is told apart (−100 dB).
const LEAST_MAGNITUDE: f32 = 1e-5;

/// A planned true envelope with its scratch space.
pub struct TrueEnvelope {
    stft: Stft,
    order: usize,
    spectrogram: Spectrogram,
    cepstrum_plan: Arc<dyn ComplexToReal<f32>>,
    spectrum_plan: Arc<dyn RealToComplex<f32>>,
    target: Vec<f32>,
    spectrum: Vec<Complex32>,
    cepstrum: Vec<f32>,
    scratch: Vec<Complex32>,
}

impl TrueEnvelope {
    /// Plans envelopes of `order` cepstral coefficients (c0 not counted) over the frames of `stft`.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be; the order is at least 1 and below half the FFT.
    pub fn new(stft: StftConfig, order: usize) -> Result<Self, FeatureError> {
        if order == 0 || 2 * order >= stft.fft_len {
            let reason = format!("is {order}, not in 1..{} (half the FFT length)", stft.fft_len.div_ceil(2));
            return Err(FeatureError::config("order", reason));
        }
        let stft = Stft::new(StftConfig { quantity: Quantity::Magnitude, ..stft })?;
        let len = stft.config().fft_len;
        let (spectrum_plan, cepstrum_plan) = pair_f32(len);
        let scratch_len = cepstrum_plan.get_scratch_len().max(spectrum_plan.get_scratch_len());
        Ok(Self {
            stft,
            order,
            spectrogram: Spectrogram::new(),
            target: vec![0.0; len / 2 + 1],
            spectrum: spectrum_plan.make_output_vec(),
            cepstrum: spectrum_plan.make_input_vec(),
            scratch: vec![Complex32::ZERO; scratch_len],
            cepstrum_plan,
            spectrum_plan,
        })
    }

    /// Writes the envelope of each frame (frames × `fft_len / 2 + 1`) in dB of magnitude 1.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Matrix) -> Result<(), FeatureError> {
        let mut spectrogram = std::mem::take(&mut self.spectrogram);
        let done = self.stft.process_into(signal, &mut spectrogram);
        if done.is_ok() {
            out.reshape(spectrogram.frames(), spectrogram.bins());
            for frame in 0..spectrogram.frames() {
                self.envelope_into(spectrogram.frame_mut(frame), out.frame_mut(frame));
            }
        }
        self.spectrogram = spectrogram;
        done
    }

    /// The envelope of one spectrum of magnitudes, which become decibels on the way.
    fn envelope_into(&mut self, magnitudes: &mut [f32], out: &mut [f32]) {
        magnitudes.iter_mut().for_each(|x| *x = 20.0 * x.max(LEAST_MAGNITUDE).log10());
        let floor = magnitudes.iter().copied().fold(f32::NEG_INFINITY, f32::max) - RANGE_DB;
        magnitudes.iter_mut().for_each(|x| *x = x.max(floor));
        self.target.copy_from_slice(magnitudes);
        for _ in 0..MOST_ROUNDS {
            self.smooth_into(out);
            let excess = magnitudes.iter().zip(&*out).map(|(x, curve)| x - curve).fold(0.0, f32::max);
            if excess <= TOLERANCE_DB {
                break;
            }
            self.target.iter_mut().zip(&*out).for_each(|(x, curve)| *x = x.max(*curve));
        }
    }

    /// The target with its cepstrum cut at the order.
    fn smooth_into(&mut self, out: &mut [f32]) {
        let len = self.cepstrum.len();
        let real = self.target.iter().map(|x| Complex32::new(*x / len as f32, 0.0));
        self.spectrum.iter_mut().zip(real).for_each(|(slot, value)| *slot = value);
        self.cepstrum_plan
            .process_with_scratch(&mut self.spectrum, &mut self.cepstrum, &mut self.scratch)
            .expect("buffers were made by the plan, and the spectrum is real");
        self.cepstrum[self.order + 1..len - self.order].fill(0.0);
        self.spectrum_plan
            .process_with_scratch(&mut self.cepstrum, &mut self.spectrum, &mut self.scratch)
            .expect("buffers were made by the plan");
        out.iter_mut().zip(&self.spectrum).for_each(|(slot, value)| *slot = value.re);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_through_the_partials() {
        let step = std::f64::consts::TAU * 200.0 / 44_100.0;
        let partial = |i: usize, k: usize| (step * (i * k) as f64).sin() / k as f64;
        let signal: Vec<f32> =
            (0..8192).map(|i| (1..50).map(|k| partial(i, k)).sum::<f64>() as f32).collect();
        let config = StftConfig { center: None, ..StftConfig::librosa(2205, 441) };
        let mut envelope = TrueEnvelope::new(config, 60).unwrap();
        let mut out = Matrix::new();
        envelope.process_into(&signal, &mut out).unwrap();
        // A periodic Hann window of 2205 gives a sine on a bin a magnitude of its amplitude × 2205 / 4.
        for k in 2..40 {
            let peak_db = 20.0 * (2205.0 / 4.0 / k as f32).log10();
            let found = out.frame(5)[k * 10];
            assert!((found - peak_db).abs() < 2.5, "partial {k}: {found} dB for {peak_db} dB");
        }
    }

    #[test]
    fn silence_is_flat_and_odd_orders_are_refused() {
        let config = StftConfig::librosa(63, 16);
        let mut out = Matrix::new();
        TrueEnvelope::new(config, 8).unwrap().process_into(&[0.0; 100], &mut out).unwrap();
        assert!(out.values().iter().all(|x| (x + 100.0).abs() < 1e-2));
        for order in [0, 32, usize::MAX / 4] {
            assert!(matches!(TrueEnvelope::new(config, order), Err(FeatureError::Config { .. })));
        }
    }
}
