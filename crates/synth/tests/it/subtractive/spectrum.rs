//! Spectra fine enough for −120 dB: a seven-term Blackman-Harris window and a Fourier transform in double precision.

use std::f64::consts::{PI, TAU};

/// Coefficients of the window, whose side lobes lie below −180 dB (H. Albrecht, "A family of cosine-sum windows", 2001).
const WINDOW: [f64; 7] = [
    0.271_051_400_693_42,
    -0.433_297_939_234_48,
    0.218_122_999_543_11,
    -0.065_925_446_388_03,
    0.010_811_742_098_37,
    -0.000_776_584_825_22,
    0.000_013_887_217_35,
];
/// Bins on either side of a frequency over which the window spreads it.
const SPREAD: usize = 8;

/// Powers of the bins of a sound.
pub(super) struct Spectrum {
    powers: Vec<f64>,
    bin_hz: f64,
}

impl Spectrum {
    /// The spectrum of the last samples, as many as the largest power of two.
    pub(super) fn of(samples: &[f32], rate_hz: u32) -> Self {
        let len = 1 << samples.len().ilog2();
        let tail = &samples[samples.len() - len..];
        let window = |index: usize| -> f64 {
            let angle = TAU * index as f64 / len as f64;
            WINDOW.iter().enumerate().map(|(k, a)| a * (k as f64 * angle).cos()).sum()
        };
        let mut real: Vec<f64> =
            tail.iter().enumerate().map(|(index, x)| f64::from(*x) * window(index)).collect();
        let mut imaginary = vec![0.0; len];
        transform(&mut real, &mut imaginary);
        let scale = (2.0 / (len as f64 * WINDOW[0])).powi(2);
        let powers = (0..len / 2).map(|k| scale * (real[k].powi(2) + imaginary[k].powi(2))).collect();
        Self { powers, bin_hz: f64::from(rate_hz) / len as f64 }
    }

    fn bins(&self, low_hz: f64, high_hz: f64) -> impl Iterator<Item = usize> + use<> {
        let first = (low_hz / self.bin_hz).ceil().max(0.0) as usize;
        let last = (high_hz / self.bin_hz).floor() as usize;
        first..=last.min(self.powers.len() - 1)
    }

    /// Amplitude of the partial at a frequency.
    pub(super) fn amplitude(&self, hz: f64) -> f64 {
        let reach = SPREAD as f64 * self.bin_hz;
        self.amplitude_within(hz - reach, hz + reach)
    }

    /// Amplitude of the strongest partial up to a frequency.
    pub(super) fn strongest(&self, up_to_hz: f64) -> f64 {
        self.bins(20.0, up_to_hz).map(|bin| self.powers[bin]).fold(0.0, f64::max).sqrt()
    }

    /// Amplitude of a partial whose energy is all that lies between two frequencies.
    pub(super) fn amplitude_within(&self, low_hz: f64, high_hz: f64) -> f64 {
        // Of a sine the window makes a sum of powers: that of its own spectrum.
        let spread = 1.0 + 0.5 * WINDOW[1..].iter().map(|a| (a / WINDOW[0]).powi(2)).sum::<f64>();
        (self.bins(low_hz, high_hz).map(|bin| self.powers[bin]).sum::<f64>() / spread).sqrt()
    }

    /// Amplitude of all that lies between two frequencies and is no multiple of `hz`.
    pub(super) fn amplitude_off_grid(&self, hz: f64, low_hz: f64, high_hz: f64) -> f64 {
        let spread = 1.0 + 0.5 * WINDOW[1..].iter().map(|a| (a / WINDOW[0]).powi(2)).sum::<f64>();
        let is_off = |bin: &usize| {
            let at = *bin as f64 * self.bin_hz;
            let nearest = (at / hz).round() * hz;
            (at - nearest).abs() > SPREAD as f64 * self.bin_hz
        };
        let power: f64 = self.bins(low_hz, high_hz).filter(is_off).map(|bin| self.powers[bin]).sum();
        (power / spread).sqrt()
    }

    /// The strongest frequency between two, by a parabola through its logarithm.
    pub(super) fn peak_hz(&self, low_hz: f64, high_hz: f64) -> f64 {
        let best = self.bins(low_hz, high_hz).max_by(|a, b| self.powers[*a].total_cmp(&self.powers[*b]));
        let best = best.expect("there are bins").clamp(1, self.powers.len() - 2);
        let [left, middle, right] = [best - 1, best, best + 1].map(|bin| self.powers[bin].max(1e-300).ln());
        let shift = 0.5 * (left - right) / (left - 2.0 * middle + right);
        (best as f64 + shift) * self.bin_hz
    }
}

/// A Fourier transform in place, by halving.
fn transform(real: &mut [f64], imaginary: &mut [f64]) {
    let len = real.len();
    let bits = len.trailing_zeros();
    for index in 0..len {
        let other = index.reverse_bits() >> (usize::BITS - bits);
        if index < other {
            real.swap(index, other);
            imaginary.swap(index, other);
        }
    }
    let mut half = 1;
    while half < len {
        for offset in 0..half {
            let (sin, cos) = (-PI * offset as f64 / half as f64).sin_cos();
            for low in (offset..len).step_by(2 * half) {
                let high = low + half;
                let turned_real = real[high] * cos - imaginary[high] * sin;
                let turned_imaginary = real[high] * sin + imaginary[high] * cos;
                (real[high], imaginary[high]) = (real[low] - turned_real, imaginary[low] - turned_imaginary);
                real[low] += turned_real;
                imaginary[low] += turned_imaginary;
            }
        }
        half *= 2;
    }
}

#[test]
fn a_sine_has_its_amplitude_and_nothing_else() {
    let samples: Vec<f32> = (0..32_768).map(|i| (0.5 * (TAU * 0.01 * f64::from(i)).sin()) as f32).collect();
    let spectrum = Spectrum::of(&samples, 44_100);
    assert!((spectrum.amplitude_within(400.0, 500.0) - 0.5).abs() < 1e-3);
    assert!((spectrum.amplitude(441.0) - 0.5).abs() < 1e-3);
    assert!((spectrum.peak_hz(100.0, 1_000.0) - 441.0).abs() < 0.01);
    assert!(spectrum.amplitude_off_grid(441.0, 20.0, 16_000.0) < 1e-6);
}
