//! A small picture of a sound: levels of log-spaced bands at moments that lie denser where the sound begins. Good enough
//! to see that two sounds differ, to shortlist neighbours, and for a network to learn.

use std::sync::Arc;

use tonewright_fourier::num_complex::Complex;
use tonewright_fourier::{RealToComplex, forward_f32};

/// Moments of the sound that are looked at.
pub const MOMENTS: usize = 16;
/// Log-spaced bands of each moment.
pub const BANDS: usize = 32;
/// The lowest level that is told, relative to a full-scale sine in one band.
pub const FLOOR_DB: f64 = -90.0;

/// Lowest and highest band edge (the highest is cut at half the sample rate).
const EDGES_HZ: (f64, f64) = (40.0, 16_000.0);
const FFT_LEN: usize = 2048;

/// Where in a sound a moment begins, 0..1. Quadratic spacing: the attack of a sound says more than its last second.
pub fn place_of(moment: usize) -> f64 {
    (moment as f64 / MOMENTS as f64).powi(2)
}

/// Makes pictures of sounds at one sample rate.
pub struct Painter {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// First bin of each band and one past the last of the highest.
    edges: Vec<usize>,
    frame: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Painter {
    /// For sounds of `rate_hz` samples per second.
    pub fn new(rate_hz: u32) -> Self {
        let fft = forward_f32(FFT_LEN);
        let turn = std::f64::consts::TAU / FFT_LEN as f64;
        let window = (0..FFT_LEN).map(|i| (0.5 - 0.5 * (turn * i as f64).cos()) as f32).collect();
        let (frame, spectrum) = (fft.make_input_vec(), fft.make_output_vec());
        let scratch = fft.make_scratch_vec();
        Self { edges: band_edges(rate_hz), fft, window, frame, spectrum, scratch }
    }

    /// Tells the levels of a mono sound in dB, moment by moment, the low band first: [`MOMENTS`] × [`BANDS`]. Samples that are
    /// not finite count as silence, whose level is −300 dB.
    pub fn levels_db(&mut self, samples: &[f32], mut tell: impl FnMut(f64)) {
        for moment in 0..MOMENTS {
            self.load(samples, (place_of(moment) * samples.len() as f64) as usize);
            self.edges.windows(2).for_each(|edge| tell(self.level_db(edge[0], edge[1])));
        }
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

    fn level_db(&self, low: usize, high: usize) -> f64 {
        // A full-scale sine in a Hann window has its energy in three bins around (N/4)²·(1 + 2/4).
        let full = (FFT_LEN as f64 / 4.0).powi(2) * 1.5;
        let power: f64 = self.spectrum[low..high].iter().map(|bin| f64::from(bin.norm_sqr())).sum();
        10.0 * (power / full).max(1e-30).log10()
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
