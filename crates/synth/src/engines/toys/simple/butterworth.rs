//! The fifth-order Butterworth low-pass: flat up to the cutoff (-3 dB there), then 30 dB an octave.
//!
//! A one-pole and two two-pole sections, all by the bilinear transform with the cutoff warped into place, which is what
//! `scipy.signal.butter(5, cutoff, fs=rate)` designs. The sections keep their state in integrators (A. Simper, "Solving
//! the continuous SVF equations using trapezoidal integration", Cytomic 2013), so the cutoff may move from sample to
//! sample, and 20 Hz costs no precision, as one recursion of fifth order would.

use std::f64::consts::PI;

/// `1 / Q` of the two-pole sections: `2 cos 36°` and `2 cos 72°`.
const DAMPINGS: [f64; 2] = [1.618_033_988_749_895, 0.618_033_988_749_894_9];

/// Highest cutoff, as a share of the sample rate: at one half the low-pass would be none.
const HIGHEST: f64 = 0.49;

/// What the filter is set to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cutoff {
    /// Gain of the one-pole section's integrator, `g / (1 + g)`.
    one_pole: f64,
    /// Gains of each two-pole section: of the first integrator, through both, and through both twice.
    two_poles: [(f64, f64, f64); 2],
}

impl Cutoff {
    /// A cutoff in Hz, at most 0.49 of the sample rate.
    pub(super) fn new(cutoff_hz: f64, rate_hz: f64) -> Self {
        let g = libm::tan(PI * (cutoff_hz / rate_hz).min(HIGHEST));
        let two_poles = DAMPINGS.map(|damping| {
            let first = 1.0 / (1.0 + g * (g + damping));
            (first, g * first, g * g * first)
        });
        Self { one_pole: g / (1.0 + g), two_poles }
    }
}

/// The filter's state.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Butterworth {
    one_pole: f64,
    two_poles: [(f64, f64); 2],
}

impl Butterworth {
    /// The next sample.
    pub(super) fn next(&mut self, cutoff: &Cutoff, input: f64) -> f64 {
        let step = (input - self.one_pole) * cutoff.one_pole;
        let mut signal = self.one_pole + step;
        self.one_pole = signal + step;
        for ((band, low), (a1, a2, a3)) in self.two_poles.iter_mut().zip(cutoff.two_poles) {
            let rest = signal - *low;
            let new_band = a1 * *band + a2 * rest;
            let new_low = *low + a2 * *band + a3 * rest;
            (*band, *low) = (2.0 * new_band - *band, 2.0 * new_low - *low);
            signal = new_low;
        }
        signal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain in dB of a sine that has lasted for a second.
    fn gain_db(cutoff_hz: f64, sine_hz: f64) -> f64 {
        let (mut filter, cutoff) = (Butterworth::default(), Cutoff::new(cutoff_hz, 44_100.0));
        let sample = |n: u32| libm::sin(std::f64::consts::TAU * sine_hz * f64::from(n) / 44_100.0);
        let heard = (0..88_200).map(|n| filter.next(&cutoff, sample(n))).skip(44_100);
        10.0 * (heard.map(|x| x * x).sum::<f64>() / 22_050.0).log10()
    }

    #[test]
    fn it_is_flat_then_3_db_down_then_falls_30_db_an_octave() {
        assert!(gain_db(1_000.0, 500.0).abs() < 0.01);
        assert!((gain_db(1_000.0, 1_000.0) + 3.0103).abs() < 1e-3);
        assert!((gain_db(1_000.0, 2_000.0) + 30.1).abs() < 0.5);
        assert!((gain_db(20.0, 20.0) + 3.0103).abs() < 1e-2);
    }
}
