//! The plug-in's low-pass filter behind the voice: ours is a two-pole state-variable filter.
//!
//! Dexed's own filter is a different circuit; both are off with the knob fully up, as every voice file has
//! it. Ours runs from 20 Hz to 20 kHz in even octaves, with a Q from 0.7 to 12 (A. Simper's trapezoidal form).

use super::super::voice::Globals;
use super::BLOCK;

/// Lowest cutoff, and octaves up to the highest.
const LOWEST_HZ: f64 = 20.0;
const OCTAVES: f64 = 9.965_784;
/// Q with the resonance down, and octaves of Q up to the highest.
const LOWEST_Q: f64 = core::f64::consts::FRAC_1_SQRT_2;
const Q_OCTAVES: f64 = 4.085;

/// A low-pass filter and its state.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    a1: f64,
    a2: f64,
    a3: f64,
    state: [f64; 2],
}

impl Filter {
    /// The filter that the knobs ask for; none when the cutoff is fully up.
    pub(super) fn new(globals: Globals, rate_hz: u32) -> Option<Self> {
        if globals.cutoff_norm >= 1.0 {
            return None;
        }
        let rate = f64::from(rate_hz);
        let cutoff_hz = LOWEST_HZ * libm::exp2(OCTAVES * f64::from(globals.cutoff_norm.max(0.0)));
        let q = LOWEST_Q * libm::exp2(Q_OCTAVES * f64::from(globals.resonance_norm.clamp(0.0, 1.0)));
        let g = libm::tan(core::f64::consts::PI * (cutoff_hz / rate).min(0.49));
        let a1 = 1.0 / (1.0 + g * (g + 1.0 / q));
        Some(Self { a1, a2: g * a1, a3: g * g * a1, state: [0.0; 2] })
    }

    /// Filters one block in place.
    pub(super) fn process(&mut self, samples: &mut [f32; BLOCK]) {
        let [mut band, mut low] = self.state;
        for sample in samples {
            let high = f64::from(*sample) - low;
            let band_now = self.a1 * band + self.a2 * high;
            let low_now = low + self.a2 * band + self.a3 * high;
            (band, low) = (2.0 * band_now - band, 2.0 * low_now - low);
            *sample = low_now as f32;
        }
        self.state = [band, low];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain_at(hz: f64, cutoff_norm: f32, resonance_norm: f32) -> f64 {
        let globals = Globals { cutoff_norm, resonance_norm, ..Globals::default() };
        let mut filter = Filter::new(globals, 44_100).unwrap();
        let mut peak = 0.0_f32;
        for block in 0..400 {
            let at =
                |i: usize| (core::f64::consts::TAU * hz * (block * BLOCK + i) as f64 / 44_100.0).sin() as f32;
            let mut samples: [f32; BLOCK] = std::array::from_fn(at);
            filter.process(&mut samples);
            if block > 200 {
                peak = samples.iter().fold(peak, |peak, s| peak.max(s.abs()));
            }
        }
        f64::from(peak)
    }

    #[test]
    fn the_filter_is_off_fully_up_and_cuts_highs_below() {
        assert!(Filter::new(Globals::default(), 44_100).is_none());
        assert!(gain_at(100.0, 0.5, 0.0) > 0.9);
        assert!(gain_at(6_324.0, 0.5, 0.0) < 0.02, "20 dB a decade for each pole");
        assert!(gain_at(632.4, 0.5, 1.0) > 5.0, "resonance peaks at the cutoff");
    }
}
