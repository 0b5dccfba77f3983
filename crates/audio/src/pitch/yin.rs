//! One frame of sound to a few candidate periods: the cumulative mean normalised difference function of
//! de Cheveigné and Kawahara (YIN, JASA 111(4), 2002, equations 6 and 8), computed through FFTs, whose dips
//! are all kept as candidates for the path search instead of taking the first below a threshold.

use std::sync::Arc;

use tonewright_fourier::num_complex::Complex;
use tonewright_fourier::{ComplexToReal, RealToComplex, pair_f64};

/// A period that the frame might have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Frequency.
    pub hz: f64,
    /// Depth of the dip: 0 for a perfectly periodic frame, about 1 for noise.
    pub aperiodicity: f64,
}

/// Most candidates kept per frame.
const MAX_CANDIDATES: usize = 12;
/// Dips shallower than this say nothing.
const SHALLOWEST: f64 = 0.7;

/// Finds candidates in frames of one length; holds the FFT plans and buffers.
pub(super) struct Yin {
    rate_hz: f64,
    /// Samples that are compared with their shifted selves.
    window: usize,
    lag_low: usize,
    lag_high: usize,
    forward: Arc<dyn RealToComplex<f64>>,
    inverse: Arc<dyn ComplexToReal<f64>>,
    time: Vec<f64>,
    head_spectrum: Vec<Complex<f64>>,
    frame_spectrum: Vec<Complex<f64>>,
    scratch: Vec<Complex<f64>>,
    difference: Vec<f64>,
}

impl Yin {
    /// For frequencies between these two at this rate.
    pub(super) fn new(rate_hz: u32, low_hz: f64, high_hz: f64) -> Self {
        let rate = f64::from(rate_hz);
        let lag_high = (rate / low_hz).ceil() as usize + 2;
        let lag_low = ((rate / high_hz).floor() as usize).max(2);
        let window = lag_high;
        let size = (window + lag_high).next_power_of_two();
        let (forward, inverse) = pair_f64(size);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        Self {
            rate_hz: rate,
            window,
            lag_low,
            lag_high,
            time: forward.make_input_vec(),
            head_spectrum: forward.make_output_vec(),
            frame_spectrum: forward.make_output_vec(),
            forward,
            inverse,
            scratch,
            difference: vec![0.0; lag_high + 1],
        }
    }

    /// How many samples a frame has.
    pub(super) fn frame_len(&self) -> usize {
        self.window + self.lag_high
    }

    /// The candidates of a frame of [`Yin::frame_len`] samples, best first. Empty for silence.
    pub(super) fn candidates(&mut self, frame: &[f64]) -> Vec<Candidate> {
        if !self.normalised_difference(frame) {
            return Vec::new();
        }
        let d = &self.difference;
        let mut found: Vec<Candidate> = (self.lag_low..self.lag_high)
            .filter(|&lag| d[lag] < SHALLOWEST && d[lag] < d[lag - 1] && d[lag] <= d[lag + 1])
            .map(|lag| self.refined(lag))
            .collect();
        // Every multiple of a period is one too: among equals the shorter comes first.
        let rank = |c: &Candidate| c.aperiodicity - 0.01 * c.hz.log2();
        found.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        found.truncate(MAX_CANDIDATES);
        found
    }

    /// The dip at `lag` between the samples; where the frame holds several periods, the dip at the largest
    /// multiple that is about as deep sharpens the frequency by as much.
    fn refined(&self, lag: usize) -> Candidate {
        let (mut period, depth) = vertex(&self.difference, lag);
        let (mut best, mut multiple) = (period, 1.0);
        while (multiple + 1.0) * best + 2.0 < self.lag_high as f64 && multiple < 16.0 {
            multiple += 1.0;
            let guess = (multiple * best).round() as usize;
            // The nearest dip within one sample, as far as it is one.
            let Some(near) = (guess.saturating_sub(1)..=guess + 1).find(|&l| {
                self.difference[l] <= self.difference[l - 1] && self.difference[l] <= self.difference[l + 1]
            }) else {
                break;
            };
            let (at, value) = vertex(&self.difference, near);
            if value > depth + 0.1 {
                break;
            }
            best = at / multiple;
            period = best;
        }
        Candidate { hz: self.rate_hz / period, aperiodicity: depth.max(0.0) }
    }

