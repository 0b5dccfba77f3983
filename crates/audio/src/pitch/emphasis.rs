//! What the pitch tracker hears: a sound without rumble below the lowest pitch and without the sizzle far
//! above the region that carries pitch, whose dips would be narrower than a sample. Two second-order
//! Butterworth sections by the bilinear transform; their phase does not touch periodicity.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Corner of the low pass: the ear hardly hears pitch above 5 kHz.
const SIZZLE_HZ: f64 = 4_500.0;

/// The filtered sound; samples that are not numbers count as silence.
pub(super) fn emphasised(samples: &[f32], rate_hz: f64, low_hz: f64) -> Vec<f64> {
    let clean = samples.iter().map(|s| if s.is_finite() { f64::from(*s) } else { 0.0 });
    let mut high_pass = Section::high_pass(0.7 * low_hz, rate_hz);
    if SIZZLE_HZ > 0.4 * rate_hz {
        return clean.map(|s| high_pass.step(s)).collect();
    }
    let mut low_pass = Section::low_pass(SIZZLE_HZ, rate_hz);
    clean.map(|s| low_pass.step(high_pass.step(s))).collect()
}

/// A second-order filter, transposed direct form II.
struct Section {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Section {
    fn low_pass(corner_hz: f64, rate_hz: f64) -> Self {
        let w = (PI * corner_hz / rate_hz).tan();
        let scale = 1.0 / (1.0 + w / FRAC_1_SQRT_2 + w * w);
        let gain = w * w * scale;
        Self { b: [gain, 2.0 * gain, gain], a: Self::poles(w, scale), state: [0.0; 2] }
    }

    fn high_pass(corner_hz: f64, rate_hz: f64) -> Self {
        let w = (PI * corner_hz / rate_hz).tan();
        let scale = 1.0 / (1.0 + w / FRAC_1_SQRT_2 + w * w);
        Self { b: [scale, -2.0 * scale, scale], a: Self::poles(w, scale), state: [0.0; 2] }
    }

    fn poles(w: f64, scale: f64) -> [f64; 2] {
        [2.0 * (w * w - 1.0) * scale, (1.0 - w / FRAC_1_SQRT_2 + w * w) * scale]
    }

    fn step(&mut self, input: f64) -> f64 {
        let output = self.b[0] * input + self.state[0];
        self.state[0] = self.b[1] * input - self.a[0] * output + self.state[1];
        self.state[1] = self.b[2] * input - self.a[1] * output;
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_passes_and_both_ends_go() {
        let gain_db = |hz: f64| {
            let rate = 44_100.0;
            let wave: Vec<f32> = (0..44_100)
                .map(|i| (std::f64::consts::TAU * hz * f64::from(i) / rate).sin() as f32)
                .collect();
            let out = emphasised(&wave, rate, 26.0);
            let power = out[22_050..].iter().map(|s| s * s).sum::<f64>() / 22_050.0;
            10.0 * (2.0 * power).log10()
        };
        assert!(gain_db(440.0).abs() < 0.05, "{}", gain_db(440.0));
        assert!((gain_db(4_500.0) + 3.01).abs() < 0.05, "{}", gain_db(4_500.0));
        assert!(gain_db(15_000.0) < -20.0 && gain_db(3.0) < -30.0);
    }
}
