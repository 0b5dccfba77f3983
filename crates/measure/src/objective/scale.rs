//! One resolution of the objective: windows, transform and mel bands, and the walk over a sound's frames.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};
use tonewright_audio::{MelConfig, MelFilterbank, Window};

use super::config::ScaleConfig;
use super::log2::log2;

/// Decibels per doubling of power.
const DB_PER_OCTAVE: f32 = 3.010_3;
/// Neighbouring bins whose magnitudes are taken together for the transport part.
const POOL: usize = 4;

/// A planned resolution; shared between threads.
pub(super) struct Scale {
    plan: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    hop: usize,
    /// Per band: its first bin, and where its weights lie.
    spans: Vec<(usize, std::ops::Range<usize>)>,
    weights: Vec<f32>,
}

/// One thread's buffers for one resolution.
pub(super) struct ScaleScratch {
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    fft: Vec<Complex32>,
    power: Vec<f32>,
    /// Powers of the frame's bands.
    pub(super) bands: Vec<f32>,
}

impl Scale {
    /// Plans a resolution at a rate; bands that hold no bin are left out.
    pub(super) fn new(config: &ScaleConfig, rate_hz: u32) -> Self {
        let wanted = (config.window_secs * f64::from(rate_hz)).clamp(16.0, 1_048_576.0);
        let fft_len = 1_usize << (wanted.log2().round() as u32);
        let bank = MelFilterbank::new(&MelConfig::librosa(config.bands.clamp(1, 4096)), fft_len, rate_hz)
            .expect("a bank from 0 Hz to half the rate exists for any transform and rate");
        let (mut spans, mut weights) = (Vec::new(), Vec::<f32>::new());
        for band in 0..bank.bands() {
            let (first, values) = bank.band(band);
            if !values.is_empty() {
                let start = weights.len();
                weights.extend_from_slice(values);
                spans.push((first, start..weights.len()));
            }
        }
        Self {
            plan: RealFftPlanner::new().plan_fft_forward(fft_len),
            window: Window::HannPeriodic.samples(fft_len).iter().map(|w| *w as f32).collect(),
            hop: fft_len / 2,
            spans,
            weights,
        }
    }

    pub(super) fn scratch(&self) -> ScaleScratch {
        ScaleScratch {
            frame: self.plan.make_input_vec(),
            spectrum: self.plan.make_output_vec(),
            fft: self.plan.make_scratch_vec(),
            power: vec![0.0; self.window.len() / 2 + 1],
            bands: vec![0.0; self.spans.len()],
        }
    }

    /// Number of bands that hold a bin.
    pub(super) fn bands(&self) -> usize {
        self.spans.len()
    }

    /// Number of groups of bins of the transport part.
    pub(super) fn pools(&self) -> usize {
        self.window.len() / 2 / POOL
    }

    /// Frames that a sound of `len` samples touches: every later one is silent.
    pub(super) fn frames(&self, len: usize) -> usize {
        (len + self.window.len() / 2).div_ceil(self.hop)
    }

    /// Band powers of the frame centred on sample `index · hop`; beyond its ends the sound is silent.
    pub(super) fn analyse(&self, signal: &[f32], index: usize, scratch: &mut ScaleScratch) {
        let half = self.window.len() / 2;
        let (begin, end) = (index * self.hop, index * self.hop + self.window.len());
        let start = begin.saturating_sub(half).min(signal.len());
        let inside = &signal[start..end.saturating_sub(half).min(signal.len()).max(start)];
        let lead = half.saturating_sub(begin);
        let ScaleScratch { frame, spectrum, fft, power, bands } = scratch;
        frame[..lead].fill(0.0);
        frame[lead + inside.len()..].fill(0.0);
        windowed(inside, &self.window[lead..], &mut frame[lead..]);
        self.plan.process_with_scratch(frame, spectrum, fft).expect("the buffers were made by the plan");
        for (power, x) in power.iter_mut().zip(&*spectrum) {
            *power = x.re * x.re + x.im * x.im;
        }
        for (band, (first, range)) in bands.iter_mut().zip(&self.spans) {
            *band = dot(&self.weights[range.clone()], &power[*first..]);
        }
    }
}

impl ScaleScratch {
    /// Writes the summed magnitudes of each group of bins above 0 Hz; returns their sum.
    pub(super) fn pooled_into(&self, out: &mut [f32]) -> f32 {
        let mut total = 0.0;
        for (slot, group) in out.iter_mut().zip(self.power[1..].as_chunks::<POOL>().0) {
            let [a, b, c, d] = group.map(f32::sqrt);
            *slot = (a + b) + (c + d);
            total += *slot;
        }
        total
    }
}

/// Turns powers into decibels, none below `floor_power`.
pub(super) fn to_db(powers: &mut [f32], floor_power: f32) {
    for power in powers {
        *power = DB_PER_OCTAVE * log2(power.max(floor_power));
    }
}

fn windowed(signal: &[f32], window: &[f32], out: &mut [f32]) {
    for ((slot, x), w) in out.iter_mut().zip(signal).zip(window) {
        *slot = x * w;
    }
}

/// A dot product in eight interleaved sums, which the compiler keeps in vector registers.
fn dot(weights: &[f32], values: &[f32]) -> f32 {
    let (whole, rest) = weights.as_chunks::<8>();
    let (values, tail) = values.split_at(whole.len() * 8);
    let mut sums = [0.0_f32; 8];
    for (w, v) in whole.iter().zip(values.as_chunks::<8>().0) {
        for lane in 0..8 {
            sums[lane] += w[lane] * v[lane];
        }
    }
    let rest: f32 = rest.iter().zip(tail).map(|(w, v)| w * v).sum();
    sums.iter().sum::<f32>() + rest
}

/// Subtracts in place and returns the sum of the absolute differences.
pub(super) fn subtract(values: &mut [f32], from: &[f32]) -> f32 {
    let sum = absolute_difference(values, from);
    values.iter_mut().zip(from).for_each(|(value, from)| *value -= from);
    sum
}

/// The sum of absolute differences, in eight interleaved sums.
pub(super) fn absolute_difference(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0_f32; 8];
    for (x, y) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += (x[lane] - y[lane]).abs();
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| (x - y).abs()).sum();
    sums.iter().sum::<f32>() + rest
}