    /// Fills `difference`; false when the frame is silent.
    fn normalised_difference(&mut self, frame: &[f64]) -> bool {
        debug_assert_eq!(frame.len(), self.frame_len());
        let size = self.time.len() as f64;
        transform(
            &*self.forward,
            &frame[..self.window],
            &mut self.time,
            &mut self.head_spectrum,
            &mut self.scratch,
        );
        transform(&*self.forward, frame, &mut self.time, &mut self.frame_spectrum, &mut self.scratch);
        for (a, b) in self.frame_spectrum.iter_mut().zip(&self.head_spectrum) {
            *a *= b.conj();
        }
        // Products of real spectra: the first and last bins are real but for rounding, which the inverse refuses.
        let last = self.frame_spectrum.len() - 1;
        self.frame_spectrum[0].im = 0.0;
        self.frame_spectrum[last].im = 0.0;
        let done =
            self.inverse.process_with_scratch(&mut self.frame_spectrum, &mut self.time, &mut self.scratch);
        debug_assert!(done.is_ok(), "buffers have the plan's lengths");
        let head: f64 = frame[..self.window].iter().map(|s| s * s).sum();
        let mut shifted = head;
        let mut sum = 0.0;
        self.difference[0] = 1.0;
        for lag in 1..=self.lag_high {
            let (gone, come) = (frame[lag - 1], frame.get(lag + self.window - 1).copied().unwrap_or(0.0));
            shifted += come * come - gone * gone;
            let difference = (head + shifted - 2.0 * self.time[lag] / size).max(0.0);
            sum += difference;
            self.difference[lag] = if sum > 0.0 { difference * lag as f64 / sum } else { 1.0 };
        }
        sum > head * 1e-9 && head > 0.0
    }
}

/// The spectrum of `samples`, padded with zeros.
fn transform(
    plan: &dyn RealToComplex<f64>,
    samples: &[f64],
    time: &mut [f64],
    spectrum: &mut [Complex<f64>],
    scratch: &mut [Complex<f64>],
) {
    time[..samples.len()].copy_from_slice(samples);
    time[samples.len()..].fill(0.0);
    let done = plan.process_with_scratch(time, spectrum, scratch);
    debug_assert!(done.is_ok(), "buffers have the plan's lengths");
}

/// The lowest point of the parabola through three neighbours: where, and how low.
fn vertex(curve: &[f64], at: usize) -> (f64, f64) {
    let (before, here, after) = (curve[at - 1], curve[at], curve[at + 1]);
    let bend = before - 2.0 * here + after;
    if bend <= 1e-12 {
        return (at as f64, here);
    }
    let shift = (0.5 * (before - after) / bend).clamp(-0.5, 0.5);
    (at as f64 + shift, here - 0.25 * (before - after) * shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(yin: &Yin, wave: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..yin.frame_len()).map(|i| wave(i as f64 / yin.rate_hz)).collect()
    }

    #[test]
    fn a_tone_has_a_candidate_at_its_period() {
        for hz in [30.0, 110.0, 440.0, 1760.0, 4186.0] {
            let mut yin = Yin::new(44_100, 25.0, 5_000.0);
            let partial = |k: f64, t: f64| (std::f64::consts::TAU * hz * k * t).sin() / (k * k);
            let wave =
                |t: f64| (1..=8).map(f64::from).filter(|k| k * hz < 9_000.0).map(|k| partial(k, t)).sum();
            let frame = frame(&yin, wave);
            let found = yin.candidates(&frame);
            let nearest = found.iter().map(|c| 1200.0 * (c.hz / hz).log2().abs()).fold(f64::MAX, f64::min);
            assert!(nearest < 2.0, "{hz} Hz: the nearest candidate is {nearest} cents off");
            let multiple = hz / found[0].hz;
            assert!(
                (multiple - multiple.round()).abs() < 0.02 * multiple,
                "{hz} Hz: best is {}",
                found[0].hz
            );
        }
    }

    #[test]
    fn silence_and_a_constant_have_no_candidates() {
        let mut yin = Yin::new(44_100, 25.0, 5_000.0);
        for level in [0.0, 0.5] {
            let frame = vec![level; yin.frame_len()];
            assert_eq!(yin.candidates(&frame), []);
        }
    }
}
