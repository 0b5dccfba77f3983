//! A small picture of a sound: log-band levels over time in one byte each. Good enough to see that two sounds
//! differ and to shortlist neighbours; the objective has the last word everywhere.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tonewright_fourier::num_complex::Complex;
use tonewright_fourier::{RealToComplex, forward_f32};

/// Moments of the sound that are looked at; they lie denser where it begins.
const MOMENTS: usize = 16;
/// Log-spaced bands of each moment.
const BANDS: usize = 32;
/// Lowest and highest band edge (the highest is cut at half the sample rate).
const EDGES_HZ: (f64, f64) = (40.0, 16_000.0);
const FFT_LEN: usize = 2048;
/// Level of byte 0, relative to a full-scale sine.
const FLOOR_DB: f64 = -90.0;
/// Bytes per decibel.
const STEPS_PER_DB: f64 = 2.0;

/// Bytes in a descriptor.
pub const DESCRIPTOR_LEN: usize = MOMENTS * BANDS;

/// Levels of [`DESCRIPTOR_LEN`] cells (moment by moment, low band first) in half decibels above −90 dB of full
/// scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Descriptor(Vec<u8>);

impl Descriptor {
    /// A descriptor from its bytes; `None` when there are not [`DESCRIPTOR_LEN`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == DESCRIPTOR_LEN).then(|| Self(bytes.to_vec()))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The cells of the moments that begin within this share of the sound, but at least of the first quarter of them.
    pub(crate) fn until(&self, share: f64) -> &[u8] {
        let begins = |moment: &usize| place_of(*moment) < share;
        let moments = (0..MOMENTS).take_while(begins).count().max(MOMENTS / 4);
        &self.0[..moments * BANDS]
    }

    /// Mean absolute difference of the cells in dB: 0 for equal sounds, 1 or less is hard to hear.
    pub fn distance_db(&self, other: &Self) -> f64 {
        distance_db(&self.0, &other.0)
    }
}

/// Mean absolute difference of two byte pictures of one size in dB.
pub(crate) fn distance_db(a: &[u8], b: &[u8]) -> f64 {
    let sum: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    f64::from(sum) / (STEPS_PER_DB * a.len().max(1) as f64)
}

/// Where in a sound a moment begins, 0..1. Quadratic spacing: the attack of a sound says more than its last second.
fn place_of(moment: usize) -> f64 {
    (moment as f64 / MOMENTS as f64).powi(2)
}

/// Makes descriptors of sounds at one sample rate.
pub struct Describer {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// First bin of each band and one past the last of the highest.
    edges: Vec<usize>,
    frame: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Describer {
    /// For sounds of `rate_hz` samples per second.
    pub fn new(rate_hz: u32) -> Self {
        let fft = forward_f32(FFT_LEN);
        let turn = std::f64::consts::TAU / FFT_LEN as f64;
        let window = (0..FFT_LEN).map(|i| (0.5 - 0.5 * (turn * i as f64).cos()) as f32).collect();
        let (frame, spectrum) = (fft.make_input_vec(), fft.make_output_vec());
        let scratch = fft.make_scratch_vec();
        Self { edges: band_edges(rate_hz), fft, window, frame, spectrum, scratch }
    }

    /// The descriptor of a mono sound; samples that are not finite count as silence.
    pub fn describe(&mut self, samples: &[f32]) -> Descriptor {
        let mut bytes = Vec::with_capacity(DESCRIPTOR_LEN);
        for moment in 0..MOMENTS {
            self.load(samples, (place_of(moment) * samples.len() as f64) as usize);
            bytes.extend(self.edges.windows(2).map(|edge| self.level_byte(edge[0], edge[1])));
        }
        Descriptor(bytes)
    }

    fn load(&mut self, samples: &[f32], start: usize) {
        for (i, (slot, window)) in self.frame.iter_mut().zip(&self.window).enumerate() {
            let sample = samples.get(start + i).copied().filter(|s| s.is_finite()).unwrap_or(0.0);
            *slot = sample * window;
        }
        let fft = &self.fft;
        let done = fft.process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch);
        if done.is_err() {
            self.spectrum.fill(Complex::new(0.0, 0.0));
        }
    }

    fn level_byte(&self, low: usize, high: usize) -> u8 {
        // A full-scale sine in a Hann window has its energy in three bins around (N/4)²·(1 + 2/4).
        let full = (FFT_LEN as f64 / 4.0).powi(2) * 1.5;
        let power: f64 = self.spectrum[low..high].iter().map(|bin| f64::from(bin.norm_sqr())).sum();
        let level_db = 10.0 * (power / full).max(1e-30).log10();
        ((level_db - FLOOR_DB) * STEPS_PER_DB).round().clamp(0.0, 255.0) as u8
    }
}

/// Bands are equally wide in log frequency, but never narrower than one bin.
fn band_edges(rate_hz: u32) -> Vec<usize> {
    let bin_hz = f64::from(rate_hz) / FFT_LEN as f64;
    let bins = FFT_LEN / 2 + 1;
    let high_hz = EDGES_HZ.1.min(f64::from(rate_hz) / 2.0);
    let ratio = (high_hz / EDGES_HZ.0).max(1.0).powf(1.0 / BANDS as f64);
    let mut edges = Vec::with_capacity(BANDS + 1);
    for band in 0..=BANDS {
        let wanted = (EDGES_HZ.0 * ratio.powi(band as i32) / bin_hz).round() as usize;
        let least = edges.last().map_or(1, |last: &usize| last + 1);
        edges.push(wanted.max(least).min(bins));
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f32, gain: f32) -> Vec<f32> {
        (0..22_050).map(|i| gain * (std::f32::consts::TAU * hz * i as f32 / 44_100.0).sin()).collect()
    }

    #[test]
    fn equal_sounds_are_at_zero_and_others_are_not() {
        let mut describer = Describer::new(44_100);
        let low = describer.describe(&sine(220.0, 0.5));
        assert_eq!(low.distance_db(&describer.describe(&sine(220.0, 0.5))), 0.0);
        let quieter = low.distance_db(&describer.describe(&sine(220.0, 0.25)));
        let higher = low.distance_db(&describer.describe(&sine(1_760.0, 0.5)));
        assert!(quieter > 0.1 && higher > quieter, "{quieter} {higher}");
    }

    #[test]
    fn a_full_scale_sine_reads_about_zero_db() {
        let loudest = Describer::new(44_100).describe(&sine(1_000.0, 1.0)).bytes().iter().copied().max();
        let db = f64::from(loudest.unwrap()) / STEPS_PER_DB + FLOOR_DB;
        assert!(db.abs() <= 1.5, "{db}");
    }

    #[test]
    fn silence_broken_and_short_sounds_have_descriptors() {
        let mut describer = Describer::new(16_000);
        assert!(describer.describe(&[]).bytes().iter().all(|b| *b == 0));
        assert!(describer.describe(&[f32::NAN; 4_000]).bytes().iter().all(|b| *b == 0));
        assert_eq!(describer.describe(&[0.1; 10]).bytes().len(), DESCRIPTOR_LEN);
    }
}
